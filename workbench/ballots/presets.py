"""Procedures of real bodies as rules (procedure 3.3): named, with their source, and taken over by a committee under its own name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workbench.ballots.conditions import bad


@dataclass(frozen=True)
class Preset:
    """A procedure: what it asks in a sentence, where it is from, what to beware of, and the rule's table."""

    name: str
    title: str
    says: str
    source: str
    advice: str
    table: Mapping[str, Any]


@cache
def known() -> dict[str, Preset]:
    """All of them, by name, in the order of procedure 3.3."""
    data = tomllib.loads((Path(__file__).parent / "procedures.toml").read_text("utf-8"))
    return {
        name: Preset(name, one["title"], one["says"], one["source"], one.get("advice", ""), one["rule"])
        for name, one in data.items()
    }


def expanded(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a committee, with what they take from a preset written out. A Refusal names one that there is not."""
    return {name: one(table, f"rules.{name}") for name, table in tables.items()}


def one(table: Any, place: str = "rule") -> Any:
    """A rule's table; what stands beside `preset` takes the place of what the preset has."""
    if not isinstance(table, Mapping) or "preset" not in table:
        return table
    name = table["preset"]
    if not isinstance(name, str) or name not in known():
        raise bad(f"{place}.preset", f"there is no procedure “{name}”; “workbench rules presets” lists them")
    preset = known()[name]
    own = {key: value for key, value in table.items() if key != "preset"}
    return {"title": preset.title, "explain": preset.says, **preset.table, **own}
