"""Where the chair refuses an appeal its author may ask the members: another supports that, and they vote for seven days (procedure 2.1, 4.1).

It carries where more are for it than against. The clock ends the vote; the workbench counts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.errors import NotHere, Refusal
from workbench.members import bodies, permissions
from workbench.members.interests import Interest
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import (
    admission,
    authorship,
    declaring,
    discussing,
    leaving,
    pleas,
    queries,
    recusals,
    relations,
    states,
)
from workbench.proposals.declaring import FiledInterest
from workbench.proposals.models import Proposal
from workbench.proposals.pleas import Incompatibility, MemberMotion, MotionVote
from workbench.proposals.waiting import turn
from workbench.turns import Turn


def ask(
    session: Session, actor: Member, proposal: Proposal, *, reason: str, other: Proposal | None = None
) -> MemberMotion:
    """An author asks the members to decide otherwise than the chair on their appeal; once. `other`: of two that are called incompatible."""
    permissions.require(actor, "proposals.file")
    _refused(session, actor, proposal, other)
    low, high = (proposal, None) if other is None else sorted((proposal, other), key=lambda one: one.no or 0)
    kind = "incompatible" if high else "inadmissible"
    if pleas.motion(session, kind, low.no or 0, high.no if high else None):
        raise Refusal("The members were asked already. Read on the page how it stands.", status=409)
    row = MemberMotion(
        kind=kind, proposal_no=low.no or 0, other_no=high.no if high else None, made_by=actor.id or 0,
        reason=leaving.reasoned(reason), made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    minutes.record(session, actor, "proposals.ask_members", proposal, row)
    return row


def _refused(session: Session, actor: Member, proposal: Proposal, other: Proposal | None) -> None:
    """Refuse unless the chair refused an appeal here, and this is an author."""
    row = pleas.between(session, proposal, other) if other else relations.ruling(session, proposal)
    stands = row is not None and row.upheld is False
    if isinstance(row, Incompatibility):
        stands = stands and row.ended_at is None
    elif proposal.state != "inadmissible":
        stands = False
    if not stands:
        raise Refusal("The chair has refused no appeal here. Appeal to the chair first.", status=409)
    own = authorship.ids(session, proposal) | (authorship.ids(session, other) if other else frozenset())
    if actor.id not in own:
        raise Refusal("Only its authors may ask the members.", status=403, whom="its authors")


def motion(session: Session, number: int) -> MemberMotion:
    found = session.get(MemberMotion, number)
    if found is None:
        raise NotHere(f"There is no motion {number}.")
    return found


def _about(session: Session, row: MemberMotion) -> list[Proposal]:
    return [queries.proposal(session, no) for no in (row.proposal_no, row.other_no) if no]


def _voter(session: Session, actor: Member, row: MemberMotion) -> Proposal:
    """Refuse who does not vote in the committee or is recused, and what is over. Answers the proposal it is about."""
    permissions.require(actor, "proposals.sponsor")
    about = _about(session, row)
    recusals.stand_aside(session, actor, *about)
    if actor.id not in bodies.voters(session):
        raise Refusal("Only those who vote in the committee do this.", status=403, whom="its members")
    if row.outcome or row.is_over:
        raise Refusal("That is over. Reload the page and read what came of it.", status=409)
    return about[0]


def second(session: Session, actor: Member, row: MemberMotion) -> MemberMotion:
    """Another member supports that the members decide: their seven days begin."""
    proposal = _voter(session, actor, row)
    if actor.id == row.made_by:
        raise Refusal("You asked yourself: another member supports it.", status=403, whom="another member")
    if row.seconded_by:
        raise Refusal("A member supports it already, so you can vote on it.", status=409)
    row.seconded_by, row.opened_at = actor.id, db.now()
    session.add(row)
    minutes.record(session, actor, "proposals.second_motion", proposal, row)
    return row


def vote(session: Session, actor: Member, row: MemberMotion, *, is_for: bool) -> MotionVote:
    """Vote on it, under one's name; again, and the last vote counts."""
    proposal = _voter(session, actor, row)
    if row.opened_at is None:
        raise Refusal("Another member has to support it first.", status=409)
    made = session.get(MotionVote, (row.id, actor.id)) or MotionVote(
        motion_id=row.id or 0, member_id=actor.id or 0, is_for=is_for, said_at=db.now()
    )
    made.is_for, made.said_at = is_for, db.now()
    session.add(made)
    minutes.record(session, actor, "proposals.vote_motion", proposal, made)
    return made


def votes(session: Session, rows: Sequence[MemberMotion]) -> dict[int, list[MotionVote]]:
    """Motion -> the votes on it, the first first."""
    found: dict[int, list[MotionVote]] = {}
    query = select(MotionVote).where(col(MotionVote.motion_id).in_([row.id for row in rows]))
    for one in session.exec(query.order_by(col(MotionVote.said_at), col(MotionVote.member_id))) if rows else ():
        found.setdefault(one.motion_id, []).append(one)
    return found


def due(session: Session, committee: Committee) -> None:
    """Count, by the clock, what was voted on for seven days; what nobody supported in time is over."""
    for row in session.exec(
        select(MemberMotion).where(MemberMotion.outcome == "").order_by(col(MemberMotion.id))
    ).all():
        if row.is_over:
            _end(session, row, committee)


