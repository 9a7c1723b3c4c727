"""What is in force when: a version holds from its adoption or, where its ballot gave time, from the end of that; until the next does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from workbench.definition.models import Transition, Version
from workbench.minutes.steps import FEED, Step

WORDS = {"published": "adopted, not in force yet", "in_force": "in force", "superseded": "superseded"}
_MADE = "commit and tag are made, and proposals are written against it"
_ASKED = "its ballot carried, is ratified where that is owed, and nothing holds it up; the tag is put on exactly the bytes voted on"
STEPS: tuple[Step, ...] = (
    Step("", "published", "chair or secretary", f"{_ASKED}; the ballot fixed some days before it is in force", f"{_MADE}; what was in force still is", f"calendar, {FEED}"),
    Step("", "in_force", "chair or secretary", f"{_ASKED}; it was adopted without a transition, or came with the history of the text", f"{_MADE}; it holds at once", FEED),
    Step("published", "in_force", "workbench", "the first midnight (UTC) after those days", "it holds, and the one before it does no more", "calendar"),
    Step("published", "superseded", "workbench", "the next one is in force from the same moment", "it stays readable, and cases judged under it keep it", "calendar"),
    Step("in_force", "superseded", "workbench", "the next one is in force", "it stays readable, and cases judged under it keep it", f"calendar, {FEED}"),
)  # fmt: skip


def begin(session: Session, version: Version, days: int) -> list[Transition]:
    """The row of a version just adopted that is in force only later: from the first midnight (UTC) after so many days, and never
    before the one it follows."""
    before = session.get(Version, version.ordinal - 1)
    over = version.made_at + timedelta(days=days)
    at = datetime.combine(over + timedelta(days=1), time.min, UTC) if days else over
    if before:
        at = max(at, since(session, before))
    if at <= version.made_at:
        return []
    row = Transition(ordinal=version.ordinal, in_force_at=at)
    session.add(row)
    session.flush()
    return [row]


def since(session: Session, version: Version) -> datetime:
    """From when on a version is in force."""
    row = session.get(Transition, version.ordinal)
    return row.in_force_at if row else version.made_at


def state(session: Session, version: Version, now: datetime) -> str:
    """Where a version stands at a moment: from its own day and that of the next one, and from nothing else."""
    if now < since(session, version):
        return "published"
    after = session.get(Version, version.ordinal + 1)
    return "superseded" if after and since(session, after) <= now else "in_force"


def on(session: Session, moment: datetime) -> Version | None:
    """The version in force at a moment; None before the first."""
    begins = func.coalesce(col(Transition.in_force_at), col(Version.made_at))
    query = select(Version).outerjoin(Transition, col(Transition.ordinal) == Version.ordinal).where(begins <= moment)
    return session.exec(query.order_by(col(Version.ordinal).desc()).limit(1)).first()


def coming(session: Session, after: datetime) -> list[tuple[Version, datetime]]:
    """The versions that come, or came, into force after a moment and not by their adoption alone, the first one first."""
    query = select(Version, Transition.in_force_at).join(Transition, col(Transition.ordinal) == Version.ordinal)
    return list(session.exec(query.where(col(Transition.in_force_at) > after).order_by(col(Version.ordinal))))


def later(session: Session, ordinals: Sequence[int]) -> list[tuple[int, datetime]]:
    """Of these versions those that are in force later than adopted, and from when."""
    query = select(Transition.ordinal, Transition.in_force_at).where(col(Transition.ordinal).in_(ordinals))
    return list(session.exec(query))
