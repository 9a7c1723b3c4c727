"""What people do at their browsers, a function each, by the words that are on the page. Each works with and without script."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from workbench.starter import SAMPLES

VOTERS = tuple(key for key, (_, roles) in SAMPLES.items() if "member" in roles)


def sign_in(page: Page, key: str) -> None:
    """One click as a sample member."""
    page.goto("/sign-in")
    page.get_by_role("button", name=SAMPLES[key][0], exact=True).click()
    expect(page.locator(".who-am")).to_have_text(SAMPLES[key][0])


def sign_out(page: Page) -> None:
    page.locator("header .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def number(page: Page) -> int:
    """The number at the end of the page's address, once the page is there."""
    numbered = re.compile(r"/(\d+)/?(?:[?#].*)?$")
    page.wait_for_url(numbered)
    found = numbered.search(page.url)
    assert found, page.url
    return int(found[1])


def press(page: Page, words: str) -> None:
    """A button by its name, from its beginning: what follows may be said for screen readers only."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(words)}")).first.click()


def follow(page: Page, link: Locator) -> None:
    """A link to another page, until that page is there whole."""
    left = page.url
    link.click()
    expect(page).not_to_have_url(left)
    page.wait_for_load_state()


def open_acts(thread: Locator) -> None:
    """What may be done with a thread: in its place, or without script on a page of its own."""
    thread.get_by_role("link", name=re.compile("^Reply")).click()


def choose(page: Page, words: str) -> None:
    """One of several, by its first words: an explanation follows them."""
    page.get_by_role("radio", name=re.compile(f"^{re.escape(words)}")).check()


def confirm(page: Page, words: str, button: str = "") -> None:
    """An act that cannot be undone: open what it says, then press the button in it."""
    box = page.locator("details.confirm").filter(has=page.locator("summary", has_text=words)).first
    box.locator("summary").click()
    box.get_by_role("button", name=button or words).click()


def open_case(page: Page, system: str, release: str) -> int:
    """Open a case and stand on its page; its number."""
    page.goto("/cases")
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("System", exact=True).fill(system)
    page.get_by_label("Release", exact=True).fill(release)
    page.get_by_label("Vendor").fill("Town library")
    press(page, "Open the case")
    expect(heading(page)).to_contain_text(system)
    return number(page)


def find(page: Page, case: int, clause: str, value: str, *, reason: str, quotation: str = "") -> None:
    """Record a finding on one requirement, with evidence where there is a quotation."""
    page.goto(f"/cases/{case}/findings/{clause}")
    choose(page, value)
    page.get_by_label("Reason").fill(reason)
    if quotation:
        row = page.get_by_role("group", name="Evidence 1")
        row.get_by_label("Address").fill("https://library.example/rules")
        row.get_by_label("Quotation").fill(quotation)
        row.get_by_label("Seen on").fill("2026-01-15")
    press(page, "Record the finding")


def open_ballot(page: Page, proposal: int, rule: str = "") -> int:
    """The chair opens a ballot on the current revision, under the rule for its class unless told; its number."""
    page.goto(f"/proposals/{proposal}")
    page.get_by_role("link", name="Open a ballot").click()
    if rule:
        choose(page, rule)
    page.get_by_role("checkbox", name="is the text to vote on").check()
    press(page, "Open the ballot")
    expect(heading(page)).to_contain_text("Ballot")
    return number(page)


def schedule_and_cancel(page: Page, proposal: int) -> None:
    """The chair schedules a ballot for a later century, and cancels it."""
    page.goto(f"/proposals/{proposal}/ballot")
    page.get_by_label("Opens (UTC)").fill("2101-01-03T10:00")
    page.get_by_label("Closes (UTC)").fill("2101-02-03T10:00")
    page.get_by_role("checkbox", name="is the text to vote on").check()
    press(page, "Open the ballot")
    expect(heading(page)).to_contain_text("Scheduled ballot")
    page.locator("summary", has_text="Cancel it").click()
    page.get_by_label("Reason, for the record").fill("It is too late.")
    press(page, "Cancel it")


def propose_roles(page: Page) -> None:
    """The administrator proposes that the first member be an observer, which takes two."""
    sign_in(page, "administrator")
    page.goto("/members")
    page.locator("summary", has_text="Change Sample chair").click()
    page.locator("#member-1").get_by_label("observer").check()
    page.locator("#member-1").get_by_role("button", name="Set the roles").click()
    expect(page.locator(".over")).to_contain_text("This takes two")


def rivals(page: Page, one: int, other: int) -> None:
    """Put on record that two proposals are rivals."""
    page.goto(f"/proposals/{one}")
    page.locator("#kin summary", has_text="Answer it with a proposal").click()
    page.get_by_label("Number of the rival").fill(str(other))
    press(page, "Record them as rivals")
    expect(page.locator("#kin")).to_contain_text(f"Decided together with proposal {other}")


def vote(page: Page, ballot: int, choice: str, reason: str = "") -> None:
    page.goto(f"/ballots/{ballot}")
    choose(page, choice)
    if reason:
        page.get_by_role("textbox", name=re.compile("^Reason, for the record")).fill(reason)
    page.get_by_role("button", name=re.compile("^(Cast|Change) vote")).click()
    expect(page.locator(".cast")).to_contain_text(
        f"You voted {choice.lower() if choice != 'Abstain' else 'to abstain'}"
    )


def record_result(page: Page, ballot: int) -> None:
    page.goto(f"/ballots/{ballot}")
    confirm(page, "Record the result")
    expect(page.locator("#ballot")).to_contain_text("Roll call")


def press_adopt(page: Page) -> None:
    box = page.locator("details.confirm", has_text="Adopt as version")
    box.locator("summary").click()
    box.get_by_role("button").click()


def confirmed(page: Page, region: str) -> None:
    """The secretary confirms what the chair has just proposed, as one visitor can who signs in as both; who then is the chair again."""
    expect(page.locator(".over")).to_contain_text("This takes two")
    place = page.url
    sign_in(page, "secretary")
    page.goto(place)
    confirm(page, "Confirm it")
    expect(page.get_by_role("region", name=region)).to_be_visible()
    place = page.url
    sign_in(page, "chair")
    page.goto(place)


def adopt(page: Page, ballot: int) -> None:
    """Chair and secretary make what was carried the next version, and the chair stands on its page."""
    page.goto(f"/ballots/{ballot}")
    press_adopt(page)
    confirmed(page, "How it came about")


def box(page: Page, clause: str) -> Locator:
    """The part of a draft in which one clause is written."""
    return page.locator(f'section[id="box-{clause}"]')


def in_box(box: Locator, words: str) -> None:
    """A button that adds, moves or removes, in the folded part of a clause's box."""
    if not box.get_by_role("button", name=words).is_visible():
        box.locator("summary", has_text="Move, add or remove").click()
    box.get_by_role("button", name=words).click()


