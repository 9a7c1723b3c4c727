"""Heads of the minutes: which were seen, and whether the record still goes on from them (attacks 39 to 41).

A chain that was cut short, or written anew as a whole, is a chain; only who knows a later head can tell. So the instance notes heads in
a file of its own, beside the database and outside every backup of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlmodel import Session, col, select

from workbench.errors import Refusal
from workbench.minutes.models import Minute

FILE = "heads.txt"
MOST = 500  # heads that the file keeps, the newest
PATTERN = re.compile(r"([1-9]\d{0,8}):([0-9a-f]{8,64})")
Head = tuple[int, str]


def parsed(words: str) -> Head:
    """The number and the hash of “117:9a784f9a…”."""
    found = PATTERN.fullmatch(words.strip())
    if found is None:
        raise Refusal(
            f"“{words[:100]}” is no head of the minutes. Write the number of an entry and its hash, as in 117:9a784f9a.",
            field="head",
        )
    return int(found[1]), found[2]


def now(session: Session) -> str:
    """The head as it is; "" before the first entry."""
    last = session.exec(select(Minute.seq, Minute.hash).order_by(col(Minute.seq).desc()).limit(1)).first()
    return f"{last[0]}:{last[1]}" if last else ""


def forgotten(session: Session, heads: Iterable[Head]) -> Iterator[tuple[str, str]]:
    """Each head that the minutes no longer go on from, and that in words."""
    for seq, value in heads:
        minute = session.get(Minute, seq)
        if minute is None:
            yield (
                f"{seq}:{value}",
                f"minutes: entry {seq}, of which a head was noted, is missing: the record was cut short",
            )
        elif not minute.hash.startswith(value):
            yield (
                f"{seq}:{value}",
                f"minutes: entry {seq} is not the one whose head was noted: the record was written anew",
            )


def seen(instance: Path) -> list[str]:
    """The heads that this instance has noted, the newest last; what is no head in the file is left out."""
    try:
        lines = (instance / FILE).read_text("ascii", "replace").split()
    except FileNotFoundError:
        return []
    return [line for line in lines if PATTERN.fullmatch(line)]


def note(instance: Path, head: str) -> None:
    """Note a head, if it is not the last one noted."""
    known = seen(instance)
    if head and head not in known[-1:]:
        beside = instance / f"{FILE}.new"
        beside.write_text("".join(f"{one}\n" for one in [*known, head][-MOST:]), "ascii")
        beside.replace(instance / FILE)
