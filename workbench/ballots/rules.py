"""Voting rules as data (procedure 3.1): read, refused when they cannot be right, said in words, hashed.

Pure: nothing here knows a ballot, a database or a page. A threshold is an exact fraction from the file to the result.
The approval method with one question is here, ranked ballots are in ranked_rules.py; what a rule does not know is refused,
never ignored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from workbench.errors import Refusal

# What a condition may count: `C` is F + A + S, `X` those on the roll who cast nothing, `E` the roll.
VARIABLES = {
    "F": "votes for",
    "A": "votes against",
    "S": "abstentions",
    "C": "votes cast (abstentions included)",
    "X": "members who do not vote",
    "E": "members on the roll",
}
SETS = {
    frozenset("FA"): "votes cast for or against",
    frozenset("FAS"): VARIABLES["C"],
    frozenset("AS"): "votes against and abstentions",
    frozenset("FAX"): "members on the roll who do not abstain",
}
OPS = {">=": "at least", ">": "more than", "<=": "at most", "<": "fewer than", "=": "exactly"}
FRACTIONS = {
    "1/2": "half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters",
    "1/5": "one fifth", "2/5": "two fifths", "3/5": "three fifths", "4/5": "four fifths", "2": "twice",
}  # fmt: skip
RULE_KEYS = {"title", "for_classes", "explain", "quorum", "pass", "tie"}
CONDITION_KEYS = {"count", "op", "ratio", "of", "plus"}


@dataclass(frozen=True)
class Condition:
    """`count op ratio × of + plus`, each side a sum of VARIABLES: F ≥ 2/3 × (F + A)."""

    count: tuple[str, ...]
    op: str
    ratio: Fraction
    of: tuple[str, ...]
    plus: Fraction

    def __str__(self) -> str:
        """In words: “the votes for are at least two thirds of the votes cast for or against”."""
        return f"the {named(self.count)} are {self.bound}"

    @property
    def bound(self) -> str:
        """The right side alone: “at least two thirds of the votes cast for or against”."""
        if not self.of:
            return f"{OPS[self.op]} {self.plus}"
        if self.ratio == 1:
            base = f"as many as the {named(self.of)}" if self.op == "=" else f"the {named(self.of)}"
        elif self.ratio.denominator == 1:
            base = f"{FRACTIONS.get(str(self.ratio), f'{self.ratio} times')} the {named(self.of)}"
        else:
            base = f"{FRACTIONS.get(str(self.ratio), str(self.ratio))} of the {named(self.of)}"
        extra = f" and {self.plus} more" if self.plus > 0 else f", less {-self.plus}" if self.plus else ""
        return f"{OPS[self.op]} {base}{extra}"

    def data(self) -> dict[str, Any]:
        """The normal form: strings and lists only, equal for equal conditions."""
        return {
            "count": list(self.count), "op": self.op, "ratio": str(self.ratio), "of": list(self.of), "plus": str(self.plus),
        }  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What must hold for a ballot to count (`quorum`, all of it) and to carry (`passes`, one whole group of it)."""

    name: str
    title: str
    for_classes: tuple[str, ...]
    quorum: tuple[Condition, ...]
    passes: tuple[tuple[Condition, ...], ...]
    tie: str
    explain: str

    def data(self) -> dict[str, Any]:
        """What a ballot keeps of its rule, and what is hashed: `read(name, rule.data())` gives the rule back."""
        return {
            "name": self.name, "title": self.title, "for_classes": list(self.for_classes), "explain": self.explain,
            "quorum": [condition.data() for condition in self.quorum],
            "pass": [[condition.data() for condition in group] for group in self.passes], "tie": self.tie,
        }  # fmt: skip

    @property
    def sha256(self) -> str:
        return fingerprint(self.data())

    def sentences(self) -> list[str]:
        """The rule in words, a sentence for each thing it asks."""
        said = [f"It counts if {condition}." for condition in self.quorum] or ["It counts however few vote."]
        groups = [" and ".join(str(condition) for condition in group) for group in self.passes]
        return [*said, f"It carries if {'; or if '.join(groups)}.", "A tie fails: the text stays as it is."]


