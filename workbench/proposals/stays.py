"""How long a proposal stays where the clock decides what comes next: since when, until when, and who had it so and why."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, func, select

from workbench import db
from workbench.db import Moment
from workbench.members.models import Member
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal

STAYS = ("no_quorum", "tabled", "discussion", "last_call")


class Stay(Minuted, table=True):
    """A proposal in one of STAYS, for the n-th time one of them."""

    __tablename__ = "stay"
    __table_args__ = (CheckConstraint(f"state IN {STAYS}", name="stay_state"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "state", "before", "revision", "member_id", "since", "until", "latest", "ended_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    # the state it came from; of a discussion, which is put on record once it has begun, that itself
    before: str
    # the current one when it began
    revision: int
    # who had it so; None: the workbench
    member_id: int | None = Field(default=None, foreign_key="member.id")
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    since: datetime = Field(sa_type=Moment, nullable=False)
    # when the clock ends it
    until: datetime = Field(sa_type=Moment, nullable=False, index=True)
    # of a discussion: how far at most a revision puts off its end; None: as far as it takes
    latest: datetime | None = Field(default=None, sa_type=Moment)
    # when it ended, once that is on record
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)

    @property
    def end(self) -> str:
        return f"{self.until:%-d %B %Y, %H:%M} UTC"

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until


def of(session: Session, proposal: Proposal, *states: str) -> Sequence[Stay]:
    """The stays of a proposal in these states, the last one first."""
    query = select(Stay).where(Stay.proposal_no == proposal.no, col(Stay.state).in_(states))
    return session.exec(query.order_by(col(Stay.n).desc())).all()


def aside(session: Session, proposal: Proposal) -> Stay | None:
    """Until when and why a proposal is set aside; None where it is not."""
    return of(session, proposal, "tabled")[0] if proposal.state == "tabled" else None


def last(state: str) -> Any:
    """In a query over proposals: the number of the last stay of each in this state that has not ended."""
    numbers = select(func.max(Stay.n)).where(
        Stay.proposal_no == Proposal.no, Stay.state == state, col(Stay.ended_at).is_(None)
    )
    return numbers.correlate(Proposal).scalar_subquery()


def begin(
    session: Session, proposal: Proposal, state: str, until: datetime, by: Member | None = None, reason: str = ""
) -> Stay:
    """A stay from now on, of a proposal that is still in the state before; the entry in the minutes is for the caller."""
    last = session.exec(select(Stay.n).where(Stay.proposal_no == proposal.no).order_by(col(Stay.n).desc()).limit(1))
    row = Stay(
        proposal_no=proposal.no or 0, n=(last.first() or 0) + 1, state=state, before=proposal.state, revision=proposal.revision,
        member_id=by.id if by else None, reason=reason, since=db.now(), until=until,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
