"""What waits in the case log: for a reviewer the panel they sit on, for an officer the next step of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from workbench.cases import claim_lists, panel, parties, queries
from workbench.cases.claims import HeldClaim
from workbench.cases.life import Appeal, HeldReport, Opinion, Reaffirmation, Reply, Reviewer
from workbench.cases.models import Case
from workbench.cases.parties import Dismissal
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.turns import Turn

LIMIT = 20
REVIEW = "It is up for review (judged under version {}): look at the case again."
OBJECT = "It stands as it is unless a member objects: read it, and object if a finding no longer holds."
# Asked at every count of what waits for an officer: put together once.
_REPORTS = select(func.count()).select_from(HeldReport)
_CLAIMS = select(func.count()).select_from(HeldClaim)
CLAIMS = {
    "reported": "Make sure that the words stand there, and capture the page.",
    "verified": "Put it to the vendor, and keep the message.",
    "contacted": "The vendor has had a week: send the one reminder, or enter the answer.",
    "answered": "The vendor disputes it: let a case decide.",
    "in_case": "Its case is published or was declined: put it to the vendor again, close it because the claim stands, or name another case.",
    "promised": "The promised day has come: record the correction, or put it to the vendor again.",
    "corrected": "Thirty days have passed since the correction: look whether it holds.",
    "watched": "Half a year has passed since the correction: look whether it holds.",
    "relapsed": "The words are back: put it to the vendor again.",
}
OFFICERS = {
    "reported": "Look for earlier cases on the same release, and screen it.",
    "screened": "Name two reviewers or more, or decline it with a reason.",
    "deliberation": "Record what the committee decided, open a ballot on the findings, or send it back to the panel.",
    "decided": "Give the vendor notice; after 48 hours or an answer, publish it.",
}


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Each ends by the act that it asks for, or by somebody else doing it."""
    found = [*_of_reviewer(session, member), *_of_motions(session, member)]
    if may(member, "cases.find"):
        found += [
            _turn(case, OBJECT, one.until.date()) for case, one in _proposed(session) if one.proposed_by != member.id
        ]
    if may(member, "cases.settle"):
        found += _of_officer(session, now.date())
    if may(member, "cases.find"):
        found += _of_claims(session, member, now.date())
    return found


def _turn(case: Case, why: str, by: date | None = None) -> Turn:
    return Turn(why, f"/cases/{case.no}", f"Case {case.no}", f"{case.system}, {case.release}", by=by)


def _of_reviewer(session: Session, member: Member) -> Iterator[Turn]:
    """What a member's seats ask of them."""
    for case, seat in session.exec(_seats(), params={"me": member.id}):
        if not seat.declared_at:
            yield _turn(case, "You are on its panel: declare your interests, or step aside.")
        elif case.state == "evidence" and not seat.handed_in_at:
            yield _turn(case, "Record what you find on each requirement, alone, and hand it in.")
        elif case.state == "draft_finding":
            yield _turn(case, "Agree with the other reviewers on one finding for each requirement.")
        elif case.state == "appealed":
            yield _turn(case, "Hear the appeal with the other reviewers, and record the outcome.")


@cache
def _seats() -> Any:
    return (
        select(Case, Reviewer)
        .join(Reviewer, (col(Reviewer.case_no) == Case.no) & (col(Reviewer.round) == Case.round))
        .where(Reviewer.member_id == bindparam("me"))
        .where(col(Reviewer.is_recused).is_(False), col(Reviewer.relieved_at).is_(None))
        .where(col(Case.state).in_(panel.NAMING))
        .order_by(col(Case.no))
        .limit(LIMIT)
    )


def _of_motions(session: Session, member: Member) -> Iterator[Turn]:
    """Motions that somebody takes no part in a case: to answer, or to decide."""
    for case, made in session.exec(_motions()):
        if made.member_id == member.id and not made.answer:
            yield _turn(case, "It was moved that you take no part in it: you may answer.")
        elif member.id in parties.deciders(session, made, panel.aside(session, case)):
            yield _turn(case, "Decide, after the answer or 48 hours, whether a member takes no part in it.")


@cache
def _motions() -> Any:
    made = select(Dismissal.case_no).where(col(Dismissal.outcome).is_(None))
    waiting = select(Case, Dismissal).join(Dismissal, col(Dismissal.case_no) == Case.no)
    waiting = waiting.where(col(Case.no).in_(made), col(Dismissal.outcome).is_(None))
    return waiting.order_by(col(Case.no)).limit(LIMIT)


def _of_panels(session: Session) -> Iterator[Turn]:
    """Panels that cannot go on: a reviewer is paused or may sit on none any more, or there are fewer than two."""
    lost, few = _panels()
    unable = [row.id for row in session.exec(_seated()) if not (row.active and may(row, panel.MAY_SIT))]
    for case in session.exec(lost, params={"unable": unable}) if unable else ():
        yield _turn(case, "A reviewer is paused or may sit on no panel any more: relieve them, and name another.")
    for case in session.exec(few):
        yield _turn(case, "Its panel has fewer than two reviewers: name another.")


