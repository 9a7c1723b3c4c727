"""Several proposals on one question: rivals put together, one divided, an amendment amended, sponsors found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import browser, server
from tests.support.begin import Templates
from tests.support.browser import Visitors

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

CLAUSE, OTHER = "purpose-reason", "freedom-use"


@pytest.fixture
def sponsors() -> int:
    """How many sponsors the committee asks for."""
    return 0


@pytest.fixture
def live(kind: str, sponsors: int, templates: Templates, tmp_path: Path) -> Iterator[server.Server]:
    config = templates.demo(tmp_path / "instance", None, None)
    rules = config.instance / "committee.toml"
    rules.write_text(rules.read_text("utf-8").replace("sponsors = 0", f"sponsors = {sponsors}"), "utf-8")
    with server.serve(config.instance, config.database) as up:
        yield up


def write(page: Page, clause: str, more: str) -> None:
    """Put words at the end of a clause of the open draft."""
    box = steps.box(page, clause).get_by_role("textbox")
    words, mark, name = box.input_value().partition(" {#")
    box.fill(f"{words} {more}{mark}{name}")


def file(page: Page, title: str, button: str = "File this proposal") -> int:
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Why").fill("It is better so.")
    steps.choose(page, "Substantive")
    steps.press(page, button)
    expect(steps.heading(page)).to_contain_text(title)
    return steps.number(page)


def filed(page: Page, title: str, *clauses: str) -> int:
    """A proposal of one's own that adds words to some clauses."""
    steps.start_draft(page, clauses[0])
    for clause in clauses[1:]:
        page.get_by_label("Open another clause").select_option(clause)
        steps.press(page, "Open it")
    for clause in clauses:
        write(page, clause, f"{title}.")
    return file(page, title)


def answer(page: Page, no: int, button: str, title: str, clause: str = CLAUSE) -> int:
    """A draft begun from the page of another proposal, and filed."""
    page.goto(f"/proposals/{no}")
    page.locator("#kin summary", has_text="Answer it with a proposal").click()
    steps.press(page, button)
    write(page, clause, f"{title}.")
    return file(page, title)


def kin(page: Page, no: int, script: bool) -> None:
    """Stand on the page of a proposal; what is said of its kin is fit for everybody."""
    page.goto(f"/proposals/{no}")
    if script:
        assert browser.accessible(page) == []


def test_a_composite_of_two_rivals_takes_both_in(visitors: Visitors, script: bool) -> None:
    author, other, member = (visitors(script=script) for _ in range(3))
    for page, key in ((author, "member-a"), (other, "member-b"), (member, "member-c")):
        steps.sign_in(page, key)
    one = filed(author, "Say it once more", CLAUSE)
    two = answer(other, one, "Draft a rival", "Say it twice")
    kin(other, two, script)
    expect(other.locator("#kin")).to_contain_text(f"Decided together with proposal {one}")

    member.goto(f"/proposals/over?with={one}&with={two}")
    steps.press(member, "Draft a composite of these 2")
    steps.choose(member, "Substantive")
    steps.press(member, "File this proposal")
    three = steps.number(member)
    expect(member.locator("#kin")).to_contain_text("waits for its author to agree")
    for page, no in ((author, one), (other, two)):
        kin(page, no, script)
        steps.confirm(page, f"Agree to proposal {three}", "Agree to revision 1")
    expect(other.locator("#kin")).to_contain_text("Merged into")
    author.goto("/proposals")
    expect(author.locator(".items")).to_contain_text(f"merged into proposal {three}")
    kin(author, three, script)


def test_one_is_divided_into_parts_that_stand_alone(visitors: Visitors, script: bool) -> None:
    author = visitors(script=script)
    steps.sign_in(author, "member-a")
    no = filed(author, "Say it twice", CLAUSE, OTHER)
    kin(author, no, script)
    author.locator("#kin summary", has_text="Answer it with a proposal").click()
    author.get_by_role("link", name="Divide it into parts").click()
    expect(author.locator("table.parts select").first).to_be_visible()
    if script:
        assert browser.accessible(author) == []
    for part in author.locator("table.parts select").all():
        part.select_option("1")
    steps.press(author, f"Divide proposal {no}")
    expect(author.locator(".errors")).to_contain_text("at least two parts")
    author.locator("table.parts select").last.select_option("2")
    author.get_by_label("Part 2", exact=False).last.fill("Say the second thing")
    steps.press(author, f"Divide proposal {no}")
    expect(author.locator("#kin")).to_contain_text("Divided into")
    author.locator("#kin").get_by_role("link", name="Say the second thing").click()
    expect(author.locator("#kin")).to_contain_text("Part of")


def test_an_amendment_to_an_amendment_becomes_its_next_revision(visitors: Visitors, script: bool) -> None:
    author, other = visitors(script=script), visitors(script=script)
    steps.sign_in(author, "member-a")
    steps.sign_in(other, "member-b")
    one = filed(author, "Say it once more", CLAUSE)
    two = answer(other, one, "Amend this amendment", "Say it kindly")
    expect(other.locator(".by")).to_contain_text(f"Against revision 1 of proposal {one}")
    kin(author, two, script)
    steps.confirm(author, "Take it over into your proposal", f"Take over proposal {two}")
    expect(author).to_have_url(f"{visitors.address}/proposals/{one}#kin")
    expect(author.locator("h1")).to_contain_text("revision 2")
    expect(author.get_by_role("region", name="Revisions")).to_contain_text("by Sample member B")
    expect(author.locator("#text")).to_contain_text("Say it kindly.")


