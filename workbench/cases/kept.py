"""The tables of the case log as a file of the log holds them: every column, and every reference by a name that holds anywhere.

A new table comes along by standing in TABLES, after the tables it refers to; a new column by itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import AutoString, Session, col, select

from workbench.cases.claims import Claim, ClaimStep
from workbench.cases.life import Appeal, CaseStep, Dissent, Notice, Opinion, Reaffirmation, Reply, Reviewer
from workbench.cases.models import Case, Evidence, Finding, Ground, Outside, OutsideEvent, OutsideHistory
from workbench.cases.parties import Dismissal, Recusal
from workbench.cases.precedents import Precedent
from workbench.cases.questions import Question, QuestionCase, QuestionStep
from workbench.cases.rechecks import Recheck
from workbench.cases.rivals import Rival, RivalFinding, proven
from workbench.cases.statements import Statement
from workbench.cases.subjects import Artefact, Organisation
from workbench.db import Moment
from workbench.members.models import Member
from workbench.minutes.record import Minuted, canonical

Plain = dict[str, Any]
NAME = "row"  # the column of a file by which other rows name this one
MEMBER = "member"
GREATEST = 2**31 - 1  # a number that both databases hold


@dataclass(frozen=True)
class Kept:
    """One table. `within`: the column that says to which row of an earlier table a row belongs; "" for what stands by itself.

    `names` tell a row apart from the others within the same; without them its place does. `number`: a column that is the
    row's number here, kept at an import where it is free. `proven` raises ValueError or KeyError for a row that cannot be read.
    """

    table: type[Minuted]
    names: tuple[str, ...] = ()
    within: str = ""
    number: str = ""
    proven: Callable[[Any], object] | None = None

    @cached_property
    def name(self) -> str:
        return str(self.table.__table__.name)  # type: ignore[attr-defined]

    @cached_property
    def key(self) -> Column[Any] | None:
        """The column that counts the rows here and means nothing elsewhere; None where the key has a meaning."""
        keys = list(self.table.__table__.primary_key)  # type: ignore[attr-defined]
        is_count = len(keys) == 1 and not keys[0].foreign_keys and keys[0].type.python_type is int
        return keys[0] if is_count else None

    def called(self, row: Any) -> Any:
        """How a row is called here: by its number, or by the parts of its key as the minutes write them ("3:1")."""
        keys = list(self.table.__table__.primary_key)  # type: ignore[attr-defined]
        parts = [getattr(row, one.name) for one in keys]
        return parts[0] if self.key is not None else ":".join(map(str, parts))

    def identity(self, called: Any) -> Any:
        """The key of the row that is called so here."""
        return called if self.key is not None else tuple(map(int, called.split(":")))

    @cached_property
    def columns(self) -> dict[str, Column[Any]]:
        """What a file holds of it."""
        known = self.table.__table__.columns  # type: ignore[attr-defined]
        count = "" if self.key is None else self.key.name
        return {one.name: one for one in known if one.name != count or one.name == self.number}

    def above_first(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows in their order, but each behind the one of the same table that it refers to."""
        own = next((name for name in self.columns if self.refers(name) == self.name), "")
        if not own or self.key is None:
            yield from rows
            return
        known: dict[Any, Any] = {getattr(row, self.key.name): row for row in rows}
        while known:
            row = next(iter(known.values()))
            while (above := getattr(row, own)) in known:
                row = known[above]
            yield known.pop(getattr(row, self.key.name))

    def refers(self, column: str) -> str:
        """The table a column refers to, or ""."""
        found = self.table.__table__.columns.get(column)  # type: ignore[attr-defined]
        return next((key.column.table.name for key in found.foreign_keys), "") if found is not None else ""


def _outside(row: Outside) -> None:
    from hashlib import sha256

    if sha256(canonical(row.data).encode()).hexdigest() != row.sha256:
        raise ValueError("“sha256” is not that of “data”")
    for _criterion, _value, _note, _links in row.points:
        pass


TABLES = (
    Kept(Case, ("salt",), number="no", proven=lambda case: case.need),
    Kept(Finding, ("clause_id", "n"), within="case_no"),
    Kept(Evidence, within="finding_id"),
    Kept(Ground, within="finding_id"),
    Kept(CaseStep, ("n",), within="case_no"),
    Kept(Reviewer, ("round", "member_id"), within="case_no"),
    Kept(Recusal, ("member_id",), within="case_no"),
    Kept(Dismissal, ("n",), within="case_no"),
    Kept(Opinion, ("round", "member_id", "clause_id"), within="case_no"),
    Kept(Dissent, ("member_id",), within="finding_id"),
    Kept(Precedent, ("cited_id",), within="finding_id"),
    Kept(Recheck, ("n",), within="evidence_id"),
    Kept(Reply, ("round",), within="case_no"),
    Kept(Notice, ("round",), within="case_no"),
    Kept(Reaffirmation, ("n",), within="case_no"),
    Kept(Appeal, ("n",), within="case_no"),
    Kept(Artefact, within="case_no"),
    Kept(Organisation, ("key",)),
    Kept(Claim, ("salt",), number="no"),
    Kept(ClaimStep, ("n",), within="claim_no"),
    Kept(Question, ("salt",), number="no"),
    Kept(QuestionCase, ("case_no",), within="question_no"),
    Kept(QuestionStep, ("n",), within="question_no"),
    Kept(Statement, ("salt",), number="no"),
    Kept(Rival, ("salt",), number="no", proven=proven),
    Kept(RivalFinding, ("case_no", "leaf", "n"), within="rival_no"),
    Kept(Outside, ("source", "identity", "n"), proven=_outside),
    Kept(OutsideHistory, ("source", "identity")),
    Kept(OutsideEvent, ("n",), within="history_id"),
)


