"""Ballots that do not end in a new version, as members and the chair meet them."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, accessible

# The full loop is made in all four ways; here each database and each way of going once.
pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", False), ("postgresql", True)])

OPEN_EXAMPLE, RIVAL = 3, 4  # two worked examples that change the same clause


def test_a_ballot_that_does_not_carry_changes_nothing(visitors: Visitors, live: server.Server, script: bool) -> None:
    with backstage(live) as record:
        ballot = record.open(OPEN_EXAMPLE)
        record.votes(ballot, "against")
    chair = visitors(script=script)
    steps.sign_in(chair, "chair")
    chair.goto("/definition")
    before = steps.heading(chair).inner_text()

    steps.record_result(chair, ballot)
    expect(steps.heading(chair)).to_contain_text("Rejected")
    expect(chair.locator("#ballot")).to_contain_text("0 for")
    expect(chair.locator("details.confirm summary", has_text="Adopt")).to_have_count(0)
    chair.goto("/definition")
    expect(steps.heading(chair)).to_have_text(before, use_inner_text=True)
    chair.goto(f"/proposals/{OPEN_EXAMPLE}")
    expect(steps.heading(chair)).to_contain_text("Rejected")


def test_a_ballot_without_quorum_leaves_the_proposal_to_be_voted_on_again(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    with backstage(live) as record:
        ballot = record.open(OPEN_EXAMPLE, seconds=2)
        record.votes(ballot, "for", "member-a", "member-b", "member-c")
    time.sleep(2)  # the server's clock is the real one
    late, chair = visitors(script=script), visitors(script=script)
    steps.sign_in(late, "member-d")
    late.goto(f"/ballots/{ballot}")
    expect(late.get_by_role("button", name="Cast vote")).to_have_count(0)
    steps.sign_in(chair, "chair")
    expect(chair.get_by_role("region", name="Your turn")).to_contain_text("Ask for the training data")
    steps.record_result(chair, ballot)
    expect(steps.heading(chair)).to_contain_text("No quorum")
    expect(chair.locator("#ballot")).to_contain_text("3 for")
    assert steps.open_ballot(chair, OPEN_EXAMPLE) == ballot + 1


def test_what_was_carried_on_an_older_text_is_refused_carried_over_and_voted_on_anew(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    with backstage(live) as record:
        first = record.open(record.file("Say pass", ("passing it on", "handing it on")))
        second = record.open(RIVAL)
        record.votes(first, "for")
        record.votes(second, "for")
    chair, other = visitors(script=script), visitors(script=script)
    steps.sign_in(chair, "chair")
    steps.sign_in(other, "secretary")
    steps.record_result(chair, first)
    steps.record_result(chair, second)
    other.goto(f"/ballots/{second}")
    steps.adopt(chair, first)
    steps.press_adopt(other)
    expect(other.get_by_role("main")).to_contain_text("was adopted after this ballot opened")
    expect(other.get_by_role("main")).to_contain_text("open a new ballot")

    author, late = visitors(script=script), visitors(script=script)
    steps.sign_in(author, "member-e")
    author.goto(f"/proposals/{RIVAL}")
    steps.confirm(author, "File it on")
    expect(steps.heading(author)).to_contain_text("revision 2")
    with backstage(live) as record:
        record.rested()
        third = record.open(RIVAL)
        record.votes(third, "for")
        meeting = record.file("Say fetched", ("where to get each.", "where each may be fetched."), "substantive")
    steps.record_result(chair, third)
    steps.adopt(chair, third)
    expect(chair.get_by_role("region", name="How it came about")).to_contain_text(f"Ballot {third}")
    steps.sign_in(late, "member-a")
    carried_over(late, meeting, script)
    assert server.run("check", instance=live.instance, database=live.database).returncode == 0


def carried_over(author: Page, proposal: int, script: bool) -> None:
    """The author brings what was filed meanwhile to the newest text, where its words meet those of the other, and files."""
    author.goto(f"/proposals/{proposal}")
    expect(author.get_by_role("main")).to_contain_text("change the same words in clause 3.2.3")
    expect(author.get_by_role("main")).to_contain_text("No ballot can open before a revision on version")
    author.locator(".replay summary", has_text="Receipt").click()
    author.set_viewport_size({"width": 320, "height": 800})
    assert author.evaluate("document.documentElement.scrollWidth") <= 320
    author.set_viewport_size({"width": 1280, "height": 900})
    assert not script or accessible(author) == []
    steps.press(author, "Write revision 2")
    expect(author.get_by_label("What this revision changes")).to_have_value(re.compile("^Carried from version"))
    steps.press(author, "Take over your wording")
    steps.press(author, "File revision 2")
    expect(steps.heading(author)).to_contain_text("revision 2")
