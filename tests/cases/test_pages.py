"""The pages of the case log: gaps shown as gaps, refused forms that lose nothing, and what each reader may do there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench.cases import actions, queries
from workbench.cases.models import Case
from workbench.definition.models import Version
from workbench.members.models import Member

CLAUSES = make.REQUIREMENTS
ALL_MET = dict.fromkeys(CLAUSES, "met")
FACTS = {
    "system": "Open shelf", "release": "spring edition", "vendor": "Town library", "aliases": "shelf, The Shelf", "version": "2",
    "claim": "“Open to all”", "claim_by": "The mayor", "claim_address": "https://town.example/shelf", "claim_date": "2026-01-05",
    "source": "Reported as open", "source_address": "https://news.example/shelf", "source_date": "2026-02-01",
    "background": "Two *long* rooms.",
}  # fmt: skip
FINDING: dict[str, Any] = {
    "value": "met", "reason": "The rules of the house **say so**.", "condition": "",
    "address": ["https://town.example/rules", ""], "quotation": ["Anyone may read.", ""], "seen_on": ["2026-02-01", ""],
}  # fmt: skip


@pytest.fixture
def member(session: Session, client: Client) -> Member:
    made = make.member(session, name="Ada Reed")
    client.sign_in(made)
    return made


@pytest.fixture
def secretary(session: Session, client: Client) -> Member:
    made = make.member(session, "member", "secretary", name="Bo Lind")
    client.sign_in(made)
    return made


def the_case(session: Session) -> Case:
    return session.exec(select(Case)).one()


def holds(page: str, words: Iterable[str]) -> bool:
    missing = [word for word in words if word not in page]
    assert not missing, missing
    return True


def test_a_member_opens_a_case_and_it_stands_under_the_version_chosen(
    session: Session, client: Client, member: Member
) -> None:
    assert 'value="2" selected' in client.get("/cases/new").text
    answer = client.send("/cases", **FACTS)
    assert (answer.status_code, answer.location) == (303, "/cases/1")
    case = the_case(session)
    assert (case.aliases, case.version, case.requirements) == (["shelf", "The Shelf"], "2", list(CLAUSES))
    page = client.get("/cases/1").text
    assert holds(
        page, ["Open shelf", "“Open to all”", "Reported as open", "not a finding of this committee", "<em>long</em>"]
    )
    assert page.count("No finding yet") == len(CLAUSES) and "by Ada Reed" in page


def test_a_refused_case_keeps_every_word(client: Client, session: Session, member: Member) -> None:
    wrong = {"system": "", "claim_address": "town.example", "claim_date": "5 January", "source_date": "2999-01-01"}
    answer = client.send("/cases", **(FACTS | wrong))
    assert answer.status_code == 422 and not session.exec(select(Case)).all()
    kept = [value for name, value in (FACTS | wrong).items() if value and name != "version"]
    assert holds(answer.text, kept)
    assert holds(answer.text, ["beginning with https://", "year-month-day", "still to come", 'err-f-system"'])
    assert client.send("/cases", **(FACTS | {"version": "99"})).status_code == 404
    assert "optional" in answer.text and "required" in answer.text


def test_a_finding_is_recorded_with_its_evidence(session: Session, client: Client, member: Member) -> None:
    make.case(session)
    address = f"/cases/1/findings/{CLAUSES[0]}"
    assert "Anyone may read every book" in client.get(address).text
    answer = client.send(address, **FINDING)
    assert (answer.status_code, answer.location) == (303, f"/cases/1#{CLAUSES[0]}")
    page = client.get("/cases/1").text
    assert holds(
        page, ["<strong>say so</strong>", "Anyone may read.", 'href="https://town.example/rules"', "by Ada Reed"]
    )
    filled = client.get(address).text
    assert holds(filled, ['value="met" checked', "Anyone may read.", 'value="2026-02-01"'])


REFUSED = [
    ({"value": ""}, ["Check it and try again"]),
    ({"reason": " "}, ["Fill this in"]),
    ({"value": "conditional"}, ["on what condition"]),
    ({"condition": "if it rains"}, ["Only a conditional finding"]),
    ({"address": ["", ""], "quotation": ["", ""], "seen_on": ["", ""]}, ["at least one piece of evidence"]),
    ({"quotation": ["", ""]}, ["Evidence 1 needs all three"]),
    ({"seen_on": ["2026-02-01", "2026-02-01"]}, ["Evidence 2 needs all three"]),
    ({"address": ["town.example/rules", ""]}, ["Evidence 1: Give the whole address"]),
    ({"address": ["javascript:alert(1)", ""]}, ["Evidence 1: Give the whole address"]),
    ({"seen_on": ["1 February", ""]}, ["Evidence 1: Write the day"]),
    ({"seen_on": ["2999-01-01", ""]}, ["Evidence 1: This day is still to come"]),
    ({"seen_on": []}, ["at least one piece of evidence", "needs all three"]),
]


def test_a_refused_finding_keeps_every_word_and_every_row(session: Session, client: Client, member: Member) -> None:
    case = make.case(session)
    for change, sentences in REFUSED:
        words = FINDING | {"reason": "Because\nof <this> & that."} | change
        answer = client.send(f"/cases/1/findings/{CLAUSES[0]}", **words)
        assert answer.status_code == 422, change
        assert any(sentence in answer.text for sentence in sentences), (change, sentences)
        typed = [*words["address"], *words["quotation"], *words["seen_on"], words["condition"]]
        assert holds(answer.text, [word for word in typed if word])
        assert words["reason"] == " " or "Because\nof &lt;this&gt; &amp; that." in answer.text
    assert queries.findings(session, case) == {}


def test_a_finding_whose_rows_do_not_match_is_refused_and_not_a_fault(
    session: Session, client: Client, member: Member
) -> None:
    make.case(session)
    answer = client.send(f"/cases/1/findings/{CLAUSES[0]}", **(FINDING | {"quotation": ["a", "b", "c"]}))
    assert answer.status_code == 422 and holds(
        answer.text, ["Evidence 2 needs all three", ">\nb</textarea>", ">\nc</textarea>"]
    )


def test_a_day_that_has_begun_somewhere_on_earth_may_be_given(
    clock: time_machine.Traveller, session: Session, client: Client, member: Member
) -> None:
    make.case(session)
    tomorrow = FINDING | {"seen_on": ["2026-05-05", ""]}
    assert client.send(f"/cases/1/findings/{CLAUSES[0]}", **tomorrow).status_code == 303
    assert (
        client.send(f"/cases/1/findings/{CLAUSES[0]}", **(FINDING | {"seen_on": ["2026-05-06", ""]})).status_code == 422
    )


def test_earlier_findings_stay_to_be_read_by_everybody(session: Session, client: Client) -> None:
    case = make.case(session, {CLAUSES[0]: "met"})
    make.finding(session, case, CLAUSES[0], "not_met")
    page = client.get("/cases/1").text
    row = page[page.index(f'id="{CLAUSES[0]}"') : page.index(f'id="{CLAUSES[1]}"')]
    assert holds(row, ["Not met", "1 earlier finding", "Met"]) and row.index("Not met") < row.index("1 earlier")


def test_the_public_reads_a_case_and_is_offered_nothing_to_do(session: Session, client: Client) -> None:
    make.case(session, {CLAUSES[0]: "not_met"})
    page = client.get("/cases/1").text
    assert "does not conform" in page and "so far" in page
    assert '<form method="post"' not in page and "Record a finding" not in page
    assert "Open a case" not in client.get("/cases").text


def test_a_member_may_find_and_an_officer_may_settle(session: Session, client: Client, member: Member) -> None:
    make.case(session, {CLAUSES[0]: "met"})
    page = client.get("/cases/1").text
    assert holds(page, ["Change this finding", "Record a finding"]) and "Publish this case" not in page
    client.sign_in(make.member(session, "secretary"))
    assert "Publish this case" in client.get("/cases/1").text


def test_settling_puts_the_verdict_on_record(session: Session, client: Client, secretary: Member) -> None:
    make.case(session, ALL_MET)
    assert client.send("/cases/1/settle").location == "/cases/1"
    page = client.get("/cases/1").text
    assert holds(page, ["Published", "<b>conforms</b>", "The committee's finding under version 2"])
    assert "Change this finding" not in page and "so far" not in page
    assert client.send(f"/cases/1/findings/{CLAUSES[0]}", **FINDING).status_code == 409
    assert client.send("/cases/1/settle").status_code == 409


def reviewed(session: Session) -> None:
    """A case settled under version 1 rests on a clause that version 2 changed."""
    make.case(session, ALL_MET | {CLAUSES[2]: "not_met"}, under="1", settled=True)
    actions.queue_reviews(session, None, clause_ids=[CLAUSES[0]], version="2")


def test_a_case_up_for_review_says_so_and_is_reaffirmed(
    clock: time_machine.Traveller, session: Session, client: Client, secretary: Member
) -> None:
    reviewed(session)
    page = client.get("/cases/1").text
    assert holds(page, ["Re-review due", "A later version changed a clause", "Propose that it stands", "Open it again"])
    assert "without asking first" in page, "its findings are shown beside the words they were made on"
    assert "look at the case again" in client.get("/").text
    assert client.send("/cases/1/reaffirm").status_code == 303
    assert holds(client.get("/cases/1").text, ["if no member objects"])
    clock.shift(timedelta(days=14))
    client.sign_in(secretary)
    assert client.send("/cases/1/life/dispute", words="By some.").status_code == 303, "the clock has decided before"
    page = client.get("/cases/1").text
    assert holds(page, ["Verdicts on record", "under version 2: does not conform", "under version 1: does not conform"])
    assert holds(page, ["without paying", "under version 1</p>"])
    assert "look at the case again" not in client.get("/").text


def test_a_case_up_for_review_is_judged_again(session: Session, client: Client, secretary: Member) -> None:
    reviewed(session)
    assert client.send("/cases/1/reopen").status_code == 303
    assert client.send(f"/cases/1/findings/{CLAUSES[2]}", **FINDING).status_code == 303
    page = client.get("/cases/1").text
    assert holds(
        page, ["<b>conforms</b>", "Verdicts on record", "under version 1: does not conform", "1 earlier finding"]
    )


def test_a_finding_on_what_is_no_requirement_any_more_stays_to_be_read(session: Session, client: Client) -> None:
    case = make.case(session, ALL_MET)
    case.requirements = list(CLAUSES[:3])
    page = client.get("/cases/1").text
    assert holds(page, [f'id="{CLAUSES[3]}"', "does not count", "3 of 3 requirements"])


def test_the_page_of_a_clause_lists_the_cases_that_rest_on_it(session: Session, client: Client) -> None:
    make.case(session, {CLAUSES[0]: "not_met"}, system="Closed shelf")
    page = client.get(f"/clauses/{CLAUSES[0]}").text
    assert holds(page, ["Cases that rest on this clause", "Closed shelf", "Not met"])
    assert "Closed shelf" not in client.get(f"/clauses/{CLAUSES[1]}").text


def test_the_list_shows_states_verdicts_and_the_next_page(session: Session, client: Client) -> None:
    make.case(session, ALL_MET, system="Settled shelf", settled=True)
    for _ in range(queries.PAGE):
        make.case(session)
    first = client.get("/cases").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older and "Settled shelf" not in first
    assert holds(client.get(older.group(1)).text, ["Settled shelf", "Conforms", f"4 of {len(CLAUSES)}", 'rel="prev"'])
    assert "Settled shelf" in client.get("/cases?state=settled").text
    assert client.get(f"/cases?below={10**30}&state=nonsense").status_code == 200


def test_headings_go_down_step_by_step_and_every_control_has_a_label(
    session: Session, client: Client, secretary: Member
) -> None:
    case = make.case(
        session, {CLAUSES[0]: "met", CLAUSES[1]: "conditional"}, claim="Open", background="# Heading\n\ntext"
    )
    make.finding(session, case, CLAUSES[0], "not_met")
    assert session.exec(select(Version)).first()
    for address in ("/cases", "/cases/new", "/cases/1", f"/cases/1/findings/{CLAUSES[0]}"):
        main = client.get(address).text.partition("<main")[2].partition("</main>")[0]
        levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), (address, levels)
        ids = re.findall(r'\bid="([^"]+)"', main)
        assert len(ids) == len(set(ids)), address
        controls = re.findall(
            r'<(?:input|textarea|select) (?![^>]*type="(?:hidden|radio|checkbox)")[^>]*\bid="([^"]+)"', main
        )
        assert set(controls) <= set(re.findall(r'<label for="([^"]+)"', main)), address
