"""What the clock has decided and nobody has recorded yet."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from workbench import db
from workbench.ballots import actions, queries, ratifying, second, ties
from workbench.ballots.models import Ballot
from workbench.ballots.second import Ratification

# How many ballots, and times for objections, are over, and ballots open, and not on record: with each of them pages change without an act.
ENDED = (
    "SELECT (SELECT count(*) FROM ballot WHERE closed_at IS NULL AND closes_at <= :now) + "
    "(SELECT count(*) FROM ratification WHERE outcome IS NULL AND until <= :now) + "
    "(SELECT count(*) FROM ballot_schedule WHERE state = 'scheduled' AND opens_at <= :now)"
)
# How many motions to reconsider a result have had their time.
MOVED = "SELECT count(*) FROM reconsideration WHERE n = 1 AND at <= :moved"
# How many blocks that stopped a text can be ended no more, so that the turn of another in an order has come.
STOPPED = "SELECT count(*) FROM ballot WHERE outcome = 'blocked' AND closed_at <= :stopped"


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
    if ballot.outcome is None:
        actions.close(session, None, ballot)
    else:
        (ties.lapse if ballot.outcome == "tie_pending" else ratifying.end)(session, None, ballot)
