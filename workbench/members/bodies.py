"""Further bodies beside the committee, such as a board that ratifies: who sits in each, from when until when.

The committee's file says which there are. A seat is given and taken by an act of chair or secretary, and never deleted. Whoever sits
in a body alone has an account as an observer: they read, comment, and vote where their body does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member, MemberRole, Role
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

NOW = text("until IS NULL")
_VOTERS = (
    select(Member.id)
    .join(MemberRole, col(MemberRole.member_id) == Member.id)
    .join(Role, col(Role.id) == MemberRole.role_id)
    .where(col(Member.active), Role.name == "member")
    .order_by(col(Member.id))
)


class BodyMember(Minuted, table=True):
    """One time for which somebody sits in a body."""

    __tablename__ = "body_member"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="body_member_time"),
        Index("ix_body_member_now", "body", "member_id", unique=True, sqlite_where=NOW, postgresql_where=NOW),
    )
    minuted: ClassVar[tuple[str, ...]] = ("body", "member_id", "since", "until")

    id: int | None = Field(default=None, primary_key=True)
    # by its name in the committee's file
    body: str
    member_id: int = Field(foreign_key="member.id")
    since: datetime = Field(sa_type=Moment, nullable=False)
    # None: they sit there
    until: datetime | None = Field(default=None, sa_type=Moment)


def voters(session: Session) -> list[int]:
    """Who sits in the committee itself, by number: what a page asks that only counts them."""
    return db.once(session, "voters", lambda: [no or 0 for no in session.exec(_VOTERS)])


def seat(
    session: Session, actor: Member, body: str, member: Member, *, committee: Committee, ballot: int | None = None
) -> BodyMember:
    """Chair or secretary put on record that somebody sits in a body from now on; `ballot`: by which election. Ballots that are open
    keep their rolls."""
    permissions.require(actor, "bodies.seat")
    if body not in committee.bodies:
        raise Refusal(f"The committee's file names no body “{body}”. Reload the page.", status=404)
    if not member.active:
        raise Refusal(f"The account of {member.name} is paused. Choose somebody else.", field="member")
    if sits(session, member, body):
        raise Refusal(f"{member.name} sits there already.", field="member")
    made = BodyMember(body=body, member_id=member.id or 0, since=db.now())
    session.add(made)
    session.flush()
    minutes.record(session, actor, "bodies.seat", made, made, **({"ballot": ballot} if ballot else {}))
    return made


def unseat(session: Session, actor: Member, row: BodyMember) -> BodyMember:
    """Chair or secretary put on record that somebody sits in a body no more. What they voted stands."""
    permissions.require(actor, "bodies.seat")
    if row.until:
        raise Refusal("This seat is given up already. Reload the page.", status=409)
    row.until = db.now()
    session.add(row)
    minutes.record(session, actor, "bodies.unseat", row, row)
    return row


def sits(session: Session, member: Member, body: str | None = None) -> bool:
    """Whether somebody sits in a body now, or in any of them."""
    query = select(BodyMember.id).where(BodyMember.member_id == member.id, col(BodyMember.until).is_(None))
    return session.exec(query.where(BodyMember.body == body) if body else query).first() is not None


def members(session: Session, body: str) -> Sequence[Member]:
    """Who sits in a body now and has an active account, by number: who would be on the roll of a ballot of it."""
    query = select(Member).join(BodyMember, col(BodyMember.member_id) == Member.id)
    query = query.where(BodyMember.body == body, col(BodyMember.until).is_(None), col(Member.active))
    return session.exec(query.order_by(col(Member.id))).all()


def everybody(session: Session, committee: Committee) -> list[Member]:
    """Who sits in any of the bodies now, by number."""
    found = {one.id or 0: one for name in committee.bodies for one in members(session, name)}
    return [found[no] for no in sorted(found)]


def of(session: Session, body: str) -> list[tuple[BodyMember, str]]:
    """Everybody who ever sat in a body with their names, those who sit there now first."""
    query = select(BodyMember, Member.name).join(Member, col(Member.id) == BodyMember.member_id)
    order = col(BodyMember.until).is_not(None), col(BodyMember.since), col(BodyMember.id)
    return list(session.exec(query.where(BodyMember.body == body).order_by(*order)))
