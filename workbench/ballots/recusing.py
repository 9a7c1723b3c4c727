"""Leaving the decision on a proposal to others: a member recuses themself, or is dismissed by two others (procedure 2.4, 3.5).

While a ballot on it is open, the seat on its roll changes in the same entry of the minutes: a vote that was cast is void from then on,
and stays on record.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from workbench.ballots import proxies, queries
from workbench.ballots.actions import end_fixed, moment, put_off
from workbench.ballots.models import Ballot, Option, RollEntry, Vote
from workbench.errors import Refusal
from workbench.members import bodies, permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import authorship, recusals
from workbench.proposals.leaving import reasoned
from workbench.proposals.models import Proposal
from workbench.proposals.queries import OPEN
from workbench.proposals.recusals import Recusal


def recuse(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> Recusal:
    """Leave the decision to others, for good; also while a ballot is open, and after having voted in it."""
    if not may(session, actor):
        permissions.require(actor, "proposals.recuse")
    running = _running(session, proposal)
    row = _fit(session, proposal, actor)
    made = row or Recusal(proposal_no=proposal.no or 0, member_id=actor.id or 0, state="", reason="", moved_by=0, moved_at=moment(session))  # fmt: skip
    made.state, made.reason, made.moved_by, made.moved_at = "recused", reasoned(reason), actor.id or 0, moment(session)
    return _keep(session, actor, "ballots.recuse", proposal, running, made)


def take_back(session: Session, actor: Member, proposal: Proposal) -> Recusal:
    """Take part after all: one's own recusal, and only as long as nobody has voted in a ballot on the proposal."""
    permissions.require(actor, "proposals.recuse")
    running, row = _running(session, proposal), session.get(Recusal, (proposal.no, actor.id))
    if row is None or row.state != "recused":
        raise Refusal("You did not recuse yourself from this proposal, so there is nothing to take back.", status=409)
    cast = (
        select(Vote.id).join(Option, col(Option.ballot_no) == Vote.ballot_no).where(Option.proposal_no == proposal.no)
    )
    if session.exec(cast.limit(1)).first():
        raise Refusal("A vote was cast on this proposal while you were recused, so you stay out of it.", status=409)
    row.state, row.moved_at = "taken_back", moment(session)
    return _keep(session, actor, "ballots.take_part", proposal, running, row)


def move(session: Session, actor: Member, proposal: Proposal, member: Member, *, reason: str) -> Recusal:
    """A member who is no party to it moves that another be dismissed. It takes a second one to make it so."""
    permissions.require(actor, "proposals.dismiss")
    _no_party(session, actor, proposal, member)
    _running(session, proposal)
    row = _fit(session, proposal, member)
    if row and row.state == "moved":
        raise Refusal(f"That {member.name} be dismissed is moved already. Another member confirms it.", status=409)
    made = row or Recusal(proposal_no=proposal.no or 0, member_id=member.id or 0, state="", reason="", moved_by=0, moved_at=moment(session))  # fmt: skip
    made.state, made.reason, made.moved_by, made.moved_at = (
        "moved",
        reasoned(reason, "dismissal"),
        actor.id or 0,
        moment(session),
    )
    return _keep(session, actor, "ballots.move_dismissal", proposal, None, made)


def dismiss(session: Session, actor: Member, proposal: Proposal, member: Member) -> Recusal:
    """A second member confirms what another moved, and one of the two is an officer: from now on the member does not decide on
    this proposal."""
    permissions.require(actor, "proposals.recuse")
    _no_party(session, actor, proposal, member)
    running, row = _running(session, proposal), _fit(session, proposal, member)
    if row is None or row.state != "moved":
        raise Refusal("Nobody has moved that this member be dismissed. Reload the page.", status=409)
    if row.moved_by == actor.id:
        raise Refusal("You moved it: another member has to confirm it.", status=403, whom="another member")
    if not {*actor.held, *session.get_one(Member, row.moved_by).held} & permissions.OFFICERS:
        raise Refusal(
            "A member moved it, so the chair or the secretary has to confirm it: of the two whom it takes one is an officer.",
            status=403, whom="the chair or the secretary",
        )  # fmt: skip
    row.state, row.seconded_by, row.seconded_at = "dismissed", actor.id, moment(session)
    return _keep(session, actor, "ballots.dismiss", proposal, running, row)


def may(session: Session, member: Member) -> bool:
    """Whether somebody may have to decide on a proposal: in the committee, or in another body of it."""
    return permissions.may(member, "proposals.recuse") or bodies.sits(session, member)


def _no_party(session: Session, actor: Member, proposal: Proposal, member: Member) -> None:
    recusals.stand_aside(session, actor, proposal)
    if actor.id in (member.id, *authorship.ids(session, proposal)):
        raise Refusal(
            "This is for somebody who is no party to it: neither the member concerned nor an author of the proposal.",
            status=403, whom="another officer or member",
        )  # fmt: skip


def _running(session: Session, proposal: Proposal) -> Ballot | None:
    """The ballot that is open on a proposal. Refused where nothing is left to decide, or the votes are in."""
    found = queries.of_proposal(session, proposal)
    ballot = found if found and found.closed_at is None else None
    if proposal.state not in OPEN or (
        found and found.outcome not in (None, "tie_pending") and proposal.state in queries.CARRIED
    ):
        raise Refusal("This proposal is decided: there is nothing left to stay out of.", status=409)
    if ballot and moment(session) >= ballot.closes_at:
        raise Refusal("Voting is over: who may vote cannot change any more.", status=409)
    return ballot


def _fit(session: Session, proposal: Proposal, member: Member) -> Recusal | None:
    """The motion to dismiss this member, if there is one."""
    row = session.get(Recusal, (proposal.no, member.id))
    if row and row.state in recusals.OUT:
        raise Refusal(f"{member.name} is recused from this proposal already.", status=409)
    if not may(session, member):
        raise Refusal(f"{member.name} votes on no proposal, so there is nothing to stay out of.", field="member")
    return row


def _keep(
    session: Session, actor: Member, act: str, proposal: Proposal, running: Ballot | None, row: Recusal
) -> Recusal:
    """Write it down, on the roll of the open ballot too."""
    seat = session.get(RollEntry, (running.no, row.member_id)) if running else None
    session.add(row)
    if seat:
        seat.status = row.state if row.state in recusals.OUT else "eligible"
        session.add(seat)
    session.flush()
    gone = (
        proxies.ended(session, running, row.member_id, moment(session)) if running and row.state in recusals.OUT else []
    )
    changed = [row, *gone, *([seat] if seat else []), *(put_off(session, running, moment(session)) if running else [])]
    minutes.record(session, actor, act, running or proposal, *changed)
    if running:
        end_fixed(session, running)
    return row
