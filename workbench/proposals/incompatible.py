"""An officer links two proposals as incompatible though their texts do not meet, with a published reason; an author may appeal (procedure 4.1)."""

from __future__ import annotations

from sqlmodel import Session

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import authorship, leaving, pleas, queries, recusals, states
from workbench.proposals.models import Proposal
from workbench.proposals.pleas import Incompatibility


def declare(session: Session, actor: Member, proposal: Proposal, other: Proposal, *, reason: str) -> Incompatibility:
    """Say that only one of the two can be adopted: they are decided together, like those whose texts meet."""
    permissions.require(actor, "proposals.order")
    recusals.stand_aside(session, actor, proposal, other)
    if actor.id in authorship.ids(session, proposal) | authorship.ids(session, other):
        raise Refusal("You are an author of one of them. Another officer says so.", status=403, whom="another officer")
    if proposal.no == other.no or pleas.between(session, proposal, other):
        raise Refusal("Name another proposal: of these that was said already.", field="other", status=409)
    for one in (proposal, other):
        if one.state not in states.TALKED or queries.revision(session, one).amends_no:
            raise Refusal(
                f"Proposal {one.no} is {states.WORDS[one.state]}, or amends another: name one that is talked about.", field="other",
                status=409,
            )  # fmt: skip
    low, high = sorted((proposal.no or 0, other.no or 0))
    row = Incompatibility(
        proposal_no=low, other_no=high, made_by=actor.id or 0, reason=leaving.reasoned(reason), made_at=db.now()
    )
    session.add(row)
    minutes.record(session, actor, "proposals.incompatible", proposal, row)
    return row


def _standing(session: Session, proposal: Proposal, other: Proposal) -> Incompatibility:
    row = pleas.between(session, proposal, other)
    if row is None or row.ended_at:
        raise Refusal(
            f"Proposals {proposal.no} and {other.no} are not called incompatible now. Reload the page.", status=409
        )
    return row


def appeal(session: Session, actor: Member, proposal: Proposal, other: Proposal, *, reason: str) -> Incompatibility:
    """An author of one of the two asks the chair to decide otherwise; once."""
    permissions.require(actor, "proposals.file")
    row = _standing(session, proposal, other)
    if actor.id not in authorship.ids(session, proposal) | authorship.ids(session, other):
        raise Refusal(
            "Only their authors may appeal. Say in a comment what you think.", status=403, whom="their authors"
        )
    if row.appealed_at:
        raise Refusal("Somebody has appealed already. Read on the page how it stands.", status=409)
    row.appeal, row.appealed_by, row.appealed_at = leaving.reasoned(reason), actor.id, db.now()
    session.add(row)
    minutes.record(session, actor, "proposals.appeal_pair", proposal, row)
    return row


def hear(
    session: Session, actor: Member, proposal: Proposal, other: Proposal, *, is_upheld: bool, reason: str
) -> Incompatibility:
    """The chair decides on the appeal, with a reason; not on their own declaration, or on a proposal of their own."""
    row = _standing(session, proposal, other)
    parties = {row.made_by, *authorship.ids(session, proposal), *authorship.ids(session, other)}
    recusals.chair(session, actor, "proposals.hear", proposal, other, aside=parties)
    if actor.id in parties:
        raise Refusal("You are a party to this: somebody else decides it.", status=403, whom="another officer")
    if row.appealed_at is None or row.heard_by:
        raise Refusal("No appeal waits for a decision here. Reload the page and read how it stands.", status=409)
    row.upheld, row.answer, row.heard_by, row.heard_at = is_upheld, leaving.reasoned(reason), actor.id, db.now()
    row.ended_at = row.heard_at if is_upheld else None
    session.add(row)
    minutes.record(session, actor, "proposals.hear_pair", proposal, row)
    return row
