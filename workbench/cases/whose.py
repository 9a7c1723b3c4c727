"""Whose each act in the life of a case is now, of those that are not an officer's at any time."""

from __future__ import annotations

from sqlmodel import Session

from workbench.cases import appeals, decisions, notices, opinions, panel, parties, reviews
from workbench.cases.models import Case
from workbench.members.models import Member
from workbench.members.permissions import may


def undeclared(session: Session, member: Member, case: Case) -> bool:
    own = panel.seat(session, case, member)
    return own is not None and own.declared_at is None


def declared(session: Session, member: Member, case: Case) -> bool:
    own = panel.seat(session, case, member)
    return own is not None and own.declared_at is not None


def all_found(session: Session, member: Member, case: Case) -> bool:
    own = panel.seat(session, case, member)
    found = opinions.mine(session, member, case)
    return own is not None and not own.handed_in_at and all(clause in found for clause in case.need.clauses)


def all_in(session: Session, member: Member, case: Case) -> bool:
    if case.state == "draft_finding":
        return may(member, "cases.settle") and decisions.reply(session, case) is None
    return may(member, "cases.settle") and bool(opinions.of(session, case))


def notice(session: Session, member: Member, case: Case) -> bool:
    return may(member, "cases.settle") and notices.of(session, case) is None


def noticed(session: Session, member: Member, case: Case) -> bool:
    made = notices.of(session, case)
    return may(member, "cases.settle") and made is not None and made.answered_at is None


def proposed(session: Session, member: Member, case: Case) -> bool:
    return may(member, "cases.find") and reviews.standing(session, case) is not None


def appealable(session: Session, member: Member, case: Case) -> bool:
    if not appeals.in_time(case) or not may(member, "cases.find"):
        return False
    is_free = panel.appeal(session, case) is None or appeals.is_reporter(member, case)
    return may(member, "cases.settle") or is_free and not appeals.sat(session, member, case)


def to_second(session: Session, member: Member, case: Case) -> bool:
    made = panel.appeal(session, case)
    waits = made is not None and not made.began_at and made.lodged_by != member.id
    return waits and appeals.in_time(case) and may(member, "cases.find") and not appeals.sat(session, member, case)


def hears(session: Session, member: Member, case: Case) -> bool:
    made = panel.appeal(session, case)
    return made is not None and made.round is not None and declared(session, member, case)


def dissents(session: Session, member: Member, case: Case) -> bool:
    return takes_part(session, member, case) and bool(decisions.agreed(session, case))


def recuses(session: Session, member: Member, case: Case) -> bool:
    return takes_part(session, member, case) and panel.seat(session, case, member) is None


def moves(session: Session, member: Member, case: Case) -> bool:
    return takes_part(session, member, case) and parties.pending(session, case) is None


def answers(session: Session, member: Member, case: Case) -> bool:
    made = parties.pending(session, case)
    return made is not None and made.member_id == member.id and not made.answer


def decides(session: Session, member: Member, case: Case) -> bool:
    made = parties.pending(session, case)
    return made is not None and member.id in parties.deciders(session, made, panel.aside(session, case))


def relieves(session: Session, member: Member, case: Case) -> bool:
    return may(member, "cases.settle") and bool(panel.seated(session, case))


def takes_part(session: Session, member: Member, case: Case) -> bool:
    return may(member, "cases.find") and member.id not in panel.aside(session, case)


def asks_ballot(session: Session, member: Member, case: Case) -> bool:
    return takes_part(session, member, case) and not decisions.owes_ballot(session, case)


def cites(session: Session, member: Member, case: Case) -> bool:
    if case.state == "draft_finding":
        return declared(session, member, case) and bool(decisions.agreed(session, case))
    return may(member, "cases.find") and not panel.of(session, case) and bool(decisions.agreed(session, case))


def silent(session: Session, member: Member, case: Case) -> bool:
    return may(member, "cases.settle") and decisions.is_overdue(session, case)
