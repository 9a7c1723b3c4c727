"""What can be found by its words: one table, full text search of SQLite (FTS5) and PostgreSQL behind one function.

An act that records a row keeps what is found of it in the same transaction, so the index is never behind the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, column, func, table, text
from sqlmodel import Field, Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

PAGE = 20
MOST_WORDS = 12
# PostgreSQL takes about a megabyte of words for one thing.
LONGEST = 200_000
INDEX = table("search_words", column("rowid"))
VECTOR = f"to_tsvector('simple', left(title || ' ' || body, {LONGEST}))"


@dataclass(frozen=True)
class Found:
    """What is found of a thing: its kind, a line to call it by, its words, and who may find it (public, committee)."""

    kind: str
    title: str
    body: str
    audience: str = "public"


class Entry(SQLModel, table=True):
    """One thing, by the name the minutes give it (`proposal:3`), or `clause:<id>`. Made from other tables, never the record."""

    __tablename__ = "search_entry"

    id: int | None = Field(default=None, primary_key=True)
    thing: str = Field(unique=True)
    kind: str = Field(index=True)
    title: str = Field(sa_type=Text, nullable=False)
    body: str = Field(sa_type=Text, nullable=False)
    audience: str


def keep(session: Session, thing: str, found: Found | None) -> None:
    """Let a thing be found by these words and no others; None: by none any longer."""
    entry = session.exec(select(Entry).where(Entry.thing == thing)).first()
    if found is None:
        if entry:
            session.delete(entry)
        return
    entry = entry or Entry(thing=thing, kind="", title="", body="", audience="")
    entry.kind, entry.title, entry.body, entry.audience = found.kind, found.title, found.body, found.audience
    session.add(entry)


def purge(session: Session) -> None:
    """Leave nothing in the index of words that are no longer found: SQLite drops them when its parts are put together, PostgreSQL
    when it next cleans up (VACUUM)."""
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_words(search_words) VALUES ('optimize')"))


def replace(session: Session, kind: str, things: Iterable[tuple[str, Found]]) -> None:
    """Exactly these things of a kind from now on."""
    session.exec(delete(Entry).where(col(Entry.kind) == kind))
    session.add_all(
        Entry(thing=thing, kind=found.kind, title=found.title, body=found.body, audience=found.audience)
        for thing, found in things
    )
    session.flush()


def words_of(asked: str) -> list[str]:
    """The words that are looked for, in small letters."""
    return re.findall(r"[^\W_]+", asked.lower())[:MOST_WORDS]


def find(
    session: Session, asked: str, audiences: Sequence[str], *, kind: str = "", before: int | None = None
) -> tuple[list[Entry], int | None]:
    """A page of the things that hold all the words, the last kept first: those for one of the `audiences`.

    With it the number to go on from, if any are left. Where whole words fill no page, or with a “*” behind it, the last word
    may be cut short: all the words that begin so have to be read through, so it is not looked for in vain.
    """
    words = words_of(asked)
    if not words:
        return [], None
    whole = [] if asked.rstrip().endswith("*") else list(session.exec(_holding(session, words, audiences, kind)))
    is_cut = len(whole) <= PAGE
    if is_cut or before:
        whole = list(session.exec(_holding(session, words, audiences, kind, is_cut=is_cut, before=before)))
    return whole[:PAGE], whole[PAGE - 1].id if len(whole) > PAGE else None


def _holding(
    session: Session, words: Sequence[str], audiences: Sequence[str], kind: str, *, is_cut: bool = False, before: int | None = None
) -> SelectOfScalar[Entry]:  # fmt: skip
    """A page and one of the things that hold these words, the last of which may be cut short."""
    query = select(Entry).where(col(Entry.audience).in_(audiences)).order_by(col(Entry.id).desc()).limit(PAGE + 1)
    number: Any = col(Entry.id)
    if kind:
        query = query.where(Entry.kind == kind)
    if session.get_bind().dialect.name == "sqlite":
        wanted = "{title body} : (" + " AND ".join(f'"{word}"' for word in words) + " *" * is_cut + ")"
        wanted += f' AND kind : "{kind}"' if kind else ""
        number = INDEX.c.rowid  # by it the index begins where the page does, and not at its newest entry
        query = query.join(INDEX, number == Entry.id).order_by(None).order_by(number.desc())
        query = query.where(text("search_words MATCH :wanted").bindparams(wanted=wanted))
    else:
        wanted = " & ".join(f"'{word}'" for word in words) + ":*" * is_cut
        query = query.where(text(f"{VECTOR} @@ to_tsquery('simple', :wanted)").bindparams(wanted=wanted))
    return query.where(number < before) if before else query


def named(session: Session, things: Sequence[str], audiences: Sequence[str]) -> list[Entry]:
    """The things with these names, in this order."""
    known = session.exec(select(Entry).where(col(Entry.thing).in_(things), col(Entry.audience).in_(audiences))).all()
    return sorted(known, key=lambda entry: things.index(entry.thing))


def numbered(session: Session, number: str, audiences: Sequence[str]) -> list[Entry]:
    """The clauses whose title begins with this number."""
    query = select(Entry).where(Entry.kind == "clause", func.substr(Entry.title, 1, len(number) + 1) == f"{number} ")
    return list(session.exec(query.where(col(Entry.audience).in_(audiences)).limit(PAGE)))
