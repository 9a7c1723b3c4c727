"""A substantive change from its sponsor to the day on which it is in force: an objection sends it back, then three rivals are ranked, a
member stays out of it, the chair decides a tie, and a board ratifies what won."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.journeys.test_kinds import answer, filed
from tests.support import server
from tests.support.begin import Templates
from tests.support.browser import Visitors, accessible
from workbench import db
from workbench.ballots import clock
from workbench.members import bodies
from workbench.proposals import admission, queries

pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", True), ("postgresql", False)])

CLAUSE = "purpose-reason"
RULES = """
[bodies.board]
title = "Board of the foundation"
[rules.board]
title = "The board, by majority"
roll = { body = "board" }
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
window = { challenge = "PT0H" }
[rules.ranked]
title = "Ranked, then ratified by the board"
method = "ranked"
tie = "chair_casting"
unranked = "last"
over_default = { ratio = { editorial = "1", substantive = "1", scope = "1" } }
window = { challenge = "PT0H" }
ratification = { body = "board", rule = "board" }
[rules.calm]
title = "With time to object"
for_classes = ["editorial", "substantive", "scope"]
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
window = { challenge = "PT0H" }
ratification = { objection = "P3D" }
"""
ASKED = (
    ("sponsors = 0", "sponsors = 1"),
    ("[transition]\neditorial = 0\nsubstantive = 0", "[transition]\neditorial = 0\nsubstantive = 90"),
)


@pytest.fixture
def live(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[server.Server]:
    """The committee asks for a sponsor and 90 days before a change is in force; it has a board, and rules with a second stage."""
    running = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.demo(tmp_path / "instance", running)
    file = config.instance / "committee.toml"
    rules = file.read_text("utf-8")
    for usual, here in ASKED:
        assert usual in rules
        rules = rules.replace(usual, here)
    file.write_text(rules + RULES, "utf-8")
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


def sponsored(live: server.Server, *numbers: int) -> None:
    with backstage(live) as record:
        for no in numbers:
            found = queries.proposal(record.session, no)
            admission.sponsor(record.session, record.people["member-f"], found, record.config.committee)


def seat(chair: Page) -> None:
    """The chair gives the observer a seat in the board; without saying to whom nobody is seated."""
    chair.goto("/bodies")
    steps.press(chair, "Give the seat")
    expect(chair.get_by_role("main")).to_contain_text("Nobody was seated")
    chair.get_by_label("Who sits there from now on").select_option(label="Sample observer")
    steps.press(chair, "Give the seat")
    expect(chair.get_by_role("list").filter(has_text="Sample observer")).to_contain_text("since")


def object_to(director: Page, ballot: int) -> None:
    director.goto(f"/ballots/{ballot}")
    director.locator("summary", has_text="Object to it").click()
    steps.press(director, "Object to it")
    expect(director.locator("#ballot")).to_contain_text("a sentence that a stranger would understand")
    director.get_by_label("Why it should not stand").fill("Nobody has asked the small ones.")
    steps.press(director, "Object to it")
    expect(director.get_by_role("article", name="Objection 1")).to_contain_text("Nobody has asked the small ones.")
    assert director.evaluate("document.documentElement.scrollWidth") <= 390


def recuse(member: Page, proposal: int, ballot: int) -> None:
    member.goto(f"/proposals/{proposal}/recusals")
    steps.press(member, "Recuse yourself")
    expect(member.get_by_role("main")).to_contain_text("Nothing was recorded")
    member.get_by_label("What ties you to it").fill("I worked for one whom it names.")
    steps.press(member, "Recuse yourself")
    expect(member.get_by_role("region", name="Who stays out of it")).to_contain_text("recused themself")
    member.goto(f"/ballots/{ballot}")
    expect(member.locator("#ballot")).to_contain_text("you are recused")
    expect(member.get_by_role("button", name="Change ranking")).to_have_count(0)


def decide(chair: Page, option: int) -> None:
    """The casting vote, which takes a reason."""
    chair.locator("summary", has_text="Decide the tie").click()
    steps.choose(chair, f"Proposal {option}")
    steps.press(chair, "Cast the deciding vote")
    expect(chair.locator("details.confirm", has_text="Decide the tie")).to_contain_text("reason")
    chair.locator("#f-casting-reason").fill("It asks for less, and says it in fewer words.")
    steps.choose(chair, f"Proposal {option}")
    steps.press(chair, "Cast the deciding vote")
    expect(chair.locator("#ballot")).to_contain_text("The casting vote decided the tie")


def test_from_a_sponsor_to_the_day_on_which_it_is_in_force(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, author, other = (visitors(script=script) for _ in range(3))
    director, phone = (visitors(script=script, width=390) for _ in range(2))
    for page, key in ((chair, "chair"), (author, "member-c"), (other, "member-d"), (director, "observer"), (phone, "member-b")):  # fmt: skip
        steps.sign_in(page, key)
    seat(chair)
    assert not script or accessible(chair) == []

    one = filed(author, "Say it once more", CLAUSE)
    expect(author.locator("h1")).to_contain_text("Looking for sponsors")
    phone.goto(f"/proposals/{one}")
    steps.press(phone, "Sponsor it")
    expect(phone.locator("h1")).to_contain_text("In discussion")

    first = steps.open_ballot(chair, one, "With time to object")
    with backstage(live) as record:
        record.votes(first, "for")
    steps.record_result(chair, first)
    object_to(director, first)
    assert not script or accessible(director) == []
    later(live, 4, "member-f")
    chair.goto(f"/ballots/{first}")
    expect(chair.locator("#ballot")).to_contain_text("An objection stood when the time was over")

    two = answer(other, one, "Draft a rival", "Say it twice")
    steps.sign_in(other, "member-e")
    three = answer(other, one, "Draft a rival", "Say it three times")
    sponsored(live, two, three)
    chair.goto(f"/proposals/{two}")
    chair.get_by_role("link", name="Open a ranked ballot with its rivals").click()
    steps.choose(chair, "Ranked, then ratified by the board")
    chair.get_by_role("checkbox", name="they answer one question").check()
    steps.press(chair, "Open the ballot")
    expect(steps.heading(chair)).to_contain_text("Ballot")
    second = steps.number(chair)
    rankings = [f"{one} > {two} > {three} > 0", f"{two} > {one} > {three} > 0"]
    with backstage(live) as record:
        for number, key in enumerate(steps.VOTERS):
            record.votes(second, rankings[number % 2], key)
    steps.sign_in(other, "member-a")
    recuse(other, one, second)
    phone.goto(f"/ballots/{second}")
    steps.press(phone, "Abstain")
    expect(phone.locator(".cast")).to_contain_text("to abstain")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    steps.record_result(chair, second)
    expect(chair.locator("#ballot")).to_contain_text("Tied.")
    assert not script or accessible(chair) == []
    decide(chair, two)
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
        record.votes(third, "for", "member-b", "member-f")
    steps.record_result(chair, third)
    steps.adopt(chair, third)
    how = chair.get_by_role("region", name="How it came about")
    expect(how).to_contain_text(f"the committee’s was ballot {second}")
    chair.goto("/definition/changelog")
    expect(chair.get_by_role("main")).to_contain_text(f"Ballot {third}")
    phone.goto(f"/procedure?of=proposal:{one}")
    expect(phone.locator(".here")).to_contain_text("Defeated")

    phone.goto("/definition/versions")
    phone.get_by_label("The text in force on").fill(f"{db.now() + timedelta(days=30):%Y-%m-%d}")
    steps.press(phone, "Read it")
    expect(phone.get_by_role("main")).not_to_contain_text("Say it twice.")
    phone.goto("/definition/versions")
    phone.get_by_label("The text in force on").fill(f"{db.now() + timedelta(days=120):%Y-%m-%d}")
    steps.press(phone, "Read it")
    expect(phone.get_by_role("main")).to_contain_text("Say it twice.")
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout
