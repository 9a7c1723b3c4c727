"""What the clock has decided and nobody has recorded yet."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.ballots.models import Ballot

# Asked at every page of the public record: made once.
ENDED = select(func.count()).where(col(Ballot.closed_at).is_(None), Ballot.closes_at <= bindparam("now"))


def ended(session: Session) -> str:
    """How many ballots are past their time and not closed: with each of them pages change without an act."""
    return str(session.execute(ENDED, {"now": db.now()}).scalar_one())
