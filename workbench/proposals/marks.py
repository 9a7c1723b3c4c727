"""How far a member has read a proposal, and what they follow. Theirs alone: not in the minutes, on nobody else's page.

A look at the page moves the mark; what was new on it stays marked until something newer has been looked at, or until the
member says that they have read it. Who writes, comments or votes on a proposal follows it, unless they mute it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, func, or_, select

from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import audience
from workbench.proposals.discussion import ReadingMark
from workbench.proposals.models import Comment, Proposal

# Proposals with news on a desk, at most; who follows more reads these first.
SHOWN = 30
FOLLOWING = ("act", "follow")


@dataclass(frozen=True)
class Look:
    """What one member had read of a proposal before this look. `revision` 0: none of it.

    Comments above `comment` are new, unless they are the member's own; None where it is their first look. `is_behind`: the
    look brings them something, so it is to be marked."""

    viewer: int
    revision: int
    comment: int | None
    follows: str
    new: int
    is_behind: bool

    def is_new(self, comment: Comment) -> bool:
        return self.comment is not None and (comment.id or 0) > self.comment and comment.author_id != self.viewer


@dataclass(frozen=True)
class News:
    """What happened on a proposal since a member looked: revisions and comments of others, the state if it is another."""

    proposal: Proposal
    since: int
    revisions: int
    comments: int
    state: str


def of(session: Session, member: Member, proposal: Proposal) -> ReadingMark | None:
    return session.get(ReadingMark, (member.id, proposal.no))


def look(session: Session, member: Member, proposal: Proposal) -> Look:
    """What the page of a proposal says of a member's own reading; the same before and after the look is marked."""
    mark = of(session, member, proposal)
    if mark is None:
        return Look(member.id or 0, 0, None, "", 0, True)
    last = _last(session, member, proposal)
    is_read, is_heard = mark.revision >= proposal.revision, mark.comment >= last
    comment = mark.before_comment if is_heard else mark.comment
    fresh = select(func.count()).where(Comment.proposal_no == proposal.no, *_others(member, comment))
    new = session.exec(audience.visible(fresh, member)).one() if last > comment else 0
    is_behind = not (is_read and is_heard and mark.state == proposal.state)
    seen = mark.before_revision if is_read else mark.revision
    return Look(member.id or 0, seen, comment, mark.follows, new, is_behind)


def _others(member: Member, after: int | Mapped[int]) -> tuple[ColumnElement[bool], ...]:
    return (col(Comment.id) > after, col(Comment.author_id) != member.id, col(Comment.withdrawn_at).is_(None))


def _last(session: Session, member: Member, proposal: Proposal) -> int:
    """The number of the last comment that somebody else wrote and the member may read."""
    query = select(func.max(Comment.id)).where(Comment.proposal_no == proposal.no, *_others(member, 0))
    return session.exec(audience.visible(query, member)).one() or 0


def looked(session: Session, member: Member, proposal: Proposal) -> ReadingMark:
    """The member has the current revision and all comments before them."""
    last = _last(session, member, proposal)
    mark = of(session, member, proposal)
    if mark is None:
        return _begun(session, member, proposal, last)
    if proposal.revision > mark.revision:
        mark.before_revision, mark.revision = mark.revision, proposal.revision
    if last > mark.comment:
        mark.before_comment, mark.comment = mark.comment, last
    mark.state = proposal.state
    session.add(mark)
    return mark


def _begun(session: Session, member: Member, proposal: Proposal, last: int) -> ReadingMark:
    mark = ReadingMark(
        member_id=member.id or 0, proposal_no=proposal.no or 0, revision=proposal.revision, comment=last,
        before_revision=proposal.revision, before_comment=last, state=proposal.state,
    )  # fmt: skip
    session.add(mark)
    session.flush()
    return mark


def acted(session: Session, member: Member, proposal: Proposal, *, wrote: bool = False) -> None:
    """Who did something on a proposal follows it, and has read it as it was; who wrote its revision has read that."""
    mark = of(session, member, proposal) or _begun(session, member, proposal, _last(session, member, proposal))
    if mark.follows == "":
        mark.follows = "act"
    if wrote:
        mark.revision = mark.before_revision = proposal.revision
    session.add(mark)


