"""Counting (procedure 3.2): from votes and a rule to an outcome, with every inequality and its numbers.

Pure, and a function of what is public after the close: the roll, the votes, the rule. Whoever has these can count again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from workbench.ballots.rules import OPS, Condition, Rule

COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
LETTERS = {"for": "F", "against": "A", "abstain": "S"}
SHORT = {"F": "for", "A": "against", "S": "abstaining", "C": "votes", "X": "not voting", "E": "on the roll"}
SHORT_SETS = {frozenset("FA"): "for or against", frozenset("FAS"): "votes"}
GLYPHS = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """One vote as counting needs it. `n` counts the votes of this member: the highest one stands."""

    member: int
    n: int
    choice: str


@dataclass(frozen=True)
class Counts:
    """Votes for, against and abstaining; members on the roll; what is wrong with the votes, if anything is."""

    f: int
    a: int
    s: int
    e: int
    faults: tuple[str, ...] = ()

    def value(self, name: str) -> int:
        cast = self.f + self.a + self.s
        return {"F": self.f, "A": self.a, "S": self.s, "C": cast, "X": self.e - cast, "E": self.e}[name]

    def total(self, names: Iterable[str]) -> int:
        return sum(self.value(name) for name in names)


@dataclass(frozen=True)
class Inequality:
    """A condition with the numbers of one ballot in it."""

    condition: Condition
    left: int
    base: int
    right: Fraction
    holds: bool

    def __str__(self) -> str:
        """“6 for is at least 2/3 of 8 = 5⅓”, or “is not”."""
        condition = self.condition
        verb = "is" if self.holds else "is not"
        return f"{self.left} {_short(condition.count)} {verb} {OPS[condition.op]} {self._bound()}"

    def _bound(self) -> str:
        condition = self.condition
        if not condition.of:
            return mixed(condition.plus)
        sign = f" {'+' if condition.plus > 0 else '−'} {mixed(abs(condition.plus))}" if condition.plus else ""
        if condition.ratio == 1:
            plain = f"{self.base} {_short(condition.of)}"
            return f"{plain}{sign} = {mixed(self.right)}" if sign else plain
        times = " ×" if condition.ratio.denominator == 1 else " of"
        return f"{condition.ratio}{times} {self.base}{sign} = {mixed(self.right)}"

    @property
    def missing(self) -> int | None:
        """How many more would have been enough for a least number; None for other comparisons or when it holds."""
        if self.holds or self.condition.op not in (">", ">="):
            return None
        return (ceil(self.right) if self.condition.op == ">=" else floor(self.right) + 1) - self.left

    def data(self) -> dict[str, Any]:
        return {
            "condition": self.condition.data(), "left": self.left, "base": self.base, "right": str(self.right),
            "holds": self.holds, "words": str(self),
        }  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """`outcome`: adopted, rejected or no_quorum; no_electorate or invalid_tally when nothing may be concluded."""

    counts: Counts
    quorum: tuple[Inequality, ...]
    groups: tuple[tuple[Inequality, ...], ...]
    outcome: str
    because: str

    def data(self) -> dict[str, Any]:
        """What is kept and recomputed: the same votes give the same bytes."""
        counts = self.counts
        return {
            "counts": {"for": counts.f, "against": counts.a, "abstain": counts.s, "roll": counts.e},
            "quorum": [one.data() for one in self.quorum],
            "pass": [[one.data() for one in group] for group in self.groups],
            "outcome": self.outcome, "because": self.because,
        }  # fmt: skip


def standing(votes: Iterable[Cast]) -> dict[int, Cast]:
    """The vote that counts for each member: the last one."""
    last: dict[int, Cast] = {}
    for vote in sorted(votes, key=lambda vote: (vote.member, vote.n)):
        last[vote.member] = vote
    return last


def count(votes: Iterable[Cast], roll: Iterable[int]) -> Counts:
    """Count the last vote of each member. What should not be there is named and not counted."""
    members, everything = set(roll), list(votes)
    faults = [f"member {vote.member} voted and is not on the roll" for vote in everything if vote.member not in members]
    faults += [f"“{vote.choice}” is not a choice" for vote in everything if vote.choice not in LETTERS]
    if len({(vote.member, vote.n) for vote in everything}) < len(everything):
        faults.append("one vote stands there twice")
    good = [vote for vote in everything if vote.member in members and vote.choice in LETTERS]
    letters = [LETTERS[vote.choice] for vote in standing(good).values()]
    return Counts(letters.count("F"), letters.count("A"), letters.count("S"), len(members), tuple(sorted(set(faults))))


def evaluate(rule: Rule, counts: Counts) -> Tally:
    """The outcome, in the fixed order of procedure 3.2. Every inequality is worked out, whichever of them decides."""
    quorum = tuple(applied(condition, counts) for condition in rule.quorum)
    groups = tuple(tuple(applied(condition, counts) for condition in group) for group in rule.passes)
    outcome, because = _decide(counts, quorum, groups)
    return Tally(counts, quorum, groups, outcome, because)


def tally(rule: Rule, votes: Iterable[Cast], roll: Iterable[int]) -> Tally:
    return evaluate(rule, count(votes, roll))


def enough(condition: Condition, members: int) -> int | None:
    """The least number that meets a quorum that is a part of the roll: 5 for half of 9. None for other quorums."""
    if condition.op not in (">", ">=") or condition.of != ("E",):
        return None
    return applied(condition, Counts(0, 0, 0, members)).missing


def _decide(
    counts: Counts, quorum: tuple[Inequality, ...], groups: tuple[tuple[Inequality, ...], ...]
) -> tuple[str, str]:
    if counts.faults or counts.value("X") < 0:
        return "invalid_tally", "; ".join(counts.faults) or "there are more votes than members on the roll"
    if counts.e == 0:
        return "no_electorate", "nobody is on the roll"
    for one in quorum:
        if not one.holds:
            return "no_quorum", f"No quorum: {one}.{_short_by(one)}"
    if counts.f == 0:
        return "rejected", "Nobody voted for it."
    for group in groups:
        if all(one.holds for one in group):
            return "adopted", f"Carried: {' and '.join(str(one) for one in group)}."
    if counts.f == counts.a:
        return "rejected", f"A tie, {counts.f} for and {counts.a} against, and a tie fails."
    failed = next(one for group in groups for one in group if not one.holds)
    return "rejected", f"Not carried: {failed}."


def _short_by(one: Inequality) -> str:
    if one.missing and (set(one.condition.count) == {"C"} or set(one.condition.count) == set("FAS")):
        more = "One more vote" if one.missing == 1 else f"{one.missing} more votes"
        return f" {more} of any kind would have made it."
    return ""


def applied(condition: Condition, counts: Counts) -> Inequality:
    left, base = counts.total(condition.count), counts.total(condition.of)
    right = condition.ratio * base + condition.plus
    return Inequality(condition, left, base, right, COMPARE[condition.op](Fraction(left), right))


def _short(names: Iterable[str]) -> str:
    letters = tuple(names)
    return SHORT_SETS.get(frozenset(letters)) or " and ".join(SHORT[name] for name in letters)


def mixed(number: Fraction) -> str:
    """A fraction as people write it: 5⅓, 7 3/20, −½."""
    sign, number = ("−", -number) if number < 0 else ("", number)
    whole, rest = divmod(number, 1)
    if not rest:
        return f"{sign}{whole}"
    if str(rest) in GLYPHS:
        return f"{sign}{whole or ''}{GLYPHS[str(rest)]}"
    return f"{sign}{f'{whole} ' if whole else ''}{rest}"
