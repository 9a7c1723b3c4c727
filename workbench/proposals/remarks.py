"""Notes for oneself, and remarks kept until a review is sent as one. Nobody else reads, counts or finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import comments, queries
from workbench.proposals.discussion import NOTES, Note, Review
from workbench.proposals.models import Comment, Proposal

# More than a person reads through before sending them.
MOST = 200


def keep(
    session: Session, actor: Member, proposal: Proposal, to: str, *, body: str, clause_id: str, side: str = "proposed",
    quote: str = "", prefix: str = "", suffix: str = "", start: int = 0, revision: int | None = None, **about: Any,
) -> Note:  # fmt: skip
    """Keep a note or a remark of a review (`to`, of NOTES) on words as a comment would hang on them. `about` is what comments.post takes.

    What a comment would be refused for is refused here, so that a review can be sent whole.
    """
    permissions.require(actor, "comments.write")
    if to not in NOTES:
        raise Refusal("Keep it as a note, or for your review.")
    if len(own(session, actor, proposal)) >= MOST:
        raise Refusal(f"You keep {MOST} notes and remarks on this proposal. Send or delete some first.", status=409)
    filed = queries.revision(session, proposal, revision)
    anchor = comments.anchored(session, filed, clause_id, side, quote, (start, prefix, suffix))
    said = Comment(proposal_no=proposal.no or 0, author_id=actor.id or 0, body=body, **anchor, **about)
    comments.fitting(actor, said)
    note = Note(
        author_id=actor.id or 0, kind=to, proposal_no=proposal.no or 0, body=said.body, becomes=said.kind,
        audience=said.audience, wording=said.wording, remedy=said.remedy, written_at=db.now(), **anchor,
    )  # fmt: skip
    session.add(note)
    session.flush()
    return note


def own(session: Session, actor: Member, proposal: Proposal, kind: str = "") -> list[Note]:
    """A member's notes and remarks on a proposal, in the order they were written. Nobody else's."""
    query = select(Note).where(Note.author_id == actor.id, Note.proposal_no == proposal.no).order_by(col(Note.id))
    return list(session.exec(query.where(Note.kind == kind) if kind else query))


def note(session: Session, actor: Member, identity: int) -> Note:
    """One of a member's own; to everybody else it does not exist."""
    found = session.get(Note, identity)
    if found is None or found.author_id != actor.id:
        raise NotHere("There is no such note of yours. It may have been sent or deleted.")
    return found


def drop(session: Session, actor: Member, note: Note) -> None:
    permissions.require(actor, "comments.write")
    session.delete(note)


def send(session: Session, actor: Member, proposal: Proposal, *, summary: str = "") -> Review:
    """File all remarks kept for a review, as one act: each becomes a thread on the revision it was written on."""
    permissions.require(actor, "comments.write")
    kept = own(session, actor, proposal, "remark")
    if not kept:
        raise Refusal("Your review holds no remarks yet. Comment on words and add them to your review.", status=409)
    review = Review(
        proposal_no=proposal.no or 0, revision=proposal.revision, author_id=actor.id or 0, summary=summary.strip(),
        remarks=len(kept), sent_at=db.now(),
    )  # fmt: skip
    session.add(review)
    session.flush()
    for remark in kept:
        comments.post(
            session, actor, proposal, clause_id=remark.clause_id, body=remark.body, side=remark.side, quote=remark.quote,
            prefix=remark.prefix, suffix=remark.suffix, start=remark.start, revision=remark.revision, kind=remark.becomes,
            audience=remark.audience, wording=remark.wording, remedy=remark.remedy, review_id=review.id,
        )  # fmt: skip
        session.delete(remark)
    minutes.record(session, actor, "reviews.send", review, review)
    return review


def reviews(session: Session, proposal: Proposal) -> Sequence[Review]:
    """The reviews sent on a proposal, the last first."""
    query = select(Review).where(Review.proposal_no == proposal.no).order_by(col(Review.id).desc()).limit(50)
    return session.exec(query).all()
