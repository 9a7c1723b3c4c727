"""A case up for review stands if no finding changes and nobody objects; what puts it up; the notice before publishing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES, NEED, Walk
from tests.support.client import Client
from workbench import db
from workbench.cases import actions, appeals, decisions, notices, queries, reports, reviews
from workbench.cases.life import Reaffirmation
from workbench.cases.models import Case
from workbench.config import Committee
from workbench.definition.requirements import read
from workbench.errors import Refusal
from workbench.members.models import Member

RULES = Committee("", ("library.md",), requirements=[*CLAUSES])


@pytest.fixture
def secretary(session: Session) -> Member:
    return make.member(session, "member", "secretary")


def waiting(session: Session, findings: dict[str, str] | None = None) -> Case:
    """A published case under version 1, up for review."""
    case = make.case(session, findings or ALL_MET, under="1", settled=True)
    actions.queue_reviews(session, None, clause_ids=[CLAUSES[0]], version="2")
    return case


def propose(session: Session, secretary: Member, case: Case, need: Any = NEED) -> Reaffirmation:
    return reviews.propose(
        session, secretary, case, version=make.version(session), requirements=need, committee=RULES
    )  # fmt: skip


def test_it_stands_under_the_new_version_when_the_period_is_over_and_nobody_objected(
    clock: time_machine.Traveller, session: Session, secretary: Member
) -> None:
    case = waiting(session)
    made = propose(session, secretary, case)
    with pytest.raises(Refusal, match="proposed already"):
        propose(session, secretary, case)
    clock.shift(timedelta(days=RULES.reaffirm_days, seconds=-1))
    reviews.due(session, RULES)
    assert (case.state, case.version) == ("re_review_due", "1")
    clock.shift(timedelta(seconds=1))
    reviews.due(session, RULES)
    assert (case.state, case.version, made.outcome) == ("settled", "2", "stands")
    assert [past.version for past in queries.settlements(session, case)] == ["2", "1"], "the old record stays"


def test_any_member_stops_it_with_a_reason_and_it_is_judged_anew(
    clock: time_machine.Traveller, session: Session, secretary: Member
) -> None:
    case, member = waiting(session), make.member(session)
    with pytest.raises(Refusal, match="not proposed now"):
        reviews.object_to(session, member, case, words="No.")
    made = propose(session, secretary, case)
    with pytest.raises(Refusal, match="which finding no longer holds"):
        reviews.object_to(session, member, case, words="")
    reviews.object_to(session, member, case, words="The rules changed.")
    clock.shift(timedelta(days=30))
    reviews.due(session, RULES)
    assert (case.state, made.outcome, made.objected_by) == ("re_review_due", "objected", member.id)
    with pytest.raises(Refusal, match="objected to that. Open the case again"):
        propose(session, secretary, case)


def test_what_would_change_a_finding_or_the_verdict_is_not_reaffirmed(session: Session, secretary: Member) -> None:
    case = waiting(session, dict(ALL_MET) | {CLAUSES[3]: "not_met"})
    with pytest.raises(Refusal, match="was not judged by: reading-hours"):
        propose(session, secretary, case, read([*CLAUSES, "reading-hours"]))
    with pytest.raises(Refusal, match="same findings give another verdict"):
        propose(session, secretary, case, read([*CLAUSES[:3]]))
    with pytest.raises(Refusal) as no:
        propose(session, make.member(session), case)
    assert no.value.status == 403


def test_what_is_judged_anew_meanwhile_is_not_reaffirmed_by_the_clock(
    clock: time_machine.Traveller, session: Session, secretary: Member
) -> None:
    case = waiting(session)
    made = propose(session, secretary, case)
    clock.shift(timedelta(days=1))
    actions.reopen(session, secretary, case, version=make.version(session), requirements=NEED)
    make.finding(session, case, CLAUSES[0], "not_met")
    actions.settle(session, secretary, case)
    reports.review(session, secretary, case, words="Look again.")
    assert reviews.standing(session, case) is None
    clock.shift(timedelta(days=30))
    reviews.due(session, RULES)
    assert (case.state, made.outcome) == ("re_review_due", "overtaken")


def test_a_published_case_is_due_after_24_months(clock: time_machine.Traveller, session: Session) -> None:
    case = make.case(session, ALL_MET, settled=True)
    clock.move_to(datetime(2028, 5, 4, 9, 59, 59, tzinfo=UTC))
    reviews.due(session, RULES)
    assert case.state == "settled"
    clock.shift(timedelta(seconds=1))
    reviews.due(session, Committee("", (), review_months=0))
    assert case.state == "settled"
    reviews.due(session, RULES)
    assert case.state == "re_review_due" and reports.steps(session, case)[0].words == "It was published 24 months ago."
    assert reviews.earlier(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2027, 2, 28, tzinfo=UTC)


def test_a_member_puts_it_up_because_the_vendor_changed_it_and_says_where(session: Session) -> None:
    case, member = make.case(session, ALL_MET, settled=True), make.member(session)
    told: dict[str, Any] = {"what": "licence", "seen": "https://library.example/licence", "on": db.now().date()}
    for wrong, field in (({"what": "mood"}, "choice"), ({"seen": "there"}, "by"), ({"on": None}, "on")):
        with pytest.raises(Refusal) as no:
            reports.changed(session, member, case, **told | wrong, words="Fees.")
        assert no.value.field == field
    reports.changed(session, member, case, **told, words="It now asks for a fee.")
    assert case.state == "re_review_due" and "The vendor changed the licence" in reports.steps(session, case)[0].words


def test_the_vendor_has_48_hours_for_errors_of_fact(clock: time_machine.Traveller, session: Session) -> None:
    walk = Walk.begin(session).to_draft()
    walk.agree()
    decisions.deliberate(session, walk.secretary, walk.case)
    decisions.decide(session, walk.secretary, walk.case, words="By consent.")
    with pytest.raises(Refusal, match="Record that notice first"):
        decisions.publish(session, walk.secretary, walk.case)
    notices.send(session, walk.secretary, walk.case, sent_to="Press office")
    clock.shift(timedelta(hours=47))
    with pytest.raises(Refusal, match="6 May 2026, 10:00 UTC"):
        decisions.publish(session, walk.secretary, walk.case)
    clock.shift(timedelta(hours=1))
    decisions.publish(session, walk.secretary, walk.case)
    assert walk.case.state == "settled"


def test_an_error_of_fact_sends_it_back_and_whoever_reported_it_appeals_alone(session: Session) -> None:
    walk = Walk.begin(session).to_draft()
    walk.agree()
    decisions.deliberate(session, walk.secretary, walk.case)
    decisions.decide(session, walk.secretary, walk.case, words="By consent.")
    notices.send(session, walk.secretary, walk.case, sent_to="Press office")
    notices.answer(session, walk.secretary, walk.case, words="The fee is five, not six.")
    decisions.send_back(session, walk.secretary, walk.case, words="Look at the fee.")
    assert walk.case.state == "draft_finding"
    reporter = make.member(session)
    case = make.case(session, ALL_MET, settled=True, actor=reporter, question="Is it open?")
    appeals.lodge(session, reporter, case, ground="wrong_fact", words="It is not.")
    assert case.state == "appealed"


def test_a_committee_may_publish_no_case_without_a_panel(session: Session, secretary: Member) -> None:
    case = make.case(session, ALL_MET)
    with pytest.raises(Refusal, match="no case is published without a panel"):
        actions.settle(session, secretary, case, panels=True)


def test_the_pages_tell_how_it_stands(session: Session, client: Client, secretary: Member) -> None:
    case, member = waiting(session), make.member(session)
    session.commit()
    client.sign_in(secretary)
    assert "Propose that it stands" in client.get(f"/cases/{case.no}").text
    assert client.send(f"/cases/{case.no}/reaffirm").status_code == 303
    page = client.get(f"/cases/{case.no}").text
    assert (
        "if no member objects" in page and "Propose that it stands" not in page and "Published without a panel" in page
    )
    client.sign_in(member)
    assert "It stands as it is unless a member objects" in client.get("/").text
    assert client.send(f"/cases/{case.no}/life/object", words="The rules changed.").status_code == 303
    page = client.get(f"/cases/{case.no}").text
    assert "objected</b>" in page and "The rules changed." in page
