"""Alarms: something that nobody recorded was found in the repository, or the record is not the one that somebody knows of.

One is raised once, as an entry of the minutes; it stands on every page, and nothing is adopted, until an officer has put on record what
it was and it is right again (integrity 3.5, attacks 40, 51 and 52).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

KINDS = ("repository", "head")
OPEN = text("ended_at IS NULL")
MOST = 20  # lines that an alarm names; the rest is counted
SENTENCES = {
    "repository": "In the repository of the text there is what nobody recorded. Nothing is adopted until an officer has looked and it is right again.",
    "head": "The record does not go on from one that somebody knows of: it was cut short, or written anew. Nothing is adopted until an "
    "officer has looked.",
}  # fmt: skip


class Alarm(Minuted, table=True):
    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="alarm_kind"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (words = '')", name="alarm_ended"),
        Index("ix_alarm_open", "no", sqlite_where=OPEN, postgresql_where=OPEN),
    )  # fmt: skip
    minuted: ClassVar[tuple[str, ...]] = ("kind", "lines", "heads", "raised_at", "words", "ended_by", "ended_at")

    no: int | None = Field(default=None, primary_key=True)
    kind: str
    # what was found, a line each
    lines: list[str] = Field(sa_column=Column(JSON, nullable=False))
    # the heads that the record does not go on from (“117:9a784f9a…”)
    heads: list[str] = Field(sa_column=Column(JSON, nullable=False))
    raised_at: datetime = Field(sa_type=Moment, nullable=False)
    # what an officer found it to be, and did about it
    words: str = Field(default="", sa_type=Text, nullable=False)
    ended_by: int | None = Field(default=None, foreign_key="member.id")
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def sentence(self) -> str:
        return f"{SENTENCES[self.kind]} What was found is at /alarms: {'; '.join(self.lines)}"


def alarm(session: Session, no: int) -> Alarm:
    found = session.get(Alarm, no)
    if found is None:
        raise NotHere("There is no such alarm.")
    return found


def standing(session: Session, kind: str = "") -> Sequence[Alarm]:
    """The alarms that nobody has ended, the first one first."""
    query = select(Alarm).where(col(Alarm.ended_at).is_(None)).order_by(col(Alarm.no))
    return session.exec(query.where(Alarm.kind == kind) if kind else query).all()


def every(session: Session) -> Sequence[Alarm]:
    """All of them, the newest first."""
    return session.exec(select(Alarm).order_by(col(Alarm.no).desc())).all()


def sound(
    session: Session, actor: Member | None, kind: str, found: Sequence[str], heads: Iterable[str] = ()
) -> Alarm | None:
    """Raise an alarm about what was found, unless nothing was; while one of its kind stands, that one stands for it."""
    if not found:
        return None
    if known := standing(session, kind):
        return known[0]
    lines = [*found[:MOST], *([f"and {len(found) - MOST} more"] if len(found) > MOST else [])]
    made = Alarm(kind=kind, lines=lines, heads=[*heads], raised_at=db.now())
    session.add(made)
    session.flush()
    minutes.record(session, actor, "alarms.raise", made, made)
    return made


def end(session: Session, actor: Member, row: Alarm, *, words: str, still: Sequence[str]) -> Alarm:
    """Put on record what it was. Refused while it is so `still`."""
    permissions.require(actor, "alarms.end")
    session.refresh(row)
    if row.ended_at:
        raise Refusal("This alarm is over already. Reload the page.", status=409)
    if still:
        raise Refusal("It is not right again yet: mend it first.", status=409, details=tuple(still[:MOST]))
    if len(words.strip()) < 10:
        raise Refusal("Say in a sentence or two what it was, and what was done about it.", field="words")
    row.words, row.ended_by, row.ended_at = words.strip(), actor.id, db.now()
    session.add(row)
    minutes.record(session, actor, "alarms.end", row, row)
    return row
