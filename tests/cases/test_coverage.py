"""How well the cases test the text, which reviews are urgent, and what the starter cases say of the published outcome."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests import make
from tests.support.begin import Templates
from tests.support.client import Client
from workbench import create_app, db
from workbench.cases import actions, coverage, queries
from workbench.cases.models import FINDINGS, Case
from workbench.cases.verdict import judge
from workbench.definition import queries as definition
from workbench.definition.requirements import read

CLAUSES = make.REQUIREMENTS
ALL = dict.fromkeys(CLAUSES, "met")
READING, LENDING, TERMS, COPY = CLAUSES


def covered(session: Session) -> coverage.Coverage:
    return coverage.of(session, definition.newest(session), read(list(CLAUSES)))


def test_without_a_case_every_clause_is_untested_and_no_verdict_rests_on_any(session: Session, client: Client) -> None:
    found = covered(session)
    assert {READING, "catalogue-complete"} <= {clause.id for clause in found.untested}
    assert found.idle == [*CLAUSES] and set(found.tested.values()) == {0}
    assert client.get("/cases/coverage").status_code == 200


def test_a_requirement_is_idle_when_no_verdict_would_be_another_without_it(session: Session) -> None:
    make.case(session, ALL | {READING: "not_met", LENDING: "not_met"})
    assert covered(session).idle == [*CLAUSES], "either of two is enough to decide"
    make.case(session, ALL | {TERMS: "not_met"})
    found = covered(session)
    assert found.idle == [READING, LENDING, COPY] and found.tested == dict.fromkeys(CLAUSES, 2)
    assert READING not in {clause.id for clause in found.untested}


def test_cases_that_agree_in_all_findings_and_not_in_the_verdict_are_told(session: Session, client: Client) -> None:
    one = make.case(session, {READING: "met"}, requirements=[READING])
    two = make.case(session, {READING: "met"})
    make.case(session, {READING: "not_met"})
    session.commit()
    [lines] = covered(session).alike
    assert [line.case.no for line in lines] == [one.no, two.no]
    page = client.get("/cases/coverage").text
    assert "cannot be determined" in page and "some rest on it" in page and "none rests on it" in page


def test_one_quotation_read_both_ways_is_told_once_the_newest_findings_read_it_so(
    session: Session, client: Client
) -> None:
    one, two = make.case(session, {READING: "met"}), make.case(session, {READING: "not_met"})
    make.case(session, {LENDING: "not_met"})
    session.commit()
    [found] = covered(session).opposite
    assert (found.clause_id, found.met, found.not_met) == (READING, (one.no,), (two.no,))
    assert "Anyone may read every book." in client.get("/cases/coverage").text
    make.finding(session, two, READING, "met")
    assert covered(session).opposite == []


def test_reviews_whose_verdict_can_turn_come_first(session: Session, client: Client) -> None:
    decided = make.case(session, ALL | {COPY: "not_met"}, under="1", settled=True)
    open_to_it = make.case(session, ALL, under="1", settled=True)
    actions.queue_reviews(session, None, clause_ids=[READING, TERMS], version="2")
    session.commit()
    found = coverage.waiting(session, definition.newest(session), read(list(CLAUSES)))
    assert [(one.line.case.no, one.can_turn, one.changed) for one in found] == [
        (open_to_it.no, True, (READING, TERMS)), (decided.no, False, (READING, TERMS))
    ]  # fmt: skip
    page = client.get("/cases/queue").text
    assert page.index(">yes<") < page.index(">no<")


def test_a_verdict_can_turn_exactly_when_some_findings_would_turn_it() -> None:
    need = read([READING, {"any": [LENDING, TERMS]}, COPY])
    for values in product([value for value in FINDINGS if value != "not_applicable"], repeat=4):
        known = dict(zip(CLAUSES, values, strict=True))
        now = judge(need, known).value
        for changed in ((READING,), (LENDING,), (LENDING, COPY)):
            others = product(FINDINGS, repeat=len(changed))
            possible = {judge(need, known | dict(zip(changed, other, strict=True))).value for other in others}
            assert coverage.turns(need, known, changed, now) == (possible != {now})


PUBLISHED = {
    "passes": "conforms",
    "would_probably_pass_with_changed_licence_or_terms": "conforms_if",
    "does_not_pass": "does_not_conform",
}


def test_the_starter_cases_give_the_outcome_published_in_october_2024_or_name_what_is_missing(
    templates: Templates, tmp_path: Path, shared: Path
) -> None:
    told = json.loads((shared / "osaid" / "validation" / "statement-2024-10.json").read_text("utf-8"))
    config = templates.demo(tmp_path / "demo", None)
    app = create_app(config)
    pages: FlaskClient = app.test_client()
    engine = db.connect(config.database_url)
    seen = 0
    with db.reading(engine) as session:
        cases = {case.system: case for case in session.exec(select(Case))}
        for outcome, verdict in PUBLISHED.items():
            for system in told[outcome]:
                case = cases[system]
                found = queries.verdict(session, case)
                seen += 1
                if found.value == verdict:
                    continue
                assert found.value == "indeterminate", f"{system}: {found.value} where {verdict} was published"
                page = pages.get(f"/cases/{case.no}").text
                named = page[page.index("Open, or not assessable:") :].partition("</p>")[0]
                assert re.findall(r'href="#([^"]+)"', named) == [*found.because] != []
                assert "Reported outcome" in page
    engine.dispose()
    app.extensions["engine"].dispose()
    assert seen == 12
