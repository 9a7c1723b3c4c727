"""A proposal set aside and taken up again, its last call, and a formal objection from the comment to the page of the ballot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, accessible
from workbench.proposals import comments, discussing, dispositions, kinds
from workbench.proposals import queries as proposals
from workbench.proposals.models import Comment

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
PROPOSAL = 4
SAID = "Who keeps the copy?"


def sound(page: Page, script: bool) -> None:
    """Nothing for axe to find, and nothing off the side of a phone."""
    if script:
        assert accessible(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 900})


def settled(live: server.Server) -> None:
    """Every comment on the proposal has its outcome, its rival is declared, and the secretary begins the last call that the rules ask for."""
    with backstage(live) as record:
        secretary, proposal = record.people["secretary"], proposals.proposal(record.session, PROPOSAL)
        roots = (Comment.proposal_no == PROPOSAL, Comment.parent_id == None, Comment.settled_at == None)
        for said in record.session.exec(select(Comment).where(*roots)).all():
            dispositions.dispose(record.session, secretary, said, value="rejected", reason="It was weighed.")
        kinds.declare(record.session, secretary, proposal, proposals.proposal(record.session, 3))
        rules = replace(record.config.committee, last_call={proposal.claimed: 30})
        discussing.call(record.session, secretary, proposal, rules)


def test_the_chair_sets_a_proposal_aside_and_takes_it_up_again(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, reader = visitors(script=script), visitors(script=script)
    steps.sign_in(chair, "chair")
    chair.goto(f"/proposals/{PROPOSAL}")
    chair.locator("#kin summary", has_text="Set it aside until a day").click()
    sound(chair, script)
    day = datetime.now(UTC) + timedelta(days=20)
    chair.get_by_label("Until").fill(f"{day:%Y-%m-%d}")
    chair.get_by_label("Why", exact=True).fill("The survey comes in by then.")
    steps.press(chair, f"Set proposal {PROPOSAL} aside")
    expect(chair.locator("#kin")).to_contain_text(f"Set aside until {day:%-d %B %Y} by Sample chair")
    sound(chair, script)
    reader.goto(f"/proposals/{PROPOSAL}")
    expect(reader.locator("#kin")).to_contain_text("The survey comes in by then.")
    steps.press(chair, "Take it up again now")
    expect(chair.locator("#kin")).not_to_contain_text("Set aside until")
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout


def test_a_comment_in_the_last_call_is_disputed_and_its_objection_decided_by_somebody_else(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    settled(live)
    member, secretary, chair, reader = (visitors(script=script) for _ in range(4))
    for page, key in ((member, "member-b"), (secretary, "secretary"), (chair, "chair")):
        steps.sign_in(page, key)
    reader.goto(f"/proposals/{PROPOSAL}")
    expect(reader.locator("#kin")).to_contain_text("Last call until")
    expect(reader.get_by_role("link", name="Comment as a reader")).to_be_visible()
    sound(reader, script)
    with backstage(live) as record:
        found = proposals.proposal(record.session, PROPOSAL)
        clause = proposals.revision(record.session, found).touched[0]
        said = comments.post(record.session, record.people["member-b"], found, clause_id=clause, body=SAID)
        number = said.id
    secretary.goto(f"/proposals/{PROPOSAL}")
    steps.open_acts(steps.thread(secretary, SAID))
    steps.press(secretary, "Acknowledge")
    expect(steps.thread(secretary, SAID)).to_contain_text("Acknowledged by Sample secretary")
    secretary.goto(f"/comments/{number}/disposition")
    secretary.get_by_label("Outcome").select_option("rejected")
    secretary.get_by_label("Reason").fill("The clause says so.")
    steps.press(secretary, "File the disposition")
    member.goto(f"/comments/{number}/disposition")
    steps.choose(member, "Not satisfied")
    member.get_by_role("textbox", name="What is missing").fill("It does not.")
    steps.press(member, "Reply")
    member.locator("summary", has_text="Object formally").click()
    sound(member, script)
    member.get_by_label("What would satisfy").fill("Name the keeper.")
    steps.press(member, "File the objection")
    expect(member.get_by_role("main")).to_contain_text("A formal objection to the disposition of comment")
    chair.goto("/")
    chair.get_by_role("region", name="Your turn").get_by_role("link", name="A formal objection stands").click()
    sound(chair, script)
    steps.choose(chair, "Upheld")
    chair.get_by_label("Reasons").fill("The clause names no keeper.")
    steps.press(chair, "Put the decision on record")
    expect(chair.get_by_role("main")).to_contain_text("Upheld by Sample chair")
    reader.goto(f"/proposals/{PROPOSAL}")
    expect(reader.get_by_role("region", name="Formal objections")).to_contain_text("The clause names no keeper.")
    expect(reader.locator("#kin")).not_to_contain_text("Last call until")
    sound(reader, script)
    member.goto(f"/comments/{number}/disposition")
    with backstage(live) as record:
        again = record.session.get_one(Comment, number)
        dispositions.dispose(record.session, record.people["secretary"], again, value="deferred", reason="Next time.")
        ballot = record.open(PROPOSAL)
    reader.goto(f"/ballots/{ballot}")
    expect(reader.get_by_role("region", name="Formal objections")).to_contain_text("Upheld by Sample chair")
    sound(reader, script)
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout
