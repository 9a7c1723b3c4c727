"""Before the vote: what a ballot would do to the cases, and who has read which."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots.models import Ballot, CaseRead, RollEntry
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes


def read(session: Session, actor: Member, ballot: Ballot, case: Case) -> CaseRead:
    """Record that a member on the roll has read what becomes of a case. Saying it again changes nothing."""
    permissions.require(actor, "ballots.vote")
    if session.get(RollEntry, (ballot.no, actor.id)) is None:
        raise Refusal("You are not on the roll of this ballot, so it does not keep what you have read.", status=403)
    known = session.get(CaseRead, (ballot.no, case.no, actor.id))
    if known:
        return known
    if ballot.closed_at is not None or db.now() >= ballot.closes_at:
        raise Refusal("Voting is over, so what was read before it is not added to any more.", status=409)
    made = CaseRead(ballot_no=ballot.no or 0, case_no=case.no or 0, member_id=actor.id or 0, read_at=db.now())
    session.add(made)
    minutes.record(session, actor, "ballots.read", ballot, made)
    return made


def readers(
    session: Session, ballot: Ballot, cases: Iterable[int | None] | None = None
) -> dict[int, list[tuple[int, str]]]:
    """Case -> the members who have read it, by number and name, in the order in which they said so."""
    query = select(CaseRead.case_no, RollEntry.member_id, RollEntry.name).join(
        RollEntry, (col(RollEntry.ballot_no) == CaseRead.ballot_no) & (col(RollEntry.member_id) == CaseRead.member_id)
    )
    query = query.where(CaseRead.ballot_no == ballot.no).order_by(col(CaseRead.read_at), col(CaseRead.member_id))
    if cases is not None:
        query = query.where(col(CaseRead.case_no).in_(list(cases)))
    found: dict[int, list[tuple[int, str]]] = {}
    for case, number, name in session.exec(query):
        found.setdefault(case, []).append((number, name))
    return found


def of_members(session: Session, ballot: Ballot) -> dict[str, list[int]]:
    """Member -> the cases they have read, of everybody who has read any."""
    found: dict[str, list[int]] = {}
    for case, members in sorted(readers(session, ballot).items()):
        for _, name in members:
            found.setdefault(name, []).append(case)
    return dict(sorted(found.items()))
