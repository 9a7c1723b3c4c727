"""What became of every comment: an outcome with a reason, a date to answer by, and what its author says to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, case, col, func, select

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import audience, authorship, comments, discussing, queries, recusals
from workbench.proposals.discussion import DISPOSITIONS, Disposition
from workbench.proposals.models import Comment, Proposal

# Days in which the author of a comment may say whether its disposition satisfies (procedure 2.3).
TO_REPLY = 7
TAKEN = ("accepted", "accepted_modified")
PAGE = 200


@dataclass(frozen=True)
class Line:
    """One comment in the report. `standing` is open, settled (without an outcome), of a concern cleared, overruled or upheld, or a
    value of DISPOSITIONS.

    `reply` is satisfied, not_satisfied, awaited, no_reply, or "" where none is asked for.
    """

    comment: Comment
    author: str
    standing: str
    disposition: Disposition | None
    decider: str
    reply: str


def values_for(actor: Member | None, thread: Comment, authors: Collection[int]) -> tuple[str, ...]:
    """The outcomes this person may give to this comment: the proposal's `authors`, the secretary and the chair decide; the
    author of the comment may retract it."""
    if actor is None or not comments.may_settle(actor, thread, authors):
        return ()
    decides = actor.id in authors or bool({"secretary", "chair"} & set(actor.held))
    given = [value for value in DISPOSITIONS if value != "retracted"] if decides else []
    return (*given, *(["retracted"] if actor.id == thread.author_id and not thread.reader else []))


def dispose(
    session: Session, actor: Member, thread: Comment, *, value: str, reason: str, revision: int | None = None
) -> Disposition:
    """Give a comment its outcome, with a reason; its thread is settled by it. Given again, the last one counts.

    “accepted” and “accepted_modified” name the revision that answers: without a number the current one.
    """
    permissions.require(actor, "comments.settle")
    proposal = queries.proposal(session, thread.proposal_no)
    if actor.id != thread.author_id:
        recusals.stand_aside(session, actor, proposal)
    if value not in DISPOSITIONS:
        raise Refusal("Choose what became of this comment.", field="value")
    if value not in values_for(actor, thread, authorship.ids(session, proposal)):
        raise Refusal(
            "Only its author may retract a comment; the proposal's authors, the secretary or the chair give the other "
            "outcomes. Reply instead.", status=403, whom="the proposal's authors, the secretary or the chair",
        )  # fmt: skip
    comments.still_open(proposal)
    if not reason.strip():
        raise Refusal("Say why, in a sentence that the author of the comment can answer.", field="outcome")
    answered = (revision or proposal.revision) if value in TAKEN else None
    if answered is not None:
        queries.revision(session, proposal, answered)
    if thread.settled_at is None:
        comments.settle(session, actor, thread, outcome=reason)
    made = Disposition(
        comment_id=thread.id or 0, n=len(given(session, thread)) + 1, value=value, reason=reason.strip(), revision=answered,
        decided_by=actor.id or 0, decided_at=db.now(), reply_by=db.now().date() + timedelta(days=TO_REPLY),
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "comments.dispose", thread, made)
    if value in TAKEN:
        discussing.back(session, proposal)
    return made


def reply(session: Session, actor: Member, thread: Comment, *, satisfied: bool, answer: str = "") -> Disposition:
    """What the author of a comment says to its disposition. For a reader without an account the secretary writes it down."""
    permissions.require(actor, "comments.write")
    standing = current(session, thread)
    if standing is None or standing.value == "retracted":
        raise Refusal("This comment has no disposition to answer to. Reply in its thread.", status=409)
    if not may_reply(actor, thread):
        raise Refusal(
            "Only its author may say whether this disposition satisfies. Reply in the thread instead.", status=403,
            whom="the author of the comment",
        )  # fmt: skip
    if db.now().date() > standing.reply_by:
        raise Refusal(
            f"The time to answer ended on {standing.reply_by.isoformat()}. Reopen the thread, or begin a new one.",
            status=409,
        )
    if not satisfied and not answer.strip():
        raise Refusal("Say what is missing, so that the committee can act on it.", field="answer")
    standing.reply, standing.answer = "satisfied" if satisfied else "not_satisfied", answer.strip()
    standing.replied_at = db.now()
    session.add(standing)
    minutes.record(session, actor, "comments.answer", thread, standing)
    return standing


def may_reply(actor: Member | None, thread: Comment) -> bool:
    if actor is None:
        return False
    return "secretary" in actor.held if thread.reader else actor.id == thread.author_id


def given(session: Session, thread: Comment) -> list[Disposition]:
    """All dispositions of a comment, the first first."""
    query = select(Disposition).where(Disposition.comment_id == thread.id).order_by(col(Disposition.n))
    return list(session.exec(query))


def current(session: Session, thread: Comment) -> Disposition | None:
    """The disposition that counts: the last, as long as the thread is settled."""
    return next(reversed(given(session, thread)), None) if thread.settled_at else None


def standing(session: Session, threads: Sequence[Comment]) -> dict[int | None, Disposition]:
    """Comment number -> the disposition that counts, in one query."""
    numbers = [thread.id for thread in threads if thread.settled_at]
    rows = session.exec(
        select(Disposition).where(col(Disposition.comment_id).in_(numbers)).order_by(col(Disposition.n))
    )
    return {row.comment_id: row for row in rows}


def report(
    session: Session, proposal: Proposal, viewer: Member | None, *, after: int = 0
) -> tuple[list[Line], int | None]:
    """A page of the report, in the order the comments were filed, and the number to go on from, if any are left."""
    said = select(Comment).where(Comment.proposal_no == proposal.no, col(Comment.parent_id).is_(None))
    query = audience.visible(said, viewer).where(col(Comment.id) > after).order_by(col(Comment.id)).limit(PAGE + 1)
    found = list(session.exec(query))
    page = found[:PAGE]
    counted = standing(session, page)
    deciders = [made.decided_by for made in counted.values()]
    people = queries.names(session, [*(comment.author_id for comment in page), *deciders])
    lines = [_line(comment, counted.get(comment.id), people) for comment in page]
    return lines, page[-1].id if len(found) > PAGE else None


def everything(session: Session, proposal: Proposal, viewer: Member | None) -> Iterator[Line]:
    """The whole report, page by page: what the file of it holds."""
    after: int | None = 0
    while after is not None:
        lines, after = report(session, proposal, viewer, after=after)
        yield from lines


def counts(session: Session, proposal: Proposal, viewer: Member | None) -> dict[str, int]:
    """How many comments stand how, as Line has it: the values that occur, DISPOSITIONS last."""
    last = (
        select(func.max(Disposition.n)).where(Disposition.comment_id == Comment.id).correlate(Comment).scalar_subquery()
    )
    how = case(
        (col(Comment.withdrawn_at).is_not(None), "retracted"),
        (col(Comment.settled_at).is_(None), "open"),
        (col(Disposition.value).is_not(None), Disposition.value),
        (col(Comment.kind) != "concern", "settled"),
        (col(Comment.upheld).is_(True), "upheld"),
        (col(Comment.settled_by) == Comment.author_id, "cleared"),
        else_="overruled",
    )
    query = (
        select(how, func.count())
        .select_from(Comment)
        .outerjoin(Disposition, (col(Disposition.comment_id) == Comment.id) & (col(Disposition.n) == last))
        .where(Comment.proposal_no == proposal.no, col(Comment.parent_id).is_(None))
        .group_by(how)
    )
    found = dict(session.exec(audience.visible(query, viewer)).all())
    return {
        name: found[name]
        for name in ("open", "settled", "cleared", "overruled", "upheld", *DISPOSITIONS)
        if name in found
    }


def _line(comment: Comment, made: Disposition | None, people: dict[int | None, str]) -> Line:
    where = "open" if not comment.settled_at else made.value if made else comments.ending(comment)
    where = "retracted" if comment.withdrawn_at else where
    author = comment.reader or people.get(comment.author_id, "")
    return Line(comment, author, where, made, people.get(made.decided_by, "") if made else "", answered(made))


def answered(made: Disposition | None) -> str:
    """How the author of a comment stands to its disposition today (UTC)."""
    if made is None or made.value == "retracted":
        return ""
    return made.reply or ("awaited" if _today() <= made.reply_by else "no_reply")


def _today() -> date:
    return db.now().date()
