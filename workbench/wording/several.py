"""Any number of proposals on one base in one text.

What each does is found by place, so the text does not depend on the order in which they are named or were adopted. Where
two conflict, the one with the lower number stands and of the other only that place is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbench.wording.footprint import Base, Docs, Footprint
from workbench.wording.meetings import SAME, SAME_PLACE, Place, documents, places
from workbench.wording.merge import Meeting, described, reading_order
from workbench.wording.union import Union, dropped


@dataclass(frozen=True)
class Met:
    """Where proposals `a` and `b` meet; `ours` of the meeting is the wording of a."""

    a: int
    b: int
    meeting: Meeting


@dataclass(frozen=True)
class Change:
    """One change in the text: whose it is, in which clause (or at which gap, named by the clause behind it), and its words.

    `start` and `end` are its place in the clause of the base, in characters, half-open. `is_left_out`: it collides with
    that of a lower number, and is not in the text."""

    proposals: tuple[int, ...]
    clause_id: str
    start: int
    end: int
    old: str
    new: str
    is_left_out: bool = False


@dataclass(frozen=True)
class Several:
    """Chosen proposals together. `state`: clean, same_clause or conflict.

    In a conflict `docs` has the wording of the proposal with the lower number at that place and everything else of all;
    of texts put into one gap all are kept, in the order of their numbers. It is for showing, never for adopting.
    `changes` are in the order of the text, each with the proposals that make it."""

    state: str
    docs: Docs
    meetings: tuple[Met, ...]
    changes: tuple[Change, ...]


def together(base: Base, chosen: Mapping[int, Footprint], touching: Iterable[tuple[int, int]]) -> Several:
    """The chosen proposals by number in one text; `touching` are the pairs, the lower number first, that meet."""
    worst = SAME
    met: list[Met] = []
    lost: dict[int, tuple[set[Place], set[str]]] = {number: (set(), set()) for number in chosen}
    for a, b in touching:
        found, whole = places(base, chosen[a], chosen[b]), documents(base, chosen[a], chosen[b])
        met += [Met(a, b, meeting) for meeting in described(base, chosen[a], chosen[b], found, whole)]
        worst = max((worst, *found.values(), *whole.values()))
        lost[b][0].update(place for place, kind in found.items() if kind >= SAME_PLACE)
        lost[b][0].difference_update(_side_by_side(found, chosen[a], chosen[b]))
        lost[b][1].update(whole)
    kept = {number: dropped(side, *lost[number]) if any(lost[number]) else side for number, side in chosen.items()}
    state = "conflict" if worst >= SAME_PLACE else "same_clause" if worst > SAME else "clean"
    return Several(state, Union(base, list(kept.values())).docs(), tuple(met), tuple(_changes(base, chosen, kept)))


def _side_by_side(found: Mapping[Place, int], one: Footprint, other: Footprint) -> Iterator[Place]:
    """Gaps into which both put nothing but new text: it can be shown one after the other."""
    for place, kind in found.items():
        if place[0] == "gap" and kind == SAME_PLACE:
            parts = (*one.gaps.get(place[1], (0,)), *other.gaps.get(place[1], (0,)))
            if all(isinstance(part, str) for part in parts):
                yield place


def _changes(base: Base, sides: Mapping[int, Footprint], kept: Mapping[int, Footprint]) -> Iterator[Change]:
    """Every change once, in the order of the base, with the numbers of all who make it."""
    found: dict[tuple[tuple[int, bool], int, int, str, bool], list[int]] = {}
    for number, side in sides.items():
        for sort, place, start, end, new in _marks(base, side):
            there = kept[number].clauses if sort == "clause" else kept[number].gaps
            key = reading_order(base, (sort, place)), start, end, new, place not in there
            found.setdefault(key, []).append(number)
    names = {reading_order(base, ("gap", gap)): base.name(gap) for gap in range(len(base.behind))}
    names |= {reading_order(base, ("clause", at)): clause.id for at, clause in enumerate(base.clauses)}
    texts = {reading_order(base, ("clause", at)): clause.text for at, clause in enumerate(base.clauses)}
    for at, start, end, new, is_left_out in sorted(found, key=lambda key: (*key[:3], found[key])):
        old = texts.get(at, "")[start:end]
        numbers = tuple(found[at, start, end, new, is_left_out])
        yield Change(numbers, names[at], start, end, old, new, is_left_out)


def _marks(base: Base, side: Footprint) -> Iterator[tuple[str, int, int, int, str]]:
    """What one proposal does: where, from where to where, and what it puts there."""
    for position, touch in side.clauses.items():
        for hunk in touch.hunks:
            yield "clause", position, hunk.start, hunk.end, hunk.text
        if touch.fate == "gone":
            yield "clause", position, 0, len(base.clauses[position].text), ""
    for gap, parts in side.gaps.items():
        for part in parts:
            yield "gap", gap, 0, 0, part if isinstance(part, str) else base.clauses[part].text
