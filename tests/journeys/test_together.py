"""Two proposals that collide: found over the text, read side by side, put together by a person, and filed as one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.support.browser import Visitors

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

CLAUSE = "purpose-reason"


def filed(page: Page, title: str, old: str, new: str) -> int:
    """A proposal that puts a sentence of one clause otherwise; its number."""
    steps.start_draft(page, CLAUSE)
    box = steps.box(page, CLAUSE).get_by_role("textbox")
    words = box.input_value()
    assert old in words
    box.fill(words.replace(old, new))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Why").fill("It is better so.")
    steps.choose(page, "Substantive")
    steps.press(page, "File this proposal")
    expect(steps.heading(page)).to_contain_text(title)
    return steps.number(page)


def test_a_conflict_is_found_read_and_resolved_in_a_draft(visitors: Visitors, script: bool) -> None:
    author, other, member = (visitors(script=script) for _ in range(3))
    for page, key in ((author, "member-a"), (other, "member-b"), (member, "member-c")):
        steps.sign_in(page, key)
    member.goto(f"/clauses/{CLAUSE}")
    words = member.locator(".lede.prose").inner_text().split()
    first, last = " ".join(words[1:4]), " ".join(words[-4:-1])
    one = filed(author, "Say it shorter", first, "plainly carries")
    two = filed(other, "Say it longer", first, "carries, as far as it goes,")

    member.goto("/definition")
    member.get_by_role("link", name="Open ones over this text").click()
    chosen(member, one, two, script)
    expect(member.locator("#over")).to_contain_text("1 pair in conflict")
    member.goto(f"/proposals/over?with={one}&with={two}")
    expect(member.locator("#over")).to_contain_text("left out: it collides")
    member.get_by_text(f"Proposals {one} and {two}: clause").click()
    member.get_by_role("link", name=f"Put {one} and {two} together").click()

    question = member.get_by_role("group", name=re.compile("^Clause"))
    expect(question).to_contain_text("plainly carries")
    question.get_by_role("radio", name=re.compile(f"^As proposal {two} has it")).check()
    steps.press(member, "Draft them together")
    box = steps.box(member, CLAUSE).get_by_role("textbox")
    expect(box).to_have_value(re.compile("carries, as far as it goes,"))
    box.fill(box.input_value().replace(last, f"{last} and more"))
    expect(member.get_by_label("Where it comes from")).to_have_value(re.compile(f"/proposals/{one}/with/{two}"))
    steps.press(member, "File this proposal")
    expect(steps.heading(member)).to_contain_text("Say it shorter / Say it longer")
    three = steps.number(member)

    beside = member.get_by_role("region", name="With other open proposals")
    if script:
        beside.scroll_into_view_if_needed()
        expect(beside).to_contain_text("One contains the other")
    else:
        beside.get_by_role("link").click()
        expect(member.get_by_role("main")).to_contain_text(f"Proposal {three} does all that proposal {two} does")


def chosen(page: Page, one: int, two: int, script: bool) -> None:
    """Tick two proposals: with script the text follows each tick, and the address with it."""
    for no in (one, two):
        page.locator(f"#with-{no}").check()
        if script:
            page.wait_for_url(re.compile(f"with={no}"))
    if not script:
        steps.press(page, "Show them in the text")
    expect(page).to_have_url(re.compile(rf"/proposals/over\?with={one}&with={two}$"))
    expect(page.get_by_role("heading", name=f"Proposals {one}, {two} in the text")).to_be_visible()
    beside = page.locator(f'li.thread[id^="note-{two}-"]').first
    beside.get_by_role("button", name=f"Leave out proposal {two}").click()
    expect(page).to_have_url(re.compile(rf"/proposals/over\?with={one}#note-{two}-"))
    page.locator(f'li.thread[id^="note-{two}-"]').first.get_by_role("button", name=f"Take in proposal {two}").click()
    expect(page.locator(f"#with-{two}")).to_be_checked()
