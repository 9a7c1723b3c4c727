"""What the clock has decided and nobody has recorded yet."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, or_, select

from workbench import db
from workbench.ballots import actions, queries, ratifying, second, ties
from workbench.ballots.models import Ballot
from workbench.ballots.schedules import Schedule
from workbench.ballots.second import Ratification

# Asked at every page of the public record: made once. Each number only grows until somebody acts.
OVER = select(func.count()).where(col(Ballot.closed_at).is_(None), Ballot.closes_at <= bindparam("now"))
UNOPPOSED = select(func.count()).where(col(Ratification.outcome).is_(None), col(Ratification.until) <= bindparam("now"))
BEGUN = select(func.count()).where(Schedule.state == "scheduled", Schedule.opens_at <= bindparam("now"))
ENDED = select(OVER.scalar_subquery() + UNOPPOSED.scalar_subquery() + BEGUN.scalar_subquery())


def ended(session: Session) -> str:
    """How many ballots, and times for objections, are over, and ballots open, and not on record: with each of them pages change without
    an act."""
    return str(session.execute(ENDED, {"now": db.now()}).scalar_one())


def unrecorded(session: Session) -> list[int]:
    """The ballots of which only has to be put on record what came of them: of the votes, of a tie that nobody decided, of a time
    for objections."""
    now = db.now()
    over = col(Ballot.closed_at).is_(None) & (col(Ballot.closes_at) <= now)
    undecided = (col(Ballot.outcome) == "tie_pending") & (col(Ballot.closed_at) <= now - ties.TIME)
    found = session.exec(select(Ballot.no).where(or_(over, undecided)).order_by(col(Ballot.no))).all()
    unopposed = second.waiting(session, col(Ratification.until) <= now)
    return [no or 0 for no in (*found, *(row.ballot_no for row, _ in unopposed))]


def record(session: Session, no: int) -> None:
    """Put on record what the clock has decided of a ballot; nothing where somebody has done it meanwhile."""
    if no not in unrecorded(session):
        return
    ballot = queries.ballot(session, no)
    acts = {None: actions.close, "tie_pending": ties.lapse}
    acts.get(ballot.outcome, ratifying.end)(session, None, ballot)
