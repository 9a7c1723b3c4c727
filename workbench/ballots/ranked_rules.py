"""The rule of a ranked ballot as data (procedure 3.1): read, refused when it cannot be right, said in words, hashed.

Pure, like the rules of other ballots, and exact: a ratio is a fraction, and a quorum by a square root compares squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from workbench.ballots import conditions, rules, terms
from workbench.ballots.conditions import Condition
from workbench.ballots.electorate import Counts
from workbench.ballots.tally import Inequality, applied
from workbench.ballots.terms import Terms

OWN = {"default", "unranked", "strength", "over_default", "seats"}
KEYS = {"title", "method", "explain", "quorum", "tie", *OWN, *terms.SECTIONS}
DEFAULTS = {
    "status_quo": "The text as it stands is one of the options.",
    "none": "There is no option that the others have to beat by themselves.",
}
STRENGTHS = {
    "winning_then_opposition": "Among these one wins that no other beats on the strongest path between them (Schulze’s method).",
    "winning": "Among these one wins that no other beats on the strongest path between them (Schulze’s method, by winning votes alone).",
    "margins": "Among these one wins that no other beats on the strongest path between them (Schulze’s method, by margins).",
}  # fmt: skip
UNRANKED = {
    "last": "What a member leaves without a place counts as below everything they rank.",
    "no_opinion": "What a member leaves without a place is compared with nothing by them.",
}
TIES = {
    "chair_casting": "Between equals the chair decides within seven days, in the open; without that the text stays as it is.",
    "fails": "A tie fails: the text stays as it is.",
    "random_recorded": "Between equals a draw decides, and is put on record.",
    "report": "A tie is reported, and nothing is decided.",
}
# Of the quorum only these can be counted in a ballot without votes for and against.
COUNTED = {"C", "E", "X", "N", "R", "P"}
PARTS = ("E", "sqrt(E)", "N", "sqrt(N)")


@dataclass(frozen=True)
class Least:
    """How many have to rank an option above the default: a part of the roll or of its square root, or a fixed number."""

    ratio: Fraction
    of: str = ""

    def data(self) -> dict[str, str]:
        return {"ratio": str(self.ratio), "of": self.of} if self.of else {"plus": str(self.ratio)}

    def __str__(self) -> str:
        roll = "the roll, the recused included" if "N" in self.of else "the roll"
        part = f"the square root of {roll}" if "sqrt" in self.of else roll
        return f"At least {self.ratio} {f'of {part} ' if self.of else ''}must rank it above."

    def reached(self, number: int, eligible: int, recused: int) -> Reached:
        return Reached(number, self.ratio, eligible + (recused if "N" in self.of else 0), self.of)


@dataclass(frozen=True)
class Reached:
    """A least number of members who rank an option above the default, with the numbers of one ballot in it."""

    number: int
    ratio: Fraction
    roll: int
    of: str

    @property
    def holds(self) -> bool:
        """Compared by squares where it is a root: 46 reaches 3/2 of √939, and 45 does not."""
        if "sqrt" in self.of:
            return self.number**2 >= self.ratio**2 * self.roll
        return self.number >= (self.ratio * self.roll if self.of else self.ratio)

    def __str__(self) -> str:
        part = f" of {'√' if 'sqrt' in self.of else ''}{self.roll}" if self.of else ""
        return f"{self.number} for {'is' if self.holds else 'is not'} at least {self.ratio}{part}"

    def data(self) -> dict[str, Any]:
        return {"number": self.number, "ratio": str(self.ratio), "of": self.of, "holds": self.holds, "words": str(self)}


@dataclass(frozen=True)
class Rule:
    """What must hold for a ranked ballot to count, and for an option to be better than the text as it stands."""

    name: str
    title: str
    quorum: tuple[Condition, ...]
    # class of change -> how many times more must rank it above the default than below
    ratios: tuple[tuple[str, Fraction], ...]
    least: Least | None
    unranked: str
    tie: str
    explain: str
    # whether more than the ratio is asked for, and exactly that is too few
    is_strict: bool = False
    strength: str = "winning_then_opposition"
    default: str = "status_quo"
    # of an election: how many are elected
    seats: int = 0
    terms: Terms = field(default_factory=Terms)

    @property
    def for_classes(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.ratios)

    def over_default(
        self, claimed: str, f: int, a: int, roll: int, recused: int = 0
    ) -> tuple[Inequality | Reached, ...]:
        """What an option had to reach that `f` members rank above the default and `a` below, with the numbers in it."""
        counts, ratio = Counts(f, a, 0, roll), dict(self.ratios)[claimed]
        least = (self.least.reached(f, roll, recused),) if self.least else ()
        more = applied(Condition(("F",), ">", Fraction(1), ("A",), Fraction(0)), counts)
        op = ">" if self.is_strict else ">="
        times = applied(Condition(("F",), op, ratio, ("A",), Fraction(0)), counts)
        return (*least, more, times) if ratio > 1 else (*least, more)

    def data(self) -> dict[str, Any]:
        """What a ballot keeps of its rule, and what is hashed: `read(name, rule.data())` gives the rule back."""
        over: dict[str, Any] = {"ratio": {name: str(ratio) for name, ratio in self.ratios}}
        over |= {"quorum": self.least.data()} if self.least else {}
        over |= {"op": ">"} if self.is_strict else {}
        usual = {"strength": "winning_then_opposition", "default": "status_quo", "seats": 0}
        unusual = {key: getattr(self, key) for key, value in usual.items() if getattr(self, key) != value}
        return {
            "name": self.name, "title": self.title, "method": "ranked", "explain": self.explain,
            "quorum": [condition.data() for condition in self.quorum], "over_default": over, "unranked": self.unranked,
            "tie": self.tie,
        } | unusual | self.terms.data()  # fmt: skip

    @property
    def sha256(self) -> str:
        return rules.fingerprint(self.data())

    def sentences(self) -> list[str]:
        """The rule in words, a sentence for each thing it asks."""
        said = [f"It counts if {condition}." for condition in self.quorum] or ["It counts however few vote."]
        if self.default == "status_quo":
            more = "more than {} as many" if self.is_strict else "{} as many"
            times = [f"{more.format(_times(ratio))} for a change claimed as {name}" for name, ratio in self.ratios if ratio > 1]  # fmt: skip
            above = "More members must rank a proposal above the text as it stands than below it"
            said.append(f"{above}; {', '.join(times)}." if times else f"{above}.")
            said += [str(self.least)] if self.least else []
            said.append(STRENGTHS[self.strength])
        else:
            how = {"winning": ", by winning votes alone", "margins": ", by margins"}.get(self.strength, "")
            said.append(
                f"Those who stand are put in order by the strongest paths between them (Schulze’s method{how})."
            )
        said += (
            [f"Elected {f'are the first {self.seats}' if self.seats else 'is the first'}."]
            if self.seats or self.default == "none"
            else []
        )
        tie = (TIES if self.default == "status_quo" else rules.OF_SEATS)[self.tie]
        return [*said, UNRANKED[self.unranked], *self.terms.sentences(), tie]


def _times(ratio: Fraction) -> str:
    return conditions.FRACTIONS.get(str(ratio), f"{ratio} times")


def read_all(tables: Mapping[str, Any], classes: Iterable[str] = ()) -> dict[str, Rule]:
    """The rules of a committee for ranked ballots, by name; `classes` are the classes of change there are."""
    return {name: read(name, table, classes) for name, table in tables.items() if rules.is_ranked(table)}


def read(name: str, table: Mapping[str, Any], classes: Iterable[str] = ()) -> Rule:
    """One rule from its table. A Refusal names the place in it and what to write instead."""
    place = f"rules.{name}"
    inner = table.get("ranked") or {}
    if not isinstance(inner, Mapping) or inner.keys() & table.keys():
        raise conditions.bad(f"{place}.ranked", "this must be a table, and nothing in it may stand beside it too")
    conditions.only(f"{place}.ranked", inner, OWN)
    table = {key: value for key, value in table.items() if key not in ("name", "ranked")} | dict(inner)
    conditions.only(place, table, KEYS)
    usual = {"strength": "winning_then_opposition", "default": "status_quo"}
    for key, known in (("unranked", UNRANKED), ("tie", TIES), ("strength", STRENGTHS), ("default", DEFAULTS)):
        if not conditions.among(table.get(key, usual.get(key)), known):
            raise conditions.bad(f"{place}.{key}", f"choose one of {', '.join(known)}")
    default = table.get("default", "status_quo")
    ratios, least, is_strict = _over(place, table, classes) if default == "status_quo" else ((), None, False)
    quorum = conditions.conditions(f"{place}.quorum", table.get("quorum", []))
    for condition in quorum:
        if not {*condition.count, *condition.of} <= COUNTED:
            raise conditions.bad(
                f"{place}.quorum", f"in a ranked ballot only {', '.join(sorted(COUNTED))} can be counted"
            )
    seats = table.get("seats", 0)
    if not isinstance(seats, int) or isinstance(seats, bool) or seats < 0:
        raise conditions.bad(f"{place}.seats", "this must be a whole number such as 1 or 5")
    return Rule(
        name, str(table.get("title", name)), quorum, ratios, least, table["unranked"], table["tie"],
        str(table.get("explain", "")), is_strict, table.get("strength", "winning_then_opposition"), default,
        0 if seats == 1 else seats, terms.read(place, table),
    )  # fmt: skip


def _over(
    place: str, table: Mapping[str, Any], classes: Iterable[str]
) -> tuple[tuple[tuple[str, Fraction], ...], Least | None, bool]:
    """What has to be reached over the default: the ratio for each class, the least number, whether strictly."""
    over, known = table.get("over_default"), set(classes)
    if not isinstance(over, Mapping) or not isinstance(over.get("ratio"), Mapping):
        raise conditions.bad(f"{place}.over_default", 'say for each class, as in { ratio = { editorial = "1" } }')
    conditions.only(f"{place}.over_default", over, {"ratio", "quorum", "op"})
    if over.get("op", ">=") not in (">=", ">"):
        raise conditions.bad(f"{place}.over_default.op", "choose one of >=, >")
    ratios = []
    for key in sorted(over["ratio"]):
        ratio = conditions.fraction(f"{place}.over_default.ratio.{key}", over["ratio"][key])
        if known and key not in known:
            raise conditions.bad(f"{place}.over_default.ratio", f"there is no class of change called “{key}”")
        if ratio < 1:
            raise conditions.bad(
                f"{place}.over_default.ratio.{key}", "a ratio below 1 asks for less than being preferred"
            )
        ratios.append((key, ratio))
    return tuple(ratios), _least(f"{place}.over_default.quorum", over.get("quorum")), over.get("op") == ">"


def _least(place: str, table: Any) -> Least | None:
    if table is None:
        return None
    if not isinstance(table, Mapping) or (table.get("of") not in PARTS and "plus" not in table):
        raise conditions.bad(place, 'say of what, as in { ratio = "3/2", of = "sqrt(E)" }, or { plus = 2 }')
    conditions.only(place, table, {"ratio", "of"} if "of" in table else {"plus"})
    key = "ratio" if "of" in table else "plus"
    return Least(conditions.fraction(f"{place}.{key}", table.get(key, "1")), str(table.get("of", "")))
