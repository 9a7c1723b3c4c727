"""Where a rule has `observers = "advisory"`: who is not on the roll of a ballot states a position. It is shown apart, and counted nowhere.

It is public at once, like a comment. The recused state none: they leave the matter to others.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.ballots import rules, second
from workbench.ballots.actions import LONGEST_REASON, moment
from workbench.ballots.models import Ballot, RollEntry
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import recusals

POSITIONS = ("for", "against", "neither")


class Advice(Minuted, table=True):
    """What somebody who does not vote in a ballot thinks of it; the last one they stated."""

    __tablename__ = "advice"
    __table_args__ = (CheckConstraint(f"position IN {POSITIONS}", name="advice_position"),)
    minuted: ClassVar[tuple[str, ...]] = ("position", "stated_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    position: str
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    stated_at: datetime = Field(sa_type=Moment, nullable=False)


def is_asked(rule: Mapping[str, Any]) -> bool:
    """Whether a ballot under this rule takes positions: one on one question, in which nobody ranks and nobody is elected."""
    is_single = not rules.is_ranked(rule) and not rules.is_election(rule)
    return is_single and rule.get("roll", {}).get("observers") == "advisory"


def of(session: Session, ballot: Ballot) -> Sequence[tuple[Advice, str]]:
    """What was stated, by name, the first one first."""
    query = select(Advice, Member.name).join(Member, col(Member.id) == Advice.member_id)
    query = query.where(Advice.ballot_no == ballot.no)
    return session.exec(query.order_by(col(Advice.stated_at), col(Advice.member_id))).all()


def stands_by(session: Session, actor: Member, ballot: Ballot) -> None:
    """Refuse whoever states no position in this ballot."""
    permissions.require(actor, "ballots.advise")
    if not is_asked(ballot.rule):
        raise Refusal("The rule of this ballot takes no positions of observers. Write a comment instead.", status=409)
    if session.get(RollEntry, (ballot.no, actor.id)):
        raise Refusal("You are on the roll of this ballot: vote.", status=403, whom="those who are not on its roll")
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))


def state(session: Session, actor: Member, ballot: Ballot, *, position: str, reason: str) -> Advice:
    """State a position, or another one instead, until the close."""
    stands_by(session, actor, ballot)
    at = moment(session)
    session.refresh(ballot)
    if ballot.closed_at or at >= ballot.closes_at:
        raise Refusal("Voting is over, so nobody states a position any more.", status=409)
    if position not in POSITIONS:
        raise Refusal("Say whether you are for it, against it, or neither.", field="position")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"The reason is too long: at most {LONGEST_REASON} characters fit. Shorten it.", field="advice")
    row = session.get(Advice, (ballot.no, actor.id))
    row = row or Advice(ballot_no=ballot.no or 0, member_id=actor.id or 0, position=position, stated_at=at)
    row.position, row.reason, row.stated_at, row.salt = position, reason.strip(), at, secrets.token_hex(16)
    session.add(row)
    minutes.record(session, actor, "ballots.advise", ballot, row)
    return row


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Every position of somebody who votes, or after the close, or under a rule that takes none."""
    for row, name in of(session, ballot):
        on_roll = session.get(RollEntry, (ballot.no, row.member_id)) is not None
        if on_roll or not is_asked(ballot.rule) or not ballot.opens_at <= row.stated_at < ballot.closes_at:
            yield f"ballot {ballot.no}: {name} states a position who may not, or not then"
