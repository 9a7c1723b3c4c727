"""A class of change is contested and settled: by an officer, by its author giving in, or by the clock, upwards (procedure 4.5).

From then on the proposal is of the class that it came to; the contest keeps what was claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import (
    admission,
    authorship,
    bumps,
    classes,
    discussing,
    leaving,
    periods,
    queries,
    recusals,
    states,
    typography,
)
from workbench.proposals.classes import ClassContest
from workbench.proposals.models import CLASSES, SLIGHT, Proposal, Revision
from workbench.proposals.waiting import turn
from workbench.turns import Turn


def contest(session: Session, actor: Member, proposal: Proposal, *, named: str, reason: str) -> ClassContest:
    """Say that a change is of another class than was claimed, with a reason; while that is open no ballot opens."""
    permissions.require(actor, "proposals.contest")
    recusals.stand_aside(session, actor, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal(
            "You are its author: file a revision that claims another class.", status=403, whom="other members"
        )
    if proposal.state not in states.TALKED:
        raise Refusal(
            f"Proposal {proposal.no} is {states.WORDS[proposal.state]}: its class can be contested no more.", status=409
        )
    periods.still(session, proposal)
    standing = classes.of(session, proposal)
    if standing.state == "contested":
        raise Refusal(
            "Its class is contested already. Read that on its page, and say there what you think.", status=409
        )
    if standing.state == "settled":
        raise Refusal(
            f"Its class, {proposal.claimed}, is settled. Comment on the words if something is new.", status=409
        )
    if named not in CLASSES or named == proposal.claimed:
        raise Refusal(f"Name the class that it is of: another than {proposal.claimed}.", field="named")
    _fits(session, proposal, named, "named")
    row = ClassContest(
        proposal_no=proposal.no or 0, n=len(standing.contests) + 1, revision=proposal.revision, claimed=proposal.claimed,
        named=named, member_id=actor.id or 0, reason=leaving.reasoned(reason), made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    minutes.record(session, actor, "proposals.contest_class", proposal, row)
    return row


def may_settle(session: Session, actor: Member | None, proposal: Proposal, row: ClassContest) -> bool:
    """Whether a contest is this officer's to settle: no author's, and not who contests it or is recused."""
    if actor is None or not permissions.may(actor, "proposals.settle_class"):
        return False
    parties = {row.member_id, *authorship.ids(session, proposal), *recusals.out(session, [proposal])}
    return actor.id not in parties


def settle(
    session: Session, actor: Member, proposal: Proposal, committee: Committee, *, settled: str, reason: str
) -> ClassContest:  # fmt: skip
    """An officer says which class it is of, with a reason: the one claimed or another."""
    permissions.require(actor, "proposals.settle_class")
    recusals.stand_aside(session, actor, proposal)
    row = _open(session, proposal)
    if not may_settle(session, actor, proposal, row):
        whom = "an officer who is no author and does not contest it"
        raise Refusal(f"You are a party to this. It is for {whom}.", status=403, whom=whom)
    if settled not in CLASSES:
        raise Refusal("Say which class of change it is.", field="settled")
    _fits(session, proposal, settled, "settled")
    row.answer = leaving.reasoned(reason)
    return _settled(session, actor, proposal, row, committee, "settled", settled)


def concede(session: Session, actor: Member, proposal: Proposal, committee: Committee) -> ClassContest:
    """An author gives in: the class is the one that was named."""
    permissions.require(actor, "proposals.file")
    row = _open(session, proposal)
    if actor.id not in authorship.ids(session, proposal):
        raise Refusal("Only its authors may give in. An officer settles it otherwise.", status=403, whom="its authors")
    return _settled(session, actor, proposal, row, committee, "conceded", row.named)


def claimed(session: Session, actor: Member, proposal: Proposal) -> list[ClassContest]:
    """A revision that claims the class which was named gives in; for the entry in the minutes."""
    row = classes.contest(session, proposal)
    if row is None or row.named != proposal.claimed:
        return []
    return [_ended(session, row, "conceded", row.named, actor)]


def due(session: Session, committee: Committee) -> None:
    """Settle upwards, by the clock, what nobody has settled in time."""
    late = (ClassContest.state == "open", ClassContest.made_at <= db.now() - classes.TO_SETTLE)
    query = select(ClassContest, Proposal).join(Proposal, col(Proposal.no) == ClassContest.proposal_no)
    for row, proposal in session.exec(query.where(*late, col(Proposal.state).in_(states.TALKED))).all():
        _settled(session, None, proposal, row, committee, "raised", classes.higher(proposal.claimed, row.named))


def _fits(session: Session, proposal: Proposal, named: str, field: str) -> None:
    """A change of what a case is judged by is no editorial one, and one of words no typographic one, as when it is filed."""
    revision = queries.revision(session, proposal) if named in SLIGHT else None
    if revision and revision.requirements is not None:
        raise Refusal(
            f"It changes what a case is judged by, so it is not {named}. Choose another class of change.", field=field
        )
    if revision and named == "typographic" and not typography.is_alone(session, revision):
        raise Refusal("More than the typography changes, so it is not typographic. Choose another class.", field=field)


def _open(session: Session, proposal: Proposal) -> ClassContest:
    row = classes.contest(session, proposal)
    if row is None or proposal.state not in states.TALKED:
        raise Refusal("Nobody contests its class now. Reload its page and see how it stands.", status=409)
    if db.now() >= row.until:
        raise Refusal("The seven days to settle it are over: the higher of the two holds. Reload its page.", status=409)
    return row


def _ended(session: Session, row: ClassContest, state: str, settled: str, actor: Member | None) -> ClassContest:
    row.state, row.settled, row.settled_by, row.settled_at = state, settled, actor.id if actor else None, db.now()
    session.add(row)
    return row


def _settled(
    session: Session, actor: Member | None, proposal: Proposal, row: ClassContest, committee: Committee, state: str, settled: str
) -> ClassContest:  # fmt: skip
    """The proposal is of this class from now on, with what the rules ask of it: sponsors, and days of last call."""
    before, proposal.claimed = proposal.claimed, settled
    _ended(session, row, state, settled, actor)
    session.add(proposal)
    if before != settled and proposal.state == "seeking_sponsors":
        admission.again(session, proposal, committee)
    minutes.record(session, actor, "proposals.settle_class", proposal, proposal, row)
    if before != settled:
        discussing.begin(session, proposal, committee)
        discussing.reclaimed(session, proposal, before, committee)
        leaving.settle(session, actor, proposal)
    return row


@dataclass(frozen=True)
class Told:
    """How the class of a proposal stands, for its page; `can` names the acts that are open to the reader."""

    standing: classes.Standing
    names: dict[int | None, str]
    can: frozenset[str]
    # why it does not fit what becomes of the cases; empty where it does, and where it cannot be contested
    misfit: str


def told(session: Session, proposal: Proposal, revision: Revision, viewer: Member | None, committee: Committee) -> Told:
    standing = classes.of(session, proposal)
    is_open = proposal.state in states.TALKED and standing.state == "claimed"
    misfit = bumps.misfit(session, proposal.claimed, revision, committee) if is_open else ""
    people = [one for row in standing.contests for one in (row.member_id, row.settled_by)]
    return Told(
        standing,
        queries.names(session, people) if people else {},
        frozenset(_acts(session, proposal, viewer, standing)),
        misfit,
    )


def _acts(session: Session, proposal: Proposal, viewer: Member | None, standing: classes.Standing) -> Iterator[str]:
    if viewer is None or proposal.state not in states.TALKED or standing.state == "settled":
        return
    is_author, is_out = viewer.id in authorship.ids(session, proposal), viewer.id in recusals.out(session, [proposal])
    if standing.open is None:
        if not (is_author or is_out) and permissions.may(viewer, "proposals.contest"):
            yield "contest"
        return
    if is_author and permissions.may(viewer, "proposals.file"):
        yield "concede"
    if may_settle(session, viewer, proposal, standing.open):
        yield "settle"


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What contests ask of a member, until they are settled: of an officer to settle one, of an author to give in or wait for that."""
    if not permissions.may(member, "proposals.file"):
        return []
    rows = session.exec(_waiting(), params={"now": now - classes.TO_SETTLE}).all()
    numbers = [row.proposal_no for row, _ in rows]
    authors, out = (
        (authorship.everybody(session, numbers), recusals.by_proposal(session, numbers)) if rows else ({}, {})
    )
    return [
        turn(why, proposal, "#kin", row.made_at, row.until.date())
        for row, proposal in rows
        if (why := _asked(member, row, authors[row.proposal_no], out.get(row.proposal_no, set())))
    ]


@cache
def _waiting() -> Any:
    query = select(ClassContest, Proposal).join(Proposal, col(Proposal.no) == ClassContest.proposal_no)
    query = query.where(ClassContest.state == "open", ClassContest.made_at > bindparam("now"))
    return query.where(col(Proposal.state).in_(states.TALKED)).order_by(col(Proposal.no))


def _asked(member: Member, row: ClassContest, authors: set[int], out: set[int]) -> str:
    if member.id in authors:
        return f"A member says that it is {row.named} and not {row.claimed}: give in, or an officer settles it."
    is_party = member.id == row.member_id or member.id in out
    if is_party or not permissions.may(member, "proposals.settle_class"):
        return ""
    return f"Its class is contested, {row.named} against {row.claimed}: settle it. Until then no ballot opens."
