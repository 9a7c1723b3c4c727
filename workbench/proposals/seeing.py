"""Somebody who answers for a proposal says that a comment was seen; what nobody has seen for a week is overdue (procedure 2.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.members.permissions import Person
from workbench.minutes import record as minutes
from workbench.proposals import audience, authorship, council, objecting, queries, recusals
from workbench.proposals.authorship import ME
from workbench.proposals.models import Comment, Proposal
from workbench.proposals.waiting import turn
from workbench.turns import Turn

TO_SEE = timedelta(days=7)
MOST = 20
Answer = aliased(Comment)


def may_acknowledge(actor: Person | None, thread: Comment, authors: Collection[int]) -> bool:
    """The proposal's `authors` and the secretary may, as long as it is open and nobody has; nobody for their own."""
    if actor is None or thread.acknowledged_at or thread.settled_at or thread.withdrawn_at:
        return False
    is_own = actor.id == thread.author_id and not thread.reader
    return not is_own and (actor.id in authors or "secretary" in actor.held)


def acknowledge(session: Session, actor: Member, thread: Comment) -> None:
    """Say that a comment was seen, before it is answered."""
    permissions.require(actor, "comments.settle")
    proposal = queries.proposal(session, thread.proposal_no)
    recusals.stand_aside(session, actor, proposal)
    if thread.acknowledged_at or thread.settled_at or thread.withdrawn_at or proposal.state not in queries.OPEN:
        raise Refusal("That is said already, or the thread is closed. Reload the page.", status=409)
    if not may_acknowledge(actor, thread, authorship.ids(session, proposal)):
        raise Refusal(
            "The proposal's authors or the secretary say that a comment was seen. Reply instead.", status=403,
            whom="the proposal's authors or the secretary",
        )  # fmt: skip
    thread.acknowledged_at, thread.acknowledged_by = db.now(), actor.id
    session.add(thread)
    minutes.record(session, actor, "comments.acknowledge", thread, thread)


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What is overdue, for the authors and the secretary; formal objections, for who may decide on them."""
    return [*_overdue(session, member, now), *_objections(session, member)]


def _overdue(session: Session, member: Member, now: datetime) -> Iterator[Turn]:
    """Neither seen nor answered by anybody for a week; it ends with a word of somebody else.

    Asked of the open proposals first and counted on those alone, so that it costs no more the more has been said."""
    on, counted = _late(permissions.may(member, "comments.committee"), "secretary" in member.held)
    asked = {"me": member.id, "until": now - TO_SEE}
    known = {one.no: one for one in session.exec(on, params=asked)}
    rows = session.exec(counted, params={**asked, "on": list(known)}).all() if known else []
    out = recusals.by_proposal(session, known)
    for no, number, first in sorted(row for row in rows if member.id not in out.get(row[0], ())):
        many = "A comment has" if number == 1 else f"{number} comments have"
        yield turn(
            f"{many} waited for more than 7 days without a word: say that it was seen, or answer.",
            known[no],
            f"#comment-{first}",
        )


@cache
def _late(reads_all: bool, of_all: bool) -> tuple[Any, Any]:
    """Queries for the proposals with such comments, and for how many and the first of each."""
    answers = select(Answer.id).where(
        Answer.parent_id == Comment.id, col(Answer.withdrawn_at).is_(None),
        or_(Answer.author_id != Comment.author_id, Comment.reader != ""),
    )  # fmt: skip
    late = [
        *queries.UNSETTLED, col(Comment.acknowledged_at).is_(None), Comment.written_at <= bindparam("until"),
        ~answers.correlate(Comment).exists(), or_(Comment.author_id != ME, Comment.reader != ""),
        audience.readable(Comment, reads_all),
    ]  # fmt: skip
    said = select(Comment.id).where(Comment.proposal_no == Proposal.no, *late).correlate(Proposal).exists()
    mine = [] if of_all else [authorship.by_me(queries.OPEN)]
    on = select(Proposal).where(col(Proposal.state).in_(queries.OPEN), said, *mine)
    counted = select(Comment.proposal_no, func.count(), func.min(Comment.id)).where(
        col(Comment.proposal_no).in_(bindparam("on", expanding=True)), *late
    )
    return on.order_by(col(Proposal.no)).limit(MOST), counted.group_by(col(Comment.proposal_no))


def _objections(session: Session, member: Member) -> Iterator[Turn]:
    """Ends with a decision or, where members decide together, a word of theirs; or when whoever raised it clears it."""
    if permissions.may(member, "comments.decide"):
        waiting = objecting.undecided(session)
        here = council.of(session, [objection for objection, _ in waiting])
        for objection, proposal in waiting:
            known = here[objection.id or 0]
            if member.id in known.everybody - {voice.member_id for voice in known.voices}:
                why = f"A formal objection stands against the disposition of comment {objection.objects_to}: decide on it."
                address = f"/comments/{objection.id}/disposition"
                yield Turn(why, address, f"Proposal {proposal.no}", proposal.title, objection.written_at)
