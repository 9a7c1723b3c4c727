"""“@” and a member's whole name in a comment calls that member: kept as a row, told on the desk."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlmodel import Session, col, delete, func, select

from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import audience, queries
from workbench.proposals.authorship import ME
from workbench.proposals.discussion import Mention
from workbench.proposals.models import Comment, Proposal

SHOWN = 20


def keep(session: Session, comment: Comment) -> None:
    """Exactly the members that a comment names, from now on."""
    session.exec(delete(Mention).where(col(Mention.comment_id) == comment.id))
    if "@" not in comment.body:
        return
    people = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.id))).all()
    called = [member for member in people if _names(comment.body, member.name) and member.id != comment.author_id]
    session.add_all(
        Mention(member_id=member.id or 0, comment_id=comment.id or 0)
        for member in called
        if audience.may_read(member, comment)
    )


def _names(body: str, name: str) -> bool:
    """Whether a text holds “@name” as a whole: “@Ann” does not call “Anna”."""
    start = body.casefold().find(f"@{name.casefold()}")
    while start >= 0:
        end = start + len(name) + 1
        if not body[end : end + 1].isalnum():
            return True
        start = body.casefold().find(f"@{name.casefold()}", end)
    return False


def open(session: Session, member: Member) -> list[tuple[Comment, Proposal]]:
    """The comments that call a member, in open threads of open proposals that they may read and have not answered; the last first."""
    reads_all = permissions.may(member, "comments.committee")
    return list(session.exec(_open(reads_all), params={"me": member.id}))


@cache
def _open(reads_all: bool) -> Any:
    root = select(Comment.id, Comment.settled_at).where(col(Comment.parent_id).is_(None)).subquery()
    answered = select(Comment.id).where(Comment.author_id == ME, Comment.parent_id == root.c.id)
    later = answered.where(col(Comment.id) > Mention.comment_id).correlate(root, Mention)
    return (
        select(Comment, Proposal)
        .join(Mention, col(Mention.comment_id) == Comment.id)
        .join(Proposal, col(Proposal.no) == Comment.proposal_no)
        .join(root, root.c.id == func.coalesce(Comment.parent_id, Comment.id))
        .where(Mention.member_id == ME, root.c.settled_at.is_(None), col(Comment.withdrawn_at).is_(None))
        .where(col(Proposal.state).in_(queries.OPEN), ~later.exists(), audience.readable(Comment, reads_all))
        .order_by(col(Comment.id).desc())
        .limit(SHOWN)
    )
