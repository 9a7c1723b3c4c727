"""What was declared or agreed to, taken back with a reason: that two proposals are rivals, that one takes another's place."""

from __future__ import annotations

from sqlmodel import Session

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import leaving, queries, relations, states
from workbench.proposals.links import AGREED, Link, Retraction
from workbench.proposals.models import Proposal


def unlink(session: Session, actor: Member, proposal: Proposal, other: Proposal, *, reason: str) -> Retraction:
    """Whoever declared two proposals rivals says that they are none. Rivals that came with that declaration go with it."""
    permissions.require(actor, "proposals.file")
    link = relations.between(session, proposal, other, "rival")
    if link is None:
        raise Refusal(f"Proposals {proposal.no} and {other.no} are not called rivals. Reload the page.", status=409)
    if link.made_by != actor.id:
        whom = "who declared them rivals"
        raise Refusal(f"Only {whom} may take that back. Say in a comment what you think.", status=403, whom=whom)
    together, reason = relations.declared(session, link), leaving.reasoned(reason)
    for no in sorted({no for one in together for no in (one.proposal_no, one.other_no)}):
        _stands(queries.proposal(session, no))
    for one in together:
        one.ended_at = db.now()
        session.add(one)
    return _recorded(session, actor, "proposals.unlink", proposal, link, reason, *together)


def disagree(session: Session, actor: Member, proposal: Proposal, by: Proposal, *, reason: str) -> Retraction:
    """The author of `proposal` no longer agrees that `by` takes its place; as long as it has not done so."""
    permissions.require(actor, "proposals.file")
    if proposal.author_id != actor.id:
        raise Refusal("Only its author agreed. Say in a comment what you think.", status=403, whom="its author")
    found = [link for link in relations.links(session, by, *AGREED) if link.other_no == proposal.no]
    if not found or found[0].agreed_in != by.revision:
        raise Refusal(
            f"No agreement to revision {by.revision} of proposal {by.no} stands. Reload the page.", status=409
        )
    for one in (proposal, by):
        _stands(one)
    link, was, reason = found[0], found[0].agreed_in, leaving.reasoned(reason)
    link.agreed_in = None
    session.add(link)
    return _recorded(session, actor, "proposals.disagree", by, link, reason, link, revision=was)


def _stands(proposal: Proposal) -> None:
    """Refuse what is decided already, or being decided."""
    if proposal.state not in states.TALKED:
        raise Refusal(f"Proposal {proposal.no} is {states.WORDS[proposal.state]}, so this stands.", status=409)


def _recorded(
    session: Session, actor: Member, act: str, thing: Proposal, link: Link, reason: str, *changed: Link,
    revision: int | None = None,
) -> Retraction:  # fmt: skip
    row = Retraction(
        proposal_no=link.proposal_no, kind=link.kind, other_no=link.other_no, revision=revision, at=db.now(),
        n=len(relations.retractions(session, thing, link)) + 1, member_id=actor.id or 0, reason=reason,
    )  # fmt: skip
    session.add(row)
    minutes.record(session, actor, act, thing, row, *changed)
    return row
