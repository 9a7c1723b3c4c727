"""Writing the minutes and proving them: the chain, and the state of every row the minutes speak of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from sqlmodel import Session, SQLModel, select

from workbench import db, finding
from workbench.finding import Found
from workbench.minutes.models import Minute

GENESIS = "0" * 64


class Actor(Protocol):
    """Who acts, as the minutes need it: a member, by number and name."""

    id: int | None
    name: str


class Minuted(SQLModel):
    """A table whose rows the minutes carry: `minuted` columns as they are, `digested` ones as salted SHA-256.

    What may have to be removed one day (a comment, a quotation) or must stay unseen for now (a vote) is digested;
    its row has a `salt`. Everything an outsider needs to recompute a state or a tally is in the clear.
    """

    minuted: ClassVar[tuple[str, ...]] = ()
    digested: ClassVar[tuple[str, ...]] = ()
    # whether search finds its rows
    is_found: ClassVar[bool] = False

    def found(self) -> Found | None:
        """By what words search finds this row now; None: not at all."""
        return None


def canonical(value: Any) -> str:
    """Canonical JSON (RFC 8785 for the strings, integers, booleans and nulls the minutes hold)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(salt: str, text: str) -> str:
    return "sha256:" + hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def entry_hash(prev: str, seq: int, at: datetime, actor: str, act: str, thing: str, body: dict[str, Any]) -> str:
    """SHA-256(0x00, previous hash, canonical entry), in hexadecimal (integrity: one leaf of the record)."""
    entry = {"seq": seq, "at": at.isoformat(), "actor": actor, "act": act, "thing": thing, "body": body}
    return hashlib.sha256(b"\0" + bytes.fromhex(prev) + canonical(entry).encode()).hexdigest()


def name_of(row: SQLModel) -> str:
    """`proposal:3`: the table and the primary key, as the minutes name a row."""
    table = row.__table__  # type: ignore[attr-defined]
    return ":".join([table.name, *(str(getattr(row, column.name)) for column in table.primary_key)])


def snapshot(row: Minuted) -> dict[str, Any]:
    """The public state of a row: plain JSON values, digests for what is digested."""
    state: dict[str, Any] = {}
    for column in row.minuted:
        value = getattr(row, column)
        state[column] = value.isoformat() if isinstance(value, date) else value
    for column in row.digested:
        value = getattr(row, column)
        state[column] = None if value is None else digest(row.salt, canonical(value))  # type: ignore[attr-defined]
    return state


def record(
    session: Session, actor: Actor | None, act: str, thing: SQLModel | str, *changed: Minuted, **body: Any
) -> Minute:
    """Write one entry: `actor` did `act` to `thing`, and the `changed` rows now stand as they do. Not committed here."""
    session.flush()
    last = session.exec(select(Minute).order_by(Minute.seq.desc()).limit(1)).first()  # type: ignore[attr-defined]
    seq, prev, at = (last.seq + 1, last.hash, max(db.now(), last.at)) if last else (1, GENESIS, db.now())
    if changed:
        body["rows"] = {name_of(row): snapshot(row) for row in changed}
    who = f"member:{actor.id} {actor.name}" if actor else "workbench"
    about = thing if isinstance(thing, str) else name_of(thing)
    minute = Minute(
        seq=seq, at=at, actor_id=actor.id if actor else None, actor=who, act=act, thing=about, body=body, prev=prev,
        hash=entry_hash(prev, seq, at, who, act, about, body),
    )  # fmt: skip
    session.add(minute)
    for row in changed:
        if row.is_found:
            finding.keep(session, name_of(row), row.found())
    session.flush()
    return minute


def broken_links(minutes: Iterable[Minute]) -> Iterator[str]:
    """Every place where the chain does not hold, in words. Reads the entries in order, from the first."""
    prev, seq = GENESIS, 0
    for minute in minutes:
        if minute.seq != seq + 1:
            yield f"minutes: entry {seq + 1} is missing, entry {minute.seq} follows entry {seq}"
        if minute.prev != prev:
            yield f"minutes: entry {minute.seq} does not follow the entry before it"
        expected = entry_hash(minute.prev, minute.seq, minute.at, minute.actor, minute.act, minute.thing, minute.body)
        if minute.hash != expected:
            yield f"minutes: entry {minute.seq} ({minute.act} {minute.thing}) was changed after it was written"
        prev, seq = minute.hash, minute.seq


def replay(minutes: Iterable[Minute]) -> dict[str, dict[str, Any]]:
    """The state of every minuted row after the last entry: `proposal:3` -> its columns."""
    state: dict[str, dict[str, Any]] = {}
    for minute in minutes:
        state.update(minute.body.get("rows", {}))
    return state
