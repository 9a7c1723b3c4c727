"""What waits for a member on proposals, from the acts: answers, outcomes, concerns, mentions, texts that moved on, letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, case, col, func, or_, select

from workbench import db
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import audience, authorship, discussing, letters, mentions, queries, recusals, replays, stale
from workbench.proposals.authorship import ME
from workbench.proposals.discussion import Disposition, ReadingMark
from workbench.proposals.models import Comment, Proposal, Revision
from workbench.proposals.states import VOTABLE
from workbench.turns import Turn

# Things of one kind on a desk, at most.
SHOWN = 30
MOVED = {
    "carried": "Version {} was adopted, and your proposal goes with it word for word: file it there.",
    "confirm": "Version {} was adopted: read the joined wording of your proposal and file it there.",
    "person": "Version {} was adopted and meets your proposal: it needs a revision in your words.",
}
VALUES = {
    "accepted": "accepted", "accepted_modified": "accepted with changes", "rejected": "rejected", "deferred": "deferred",
    "out_of_scope": "found out of scope", "duplicate": "found a duplicate", "invalid": "found invalid",
}  # fmt: skip
Said = aliased(Comment)
Reply = aliased(Comment)
Amended = aliased(Proposal)


def turns(session: Session, member: Member, now: datetime, committee: Committee) -> list[Turn]:
    """Everything on proposals that waits for this member, in a constant number of queries, each put together once."""
    return [
        *_moved(session, member), *_outcomes(session, member, now.date()), *_disputed(session, member),
        *_answered(session, member), *_named(session, member), *_on_own(session, member), *_held(session, member),
        *_ready(session, member, committee),
    ]  # fmt: skip


def turn(why: str, proposal: Proposal, place: str = "", since: datetime | None = None, by: date | None = None) -> Turn:
    return Turn(why, f"/proposals/{proposal.no}{place}", f"Proposal {proposal.no}", proposal.title, since, by)


def _open(reads_all: bool, whose: Any, *columns: Any) -> Any:
    """Open threads of open proposals, those of them that are `whose`, each with the last remark that the member may read as `Said`.

    The threads are listed before anything else is asked of them: of all that were ever begun few are on what is open."""
    on = select(Proposal.no).where(col(Proposal.state).in_(queries.OPEN))
    threads = (
        select(Comment.id)
        .where(col(Comment.proposal_no).in_(on), col(Comment.parent_id).is_(None), whose)
        .where(col(Comment.settled_at).is_(None), col(Comment.withdrawn_at).is_(None))
        .where(audience.readable(Comment, reads_all))
        .cte("threads")
        .prefix_with("MATERIALIZED")
    )
    newest = select(func.max(Reply.id)).where(Reply.parent_id == Comment.id, col(Reply.withdrawn_at).is_(None))
    newest = newest.where(audience.readable(Reply, reads_all))
    last = func.coalesce(newest.correlate(Comment).scalar_subquery(), Comment.id)
    return (
        select(*columns)
        .select_from(threads)
        .join(Comment, col(Comment.id) == threads.c.id)
        .join(Proposal, col(Proposal.no) == Comment.proposal_no)
        .join(Said, col(Said.id) == last)
    )


def _standing(reads_all: bool) -> Any:
    """Settled comments on open proposals that the member may read, with the disposition that counts and the name of who decided."""
    last = select(func.max(Disposition.n)).where(Disposition.comment_id == Comment.id).correlate(Comment)
    return (
        select(Comment, Proposal, Disposition, Member.name)
        .join(Disposition, col(Disposition.comment_id) == Comment.id)
        .join(Proposal, col(Proposal.no) == Comment.proposal_no)
        .join(Member, col(Member.id) == Disposition.decided_by)
        .where(col(Comment.settled_at).is_not(None), col(Comment.withdrawn_at).is_(None))
        .where(Disposition.n == last.scalar_subquery(), col(Proposal.state).in_(queries.OPEN))
        .where(audience.readable(Comment, reads_all))
        .order_by(col(Comment.id))
        .limit(SHOWN)
    )


def _moved(session: Session, member: Member) -> Iterator[Turn]:
    """Another text was adopted; it ends with a revision on it."""
    newest = definition.newest(session).label
    for proposal, state in replays.requests(session, member):
        yield turn(MOVED[state].format(newest), proposal, "#h-replay")


def _outcomes(session: Session, member: Member, today: date) -> Iterator[Turn]:
    """A comment of theirs has its disposition; it ends with their reply, or with the last day for it."""
    asked = _to_reply(_reads_all(member), "secretary" in member.held)
    for said, proposal, given, by in session.exec(asked, params={"me": member.id, "today": today}):
        whose = f"Comment {said.id} of {said.reader}" if said.reader else f"Your {_kind(said)} {said.id}"
        do = "note whether its author is satisfied" if said.reader else "say whether you are satisfied"
        why = f"{whose} was {VALUES[given.value]} by {by}: {do}, by {_day(given.reply_by)}."
        yield _settled(why, said, proposal, given.decided_at, given.reply_by)


@cache
def _to_reply(reads_all: bool, for_readers: bool) -> Any:
    own = and_(col(Comment.author_id) == ME, col(Comment.reader) == "")
    readers = [col(Comment.reader) != ""] if for_readers else []
    return _standing(reads_all).where(
        Disposition.reply == "", Disposition.reply_by >= bindparam("today"), Disposition.value != "retracted",
        Disposition.decided_by != ME, or_(own, *readers),
    )  # fmt: skip


def _reads_all(member: Member) -> bool:
    return permissions.may(member, "comments.committee")


def _disputed(session: Session, member: Member) -> Iterator[Turn]:
    """The author of a comment is not satisfied with what this member decided; it ends with another disposition."""
    rows = list(session.exec(_unsatisfied(_reads_all(member)), params={"me": member.id}))
    names = queries.names(session, [said.author_id for said, *_ in rows])
    for said, proposal, given, _ in rows:
        author = said.reader or names[said.author_id]
        why = f"{author} is not satisfied with your disposition of comment {said.id}: look at it again."
        yield _settled(why, said, proposal, given.replied_at)


@cache
def _unsatisfied(reads_all: bool) -> Any:
    return _standing(reads_all).where(Disposition.reply == "not_satisfied", Disposition.decided_by == ME)


def _settled(why: str, said: Comment, proposal: Proposal, since: datetime, by: date | None = None) -> Turn:
    address = f"/comments/{said.id}/disposition"
    return Turn(why, address, f"Proposal {proposal.no}, comment {said.id}", proposal.title, since, by)


def _answered(session: Session, member: Member) -> Iterator[Turn]:
    """Somebody answered a thread of theirs, or revised under a concern of theirs; it ends with a word of theirs, with the
    thread settled, or, where it was answered, with that marked as read."""
    for said, proposal, answer, name in session.exec(_on_theirs(_reads_all(member)), params={"me": member.id}):
        if said.kind == "concern" and proposal.revision > answer.revision:
            filed = f"revision {proposal.revision} was filed since"
            why = f"Your concern {said.id} stands, and {filed}: clear it, or say what is still missing."
        else:
            why = f"{name} answered your {_kind(said)} {said.id}."
        yield turn(why, proposal, f"#comment-{said.id}", answer.written_at)


@cache
def _on_theirs(reads_all: bool) -> Any:
    mark = and_(col(ReadingMark.proposal_no) == Comment.proposal_no, col(ReadingMark.member_id) == ME)
    is_answered = and_(col(Said.author_id) != ME, col(Said.id) > func.coalesce(ReadingMark.rested, 0))
    is_revised = and_(col(Comment.kind) == "concern", col(Proposal.revision) > Said.revision)
    spoken = or_(col(Comment.kind) == "concern", select(Reply.id).where(Reply.parent_id == Comment.id).exists())
    mine = and_(col(Comment.author_id) == ME, col(Comment.reader) == "", spoken)
    query = (
        _open(reads_all, mine, Comment, Proposal, Said, Member.name)
        .outerjoin(ReadingMark, mark)
        .join(Member, col(Member.id) == Said.author_id)
        .where(or_(is_answered, is_revised))
    )
    return query.order_by(col(Said.id).desc()).limit(SHOWN)


def _named(session: Session, member: Member) -> Iterator[Turn]:
    """A comment calls them by name; it ends with their answer, or with the thread settled."""
    found = mentions.open(session, member)
    names = queries.names(session, [said.author_id for said, _ in found])
    for said, proposal in found:
        why = f"{said.reader or names[said.author_id]} named you in comment {said.parent_id or said.id}."
        yield turn(why, proposal, f"#comment-{said.parent_id or said.id}", said.written_at)


def _on_own(session: Session, member: Member) -> Iterator[Turn]:
    """Threads on their proposals in which somebody else had the last word; it ends with a reply or a disposition."""
    groups = session.exec(_last_words(_reads_all(member)), params={"me": member.id})
    rows = sorted(groups, key=lambda row: (-row[0], -row[3]))[:SHOWN]
    if not rows:
        return
    words = (
        select(Comment, Proposal, Member.name)
        .join(Proposal, col(Proposal.no) == Comment.proposal_no)
        .join(Member, col(Member.id) == Comment.author_id)
        .where(col(Comment.id).in_([newest for *_, newest in rows]))
    )
    known = {said.id: (said, proposal, said.reader or name) for said, proposal, name in session.exec(words)}
    for concerns, number, carried, newest in rows:
        said, proposal, by = known[newest]
        why = _against(number, by) if concerns else _waiting(number, carried, by, is_reply=said.parent_id is not None)
        yield turn(why, proposal, f"#comment-{said.parent_id or said.id}", said.written_at)


@cache
def _last_words(reads_all: bool) -> Any:
    is_concern = case((col(Comment.kind) == "concern", 1), else_=0)
    suggested = func.sum(case((col(Comment.kind) == "suggestion", 1), else_=0))
    mine = authorship.by_me(queries.OPEN, Comment.proposal_no)
    query = _open(reads_all, mine, is_concern, func.count(), suggested, func.max(Said.id))
    query = query.where(or_(Said.author_id != ME, Said.reader != ""))
    return query.group_by(Comment.proposal_no, is_concern)


def _against(number: int, by: str) -> str:
    stands = "A concern stands" if number == 1 else f"{number} concerns stand"
    return f"{stands} in the way of a ballot on your proposal; {by} had the last word: answer, or revise."


def _waiting(number: int, suggested: int, by: str, *, is_reply: bool) -> str:
    if number > 1:
        taken = f", {suggested} of them with wording to take," if suggested else ""
        return f"{number} threads on your proposal{taken} wait for an answer or a disposition; {by} had the last word."
    did = "answered in a thread on" if is_reply else "suggested wording for" if suggested else "commented on"
    return f"{by} {did} your proposal: answer, or give it its disposition."


def _held(session: Session, member: Member) -> Iterator[Turn]:
    """Letters of readers; each ends by being let in or declined."""
    held = letters.waiting(session) if permissions.may(member, "letters.admit") else 0
    if held:
        why = f"{'A comment of a reader waits' if held == 1 else f'{held} comments of readers wait'} to be let in."
        yield Turn(why, "/letters", "Letters", "Readers’ comments")


def ready(
    session: Session, member: Member, committee: Committee, *, is_called: bool
) -> list[tuple[Proposal, Revision]]:
    """For those who open ballots: discussed, every thread settled, on the newest text and in no conflict; those for which a last call
    comes next, or a ballot."""
    if not permissions.may(member, "ballots.open"):
        return []
    found = db.once(session, "discussed", lambda: _ending(session, committee))
    out = recusals.by_proposal(session, [proposal.no or 0 for proposal, _, _ in found])
    return [
        (one, filed)
        for one, filed, has_call in found
        if has_call == is_called and member.id not in out.get(one.no or 0, ())
    ]


def _ending(session: Session, committee: Committee) -> list[tuple[Proposal, Revision, bool]]:
    """The proposals whose discussion may end, each with its revision and whether a last call comes next."""
    asked = {"newest": definition.newest(session).label, "rebased": db.now() - stale.NOTICE}
    rows = session.exec(_discussed(), params=asked).all()
    filed = {proposal.no: revision for proposal, revision in rows}
    found = discussing.ready(session, ((one, revision.amends_no) for one, revision in rows), committee)
    return [(one, filed[one.no], has_call) for one, has_call in found]


def _ready(session: Session, member: Member, committee: Committee) -> Iterator[Turn]:
    """It ends with a last call, or with a comment."""
    for proposal, _ in ready(session, member, committee, is_called=True):
        yield turn("Every comment has its outcome and no concern stands: its last call can begin.", proposal, "#kin")


@cache
def _discussed() -> Any:
    threads = select(Comment.id).where(
        Comment.proposal_no == Proposal.no, col(Comment.parent_id).is_(None), col(Comment.withdrawn_at).is_(None)
    )
    return (
        select(Proposal, Revision)
        .join(Revision, (col(Revision.proposal_no) == Proposal.no) & (col(Revision.n) == Proposal.revision))
        .outerjoin(Amended, col(Amended.no) == Revision.amends_no)
        .where(Proposal.state == "discussion")
        .where(
            or_(
                and_(col(Amended.no).is_(None), Revision.base == bindparam("newest")),
                and_(Amended.revision == Revision.amends_n, col(Amended.state).in_(VOTABLE)),
            )
        )
        .where(*stale.unheld())
        .where(threads.exists(), ~threads.where(col(Comment.settled_at).is_(None)).exists())
        .order_by(col(Proposal.no))
        .limit(SHOWN)
    )


def _kind(said: Comment) -> str:
    return {"concern": "concern", "suggestion": "suggestion"}.get(said.kind, "comment")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
