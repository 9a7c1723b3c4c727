"""What a proposal does to the cases, from revision to revision; and what comes of a case once the text has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.begin import Templates
from tests.support.browser import Visitors
from workbench.ballots import actions as ballots
from workbench.ballots import queries

ONE, OTHER = "data-sources", "code-terms"


@pytest.fixture
def live(templates: Templates, tmp_path: Path) -> Iterator[server.Server]:
    """A committee in which a case stands at once if nobody objects, since a journey has no days to wait; and which has just
    carried proposal 4."""
    config = templates.demo(tmp_path / "instance", None)
    file = config.instance / "committee.toml"
    file.write_text(file.read_text("utf-8").replace("reaffirm_days = 14", "reaffirm_days = 0"), "utf-8")
    with backstage(config) as record:
        ballot = record.open(4)
        record.votes(ballot, "for")
        ballots.close(record.session, record.people["secretary"], queries.ballot(record.session, ballot))
    with server.serve(config.instance, config.database) as up:
        yield up


def published(member: Page, chair: Page) -> int:
    case = steps.open_case(member, "Reading lamp", "2026.1")
    for clause in (ONE, OTHER):
        steps.find(member, case, clause, "Met", reason="The lamp is lit.", quotation="The lamp is lit at dusk.")
    chair.goto(f"/cases/{case}")
    steps.confirm(chair, "Publish this case")
    expect(steps.heading(chair)).to_contain_text("Published")
    return case


def change(page: Page, clause: str) -> None:
    """A few words more at the end of a clause that is open in a draft."""
    box = steps.box(page, clause).get_by_role("textbox").first
    box.fill(box.input_value().replace(". {#", ", by day. {#"))


def group(page: Page, name: str) -> str:
    return page.get_by_role("region", name=name).inner_text()


@pytest.mark.parametrize("script", [True])
def test_the_report_on_the_cases_changes_between_two_revisions(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    member, author, chair = (visitors(script=script) for _ in range(3))
    for page, key in ((member, "member-a"), (author, "member-b"), (chair, "chair")):
        steps.sign_in(page, key)
    case = published(member, chair)
    steps.start_draft(author, ONE)
    change(author, ONE)
    author.get_by_label("Title").fill("By day")
    author.get_by_label("Why").fill("Lamps are for the night.")
    steps.choose(author, "Substantive")
    steps.press(author, "File this proposal")
    expect(author.locator(".title")).to_contain_text("revision 1")
    proposal = steps.number(author)

    report = f"/proposals/{proposal}/revisions/1/cases"
    member.goto(report)
    assert "Reading lamp" in group(member, "To be judged again")
    member.locator(f"#case-{case}").get_by_role("link", name="Judge it").click()
    steps.choose(member, "Not met")
    member.get_by_label("Reason").fill("It is dark by day.")
    steps.press(member, "Record what would be found")
    assert "Does not conform" in group(member, "The verdict turns")

    author.goto(f"/proposals/{proposal}")
    steps.press(author, "Revise this proposal")
    author.get_by_label("Open another clause").select_option(OTHER)
    steps.press(author, "Open it")
    change(author, OTHER)
    author.get_by_label("What this revision changes").fill("The code too.")
    steps.press(author, "File revision 2")
    expect(author.locator(".title")).to_contain_text("revision 2")
    member.goto(f"/proposals/{proposal}/revisions/2/cases")
    again = group(member, "To be judged again")
    assert "Reading lamp" in again and "under revision 1" in again, "what was said on the same words still counts"
    member.goto(report)
    assert "Reading lamp" in group(member, "The verdict turns")
    assert not server.run("check", instance=live.instance, database=live.database).returncode


@pytest.mark.parametrize("script", [False])
def test_adoption_brings_a_case_up_for_review_and_it_stands_again(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    chair, voter, public = (visitors(script=script) for _ in range(3))
    steps.sign_in(chair, "chair")
    steps.adopt(chair, 3)
    newest = steps.heading(chair).locator(".over").inner_text().split()[1]

    chair.goto("/cases/queue")
    chair.get_by_role("rowheader").get_by_role("link").first.click()
    case = steps.number(chair)
    before = chair.get_by_role("region", name="Verdict").inner_text()
    assert newest not in before
    steps.confirm(chair, "Propose that it stands")
    expect(chair.get_by_role("region", name="Where it stands")).to_contain_text(f"it stands under version {newest}")
    steps.sign_in(voter, "member-c")
    steps.start_draft(voter, ONE)  # the clock is heard before the next act of anybody
    public.goto(f"/cases/{case}")
    expect(steps.heading(public)).to_contain_text("Published")
    expect(public.get_by_role("region", name="Where it stands")).to_contain_text("Nobody objected")
    verdict = public.get_by_role("region", name="Verdict")
    expect(verdict).to_contain_text(f"The committee's finding under version {newest}")
    expect(verdict.get_by_role("list", name="Verdicts on record").get_by_role("listitem")).to_have_count(2)
    assert not server.run("check", instance=live.instance, database=live.database).returncode
