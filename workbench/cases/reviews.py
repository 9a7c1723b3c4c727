"""A case up for review stands again if nobody objects: proposed with a period, stopped by any member, put on record by the clock.

Only where no finding changes (procedure 2.5). Whatever else a review comes to is a new judgement.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.cases import actions, queries, states
from workbench.cases.life import Reaffirmation
from workbench.cases.models import Case
from workbench.cases.verdict import judge
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

AT_ONCE = 100  # cases that one request puts up for review because they are old
OLD = "It was published {} months ago."


def of(session: Session, case: Case) -> list[Reaffirmation]:
    """Every time it was proposed that a case stands, the newest first."""
    query = select(Reaffirmation).where(Reaffirmation.case_no == case.no)
    return list(session.exec(query.order_by(col(Reaffirmation.n).desc())))


def standing(session: Session, case: Case) -> Reaffirmation | None:
    """The proposal that runs, if one does."""
    return next((one for one in of(session, case)[:1] if _runs(case, one)), None)


def _runs(case: Case, one: Reaffirmation) -> bool:
    """Whether it is still about the review that the case is in: not one from before the case was judged anew."""
    is_same = case.settled_at is not None and case.settled_at <= one.proposed_at
    return one.outcome is None and case.state == "re_review_due" and is_same


def propose(
    session: Session, actor: Member, case: Case, *, version: Version, requirements: Need, committee: Committee
) -> Reaffirmation:  # fmt: skip
    """Propose that a case up for review stands under `version`. It does once the committee's period is over, if nobody objects."""
    permissions.require(actor, "cases.settle")
    actions.reaffirmable(case, version=version, requirements=requirements)
    _same(session, case, version, requirements)
    if standing(session, case):
        raise Refusal("It is proposed already that this case stands. Wait for the end of the period.", status=409)
    if any(one.outcome == "objected" and one.version == version.label for one in of(session, case)):
        raise Refusal("A member objected to that. Open the case again, and let it be judged anew.", status=409)
    last = session.exec(select(func.max(Reaffirmation.n)).where(Reaffirmation.case_no == case.no)).one() or 0
    now = db.now()
    made = Reaffirmation(
        case_no=case.no or 0, n=last + 1, version=version.label, proposed_by=actor.id or 0, proposed_at=now,
        until=now + timedelta(days=committee.reaffirm_days),
    )  # fmt: skip
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.propose_reaffirm", case, made)
    return made


def _same(session: Session, case: Case, version: Version, requirements: Need) -> None:
    """Refuse where the findings as they are would give another verdict."""
    found = queries.standing(session, [case.no or 0]).get(case.no or 0, {})
    values = {clause: finding.value for clause, finding in found.items()}
    now, then = judge(case.need, values), judge(requirements, values)
    if now.value != then.value:
        raise Refusal(
            f"Under version {version.label} the same findings give another verdict: {then.words}. Open the case again.",
            status=409,
        )


def object_to(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Any member stops it with a reason: the case is judged anew."""
    permissions.require(actor, "cases.find")
    made = standing(session, case)
    if made is None:
        raise Refusal("It is not proposed now that this case stands.", status=409)
    if not words:
        raise Refusal("Say which finding no longer holds, and why.", field="words")
    made.objection, made.objected_by = words, actor.id
    _end(session, actor, case, made, "objected", "cases.object")


def _end(session: Session, actor: Member | None, case: Case, made: Reaffirmation, outcome: str, act: str) -> None:
    made.outcome, made.ended_at = outcome, db.now()
    session.add(made)
    minutes.record(session, actor, act, case, made)


def due(session: Session, committee: Committee) -> None:
    """Put on record what the clock has decided: what stands because nobody objected, and what is to be looked at again."""
    _stand(session, committee)
    _old(session, committee)


def _stand(session: Session, committee: Committee) -> None:
    now = db.now()
    over = select(Reaffirmation).where(col(Reaffirmation.outcome).is_(None), Reaffirmation.until <= now)
    for made in session.exec(over.order_by(col(Reaffirmation.until), col(Reaffirmation.case_no))).all():
        case, newest = session.get_one(Case, made.case_no), definition.judging(session)
        if not _runs(case, made) or made.version != newest.label:
            _end(session, None, case, made, "overtaken", "cases.overtake")
            continue
        _end(session, None, case, made, "stands", "cases.unopposed")
        actions.reaffirm(
            session, None, case, version=newest, requirements=definition.requirements(session, newest, committee)
        )


def _old(session: Session, committee: Committee) -> None:
    if not committee.review_months:
        return
    query = select(Case).where(
        Case.state == "settled", col(Case.settled_at) <= earlier(db.now(), committee.review_months)
    )
    for case in session.exec(query.order_by(col(Case.settled_at), col(Case.no)).limit(AT_ONCE)).all():
        steps = states.move(session, case, "re_review_due", words=OLD.format(committee.review_months))
        minutes.record(session, None, "cases.review_due", case, case, *steps)


def earlier(at: datetime, months: int) -> datetime:
    """The same day and hour so many months before; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