@pytest.mark.parametrize("sponsors", [2])
def test_discussion_begins_with_the_second_sponsor(visitors: Visitors, script: bool) -> None:
    author, one, two = (visitors(script=script) for _ in range(3))
    for page, key in ((author, "member-a"), (one, "member-b"), (two, "member-c")):
        steps.sign_in(page, key)
    no = filed(author, "Say it once more", CLAUSE)
    expect(author.locator("h1")).to_contain_text("Looking for sponsors")
    for page in (one, two):
        kin(page, no, script)
        steps.press(page, "Sponsor it")
    expect(two.locator("h1")).to_contain_text("In discussion")
    expect(two.locator(".by")).to_contain_text("sponsored by Sample member B, Sample member C")
    steps.sign_in(author, "member-a")
    author.goto(f"/proposals/{no}")
    box = author.locator("details.confirm", has_text="Withdraw it")
    box.locator("summary").click()
    box.get_by_label("Why you withdraw it").fill("It was said already.")
    box.get_by_role("button").click()
    one.goto(f"/proposals/{no}")
    steps.confirm(one, "Take it over", f"Take over proposal {no}")
    expect(one.locator("h1")).to_contain_text("In discussion")
    expect(one.get_by_role("button", name="Revise this proposal")).to_be_visible()


def test_rivals_are_ranked_in_one_ballot_and_the_winner_is_adopted(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    author, other, chair = (visitors(script=script) for _ in range(3))
    for page, key in ((author, "member-a"), (other, "member-b"), (chair, "chair")):
        steps.sign_in(page, key)
    one = filed(author, "Say it once more", CLAUSE)
    two = answer(other, one, "Draft a rival", "Say it twice")
    chair.goto(f"/proposals/{two}")
    steps.follow(chair, chair.get_by_role("link", name="Open a ranked ballot with its rivals"))
    if script:
        assert browser.accessible(chair) == []
    chair.get_by_role("checkbox", name="they answer one question").check()
    steps.press(chair, "Open the ballot")
    expect(chair.get_by_role("region", name="Clause by clause")).to_contain_text("Say it twice.")
    ballot = steps.number(chair)
    with backstage(live) as record:
        record.votes(ballot, f"{two} > {one} > 0")
    author.goto(f"/ballots/{ballot}")
    for option, place in ((one, "1"), (two, "2"), (0, "3")):
        author.locator(f"#f-place-{option}").select_option(place)
    if script:
        author.get_by_role("button", name=f"Proposal {two} up").click()
        author.get_by_role("button", name=f"Proposal {one} down").click()
        expect(author.locator(".order")).to_have_text(
            f"Proposal {two}, then proposal {one}, then the text as it stands."
        )
        assert browser.accessible(author) == []
    steps.press(author, "Change ranking")
    expect(author.locator(".cast")).to_contain_text(f"You ranked proposal {two if script else one}, then")
    steps.record_result(chair, ballot)
    expect(chair.locator("#ballot")).to_contain_text(f"Proposal {two} beats proposal {one}")
    if script:
        assert browser.accessible(chair) == []
    steps.adopt(chair, ballot)
    author.goto(f"/proposals/{one}")
    expect(steps.heading(author)).to_contain_text("Defeated")
    expect(author.locator("#ballot")).to_contain_text("It may come back at once")
    assert server.run("check", instance=live.instance, database=live.database).returncode == 0


def test_an_amendment_to_an_amendment_is_voted_on_first_and_then_what_it_amends(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    author, other, chair = (visitors(script=script) for _ in range(3))
    for page, key in ((author, "member-a"), (other, "member-b"), (chair, "chair")):
        steps.sign_in(page, key)
    one = filed(author, "Say it once more", CLAUSE)
    two = answer(other, one, "Amend this amendment", "Say it kindly")
    first = steps.open_ballot(chair, two)
    expect(chair.locator(".lede")).to_contain_text("be changed in its revision 1")
    chair.goto(f"/proposals/{one}")
    expect(chair.locator("#ballot")).to_contain_text("which amends this one, is in a ballot")
    with backstage(live) as record:
        record.votes(first, "for")
    steps.record_result(chair, first)
    steps.confirm(chair, f"Adopt as revision 2 of proposal {one}")
    steps.confirmed(chair, "Revisions")
    expect(steps.heading(chair)).to_contain_text("revision 2")
    expect(chair.get_by_role("region", name="Revisions")).to_contain_text("by Sample member B")
    kin(other, two, script)
    expect(other.locator("#kin")).to_contain_text("Became revision 2 of")
    second = steps.open_ballot(chair, one)
    with backstage(live) as record:
        record.votes(second, "for")
    steps.record_result(chair, second)
    steps.adopt(chair, second)
    chair.goto(f"/clauses/{CLAUSE}")
    expect(chair.get_by_role("main")).to_contain_text("Say it kindly.")