KNOWN = frozenset(kept.name for kept in TABLES)


class Names:
    """The names of the rows of one log, both ways: table and key here <-> the name in a file."""

    def __init__(self, tables: Iterable[Kept] = TABLES) -> None:
        self.tables = {kept.name: kept for kept in tables}
        self.of: dict[tuple[str, Any], str] = {}
        self.here: dict[str, Any] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def make(self, kept: Kept, row: Mapping[str, Any]) -> str:
        """The name of a row whose references are names already."""
        above = row[kept.within] if kept.within else ""
        words = [row[name] for name in kept.names]
        if not words:
            at = self._counts[kept.name, above] = self._counts.get((kept.name, above), 0) + 1
            words = [at]
        own = f"{kept.name}:{','.join(quote(str(word), safe=' ') for word in words)}"
        return f"{above}/{own}" if above else own

    def add(self, kept: Kept, key: Any, name: str) -> None:
        self.of[kept.name, key] = name
        self.here[name] = key

    def outward(self, kept: Kept, values: Mapping[str, Any]) -> Plain:
        """Values of a row with names for its references."""
        return {column: self._outward(kept.refers(column), value) for column, value in values.items()}

    def _outward(self, table: str, value: Any) -> Any:
        return self.of.get((table, value), value) if table and value is not None else value

    def entry(self, thing: str) -> str | None:
        """The name in a file of what the minutes call `finding:17`; None for what is no row of the log."""
        table, _, key = thing.partition(":")
        if table not in self.tables:
            return None
        return self.of.get((table, int(key) if key.isdecimal() else key))


def root(name: str) -> str:
    """The name of the row by itself to which a row belongs in the end."""
    return name.partition("/")[0]


def rows(session: Session, names: Names) -> Iterator[tuple[Kept, Plain]]:
    """Every row of the log, table by table, in the order of a file; `names` learns them."""
    for number, name in session.exec(select(Member.id, Member.name)):
        names.of[MEMBER, number] = name
    for kept in names.tables.values():
        order = [kept.key] if kept.key is not None else list(kept.table.__table__.primary_key)  # type: ignore[attr-defined]
        query = select(kept.table).order_by(*map(col, order)).execution_options(yield_per=500)
        for row in kept.above_first(session.exec(query)):
            plain = names.outward(kept, {name: outward(one, getattr(row, name)) for name, one in kept.columns.items()})
            name = names.make(kept, plain)
            names.add(kept, kept.called(row), name)
            yield kept, {NAME: name, **plain}


def outward(column: Column[Any], value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def inward(column: Column[Any], value: Any) -> Any:
    """The value of a column; ValueError says what it is to be."""
    if value is None:
        if not column.nullable:
            raise ValueError("it may not be left out")
        return None
    if isinstance(column.type, JSON):
        if "\\u0000" in json.dumps(value) or not is_text(value):
            raise ValueError("it holds a character that cannot be kept")
        return value
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(_text(value), validate=True)
    if isinstance(column.type, Moment):
        at = datetime.fromisoformat(_text(value))
        if at.tzinfo is None:
            raise ValueError("it is a time without its zone; write 2026-05-04T10:00:00+00:00")
        return at.astimezone(UTC)
    wanted = column.type.python_type
    if wanted is date:
        return date.fromisoformat(_text(value))
    if wanted is str or isinstance(column.type, AutoString):  # which takes itself for any object
        return _text(value)
    if not isinstance(value, wanted) or isinstance(value, bool) and wanted is not bool:
        raise ValueError({"int": "it is to be a whole number", "bool": "it is to be true or false"}.get(
            wanted.__name__, f"it is to be a {wanted.__name__}"
        ))  # fmt: skip
    if wanted is int and abs(value) > GREATEST:
        raise ValueError("it is too great a number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("it is to be a text in quotation marks")
    if "\0" in value or not is_text(value):
        raise ValueError("it holds a character that cannot be kept")
    return value


def is_text(value: Any) -> bool:
    try:
        canonical(value).encode()
    except UnicodeEncodeError:
        return False
    return True
