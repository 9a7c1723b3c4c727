"""Votes that members gave to others, where the rule of a ballot lets them (`proxy = "written"`): to whom, in what words, and how that ended.

Who gave their vote may still vote themselves, and that counts instead. Nobody holds more than one, and a vote is not passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, or_, select

from workbench.ballots.electorate import RECUSED
from workbench.ballots.models import Ballot, RollEntry, Vote
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes.record import Minuted

ENDS = ("withdrawn", "recused")


class Proxy(Minuted, table=True):
    """That a member gave their vote in a ballot to another."""

    __tablename__ = "proxy"
    __table_args__ = (
        CheckConstraint(f"ended IN {ENDS}", name="proxy_end"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="proxy_ended"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("holder_id", "words", "given_at", "ended", "ended_at")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    giver_id: int = Field(foreign_key="member.id", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    holder_id: int = Field(foreign_key="member.id")
    words: str = Field(sa_type=Text, nullable=False)
    given_at: datetime = Field(sa_type=Moment, nullable=False)
    # None: it stands
    ended: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


def are_known(rule: Mapping[str, Any]) -> bool:
    """Whether a rule lets a member vote for another."""
    return rule.get("proxy") == "written"


def of(session: Session, ballot: Ballot) -> Sequence[Proxy]:
    """All that were given in a ballot, the first first."""
    if not are_known(ballot.rule):
        return ()
    order = col(Proxy.given_at), col(Proxy.giver_id), col(Proxy.n)
    return session.exec(select(Proxy).where(Proxy.ballot_no == ballot.no).order_by(*order)).all()


def votes(session: Session, ballot: Ballot, giver: int) -> set[int | None]:
    """Who has cast a vote of this member; None for themselves."""
    return {*session.exec(select(Vote.by_id).where(Vote.ballot_no == ballot.no, Vote.member_id == giver))}


def is_used(session: Session, ballot: Ballot, row: Proxy) -> bool:
    """Whether its holder has voted by it."""
    return row.holder_id in votes(session, ballot, row.giver_id)


def held(session: Session, ballot: Ballot, holder: Member, giver: Member) -> Member:
    """Who gave their vote. Refused (409) for a member who did not give it to this one, or has voted themselves."""
    rows = [
        one for one in of(session, ballot) if (one.giver_id, one.holder_id, one.ended) == (giver.id, holder.id, None)
    ]
    if not rows:
        raise Refusal(f"{giver.name} did not give you their vote in this ballot, or has it back.", status=409)
    if None in votes(session, ballot, giver.id or 0):
        raise Refusal(f"{giver.name} has voted themselves, and that counts: you do not vote for them.", status=409)
    return giver


def ended(session: Session, ballot: Ballot, member: int, at: datetime) -> list[Proxy]:
    """What a recusal ends: whatever this member gave or holds. Votes that were cast by it stay the givers'."""
    query = select(Proxy).where(Proxy.ballot_no == ballot.no, col(Proxy.ended).is_(None))
    rows = session.exec(query.where(or_(Proxy.giver_id == member, Proxy.holder_id == member))).all()
    for row in rows:
        row.ended, row.ended_at = "recused", at
        session.add(row)
    return [*rows]


def disagreements(session: Session, ballot: Ballot) -> list[str]:
    """Every vote for another without a proxy from them to who cast it, every one that was given where it could not be."""
    rows, found = of(session, ballot), []
    roll = {
        one.member_id: one.status for one in session.exec(select(RollEntry).where(RollEntry.ballot_no == ballot.no))
    }
    for vote in session.exec(select(Vote).where(Vote.ballot_no == ballot.no, col(Vote.by_id).is_not(None))):
        given = [one for one in rows if (one.giver_id, one.holder_id) == (vote.member_id, vote.by_id)]
        if not any(
            one.given_at <= vote.cast_at and (one.ended_at is None or vote.cast_at <= one.ended_at) for one in given
        ):
            found.append(
                f"ballot {ballot.no}: member {vote.by_id} voted for member {vote.member_id} without their proxy"
            )
    for row in rows:
        is_over = row.given_at >= ballot.closes_at or row.given_at < ballot.opens_at
        out = {row.giver_id, row.holder_id} - {one for one, status in roll.items() if status not in RECUSED}
        if is_over or (out and row.ended is None) or not {row.giver_id, row.holder_id} <= roll.keys():
            found.append(f"ballot {ballot.no}: the proxy of member {row.giver_id} does not stand so")
    return found
