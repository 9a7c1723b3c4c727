"""A no is an answer too: it says whom to ask or what to do next, and no word that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.support.browser import Visitors

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_is_for_officers_is_refused_to_others_with_whom_to_ask(visitors: Visitors, script: bool) -> None:
    public, member = visitors(script=script), visitors(script=script)
    steps.sign_in(member, "member-a")
    for page, address, whom in (
        (member, "/proposals/3/ballot", "the chair or the secretary"),
        (member, "/members/invite", "the chair, the secretary or administrators"),
        (public, "/proposals/3/ballot", "the chair or the secretary"),
        (public, "/cases/new", "the chair, the secretary or members"),
    ):
        answer = page.goto(address)
        assert answer and answer.status == 403
        expect(page.get_by_role("main")).to_contain_text(f"Only {whom} may do this.")
        expect(page.get_by_role("link", name="See who that is")).to_be_visible()
    for address in ("/proposals/3", "/proposals/4", "/cases/1", "/ballots/1"):
        public.goto(address)
        assert public.get_by_role("main").locator("form[method=post]").count() == 0, address
        expect(public.get_by_role("link", name="Open a ballot")).to_have_count(0)


def test_an_older_form_in_another_tab_is_shown_beside_what_was_saved(visitors: Visitors, script: bool) -> None:
    first = visitors(script=script)
    steps.sign_in(first, "member-b")
    steps.start_draft(first, "purpose-reason")
    second = first.context.new_page()
    second.goto(first.url)
    for page, title in ((first, "Said first"), (second, "Said second")):
        page.get_by_label("Title").fill(title)
    steps.press(first, "Save draft")
    expect(steps.heading(first)).to_contain_text("Said first")

    steps.press(second, "Save draft")
    question = second.get_by_role("group", name="Title")
    expect(question).to_contain_text("Said first")
    expect(question).to_contain_text("Said second")
    steps.press(second, "Save both as chosen")
    expect(second.get_by_role("alert")).to_contain_text("Choose which words are to stand here.")
    question.get_by_role("radio", name="As you typed it").check()
    steps.press(second, "Save both as chosen")
    expect(steps.heading(second)).to_contain_text("Said second")


def test_an_address_that_leads_nowhere_says_where_to_look(visitors: Visitors, script: bool) -> None:
    page = visitors(script=script)
    for address in ("/proposals/999", "/definition/9.9", "/clauses/nothing", "/cases/999", "/ballots/999", "/nothing"):
        answer = page.goto(address)
        assert answer and answer.status == 404, address
        expect(steps.heading(page)).to_contain_text("Nothing here")