def _end(session: Session, row: MemberMotion, committee: Committee) -> None:
    cast, [proposal, *others] = votes(session, [row]).get(row.id or 0, []), _about(session, row)
    row.votes_for, row.ended_at = sum(one.is_for for one in cast), db.now()
    row.against = len(cast) - row.votes_for
    carried = row.votes_for > row.against
    row.outcome = "lapsed" if row.opened_at is None else "carried" if carried else "lost"
    changed: list[Minuted] = [row]
    if row.outcome == "carried" and others:
        pair = pleas.between(session, proposal, others[0])
        if pair and pair.ended_at is None:
            pair.ended_at = db.now()
            session.add(pair)
            changed.append(pair)
    elif row.outcome == "carried" and proposal.state == "inadmissible":
        changed.append(states.move(session, proposal, admission.after(session, proposal, committee)))
    session.add(row)
    minutes.record(session, None, "proposals.count_motion", proposal, *changed)
    if len(changed) > 1 and not others:
        discussing.begin(session, proposal, committee)
        leaving.settle(session, None, proposal)


@dataclass(frozen=True)
class Plea:
    """A motion as a page tells it; `can`: second, vote."""

    motion: MemberMotion
    votes: Sequence[MotionVote]
    can: str


@dataclass(frozen=True)
class Told:
    """For the page of a proposal: what it is called incompatible with, the motions by what they are about (None: that it is not
    considered), names, and the acts open to the reader: ask, declare; appeal-7, hear-7 and ask-7 about proposal 7."""

    pairs: Sequence[Incompatibility]
    motions: dict[int | None, Plea]
    names: dict[int | None, str]
    can: frozenset[str]
    # what whoever filed it confirmed of their interests
    filed: tuple[FiledInterest, list[Interest]] | None


def told(session: Session, proposal: Proposal, viewer: Member | None) -> Told:
    found, made = pleas.of(session, proposal), pleas.motions(session, proposal)
    cast, own = votes(session, made), viewer is not None and viewer.id in authorship.ids(session, proposal)
    may_vote = viewer is not None and permissions.may(viewer, "proposals.sponsor")
    is_out = viewer is not None and may_vote and viewer.id in recusals.out(session, [proposal])
    acts_on = viewer is not None and proposal.state in states.TALKED and not (own or is_out)
    known: dict[int | None, Plea] = {}
    for row in made:
        acts = "vote" if row.opened_at else "second" if viewer and viewer.id != row.made_by else ""
        about = row.other_no if row.proposal_no == proposal.no else row.proposal_no
        known[about] = Plea(
            row, cast.get(row.id or 0, []), "" if row.outcome or row.is_over or is_out or not may_vote else acts
        )
    can = set()
    if acts_on and permissions.may(viewer, "proposals.order"):
        can.add("declare")
    ruling = relations.ruling(session, proposal) if own and proposal.state == "inadmissible" else None
    if ruling and ruling.upheld is False and None not in known:
        can.add("ask")
    for pair in found:
        other = pair.other_no if pair.proposal_no == proposal.no else pair.proposal_no
        if pair.ended_at is None and own:
            can |= {f"appeal-{other}"} if pair.appealed_at is None else set()
            can |= {f"ask-{other}"} if pair.upheld is False and other not in known else set()
        waits = pair.appealed_at is not None and pair.heard_by is None
        if (
            viewer
            and waits
            and not own
            and recusals.may_chair(session, viewer, "proposals.hear", proposal, aside={pair.made_by})
        ):
            can.add(f"hear-{other}")
    people = {one for pair in found for one in (pair.made_by, pair.appealed_by, pair.heard_by)}
    people |= {one for row in made for one in (row.made_by, row.seconded_by)}
    people |= {one.member_id for each in cast.values() for one in each}
    filed = declaring.told(session, proposal)
    people |= {filed[0].member_id} if filed else set()
    return Told(found, known, queries.names(session, people) if people else {}, frozenset(can), filed)


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What a member is asked to support or to vote on, and the chair to decide."""
    if not permissions.may(member, "proposals.sponsor"):
        return []
    found: list[Turn] = []
    waiting = select(MemberMotion, Proposal).join(Proposal, col(Proposal.no) == MemberMotion.proposal_no)
    said = select(MotionVote.motion_id).where(MotionVote.member_id == member.id)
    waiting = waiting.where(MemberMotion.outcome == "", col(MemberMotion.id).not_in(said))
    for row, proposal in session.exec(waiting.order_by(col(MemberMotion.id))):
        if now >= row.until or (row.opened_at is None and row.made_by == member.id):
            continue
        what = (
            "it is considered after all"
            if row.kind == "inadmissible"
            else f"it and proposal {row.other_no} may both be adopted"
        )
        why = f"The members are asked whether {what}: {'vote' if row.opened_at else 'support that they decide'}."
        found.append(turn(why, proposal, "#kin", row.made_at, row.until.date()))
    if permissions.may(member, "proposals.hear"):
        appeals = select(Incompatibility, Proposal).join(Proposal, col(Proposal.no) == Incompatibility.proposal_no)
        appeals = appeals.where(col(Incompatibility.appealed_at).is_not(None), col(Incompatibility.heard_by).is_(None))
        for pair, proposal in session.exec(appeals.where(col(Incompatibility.ended_at).is_(None))):
            why = f"It was called incompatible with proposal {pair.other_no}, and an author appeals to you."
            found.append(turn(why, proposal, "#kin", pair.appealed_at))
    return found
