"""A ranked ballot in words: what a member's ranking says, how every two options compare, over which paths one beats another.

Pure. Options are numbers of proposals, and 0 is the text as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from workbench.ballots import ranked
from workbench.ballots.ranked import DEFAULT, Path, Tally


@dataclass(frozen=True)
class Duel:
    """Two options against each other: the one that more members rank above the other first."""

    one: int
    other: int
    more: int
    fewer: int
    # those who rank them equal, or say nothing about one of them
    neither: int

    @property
    def is_even(self) -> bool:
        return self.more == self.fewer


def name(option: int) -> str:
    return "the text as it stands" if option == DEFAULT else f"proposal {option}"


def title(option: int) -> str:
    """At the beginning of a sentence or a row."""
    return name(option)[0].upper() + name(option)[1:]


def listed(options: Iterable[int]) -> str:
    """“proposal 3”, “proposal 3 and the text as it stands”; the default comes last."""
    *most, last = [name(option) for option in sorted(options, key=lambda option: (option == DEFAULT, option))]
    return f"{', '.join(most)} and {last}" if most else last


def told(choice: str) -> str:
    """A vote as a sentence without its end: “proposal 3, then proposal 4 and the text as it stands”."""
    ranking = ranked.read(choice) or {}
    tiers = [[option for option in ranking if ranking[option] == place] for place in sorted({*ranking.values()})]
    return ", then ".join(listed(tier) for tier in tiers) or "abstained"


def duels(tally: Tally) -> list[Duel]:
    """Every two options, in order of their numbers, the default, where there is one, after its rivals."""
    order, found = sorted(tally.options, key=lambda option: (option == DEFAULT, option)), []
    for a, b in combinations(order, 2):
        over, under = tally.duels[a, b], tally.duels[b, a]
        neither = tally.counts.cast - over - under
        found.append(Duel(a, b, over, under, neither) if over >= under else Duel(b, a, under, over, neither))
    return found


def ways(tally: Tally, called: Callable[[int], str] = name) -> list[str]:
    """For every two options that were not dropped, a sentence on the strongest path each way."""
    left = sorted((option for tier in tally.tiers for option in tier), key=lambda option: (option == DEFAULT, option))
    return [_way(tally, a, b, called) for a, b in combinations(left, 2)]


def _way(tally: Tally, a: int, b: int, called: Callable[[int], str]) -> str:
    there, back = tally.paths.get((a, b)), tally.paths.get((b, a))
    if (back.strength if back else ranked.NONE) > (there.strength if there else ranked.NONE):
        a, b, there, back = b, a, back, there
    head, second = called(a)[0].upper() + called(a)[1:], called(b)
    if there is None:
        return f"{head} and {second} do not beat one another: there is no path either way."
    if back is None:
        return f"{head} beats {second}: {_steps(there, called)}; there is no path back."
    verb = "beats" if there.strength > back.strength else "is level with"
    return f"{head} {verb} {second}: {_steps(there, called)}; the way back, {_steps(back, called)}."


def _steps(path: Path, called: Callable[[int], str]) -> str:
    over, under = path.weakest
    steps = " → ".join(
        "as it stands" if option == DEFAULT else str(option) if called is name else called(option)
        for option in path.steps
    )
    return f"{steps}, {'at its weakest ' if len(path.steps) > 2 else ''}{over} to {under}"