def canonical(data: Any) -> str:
    """Canonical JSON of strings, integers and lists (RFC 8785), the form that is hashed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(data: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical form."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def read_all(tables: Mapping[str, Any], classes: Iterable[str] = ()) -> dict[str, Rule]:
    """Every rule of a committee for one question, by its name; `classes` are the classes of change that rules may be for."""
    return {name: read(name, table, classes) for name, table in tables.items() if not is_ranked(table)}


def is_ranked(table: Any) -> bool:
    """Whether this is the rule of a ranked ballot."""
    return isinstance(table, Mapping) and table.get("method") == "ranked"


def read(name: str, table: Any, classes: Iterable[str] = ()) -> Rule:
    """One rule from its table. A Refusal names the place in it and what to write instead."""
    place = f"rules.{name}"
    if not isinstance(table, Mapping):
        raise bad(place, f"this must be a table of a rule, under the heading [{place}]")
    known = dict(table)
    if known.pop("name", name) != name:
        raise bad(f"{place}.name", f"a rule is called what its heading says, {name}")
    only(place, known, RULE_KEYS)
    for_classes = _strings(f"{place}.for_classes", known.get("for_classes", []))
    for wrong in [one for one in for_classes if classes and one not in set(classes)]:
        raise bad(f"{place}.for_classes", f"there is no class of change called “{wrong}”")
    if known.get("tie", "fails") != "fails":
        raise bad(f"{place}.tie", "a tie can only fail; write tie = \"fails\"")  # fmt: skip
    groups = _list(f"{place}.pass", known.get("pass", []))
    if not groups or not all(groups):
        raise bad(f"{place}.pass", "without a condition everything would carry; give at least one group with one")
    return Rule(
        name=name,
        title=str(known.get("title", name)),
        for_classes=for_classes,
        quorum=conditions(f"{place}.quorum", known.get("quorum", [])),
        passes=tuple(conditions(f"{place}.pass, group {n}", group) for n, group in enumerate(groups, 1)),
        tie="fails",
        explain=str(known.get("explain", "")),
    )


def conditions(place: str, tables: Any) -> tuple[Condition, ...]:
    return tuple(_condition(f"{place}, condition {n}", table) for n, table in enumerate(_list(place, tables), 1))


def _condition(place: str, table: Any) -> Condition:
    if not isinstance(table, Mapping):
        raise bad(place, 'a condition looks like { count = ["F"], op = ">", ratio = "1", of = ["A"] }')
    only(place, table, CONDITION_KEYS)
    count, of = _variables(f"{place}, count", table.get("count")), _variables(f"{place}, of", table.get("of", []))
    if not count:
        raise bad(f"{place}, count", f"say what is counted, one or more of {', '.join(VARIABLES)}")
    if table.get("op") not in OPS:
        raise bad(f"{place}, op", f"the comparison must be one of {', '.join(OPS)}")
    if "ratio" in table and not of:
        raise bad(f"{place}, of", "a ratio needs something it is a part of")
    ratio = fraction(f"{place}, ratio", table.get("ratio", "1")) if of else Fraction(0)
    plus = fraction(f"{place}, plus", table.get("plus", 0))
    if of and ratio <= 0:
        raise bad(f"{place}, ratio", "a ratio is greater than nought")
    if not of and "plus" not in table:
        raise bad(place, "give either a ratio and what it is a part of, or a fixed number as plus")
    return Condition(count, table["op"], ratio, of, plus)


def fraction(place: str, value: Any) -> Fraction:
    """An exact fraction from "2/3", "1" or a whole number; a decimal number is refused because it would be rounded."""
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise bad(place, f"“{value}” is not exact; write a whole number or a fraction in quotes, like \"2/3\"")  # fmt: skip
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise bad(place, f"“{value}” is not a number; write a fraction in quotes, like \"2/3\"") from None  # fmt: skip


def _variables(place: str, value: Any) -> tuple[str, ...]:
    names = _strings(place, value)
    for wrong in [name for name in names if name not in VARIABLES]:
        raise bad(place, f"“{wrong}” cannot be counted; only {', '.join(VARIABLES)} can")
    if len(set(names)) < len(names) or ("C" in names and set(names) & set("FAS")):
        raise bad(place, "the same vote would be counted twice")
    return names


def _strings(place: str, value: Any) -> tuple[str, ...]:
    items = _list(place, value)
    if not all(isinstance(item, str) for item in items):
        raise bad(place, 'this must be a list of words, like ["F", "A"]')
    return tuple(items)


def _list(place: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise bad(place, "this must be a list, in square brackets")
    return value


def only(place: str, table: Mapping[str, Any], keys: set[str]) -> None:
    for wrong in sorted(table.keys() - keys):
        raise bad(place, f"“{wrong}” is not known here; only {', '.join(sorted(keys))} are")


def bad(place: str, reason: str) -> Refusal:
    return Refusal(f"The voting rules cannot be used: {place}: {reason}.")


def named(names: Sequence[str]) -> str:
    """A sum of variables in words: “votes cast for or against”."""
    return SETS.get(frozenset(names)) or " and ".join(VARIABLES[name] for name in names)
