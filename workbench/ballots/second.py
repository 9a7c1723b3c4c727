"""The second stage of a decision (procedure 2.1): what a carried ballot still owes, and how that came out. Tables and questions.

Another body ratifies it, or a time has to pass in which nobody objects. Which of the two is fixed in the statement of the ballot when
it opens, with the whole rule of that body, so that nothing of it can change after the vote.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.ballots.models import Ballot, Option
from workbench.db import Moment
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, name_of
from workbench.proposals.models import Proposal

SETTLED = ("ratified", "declined", "returned", "overtaken", "void")
# Those that nothing has settled: few, whatever was ever ratified.
WAITS = text("outcome IS NULL")


class Ratification(Minuted, table=True):
    """What a ballot that carried, or that too few were left to decide, owes before its text may be adopted."""

    __tablename__ = "ratification"
    __table_args__ = (
        CheckConstraint(f"outcome IS NULL OR outcome IN {SETTLED}", name="ratification_outcome"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="ratification_settled"),
        CheckConstraint("(body IS NULL) = (until IS NOT NULL)", name="ratification_how"),
        Index("ix_ratification_waits", "until", sqlite_where=WAITS, postgresql_where=WAITS),
    )
    minuted: ClassVar[tuple[str, ...]] = ("body", "until", "outcome", "by_ballot", "settled_at")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    # who ratifies, or until when members may object
    body: str | None = None
    until: datetime | None = Field(default=None, sa_type=Moment)
    # None: it waits
    outcome: str | None = None
    # the ballot of the body that settled it
    by_ballot: int | None = Field(default=None, foreign_key="ballot.no")
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class RatificationObjection(Minuted, table=True):
    """A member objects to what carried, with a reason. While it stands at the end of the time, the text goes back."""

    __tablename__ = "ratification_objection"
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "made_at", "withdrawn_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ratification.ballot_no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # None: it stands
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


def statement(session: Session, ballot: Ballot) -> dict[str, Any]:
    """What a ballot was opened with, as the minutes have it."""
    opened = select(Minute.body).where(Minute.thing == name_of(ballot), Minute.act == "ballots.open")
    found = db.once(session, ("statement", ballot.no), lambda: session.exec(opened).first() or {})
    return dict(found.get("statement", {}))


def concerned(session: Session, ballot: Ballot) -> list[Proposal]:
    """The proposals of which who is recused leaves a ballot to others: those it is on; of a release those that are in it; of the ballot
    of another body the rivals, too."""
    numbers = {*session.exec(select(Option.proposal_no).where(Option.ballot_no == ballot.no))}
    if not ballot.proposal_no or ballot.ratifies:
        numbers |= {*statement(session, ballot).get("recused_from", ())}
    return [session.get_one(Proposal, no) for no in sorted(numbers)]


def owed(session: Session, ballot: Ballot) -> dict[str, Any]:
    """What its statement says has to follow when it carries: `objection`, or `body`, `rule` and `rule_sha256`; or nothing."""
    return dict(statement(session, ballot).get("ratification", {}))


def of(session: Session, ballot: Ballot) -> Ratification | None:
    """How the second stage of a ballot stands, asked of either of the two; None: there is none, or not yet."""
    return session.get(Ratification, ballot.ratifies or ballot.no)


def is_whole(session: Session, ballot: Ballot) -> bool:
    """Whether nothing is owed any more to what this ballot carried."""
    row = of(session, ballot)
    return row is None or row.outcome == "ratified"


def first(session: Session, ballot: Ballot) -> Ballot:
    """The ballot of the committee that this one ratifies; itself, where it ratifies none."""
    return session.get_one(Ballot, ballot.ratifies) if ballot.ratifies else ballot


def of_several(session: Session, ballots: Sequence[Ballot]) -> dict[int, tuple[Ratification, Ballot | None]]:
    """Of these ballots those that have a second stage: how it stands and, where that is another, the ballot of the committee."""
    firsts = {one.ratifies or one.no for one in ballots}
    query = select(Ratification, Ballot).join(Ballot, col(Ballot.no) == Ratification.ballot_no)
    rows = {row.ballot_no: (row, ballot) for row, ballot in session.exec(query.where(col(Ballot.no).in_(firsts)))}
    return {
        one.no or 0: (row, ballot if one.ratifies else None)
        for one in ballots
        for row, ballot in [rows.get(one.ratifies or one.no or 0, (None, None))]
        if row
    }


def ratifying(session: Session, no: int | None) -> Sequence[Ballot]:
    """The ballots of another body on what this one carried, the first one first; void ones too."""
    return session.exec(select(Ballot).where(col(Ballot.ratifies) == no).order_by(col(Ballot.no))).all()


def running(session: Session, no: int | None) -> Ballot | None:
    """The ballot of another body that is open on what this one carried, or waits for its tie or its result."""
    return next((one for one in ratifying(session, no) if one.closed_at is None), None)


def waiting(session: Session, *conditions: Any) -> list[tuple[Ratification, Ballot]]:
    """What waits to be ratified, or for the end of the time for objections, with the ballot that carried it."""
    query = select(Ratification, Ballot).join(Ballot, col(Ballot.no) == Ratification.ballot_no)
    return list(session.exec(query.where(col(Ratification.outcome).is_(None), *conditions).order_by(col(Ballot.no))))


def objections(session: Session, no: int | None, *, standing: bool = False) -> Sequence[RatificationObjection]:
    """The objections to what a ballot carried, the first one first; or those alone that nobody withdrew."""
    query = select(RatificationObjection).where(RatificationObjection.ballot_no == no)
    if standing:
        query = query.where(col(RatificationObjection.withdrawn_at).is_(None))
    return session.exec(query.order_by(col(RatificationObjection.n))).all()
