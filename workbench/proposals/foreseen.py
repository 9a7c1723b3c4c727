"""Who has read, before a ballot, what a revision would do to the cases that are decided (procedure, CaseReview).

A voting rule may ask for so many of them. What a member says here is never taken back, and is of one revision: another has other words.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import flips, queries, recusals
from workbench.proposals.models import Proposal, Revision

LONGEST_NOTE = 2000


class CaseReview(Minuted, table=True):
    """A member says that they have read what a revision would do to all cases that it affects."""

    __tablename__ = "case_review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_no", "revision"], ["revision.proposal_no", "revision.n"], name="case_review_revision"
        ),
    )
    minuted: ClassVar[tuple[str, ...]] = ("cases", "read_at")
    digested: ClassVar[tuple[str, ...]] = ("note",)

    proposal_no: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    # how many were affected then
    cases: int
    note: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    read_at: datetime = Field(sa_type=Moment, nullable=False)


def affected(session: Session, revision: Revision, committee: Committee) -> int:
    """How many of the decided cases a revision affects."""
    after: int | None = 0
    number = 0
    while after is not None:
        report = flips.of(session, revision, committee, after=after, limit=flips.AT_ONCE)
        number += sum(flip.kind != "unaffected" for flip in report.found)
        after = report.more
    return number


def said(session: Session, revision: Revision) -> Sequence[tuple[CaseReview, str]]:
    """Who has said so of a revision, by name, the first one first."""
    query = select(CaseReview, Member.name).join(Member, col(Member.id) == CaseReview.member_id)
    query = query.where(CaseReview.proposal_no == revision.proposal_no, CaseReview.revision == revision.n)
    return session.exec(query.order_by(col(CaseReview.read_at), col(CaseReview.member_id))).all()


def may_say(session: Session, viewer: Member | None, revision: Revision) -> bool:
    """Whether the form is this reader's: a member who is not recused and has not said so."""
    if viewer is None or not permissions.may(viewer, "proposals.foresee"):
        return False
    aside = recusals.out(session, [queries.proposal(session, revision.proposal_no)])
    return viewer.id not in aside and not session.get(CaseReview, (revision.proposal_no, revision.n, viewer.id))


def say(
    session: Session, actor: Member, proposal: Proposal, n: int, committee: Committee, *, note: str = ""
) -> CaseReview:
    """Record that a member has read what becomes of the cases. Saying it again changes nothing."""
    permissions.require(actor, "proposals.foresee")
    recusals.stand_aside(session, actor, proposal)
    known = session.get(CaseReview, (proposal.no, n, actor.id))
    if known:
        return known
    if proposal.state not in queries.OPEN or n != proposal.revision:
        raise Refusal(
            f"Revision {n} of proposal {proposal.no} is not what would be voted on now. Read its current revision, and say it there.",
            status=409,
        )
    if len(note) > LONGEST_NOTE:
        raise Refusal(f"The note is too long: at most {LONGEST_NOTE} characters fit. Shorten it.", field="note")
    number = affected(session, queries.revision(session, proposal), committee)
    if not number:
        raise Refusal("This text affects no case that is decided, so there is nothing to have read.", status=409)
    made = CaseReview(
        proposal_no=proposal.no or 0, revision=n, member_id=actor.id or 0, cases=number, note=note.strip(), read_at=db.now()
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "proposals.foresee", proposal, made)
    return made
