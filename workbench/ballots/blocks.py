"""What becomes of a block, or of an objection under consent: who raised it withdraws it, or those who decide overrule it, with reasons.

Who decides is in the rule (`block.unblock`): nobody else (`withdrawn`); an officer who is no party or, where every officer is one, the
members who are none, by count (`council`); or more than half of the others on the roll (`override_vote`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.ballots.electorate import RECUSED, Cast
from workbench.ballots.models import Ballot, Option, RollEntry
from workbench.db import Moment
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes.record import Minuted
from workbench.proposals import authorship

ENDS = ("withdrawn", "overruled")


class BlockEnd(Minuted, table=True):
    """That a block stands no more: vote `n` of a member."""

    __tablename__ = "block_end"
    __table_args__ = (CheckConstraint(f"state IN {ENDS}", name="block_end_state"),)
    minuted: ClassVar[tuple[str, ...]] = ("state", "ended_by", "ended_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    ended_by: int = Field(foreign_key="member.id")
    ended_at: datetime = Field(sa_type=Moment, nullable=False)


class BlockVoice(Minuted, table=True):
    """What one of those says who decide together on a block; said again, the last counts."""

    __tablename__ = "block_voice"
    minuted: ClassVar[tuple[str, ...]] = ("upheld", "said_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    said_by: int = Field(foreign_key="member.id", primary_key=True)
    upheld: bool
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    said_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Council:
    """Who decides on a block: each `alone`, or more than half of those `together`; nobody where both are empty."""

    alone: frozenset[int]
    together: frozenset[int]

    @property
    def everybody(self) -> frozenset[int]:
        return self.alone or self.together


def ended(session: Session, ballot: Ballot) -> Sequence[BlockEnd]:
    """The blocks that stand no more, in the order in which they ended."""
    return session.exec(select(BlockEnd).where(BlockEnd.ballot_no == ballot.no).order_by(col(BlockEnd.ended_at))).all()


def voices(session: Session, ballot: Ballot, member: int, n: int) -> Sequence[BlockVoice]:
    """What was said of a block by those who decide together, the first first."""
    query = select(BlockVoice).where(
        BlockVoice.ballot_no == ballot.no, BlockVoice.member_id == member, BlockVoice.n == n
    )
    return session.exec(query.order_by(col(BlockVoice.said_at), col(BlockVoice.said_by))).all()


def as_cast(found: BlockEnd, choice: str) -> Cast:
    """The end of a block as counting takes it: a vote right after the one that it ends."""
    return Cast(found.member_id, 2 * found.n + 1, choice, "It is.", found.ended_at, found.state)


def council(session: Session, ballot: Ballot, maker: int) -> Council:
    """Who decides on the block of this member, as the rule of the ballot says. What it does not let be overruled nobody does."""
    block = ballot.rule.get("block", {})
    how = block.get("unblock", "council")
    if how == "withdrawn" or block.get("invalid_if") == "no_reason":
        return Council(frozenset(), frozenset())
    entries = session.exec(select(RollEntry).where(RollEntry.ballot_no == ballot.no)).all()
    if how == "override_vote":
        others = {one.member_id for one in entries if one.status not in RECUSED} - {maker}
        return Council(frozenset(), frozenset(others))
    numbers = session.exec(select(Option.proposal_no).where(Option.ballot_no == ballot.no)).all()
    parties = {maker, *(one.member_id for one in entries if one.status in RECUSED)}
    for writers in authorship.everybody(session, set(numbers)).values():
        parties |= set(writers)
    active = session.exec(select(Member).where(col(Member.active))).all()
    officers = {one.id or 0 for one in active if permissions.OFFICERS & {*one.held}} - parties
    members = {one.id or 0 for one in active if "member" in one.held} - parties
    return Council(frozenset(officers), frozenset() if officers else frozenset(members))
