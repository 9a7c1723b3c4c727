"""Every count a ballot of so many members can have, and what a rule makes of each: what the rule check and the outlook ask.

Pure. Where a rule names employers, every vote for is taken to come from another one; parts of a roll and votes on other items
are not known here, and such rules are told apart by `unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from workbench.ballots import ranked_rules, rules, tally
from workbench.ballots.conditions import Condition
from workbench.ballots.electorate import Counts
from workbench.ballots.tally import applied, for_quorum, unusable

AnyRule = rules.Rule | ranked_rules.Rule
Numbers = tuple[int, ...]
# Of larger bodies there are too many counts to look at each.
LARGEST = 30
# Somebody who is there and casts nothing.
PRESENT = "present"


@dataclass(frozen=True)
class Space:
    """All counts of a ballot under one rule with `size` on the roll, `recused` of them recused; `claimed` for a ranked one."""

    rule: AnyRule
    size: int
    recused: int = 0
    claimed: str = ""

    @property
    def eligible(self) -> int:
        return self.size - self.recused

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What somebody on the roll can do beside staying away: positions by name where the rule counts them, else F, A, S, B."""
        names = named(self.rule)
        present = (PRESENT,) if "P" in names else ()
        if isinstance(self.rule, ranked_rules.Rule):
            return ("F", "A", "S", *present)
        labels = [label for label, _ in self.rule.positions]
        if names & set(labels):
            return (*labels, *present)
        letters = {rules.CLASSES[kind] for _, kind in self.rule.positions}
        return (*(letter for letter in "FASB" if letter in letters), *present)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """What each of `kinds` counts as."""
        of = {label: rules.CLASSES[kind] for label, kind in getattr(self.rule, "positions", ())}
        return tuple(of.get(kind, kind) if kind not in "FASB" else kind for kind in self.kinds)

    @property
    def has_against(self) -> bool:
        """Whether somebody can vote against it without blocking it."""
        return "A" in self.letters

    def counts(self, numbers: Numbers) -> Counts:
        by = dict.fromkeys("FASB", 0)
        for letter, number in zip(self.letters, numbers, strict=True):
            if letter in by:
                by[letter] += number
        cast = sum(by.values())
        there = numbers[self.kinds.index(PRESENT)] if PRESENT in self.kinds else None
        return Counts(
            by["F"], by["A"], by["S"], self.eligible, b=by["B"], recused=self.recused, recused_present=self.recused,
            present=None if there is None else cast + there, labels=dict(zip(self.kinds, numbers, strict=True)),
        )  # fmt: skip

    def outcome(self, numbers: Numbers) -> str:
        return decider(self.rule, self.claimed)(self.counts(numbers))

    @cached_property
    def outcomes(self) -> dict[Numbers, str]:
        """Every count there can be, with what comes of it."""
        decide = decider(self.rule, self.claimed)
        return {numbers: decide(self.counts(numbers)) for numbers in shares(self.eligible, len(self.kinds))}

    @cached_property
    def when_all_vote(self) -> set[str]:
        """What can come of it when everybody who is left votes."""
        decide = decider(self.rule, self.claimed)
        ways = (ways for ways in shares(self.eligible, len(self.kinds) - 1))
        return {decide(self.counts((*some, self.eligible - sum(some)))) for some in ways}

    @cached_property
    def needed(self) -> dict[int, int]:
        """By how many vote, all of them for or against: the least number for that carries it, where any does. Where nobody can be against
        it the others abstain."""
        found: dict[int, int] = {}
        for numbers, outcome in self.outcomes.items():
            counts = self.counts(numbers)
            if (
                outcome == "adopted"
                and counts.b == 0
                and (not counts.s or not self.has_against)
                and sum(numbers) == counts.cast
            ):
                found[counts.cast] = min(counts.f, found.get(counts.cast, counts.f))
        return found

    def moved(self, numbers: Numbers, to: str, away: str = "") -> Iterator[Numbers]:
        """The counts with one vote more that counts as `to`: of somebody who stayed away, or who did `away` before."""
        for there, letter in enumerate(self.letters):
            if letter != to:
                continue
            more = [number + (n == there) for n, number in enumerate(numbers)]
            if not away:
                yield tuple(more)
                continue
            for here, other in enumerate(self.letters):
                if other == away and more[here] > (here == there):
                    yield tuple(number - (n == here) for n, number in enumerate(more))

    def told(self, numbers: Numbers) -> str:
        """“4 for, 1 against, 4 not voting”."""
        words = {"F": "for", "A": "against", "S": "abstaining", "B": "blocking", PRESENT: "present and silent"}
        parts = [f"{n} {words.get(kind, f'“{kind}”')}" for kind, n in zip(self.kinds, numbers, strict=True) if n]
        away = self.eligible - sum(numbers)
        return ", ".join([*parts, *([f"{away} not voting"] if away else [])]) or "nobody on the roll"


@lru_cache(64)
def space(rule: AnyRule, size: int, claimed: str = "") -> Space:
    """The counts of a ballot, kept: they are asked for again with every page."""
    return Space(rule, size, claimed=claimed)


def conditions(rule: AnyRule) -> list[Condition]:
    groups = rule.groups if isinstance(rule, rules.Rule) else ()
    return [*rule.quorum, *(condition for group in groups for condition in group)]


def named(rule: AnyRule) -> set[str]:
    """All that its conditions count."""
    return {name for condition in conditions(rule) for name in condition.names}


def unknown(rule: AnyRule) -> str:
    """Why the counts of a rule cannot be looked at one by one; empty where they can."""
    names = named(rule)
    if "M" in names:
        return (
            "What it asks depends on the votes on other items, so the result of one can be changed by votes on another."
        )
    if any("@" in name for name in names):
        return "It counts a part of the roll by itself, so its counts are not looked at one by one here."
    if rule.seats:
        return "It fills seats; its counts are not looked at one by one here."
    if isinstance(rule, ranked_rules.Rule) and rule.default == "none":
        return "It ranks without an option to beat; its counts are not looked at one by one here."
    return ""


def decider(rule: AnyRule, claimed: str = "") -> Callable[[Counts], str]:
    """From numbers to the outcome; of a ranked ballot, with one option beside the text as it stands."""
    if isinstance(rule, rules.Rule):
        single = rule
        return lambda counts: tally.outcome(single, counts)
    several, named = rule, claimed or rule.for_classes[0]

    def decide(counts: Counts) -> str:
        if no := unusable(several, counts):
            return no[0]
        if not all(applied(one, for_quorum(several, one, counts)).holds for one in several.quorum):
            return "no_quorum"
        tests = several.over_default(named, counts.f, counts.a, counts.e, counts.recused)
        return "adopted" if all(test.holds for test in tests) else "rejected"

    return decide


def shares(total: int, kinds: int) -> Iterator[Numbers]:
    """Every way in which at most `total` divide over so many kinds."""
    if kinds == 0:
        yield ()
        return
    for first in range(total + 1):
        for rest in shares(total - first, kinds - 1):
            yield (first, *rest)
