"""Where an instance lives and what its committee has settled: read once at start, passed on, never global."""

from __future__ import annotations

import os
import re
import secrets
import sys
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, isqrt
from pathlib import Path
from typing import Any

from workbench.errors import Refusal

# What a committee may ask two people for.
TWO = ("open", "extend", "void", "adopt", "roles")
PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """A content folder (`definition`, `proposals`, `templates`, `static`): in the wheel or in the checkout."""
    inside = PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _strings(path: Path, key: str, value: Any) -> tuple[str, ...]:
    """A list of strings in a settings file; a Refusal names file and key for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refusal(f'{path}: “{key}” must be a list such as ["one", "two"]. Mend it and start again.')
    return tuple(value)


def _count(path: Path, key: str, value: Any) -> int:
    """A whole number that is not negative; a Refusal names file and key for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refusal(f"{path}: “{key}” must be a whole number such as 0 or 2. Mend it and start again.")
    return value


@dataclass(frozen=True)
class OfRoot:
    """A number that grows with the committee: `ratio` times the square root of its members, but never more than `most`."""

    most: int
    ratio: Fraction

    def of(self, members: int) -> int:
        """The least whole number that is not below it; compared by squares, so that no root is rounded."""
        squared = ceil(self.ratio**2 * members)
        return min(self.most, isqrt(squared - 1) + 1 if squared else 0)


def _sponsors(path: Path, value: Any) -> int | OfRoot:
    """How many, or as many as the size of the committee asks for."""
    if not isinstance(value, dict):
        return _count(path, "admission.sponsors", value)
    most, ratio = value.get("most"), value.get("ratio")
    if (
        value.keys() != {"most", "ratio"}
        or not isinstance(ratio, str)
        or not re.fullmatch(r"\d{1,3}(/[1-9]\d{0,2})?", ratio)
    ):
        raise Refusal(
            f'{path}: “admission.sponsors” must be a number, or {{ most = 5, ratio = "1/2" }}: half the square root of the members, at '
            "most five. Mend it and start again."
        )
    return OfRoot(_count(path, "admission.sponsors.most", most), Fraction(ratio))


def _second_person(path: Path, named: Any) -> tuple[str, ...]:
    """The acts that take two; a Refusal for one that cannot."""
    acts = _strings(path, "second_person.acts", named)
    if not {*acts} <= {*TWO}:
        raise Refusal(f"{path}: “second_person.acts” may name {', '.join(TWO)}. Mend it and start again.")
    return acts


def _discussion(path: Path, table: dict[str, Any]) -> tuple[int, int]:
    """The least and the most days of a discussion; a Refusal where the most are fewer."""
    least, most = (_count(path, f"discussion.{key}", table.get(key, 0)) for key in ("min_days", "max_days"))
    if most and most < least:
        raise Refusal(f"{path}: “discussion.max_days” is less than “discussion.min_days”. Mend it and start again.")
    return least, most


def _bodies(path: Path, tables: dict[str, Any]) -> dict[str, str]:
    """What each further body is called, by its name; a Refusal names the key of one that cannot be."""
    found = {}
    for name, table in tables.items():
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name) or name == "committee" or not isinstance(table, dict):
            raise Refusal(
                f"{path}: “bodies.{name}” must be a table under a heading of small letters, digits and hyphens, such as "
                "[bodies.board], and the committee itself is none. Mend it and start again."
            )
        found[name] = str(table.get("title", name))
    return found


def _parts(path: Path, tables: dict[str, Any]) -> dict[str, str]:
    """What each part of the roll is called, by its name as rules have it behind @; a Refusal names the key of one that cannot be."""
    for name, table in tables.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", name) or name == "all" or not isinstance(table, dict):
            raise Refusal(
                f"{path}: “parts.{name}” must be a table under a heading of letters, digits and underscores, such as [parts.P], and "
                "“all” is everybody. Mend it and start again."
            )
    return {name: str(table.get("title", name)) for name, table in tables.items()}


# What a committee's file may have as tables.
TABLES = (
    "requirements", "rules", "admission", "discussion", "last_call", "transition", "cases", "second_person", "bodies", "parts",
    "versions",
)  # fmt: skip


