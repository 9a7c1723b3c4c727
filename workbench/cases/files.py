"""The log of cases as files: one JSON document, or a folder of comma-separated values. Both hold all of it, exactly."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Integer

from workbench.cases.kept import NAME, Names, Plain
from workbench.cases.log import ACTS, VERSIONS
from workbench.errors import Refusal
from workbench.minutes.record import canonical

FORMAT, SCHEMA = "definition-workbench-cases", 1
ABOUT = "about"
OURS = {  # the columns of what is no table of the log
    VERSIONS: ("label", "title", "made_at", "fingerprint", "clauses"),
    ACTS: ("of", "at", "actor", "act", "thing", "rows", "more"),
}
STRUCTURED = ("clauses", "rows", "more")
MARK = "'"  # before a cell that a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r", MARK)
LONGEST = 100_000_000  # characters of one cell
# a row with the place where it stands, for whoever has to mend it
Placed = tuple[str, Plain]
Tables = dict[str, list[Placed]]


def write_json(path: Path, tables: Mapping[str, Sequence[Plain]]) -> None:
    """One document, a row a line, the keys in the order of the alphabet."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"format":{json.dumps(FORMAT)},"schema":{SCHEMA},"tables":{{')
        for at, (name, rows) in enumerate(tables.items()):
            file.write(("," if at else "") + f"\n{json.dumps(name)}:[")
            file.writelines(("," if n else "") + "\n" + canonical(row) for n, row in enumerate(rows))
            file.write("\n]" if rows else "]")
        file.write("\n}}\n")


def read_json(path: Path) -> Tables:
    try:
        whole = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as wrong:
        raise Refusal(f"{path}, line {wrong.lineno}, column {wrong.colno}: this is no JSON ({wrong.msg}).") from None
    except (UnicodeDecodeError, RecursionError) as wrong:
        raise Refusal(f"{path}: this is no JSON in UTF-8 ({wrong}).") from None
    if not isinstance(whole, dict):
        raise Refusal(f"{path}: a log of cases is one JSON object.")
    _is_ours(str(path), whole.get("format"), whole.get("schema"))
    tables = whole.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, list) for rows in tables.values()):
        raise Refusal(f"{path}, tables: it is to be an object with a list of rows for each table.")
    found: Tables = {}
    for name, rows in tables.items():
        found[name] = [(f"{path}, {name}[{at}]", row) for at, row in enumerate(rows)]
        for where, row in found[name]:
            if not isinstance(row, dict):
                raise Refusal(f"{where}: a row is to be an object.")
    return found


def _is_ours(path: str, form: Any, schema: Any) -> None:
    if form != FORMAT:
        raise Refusal(f"{path}, format: this is no log of cases; it would say “{FORMAT}”.")
    if str(schema) != str(SCHEMA):
        raise Refusal(f"{path}, schema: it is {schema!r}, and this workbench reads {SCHEMA}. Use one that is as new.")


def write_csv(folder: Path, tables: Mapping[str, Sequence[Plain]]) -> None:
    """A file for each table in a folder that is empty or not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{ABOUT}.csv", ("format", "schema"), [(FORMAT, str(SCHEMA))])
    for name, rows in tables.items():
        nullable, _ = _columns(name)
        head = list(nullable)
        _write(folder / f"{name}.csv", head, ([_cell(row[one], nullable[one]) for one in head] for row in rows))


def _write(path: Path, head: Sequence[str], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\r\n")
        lines.writerow(head)
        lines.writerows(rows)


def _columns(name: str) -> tuple[dict[str, bool], set[str]]:
    """The columns of a table in their order, with whether they may be empty; and those whose cells are JSON."""
    if name in OURS:
        return dict.fromkeys(OURS[name], False), set(STRUCTURED)
    columns = Names().tables[name].columns
    coded = {one for one, column in columns.items() if isinstance(column.type, JSON | Integer | Boolean)}
    refers = {one for one in columns if Names().tables[name].refers(one)}
    return {NAME: False, **{one: bool(column.nullable) for one, column in columns.items()}}, coded - refers


def _cell(value: Any, is_nullable: bool) -> str:
    """Nothing is an empty cell; a text that would be read as something else is written so that it is not."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return canonical(value)
    if is_nullable and (not value or value.startswith('"')):
        return canonical(value)
    return MARK + value if value.startswith(FORMULA) else value


def _value(cell: str, is_nullable: bool, is_coded: bool) -> Any:
    if not cell and is_nullable:
        return None
    if is_coded or is_nullable and cell.startswith('"'):
        return json.loads(cell)
    return cell.removeprefix(MARK)


def read_csv(folder: Path) -> Tables:
    if not folder.is_dir():
        raise Refusal(f"{folder}: comma-separated values of a log are a folder with a file for each table.")
    about = [row for _, row in _rows(folder / f"{ABOUT}.csv", {"format": False, "schema": False}, set())]
    _is_ours(str(folder / f"{ABOUT}.csv"), *((about[0]["format"], about[0]["schema"]) if about else ("", "")))
    found: Tables = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem == ABOUT:
            continue
        if path.stem not in OURS and path.stem not in Names().tables:
            raise Refusal(f"{path}: there is no such table in a log of cases.")
        found[path.stem] = list(_rows(path, *_columns(path.stem)))
    return found


def _rows(path: Path, nullable: Mapping[str, bool], coded: set[str]) -> Iterator[Placed]:
    if not path.is_file():
        raise Refusal(f"{path}: this file is missing.")
    csv.field_size_limit(LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            head = next(lines, [])
            for cells in lines:
                where = f"{path}, line {lines.line_num}"
                if len(cells) != len(head):
                    raise Refusal(f"{where}: {len(cells)} cells, and {len(head)} columns in the first line.")
                yield (
                    where,
                    {one: _read(where, one, cell, nullable, coded) for one, cell in zip(head, cells, strict=True)},
                )
    except (csv.Error, UnicodeDecodeError) as wrong:
        raise Refusal(f"{path}: this cannot be read as comma-separated values in UTF-8 ({wrong}).") from None


def _read(where: str, column: str, cell: str, nullable: Mapping[str, bool], coded: set[str]) -> Any:
    try:
        return _value(cell, nullable.get(column, False), column in coded)
    except (json.JSONDecodeError, RecursionError):
        raise Refusal(
            f"{where}, {column}: this cell is to hold JSON (a number, a list, a text in quotation marks)."
        ) from None
