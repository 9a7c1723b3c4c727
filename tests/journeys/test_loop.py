"""The whole loop, on real texts: from a clause to an adopted amendment, as the public, members and the chair go through it.

With script and without, on both databases, on the starter text and on the ten versions of a definition that is in use. The
journey quotes neither: it takes its clauses and words from the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.support import server
from tests.support.browser import Visitors

TITLE = "Say it plainly"
NEW_CLAUSE = "Whoever reads this clause may read it aloud to others."
SENTENCE = "Whoever lends a book may lend it plainly."


# Each database, each text, and the way with script and without.
ROUNDS = [("sqlite", "starter", False), ("postgresql", "osaid", True)]


@pytest.fixture
def text(started: str, request: pytest.FixtureRequest) -> Path | None:
    if started == "starter":
        return None
    return Path(request.getfixturevalue("shared")) / "osaid" / "osaid.bundle"


@dataclass(frozen=True)
class Plan:
    """What this journey changes: two clauses by which cases are judged, and the word of the first that is put otherwise."""

    edited: str
    moved: str
    old: str
    new: str = "plainly spoken"


@pytest.mark.parametrize(("kind", "started", "script"), ROUNDS)
def test_from_a_clause_to_an_adopted_amendment(visitors: Visitors, live: server.Server, script: bool) -> None:
    public, author, member, chair = (visitors(script=script) for _ in range(4))
    for page, key in ((author, "member-a"), (member, "member-b"), (chair, "chair")):
        steps.sign_in(page, key)

    read(public)
    case, plan = judged(member, chair)
    proposal = drafted_and_filed(author, plan, script)
    commented(member, proposal, plan, case, script)
    answered(author, proposal)
    revised(author, proposal, plan)
    followed(public, proposal, plan)
    settled(author, proposal)
    ballot = voted(visitors, chair, public, proposal, case, script)
    version = adopted(chair, ballot, proposal, plan)
    on_record(public, chair, case, proposal, ballot, version, plan)
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout


def read(public: Page) -> None:
    """The text, its versions, any two of them compared, and how one clause came about."""
    public.goto("/definition")
    newest = steps.heading(public).inner_text()
    public.get_by_role("link", name=re.compile(r"^All \d+$")).click()
    steps.press(public, "Compare")
    expect(steps.heading(public)).to_contain_text("to version")
    expect(public.locator("#text ins").first).to_be_visible()
    for view, sign in (("Side by side", "table"), ("Redline", "region")):
        public.get_by_role("link", name=view).click()
        expect(public.get_by_role("link", name=view)).to_have_attribute("aria-current", "true")
    changed = public.locator("#text .clause.touched .prose[data-clause]").first.get_attribute("data-clause")
    public.goto(f"/clauses/{changed}")
    expect(public.get_by_role("region", name="History").locator("ins").first).to_be_visible()
    public.get_by_role("link", name="Read it in its place").click()
    expect(steps.heading(public)).to_have_text(newest, use_inner_text=True)


def judged(member: Page, chair: Page) -> tuple[int, Plan]:
    """A case with findings on two requirements; the verdict follows from them, and the chair puts it on record."""
    case = steps.open_case(member, "Reading lamp", "2026.1")
    rows = member.locator(".finding-row:has(.prose > p)").evaluate_all(
        "rows => rows.map(row => [row.id, row.querySelector('.prose').innerText])"
    )
    candidates = [(name, words) for name, words in rows if len(plain(words)) > 4]
    (edited, words), (moved, _) = candidates[1], candidates[-1]
    steps.find(member, case, edited, "Met", reason="The lamp is lit.", quotation="The lamp is lit at dusk.")
    expect(member.get_by_role("region", name="Verdict")).to_contain_text("so far")
    steps.find(member, case, moved, "Not met", reason="There is none.", quotation="It is not there.")
    expect(member.locator(".title")).to_contain_text("Does not conform")
    chair.goto(f"/cases/{case}")
    steps.confirm(chair, "Publish this case")
    expect(steps.heading(chair)).to_contain_text("Published")
    found = plain(words)
    return case, Plan(edited, moved, found[len(found) // 2])


def plain(words: str) -> list[str]:
    """The words of a text that stand once in it, between spaces, without capitals or marks."""
    found = re.findall(r"(?<= )[a-z]{5,}(?= )", words)
    return [word for word in found if len(re.findall(rf"\b{word}", words)) == 1]


def drafted_and_filed(author: Page, plan: Plan, script: bool) -> int:
    """From a clause: words put otherwise, a clause added, one moved; a refused filing keeps every word."""
    author.goto(f"/clauses/{plan.edited}")
    steps.press(author, "Propose an amendment")
    box = steps.box(author, plan.edited)
    words = box.get_by_role("textbox").input_value()
    box.get_by_role("textbox").fill(re.sub(rf"\b{plan.old}\b", plan.new, words, count=1))
    if not script:
        author.get_by_role("button", name="Preview").click()
    expect(box.locator(".redline ins").first).to_have_text(plan.new)
    expect(box.locator(".redline del").first).to_have_text(plan.old)

    steps.in_box(box, "Add a clause after it")
    author.locator("textarea[name=added]").fill(NEW_CLAUSE)
    author.get_by_label("Open another clause").select_option(plan.moved)
    author.get_by_role("button", name="Open it").click()
    steps.box(author, plan.moved).locator("summary").click()
    steps.box(author, plan.moved).get_by_label("Move it behind").select_option(plan.edited)
    steps.box(author, plan.moved).get_by_role("button", name=re.compile("^Move .* there")).click()
    expect(steps.box(author, plan.moved).locator(".redline .moved").first).to_be_visible()

    author.get_by_label("Why").fill("Everybody should be able to say it aloud.")
    steps.press(author, "File this proposal")
    expect(author.get_by_role("alert")).to_contain_text("title")
    expect(author.get_by_label("Why")).to_have_value("Everybody should be able to say it aloud.")
    expect(steps.box(author, plan.edited).get_by_role("textbox")).to_have_value(re.compile(plan.new))
    author.get_by_label("Title").fill(TITLE)
    steps.choose(author, "Substantive")
    steps.press(author, "File this proposal")
    expect(steps.heading(author)).to_contain_text(TITLE)
    expect(steps.heading(author)).to_contain_text("In discussion")
    return steps.number(author)


def commented(member: Page, proposal: int, plan: Plan, case: int, script: bool) -> None:
    """On words of the text as proposed and as it stands, on a new clause, and citing a case."""
    new_clause = steps.new_clause(member, proposal)
    for clause, side, words, body in (
        (plan.edited, "As proposed", plan.new, f"As plain as in case {case}."),
        (plan.edited, "As it stands", plan.old, "This was better."),
        (new_clause, "As proposed", "read it aloud", "Why only aloud?"),
    ):
        member.goto(f"/proposals/{proposal}")
        if script:
            steps.comment_on_selection(member, clause, words, body)
        else:
            steps.comment_on_copied_words(member, clause, side, words, body)
        expect(steps.thread(member, body)).to_contain_text(words)
    expect(member.get_by_role("link", name=f"case {case}", exact=True)).to_have_attribute("href", f"/cases/{case}")
    member.goto(f"/cases/{case}")
    expect(member.get_by_role("region", name="Cited by")).to_contain_text(TITLE)


def answered(author: Page, proposal: int) -> None:
    """The desk says that comments wait; the author answers one."""
    author.goto("/")
    waiting = author.get_by_role("region", name="Your turn")
    expect(waiting).to_contain_text("3 threads on your proposal wait")
    expect(waiting).to_contain_text(TITLE)
    waiting.get_by_role("link", name=re.compile("3 threads on your proposal")).click()
    thread = steps.thread(author, "This was better.")
    steps.open_acts(thread)
    thread.get_by_label("Your reply").fill("Shorter, certainly.")
    thread.get_by_role("button", name="File reply").click()
    expect(steps.thread(author, "Shorter, certainly.")).to_contain_text("This was better.")


def revised(author: Page, proposal: int, plan: Plan) -> None:
    """Revision 2: one commented passage stays, in other company; another is written anew."""
    author.goto(f"/proposals/{proposal}")
    steps.press(author, "Revise this proposal")
    box = steps.box(author, plan.edited).get_by_role("textbox")
    box.fill(box.input_value().replace(plan.new, f"always {plan.new}"))
    added = author.locator("textarea").filter(has_text="read it aloud")
    added.fill(SENTENCE)
    author.get_by_label("What this revision changes").fill("Another new clause.")
    steps.press(author, "File revision 2")
    expect(steps.heading(author)).to_contain_text("revision 2")


def followed(public: Page, proposal: int, plan: Plan) -> None:
    """Threads stand where their words went or say that they are gone; the revisions can be compared."""
    public.goto(f"/proposals/{proposal}")
    stands, gone = steps.thread(public, "As plain as"), steps.thread(public, "Why only aloud?")
    mark = public.locator(f'mark.anchor[data-threads~="{stands.get_attribute("id")}"]')
    expect(mark.first).to_have_text(plan.new)
    expect(gone).to_contain_text("gone")
    expect(gone).to_contain_text("read it aloud")
    public.get_by_role("link", name="what changed").click()
    expect(steps.heading(public)).to_contain_text("1 to")
    expect(public.locator("#text ins").first).to_be_visible()
    for a, b in (("base", "1"), ("base", "2"), ("newest", "2")):
        public.goto(f"/proposals/{proposal}/compare/{a}...{b}")
        expect(public.locator("#text ins").first).to_be_visible()
    for view, shown in (("split", plan.old), ("new", plan.new), ("old", plan.old)):
        public.goto(f"/proposals/{proposal}?view={view}")
        expect(public.locator("#text")).to_contain_text(shown)


def settled(author: Page, proposal: int) -> None:
    """A thread is settled with a sentence, reopened, and settled for good."""
    for outcome in ("It is shorter now.", "Agreed in the meeting."):
        author.goto(f"/proposals/{proposal}")
        thread = steps.thread(author, "This was better.")
        steps.open_acts(thread)
        thread.locator("summary", has_text="Settle").click()
        thread.get_by_label("How it was settled").fill(outcome)
        thread.get_by_role("button", name="Settle", exact=True).click()
        expect(steps.thread(author, outcome)).to_contain_text("by Sample member A")
        author.goto(f"/proposals/{proposal}")
        if outcome.startswith("It"):
            author.locator("summary", has_text="1 settled").click()
            steps.open_acts(steps.thread(author, outcome))
            steps.thread(author, outcome).get_by_role("button", name="Reopen").click()
            expect(steps.thread(author, "This was better.").get_by_role("link", name="Reply or settle")).to_be_visible()
    expect(author.locator(".title")).to_contain_text("2 open threads")


def voted(visitors: Visitors, chair: Page, public: Page, proposal: int, case: int, script: bool) -> int:
    """The chair opens the ballot, everybody votes, one changes their mind; nobody sees a choice before the close."""
    steps.dispose(chair, proposal, "rejected", "It stays as it is.")
    ballot = steps.open_ballot(chair, proposal)
    expect(chair.get_by_role("region", name="Affected cases")).to_contain_text("Reading lamp")
    one, other = visitors(script=script), visitors(script=script)
    for key, voter in zip(steps.VOTERS, (chair, one, other, one, other, one, other, one), strict=True):
        if voter is not chair:
            steps.sign_in(voter, key)
            waiting = voter.get_by_role("region", name="Your turn").get_by_role("listitem")
            expect(waiting.filter(has_text="you have not voted").filter(has_text=TITLE)).to_be_visible()
        steps.vote(voter, ballot, "Against" if key in ("member-d", "member-e") else "For", f"Said by {key}.")
        if key == "member-e":
            steps.vote(voter, ballot, "Abstain", "On second thoughts.")
            public.goto(f"/ballots/{ballot}")
            expect(public.locator("#ballot")).to_contain_text("member E: has voted")
            expect(public.locator("#ballot")).not_to_contain_text("second thoughts")
            expect(public.get_by_role("table", name="Roll call")).to_have_count(0)
    steps.record_result(chair, ballot)
    expect(steps.heading(chair)).to_contain_text("Carried")
    public.reload()
    expect(public.get_by_role("table", name=re.compile("Result of ballot"))).to_contain_text("1 against")
    expect(public.get_by_role("table", name="Roll call")).to_contain_text("On second thoughts.")
    return ballot


def adopted(chair: Page, ballot: int, proposal: int, plan: Plan) -> str:
    """The words voted on are the definition; its page joins text, proposal, ballot and clauses."""
    steps.adopt(chair, ballot)
    origin = chair.get_by_role("region", name="How it came about")
    expect(origin).to_contain_text(f"{proposal}, {TITLE}")
    expect(origin).to_contain_text("6 for, 1 against, 1 abstained")
    expect(origin.locator(f'a[href="/clauses/{plan.edited}"]')).to_be_visible()
    expect(chair.locator(f'.prose[data-clause="{plan.edited}"]')).to_contain_text(plan.new)
    expect(chair.locator("#text")).to_contain_text(SENTENCE)
    return chair.url.rpartition("/")[2]


def on_record(
    public: Page, chair: Page, case: int, proposal: int, ballot: int, version: str, plan: Plan
) -> None:  # fmt: skip
    """What follows: the case is to be looked at again, the desk says so, and the minutes hold every act."""
    chair.goto("/")
    waiting = chair.get_by_role("region", name="Your turn").get_by_role("listitem")
    expect(waiting.filter(has_text="look at the case again").filter(has_text="Reading lamp")).to_be_visible()
    public.goto(f"/cases/{case}")
    expect(steps.heading(public)).to_contain_text("Re-review due")
    public.goto(f"/proposals/{proposal}")
    expect(steps.heading(public)).to_contain_text("Adopted")
    public.goto(f"/clauses/{plan.edited}")
    expect(public.get_by_role("region", name="History")).to_contain_text(version)
    public.goto("/definition")
    expect(steps.heading(public)).to_contain_text(version)
    public.goto("/minutes")
    minutes = public.get_by_role("main").inner_text()
    for thing in (f"proposal {proposal}", f"ballot {ballot}", f"case {case}", "Sample member A", "Sample chair"):
        assert thing in minutes, thing
