"""A formal objection: whoever is not satisfied with the disposition of their comment says which change would satisfy (procedure 2.3).

It is a concern like any other, so no ballot opens past it; but somebody who did not take the decision decides on it, with reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import audience, comments, council, discussing, dispositions, leaving, queries, states
from workbench.proposals.discussion import Disposition, Voice
from workbench.proposals.models import Comment, Proposal

Raised = aliased(Comment)


@dataclass(frozen=True)
class Objected:
    """A formal objection as pages show it: who raised it, the decision attacked, who took that, and how it stands (`ending`)."""

    comment: Comment
    author: str
    disposition: Disposition | None
    taken_by: str
    # open, retracted, cleared, upheld or overruled; and by whom
    ending: str
    ended_by: str


def attack(session: Session, actor: Member, thread: Comment, *, body: str, remedy: str) -> Comment:
    """Raise it against the disposition of `thread`, on the same words. For a reader without an account the secretary does."""
    if not dispositions.may_reply(actor, thread):
        raise Refusal(
            "Only its author may object to what was decided. Comment on the words instead.", status=403,
            whom="the author of the comment",
        )  # fmt: skip
    standing = dispositions.current(session, thread)
    if standing is None or standing.reply != "not_satisfied":
        raise Refusal("Say first, by the day given, that this disposition does not satisfy you.", status=409)
    if of(session, thread):
        raise Refusal("A formal objection to this stands already. Read it on the proposal's page.", status=409)
    if _is_decided(session, thread):
        raise Refusal(
            "A formal objection to this disposition was overruled, with reasons. Raise a concern on the words if something is new.",
            status=409,
        )
    proposal = queries.proposal(session, thread.proposal_no)
    return comments.post(
        session, actor, proposal, clause_id=thread.clause_id, body=body, side=thread.side, quote=thread.quote,
        prefix=thread.prefix, suffix=thread.suffix, start=thread.start, revision=thread.revision, kind="concern",
        remedy=remedy.strip(), audience=thread.audience, reader=thread.reader, objects_to=thread.id,
    )  # fmt: skip


def of(session: Session, thread: Comment) -> Comment | None:
    """The formal objection that stands against the disposition of a comment."""
    standing = (Comment.objects_to == thread.id, col(Comment.settled_at).is_(None), col(Comment.withdrawn_at).is_(None))
    return session.exec(select(Comment).where(*standing)).first()


def _is_decided(session: Session, thread: Comment) -> bool:
    """Whether an objection to each disposition that did not satisfy was decided already, that to the newest among them."""
    decided = select(Comment.id).where(Comment.objects_to == thread.id, col(Comment.upheld).is_not(None))
    disputed = [made for made in dispositions.given(session, thread) if made.reply == "not_satisfied"]
    return len(session.exec(decided).all()) >= len(disputed)


def may_decide(session: Session, actor: Member | None, objection: Comment) -> bool:
    """An officer, or where every officer is a party to it a member: who neither wrote the proposal, nor raised it, nor ever gave
    its comment a disposition, nor is recused."""
    if actor is None or objection.settled_at or objection.withdrawn_at or not permissions.may(actor, "comments.decide"):
        return False
    return actor.id in council.of(session, [objection])[objection.id or 0].everybody


def decide(session: Session, actor: Member, objection: Comment, *, is_upheld: bool, reason: str) -> Comment:
    """Uphold it: its comment is open again, and the proposal under discussion. Or overrule it. With reasons, and once.

    Of members who decide together this is the voice of one; it is decided once no further voice could change that."""
    permissions.require(actor, "comments.decide")
    if not objection.objects_to or objection.settled_at or objection.withdrawn_at:
        raise Refusal("No formal objection waits for a decision here. Reload the page.", status=409)
    here = council.of(session, [objection])[objection.id or 0]
    if actor.id not in here.everybody:
        whom = (
            "a chair or secretary who did not take the decision" if here.alone else "the members who are no party to it"
        )
        raise Refusal("You are a party to this, or an officer who is none decides it.", status=403, whom=whom)
    proposal = queries.proposal(session, objection.proposal_no)
    if proposal.state not in queries.OPEN:
        raise Refusal("This proposal is closed, so nothing can be decided about it any more.", status=409)
    if (is_upheld or not here.alone) and proposal.state in states.VOTED:
        instead = "Uphold it after the result, or overrule it now." if here.alone else "Say so after the result."
        raise Refusal(f"This text is in a ballot, or carried. {instead}", status=409)
    reason = leaving.reasoned(reason)
    if here.alone:
        return _settle(session, actor, objection, proposal, is_upheld, reason)
    voice = council.said(session, objection, actor, is_upheld=is_upheld, reason=reason)
    minutes.record(session, actor, "comments.voice", objection, voice)
    return _counted(session, actor, objection, proposal)


def _counted(session: Session, actor: Member | None, objection: Comment, proposal: Proposal) -> Comment:
    """Decide it as those have said who decide together, where that is settled by now."""
    here = council.of(session, [objection])[objection.id or 0]
    if here.verdict is None:
        return objection
    return _settle(
        session, actor, objection, proposal, here.verdict, here.reasons(here.verdict), here.voices[-1].member_id
    )


def due(session: Session) -> None:
    """Decide, by the clock, what members decide together and have had their time for."""
    began = select(Voice.comment_id).group_by(col(Voice.comment_id))
    late = began.having(func.min(Voice.said_at) <= db.now() - council.TO_SPEAK)
    query = _undecided().where(col(Comment.id).in_(late), col(Proposal.state).not_in(states.VOTED))
    for objection, proposal in session.exec(query).all():
        _counted(session, None, objection, proposal)


def _settle(
    session: Session, actor: Member | None, objection: Comment, proposal: Proposal, is_upheld: bool, reason: str,
    by: int | None = None,
) -> Comment:  # fmt: skip
    """`by`: the member who spoke last, where nobody decides alone."""
    objection.settled_at, objection.settled_by = db.now(), by or (actor.id if actor else None)
    objection.outcome, objection.upheld = reason, is_upheld
    changed: list[Any] = [objection]
    if is_upheld:
        thread = session.get_one(Comment, objection.objects_to)
        thread.settled_at, thread.settled_by, thread.outcome = None, None, ""
        changed.append(thread)
        if proposal.state == "no_quorum":
            changed.append(states.move(session, proposal, "discussion"))
    session.add_all(changed)
    minutes.record(session, actor, f"comments.{'uphold' if is_upheld else 'overrule'}", objection, *changed)
    if is_upheld:
        discussing.back(session, proposal)
    return objection


def on(session: Session, numbers: Iterable[int | None], viewer: Member | None) -> list[Objected]:
    """The formal objections on proposals that a person may read, the first first; in four queries."""
    query = select(Comment).where(col(Comment.proposal_no).in_(list(numbers)), col(Comment.objects_to).is_not(None))
    found = list(session.exec(audience.visible(query, viewer).order_by(col(Comment.id))))
    if not found:
        return []
    rows = session.exec(
        select(Disposition)
        .where(col(Disposition.comment_id).in_([one.objects_to for one in found]))
        .order_by(col(Disposition.n))
    )
    taken = {row.comment_id: row for row in rows if row.reply == "not_satisfied"}
    people = [*(one.author_id for one in found), *(one.settled_by for one in found)]
    names = queries.names(session, [*people, *(row.decided_by for row in taken.values())])
    together = council.voices(session, found)
    return [_told(one, taken.get(one.objects_to or 0), names, one.id in together) for one in found]


def _told(one: Comment, attacked: Disposition | None, names: dict[int | None, str], is_shared: bool) -> Objected:
    ending = "retracted" if one.withdrawn_at else comments.ending(one) if one.settled_at else "open"
    by = names.get(attacked.decided_by, "") if attacked else ""
    ended_by = council.NAMED if is_shared and ending != "cleared" else names.get(one.settled_by, "")
    return Objected(one, one.reader or names[one.author_id], attacked, by, ending, ended_by)


def undecided(session: Session) -> list[tuple[Comment, Proposal]]:
    """The formal objections that wait for a decision, the first first."""
    return list(session.exec(_undecided()))


@cache
def _undecided() -> Any:
    # listed before anything else is asked of them: they are few, and what is said on open proposals is not
    raised = select(Raised.id).where(col(Raised.objects_to) > 0)
    return (
        select(Comment, Proposal)
        .join(Proposal, col(Proposal.no) == Comment.proposal_no)
        .where(col(Comment.id).in_(raised), col(Comment.settled_at).is_(None), col(Comment.withdrawn_at).is_(None))
        .where(col(Proposal.state).in_(queries.OPEN))
        .order_by(col(Comment.id))
    )