def read(session: Session, actor: Member, proposal: Proposal) -> None:
    """Nothing on this proposal is new to the member any more, and no answer in it waits for theirs."""
    permissions.require(actor, "account")
    mark = looked(session, actor, proposal)
    mark.before_revision, mark.before_comment, mark.rested = mark.revision, mark.comment, mark.comment
    session.add(mark)


def unread(session: Session, actor: Member, proposal: Proposal, *, revision: int = 0) -> None:
    """As if the member had looked last when `revision` was the current one; 0: never."""
    permissions.require(actor, "account")
    if not 0 <= revision < proposal.revision:
        raise Refusal("Choose an earlier revision, or none.", field="revision")
    mark = of(session, actor, proposal) or looked(session, actor, proposal)
    until = select(func.max(Comment.id)).where(Comment.proposal_no == proposal.no, col(Comment.revision) <= revision)
    last = session.exec(audience.visible(until, actor)).one() or 0
    mark.revision = mark.before_revision = revision
    mark.comment = mark.before_comment = last
    mark.rested = 0
    session.add(mark)


def follow(session: Session, actor: Member, proposal: Proposal, *, choice: str) -> None:
    """Hear of a proposal on one's desk (`follow`), or not, whatever one did on it (`mute`)."""
    permissions.require(actor, "account")
    if choice not in ("follow", "mute"):
        raise Refusal("Follow this proposal, or mute it.", field="choice")
    mark = of(session, actor, proposal) or looked(session, actor, proposal)
    mark.follows = choice
    session.add(mark)


def fresh(session: Session, member: Member, proposal: Proposal, look: Look, limit: int = 50) -> list[Comment]:
    """The comments that are new to a member, in the order they were filed."""
    query = select(Comment).where(Comment.proposal_no == proposal.no, *_others(member, look.comment or 0))
    return list(session.exec(audience.visible(query, member).order_by(col(Comment.id)).limit(limit)))


def followed(session: Session, member: Member, *, below: int | None = None) -> list[tuple[ReadingMark, Proposal]]:
    """A page of what a member follows or has muted, the newest first; one more than SHOWN where there are further ones."""
    query = (
        select(ReadingMark, Proposal)
        .join(Proposal, col(Proposal.no) == ReadingMark.proposal_no)
        .where(ReadingMark.member_id == member.id, ReadingMark.follows != "")
        .order_by(col(ReadingMark.proposal_no).desc())
        .limit(SHOWN + 1)
    )
    return list(session.exec(query.where(col(ReadingMark.proposal_no) < below) if below else query))


def news(session: Session, member: Member) -> list[News]:
    """What happened since they looked on the proposals that a member follows, the newest proposal first."""
    said = select(Comment.id).where(Comment.proposal_no == Proposal.no, *_others(member, col(ReadingMark.comment)))
    heard = audience.visible(said, member).correlate(Proposal, ReadingMark)
    query = (
        select(ReadingMark, Proposal)
        .join(Proposal, col(Proposal.no) == ReadingMark.proposal_no)
        .where(ReadingMark.member_id == member.id, col(ReadingMark.follows).in_(FOLLOWING))
        .where(or_(col(Proposal.revision) > ReadingMark.revision, Proposal.state != ReadingMark.state, heard.exists()))
        .order_by(col(Proposal.no).desc())
        .limit(SHOWN)
    )
    rows = list(session.exec(query))
    counted = _counted(session, member, [proposal.no for _, proposal in rows])
    return [
        News(
            proposal, mark.revision, proposal.revision - mark.revision, counted.get(proposal.no, 0),
            proposal.state if proposal.state != mark.state else "",
        )
        for mark, proposal in rows
    ]  # fmt: skip


def _counted(session: Session, member: Member, numbers: Sequence[int | None]) -> dict[int | None, int]:
    own = and_(col(ReadingMark.proposal_no) == Comment.proposal_no, col(ReadingMark.member_id) == member.id)
    query = (
        select(Comment.proposal_no, func.count())
        .join(ReadingMark, own)
        .where(col(Comment.proposal_no).in_(numbers), *_others(member, col(ReadingMark.comment)))
    )
    return dict(session.exec(audience.visible(query, member).group_by(col(Comment.proposal_no))).all())