def start_draft(page: Page, clause: str) -> int:
    """Begin a draft from a clause and stand in it; its number."""
    page.goto(f"/clauses/{clause}")
    press(page, "Propose an amendment")
    expect(box(page, clause)).to_be_visible()
    return number(page)


def thread(page: Page, words: str) -> Locator:
    return page.locator("li.thread").filter(has_text=words)


def new_clause(page: Page, proposal: int) -> str:
    """The id of the clause that a proposal adds."""
    page.goto(f"/proposals/{proposal}")
    found = page.locator(".clause", has_text="new clause").locator(".prose").get_attribute("data-clause")
    assert found
    return found


def select(page: Page, clause: str, words: str) -> None:
    """Draw the mouse over words of a clause."""
    start, end = page.evaluate(ENDS, [clause, words])
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def comment_on_selection(page: Page, clause: str, words: str, body: str) -> None:
    """Select words, press the button that appears, write and file."""
    select(page, clause, words)
    page.get_by_role("button", name="Comment on the selection").click()
    form = page.locator("form.compose")
    expect(form.locator("blockquote")).to_contain_text(words)
    form.get_by_label("Your comment").fill(body)
    form.get_by_role("button", name="File comment").click()
    expect(thread(page, body)).to_be_focused()


# Where the first and the last character of some words of a clause stand in the window, once notes have found their places.
ENDS = """async ([clause, words]) => {
  await document.fonts.ready;
  await new Promise(done => setTimeout(done, 50));
  const walk = document.createTreeWalker(document.querySelector(`.prose[data-clause="${clause}"]`), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    node.parentElement.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const boxes = [...range.getClientRects()], first = boxes[0], last = boxes.at(-1);
    return [[first.left + 1, first.top + first.height / 2], [last.right - 1, last.top + last.height / 2]];
  }
}"""


def comment_on_copied_words(page: Page, clause: str, side: str, words: str, body: str) -> None:
    """Without script: a page of its own, with the words typed or pasted."""
    page.locator(f'.clause:has(.prose[data-clause="{clause}"]) a.ask').first.click()
    expect(
        page.get_by_label("The words")
    ).to_be_visible()  # what is asked next answers at once, for whatever page is there
    if page.get_by_role("radio", name=side).count():
        choose(page, side)
    page.get_by_label("The words").fill(words)
    page.get_by_label("Your comment").fill(body)
    press(page, "File comment")


def dispose(page: Page, proposal: int, value: str, reason: str) -> None:
    """Every comment on a proposal that is open gets this outcome; ends on the report."""
    while True:
        page.goto(f"/proposals/{proposal}/dispositions")
        left = page.get_by_role("row").filter(has=page.get_by_text("Open", exact=True))
        if not left.count():
            return
        left.first.get_by_role("link", name=re.compile("Comment")).click()
        page.get_by_label("Outcome").select_option(value)
        page.get_by_label("Reason").fill(reason)
        press(page, "File the disposition")
        expect(page.get_by_role("region", name="What became of it")).to_contain_text(reason)
