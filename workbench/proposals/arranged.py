"""How rivals are decided (procedure 4.2): ranked together, one after the other, or after what amends them. Tables and questions.

Where nothing is fixed they are ranked together. What is fixed last of a proposal holds; nothing here is ever changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, func, select

from workbench import db
from workbench.db import Moment
from workbench.minutes.record import Minuted
from workbench.proposals import queries
from workbench.proposals.models import Proposal

WAYS = ("ranked", "serial", "perfect")
WORDS = {"ranked": "in one ranked ballot", "serial": "one after the other", "perfect": "perfected first, then ranked"}


class Arrangement(Minuted, table=True):
    """The chair or the secretary fixed how these rivals are decided."""

    __tablename__ = "arrangement"
    __table_args__ = (CheckConstraint(f"way IN {WAYS}", name="arrangement_way"),)
    minuted: ClassVar[tuple[str, ...]] = ("way", "made_by", "made_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    no: int | None = Field(default=None, primary_key=True)
    way: str
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_by: int = Field(foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


class Arranged(Minuted, table=True):
    """One of these rivals, and its place in their order: the first is voted on first."""

    __tablename__ = "arranged"
    minuted: ClassVar[tuple[str, ...]] = ("place",)

    arrangement_no: int = Field(foreign_key="arrangement.no", primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True, index=True)
    place: int


def fixed(session: Session) -> set[int]:
    """The proposals of which it was ever fixed how they are decided."""
    return {*session.exec(select(Arranged.proposal_no).distinct())}


def of(session: Session, proposal: Proposal) -> Arrangement | None:
    """What holds for a proposal; None: nothing, or something later was fixed of one of those that it was arranged with."""
    return of_any(session, [proposal])


def of_any(session: Session, proposals: Iterable[Proposal]) -> Arrangement | None:
    """What was fixed last of any of these, if it holds."""
    numbers = [one.no for one in proposals]
    last = select(func.max(Arranged.arrangement_no)).where(col(Arranged.proposal_no).in_(numbers))
    no = db.once(session, ("arranged", *numbers), lambda: session.exec(last).one())
    if no is None:
        return None
    with_it = select(Arranged.proposal_no).where(Arranged.arrangement_no == no)
    later = select(Arranged).where(Arranged.arrangement_no > no, col(Arranged.proposal_no).in_(with_it))
    return None if session.exec(later.limit(1)).first() else session.get_one(Arrangement, no)


def members(session: Session, made: Arrangement) -> Sequence[Proposal]:
    """The proposals that were arranged, in their order; those that are closed too."""
    query = select(Proposal).join(Arranged, col(Arranged.proposal_no) == col(Proposal.no))
    return session.exec(query.where(Arranged.arrangement_no == made.no).order_by(col(Arranged.place))).all()


def rest(session: Session, winner: Proposal, states: Sequence[str] = queries.OPEN) -> list[Proposal]:
    """The others of the order in which a proposal was voted on, in these states; of another arrangement none."""
    made = of(session, winner)
    if made is None or made.way != "serial":
        return []
    return [one for one in members(session, made) if one.no != winner.no and one.state in states]


def unfinished(session: Session) -> Sequence[Arrangement]:
    """The orders of which a proposal is still open, the oldest first; those that were fixed anew too."""
    is_open = select(Arranged.arrangement_no).join(Proposal, col(Proposal.no) == Arranged.proposal_no)
    numbers = is_open.where(col(Proposal.state).in_(queries.OPEN))
    query = select(Arrangement).where(Arrangement.way == "serial", col(Arrangement.no).in_(numbers))
    return session.exec(query.order_by(col(Arrangement.no))).all()
