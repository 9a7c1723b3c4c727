"""How a proposal leaves the floor without a ballot: withdrawn, taken over by a sponsor, fallen, merged, superseded."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, select

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import arranged, offered, queries, recusals, relations, states
from workbench.proposals.links import Link, Sponsorship, Withdrawal
from workbench.proposals.models import Proposal

# How long a sponsor may take over what its author withdrew (procedure 2.1).
RESCUE = timedelta(hours=24)
LONGEST = 2_000


def reasoned(words: str, field: str = "reason") -> str:
    """A reason that goes on record, without white space around it; refused where it is missing or too long."""
    words = words.strip()
    if not words:
        raise Refusal("Say why, in a sentence that a stranger would understand.", field=field)
    if len(words) > LONGEST:
        raise Refusal(f"This is too long: at most {LONGEST} characters fit. Shorten it.", field=field)
    return words


def withdraw(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> Withdrawal:
    """The author takes a proposal back, with a reason. It stays readable; a sponsor may take it over for a day.

    What amends it falls when that is past, and at once where it has no sponsor."""
    permissions.require(actor, "proposals.withdraw")
    if proposal.author_id != actor.id:
        raise Refusal(
            "Only its author may withdraw this proposal. Say in a comment why it should be.",
            status=403,
            whom="its author",
        )
    if not states.may(proposal.state, "withdrawn"):
        raise Refusal("Only a proposal in discussion can be withdrawn. Wait for the ballot's result.", status=409)
    before = relations.withdrawal(session, proposal)
    row = Withdrawal(
        proposal_no=proposal.no or 0, n=before.n + 1 if before else 1, author_id=actor.id or 0, state=proposal.state,
        reason=reasoned(reason), at=db.now(),
    )  # fmt: skip
    states.move(session, proposal, "withdrawn")
    session.add(row)
    minutes.record(session, actor, "proposals.withdraw", proposal, proposal, row)
    if offer := offered.standing(session, proposal):  # a sponsor who takes it over takes over what stands
        offer.outcome, offer.ended_at = "closed", db.now()
        session.add(offer)
        minutes.record(session, None, "proposals.end_offer", proposal, offer)
    if not relations.sponsors(session, proposal):
        drop_amendments(session, proposal)
    return row


def due(session: Session) -> None:
    """Let fall, by the clock, what amends a proposal that was withdrawn and that no sponsor has taken over in time."""
    primary = aliased(Proposal)
    query = (
        select(Proposal, primary)
        .join(Link, and_(col(Link.proposal_no) == Proposal.no, Link.kind == "amends"))
        .join(primary, col(primary.no) == Link.other_no)
        .join(Withdrawal, col(Withdrawal.proposal_no) == primary.no)
        .where(primary.state == "withdrawn", col(Withdrawal.taken_by).is_(None), Withdrawal.at <= db.now() - RESCUE)
        .where(col(Proposal.state).in_(states.TALKED))
    )
    for amendment, withdrawn in session.exec(query.order_by(col(Proposal.no))).all():
        fall(session, amendment, withdrawn)


def rescue(session: Session, actor: Member, proposal: Proposal) -> Proposal:
    """A sponsor takes over what its author withdrew, within a day, and is its author from then on."""
    permissions.require(actor, "proposals.sponsor")
    recusals.stand_aside(session, actor, proposal)
    row = relations.withdrawal(session, proposal)
    if proposal.state != "withdrawn" or row is None:
        raise Refusal("This proposal is not withdrawn, so there is nothing to take over.", status=409)
    support = session.get(Sponsorship, (proposal.no, actor.id))
    if support is None or support.ended_at:
        raise Refusal(
            "Only one of its sponsors may take it over. Draft a proposal of your own from its words.",
            status=403,
            whom="its sponsors",
        )
    now = db.now()
    if now >= row.at + RESCUE:
        raise Refusal(
            f"It could be taken over until {row.at + RESCUE:%-d %B %Y, %H:%M} UTC. Draft a proposal of your own from its "
            "words.",
            status=409,
        )
    if won := _won(session, proposal):
        raise Refusal(
            f"Proposal {won[0].no}, a rival of this one, was adopted meanwhile. Draft a proposal of your own on the new text.",
            status=409,
        )
    states.move(session, proposal, row.state)
    row.taken_by, row.taken_at, support.ended_at = actor.id, now, now
    proposal.author_id = actor.id or 0
    session.add_all([row, support, proposal])
    minutes.record(session, actor, "proposals.rescue", proposal, proposal, row, support)
    return proposal


def settle(session: Session, actor: Member | None, proposal: Proposal) -> list[Proposal]:
    """Once a composite is considered and all authors agree to its text, the others are merged into it; once the author of
    what a proposal supersedes agrees, that is superseded. Nothing happens as long as one of them is in a ballot."""
    if proposal.state not in ("discussion", "last_call"):
        return []
    gone: list[Proposal] = []
    for kind, target in (("composite", "merged_into"), ("supersedes", "superseded")):
        found = relations.links(session, proposal, kind)
        others = {link.other_no: queries.proposal(session, link.other_no) for link in found}
        agreed = [link for link in found if link.agreed_in == proposal.revision]
        if kind == "composite" and len(agreed) < len(found):
            continue
        ready = [other for link in agreed if states.may((other := others[link.other_no]).state, target)]
        if kind == "composite" and any(other.state in states.VOTED for other in others.values()):
            continue
        gone += [states.move(session, other, target) for other in ready]
    if gone:
        passed = _inherit_rivals(session, proposal, gone)
        minutes.record(session, actor, "proposals.merge", proposal, *gone, *passed)
        for other in gone:
            drop_amendments(session, other)
    return gone


def _inherit_rivals(session: Session, proposal: Proposal, gone: list[Proposal]) -> list[Link]:
    """Whatever rivals those had that are merged, it has now."""
    ours = {proposal.no, *(other.no for other in gone), *(rival.no for rival in relations.rivals(session, proposal))}
    rivals = {rival.no or 0 for other in gone for rival in relations.rivals(session, other) if rival.no not in ours}
    return [session.merge(relations.made(proposal, "rival", no, None, db.now())) for no in sorted(rivals)]


def drop_amendments(session: Session, proposal: Proposal) -> None:
    """What was written against a proposal that is closed falls with it; what is in a ballot, when that is over."""
    for amendment in relations.linked(session, kind="amends", to=proposal, states=states.TALKED):
        fall(session, amendment, proposal)


def fall(session: Session, proposal: Proposal, because_of: Proposal) -> None:
    """A proposal is disposed of without a vote, because of another that was adopted or closed; the link says which."""
    states.move(session, proposal, "fell")
    link = relations.made(proposal, "fell", because_of.no or 0, None, db.now())
    session.add(link)
    minutes.record(session, None, "proposals.fall", proposal, proposal, link)
    drop_amendments(session, proposal)


def adopted(session: Session, winner: Proposal) -> None:
    """After an adoption: its rivals fall, the rest of its order, and what was written against the winner. A rival in a ballot waits for its end."""
    rivals = [*relations.rivals(session, winner, states.TALKED), *arranged.rest(session, winner, states.TALKED)]
    for rival in {one.no: one for one in rivals}.values():
        fall(session, rival, winner)
    drop_amendments(session, winner)


def decided(session: Session, proposal: Proposal) -> None:
    """After a ballot that adopted nothing: a proposal whose rival was adopted meanwhile falls, and one that amends what is
    closed; one that is closed itself takes along what was written against it."""
    amended = [queries.proposal(session, link.other_no) for link in relations.links(session, proposal, "amends")]
    reasons = [
        *_won(session, proposal),
        *(one for one in amended if one.state in states.ENDED and one.state != "withdrawn"),
    ]
    if reasons and states.may(proposal.state, "fell"):
        fall(session, proposal, reasons[0])
    elif proposal.state in states.ENDED:
        drop_amendments(session, proposal)


def _won(session: Session, proposal: Proposal) -> list[Proposal]:
    """The rivals of a proposal that were adopted, and what was adopted of its order."""
    return [*relations.rivals(session, proposal, ["adopted"]), *arranged.rest(session, proposal, ["adopted"])]
