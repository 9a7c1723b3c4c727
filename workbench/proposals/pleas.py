"""Two proposals that an officer declares incompatible; and where the chair refuses an appeal, the members' vote on it (procedure 2.1, 4.1).

The rows. What is done with them: incompatible.py and pleading.py.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, or_, select

from workbench import db
from workbench.db import Moment
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal

# To be supported by another member; and, from then on, to be voted on.
TIME = timedelta(days=7)
# That a proposal is considered after all; that two may both be adopted after all.
KINDS = ("inadmissible", "incompatible")
OUTCOMES = ("", "carried", "lost", "lapsed")


class Incompatibility(Minuted, table=True):
    """An officer says that two proposals give different substance to one requirement, though their texts do not meet."""

    __tablename__ = "incompatibility"
    __table_args__ = (
        CheckConstraint("proposal_no < other_no", name="incompatibility_order"),
        CheckConstraint("(appeal = '') = (appealed_at IS NULL)", name="incompatibility_appeal"),
        CheckConstraint("(upheld IS NULL) = (heard_by IS NULL)", name="incompatibility_heard"),
        CheckConstraint("heard_by IS NULL OR appealed_at IS NOT NULL", name="incompatibility_asked"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "made_by", "made_at", "appealed_by", "appealed_at", "upheld", "heard_by", "heard_at", "ended_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "appeal", "answer")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    other_no: int = Field(foreign_key="proposal.no", primary_key=True, index=True)
    made_by: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # an author of one of the two who appeals to the chair, and why
    appealed_by: int | None = Field(default=None, foreign_key="member.id")
    appeal: str = Field(default="", sa_type=Text, nullable=False)
    appealed_at: datetime | None = Field(default=None, sa_type=Moment)
    # whether the chair follows the appeal, and why
    upheld: bool | None = None
    answer: str = Field(default="", sa_type=Text, nullable=False)
    heard_by: int | None = Field(default=None, foreign_key="member.id")
    heard_at: datetime | None = Field(default=None, sa_type=Moment)
    # when the chair or the members said otherwise; None: it stands
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))


class MemberMotion(Minuted, table=True):
    """An author asks the members to decide otherwise than the chair did on an appeal. Another supports it, and they vote."""

    __tablename__ = "member_motion"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="member_motion_kind"),
        CheckConstraint("(kind = 'incompatible') = (other_no IS NOT NULL)", name="member_motion_other"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="member_motion_outcome"),
        CheckConstraint("(outcome = '') = (ended_at IS NULL)", name="member_motion_ended"),
        CheckConstraint("(seconded_by IS NULL) = (opened_at IS NULL)", name="member_motion_seconded"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "kind", "proposal_no", "other_no", "made_by", "made_at", "seconded_by", "opened_at", "outcome", "ended_at", "votes_for", "against"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    proposal_no: int = Field(foreign_key="proposal.no", index=True)
    other_no: int | None = Field(default=None, foreign_key="proposal.no", index=True)
    made_by: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    seconded_by: int | None = Field(default=None, foreign_key="member.id")
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    votes_for: int = 0
    against: int = 0
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))

    @property
    def until(self) -> datetime:
        """Until when it may be supported or, once it is, voted on."""
        return (self.opened_at or self.made_at) + TIME

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until


class MotionVote(Minuted, table=True):
    """A member's vote on such a motion, in public; given again, the last one counts."""

    __tablename__ = "motion_vote"
    minuted: ClassVar[tuple[str, ...]] = ("is_for", "said_at")

    motion_id: int = Field(foreign_key="member_motion.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    is_for: bool
    said_at: datetime = Field(sa_type=Moment, nullable=False)


def pairs(session: Session) -> dict[int, set[int]]:
    """Proposal -> those that it was declared incompatible with; what stands, all in one query."""
    found: dict[int, set[int]] = {}
    rows = select(Incompatibility.proposal_no, Incompatibility.other_no).where(col(Incompatibility.ended_at).is_(None))
    for one, other in session.exec(rows):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def between(session: Session, one: Proposal, other: Proposal) -> Incompatibility | None:
    low, high = sorted((one.no or 0, other.no or 0))
    return session.get(Incompatibility, (low, high))


def of(session: Session, proposal: Proposal) -> list[Incompatibility]:
    """Every declaration about a proposal, the last one first."""
    about = or_(Incompatibility.proposal_no == proposal.no, Incompatibility.other_no == proposal.no)
    return list(session.exec(select(Incompatibility).where(about).order_by(col(Incompatibility.made_at).desc())))


def motions(session: Session, proposal: Proposal) -> list[MemberMotion]:
    """Every motion about a proposal, the last one first."""
    about = or_(MemberMotion.proposal_no == proposal.no, MemberMotion.other_no == proposal.no)
    return list(session.exec(select(MemberMotion).where(about).order_by(col(MemberMotion.id).desc())))


def motion(session: Session, kind: str, no: int, other: int | None) -> MemberMotion | None:
    """The motion about a proposal that is not considered, or about two by their numbers in order."""
    query = select(MemberMotion).where(MemberMotion.kind == kind, MemberMotion.proposal_no == no)
    return session.exec(query.where(col(MemberMotion.other_no).is_not_distinct_from(other))).first()
