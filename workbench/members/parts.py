"""Parts of the roll that a voting rule counts by themselves, such as the P-members of a standards body: who belongs to each, and why.

The committee's file says which there are. Who belongs to one is said by an act of chair or secretary, with a reason, and never deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.bodies import NOW
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

LONGEST = 1000


class PartMember(Minuted, table=True):
    """One time for which somebody belongs to a part."""

    __tablename__ = "part_member"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="part_member_time"),
        Index("ix_part_member_now", "part", "member_id", unique=True, sqlite_where=NOW, postgresql_where=NOW),
    )
    minuted: ClassVar[tuple[str, ...]] = ("part", "member_id", "reason", "since", "until", "ended")

    id: int | None = Field(default=None, primary_key=True)
    # by its name in the committee's file
    part: str
    member_id: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    since: datetime = Field(sa_type=Moment, nullable=False)
    # None: they belong there
    until: datetime | None = Field(default=None, sa_type=Moment)
    # why no more
    ended: str = Field(default="", sa_type=Text, nullable=False)


def enter(
    session: Session, actor: Member, part: str, member: Member, *, reason: str, committee: Committee
) -> PartMember:
    """Chair or secretary put on record that somebody belongs to a part from now on. Ballots that are open keep their rolls."""
    permissions.require(actor, "bodies.seat")
    if part not in committee.parts:
        raise Refusal(f"The committee's file names no part “{part}”. Reload the page.", status=404)
    if not member.active:
        raise Refusal(f"The account of {member.name} is paused. Choose somebody else.", field="member")
    if part in held(session).get(member.id or 0, ()):
        raise Refusal(f"{member.name} belongs there already.", field="member")
    made = PartMember(part=part, member_id=member.id or 0, reason=_reasoned(reason), since=db.now())
    session.add(made)
    session.flush()
    minutes.record(session, actor, "bodies.enter", made, made)
    return made


def leave(session: Session, actor: Member, row: PartMember, *, reason: str) -> PartMember:
    """Chair or secretary put on record that somebody belongs to a part no more."""
    permissions.require(actor, "bodies.seat")
    if row.until:
        raise Refusal("They belong there no more already. Reload the page.", status=409)
    row.ended, row.until = _reasoned(reason), db.now()
    session.add(row)
    minutes.record(session, actor, "bodies.leave", row, row)
    return row


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refusal("Say why, in a sentence: it is on the record.", field="reason")
    if len(reason) > LONGEST:
        raise Refusal(f"The reason is too long: at most {LONGEST} characters fit. Shorten it.", field="reason")
    return reason.strip()


def held(session: Session) -> dict[int, list[str]]:
    """By member, the parts that they belong to now, in order."""
    found: dict[int, list[str]] = {}
    for row in session.exec(select(PartMember).where(col(PartMember.until).is_(None)).order_by(col(PartMember.part))):
        found.setdefault(row.member_id, []).append(row.part)
    return found


def of(session: Session, part: str) -> Sequence[tuple[PartMember, str]]:
    """Everybody who ever belonged to a part with their names, those who do now first."""
    query = select(PartMember, Member.name).join(Member, col(Member.id) == PartMember.member_id)
    order = col(PartMember.until).is_not(None), col(PartMember.since), col(PartMember.id)
    return session.exec(query.where(PartMember.part == part).order_by(*order)).all()
