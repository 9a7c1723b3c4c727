"""A condition of a voting rule (procedure 3.1): `count op ratio × of + plus`, read, refused with its place, said in words.

Pure and exact: a ratio is a fraction from the file to the result, and a root is compared by squares, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from workbench.errors import Refusal

# What a condition may count. `C` is F + A + S + B, `E` is N − R, `X` those of E who cast nothing; without presence taken P is C.
VARIABLES = {
    "F": "votes for",
    "A": "votes against",
    "S": "abstentions",
    "B": "open blocks",
    "C": "votes cast (abstentions included)",
    "X": "members who do not vote",
    "E": "members on the roll",
    "N": "members on the roll, recused ones included",
    "R": "recused members",
    "P": "members present",
    "G": "organisations with a vote for",
    "M": "mean of the votes for over all items",
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
ROOTS = {"sqrt(N)": "N", "sqrt(E)": "E"}
KEYS = {"count", "op", "ratio", "of", "plus", "roll"}


@dataclass(frozen=True)
class Condition:
    """Each side is a sum of VARIABLES: F ≥ 2/3 × (F + A). `root`: of the square root of what stands in `of`."""

    count: tuple[str, ...]
    op: str
    ratio: Fraction
    of: tuple[str, ...]
    plus: Fraction
    root: bool = False

    def __str__(self) -> str:
        """In words: “the votes for are at least two thirds of the votes cast for or against”."""
        return f"the {named(self.count)} are {self.bound}"

    @property
    def bound(self) -> str:
        """The right side alone: “at least two thirds of the votes cast for or against”."""
        if not self.of:
            return f"{OPS[self.op]} {self.plus}"
        whole = f"the {'square root of the ' if self.root else ''}{named(self.of)}"
        if self.ratio == 1:
            base = f"as many as {whole}" if self.op == "=" else whole
        elif self.ratio.denominator == 1:
            base = f"{FRACTIONS.get(str(self.ratio), f'{self.ratio} times')} {whole}"
        else:
            base = f"{FRACTIONS.get(str(self.ratio), str(self.ratio))} of {whole}"
        extra = f" and {self.plus} more" if self.plus > 0 else f", less {-self.plus}" if self.plus else ""
        return f"{OPS[self.op]} {base}{extra}"

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.count, *self.of)

    def data(self) -> dict[str, Any]:
        """The normal form: strings and lists only, equal for equal conditions."""
        return {
            "count": list(self.count), "op": self.op, "ratio": str(self.ratio),
            "of": f"sqrt({self.of[0]})" if self.root else list(self.of), "plus": str(self.plus),
        }  # fmt: skip


def conditions(place: str, tables: Any, labels: Collection[str] = ()) -> tuple[Condition, ...]:
    """A list of conditions; `labels` are the positions that may be counted beside the variables."""
    found = enumerate(listed(place, tables), 1)
    return tuple(_condition(f"{place}, condition {n}", table, labels) for n, table in found)


def _condition(place: str, table: Any, labels: Collection[str]) -> Condition:
    if not isinstance(table, Mapping):
        raise bad(place, 'a condition looks like { count = ["F"], op = ">", ratio = "1", of = ["A"] }')
    only(place, table, KEYS)
    root, within, given = table.get("of") in list(ROOTS), table.get("roll"), table.get("of", [])
    count = _variables(f"{place}, count", table.get("count"), labels)
    of = _variables(f"{place}, of", [ROOTS[given]] if root else given, labels)
    if not count:
        raise bad(f"{place}, count", f"say what is counted, one or more of {', '.join(VARIABLES)}")
    if not among(table.get("op"), OPS):
        raise bad(f"{place}, op", f"the comparison must be one of {', '.join(OPS)}")
    if within is not None:
        if not isinstance(within, str) or not within.isidentifier() or any("@" in name for name in (*count, *of)):
            raise bad(f"{place}, roll", "name one part of the roll, such as “P”, and no other with @")
        count, of = (tuple(f"{name}@{within}" for name in names) for names in (count, of))
    if "ratio" in table and not of and table["ratio"] not in (0, "0"):
        raise bad(f"{place}, of", "a ratio needs something it is a part of")
    ratio = fraction(f"{place}, ratio", table.get("ratio", "1")) if of else Fraction(0)
    plus = fraction(f"{place}, plus", table.get("plus", 0))
    if of and ratio <= 0:
        raise bad(f"{place}, ratio", "a ratio is greater than nought")
    if not of and "plus" not in table:
        raise bad(place, "give either a ratio and what it is a part of, or a fixed number as plus")
    return Condition(count, table["op"], ratio, of, plus, root)


def fraction(place: str, value: Any) -> Fraction:
    """An exact fraction from "2/3", "1" or a whole number; a decimal number is refused because it would be rounded."""
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise bad(place, f"“{value}” is not exact; write a whole number or a fraction in quotes, like \"2/3\"")  # fmt: skip
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise bad(place, f"“{value}” is not a number; write a fraction in quotes, like \"2/3\"") from None  # fmt: skip


def _variables(place: str, value: Any, labels: Collection[str]) -> tuple[str, ...]:
    names = strings(place, value)
    for name in names:
        base, at, group = name.partition("@")
        if base not in VARIABLES and base not in labels:
            raise bad(place, f"“{name}” cannot be counted; only {', '.join([*VARIABLES, *sorted(labels)])} can")
        if at and (not group.isidentifier() or base in "NREPM"):
            raise bad(place, f"“{name}” is not a count of a part of the roll; write it like F@P")
    if len(set(names)) < len(names) or ("C" in names and set(names) & set("FASB")):
        raise bad(place, "the same vote would be counted twice")
    return names


def strings(place: str, value: Any) -> tuple[str, ...]:
    items = listed(place, value)
    if not all(isinstance(item, str) for item in items):
        raise bad(place, 'this must be a list of words, like ["F", "A"]')
    return tuple(items)


def listed(place: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise bad(place, "this must be a list, in square brackets")
    return value


def only(place: str, table: Mapping[str, Any], keys: Collection[str]) -> None:
    for wrong in sorted(table.keys() - set(keys)):
        raise bad(place, f"“{wrong}” is not known here; only {', '.join(sorted(keys))} are")


def among(value: Any, known: Collection[str]) -> bool:
    """Whether a value from a file is one of these words."""
    return isinstance(value, str) and value in known


def bad(place: str, reason: str) -> Refusal:
    return Refusal(f"The voting rules cannot be used: {place}: {reason}.")


def named(names: Sequence[str]) -> str:
    """A sum of variables in words: “votes cast for or against”."""
    groups = {name.partition("@")[2] for name in names}
    within = groups.pop() if len(groups) == 1 else ""
    bases = [name.partition("@")[0] if within else name for name in names]
    words = SETS.get(frozenset(bases)) or " and ".join(_one(name) for name in bases)
    return f"{words} within “{within}”" if within and within != "all" else words


def _one(name: str) -> str:
    base, _, group = name.partition("@")
    words = VARIABLES.get(base, f"positions “{base}”")
    return f"{words} within “{group}”" if group else words
