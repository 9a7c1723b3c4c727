"""A substantive change goes through its second stage: an objection sends it back, then a board ratifies it, and it is adopted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.begin import Templates
from tests.support.browser import Visitors, accessible
from workbench import db
from workbench.ballots import clock
from workbench.members import bodies

pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", True), ("postgresql", False)])

PROPOSAL = 3
RULES = """
[bodies.board]
title = "Board of the foundation"
[rules.board]
title = "The board, by majority"
roll = { body = "board" }
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
window = { challenge = "PT0H" }
[rules.twice]
title = "Ratified by the board"
for_classes = ["editorial", "substantive", "scope"]
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
window = { challenge = "PT0H" }
ratification = { body = "board", rule = "board" }
[rules.calm]
title = "With time to object"
for_classes = ["editorial", "substantive", "scope"]
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
window = { challenge = "PT0H" }
ratification = { objection = "P3D" }
"""


@pytest.fixture
def live(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[server.Server]:
    """The committee has a board, and rules with a second stage."""
    running = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.demo(tmp_path / "instance", running)
    with (config.instance / "committee.toml").open("a", encoding="utf-8") as file:
        file.write(RULES)
    with server.serve(config.instance, config.database) as up:
        yield up
    if running:
        running.drop(config.database)


def later(live: server.Server, days: int, key: str) -> None:
    """So many days later, by the minutes: what the clock has decided is recorded, and somebody else sits in the board."""
    with time_machine.travel(db.now() + timedelta(days=days), tick=False), backstage(live) as record:
        for no in clock.unrecorded(record.session):
            clock.record(record.session, no)
        people, committee = record.people, record.config.committee
        bodies.seat(record.session, people["secretary"], "board", people[key], committee=committee)


def carried(live: server.Server, chair: Page, rule: str) -> int:
    """A ballot on the proposal under this rule, in which all are for it."""
    with backstage(live) as record:
        record.cleared(PROPOSAL)
    ballot = steps.open_ballot(chair, PROPOSAL, rule)
    with backstage(live) as record:
        record.votes(ballot, "for")
    steps.record_result(chair, ballot)
    return ballot


def test_what_is_objected_to_goes_back_and_what_the_board_ratifies_is_adopted(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, director = visitors(script=script), visitors(script=script, width=390)
    steps.sign_in(chair, "chair")
    steps.sign_in(director, "observer")
    chair.goto("/bodies")
    steps.press(chair, "Give the seat")
    expect(chair.get_by_role("main")).to_contain_text("Nobody was seated")
    chair.get_by_label("Who sits there from now on").select_option(label="Sample observer")
    steps.press(chair, "Give the seat")
    expect(chair.get_by_role("list").filter(has_text="Sample observer")).to_contain_text("since")
    assert not script or accessible(chair) == []

    first = carried(live, chair, "With time to object")
    director.goto(f"/ballots/{first}")
    director.locator("summary", has_text="Object to it").click()
    steps.press(director, "Object to it")
    expect(director.locator("#ballot")).to_contain_text("a sentence that a stranger would understand")
    director.get_by_label("Why it should not stand").fill("Nobody has asked the small ones.")
    steps.press(director, "Object to it")
    expect(director.get_by_role("article", name="Objection 1")).to_contain_text("Nobody has asked the small ones.")
    assert director.evaluate("document.documentElement.scrollWidth") <= 390
    assert not script or accessible(director) == []
    later(live, 4, "member-a")
    chair.goto(f"/ballots/{first}")
    expect(chair.locator("#ballot")).to_contain_text("An objection stood when the time was over")

    second = carried(live, chair, "Ratified by the board")
    expect(chair.locator("#ballot")).to_contain_text("The ballot of Board of the foundation opens after that")
    later(live, 7, "member-b")
    chair.goto(f"/ballots/{second}")
    chair.get_by_role("link", name="Open the ballot of Board of the foundation").click()
    steps.press(chair, "Open the ballot")
    expect(chair.get_by_role("main")).to_contain_text("The ballot is not open yet")
    assert not script or accessible(chair) == []
    chair.get_by_role("checkbox", name="This is the text to ratify").check()
    steps.press(chair, "Open the ballot")
    expect(chair.locator("#ballot")).to_contain_text("Held by Board of the foundation")
    third = steps.number(chair)
    steps.vote(director, third, "For")
    with backstage(live) as record:
        record.votes(third, "for", "member-a", "member-b")
    steps.record_result(chair, third)
    steps.adopt(chair, third)
    expect(chair.get_by_role("region", name="How it came about")).to_contain_text(
        f"the committee’s was ballot {second}"
    )
    director.goto(f"/procedure?of=proposal:{PROPOSAL}")
    expect(director.locator(".here")).to_contain_text("Adopted")
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout
