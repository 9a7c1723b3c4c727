"""Counting a ranked ballot (procedure 3.2): rivals and the text as it stands, by Schulze's method over exact integers.

Pure, and a function of what is public after the close. An option is the number of its proposal; 0 is the text as it stands, the
default, which every other has to beat by itself before it is compared with its rivals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, permutations, product
from operator import itemgetter
from typing import Any

from workbench.ballots import seats
from workbench.ballots.electorate import Cast, Counts, Held, Name, Seat, assemble
from workbench.ballots.ranked_rules import Reached, Rule
from workbench.ballots.seats import Filled
from workbench.ballots.tally import Inequality, applied, for_quorum, unusable

DEFAULT = 0
BLANK = "abstain"
WRITTEN = re.compile(r"(?:0|[1-9][0-9]*)(?: [>=] (?:0|[1-9][0-9]*))*")
Ranking = Mapping[int, int]  # option -> its place; 1 is the best, equal places are a tie, what has none is unranked
Duels = Mapping[tuple[int, int], int]  # (a, b) -> how many rank a above b
Strength = tuple[int, int]  # of a defeat: votes for it, then how few are against it
NONE: Strength = (0, 0)

# What becomes of a tie, by the rule.
BROKEN = {
    "chair_casting": "The chair decides between them.", "random_recorded": "A draw decides between them.",
    "report": "It is only reported, and nothing is decided.",
}  # fmt: skip


@dataclass(frozen=True)
class Path:
    """The strongest way from one option to another over defeats; as strong as the weakest of them."""

    steps: tuple[int, ...]
    strength: Strength
    # the votes for and against in its weakest defeat
    weakest: tuple[int, int]


@dataclass(frozen=True)
class Tally:
    """`outcome`: adopted (`won` has the one option), tie_pending (`won` has them all), rejected or no_quorum; no_electorate or
    invalid_tally when nothing may be concluded. `tiers` has what was not dropped, the best first, ties side by side."""

    options: tuple[int, ...]
    counts: Counts
    quorum: tuple[Inequality, ...]
    duels: Duels
    # option -> what it had to reach over the default
    tests: Mapping[int, tuple[Inequality | Reached, ...]]
    paths: Mapping[tuple[int, int], Path]
    tiers: tuple[tuple[int, ...], ...]
    won: tuple[int, ...]
    outcome: str
    because: str
    # of an election: who is elected, and how many gave each a place
    filled: Filled | None = None
    placed: Mapping[int, int] = field(default_factory=dict)

    @property
    def dropped(self) -> tuple[int, ...]:
        """What did not reach over the default what the rule asks."""
        return tuple(option for option, tests in self.tests.items() if not all(test.holds for test in tests))

    def data(self) -> dict[str, Any]:
        """What is kept and recomputed: the same votes give the same bytes."""
        pairs = {f"{a}-{b}": path for (a, b), path in self.paths.items()}
        counts = self.counts
        numbers = {"ranked": counts.f, "abstain": counts.s, "roll": counts.e}
        numbers |= {"recused": counts.recused} if counts.recused else {}
        more: dict[str, Any] = {"notes": list(counts.notes)} if counts.notes else {}
        more |= {"seats": self.filled.data()} if self.filled else {}
        return {
            "counts": numbers,
            "options": list(self.options), "quorum": [one.data() for one in self.quorum],
            "pairwise": {f"{a}-{b}": number for (a, b), number in self.duels.items()},
            "over_default": {str(option): [test.data() for test in tests] for option, tests in self.tests.items()},
            "paths": {key: {"steps": list(path.steps), "weakest": list(path.weakest)} for key, path in pairs.items()},
            "tiers": [list(tier) for tier in self.tiers], "won": list(self.won),
            "outcome": self.outcome, "because": self.because,
        } | more  # fmt: skip


def written(ranking: Ranking) -> str:
    """A ranking as it is kept: “3 > 0 = 4”, whatever numbers the places had; “abstain” where nothing is ranked."""
    tiers = [sorted(option for option in ranking if ranking[option] == place) for place in sorted({*ranking.values()})]
    return " > ".join(" = ".join(map(str, tier)) for tier in tiers) or BLANK


def read(choice: str) -> dict[int, int] | None:
    """The ranking that is kept so; None where this is no ranking."""
    if choice == BLANK:
        return {}
    if not WRITTEN.fullmatch(choice):
        return None
    ranking: dict[int, int] = {}
    for place, tier in enumerate(choice.split(" > "), 1):
        last = -1
        for option in map(int, tier.split(" = ")):
            if option <= last or option in ranking:
                return None
            ranking[option] = place
            last = option
    return ranking


def pairwise(options: Sequence[int], rankings: Iterable[Ranking], unranked: str) -> Duels:
    """How many rank one option above another, for every two. `unranked`: last, below all that is ranked, or no_opinion."""
    every = list(rankings)
    # What an option beats is one number, with a field for each other option that is wide enough for all rankings.
    width = len(every).bit_length()
    one = {option: 1 << width * at for at, option in enumerate(options)}
    above = dict.fromkeys(options, 0)
    for ranking in every:
        below = sum(one[option] for option in options if option not in ranking) if unranked == "last" else 0
        beside, last = 0, 0
        for option, place in sorted(ranking.items(), key=itemgetter(1), reverse=True):
            if place != last:
                below, beside, last = below + beside, 0, place
            above[option] += below
            beside += one[option]
    field = (1 << width) - 1
    return {(a, b): above[a] // one[b] & field for a, b in permutations(options, 2)}


def strongest(
    options: Sequence[int], duels: Duels, strength: str = "winning_then_opposition"
) -> dict[tuple[int, int], Path]:
    """The strongest path for every two options between which there is one.

    A defeat is as strong as its votes for and, among equals, as its votes against are few, unless `strength` asks for another:
    so the winners are those of Debian's constitution, A.5. Of equally strong paths the one over earlier options is kept."""
    paths = {
        (a, b): Path((a, b), _defeat(duels[a, b], duels[b, a], strength), (duels[a, b], duels[b, a]))
        for a, b in permutations(options, 2)
        if duels[a, b] > duels[b, a]
    }
    for over, (a, b) in product(options, permutations(options, 2)):
        if over in (a, b) or (a, over) not in paths or (over, b) not in paths:
            continue
        first, second = paths[a, over], paths[over, b]
        weakest = min(first, second, key=lambda path: path.strength)
        if weakest.strength > _strength(paths, a, b):
            paths[a, b] = Path((*first.steps, *second.steps[1:]), weakest.strength, weakest.weakest)
    return paths


