"""The roll of a ballot: who is on it, for whom they worked when it opened, and what has become of their seat since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.ballots.electorate import Seat
from workbench.ballots.models import Ballot, RollEntry
from workbench.cases import subjects
from workbench.cases.outside import key
from workbench.members import interests
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proposals import recusals
from workbench.proposals.models import Proposal


def electorate(session: Session) -> list[Member]:
    """Who would be on the roll of a ballot opened now, by number."""
    active = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.id))).all()
    return [member for member in active if "member" in member.held]


def seated(session: Session, voters: Sequence[Member], proposals: Iterable[Proposal]) -> list[RollEntry]:
    """The roll of a ballot that opens now on these proposals, without its number."""
    out, homes = recusals.out(session, proposals), affiliations(session, [voter.id or 0 for voter in voters])
    return [
        RollEntry(
            ballot_no=0, member_id=voter.id or 0, name=voter.name, affiliation=homes.get(voter.id or 0, ""),
            is_chair="chair" in voter.held, status=out.get(voter.id or 0, "eligible"),
        )
        for voter in voters
    ]  # fmt: skip


def affiliations(session: Session, members: Sequence[int]) -> dict[int, str]:
    """For whom these members work today, by the register of interests: of several employers the newest, by its name on record."""
    found, on_record = {}, subjects.by_name(session)
    for member, known in interests.live(session, members).items():
        if jobs := [one for one in known if one.kind == "employment"]:
            newest = max(jobs, key=lambda one: (one.since, one.id or 0)).organisation
            found[member] = on_record[key(newest)].name if key(newest) in on_record else newest
    return found


def told(roll: Iterable[RollEntry]) -> list[list[int | str | bool]]:
    """What the statement of a ballot says of its seats: for whom each works, who is the chair, who is recused."""
    return [[entry.member_id, entry.affiliation, entry.is_chair, entry.status] for entry in roll]


def seats(session: Session, ballot: Ballot, roll: Sequence[RollEntry]) -> list[Seat]:
    """The roll as counting takes it: until the result is on record with those who have left by now."""
    gone = left(session, ballot, roll) if ballot.closed_at is None else set()
    return [
        Seat(
            entry.member_id, entry.affiliation, status="left" if entry.member_id in gone else entry.status,
            is_chair=entry.is_chair,
        )
        for entry in roll
    ]  # fmt: skip


def changed(session: Session, ballot: Ballot, proposals: Iterable[Proposal]) -> datetime | None:
    """When a recusal last changed the roll of an open ballot, if one did."""
    rows = [row for row in recusals.of(session, proposals) if row.state in recusals.OUT]
    return max((at for row in rows if (at := row.seconded_at or row.moved_at) > ballot.opens_at), default=None)


def left(session: Session, ballot: Ballot, roll: Sequence[RollEntry]) -> set[int]:
    """Who was eligible, and left the committee before voting was over."""
    eligible = [entry.member_id for entry in roll if entry.status == "eligible"]
    paused = session.exec(select(Member.id).where(col(Member.id).in_(eligible), col(Member.active).is_(False))).all()
    found = set()
    for member in paused:
        query = select(Minute.at).where(Minute.thing == f"member:{member}", Minute.act == "members.activity")
        at = session.exec(query.order_by(col(Minute.seq).desc()).limit(1)).first()
        if at and at < ballot.closes_at:
            found.add(member or 0)
    return found


def leave(session: Session, ballot: Ballot) -> list[RollEntry]:
    """Put down on the roll who has left, when the result is recorded; what has changed is for the entry in the minutes."""
    roll = session.exec(select(RollEntry).where(RollEntry.ballot_no == ballot.no)).all()
    gone = left(session, ballot, roll)
    changed = [entry for entry in roll if entry.member_id in gone]
    for entry in changed:
        entry.status = "left"
    session.add_all(changed)
    return changed
