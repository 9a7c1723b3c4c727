"""The case log: what may be recorded, what stays on record, and how a case comes up for review and leaves it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tests import make
from workbench import db
from workbench.cases import actions, queries
from workbench.cases.models import Case, Finding
from workbench.definition.requirements import read
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member

CLAUSES = make.REQUIREMENTS
ALL_MET = dict.fromkeys(CLAUSES, "met")
NEED = read(list(CLAUSES))


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with db.writing(engine) as opened:
        yield opened


@pytest.fixture
def secretary(session: Session) -> Member:
    return make.member(session, "member", "secretary")


def verdict(session: Session, case: Case) -> str:
    return queries.verdict(session, case).value


def test_a_case_begins_with_gaps_alone(session: Session, secretary: Member) -> None:
    case = make.case(session, actor=secretary)
    assert (case.no, case.state, case.settled_at) == (1, "open", None)
    assert queries.verdict(session, case).because == CLAUSES


def test_a_version_without_requirements_can_judge_nothing(session: Session, secretary: Member) -> None:
    with pytest.raises(Refusal, match="names no clause") as no:
        make.case(session, actor=secretary, requirements=[])
    assert no.value.field == "version"


@pytest.mark.parametrize("value", actions.NEEDS_EVIDENCE)
def test_a_finding_on_what_stands_somewhere_needs_evidence(session: Session, value: str) -> None:
    case = make.case(session)
    condition = "the fee is dropped" if value == "conditional" else ""
    with pytest.raises(Refusal, match="at least one piece of evidence") as no:
        actions.find(session, None, case, clause_id=CLAUSES[0], value=value, reason="So.", condition=condition)
    assert no.value.field == "address"


def test_a_condition_belongs_to_a_conditional_finding_and_to_no_other(session: Session) -> None:
    case = make.case(session)
    for value, condition in (("conditional", ""), ("met", "if it rains"), ("not_assessable", "if it rains")):
        with pytest.raises(Refusal) as no:
            actions.find(
                session, None, case, clause_id=CLAUSES[0], value=value, reason="So.", condition=condition,
                evidence=[make.EXHIBIT],
            )  # fmt: skip
        assert no.value.field == "condition"


def test_a_case_is_judged_by_its_requirements_alone(session: Session) -> None:
    with pytest.raises(Refusal) as no:
        make.finding(session, make.case(session), "reading-silence", "met")
    assert no.value.status == 404


def test_a_new_finding_counts_and_the_old_one_stays_on_record(session: Session, secretary: Member) -> None:
    case = make.case(session, ALL_MET, actor=secretary)
    make.finding(session, case, CLAUSES[0], "not_met", actor=secretary)
    assert verdict(session, case) == "does_not_conform"
    history = queries.findings(session, case)[CLAUSES[0]]
    assert [(finding.n, finding.value) for finding in history] == [(2, "not_met"), (1, "met")]
    evidence = queries.evidence(session, history)
    assert [len(evidence[finding.id or 0]) for finding in history] == [1, 1]


def test_a_settled_case_changes_no_more(session: Session, secretary: Member) -> None:
    case = make.case(session, ALL_MET, settled=True)
    assert case.state == "settled" and case.settled_at
    with pytest.raises(Refusal, match="settled") as no:
        make.finding(session, case, CLAUSES[0], "not_met", actor=secretary)
    assert no.value.status == 409
    for act in (actions.settle, actions.reaffirm, actions.reopen):
        more = {} if act is actions.settle else {"version": make.version(session), "requirements": NEED}
        with pytest.raises(Refusal) as no:
            act(session, secretary, case, **more)
        assert no.value.status == 409


def test_a_case_may_be_settled_with_gaps(session: Session, secretary: Member) -> None:
    case = make.case(session, {CLAUSES[0]: "met"})
    actions.settle(session, secretary, case)
    assert verdict(session, case) == "indeterminate"
    assert [(past.verdict, past.version) for past in queries.settlements(session, case)] == [("indeterminate", "1")]


def changed(session: Session, *clauses: str) -> list[int | None]:
    """A second version changes these clauses: numbers of the cases that come up for review."""
    label = str(int(make.version(session).label) + 1)
    make.version(session, label)
    return [case.no for case in actions.queue_reviews(session, None, clause_ids=clauses, version=label)]


def test_settled_cases_that_rest_on_a_changed_clause_come_up_for_review(session: Session) -> None:
    resting = make.case(session, {CLAUSES[0]: "met", CLAUSES[1]: "met"}, settled=True)
    make.case(session, {CLAUSES[1]: "met"}, settled=True)  # rests on another clause
    make.case(session, {CLAUSES[0]: "met"})  # still open
    no_longer = make.case(session, {CLAUSES[0]: "met"}, settled=True)
    no_longer.requirements = list(CLAUSES[1:])
    session.add(no_longer)
    assert changed(session, CLAUSES[0], "another") == [resting.no]
    assert resting.state == "re_review_due" and [case.no for case in queries.due(session)] == [resting.no]
    assert changed(session, CLAUSES[0]) == [], "it waits already"


def test_a_review_in_which_nothing_changes_moves_the_case_to_the_newest_version(
    session: Session, secretary: Member
) -> None:
    case = make.case(session, ALL_MET, settled=True)
    changed(session, CLAUSES[0])
    actions.reaffirm(session, secretary, case, version=make.version(session), requirements=read(list(CLAUSES[:3])))
    assert (case.state, case.version, case.requirements) == ("settled", "2", list(CLAUSES[:3]))
    assert [(past.verdict, past.version) for past in queries.settlements(session, case)] == [
        ("conforms", "2"),
        ("conforms", "1"),
    ]
    assert {row.version for rows in queries.findings(session, case).values() for row in rows} == {"1"}


def test_a_requirement_nobody_has_looked_at_is_not_reaffirmed_away(session: Session, secretary: Member) -> None:
    case = make.case(session, dict.fromkeys(CLAUSES[:3], "met"), requirements=CLAUSES[:3], settled=True)
    changed(session, CLAUSES[0])
    with pytest.raises(Refusal, match=f"not judged by: {CLAUSES[3]}") as no:
        actions.reaffirm(session, secretary, case, version=make.version(session), requirements=NEED)
    assert (no.value.status, case.state, case.version) == (409, "re_review_due", "1")


def test_a_case_judged_again_keeps_its_findings_and_its_first_verdict(session: Session, secretary: Member) -> None:
    case = make.case(session, ALL_MET, settled=True)
    changed(session, CLAUSES[0])
    with pytest.raises(Refusal, match="open it again"):
        make.finding(session, case, CLAUSES[0], "not_met", actor=secretary)
    actions.reopen(session, secretary, case, version=make.version(session), requirements=NEED)
    assert (case.state, case.version, case.settled_at, verdict(session, case)) == ("open", "2", None, "conforms")
    assert make.finding(session, case, CLAUSES[0], "not_met", actor=secretary).version == "2"
    actions.settle(session, secretary, case)
    assert [past.verdict for past in queries.settlements(session, case)] == ["does_not_conform", "conforms"]


def test_only_officers_settle_and_observers_find_nothing(session: Session) -> None:
    member, observer = make.member(session), make.member(session, "observer")
    case = make.case(session, actor=member)
    for act in (
        lambda: actions.settle(session, member, case),
        lambda: actions.reopen(session, member, case, version=make.version(session), requirements=NEED),
        lambda: make.case(session, actor=observer),
        lambda: make.finding(session, case, CLAUSES[0], "met", actor=observer),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 403


def test_which_cases_rest_on_a_clause(session: Session) -> None:
    first = make.case(session, {CLAUSES[0]: "met", CLAUSES[1]: "not_met"})
    second = make.case(session, {CLAUSES[1]: "met"})
    found = queries.resting_on(session, [CLAUSES[0], CLAUSES[1]])
    assert [(line.case.no, line.clauses, line.verdict.value) for line in found] == [
        (first.no, CLAUSES[:2], "does_not_conform"),
        (second.no, CLAUSES[1:2], "indeterminate"),
    ]
    assert [line.case.no for line in queries.resting_on(session, [CLAUSES[0]])] == [first.no]
    assert queries.resting_on(session, []) == []


def test_a_list_of_cases_goes_on_by_key(session: Session) -> None:
    for _ in range(queries.PAGE + 2):
        make.case(session)
    first = queries.newest(session)
    assert len(first) == queries.PAGE + 1 and first[0].case.no == queries.PAGE + 2
    rest = queries.newest(session, below=first[queries.PAGE - 1].case.no)
    assert [line.case.no for line in rest] == [2, 1]
    assert queries.newest(session, state="settled") == []


def test_a_case_that_is_not_there_is_not_here(session: Session) -> None:
    with pytest.raises(NotHere, match="no case 7"):
        queries.case(session, 7)


@pytest.mark.parametrize("value", ["good", ""])
def test_the_table_itself_refuses_a_finding_that_is_none(session: Session, value: str) -> None:
    case = make.case(session)
    session.add(Finding(
        case_no=case.no, clause_id="a", n=1, version=case.version, value=value, reason="", found_at=db.now()
    ))  # fmt: skip
    with pytest.raises(IntegrityError, match="finding_value"):
        session.flush()
    session.rollback()
