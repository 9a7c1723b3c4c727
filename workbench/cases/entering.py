"""A log of cases from a file, brought into this instance: all that is new or has gone on there, or nothing at all.

Each thing that stands by itself (a case, a record of others) is known again by its name. It is taken over where it is new, or
where nothing happened to it here since it was taken over; where both went on by themselves, nobody can put them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from workbench.cases import log
from workbench.cases.checking import Sheet
from workbench.cases.kept import MEMBER, TABLES, Kept, Names, Plain, inward
from workbench.cases.log import Block
from workbench.cases.states import ENTERED
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted


@dataclass
class Report:
    """What an import found: `older` is what has gone on here since the file was written. `told`: what changes, a line each."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What is to be done with each thing in a file: `steps` are the names of those that bring something."""

    sheet: Sheet
    here: dict[str, Block]
    names: Names
    report: Report
    steps: list[str]


def plan(session: Session, sheet: Sheet, names: Names, here: dict[str, Block]) -> Plan:
    """Compare a file with the log; a Refusal names the first thing that cannot be put together."""
    made = Plan(sheet, here, names, Report(), [])
    starters = {stem for block in here.values() if (stem := _stem(block))}
    for name, block in sheet.blocks.items():
        called = log.called(next(iter(block.rows.values()))[1])
        known = here.get(name)
        if known is None and _stem(block) in starters:
            raise Refusal(
                f"{sheet.where(name)}: this instance has a starter case of its own on {called}. Bring the log into one "
                "without starter cases, made from the same definition (workbench init --from)."
            )
        if known is None:
            made.report.new.append(called)
            made.steps.append(name)
        elif _is_same(known, block):
            made.report.same.append(called)
        elif len(block.acts) < len(known.acts) and known.acts[: len(block.acts)] == block.acts and block.acts:
            made.report.older.append(called)
        elif block.acts[: len(known.acts)] == known.acts:
            made.report.changed.append(called)
            made.report.told += _differences(called, known, block)
            made.steps.append(name)
        else:
            raise Refusal(
                f"{sheet.where(name)}: {called} has gone on here and in the file, each by itself. Nothing was brought in. "
                "Record here by hand what the file adds, or take it out of the file."
            )
        if known and (gone := known.rows.keys() - block.rows.keys()) and name in made.steps:
            raise Refusal(f"{sheet.where(name)}: the file no longer has {min(gone)}, which is on record here.")
    return made


def _stem(block: Block) -> Any:
    """Which starter case it is; nothing for others."""
    return next(iter(block.rows.values()))[1].get("stem")


def _is_same(known: Block, block: Block) -> bool:
    return known.acts == block.acts and known.rows.keys() == block.rows.keys() and not _changed(known, block)


def _changed(known: Block, block: Block) -> list[tuple[str, list[str]]]:
    """Rows that both have and that differ, with the columns; the number that a row has here is its own matter."""
    found = []
    for name in known.rows.keys() & block.rows.keys():
        (table, was), (_, now) = known.rows[name], block.rows[name]
        columns = [one for one in table.columns if one != table.number and was[one] != now[one]]
        if columns:
            found.append((name, columns))
    return sorted(found)


def _differences(called: str, known: Block, block: Block) -> Iterator[str]:
    for name, columns in _changed(known, block):
        was, now = known.rows[name][1], block.rows[name][1]
        own = name.rpartition("/")[2] if "/" in name else "its record"
        for one in columns:
            yield f"{called}: {own}: {one}: {_short(was[one])} -> {_short(now[one])}"
    for name in block.rows.keys() - known.rows.keys():
        yield f"{called}: new: {name.partition('/')[2] or name}"


def _short(value: Any) -> str:
    words = minutes.canonical(value)
    return words if len(words) <= 60 else f"{words[:59]}…"


def carry_out(session: Session, made: Plan) -> Iterator[str]:
    """Take over what is new or has gone on; answers each thing when it is on record. Commits nothing."""
    written: dict[str, list[Minuted]] = {name: [] for name in made.steps}
    for kept in TABLES:
        for name in made.steps:
            for key, (table, row) in made.sheet.blocks[name].rows.items():
                if table is kept and (
                    made.here.get(name) is None or made.here[name].rows.get(key, (0, None))[1] != row
                ):
                    written[name].append(_put(session, made, kept, key, row))
        _count_on(session, kept)
    for name in made.steps:
        known, block = made.here.get(name), made.sheet.blocks[name]
        thing = f"{name.partition(':')[0]}:{made.names.here[name]}"
        minutes.record(
            session, None, ENTERED, thing, *written[name], acts=block.acts[len(known.acts) if known else 0 :]
        )
        yield name


def _put(session: Session, made: Plan, kept: Kept, name: str, row: Plain) -> Minuted:
    """A row of a file in its table: a new one, or the one of that name as it is now."""
    values = {
        one: _inward(session, made, kept, one, row[one]) for one in kept.columns if one != kept.number or row[one]
    }
    table: Any = kept.table
    found = session.get(table, kept.identity(made.names.here[name])) if name in made.names.here else None
    if kept.number and (found or kept.number in values and session.get(table, values[kept.number])):
        values.pop(kept.number, None)
    if found is None:
        found = table(**values)
    kept_row: Minuted = found
    for one, value in values.items():
        setattr(kept_row, one, value)
    try:
        if kept.proven:
            kept.proven(kept_row)
        session.add(kept_row)
        session.flush()
    except (ValueError, KeyError, TypeError) as wrong:
        raise Refusal(f"{made.sheet.where(name)}: {wrong}") from None
    except IntegrityError as wrong:
        raise Refusal(
            f"{made.sheet.where(name)}: the database refuses this row ({str(wrong.orig).splitlines()[0]})."
        ) from None
    made.names.add(kept, kept.called(kept_row), name)
    return kept_row


def _inward(session: Session, made: Plan, kept: Kept, column: str, value: Any) -> Any:
    refers = kept.refers(column)
    if value is None or not refers:
        return inward(kept.columns[column], value)
    if refers == MEMBER:
        return _person(session, made.names, value)
    return made.names.here.get(value, value) if refers in made.names.tables else value


def _person(session: Session, names: Names, name: str) -> int:
    """The member of that name; one who is not known here gets a paused account, so that the record can name them."""
    known = f"{MEMBER} {name}"
    if known not in names.here:
        found = session.exec(select(Member).where(Member.name == name)).first() or members.remember(session, name)
        names.here[known] = found.id
    return int(names.here[known])


def _count_on(session: Session, kept: Kept) -> None:
    """PostgreSQL counts on from the numbers that were given by hand."""
    if kept.number and session.get_bind().dialect.name == "postgresql":
        highest = session.exec(select(func.max(col(getattr(kept.table, kept.number))))).one()
        if highest:
            counter = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
            session.execute(counter, {"table": kept.name, "column": kept.number, "highest": highest})
