"""The procedure that is proposed whole (definition/procedure.toml) beside what a committee has settled: what it would change, and why.

Settings stand in the committee's own file, so they are shown as lines for it; rules alone can be put into force on a page.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session

from workbench.ballots import known, presets, ruling
from workbench.ballots.possible import AnyRule
from workbench.config import Committee, OfRoot, bundled

# What is a committee's own whatever its procedure.
OWN = ("name", "documents", "scripts", "rules")


@dataclass(frozen=True)
class Setting:
    """One value of the committee's file, in words: as it is, and as it is proposed."""

    name: str
    now: str
    proposed: str


@dataclass(frozen=True)
class Part:
    """One table of the file: why it is proposed so, its values, and its lines as the file has them."""

    name: str
    why: str
    settings: list[Setting]
    lines: str

    @property
    def differs(self) -> bool:
        return any(one.now != one.proposed for one in self.settings)


@dataclass(frozen=True)
class Proposed:
    """A rule that is proposed; `now`: the one of its name, else those for the same changes."""

    rule: AnyRule
    why: str
    now: list[AnyRule]

    @property
    def differs(self) -> bool:
        """Whether its conditions or settings are other ones than those in force under its name."""
        return [ruling.same(one) for one in self.now] != [ruling.same(self.rule)]


@cache
def committee() -> Committee:
    return Committee.read(bundled("definition") / "procedure.toml")


@cache
def _text() -> dict[str, tuple[str, str]]:
    """Table -> the comment above it, and its lines."""
    found = {}
    for block in (bundled("definition") / "procedure.toml").read_text("utf-8").split("\n\n"):
        every = block.strip().splitlines()
        said = [line.removeprefix("#").strip() for line in every if line.startswith("#")]
        lines = [line for line in every if not line.startswith("#")]
        if lines and lines[0].startswith("["):
            found[lines[0].strip("[]")] = (" ".join(said), "\n".join(lines))
    return found


def parts(own: Committee) -> list[Part]:
    """The tables of the file but the rules, in its order."""
    data, found = tomllib.loads((bundled("definition") / "procedure.toml").read_text("utf-8")), []
    for table, content in data.items():
        if table in OWN:
            continue
        name = f"bodies.{next(iter(content))}" if table == "bodies" else table
        why, lines = _text()[name]
        settings = [
            Setting(f"{table}.{key}", _told(_of(own, table, key)), _told(_of(committee(), table, key)))
            for key in content
        ]
        found.append(Part(name, why, settings, lines))
    return found


def rules(session: Session, own: Committee) -> list[Proposed]:
    """The rules of it, in their order, each beside what is in force."""
    held = known.of(session, own)
    found = []
    for name, rule in known.of_file(committee()).items():
        classes = set(rule.for_classes)
        like = [one for one in held.values() if classes & set(one.for_classes)]
        found.append(Proposed(rule, _text()[f"rules.{name}"][0], [held[name]] if name in held else like))
    return found


def table(name: str) -> dict[str, Any] | None:
    """The table of a rule of it, written out; None: it has no such rule."""
    proposed = committee().rules.get(name)
    return {**presets.one(proposed, f"rules.{name}"), "name": name} if proposed else None


def _of(own: Committee, table: str, key: str) -> Any:
    if table in ("last_call", "transition", "bodies"):
        return getattr(own, table).get(key, 0 if table != "bodies" else "")
    named: dict[str, Any] = {
        "admission.sponsors": own.sponsors, "admission.rules": own.admission, "discussion.min_days": own.discussion[0],
        "discussion.max_days": own.discussion[1], "second_person.acts": own.second_person,
    }  # fmt: skip
    return named.get(f"{table}.{key}", getattr(own, key, None))


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, OfRoot):
        return f"{value.ratio} of the square root of the members, at most {value.most}"
    if isinstance(value, tuple):
        return " / ".join(value) or "none"
    return str(value) if value != "" else "none"
