"""The whole log of cases as plain values: the versions it speaks of, every row, and every act on record, in the order of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from workbench.cases import kept
from workbench.cases.kept import NAME, Kept, Names, Plain, root
from workbench.cases.states import ENTERED
from workbench.definition import queries as definition
from workbench.minutes.models import Minute

VERSIONS, ACTS = "version", "act"


@dataclass
class Block:
    """One thing that stands by itself (a case, a record of others) with all that belongs to it: rows by name, and acts."""

    rows: dict[str, tuple[Kept, Plain]] = field(default_factory=dict)
    acts: list[Plain] = field(default_factory=list)


def blocks(session: Session, names: Names) -> dict[str, Block]:
    """All that the log holds, by the name of what stands by itself. `names` learns the names of the rows."""
    found: dict[str, Block] = {}
    for table, row in kept.rows(session, names):
        found.setdefault(root(row[NAME]), Block()).rows[row[NAME]] = (table, row)
    for name, _at, act in acts(session, names):
        if name in found and act is not None:
            found[name].acts.append(act)
    return found


def acts(session: Session, names: Names) -> Iterator[tuple[str, Minute, Plain | None]]:
    """Every act on a row of the log, in order, with what it was on and the entry that has it.

    What an import took over is told as it was told there; for an import of what had no acts there is None.
    """
    in_order = select(Minute).order_by(col(Minute.seq)).execution_options(yield_per=500)
    for minute in session.exec(in_order):
        entry = told(minute, names)
        if minute.act == ENTERED:
            name = names.entry(minute.thing) or ""
            yield from ((name, minute, act) for act in minute.body["acts"] or (None,))
            continue
        for name in dict.fromkeys(map(root, [*entry["rows"], *filter(None, [names.entry(minute.thing)])])):
            mine = {row: state for row, state in entry["rows"].items() if root(row) == name}
            yield name, minute, {"of": name, **entry, "rows": mine}


def told(minute: Minute, names: Names) -> Plain:
    """An entry of the minutes with names that hold anywhere."""
    states = {
        name: names.outward(names.tables[thing.partition(":")[0]], state)
        for thing, state in minute.body.get("rows", {}).items()
        if (name := names.entry(thing))
    }
    return {
        "at": minute.at.isoformat(), "actor": minute.actor, "act": minute.act,
        "thing": names.entry(minute.thing) or minute.thing, "rows": states,
        "more": {word: value for word, value in minute.body.items() if word != "rows"},
    }  # fmt: skip


def tables(session: Session) -> dict[str, list[Plain]]:
    """What a file of the log holds: table -> rows."""
    names = Names()
    found = blocks(session, names)
    written: dict[str, list[Plain]] = {VERSIONS: [], **{name: [] for name in names.tables}}
    for block in found.values():
        for table, row in block.rows.values():
            written[table.name].append(row)
    written[VERSIONS] = versions(session, _labels(written, names))
    written[ACTS] = [act for block in found.values() for act in block.acts]
    return written


def _labels(written: dict[str, list[Plain]], names: Names) -> set[str]:
    """The versions that rows refer to."""
    columns = {
        name: [one for one in table.columns if table.refers(one) == VERSIONS] for name, table in names.tables.items()
    }
    return {row[one] for name, rows in written.items() for row in rows for one in columns.get(name, ()) if row[one]}


def versions(session: Session, labels: set[str]) -> list[Plain]:
    """These versions, the oldest first, with the fingerprint of their text and the ids of their clauses."""
    return [
        {
            "label": version.label, "title": version.title, "made_at": version.made_at.isoformat(),
            "fingerprint": version.fingerprint, "clauses": [clause.id for clause in definition.clauses(session, version)],
        }
        for version in reversed(definition.versions(session)) if version.label in labels
    ]  # fmt: skip


def called(row: Plain) -> str:
    """What people call a row that stands by itself."""
    words: list[Any] = [row.get("source"), row.get("identity"), row.get("system"), row.get("release")]
    words = (
        words if any(words) else [row.get("title") or row.get("name") or row.get("organisation"), row.get("said_on")]
    )
    return ", ".join(str(word) for word in words if word) or str(row[NAME])
