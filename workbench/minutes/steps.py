"""The states of a thing as a table of steps, and whether the minutes kept to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from workbench.minutes.models import Minute

# Who is told of a step beside those who are named: every act is in the public feed; who follows a thing also has it on their desk and by
# mail, as they have chosen.
FEED = "public feed"
FOLLOWERS = f"followers, {FEED}"
OFFICERS = f"chair and secretary, {FEED}"


@dataclass(frozen=True)
class Step:
    """From one state to another, "" before there was any: who goes it, what must hold, what comes of it, and who is told.

    `at_will`: whoever may go it can do so at any time; nothing else has to hold than what they then say themselves."""

    source: str
    target: str
    who: str
    guard: str
    effect: str
    notice: str
    at_will: bool = False


def steps(
    sources: Iterable[str], target: str, who: str, guard: str, effect: str, notice: str, *, at_will: bool = False
) -> Iterator[Step]:
    """The same step from several states."""
    return (Step(source, target, who, guard, effect, notice, at_will) for source in sources)


def _as_it_stands(_minute: Minute, state: str) -> Sequence[str]:
    return (state,)


def strayed(
    minutes: Iterable[Minute],
    tables: str | tuple[str, ...],
    may: Callable[[str, str], bool],
    passed: Callable[[Minute, str], Sequence[str]] = _as_it_stands,
    state: Callable[[dict[str, Any]], str] = itemgetter("state"),
) -> Iterator[str]:
    """Every change of state of the rows of a table, or of several that share their steps, that `may` not be.

    `state` reads it from a row; `passed` answers the states that a row went through in an entry that leaves it in the one given,
    by default that alone."""
    standing: dict[str, str] = {}
    of = (tables,) if isinstance(tables, str) else tables
    for minute in minutes:
        for name, row in minute.body.get("rows", {}).items():
            if name.partition(":")[0] not in of:
                continue
            for now in passed(minute, state(row)):
                before = standing.get(name, "")
                if before != now and not may(before, now):
                    yield f"{name}: entry {minute.seq} of the minutes takes it from {before or 'nothing'} to {now}"
                standing[name] = now
            standing[name] = state(row)
