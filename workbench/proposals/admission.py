"""Before a proposal is considered: is it admissible, and do enough members support that it be considered (procedure 2.1).

How many, and whether anybody asks, is in the committee's rules (`[admission]` of committee.toml); by default neither.
"""

from __future__ import annotations

from sqlmodel import Session

from workbench import db
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import authorship, discussing, leaving, offered, periods, recusals, relations, states
from workbench.proposals.links import Admissibility, Sponsorship
from workbench.proposals.models import Proposal

SPONSORED = ("submitted", "seeking_sponsors", "discussion", "last_call")


def enter(session: Session, proposal: Proposal, committee: Committee, *, is_exempt: bool) -> None:
    """The state in which a filed proposal begins."""
    proposal.state = "submitted" if committee.admission and not is_exempt else after(session, proposal, committee)
    session.add(proposal)


def again(session: Session, proposal: Proposal, committee: Committee) -> None:
    """The state after a further revision: one that missed its quorum is discussed again, another class needs other sponsors."""
    if proposal.state == "no_quorum":
        states.move(session, proposal, "discussion")
    elif proposal.state == "seeking_sponsors":
        _advance(session, proposal, committee)


def after(session: Session, proposal: Proposal, committee: Committee) -> str:
    """Where an admissible proposal goes."""
    enough = len(relations.sponsors(session, proposal)) >= offered.needed(session, proposal, committee)
    return "discussion" if enough else "seeking_sponsors"


def _advance(session: Session, proposal: Proposal, committee: Committee) -> None:
    target = after(session, proposal, committee)
    if target != proposal.state:
        states.move(session, proposal, target)


def sponsor(session: Session, actor: Member, proposal: Proposal, committee: Committee) -> Sponsorship:
    """Support that a proposal be considered, which is not yet that it pass. With enough sponsors its discussion begins."""
    permissions.require(actor, "proposals.sponsor")
    recusals.stand_aside(session, actor, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal("You are its author. Ask other members to support it.", status=403, whom="other members")
    if proposal.state not in SPONSORED or relations.links(session, proposal, "amends"):
        raise Refusal(f"This proposal is {states.WORDS[proposal.state]}: it needs no sponsors now.", status=409)
    row = session.get(Sponsorship, (proposal.no, actor.id))
    if row and row.ended_at is None:
        raise Refusal("You are one of its sponsors already.", status=409)
    periods.still(session, proposal)
    row = row or Sponsorship(proposal_no=proposal.no or 0, member_id=actor.id or 0, since=db.now())
    row.since, row.ended_at = db.now(), None
    session.add(row)
    session.flush()
    if proposal.state == "seeking_sponsors":
        _advance(session, proposal, committee)
    minutes.record(session, actor, "proposals.sponsor", proposal, proposal, row)
    discussing.begin(session, proposal, committee)
    leaving.settle(session, actor, proposal)
    return row


def step_back(session: Session, actor: Member, proposal: Proposal) -> None:
    """A sponsor supports it no longer; as long as it is not yet considered."""
    permissions.require(actor, "proposals.sponsor")
    row = session.get(Sponsorship, (proposal.no, actor.id))
    if row is None or row.ended_at:
        raise Refusal("You are not one of its sponsors, so you cannot step back.", status=409)
    if proposal.state not in states.BEGUN:
        raise Refusal(
            "It is considered already, with you as a sponsor. Say in a comment what you think now.", status=409
        )
    row.ended_at = db.now()
    session.add(row)
    minutes.record(session, actor, "proposals.step_back", proposal, row)


def step_aside(session: Session, proposal: Proposal) -> list[Sponsorship]:
    """Whoever has become an author of a proposal is its sponsor no longer; for the entry in the minutes."""
    authors = authorship.ids(session, proposal)
    ended = [row for row, _ in relations.sponsors(session, proposal) if row.member_id in authors]
    for row in ended:
        row.ended_at = db.now()
        session.add(row)
    return ended


def rule(
    session: Session, actor: Member, proposal: Proposal, committee: Committee, *, is_admissible: bool, rule: str = "",
    reason: str = "",
) -> Admissibility:  # fmt: skip
    """Say whether a proposal may be considered. If not: by which of the committee's rules, and why."""
    permissions.require(actor, "proposals.admit")
    recusals.stand_aside(session, actor, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal("This is your own proposal. Somebody else has to decide this.", status=403, whom="the chair")
    if proposal.state != "submitted":
        raise Refusal(f"This proposal is {states.WORDS[proposal.state]}: that is decided already.", status=409)
    if not is_admissible and rule not in committee.admission:
        raise Refusal("Name the rule that it breaks.", field="rule")
    row = Admissibility(
        proposal_no=proposal.no or 0, is_admissible=is_admissible, rule="" if is_admissible else rule,
        reason=reason.strip() if is_admissible else leaving.reasoned(reason), decided_by=actor.id or 0, decided_at=db.now(),
    )  # fmt: skip
    states.move(session, proposal, after(session, proposal, committee) if is_admissible else "inadmissible")
    session.add(row)
    minutes.record(session, actor, "proposals.rule", proposal, proposal, row)
    discussing.begin(session, proposal, committee)
    leaving.settle(session, actor, proposal)
    return row


def appeal(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> Admissibility:
    """The author asks the chair to decide otherwise; once."""
    permissions.require(actor, "proposals.file")
    row = _ruled(session, proposal)
    if proposal.author_id != actor.id:
        raise Refusal("Only its author may appeal. Say in a comment what you think.", status=403, whom="its author")
    if row.appealed_at:
        raise Refusal("You have appealed already. The chair decides, and your desk will say so.", status=409)
    row.appeal, row.appealed_at = leaving.reasoned(reason), db.now()
    session.add(row)
    minutes.record(session, actor, "proposals.appeal", proposal, row)
    return row


def hear(
    session: Session, actor: Member, proposal: Proposal, committee: Committee, *, is_upheld: bool, reason: str
) -> Admissibility:
    """The chair decides on an appeal, with a reason."""
    recusals.chair(session, actor, "proposals.hear", proposal)
    row = _ruled(session, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal("This is your own proposal: somebody else has to decide this.", status=403, whom="another chair")
    if row.appealed_at is None or row.heard_by:
        raise Refusal("No appeal waits for a decision here. Reload the page and read how it stands.", status=409)
    row.upheld, row.answer, row.heard_by, row.heard_at = is_upheld, leaving.reasoned(reason), actor.id, db.now()
    if is_upheld:
        states.move(session, proposal, after(session, proposal, committee))
    session.add(row)
    minutes.record(session, actor, "proposals.hear", proposal, proposal, row)
    discussing.begin(session, proposal, committee)
    leaving.settle(session, actor, proposal)
    return row


def _ruled(session: Session, proposal: Proposal) -> Admissibility:
    row = relations.ruling(session, proposal)
    if row is None or proposal.state != "inadmissible":
        raise Refusal("This proposal was not found inadmissible, so there is nothing to appeal against.", status=409)
    return row