@dataclass(frozen=True)
class Committee:
    """What the committee has put in its `committee.toml`. `rules` stays plain data; ballots/rules.py reads it."""

    name: str
    documents: tuple[str, ...]
    scripts: tuple[str, ...] = ("Latin",)
    # of an older file: what cases were judged by before that stood beside the text (definition/actions.py takes it over)
    requirements: list[Any] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=dict)
    # how many members must support that a proposal be considered; of an editorial change nobody
    sponsors: int | OfRoot = 0
    # by what a proposal is found inadmissible; empty: nobody asks
    admission: tuple[str, ...] = ()
    # days of a discussion: how many at least and, with every revision, at most; 0: none, and no limit
    discussion: tuple[int, int] = (0, 0)
    # class of change -> days of the last call before a ballot; 0 or absent: none
    last_call: dict[str, int] = field(default_factory=dict)
    # class of change -> days from its adoption until its text is in force; 0 or absent: at once. Before the class, where verdicts
    # turn: "tightening" if one becomes stricter, else "loosening"; 0 or absent: as by class
    transition: dict[str, int] = field(default_factory=dict)
    # whether adopted changes are released together; and then the days of last call that a candidate has
    together: bool = False
    release_last_call: int = 0
    # days in which a member may object that a case up for review stands
    reaffirm_days: int = 14
    # months after which a published case is looked at again; 0: never for its age
    review_months: int = 24
    # whether no case is published without a panel
    panels: bool = False
    # the acts that one proposes and another confirms; and whether one may act where nobody else could confirm
    second_person: tuple[str, ...] = ()
    one_is_enough: bool = False
    # other bodies that ratify: name -> what it is called
    bodies: dict[str, str] = field(default_factory=dict)
    # parts of the roll that rules count by themselves: name -> what it is called
    parts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Committee:
        """The committee's file; a Refusal names the place where it cannot be read."""
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError as missing:
            raise Refusal(f"There is no {path.name} in {path.parent}. Run “workbench init” first.") from missing
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise Refusal(f"{path} cannot be read: {broken}. Mend that line and start again.") from broken
        tables = {key: data.get(key, {}) for key in TABLES}
        for key, table in tables.items():
            if not isinstance(table, dict):
                raise Refusal(f"{path}: “{key}” must be a table, under the heading [{key}]. Mend it and start again.")
        requirements, rules, admission, discussion, last_call, transition, cases, second, bodies, parts, versions = (
            tables.values()
        )
        for key, value in (
            ("cases.panels", cases.get("panels", False)),
            ("second_person.one_is_enough", second.get("one_is_enough", False)),
            ("versions.together", versions.get("together", False)),
        ):
            if not isinstance(value, bool):
                raise Refusal(f"{path}: “{key}” must be true or false. Mend it and start again.")
        return cls(
            name=str(data.get("name", "Committee")),
            documents=_strings(path, "documents", data.get("documents", [])),
            scripts=_strings(path, "scripts", data.get("scripts", ["Latin"])),
            requirements=requirements.get("clauses", []),
            rules=rules,
            sponsors=_sponsors(path, admission.get("sponsors", 0)),
            admission=_strings(path, "admission.rules", admission.get("rules", [])),
            discussion=_discussion(path, discussion),
            last_call={key: _count(path, f"last_call.{key}", days) for key, days in last_call.items()},
            transition={key: _count(path, f"transition.{key}", days) for key, days in transition.items()},
            together=versions.get("together", False),
            release_last_call=_count(path, "versions.last_call", versions.get("last_call", 0)),
            reaffirm_days=_count(path, "cases.reaffirm_days", cases.get("reaffirm_days", 14)),
            review_months=_count(path, "cases.review_months", cases.get("review_months", 24)),
            panels=cases.get("panels", False),
            second_person=_second_person(path, second.get("acts", [])),
            one_is_enough=second.get("one_is_enough", False),
            bodies=_bodies(path, bodies),
            parts=_parts(path, parts),
        )


@dataclass(frozen=True)
class Config:
    """One instance: a folder with the definition's repository, the database (unless elsewhere) and two small files."""

    instance: Path
    database: str = ""
    loopback: bool = True
    testing: bool = False

    @classmethod
    def load(cls, instance: str | Path | None = None, *, loopback: bool = True) -> Config:
        """From the environment: WORKBENCH_INSTANCE (default `instance/` where you stand) and DATABASE_URL."""
        folder = Path(instance or os.environ.get("WORKBENCH_INSTANCE") or "instance").absolute()
        return cls(folder, os.environ.get("DATABASE_URL", ""), loopback)

    @property
    def repository(self) -> Path:
        return self.instance / "definition.git"

    @property
    def exists(self) -> bool:
        return (self.instance / "committee.toml").is_file()

    @property
    def database_url(self) -> str:
        """An SQLAlchemy address; `postgres://` and `postgresql://` are taken to mean psycopg 3."""
        if not self.database:
            return f"sqlite:///{self.instance / 'workbench.db'}"
        scheme, _, rest = self.database.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database

    @cached_property
    def committee(self) -> Committee:
        return Committee.read(self.instance / "committee.toml")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """`instance.toml`: `demo` (one-click sign-in), `document_limit` in bytes, `hosts` (names it answers to),
        `recheck_evidence` (whether it may ask other machines for the pages that findings rest on)."""
        path = self.instance / "instance.toml"
        try:
            data = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise Refusal(f"{path} cannot be read: {broken}. Mend that line and start again.") from broken
        if not isinstance(data.get("document_limit", 1), int):
            raise Refusal(f"{path}: “document_limit” must be a whole number of bytes. Mend it and start again.")
        return data

    @property
    def demo(self) -> bool:
        return bool(self.settings.get("demo")) and self.loopback

    @property
    def rechecks_evidence(self) -> bool:
        """Whether the pages that findings rest on may be asked for again."""
        return self.settings.get("recheck_evidence") is True

    @property
    def document_limit(self) -> int:
        return int(self.settings.get("document_limit", 1_000_000))

    @property
    def hosts(self) -> list[str] | None:
        """The names the workbench answers to: `hosts` of instance.toml, else this machine's own. None: any, behind a proxy.

        Links in invitations are made with the name that was asked for, so a name nobody knows is refused.
        """
        named = _strings(self.instance / "instance.toml", "hosts", self.settings.get("hosts", []))
        return list(named) if named else ["127.0.0.1", "localhost", "[::1]"] if self.loopback else None

    @cached_property
    def secret(self) -> str:
        """The key of the session cookies, made once and readable by the owner alone."""
        path = self.instance / "secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text().strip()


def progress(line: str) -> None:
    """Progress and messages go to standard error: standard output is data."""
    print(line, file=sys.stderr, flush=True)
