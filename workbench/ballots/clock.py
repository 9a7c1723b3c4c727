"""What the clock has decided and nobody has recorded yet."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, or_, select

from workbench import db
from workbench.ballots import actions, queries, ties
from workbench.ballots.models import Ballot
from workbench.ballots.schedules import Schedule

# Asked at every page of the public record: made once.
ENDED = select(func.count()).where(col(Ballot.closed_at).is_(None), Ballot.closes_at <= bindparam("now"))
BEGUN = select(func.count()).where(Schedule.state == "scheduled", Schedule.opens_at <= bindparam("now"))
PASSED = select(ENDED.scalar_subquery(), BEGUN.scalar_subquery())


def ended(session: Session) -> str:
    """How many ballots are past their time and not closed, or open and not recorded so: with each of them pages change without an act."""
    return str(tuple(session.execute(PASSED, {"now": db.now()}).one()))


def unrecorded(session: Session) -> list[int]:
    """The ballots whose result, or whose tie that nobody decided, only has to be put on record, by number."""
    now = db.now()
    over = col(Ballot.closed_at).is_(None) & (col(Ballot.closes_at) <= now)
    undecided = (col(Ballot.outcome) == "tie_pending") & (col(Ballot.closed_at) <= now - ties.TIME)
    return [no or 0 for no in session.exec(select(Ballot.no).where(or_(over, undecided)).order_by(col(Ballot.no)))]


def record(session: Session, no: int) -> None:
    """Put on record what the clock has decided of a ballot; nothing where somebody has done it meanwhile."""
    if no not in unrecorded(session):
        return
    ballot = queries.ballot(session, no)
    act = ties.lapse if ballot.outcome == "tie_pending" else actions.close
    act(session, None, ballot)
