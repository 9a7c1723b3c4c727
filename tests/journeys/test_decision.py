"""A decision that is not easy: three rivals, a member who stays out of it, a tie, and the chair's casting vote."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, accessible

pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", True), ("postgresql", False)])

ONE, TWO = 3, 4  # two worked examples that change the same clause


def test_rivals_that_tie_without_a_recused_member_are_decided_by_the_chair(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, tied_down, phone = visitors(script=script), visitors(script=script), visitors(script=script, width=390)
    steps.sign_in(chair, "chair")
    steps.sign_in(tied_down, "member-a")
    steps.sign_in(phone, "member-b")
    steps.rivals(chair, ONE, TWO)
    with backstage(live) as record:
        record.cleared(ONE)
        record.cleared(TWO)
    chair.goto(f"/proposals/{ONE}")
    chair.get_by_role("link", name="Open a ranked ballot with its rivals").click()
    chair.get_by_role("checkbox", name="they answer one question").check()
    steps.press(chair, "Open the ballot")
    expect(steps.heading(chair)).to_contain_text("Ballot")
    ballot = steps.number(chair)
    with backstage(live) as record:
        for key, ranking in zip(steps.VOTERS, [f"{ONE} > {TWO} > 0", f"{TWO} > {ONE} > 0"] * 4, strict=False):
            record.votes(ballot, ranking, key)

    tied_down.goto(f"/proposals/{ONE}/recusals")
    steps.press(tied_down, "Recuse yourself")
    expect(tied_down.get_by_role("main")).to_contain_text("Nothing was recorded")
    tied_down.get_by_label("What ties you to it").fill("I worked for one whom it names.")
    steps.press(tied_down, "Recuse yourself")
    expect(tied_down.get_by_role("region", name="Who stays out of it")).to_contain_text("recused themself")
    tied_down.goto(f"/ballots/{ballot}")
    expect(tied_down.locator("#ballot")).to_contain_text("you are recused")
    expect(tied_down.get_by_role("button", name="Change ranking")).to_have_count(0)

    phone.goto(f"/ballots/{ballot}")
    steps.press(phone, "Abstain")
    expect(phone.locator(".cast")).to_contain_text("to abstain")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    steps.record_result(chair, ballot)
    expect(chair.locator("#ballot")).to_contain_text("Tied.")
    assert not script or accessible(chair) == []
    chair.locator("summary", has_text="Decide the tie").click()
    steps.choose(chair, f"Proposal {TWO}")
    steps.press(chair, "Cast the deciding vote")
    expect(chair.locator("details.confirm", has_text="Decide the tie")).to_contain_text("reason")
    chair.locator("#f-casting-reason").fill("It asks for less, and says it in fewer words.")
    steps.choose(chair, f"Proposal {TWO}")
    steps.press(chair, "Cast the deciding vote")
    expect(chair.locator("#ballot")).to_contain_text("The casting vote decided the tie")
    steps.adopt(chair, ballot)
    chair.goto("/definition/changelog")
    expect(chair.get_by_role("main")).to_contain_text(f"Ballot {ballot}")
    phone.goto(f"/procedure?of=proposal:{ONE}")
    expect(phone.locator(".here")).to_contain_text("Defeated")
    assert server.run("check", instance=live.instance, database=live.database).returncode == 0
