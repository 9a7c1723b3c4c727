"""The close of an open ballot is moved: only before it, only later, with a reason (integrity 3.7, attack 31).

What a ballot is bound to keeps the time that it opened with; the minutes have every move beside it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.ballots import blocs, queries, second, voiding, windows
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import leaving

# How long those who have voted already are told of it on their desk.
TOLD = timedelta(days=3)


class Extension(Minuted, table=True):
    """That a ballot closes later than it would have."""

    __tablename__ = "ballot_extension"
    __table_args__ = (CheckConstraint("before < closes_at", name="ballot_extension_later"),)
    minuted: ClassVar[tuple[str, ...]] = ("before", "closes_at", "made_by", "made_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    before: datetime = Field(sa_type=Moment, nullable=False)
    closes_at: datetime = Field(sa_type=Moment, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_by: int = Field(foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


def of(session: Session, ballot: Ballot) -> Sequence[Extension]:
    """Every move of the close of a ballot, the first one first."""
    query = select(Extension).where(Extension.ballot_no == ballot.no)
    return session.exec(query.order_by(col(Extension.n))).all()


def opened_until(session: Session, ballot: Ballot) -> datetime:
    """When it was to close as it opened: what its binding has."""
    said = second.statement(session, ballot).get("closes_at")
    return datetime.fromisoformat(said) if said else ballot.closes_at


def extendable(session: Session, actor: Member, ballot: Ballot) -> datetime:
    """Refuse that this member moves the close of this ballot now; else the moment of it."""
    permissions.require(actor, "ballots.extend")
    if actor.id in voiding.aside(session, ballot):
        raise Refusal(
            "You are recused from it: leave this to others.", status=403, whom="those who are not recused from it"
        )
    now = moment(session)
    session.refresh(ballot)
    if ballot.closed_at or now >= ballot.closes_at:
        raise Refusal("Voting is over, so it cannot be made longer. Record the result.", status=409)
    return now


def later(ballot: Ballot, closes_at: datetime) -> None:
    if closes_at <= ballot.closes_at:
        raise Refusal(
            f"The close is only ever moved later. Choose a time after {ballot.closes_at:%-d %B %Y, %H:%M} UTC.",
            field="extend_to",
        )
    windows.within(queries.rule(ballot), closes_at - ballot.opens_at, "extend_to")


def extend(
    session: Session, actor: Member, ballot: Ballot, *, closes_at: datetime, reason: str, seconded: Second | None = None
) -> Extension:
    """Move the close of an open ballot to a later time. Votes that were cast stand, and whoever may change theirs can until then."""
    made_at = extendable(session, actor, ballot)
    later(ballot, closes_at)
    row = Extension(
        ballot_no=ballot.no or 0, n=len(of(session, ballot)) + 1, before=ballot.closes_at, closes_at=closes_at,
        reason=leaving.reasoned(reason, "extend_reason"), made_by=actor.id or 0, made_at=made_at,
    )  # fmt: skip
    ballot.closes_at = closes_at
    session.add_all([row, ballot])
    kept = seconding.confirmed(session, actor, seconded)
    minutes.record(session, actor, "ballots.extend", ballot, ballot, row, *kept)
    return row


def news(session: Session, member: Member, now: datetime) -> list[tuple[Ballot, Extension]]:
    """Open ballots in which this member has voted and whose close was moved in the last days."""
    query = select(Ballot, Extension).join(Extension, col(Extension.ballot_no) == Ballot.no)
    query = query.where(col(Ballot.closed_at).is_(None), Ballot.closes_at > now, Extension.made_at > now - TOLD)
    found = {ballot.no: (ballot, row) for ballot, row in session.exec(query.order_by(col(Extension.n)))}
    seated = blocs.on_roll(session, member, [ballot for ballot, _ in found.values()]) if found else []
    voted = blocs.voted(session, member, seated)
    return [found[ballot.no] for ballot in seated if ballot.no in voted]


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Every move that was made too late, or not to a later time, or does not go on from the one before."""
    rows = of(session, ballot)
    nexts = (one.before for one in rows[1:])
    for row, following in zip(rows, [*nexts, ballot.closes_at], strict=False):
        if not row.made_at < row.before < row.closes_at <= following:
            yield f"ballot {ballot.no}: its close was moved too late, or not to a later time"
