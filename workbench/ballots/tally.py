"""Counting (procedure 3.2): from votes and a rule to an outcome, with every inequality and its numbers.

Pure, and a function of what is public after the close: the roll, the votes, the rule. Whoever has these can count again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Any

from workbench.ballots.conditions import OPS, Condition
from workbench.ballots.electorate import Cast, Counts, Held, Name, Seat, counted
from workbench.ballots.rules import Rule

COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
SHORT = {
    "F": "for", "A": "against", "S": "abstaining", "B": "blocking", "C": "votes", "X": "not voting", "E": "on the roll",
    "N": "on the roll with the recused", "R": "recused", "P": "present", "G": "organisations for", "M": "on average for",
}  # fmt: skip
SHORT_SETS = {frozenset("FA"): "for or against", frozenset("FAS"): "votes"}
GLYPHS = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip


@dataclass(frozen=True)
class Inequality:
    """A condition with the numbers of one ballot in it. `right` is None where it is a root, which is no fraction."""

    condition: Condition
    left: int | Fraction
    base: int | Fraction
    right: Fraction | None
    holds: bool

    def __str__(self) -> str:
        """“6 for is at least 2/3 of 8 = 5⅓”, or “is not”."""
        condition = self.condition
        verb = "is" if self.holds else "is not"
        return f"{mixed(Fraction(self.left))} {_short(condition.count)} {verb} {OPS[condition.op]} {self._bound()}"

    def _bound(self) -> str:
        condition = self.condition
        if not condition.of:
            return mixed(condition.plus)
        sign = f" {'+' if condition.plus > 0 else '−'} {mixed(abs(condition.plus))}" if condition.plus else ""
        if self.right is None:
            return f"{'' if condition.ratio == 1 else f'{condition.ratio} of '}√{self.base}{sign}"
        if condition.ratio == 1:
            plain = f"{mixed(Fraction(self.base))} {_short(condition.of)}"
            return f"{plain}{sign} = {mixed(self.right)}" if sign else plain
        times = " ×" if condition.ratio.denominator == 1 else " of"
        return f"{condition.ratio}{times} {mixed(Fraction(self.base))}{sign} = {mixed(self.right)}"

    @property
    def missing(self) -> int | None:
        """How many more would have been enough for a least number; None for other comparisons or when it holds."""
        if self.holds or self.condition.op not in (">", ">="):
            return None
        if self.right is None:
            return self._root() - int(self.left)
        return int((ceil(self.right) if self.condition.op == ">=" else floor(self.right) + 1) - self.left)

    def _root(self) -> int:
        """The least whole number that reaches ratio × √base + plus."""
        square = self.condition.ratio**2 * self.base
        least = max(0, isqrt(ceil(square)) + floor(self.condition.plus) - 1)
        while not _compare(self.condition, Fraction(least), Fraction(self.base))[1]:
            least += 1
        return least

    def data(self) -> dict[str, Any]:
        right = str(self.right) if self.right is not None else self._bound()
        return {
            "condition": self.condition.data(), "left": _plain(self.left), "base": _plain(self.base), "right": right,
            "holds": self.holds, "words": str(self),
        }  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """`outcome`: adopted, rejected, no_quorum, blocked or tie_pending; no_electorate or invalid_tally when nothing may be
    concluded; in a sign-off final_comment while its last period runs."""

    counts: Counts
    quorum: tuple[Inequality, ...]
    groups: tuple[tuple[Inequality, ...], ...]
    outcome: str
    because: str

    def data(self) -> dict[str, Any]:
        """What is kept and recomputed: the same votes give the same bytes."""
        kept = {
            "counts": self.counts.data(),
            "quorum": [one.data() for one in self.quorum],
            "pass": [[one.data() for one in group] for group in self.groups],
            "outcome": self.outcome, "because": self.because,
        }  # fmt: skip
        return kept | ({"notes": list(self.counts.notes)} if self.counts.notes else {})


def evaluate(rule: Rule, counts: Counts) -> Tally:
    """The outcome, in the fixed order of procedure 3.2. Every inequality is worked out, whichever of them decides."""
    quorum, groups = _inequalities(rule, counts)
    outcome, because = _decide(rule, counts, quorum, groups)
    return Tally(counts, quorum, groups, outcome, because())


def outcome(rule: Rule, counts: Counts) -> str:
    """The outcome alone, for whoever asks of very many counts: `evaluate` without its words."""
    return _decide(rule, counts, *_inequalities(rule, counts))[0]


def _inequalities(
    rule: Rule, counts: Counts
) -> tuple[tuple[Inequality, ...], tuple[tuple[Inequality, ...], ...]]:  # fmt: skip
    quorum = tuple(applied(condition, for_quorum(rule, condition, counts)) for condition in rule.quorum)
    return quorum, tuple(tuple(applied(condition, counts) for condition in group) for group in rule.groups)


def tally(rule: Rule, votes: Iterable[Cast], roll: Iterable[Seat | Name], held: Held | None = None) -> Tally:
    return evaluate(rule, counted(rule, votes, roll, held))


def for_quorum(rule: Any, condition: Condition, counts: Counts) -> Counts:
    """The numbers that a quorum is asked with: with the recused, those present as taking part, where the rule says so.

    They are added to whatever counts all votes, once: as a silent presence, which is neither for nor against; and to those present."""
    if rule.terms["recusal.effect"] != "counts_to_quorum" or not counts.recused:
        return counts
    return replace(
        counts, e=counts.e + counts.recused, recused=0, s=counts.s + counts.recused_present,
        silent=None if counts.silent is None else counts.silent + counts.recused - counts.recused_present,
        present=None if counts.present is None else counts.present + counts.recused_present,
    )  # fmt: skip


def enough(condition: Condition, members: int) -> int | None:
    """The least number that meets a quorum that is a part of the roll: 5 for half of 9. None for other quorums."""
    if condition.op not in (">", ">=") or condition.of not in (("E",), ("N",)):
        return None
    return applied(condition, Counts(0, 0, 0, members)).missing


def unusable(rule: Any, counts: Counts) -> tuple[str, str] | None:
    """Steps 0 and 1: the outcome where nothing may be concluded."""
    if counts.faults or counts.value("X") < 0:
        return "invalid_tally", "; ".join(counts.faults) or "there are more votes than members on the roll"
    if counts.present is not None and counts.cast > counts.present:
        return "invalid_tally", "there are more votes than members present"
    if counts.e == 0:
        return "no_electorate", "nobody is on the roll"
    if counts.e < (least := rule.terms["roll.min_electorate"]):
        return "no_electorate", f"Only {counts.e} are left on the roll and it takes {least}: the next body decides."
    return None


def _decide(
    rule: Rule, counts: Counts, quorum: Sequence[Inequality], groups: Sequence[Sequence[Inequality]]
) -> tuple[str, Callable[[], str]]:
    """The outcome, and what says why."""
    if no := unusable(rule, counts):
        return no[0], lambda: no[1]
    if missed := next((one for one in quorum if not one.holds), None):
        return "no_quorum", lambda: f"No quorum: {missed}.{_short_by(missed)}"
    if counts.b:
        word = "objection" if rule.method == "consent" else "block"
        return "blocked", lambda: f"{counts.b} {word}{'s stand' if counts.b != 1 else ' stands'} in its way."
    if counts.f == 0 and rule.method != "consent":
        return "rejected", lambda: "Nobody voted for it."
    if counts.f < rule.min_support:
        return "rejected", lambda: f"Nobody objected, and {counts.f} voted for it where {rule.min_support} must."
    if carried := next((group for group in groups if all(one.holds for one in group)), None):
        return "adopted", lambda: f"Carried: {' and '.join(str(one) for one in carried)}."
    if not groups:
        return "adopted", lambda: f"Carried{' by silence' if not counts.f else ''}: nobody objected."
    if counts.f == counts.a and counts.f:
        tied, why = _tie(rule, counts)
        return tied, lambda: why
    failed = next(one for group in groups for one in group if not one.holds)
    return "rejected", lambda: f"Not carried: {failed}."


def _tie(rule: Rule, counts: Counts) -> tuple[str, str]:
    tied = f"A tie, {counts.f} for and {counts.a} against, and"
    if rule.tie == "fails":
        return "rejected", f"{tied} a tie fails."
    if rule.tie == "chair_if_not_voted" and counts.chair_voted:
        return "rejected", f"{tied} the chair has voted already, so it fails."
    chair = rule.tie in ("chair_casting", "chair_if_not_voted")
    who = "the chair decides" if chair else "a draw decides" if rule.tie == "random_recorded" else "it is reported"
    return "tie_pending", f"{tied} {who}."


def _short_by(one: Inequality) -> str:
    if one.missing and (set(one.condition.count) == {"C"} or set(one.condition.count) == set("FAS")):
        more = "One more vote" if one.missing == 1 else f"{one.missing} more votes"
        return f" {more} of any kind would have made it."
    return ""


def applied(condition: Condition, counts: Counts) -> Inequality:
    left, base = counts.total(condition.count), counts.total(condition.of)
    right, holds = _compare(condition, Fraction(left), Fraction(base))
    return Inequality(condition, left, base, right, holds)


def _compare(condition: Condition, left: Fraction, base: Fraction) -> tuple[Fraction | None, bool]:
    if not condition.root:
        right = condition.ratio * base + condition.plus
        return right, COMPARE[condition.op](left, right)
    rest = left - condition.plus
    if rest < 0:  # a root is never negative
        return None, condition.op in ("<", "<=")
    return None, COMPARE[condition.op](rest**2, condition.ratio**2 * base)


def _short(names: Iterable[str]) -> str:
    names = tuple(names)
    return SHORT_SETS.get(frozenset(names)) or " and ".join(_shortly(name) for name in names)


def _shortly(name: str) -> str:
    base, _, group = name.partition("@")
    word = SHORT.get(base, base)
    return f"{word} in “{group}”" if group and group != "all" else word


def _plain(number: int | Fraction) -> int | str:
    return int(number) if number.denominator == 1 else str(number)


def mixed(number: Fraction) -> str:
    """A fraction as people write it: 5⅓, 7 3/20, −½."""
    sign, number = ("−", -number) if number < 0 else ("", number)
    whole, rest = divmod(number, 1)
    if not rest:
        return f"{sign}{whole}"
    if str(rest) in GLYPHS:
        return f"{sign}{whole or ''}{GLYPHS[str(rest)]}"
    return f"{sign}{f'{whole} ' if whole else ''}{rest}"
