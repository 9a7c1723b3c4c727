"""How often reviewers agree who found alone: exact figures, and the places where they differ."""

from __future__ import annotations

from fractions import Fraction

from sqlmodel import Session

from tests.cases.walk import ALL_MET, CLAUSES, Walk
from tests.support.client import Client
from workbench.cases import agreement, opinions

# The example of the source: what four observers said of twelve things; 0 where one said nothing.
SAID = ("123321412000", "123322412503", "033323422510", "123324412510")


def test_the_figure_beyond_chance_is_that_of_its_source() -> None:
    units = [{} for _ in range(12)]  # type: list[dict[str, int]]
    for observer in SAID:
        for unit, value in zip(units, observer, strict=True):
            if value != "0":
                unit[value] = unit.get(value, 0) + 1
    found = agreement.alpha(units)
    assert found is not None and round(float(found), 3) == 0.743


def test_it_is_one_for_full_agreement_and_none_where_nothing_could_differ() -> None:
    assert agreement.alpha([{"met": 2}, {"not_met": 2}]) == 1
    assert agreement.alpha([{"met": 2}, {"met": 3}]) is None and agreement.alpha([{"met": 1}]) is None
    assert agreement.alpha([{"met": 1, "not_met": 1}]) == 0
    whole = agreement.Agreement([{"met": 2, "not_met": 1}, {"met": 2}])
    assert (whole.agreeing, whole.pairs, whole.share) == (2, 4, Fraction(1, 2))


def test_the_page_lists_where_reviewers_differ_once_all_are_in(session: Session, client: Client) -> None:
    walk = Walk.begin(session).to_evidence()
    walk.found(walk.one)
    opinions.hand_in(session, walk.one, walk.case)
    walk.found(walk.two, ALL_MET | {CLAUSES[2]: "not_met"})
    assert not agreement.of(session).clauses, "what one found alone is counted nowhere"
    opinions.hand_in(session, walk.two, walk.case)
    report = agreement.of(session)
    assert next((clause, one.agreeing, one.pairs) for clause, one in report.clauses.items()) == (CLAUSES[2], 0, 1)
    assert (report.whole.agreeing, report.whole.pairs, report.more) == (3, 4, 0)
    [apart] = report.apart
    assert (apart.case_no, apart.clause_id, dict(apart.values)) == (walk.case.no, CLAUSES[2], {"met": 1, "not_met": 1})
    session.commit()
    page = client.get("/cases/coverage").text
    assert "Where they differed" in page and "0 of 1" in page and "3 of 4" in page
