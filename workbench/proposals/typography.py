"""A further revision that changes the typography only keeps what members said of the one before, and the clock (procedure 2.1).

The program says which revisions those are; for a day a member may contest it, and from then on it counts as any other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import (
    authorship,
    discussing,
    drafts,
    leaving,
    offered,
    queries,
    recusals,
    relations,
    states,
    stays,
)
from workbench.proposals.links import AGREED, Link
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.wording.typography import is_typographic

# In which a member may contest it.
TO_CONTEST = timedelta(hours=24)


class TypographyContest(Minuted, table=True):
    """A member says that a revision changes more than the typography."""

    __tablename__ = "typography_contest"
    __table_args__ = (ForeignKeyConstraint(["proposal_no", "n"], ["revision.proposal_no", "revision.n"]),)
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "made_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Effect:
    """What filing a draft would keep or begin anew of what members said of the revision before: how many sponsors and agreements there
    are, and which clocks run."""

    is_typographic: bool
    sponsors: int
    agreements: int
    in_discussion: bool
    in_call: bool


def is_so(session: Session, draft: Draft, working: drafts.Working, known: Proposal) -> bool:
    """Whether a draft of a further revision differs from the current one in its typography alone."""
    before = queries.revision(session, known)
    against = (before.base, before.amends_no, before.amends_n, before.requirements)
    if against != (draft.base, draft.amends_no, draft.amends_n, draft.requirements):
        return False
    return is_typographic(queries.documents(session, before), working.now.docs)


def is_alone(session: Session, revision: Revision) -> bool:
    """Whether the typography is all that a revision changes of the version that it was written against."""
    if revision.amends_no or revision.requirements is not None:
        return False
    return is_typographic(queries.before(session, revision).docs, queries.documents(session, revision))


def effect(session: Session, draft: Draft, working: drafts.Working, known: Proposal) -> Effect | None:
    """For the page of a draft; None where the text is the same."""
    if queries.revision(session, known).fingerprint == working.now.fingerprint:
        return None
    aside = stays.aside(session, known)
    state = aside.before if aside else known.state
    clock = bool(stays.of(session, known, "discussion")) and state in ("discussion", "last_call")
    agreed = [link for link in relations.links(session, known, *AGREED) if link.agreed_in == known.revision]
    supported = len(relations.sponsors(session, known))
    return Effect(is_so(session, draft, working, known), supported, len(agreed), clock, state == "last_call")


def kept(session: Session, proposal: Proposal, revision: Revision) -> list[Link]:
    """Agreements to the revision before hold for one that changes the typography only; for the entry in the minutes."""
    before = offered.preceding(session, revision) if revision.is_typographic else None
    return _agreed(session, proposal, before.n, revision.n) if before else []


def _agreed(session: Session, proposal: Proposal, before: int, now: int) -> list[Link]:
    found = [link for link in relations.links(session, proposal, *AGREED) if link.agreed_in == before]
    for link in found:
        link.agreed_in = now
    session.add_all(found)
    return found


def contested(session: Session, revision: Revision) -> TypographyContest | None:
    return session.get(TypographyContest, (revision.proposal_no, revision.n)) if revision.is_typographic else None


def until(session: Session, proposal: Proposal, revision: Revision) -> datetime | None:
    """Until when it may be contested; None where it may not."""
    is_current = revision.is_typographic and revision.n == proposal.revision and proposal.state in states.TALKED
    end = revision.filed_at + TO_CONTEST
    return end if is_current and db.now() < end and not contested(session, revision) else None


@dataclass(frozen=True)
class Told:
    """Of a revision that changes the typography only: until when that may be contested, whether the reader may, and who did."""

    until: datetime | None
    may_contest: bool
    contested: TypographyContest | None


def told(session: Session, proposal: Proposal, revision: Revision, viewer: Member | None) -> Told:
    end, may = until(session, proposal, revision), False
    if end and viewer and permissions.may(viewer, "proposals.contest"):
        may = viewer.id not in {*authorship.ids(session, proposal), *recusals.out(session, [proposal])}
    return Told(end, may, contested(session, revision))


def contest(session: Session, actor: Member, proposal: Proposal, *, n: int, reason: str) -> TypographyContest:
    """Say that a revision changes more than the typography: from now on it counts as any other."""
    permissions.require(actor, "proposals.contest")
    recusals.stand_aside(session, actor, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal("You are its author: other members contest this.", status=403, whom="other members")
    revision = queries.revision(session, proposal, n)
    if until(session, proposal, revision) is None:
        raise Refusal(
            f"That revision {n} changes the typography only can be contested no more. Comment on its words instead.", status=409
        )  # fmt: skip
    row = TypographyContest(
        proposal_no=proposal.no or 0, n=n, member_id=actor.id or 0, reason=leaving.reasoned(reason), made_at=db.now()
    )
    session.add(row)
    before = offered.preceding(session, revision)
    undone = _agreed(session, proposal, n, before.n) if before else []
    minutes.record(session, actor, "proposals.contest_typography", proposal, row, *undone)
    discussing.anew(session, proposal)
    return row


def disagreements(session: Session) -> Iterator[str]:
    """Every revision that kept what members said of the one before and changes more than the typography."""
    query = select(Revision).where(col(Revision.is_typographic)).order_by(col(Revision.proposal_no), col(Revision.n))
    for revision in session.exec(query).all():
        before = offered.preceding(session, revision)
        if before is None or not is_typographic(
            queries.documents(session, before), queries.documents(session, revision)
        ):
            yield f"proposal {revision.proposal_no}, revision {revision.n}: it is called typographic, and changes more than that"