def _defeat(more: int, fewer: int, strength: str) -> Strength:
    if strength == "margins":
        return more - fewer, 0
    return more, -fewer if strength == "winning_then_opposition" else 0


def order(options: Collection[int], paths: Mapping[tuple[int, int], Path]) -> tuple[tuple[int, ...], ...]:
    """The options in tiers: first what no other beats, then what no other of the rest beats, and so on."""
    tiers, rest = [], list(options)
    while rest:
        best = [b for b in rest if not any(_beats(paths, a, b) for a in rest if a != b)]
        tiers.append(tuple(best))
        rest = [option for option in rest if option not in best]
    return tuple(tiers)


def _strength(paths: Mapping[tuple[int, int], Path], a: int, b: int) -> Strength:
    return paths[a, b].strength if (a, b) in paths else NONE


def _beats(paths: Mapping[tuple[int, int], Path], a: int, b: int) -> bool:
    return _strength(paths, a, b) > _strength(paths, b, a)


def tally(
    rule: Rule, classes: Mapping[int, str], votes: Iterable[Cast], roll: Iterable[Seat | Name], held: Held | None = None,
    duels: Duels | None = None,
) -> Tally:  # fmt: skip
    """The outcome, in the fixed order of procedure 3.2. `classes`: of each proposal, the class of change that it claims.
    `duels`: how many rank one above another, where that is told and no ranking is.

    Every number is worked out, whichever of them decides."""
    has_default = rule.default == "status_quo"
    options = (DEFAULT, *sorted(classes)) if has_default else tuple(sorted(classes))
    counts, rankings = _count(rule, options, list(votes), roll, held or Held())
    duels = pairwise(options, rankings, rule.unranked) if duels is None else duels
    tests = {
        option: rule.over_default(
            classes[option], duels[option, DEFAULT], duels[DEFAULT, option], counts.e, counts.recused
        )
        for option in options
        if has_default and option != DEFAULT
    }
    left = [option for option in options if all(test.holds for test in tests.get(option, ()))]
    paths = strongest(left, duels, rule.strength)
    tiers = order(left, paths)
    quorum = tuple(applied(condition, for_quorum(rule, condition, counts)) for condition in rule.quorum)
    placed = dict.fromkeys(options, 0) | Counter(chain.from_iterable(rankings))
    filled = _elected(rule, tiers, held or Held(), placed) if rule.seats else None
    outcome, because = unusable(rule, counts) or _decide(rule, quorum, tiers, filled)
    won = tiers[0] if outcome in ("adopted", "tie_pending") else ()
    return Tally(options, counts, quorum, duels, tests, paths, tiers, won, outcome, because, filled, placed)


def _elected(rule: Rule, tiers: Sequence[Sequence[int]], held: Held, placed: Mapping[int, int]) -> Filled:
    """What stands above the default, in its order, fills the seats; never whom nobody gave a place."""
    above = []
    for tier in tiers:
        if DEFAULT in tier:
            break
        above.append([str(option) for option in tier if placed[option]])
    return seats.fill(above, rule.seats, cap=rule.terms.cap, affiliations=held.affiliations)


def _count(
    rule: Rule, options: Sequence[int], votes: Sequence[Cast], roll: Iterable[Seat | Name], held: Held
) -> tuple[Counts, list[Ranking]]:
    """The rankings that count. What should not be there is named and not counted."""
    choices = {vote.choice: read(vote.choice) for vote in votes}
    known = {*options}
    good: dict[str, Ranking] = {
        choice: ranking for choice, ranking in choices.items() if ranking is not None and ranking.keys() <= known
    }
    found = assemble(rule.terms, votes, roll, held, good, "is no ranking of these options")
    rankings = [good[voice.choice] for voice in found.voices]
    blank = rankings.count({})
    counts = Counts(
        len(rankings) - blank, 0, blank, found.eligible, found.faults, recused=found.recused,
        recused_present=found.recused_present, present=found.present, silent=found.silent, notes=found.notes,
    )  # fmt: skip
    return counts, rankings


def _decide(
    rule: Rule, quorum: Sequence[Inequality], tiers: Sequence[tuple[int, ...]], filled: Filled | None
) -> tuple[str, str]:
    for one in quorum:
        if not one.holds:
            return "no_quorum", f"No quorum: {one}."
    if not tiers or tiers[0] == (DEFAULT,):
        return "rejected", "The text stays as it is: no proposal was ranked above it as the rule asks."
    if filled:
        return filled.outcome, filled.because
    best = tiers[0]
    if len(best) == 1:
        return "adopted", f"Carried: proposal {best[0]}."
    tied = f"A tie of proposals {', '.join(map(str, best[:-1]))} and {best[-1]}"
    if rule.tie == "fails":
        return "rejected", f"{tied}, and a tie fails."
    return "tie_pending", f"{tied}: none of them beats another. {BROKEN[rule.tie]}"
