"""How ballots end otherwise than by votes for and against: by silence, by a block that is overruled, void and held again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.begin import Templates
from tests.support.browser import Visitors, accessible

pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", True), ("postgresql", False)])
RULES = """
[rules.silence]
title = "By silence"
method = "consent"
for_classes = ["editorial"]
window = { challenge = "PT0H" }

[rules.blocks]
title = "Unless blocked"
for_classes = ["editorial"]
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
block = { enabled = true }
window = { challenge = "PT0H" }
"""
SECONDS = 4  # in which somebody looks at a ballot before its time is over


@pytest.fixture
def live(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[server.Server]:
    """A committee that also knows silence and blocks."""
    running: Any = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.demo(tmp_path / "instance", running, None)
    rules = config.instance / "committee.toml"
    rules.write_text(rules.read_text("utf-8") + RULES, "utf-8")
    with server.serve(config.instance, config.database) as up:
        yield up
    if running:
        running.drop(config.database)


def test_a_consent_item_a_block_overruled_and_a_void_ballot_held_again(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, phone = visitors(script=script), visitors(script=script, width=390)
    steps.sign_in(chair, "chair")
    steps.sign_in(phone, "member-b")
    by_silence(chair, phone, live)
    unblocked(chair, phone, live, script)
    held_again(chair, phone, live)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert server.run("check", instance=live.instance, database=live.database).returncode == 0


def by_silence(chair: Page, phone: Page, live: server.Server) -> None:
    with backstage(live) as record:
        ballot = record.open(
            record.file("Say rule", ("does not answer it", "leaves it open")), seconds=SECONDS, rule="silence"
        )
    phone.goto(f"/ballots/{ballot}")
    expect(phone.locator("#ballot")).to_contain_text("Silence is assent")
    chair.wait_for_timeout(SECONDS * 1000)
    steps.record_result(chair, ballot)
    expect(chair.locator("#ballot")).to_contain_text("Carried by silence: nobody objected.")
    steps.adopt(chair, ballot)


def unblocked(chair: Page, phone: Page, live: server.Server, script: bool) -> None:
    """A member blocks on the phone; the chair, who is no party, overrules it with a reason, and the text is adopted."""
    with backstage(live) as record:
        ballot = record.open(
            record.file("Say leave", ("must not be made to seek leave first", "seeks no leave")), rule="blocks"
        )
        record.votes(ballot, "for", *(key for key in steps.VOTERS if key != "member-b"))
    phone.goto(f"/ballots/{ballot}")
    steps.choose(phone, "Block")
    phone.get_by_role("textbox", name="Reason, for the record").fill("It leaves a gap.")
    steps.press(phone, "Cast vote")
    expect(phone.locator(".cast")).to_contain_text("You blocked it")
    steps.record_result(chair, ballot)
    expect(chair.locator("#ballot")).to_contain_text("1 block stands in its way.")
    blocks = chair.locator("#h-blocks + ul")
    expect(blocks).to_contain_text("It leaves a gap.")
    blocks.locator("summary", has_text="Decide on it").click()
    steps.choose(chair, "Is overruled")
    chair.get_by_label("Reason, for the record").first.fill("The gap was closed in another clause.")
    steps.press(chair, "Decide on it")
    expect(chair.locator("#h-blocks + ul")).to_contain_text("overruled by Sample chair")
    expect(steps.heading(chair)).to_contain_text("Carried")
    assert not script or accessible(chair) == []
    steps.adopt(chair, ballot)


def held_again(chair: Page, phone: Page, live: server.Server) -> None:
    """The secretary, at the phone, declares a ballot void; the chair opens another in its place, which carries."""
    with backstage(live) as record:
        proposal = record.file("Say pass", ("passing it on", "handing it on"))
        ballot = record.open(proposal)
        record.votes(ballot, "for", "member-c")
    steps.sign_in(phone, "secretary")
    phone.goto(f"/ballots/{ballot}")
    phone.locator("summary", has_text="Declare this ballot void").click()
    steps.choose(phone, "Its roll was wrong")
    phone.get_by_label("Why it is void, for the record").fill("One of us was missing.")
    steps.press(phone, "Declare this ballot void")
    expect(steps.heading(phone)).to_contain_text("Void")
    again = steps.open_ballot(chair, proposal)
    expect(chair.locator("#ballot")).to_contain_text(f"In the place of ballot {ballot}, which is void.")
    with backstage(live) as record:
        record.votes(again, "for")
    steps.record_result(chair, again)
    expect(steps.heading(chair)).to_contain_text("Carried")
