"""A proposal through three revisions: threads carried, the page since one looked and since one voted, and the report at its end."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, accessible
from workbench.ballots import actions as ballots
from workbench.ballots import queries

PROPOSAL = 3
CLAUSE = "data-sources"
FEE = "data-fee"
CONCERN = "Everyone is too many."
KEPT = "Not higher, but who checks?"


def commented(page: Page, script: bool, clause: str, words: str, body: str, remedy: str = "") -> None:
    page.goto(f"/proposals/{PROPOSAL}")
    if script:
        steps.select(page, clause, words)
        page.get_by_role("button", name="Comment on the selection").click()
        expect(page.locator("form.compose blockquote")).to_contain_text(words)
    else:
        page.locator(f'.clause:has(.prose[data-clause="{clause}"]) a.ask').first.click()
        page.get_by_label("The words").fill(words)
    page.get_by_label("Your comment").fill(body)
    if remedy:
        page.locator("details.carries summary").click()
        page.get_by_label("What would satisfy you").fill(remedy)
    steps.press(page, "File comment")
    expect(steps.thread(page, body)).to_be_visible()


def revised(author: Page, number: int, note: str, *changes: tuple[str, str, str]) -> None:
    """The next revision; `changes` are clauses with words of theirs and what stands for them."""
    author.goto(f"/proposals/{PROPOSAL}")
    steps.press(author, "Revise this proposal")
    for clause, old, new in changes:
        box = steps.box(author, clause).get_by_role("textbox")
        assert old in box.input_value()
        box.fill(box.input_value().replace(old, new))
    author.get_by_label("What this revision changes").fill(note)
    steps.press(author, f"File revision {number}")
    expect(steps.heading(author)).to_contain_text(f"revision {number}")


def turn(page: Page, words: str) -> None:
    """The desk says that something waits; go where it is done."""
    page.goto("/")
    page.get_by_role("region", name="Your turn").get_by_role("link", name=re.compile(words)).click()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_three_revisions_since_one_looked_and_since_one_voted(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    member, author, voter = (visitors(script=script) for _ in range(3))
    for page, key in ((member, "member-b"), (author, "member-a"), (voter, "member-f")):
        steps.sign_in(page, key)
    commented(member, script, CLAUSE, "must be available to everyone", CONCERN, remedy="Name who it is for.")
    commented(member, script, FEE, "higher than the cost", KEPT)

    turn(author, "A concern stands in the way")
    expect(steps.thread(author, CONCERN)).to_be_visible()
    revised(author, 2, "Whom it is for.", (CLAUSE, "available to everyone", "available to all who ask"))
    expect(author.get_by_role("main")).to_contain_text(
        re.compile(r"threads of earlier revisions were carried to this one: \d+ stand")
    )
    revised(
        author, 3, "A fee has a limit.",
        (CLAUSE, "available to all who ask", "available to whoever asks"), (FEE, "making that copy", "making and sending that copy"),
    )  # fmt: skip

    turn(member, "Your concern .* stands, and revision 3 was filed since")
    told = member.get_by_role("main")
    expect(told).to_contain_text("Since you last looked at revision 1: 2 revisions were filed")
    expect(steps.thread(member, CONCERN)).to_contain_text("words edited")
    expect(steps.thread(member, KEPT)).to_be_visible()
    member.get_by_role("link", name="What changed since", exact=True).click()
    expect(steps.heading(member)).to_contain_text("Since you last looked")
    for words in ("2 reworded", "Whom it is for.", "A fee has a limit.", "whoever asks"):
        expect(told).to_contain_text(words)
    expect(member.locator(".chg.is-reworded").first).to_be_visible()
    if script:
        assert accessible(member) == []
    steps.press(member, "Mark as read")
    expect(told).not_to_contain_text("Since you last looked")
    steps.open_acts(steps.thread(member, CONCERN))
    steps.thread(member, CONCERN).locator("summary", has_text="Clear").click()
    steps.thread(member, CONCERN).get_by_label("What satisfies you").fill("It says for whom.")
    steps.press(steps.thread(member, CONCERN), "Clear")
    expect(member.get_by_role("main")).to_contain_text("It says for whom.")
    member.goto("/")
    expect(member.get_by_role("main")).not_to_contain_text("Your concern")

    voted(live, voter)
    revised(author, 4, "Shorter.", (FEE, "making and sending that copy", "making that copy and sending it"))
    voter.goto(f"/proposals/{PROPOSAL}")
    voter.get_by_role("link", name="What changed since you voted, on revision 3").click()
    expect(voter.get_by_role("main")).to_contain_text("1 reworded")
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout


def voted(live: server.Server, voter: Page) -> None:
    """A ballot on revision 3 in which one member votes, and which misses its quorum."""
    with backstage(live) as record:
        number = record.open(PROPOSAL, seconds=5)
    turn(voter, "you have not voted")
    steps.vote(voter, number, "For")
    voter.goto("/")
    expect(voter.get_by_role("main")).not_to_contain_text("you have not voted")
    with backstage(live) as record:
        ballot = queries.ballot(record.session, number)
        voter.wait_for_timeout(
            max(0, (ballot.closes_at.timestamp() - ballots.moment(record.session).timestamp()) * 1000 + 1000)
        )
        assert ballots.close(record.session, record.people["chair"], ballot).outcome == "no_quorum"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_report_of_dispositions_is_whole_on_the_page_in_the_file_and_on_paper(
    visitors: Visitors, live: server.Server, script: bool
) -> None:
    secretary, member, chair = (visitors(script=script) for _ in range(3))
    for page, key in ((secretary, "secretary"), (member, "member-b"), (chair, "chair")):
        steps.sign_in(page, key)
    commented(member, script, CLAUSE, "must be available to everyone", CONCERN, remedy="Name who it is for.")
    chair.goto(f"/proposals/{PROPOSAL}")
    steps.open_acts(steps.thread(chair, CONCERN))
    steps.thread(chair, CONCERN).locator("summary", has_text="Overrule").click()
    steps.thread(chair, CONCERN).get_by_label("Why it is overruled").fill("Clause 5 says who it is for.")
    steps.press(steps.thread(chair, CONCERN), "Overrule")
    steps.dispose(secretary, PROPOSAL, "out_of_scope", "For another proposal.")
    lines = secretary.locator("tbody tr")
    expect(secretary.get_by_role("row", name=re.compile("Everyone is too many"))).to_contain_text("Concern overruled")
    secretary.emulate_media(media="print")
    expect(secretary.locator("header.site")).to_be_hidden()
    expect(lines.first).to_be_visible()
    expect(lines.last).to_be_visible()
    status, table = live.get(f"/proposals/{PROPOSAL}/dispositions.csv")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert status == 200 and len(rows) == lines.count()
    assert {row["disposition"] for row in rows} <= {"out_of_scope", "overruled", "settled"}
    assert [row["reason"] for row in rows if row["disposition"] == "overruled"] == ["Clause 5 says who it is for."]
    assert {row["words_now"] for row in rows} == {"same"}
    steps.rivals(chair, PROPOSAL, 4)
    turn(chair, "a ballot can be opened")
    expect(chair.get_by_role("link", name="Open a ballot")).to_be_visible()
