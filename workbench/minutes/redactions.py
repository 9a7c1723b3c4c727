"""Words that were removed by two officers: what stands in their place, and the digests that stay (integrity 3.1).

The minutes hold digests alone of what may have to be removed, so their chain goes on holding. A row whose words go gets a new salt:
whoever knows the old digest can no longer try words on it. Its entry, the last that speaks of the row, has the words in their place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Text
from sqlmodel import Field, Session, col, select

from workbench.db import Moment
from workbench.minutes.record import Minuted, canonical, digest, name_of

# column -> every text that it has had, the last one last
Texts = Mapping[str, list[Any]]


class Redaction(Minuted, table=True):
    """What two officers removed, one as the secretary and one as the chair."""

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("proposed_by <> confirmed_by", name="redaction_two"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "thing", "reason", "words", "digests", "proposed_by", "confirmed_by", "removed_at"
    )  # fmt: skip

    no: int | None = Field(default=None, primary_key=True)
    # of what the words were: `comment:5`, `evidence:3`
    thing: str = Field(index=True)
    reason: str = Field(sa_type=Text, nullable=False)
    # what stands in their place
    words: str = Field(sa_type=Text, nullable=False)
    # row -> column -> the digests of what it had held; and `file` -> the SHA-256 of a file that is no longer kept
    digests: dict[str, dict[str, list[str]]] = Field(sa_column=Column(JSON, nullable=False))
    proposed_by: int = Field(foreign_key="member.id")
    confirmed_by: int = Field(foreign_key="member.id")
    removed_at: datetime = Field(sa_type=Moment, nullable=False)


def tombstone(day: datetime, names: tuple[str, str], reason: str) -> str:
    """What stands in place of the words: when, by whom and why they were removed."""
    return f"Removed on {day.day} {day:%B %Y} by {names[0]} and {names[1]}: {reason}"


def drop(row: Any, texts: Texts, put: Callable[[str, Any], Any]) -> dict[str, list[str]]:
    """Take the words out of a row, put others in their place and give it a new salt; the digests of what it held."""
    held = {
        column: list(dict.fromkeys(digest(row.salt, canonical(text)) for text in told))
        for column, told in texts.items()
    }
    for column, told in texts.items():
        setattr(row, column, put(column, told[-1]))
    row.salt = secrets.token_hex(16)
    return held


def of(session: Session, thing: Any) -> Redaction | None:
    """The removal of the words of a row, if they were removed."""
    name = thing if isinstance(thing, str) else name_of(thing)
    return session.exec(select(Redaction).where(Redaction.thing == name)).first()


def rows(session: Session) -> set[str]:
    """The name of every row whose words were removed."""
    return {name for told in session.exec(select(Redaction.digests)) for name in told}


def files(session: Session) -> dict[str, Redaction]:
    """SHA-256 of a file that is no longer kept -> its removal."""
    return {sha256: row for row in _all(session) for sha256 in row.digests.get("file", {}).get("sha256", ())}


def told(session: Session) -> Iterator[str]:
    """What was removed, a line each."""
    yield from (f"{row.thing}: {row.words[0].lower()}{row.words[1:]}" for row in _all(session))


def _all(session: Session) -> Iterator[Redaction]:
    return iter(session.exec(select(Redaction).order_by(col(Redaction.no))))
