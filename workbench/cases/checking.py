"""What a file of the log holds, checked row by row before anything is written: tables, columns, values, names, references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from workbench.cases.files import Placed, Tables
from workbench.cases.forms import WEB
from workbench.cases.kept import KNOWN, MEMBER, NAME, Kept, Names, Plain, inward, is_text, outward, root
from workbench.cases.log import ACTS, VERSIONS, Block
from workbench.cases.models import Outside
from workbench.definition import queries as definition
from workbench.errors import Refusal


@dataclass
class Sheet:
    """A file that was read: what stands by itself, by name, and the place where each row stands in it."""

    blocks: dict[str, Block] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def where(self, name: str) -> str:
        return self.places[name]


def checked(session: Session, tables: Tables) -> Sheet:
    """The file as blocks. A Refusal names the row and says what is wrong with it."""
    labels = _versions(session, tables.get(VERSIONS, []))
    sheet, names = Sheet(), Names()
    for name in tables:
        if name not in (*names.tables, VERSIONS, ACTS):
            raise Refusal(
                f"There is no table “{name}” in a log of cases. Take it out, or use a workbench that is as new."
            )
    for kept in names.tables.values():
        for where, row in tables.get(kept.name, []):
            plain = _row(kept, where, row)
            _refers(kept, where, plain, sheet, labels)
            name = names.make(kept, plain)
            if row.get(NAME, name) != name:
                raise Refusal(f"{where}, {NAME}: it is “{row[NAME]}”, and what the row says makes it “{name}”.")
            if name in sheet.places:
                raise Refusal(f"{where}: the same row stands at {sheet.places[name]} already.")
            sheet.places[name] = where
            sheet.blocks.setdefault(root(name), Block()).rows[name] = (kept, {NAME: name, **plain})
    for where, act in tables.get(ACTS, []):
        _act(sheet, where, act)
    for block in sheet.blocks.values():
        _agrees(sheet, block)
    return sheet


def _versions(session: Session, rows: Sequence[Placed]) -> set[str]:
    """The versions known here; a Refusal where the file means another text by one of their labels."""
    known = {version.label: version.fingerprint for version in definition.versions(session)}
    for where, row in rows:
        label = row.get("label")
        if not isinstance(label, str) or label not in known:
            raise Refusal(
                f"{where}: there is no version “{label}” of the definition here. Bring the log into an instance that was "
                "made from the same text (workbench init --from)."
            )
        if row.get("fingerprint", known[label]) != known[label]:
            raise Refusal(
                f"{where}: version “{label}” has another text here, so its findings would rest on other words."
            )
    return set(known)


def _row(kept: Kept, where: str, row: Plain) -> Plain:
    if unknown := sorted(row.keys() - kept.columns.keys() - {NAME}):
        raise Refusal(f"{where}, {unknown[0]}: {kept.name} has no such column.")
    plain: Plain = {}
    for name, column in kept.columns.items():
        if name not in row:
            field = kept.table.model_fields[name]
            if name in (*kept.names, kept.within) or field.is_required():
                raise Refusal(f"{where}, {name}: this is missing.")
            plain[name] = outward(column, field.get_default(call_default_factory=True))
            continue
        plain[name] = row[name]
        try:
            if not kept.refers(name):
                # in one spelling, whatever the file has
                plain[name] = outward(column, inward(column, row[name]))
                if (
                    kept.table is not Outside
                ):  # what others wrote stays as they wrote it; its page links to the web alone
                    _leads_to_the_web(name, plain[name])
        except (ValueError, TypeError) as wrong:
            raise Refusal(f"{where}, {name}: {wrong}.") from None
    return plain


def _leads_to_the_web(column: str, value: Any) -> None:
    """ValueError for an address that a page must not link to, such as one that begins with “javascript:”."""
    exhibits = value if column == "evidence" and isinstance(value, list) else []
    addresses = [one.get("address") for one in exhibits if isinstance(one, dict)]
    if column == "address" or column.endswith("_address"):
        addresses.append(value)
    for address in addresses:
        if address and not WEB.fullmatch(str(address)):
            raise ValueError("an address begins with https:// or http://")


def _refers(kept: Kept, where: str, plain: Plain, sheet: Sheet, labels: set[str]) -> None:
    """Every reference leads to something."""
    for name, column in kept.columns.items():
        refers, value = kept.refers(name), plain[name]
        if not refers or value is None and column.nullable:
            continue
        if not isinstance(value, str) and (refers in (MEMBER, VERSIONS) or refers in KNOWN):
            raise Refusal(f"{where}, {name}: it is to be the name of a row of {refers}.")
        if refers == MEMBER and not is_text(value):
            raise Refusal(f"{where}, {name}: it holds a character that cannot be kept.")
        if refers == VERSIONS and value not in labels:
            raise Refusal(f"{where}, {name}: there is no version “{value}” of the definition here.")
        if refers in KNOWN and value not in sheet.places:
            raise Refusal(f"{where}, {name}: there is no row “{value}” in the file.")


def _act(sheet: Sheet, where: str, act: Plain) -> None:
    wanted: dict[str, type] = {"of": str, "at": str, "actor": str, "act": str, "thing": str, "rows": dict, "more": dict}
    for name, kind in wanted.items():
        if not isinstance(act.get(name), kind):
            raise Refusal(f"{where}, {name}: it is missing or no {kind.__name__}.")
    if act["of"] not in sheet.blocks:
        raise Refusal(f"{where}, of: there is no row “{act['of']}” in the file.")
    sheet.blocks[act["of"]].acts.append({name: act[name] for name in wanted})


def _agrees(sheet: Sheet, block: Block) -> None:
    """Where the file says how a row came about, the row is as its last act left it."""
    last: dict[str, dict[str, Any]] = {}
    for act in block.acts:
        last |= act["rows"]
    for name, (kept, row) in block.rows.items():
        for column in kept.table.minuted if name in last else ():
            if column in row and column in last[name] and row[column] != last[name][column]:
                raise Refusal(f"{sheet.where(name)}, {column}: its acts in the file say {last[name][column]!r}.")
