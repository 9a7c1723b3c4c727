"""Words typed into a draft and not saved: kept for the one who typed them, until they are saved or dropped."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlmodel import Session, col, delete, select
from werkzeug.datastructures import MultiDict

from workbench import db
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals.models import Draft
from workbench.proposals.writing import Unsaved

# Slips of one member in one draft; the oldest make room.
MOST = 5
# What a form carries that nobody typed.
CARRIED = frozenset({"csrf_token", "slip", "mark", "do"})


def slip() -> str:
    """A name for a form that is being opened."""
    return secrets.token_hex(8)


def keep(
    session: Session, member: Member, draft: Draft, fields: Iterable[tuple[str, str]], *, slip: str, mark: int
) -> Unsaved:
    """Keep a form as it is typed. One that was kept from elsewhere since `mark` is left alone: this becomes another."""
    permissions.require(member, "drafts.write")
    form = [[name, value] for name, value in fields if name not in CARRIED]
    others = _all(session, member, draft)
    known = find(session, member, draft, slip) if slip else None
    if known is None or known.mark != mark:
        known = Unsaved(
            draft_id=draft.id or 0, member_id=member.id or 0, form=form, mark=0, kept_at=db.now(),
            slip=slip if slip and known is None else secrets.token_hex(8), place=0,
        )  # fmt: skip
    known.form, known.mark, known.kept_at = form, known.mark + 1, db.now()
    known.place = max((other.place for other in others), default=0) + 1
    session.add(known)
    for old in [other for other in others if other is not known][MOST - 1 :]:
        session.delete(old)
    session.flush()
    return known


def find(session: Session, member: Member, draft: Draft, slip: str) -> Unsaved | None:
    return session.get(Unsaved, (draft.id, member.id, slip))


def newest(session: Session, member: Member, draft: Draft) -> Unsaved | None:
    """What the member typed last and has not saved."""
    return next(iter(_all(session, member, draft)), None)


def drop(session: Session, member: Member, draft: Draft, slip: str) -> None:
    """Forget what was kept under a slip: it is saved, or its author wants it gone. Nothing happens where there is none."""
    query = delete(Unsaved).where(
        col(Unsaved.draft_id) == draft.id, col(Unsaved.member_id) == member.id, col(Unsaved.slip) == slip
    )
    session.exec(query)


def words(kept: Unsaved) -> MultiDict[str, str]:
    """The form as it was typed."""
    return MultiDict((name, value) for name, value in kept.form)


def _all(session: Session, member: Member, draft: Draft) -> list[Unsaved]:
    query = select(Unsaved).where(Unsaved.draft_id == draft.id, Unsaved.member_id == member.id)
    return list(session.exec(query.order_by(col(Unsaved.place).desc())))
