"""Processor time of a few rivals, measured in turn, and bars to hold the ratios against."""

from __future__ import annotations

import gc
import platform
import resource
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 5
Rival = Callable[[], float | None]  # what it takes is measured, unless it measures itself and answers seconds


@dataclass(frozen=True)
class Bar:
    """One figure with what it has to reach: at least where `is_least`, else at most. Without a goal it is only told.

    `value` None says that it could not be measured here, and `note` says why."""

    name: str
    what: str
    value: float | None
    tight: float | None
    loose: float | None
    is_least: bool = False
    unit: str = "×"
    note: str = ""

    @property
    def verdict(self) -> str:
        """met, loose (the loose bar only) or missed; told for a figure without a bar, absent for none."""
        if self.value is None:
            return "absent"
        if self.tight is None:
            return "told"
        if self._reaches(self.tight):
            return "met"
        return "loose only" if self.loose is not None and self._reaches(self.loose) else "missed"

    def _reaches(self, goal: float) -> bool:
        assert self.value is not None
        return self.value >= goal if self.is_least else self.value <= goal

    def row(self) -> str:
        """The line of the table: name, what, figure, tight and loose bar, verdict, note."""
        goals = [
            f"{'≥' if self.is_least else '≤'} {_said(goal, self.unit)}" if goal is not None else ""
            for goal in (self.tight, self.loose)
        ]
        value = "" if self.value is None else _said(self.value, self.unit)
        return "| " + " | ".join([self.name, self.what, value, *goals, self.verdict, self.note]) + " |"


def printed(command: str, bars: Iterable[Bar]) -> int:
    """The table of all bars, a row as soon as it is known, and how they came out; 1 if one missed what must not be missed."""
    print(f"`{command}`, Python {platform.python_version()}\n")
    print(
        "| bar | what | measured | tight | loose | verdict | note |\n| --- | --- | ---: | ---: | ---: | --- | --- |",
        flush=True,
    )
    found: list[Bar] = []
    for bar in bars:
        print(bar.row(), flush=True)
        found.append(bar)
    counts = Counter(bar.verdict for bar in found)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("met", "loose only", "missed", "absent"))
    print(f"\n{told}; {spent():.0f} s of processor time.")
    return bool(counts["missed"])


def _said(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.2f} %"
    if unit == "":
        return f"{value:,.0f}"
    return f"{value:,.0f}{unit}" if value >= 100 else f"{value:.3g}{unit}"


def spent() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def once(rival: Rival) -> float:
    """Seconds of processor time of one run, with no rubbish of a run before to collect."""
    gc.collect()
    began = spent()
    answer = rival()
    return spent() - began if answer is None else answer


def race(rivals: Mapping[str, Rival], rounds: int = ROUNDS, slow: Mapping[str, int] | None = None) -> dict[str, float]:
    """The median of each rival, run in turn: A B A B. Those named in `slow` sit out after so many rounds."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for turn in range(rounds):
        for name, rival in rivals.items():
            if turn < (slow or {}).get(name, rounds):
                times[name].append(once(rival))
    return {name: median(row) for name, row in times.items()}
