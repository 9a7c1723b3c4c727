"""Who reads what of a discussion: what is for the committee alone is for its members, and not for who is recused (procedure 3.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import object_session
from sqlmodel import Session, and_, col, or_, select

from workbench import db
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals.authorship import ME
from workbench.proposals.models import Comment
from workbench.proposals.recusals import OUT, Recusal


def aside(viewer: Member) -> frozenset[int]:
    """The proposals that this member leaves to others."""
    session = object_session(viewer)
    assert isinstance(session, Session)
    query = select(Recusal.proposal_no).where(Recusal.member_id == viewer.id, col(Recusal.state).in_(OUT))
    return db.once(session, ("aside", viewer.id), lambda: frozenset(session.exec(query)))


def visible(query: Any, viewer: Member | None) -> Any:
    """A query over comments, without those that this person may not read. Their own they read."""
    if viewer is None or not permissions.may(viewer, "comments.committee"):
        return query.where(Comment.audience == "public")
    if left := aside(viewer):
        theirs = and_(col(Comment.proposal_no).in_(left), Comment.author_id != viewer.id)
        query = query.where(or_(Comment.audience == "public", ~theirs))
    return query


def readable(comment: Any, reads_all: bool) -> Any:
    """The same as a condition on a table of comments, for a query that is put together once and asked for each member, as its
    parameter `me`. `reads_all`: whether this kind of member reads what is for the committee."""
    if not reads_all:
        return comment.audience == "public"
    left = select(Recusal.proposal_no).where(
        Recusal.proposal_no == comment.proposal_no, Recusal.member_id == ME, col(Recusal.state).in_(OUT)
    )
    return or_(comment.audience == "public", comment.author_id == ME, ~left.correlate(comment).exists())


def may_read(viewer: Member | None, comment: Comment) -> bool:
    if comment.audience == "public":
        return True
    if viewer is None or not permissions.may(viewer, "comments.committee"):
        return False
    return comment.author_id == viewer.id or comment.proposal_no not in aside(viewer)
