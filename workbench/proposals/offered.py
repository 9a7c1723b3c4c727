"""A further revision of what has sponsors is offered for a day before it is the current one (procedure 2.2): the rows, and what waits for them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field, Session, and_, col, or_, select

from workbench import db
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import bodies
from workbench.minutes.record import Minuted
from workbench.proposals.links import Link, Sponsorship
from workbench.proposals.models import SLIGHT, Proposal, Revision

# In which a sponsor may object.
NOTICE = timedelta(hours=24)
# Nothing yet; it is or was the current one; a sponsor objected; another revision came first; the proposal was closed.
OUTCOMES = ("", "current", "rejected", "replaced", "closed")
OPEN = text("outcome = ''")
# What is about another proposal that is considered already needs no sponsors of its own, and nobody asks if it may be.
EXEMPT = ("amends", "counter", "part")


class RevisionOffer(Minuted, table=True):
    """A revision that was filed and is to be the current one, with the words of its proposal that are filed with it."""

    __tablename__ = "revision_offer"
    __table_args__ = (
        ForeignKeyConstraint(["proposal_no", "n"], ["revision.proposal_no", "revision.n"]),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="revision_offer_outcome"),
        CheckConstraint("(outcome = '') = (ended_at IS NULL)", name="revision_offer_ended"),
        CheckConstraint("(outcome = 'rejected') = (objected_by IS NOT NULL)", name="revision_offer_rejected"),
        CheckConstraint("dropped_at IS NULL OR outcome = 'rejected'", name="revision_offer_dropped"),
        Index("ix_revision_offer_open", "made_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "before", "title", "claimed", "cases", "taken", "again", "made_at", "outcome", "ended_at", "objected_by", "dropped_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("rationale", "reason")

    proposal_no: int = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # the revision that was the current one
    before: int
    title: str
    rationale: str = Field(sa_type=Text, nullable=False)
    # another class that it claims; None: the one that the proposal has
    claimed: str | None = None
    cases: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # numbers of the suggestions whose words it holds
    taken: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # numbers of the decided proposals whose question it asks again
    again: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    outcome: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    # the sponsor who objects, and why
    objected_by: int | None = Field(default=None, foreign_key="member.id")
    reason: str = Field(default="", sa_type=Text, nullable=False)
    # when an author dropped that sponsor
    dropped_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))

    @property
    def until(self) -> datetime:
        """Until when a sponsor may object; from then on it is the current one."""
        return self.made_at + NOTICE

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until

    @property
    def end(self) -> str:
        return f"{self.until:%-d %B %Y, %H:%M} UTC"


def stood(query: Any, upto: int | None) -> Any:
    """Of a query over revisions: those that are or were the current one, and the one asked for."""
    about = and_(col(RevisionOffer.proposal_no) == Revision.proposal_no, col(RevisionOffer.n) == Revision.n)
    kept = or_(col(RevisionOffer.outcome).is_(None), col(RevisionOffer.outcome) == "current", col(Revision.n) == upto)
    return query.outerjoin(RevisionOffer, about).where(kept)


def of(session: Session, proposal: Proposal) -> list[RevisionOffer]:
    """Everything that was offered, the last first."""
    query = select(RevisionOffer).where(RevisionOffer.proposal_no == proposal.no).order_by(col(RevisionOffer.n).desc())
    return db.once(session, ("offered", proposal.no), lambda: list(session.exec(query)))


def latest(session: Session, proposal: Proposal) -> RevisionOffer | None:
    """What was offered since the current revision was, and is still, or was rejected; nothing once another one was taken."""
    found = next(iter(of(session, proposal)), None)
    return found if found and found.n > proposal.revision and found.outcome in ("", "rejected") else None


def standing(session: Session, proposal: Proposal) -> RevisionOffer | None:
    """The one that is offered now."""
    return next((row for row in of(session, proposal) if not row.outcome), None)


def preceding(session: Session, revision: Revision) -> Revision | None:
    """The revision that was the current one before another; None of a first one."""
    query = stood(select(Revision).where(Revision.proposal_no == revision.proposal_no), None)
    query = query.where(Revision.n < revision.n).order_by(col(Revision.n).desc()).limit(1)
    found: Revision | None = session.exec(query).first()
    return found


def needed(session: Session, proposal: Proposal, committee: Committee) -> int:
    """How many sponsors a proposal needs before it is considered."""
    exempt = select(Link).where(Link.proposal_no == proposal.no, col(Link.kind).in_(EXEMPT))
    asked = committee.sponsors
    if not asked or proposal.claimed in SLIGHT or session.exec(exempt.limit(1)).first():
        return 0
    return asked if isinstance(asked, int) else asked.of(len(bodies.voters(session)))


def settled(session: Session, proposal: Proposal, committee: Committee) -> None:
    """Refuse a last call or a ballot while another revision is offered, or where a dropped sponsor left too few."""
    none(session, proposal)
    enough(session, proposal, committee)


def none(session: Session, proposal: Proposal) -> None:
    """Refuse while another revision is offered."""
    if row := standing(session, proposal):
        raise Refusal(
            f"Revision {row.n} is offered: a sponsor may object until {row.end}, and then it is the current one. Wait for that.",
            status=409,
        )


def enough(session: Session, proposal: Proposal, committee: Committee) -> None:
    """Refuse where its authors dropped a sponsor and it has not found as many as it needs."""
    if not any(row.dropped_at for row in of(session, proposal)):
        return
    stand = select(Sponsorship).where(Sponsorship.proposal_no == proposal.no, col(Sponsorship.ended_at).is_(None))
    there, wanted = len(session.exec(stand).all()), needed(session, proposal, committee)
    if there < wanted:
        raise Refusal(
            f"A sponsor was dropped, and proposal {proposal.no} has {there} of the {wanted} sponsors that it needs. Find another one "
            "first.", status=409,
        )  # fmt: skip
