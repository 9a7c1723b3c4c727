"""What ties a member to an organisation: declared by the member, never deleted, ended by a day. Everybody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col, or_, select

from workbench import db
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

KINDS = {
    "employment": "works for", "contract": "is paid by", "equity": "owns a part of", "office": "holds an office in",
    "grant": "has a grant from", "family": "has family at",
}  # fmt: skip


class Interest(Minuted, table=True):
    __tablename__ = "interest"
    __table_args__ = (CheckConstraint(f"kind IN {tuple(KINDS)}", name="interest_kind"),)
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "organisation", "kind", "since", "until")

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    organisation: str
    kind: str
    since: date
    # the last day; None: it goes on
    until: date | None = None

    @property
    def words(self) -> str:
        return f"{KINDS[self.kind]} {self.organisation}"


def declare(session: Session, actor: Member, *, organisation: str, kind: str, since: date) -> Interest:
    """Put an interest of one's own on record."""
    permissions.require(actor, "account")
    if kind not in KINDS:
        raise Refusal("Choose what ties you to the organisation.", field="kind")
    made = Interest(member_id=actor.id or 0, organisation=organisation, kind=kind, since=since)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "members.interest", actor, made)
    return made


def end(session: Session, actor: Member, interest: Interest) -> None:
    """Say that an interest of one's own is over, from today."""
    if interest.member_id != actor.id:
        raise Refusal("Only the member whose interest it is may end it.", status=403)
    if interest.until:
        raise Refusal("This interest is over already.", status=409)
    interest.until = db.now().date()
    session.add(interest)
    minutes.record(session, actor, "members.interest_over", actor, interest)


def of(session: Session, members: Iterable[int]) -> dict[int, list[Interest]]:
    """All that these members have declared, the newest first."""
    rows = session.exec(
        select(Interest).where(col(Interest.member_id).in_(list(members))).order_by(col(Interest.id).desc())
    )
    found: dict[int, list[Interest]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return found


def live(session: Session, members: Iterable[int]) -> dict[int, list[Interest]]:
    """What ties these members today."""
    going_on = or_(col(Interest.until).is_(None), col(Interest.until) > db.now().date())
    found: dict[int, list[Interest]] = {}
    for row in session.exec(select(Interest).where(col(Interest.member_id).in_(list(members)), going_on)):
        found.setdefault(row.member_id, []).append(row)
    return found


def every(session: Session) -> Sequence[Interest]:
    """The whole register, the newest first."""
    return session.exec(select(Interest).order_by(col(Interest.id).desc())).all()


def names(session: Session, found: Iterable[Interest]) -> dict[int, str]:
    """The names of the members whose interests these are."""
    wanted = {interest.member_id for interest in found}
    return {row.id or 0: row.name for row in session.exec(select(Member).where(col(Member.id).in_(wanted)))}
