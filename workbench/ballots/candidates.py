"""Who stands in an election, as it was fixed when the ballot opened, and what became of each. Tables and questions."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.ballots import rules
from workbench.ballots.elections import Standing
from workbench.ballots.models import Ballot
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes.record import Minuted

# The body whose seats are filled, where that is the committee itself.
COMMITTEE = "committee"
# What a result says of one who stands; “tied” of whom a tie leaves without a seat that nobody has.
RESULTS = ("elected", "passed_over", "tied", "not_elected")


class Election(Minuted, table=True):
    """What an election is about: so many seats of which body, and the question in words."""

    __tablename__ = "election"
    minuted: ClassVar[tuple[str, ...]] = ("body", "title", "question", "seats")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    # by its name in the committee's file; and what it was called that day
    body: str = Field(index=True)
    title: str
    question: str = Field(sa_type=Text, nullable=False)
    seats: int


class Candidate(Minuted, table=True):
    """One who stands. Only the result, and to whom the seat was given, are written later."""

    __tablename__ = "candidate"
    __table_args__ = (
        CheckConstraint(f"result IS NULL OR result IN {RESULTS}", name="candidate_result"),
        CheckConstraint("(seated IS NULL) = (seated_at IS NULL)", name="candidate_seated"),
        CheckConstraint("seated IS NULL OR result = 'elected'", name="candidate_elected"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("name", "affiliation", "member_id", "result", "seated", "seated_at")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    # for whom they worked that day; of a member by the register of interests
    affiliation: str = ""
    # their account; None: they stand by a name in words
    member_id: int | None = Field(default=None, foreign_key="member.id")
    # None: it is not on record
    result: str | None = None
    # the account that was given the seat
    seated: int | None = Field(default=None, foreign_key="member.id")
    seated_at: datetime | None = Field(default=None, sa_type=Moment)


class ElectionRecusal(Minuted, table=True):
    """A member leaves an election to others, for good."""

    __tablename__ = "election_recusal"
    minuted: ClassVar[tuple[str, ...]] = ("at",)
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    at: datetime = Field(sa_type=Moment, nullable=False)


def of(session: Session, ballot: Ballot) -> Sequence[Candidate]:
    """Who stands, by number; nobody in a ballot that is no election."""
    if not rules.is_election(ballot.rule):
        return []
    return session.exec(select(Candidate).where(Candidate.ballot_no == ballot.no).order_by(col(Candidate.n))).all()


def standing(session: Session, ballot: Ballot) -> Standing:
    """The same as counting takes them."""
    found = of(session, ballot)
    return Standing({one.n: one.name for one in found}, {one.n: one.affiliation for one in found})


def elections(session: Session, ballots: Collection[int | None]) -> dict[int, Election]:
    """Those of these ballots that are elections."""
    found = session.exec(select(Election).where(col(Election.ballot_no).in_(ballots))) if ballots else ()
    return {one.ballot_no: one for one in found}


def headline(body: str, seats: int) -> str:
    """What an election is called in lists: “Election: Board of the library, 3 seats”."""
    return f"Election: {body}, {seats} seat{'s' if seats != 1 else ''}"


def on(session: Session, body: str) -> Sequence[Ballot]:
    """The elections to a body, the newest first."""
    query = select(Ballot).join(Election, col(Election.ballot_no) == Ballot.no).where(Election.body == body)
    return session.exec(query.order_by(col(Ballot.no).desc())).all()


def unseated(session: Session) -> Sequence[Ballot]:
    """The elections by which somebody was elected who has not been given their seat."""
    waits = select(Candidate.ballot_no).where(Candidate.result == "elected", col(Candidate.seated).is_(None))
    return session.exec(
        select(Ballot).where(Ballot.outcome == "adopted", col(Ballot.no).in_(waits)).order_by(col(Ballot.no))
    ).all()


def recusals(session: Session, ballot: Ballot) -> Sequence[ElectionRecusal]:
    """Who has left an election to others, and why."""
    if not rules.is_election(ballot.rule):
        return []
    query = select(ElectionRecusal).where(ElectionRecusal.ballot_no == ballot.no)
    return session.exec(query.order_by(col(ElectionRecusal.at))).all()


def recused(session: Session, ballot: Ballot) -> dict[int, str]:
    """Who has left it to others, and how."""
    return {one.member_id: "recused" for one in recusals(session, ballot)}


def elected(session: Session, ballot: Ballot) -> list[int]:
    """Who has been elected, by number."""
    return [one.n for one in of(session, ballot) if one.result == "elected"]


def reruns(session: Session, body: str, to: Ballot | None = None) -> list[int]:
    """The void election to a body in whose place one is, or (`to`) was: the last before it, if that is void."""
    before = [one for one in on(session, body) if to is None or (one.no or 0) < (to.no or 0)]
    return [one.no or 0 for one in before[:1] if one.outcome == "void"]


def aside(session: Session, ballot: Ballot) -> set[int]:
    """Who decides nothing about an election beside their vote: who stands, and who is recused."""
    return {one.member_id for one in of(session, ballot) if one.member_id} | {*recused(session, ballot)}


def stand_aside(session: Session, actor: Member | None, ballot: Ballot, out: Collection[int]) -> None:
    """Refuse whoever leaves this to others."""
    if actor and actor.id in out:
        raise Refusal(
            f"You stand in ballot {ballot.no} or are recused from it: leave this to others.", status=403,
            whom="those who neither stand in it nor are recused",
        )  # fmt: skip
