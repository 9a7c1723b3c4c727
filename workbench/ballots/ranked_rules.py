"""The rule of a ranked ballot as data (procedure 3.1): read, refused when it cannot be right, said in words, hashed.

Pure, like the rules of other ballots, and exact: a ratio is a fraction, and a quorum by a square root compares squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from workbench.ballots import rules
from workbench.ballots.rules import Condition
from workbench.ballots.tally import Counts, Inequality, applied

KEYS = {"title", "method", "explain", "quorum", "over_default", "unranked", "tie"}
UNRANKED = {
    "last": "What a member leaves without a place counts as below everything they rank.",
    "no_opinion": "What a member leaves without a place is compared with nothing by them.",
}
TIES = {
    "chair_casting": "Between equals the chair decides within seven days, in the open; without that the text stays as it is.",
    "fails": "A tie fails: the text stays as it is.",
}
# Of the quorum only these can be counted in a ballot without votes for and against.
COUNTED = {"C", "E", "X"}


@dataclass(frozen=True)
class Reached:
    """A least number of members who rank an option above the default: a part of the roll, or of its square root."""

    number: int
    ratio: Fraction
    roll: int
    is_root: bool

    @property
    def holds(self) -> bool:
        """Compared by squares where it is a root: 46 reaches 3/2 of √939, and 45 does not."""
        if self.is_root:
            return self.number**2 >= self.ratio**2 * self.roll
        return self.number >= self.ratio * self.roll

    def __str__(self) -> str:
        verb, roll = "is" if self.holds else "is not", f"√{self.roll}" if self.is_root else str(self.roll)
        return f"{self.number} for {verb} at least {self.ratio} of {roll}"

    def data(self) -> dict[str, Any]:
        of = "sqrt(E)" if self.is_root else "E"
        return {"number": self.number, "ratio": str(self.ratio), "of": of, "holds": self.holds, "words": str(self)}


@dataclass(frozen=True)
class Rule:
    """What must hold for a ranked ballot to count, and for an option to be better than the text as it stands."""

    name: str
    title: str
    quorum: tuple[Condition, ...]
    # class of change -> how many times more must rank it above the default than below
    ratios: tuple[tuple[str, Fraction], ...]
    # the least number who rank it above the default: ratio, and whether of the roll's square root
    least: tuple[Fraction, bool] | None
    unranked: str
    tie: str
    explain: str

    @property
    def for_classes(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.ratios)

    def over_default(self, claimed: str, f: int, a: int, roll: int) -> tuple[Inequality | Reached, ...]:
        """What an option had to reach that `f` members rank above the default and `a` below, with the numbers in it."""
        counts, ratio = Counts(f, a, 0, roll), dict(self.ratios)[claimed]
        least = (Reached(f, self.least[0], roll, self.least[1]),) if self.least else ()
        more = applied(Condition(("F",), ">", Fraction(1), ("A",), Fraction(0)), counts)
        times = applied(Condition(("F",), ">=", ratio, ("A",), Fraction(0)), counts)
        return (*least, more, times) if ratio > 1 else (*least, more)

    def data(self) -> dict[str, Any]:
        """What a ballot keeps of its rule, and what is hashed: `read(name, rule.data())` gives the rule back."""
        over: dict[str, Any] = {"ratio": {name: str(ratio) for name, ratio in self.ratios}}
        if self.least:
            over["quorum"] = {"ratio": str(self.least[0]), "of": "sqrt(E)" if self.least[1] else "E"}
        return {
            "name": self.name, "title": self.title, "method": "ranked", "explain": self.explain,
            "quorum": [condition.data() for condition in self.quorum], "over_default": over, "unranked": self.unranked,
            "tie": self.tie,
        }  # fmt: skip

    @property
    def sha256(self) -> str:
        return rules.fingerprint(self.data())

    def sentences(self) -> list[str]:
        """The rule in words, a sentence for each thing it asks."""
        said = [f"It counts if {condition}." for condition in self.quorum] or ["It counts however few vote."]
        times = [f"{_times(ratio)} as many for a change claimed as {name}" for name, ratio in self.ratios if ratio > 1]
        more = "More members must rank a proposal above the text as it stands than below it"
        said.append(f"{more}; {', '.join(times)}." if times else f"{more}.")
        if self.least:
            part = "the square root of the roll" if self.least[1] else "the roll"
            said.append(f"At least {self.least[0]} of {part} must rank it above.")
        said.append("Among these one wins that no other beats on the strongest path between them (Schulze’s method).")
        return [*said, UNRANKED[self.unranked], TIES[self.tie]]


def _times(ratio: Fraction) -> str:
    return rules.FRACTIONS.get(str(ratio), f"{ratio} times")


def read_all(tables: Mapping[str, Any], classes: Iterable[str] = ()) -> dict[str, Rule]:
    """The rules of a committee for ranked ballots, by name; `classes` are the classes of change there are."""
    return {name: read(name, table, classes) for name, table in tables.items() if rules.is_ranked(table)}


def read(name: str, table: Mapping[str, Any], classes: Iterable[str] = ()) -> Rule:
    """One rule from its table. A Refusal names the place in it and what to write instead."""
    place = f"rules.{name}"
    rules.only(place, {key: value for key, value in table.items() if key != "name"}, KEYS)
    over = table.get("over_default")
    if not isinstance(over, Mapping) or not isinstance(over.get("ratio"), Mapping):
        raise rules.bad(f"{place}.over_default", 'say for each class, as in { ratio = { editorial = "1" } }')
    rules.only(f"{place}.over_default", over, {"ratio", "quorum"})
    ratios = tuple(
        (key, rules.fraction(f"{place}.over_default.ratio.{key}", over["ratio"][key])) for key in sorted(over["ratio"])
    )
    for key, ratio in ratios:
        if classes and key not in set(classes):
            raise rules.bad(f"{place}.over_default.ratio", f"there is no class of change called “{key}”")
        if ratio < 1:
            raise rules.bad(f"{place}.over_default.ratio.{key}", "a ratio below 1 asks for less than being preferred")
    for key, known in (("unranked", UNRANKED), ("tie", TIES)):
        if table.get(key) not in known:
            raise rules.bad(f"{place}.{key}", f"choose one of {', '.join(known)}")
    quorum = rules.conditions(f"{place}.quorum", table.get("quorum", []))
    for condition in quorum:
        if not {*condition.count, *condition.of} <= COUNTED:
            raise rules.bad(f"{place}.quorum", f"in a ranked ballot only {', '.join(sorted(COUNTED))} can be counted")
    return Rule(
        name, str(table.get("title", name)), quorum, ratios, _least(f"{place}.over_default.quorum", over.get("quorum")),
        table["unranked"], table["tie"], str(table.get("explain", "")),
    )  # fmt: skip


def _least(place: str, table: Any) -> tuple[Fraction, bool] | None:
    if table is None:
        return None
    if not isinstance(table, Mapping) or table.get("of") not in ("E", "sqrt(E)"):
        raise rules.bad(place, 'say of what, as in { ratio = "3/2", of = "sqrt(E)" } or of = "E"')
    rules.only(place, table, {"ratio", "of"})
    return rules.fraction(f"{place}.ratio", table.get("ratio", "1")), table["of"] == "sqrt(E)"
