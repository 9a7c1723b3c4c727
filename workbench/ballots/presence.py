"""Who of a roll is present: taken down by chair or secretary where the rule of a ballot counts them; whoever votes is present, too.

What is taken down is never changed: a correction is taken down again, and the last counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, select

from workbench.ballots import rules
from workbench.ballots.electorate import Held
from workbench.ballots.models import Ballot, RollEntry
from workbench.db import Moment
from workbench.minutes.record import Minuted


class Presence(Minuted, table=True):
    """Who was present, as somebody took it down."""

    __tablename__ = "presence"
    minuted: ClassVar[tuple[str, ...]] = ("present", "taken_by", "taken_at")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # the numbers of members on the roll
    present: list[int] = Field(sa_column=Column(JSON, nullable=False))
    taken_by: int = Field(foreign_key="member.id")
    taken_at: datetime = Field(sa_type=Moment, nullable=False)


def of(session: Session, ballot: Ballot) -> Sequence[Presence]:
    """All that was taken down, the first first."""
    if not rules.asks_presence(ballot.rule):
        return ()
    return session.exec(select(Presence).where(Presence.ballot_no == ballot.no).order_by(col(Presence.n))).all()


def taken(session: Session, ballot: Ballot) -> frozenset[int] | None:
    """Who was taken down as present; None where nobody took it down."""
    rows = of(session, ballot)
    return frozenset(rows[-1].present) if rows else None


def missing(session: Session, now: datetime) -> list[Ballot]:
    """The open ballots whose conditions count who is present, where nobody has taken that down."""
    query = select(Ballot).where(col(Ballot.closed_at).is_(None), Ballot.closes_at > now).order_by(col(Ballot.no))
    running = [ballot for ballot in session.exec(query) if rules.asks_presence(ballot.rule | {"recusal": {}})]
    return [ballot for ballot in running if not of(session, ballot)]


def held(session: Session, ballot: Ballot) -> Held:
    """What counting has to know of a ballot beside its roll, whose seats say who is present, and its votes."""
    return Held(is_taken=taken(session, ballot) is not None)


def disagreements(session: Session, ballot: Ballot) -> list[str]:
    """Whatever was taken down of whom is on no roll, at another time, or where no rule asks for it."""
    rows = session.exec(select(Presence).where(Presence.ballot_no == ballot.no).order_by(col(Presence.n))).all()
    roll = set(session.exec(select(RollEntry.member_id).where(RollEntry.ballot_no == ballot.no)))
    end = min(filter(None, [ballot.closed_at, ballot.closes_at]))
    return [
        f"ballot {ballot.no}: what was taken down {n} of who is present does not follow"
        for n, row in enumerate(rows, 1)
        if row.n != n or not {*row.present} <= roll or not ballot.opens_at <= row.taken_at <= end
        or row.taken_at >= ballot.closes_at or not rules.asks_presence(ballot.rule)
    ]  # fmt: skip