@cache
def _seated() -> Any:
    """A query for the members who have a seat on a panel."""
    seats = select(Reviewer.member_id).where(col(Reviewer.is_recused).is_(False), col(Reviewer.relieved_at).is_(None))
    return select(Member).where(col(Member.id).in_(seats))


@cache
def _panels() -> tuple[Any, Any]:
    """Queries for the cases whose panel has a reviewer who is unable, and for those whose panel has too few."""
    sits = (
        select(func.count())
        .where(Reviewer.case_no == Case.no, Reviewer.round == Case.round)
        .where(col(Reviewer.is_recused).is_(False), col(Reviewer.relieved_at).is_(None))
        .correlate(Case)
    )
    lost = sits.where(col(Reviewer.member_id).in_(bindparam("unable", expanding=True))).scalar_subquery()
    judging = _in("open", "evidence", "reply_wait", "draft_finding").where(col(Case.no).in_(select(Reviewer.case_no)))
    had = select(Reviewer.case_no).where(Reviewer.case_no == Case.no, Reviewer.round == Case.round).exists()
    return judging.where(lost > 0), judging.where(had, sits.scalar_subquery() < panel.FEWEST)


def _of_officer(session: Session, today: date) -> Iterator[Turn]:
    """The next step of each case that is an officer's to make."""
    if held := session.exec(_REPORTS).one():
        yield Turn(
            "Readers have reported systems: let their reports in, or throw away what is none.", "/cases/reports",
            "Reports of readers", f"{held} waiting",
        )  # fmt: skip
    if held := session.exec(_CLAIMS).one():
        yield Turn(
            "Readers have reported claims: let their reports in, or throw away what is none.", "/claims/reports",
            "Claims reported by readers", f"{held} waiting",
        )  # fmt: skip
    yield from _of_panels(session)
    for case in session.exec(_in(*OFFICERS)):
        yield _turn(case, OFFICERS[case.state])
    handed_in, silent, unheard = _steps()
    for case in session.exec(handed_in):
        yield _turn(case, "The reviewers have handed in: send the facts to the vendor, and record that you did.")
    for case, asked in session.exec(silent, params={"today": today}):
        yield _turn(case, "The vendor's days are over: enter the reply, or record that none came.", asked.due)
    for case in session.exec(unheard):
        yield _turn(case, "Name another panel to hear the appeal.")
    proposed = {case.no for case, _ in _proposed(session)}
    for case in queries.due(session):
        if case.no in proposed:
            continue
        yield _turn(case, REVIEW.format(case.version))


@cache
def _steps() -> tuple[Any, Any, Any]:
    """Queries for the cases whose reviewers have handed in, whose vendor is silent, and whose appeal nobody hears."""
    all_in = select(Opinion.case_no).where(Opinion.case_no == Case.no, Opinion.round == Case.round).exists()
    silent = (
        select(Case, Reply)
        .join(Reply, (col(Reply.case_no) == Case.no) & (col(Reply.round) == Case.round))
        .where(Case.state == "reply_wait", Reply.due < bindparam("today"))
        .limit(LIMIT)
    )
    unheard = select(Appeal.case_no).where(
        Appeal.case_no == Case.no, col(Appeal.outcome).is_(None), col(Appeal.round).is_(None)
    )
    return _in("evidence").where(all_in), silent, _in("appealed").where(unheard.exists())


def _proposed(session: Session) -> list[tuple[Case, Reaffirmation]]:
    """The cases that stand as they are unless somebody objects."""
    return list(session.exec(_reaffirmed()))


@cache
def _reaffirmed() -> Any:
    query = (
        select(Case, Reaffirmation)
        .join(Reaffirmation, col(Reaffirmation.case_no) == Case.no)
        .where(col(Reaffirmation.outcome).is_(None), Case.state == "re_review_due")
    )
    return query.order_by(col(Reaffirmation.until), col(Case.no)).limit(LIMIT)


def _of_claims(session: Session, member: Member, today: date) -> Iterator[Turn]:
    """What is due of claims: for an officer of all, for a member of those they filed. Who filed one never records its correction."""
    for claim in claim_lists.due(session, today, LIMIT, of=None if may(member, "cases.settle") else member.id):
        why = CLAIMS[claim.state]
        if claim.state == "promised" and claim.filed_by == member.id:
            why = "The promised day has come: have another member record the correction, or put it to the vendor again."
        by = claim.due if claim.state in ("promised", "corrected", "watched") else None
        yield Turn(why, f"/claims/{claim.no}", f"Claim {claim.no}", f"{claim.called}, {claim.organisation}", by=by)


@cache
def _in(*states: str) -> SelectOfScalar[Case]:
    return select(Case).where(col(Case.state).in_(states)).order_by(col(Case.no)).limit(LIMIT)
