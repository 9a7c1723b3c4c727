"""How every two of many proposals on one base go together, without merging every two of them.

Each proposal is reduced once to its footprint. An index of the touched places then finds the pairs that meet at all, and
only those are looked at; the rule is the one of `merge`, so that the answer is the same as merging the two would give.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from workbench.wording import meetings
from workbench.wording.crossings import has_styles, is_crossed, is_recut, is_restyled, moves, watched
from workbench.wording.footprint import Base, Docs, Footprint, Part, Touch, footprint
from workbench.wording.meetings import APART, INSIDE, KINDS, NONE, OVERLAP, SAME, SAME_PLACE, Span
from workbench.wording.merge import Meeting, Merge, merge_footprints
from workbench.wording.several import Several, together
from workbench.wording.standing import standing
from workbench.wording.union import Union

OUTCOMES = ("clean", "same_clause", "same_clause", "conflict", "conflict", "conflict")  # by kind of meeting
Kinds = dict[int, int]  # a times the number of proposals plus b, a < b: the worst kind of their meetings, in KINDS


class Pairing(NamedTuple):
    """How proposals `a` and `b` (a < b, from 0) go together.

    `outcome`: independent (they touch nothing in common), clean (only the same change), same_clause (can be merged, and a
    person confirms the wording) or conflict. `meeting` is the worst kind of their meetings, None where there is none.
    `order_matters`: whether adopting a and carrying b gives other bytes than adopting b and carrying a; that is so for
    conflicts alone, where whatever is adopted first stands and the other waits for a person."""

    a: int
    b: int
    outcome: str
    meeting: str | None
    order_matters: bool
    table: Compatibility

    @property
    def words(self) -> tuple[Meeting, ...]:
        """Each place where the two meet, with the wording of both; `ours` is that of a."""
        return self.table.merge(self.a, self.b).meetings


class Compatibility:
    """Many proposals on one base.

    Building it costs one footprint each; `pairs` costs one look at every pair that touches something in common. With
    `base` given as a `Base` and `footprints`, what is known already is not computed again."""

    def __init__(
        self, base: Docs | Base, proposals: Sequence[Docs] = (), *, footprints: Sequence[Footprint] | None = None
    ) -> None:
        self.base = base if isinstance(base, Base) else Base(base)
        if footprints is None:
            footprints = [footprint(self.base, docs) for docs in proposals]
        self.footprints = tuple(footprints)
        self.index = _Index(self.base, self.footprints)

    def pairs(self, only_touching: bool = False) -> Iterator[Pairing]:
        """Every pair, in order; with `only_touching` those that are not independent, which is as quick as they are few."""
        size, kinds = len(self.footprints), self.kinds
        for key in sorted(kinds) if only_touching else _all(size):
            yield self._pairing(*divmod(key, size), kinds.get(key, NONE))

    def pair(self, a: int, b: int) -> Pairing:
        """One pair, in either order."""
        first, second = sorted((a, b))
        return self._pairing(first, second, self.kinds.get(first * len(self.footprints) + second, NONE))

    def _pairing(self, a: int, b: int, kind: int) -> Pairing:
        if kind == NONE:
            return Pairing(a, b, "independent", None, False, self)
        return Pairing(a, b, OUTCOMES[kind], KINDS[kind], kind >= SAME_PLACE, self)

    def merge(self, a: int, b: int) -> Merge:
        """Both proposals in one text, or where they meet."""
        return merge_footprints(self.base, self.footprints[a], self.footprints[b])

    def text(self, chosen: Iterable[int]) -> Several:
        """All chosen proposals in one text, whatever the order they are named in."""
        numbers = sorted(set(chosen))
        met = [(a, b) for a, b in combinations(numbers, 2) if a * len(self.footprints) + b in self.kinds]
        return together(self.base, {number: self.footprints[number] for number in numbers}, met)

    def is_same(self, a: int, b: int) -> bool:
        """Whether two proposals make the same text of the base."""
        return self.footprints[a] == self.footprints[b] or self._docs(a) == self._docs(b)

    def contains(self, a: int, b: int) -> bool:
        """Whether proposal a does everything that b does, and b something: then adopting a adopts b as well."""
        mine, yours = self.footprints[a], self.footprints[b]
        return yours != footprint(self.base, self.base.docs) and (
            self.is_same(a, b)
            or all(_holds(mine.clauses.get(position), touch) for position, touch in yours.clauses.items())
            and all(mine.gaps.get(gap) == parts for gap, parts in yours.gaps.items())
            and all(mine.added.get(path) == text for path, text in yours.added.items())
            and yours.deleted <= mine.deleted
            and yours.renamed.items() <= mine.renamed.items()
        )

    def _docs(self, number: int) -> Docs:
        return Union(self.base, [self.footprints[number]]).docs()

    @cached_property
    def kinds(self) -> Kinds:
        """The pairs that are not independent, and how they meet."""
        return self.index.kinds()

    def largest(self) -> tuple[int, ...]:
        """As many proposals as can stand together without a conflict: of several such sets the one with the lowest numbers.

        Exact while that is quick to find; among very many that conflict with each other a large set, not always the
        largest."""
        size = len(self.footprints)
        fights: dict[int, set[int]] = {number: set() for number in range(size)}
        for key, kind in self.kinds.items():
            if kind >= SAME_PLACE:
                one, other = divmod(key, size)
                fights[one].add(other)
                fights[other].add(one)
        return standing(fights)


def _all(size: int) -> Iterator[int]:
    return (a * size + b for a in range(size) for b in range(a + 1, size))


def _holds(whole: Touch | None, part: Touch) -> bool:
    """Whether one touch of a clause does all that another does."""
    if whole is None:
        return False
    return whole[2:] == part[2:] and {*part.hunks, *part.noise} <= {*whole.hunks, *whole.noise}


class _Entry(NamedTuple):
    """What one proposal does with one clause, ready to be met with what others do."""

    number: int
    touch: Touch
    spans: list[Span]


class _Index:
    """Which proposals touch a clause or a gap; filled proposal by proposal, and asked for the pairs that meet."""

    def __init__(self, base: Base, sides: Sequence[Footprint]) -> None:
        self.base, self.sides = base, sides
        self.clauses: dict[int, list[_Entry]] = {}
        self.gaps: dict[int, list[tuple[int, tuple[Part, ...]]]] = {}
        for number, side in enumerate(sides):
            for position, touch in side.clauses.items():
                if touch.hunks or touch.fate:
                    spans = meetings.spans(touch.hunks, number, base.clauses[position].text)
                    entry = _Entry(number, touch._replace(noise=()) if touch.noise else touch, spans)
                    self.clauses.setdefault(position, []).append(entry)
            for gap, parts in side.gaps.items():
                self.gaps.setdefault(gap, []).append((number, parts))

    def kinds(self) -> Kinds:
        """The worst kind of meeting of every pair that touches something in common."""
        size = len(self.sides)
        kinds: Kinds = {}
        for position, row in self.clauses.items():
            if len(row) > 1:
                _clause(kinds, row, self.base.clauses[position].text, size)
        for gap, gap_row in self.gaps.items():
            self._gap(kinds, gap, gap_row)
        self._moved(kinds)
        self._documents(kinds)
        return kinds

    def _moved(self, kinds: Kinds) -> None:
        """Proposals that carry words elsewhere are held against all that touch the same clause."""
        found = {number: moves(self.base, side) for number, side in enumerate(self.sides)}
        for number, row in found.items():
            for source, targets in row.items():
                for entry in self.clauses.get(source[0], ()):
                    if is_crossed(source, targets, entry.touch, found[entry.number]):
                        _met(kinds, len(self.sides), number, entry.number, INSIDE)

    def _gap(self, kinds: Kinds, gap: int, row: list[tuple[int, tuple[Part, ...]]]) -> None:
        size = len(self.sides)
        for index, (number, parts) in enumerate(row, start=1):
            for other, others in row[index:]:
                _met(kinds, size, number, other, SAME if parts == others else SAME_PLACE)
        watching: dict[int, list[int]] = {}
        for number, _ in row:
            for near in watched(self.base, gap, self.sides[number]):
                watching.setdefault(near, []).append(number)
        for near, numbers in watching.items():
            for entry in self.clauses.get(near, ()):
                if entry.touch.fate or is_recut(entry.touch, self.base.clauses[near].text):
                    for number in numbers:
                        kind = meetings.put_in(self.base, gap, self.sides[number], self.sides[entry.number])
                        if number != entry.number and kind > SAME:
                            _met(kinds, size, number, entry.number, kind)

    def _documents(self, kinds: Kinds) -> None:
        """Proposals that add, delete or rename whole documents are held against all others."""
        for number, side in enumerate(self.sides):
            if side.added or side.deleted or side.renamed:
                for other, yours in enumerate(self.sides):
                    found = meetings.documents(self.base, side, yours).values() if other != number else ()
                    if found:
                        _met(kinds, len(self.sides), number, other, max(found))


def _clause(kinds: Kinds, row: list[_Entry], text: str, size: int) -> None:
    """All who touch a clause are apart, if they do not do the same; those whose words come near each other are looked at."""
    numbers = [entry[0] for entry in row]
    spans: list[Span] = []
    same: set[int] = set()
    for entry in row:
        if not entry[1][2]:
            spans += entry[2]
            continue
        for met in row:
            if entry[0] < met[0] or not met[1][2]:
                kind = meetings.clause(entry[1], met[1], text)
                if kind == SAME:
                    same.add(_key(size, entry[0], met[0]))
                _met(kinds, size, entry[0], met[0], kind)
    for one, two, kind in meetings.near(spans, text):
        if kind > APART:
            _met(kinds, size, one[3], two[3], kind)
        elif row[bisect_left(numbers, one[3])][1] == row[bisect_left(numbers, two[3])][1]:
            same.add(_key(size, one[3], two[3]))
    styled = [entry for entry in row if has_styles(entry.touch.hunks, text)]
    for mine, yours in combinations(styled, 2):
        if not mine.touch.fate and not yours.touch.fate and is_restyled(mine.touch.hunks, yours.touch.hunks, text):
            _met(kinds, size, mine.number, yours.number, OVERLAP)
    for index, number in enumerate(numbers, start=1):
        first = number * size
        for other in numbers[index:]:
            if kinds.get(first + other, SAME) == SAME:
                kinds[first + other] = SAME if first + other in same else APART


def _key(size: int, one: int, other: int) -> int:
    return one * size + other if one < other else other * size + one


def _met(kinds: Kinds, size: int, one: int, other: int, kind: int) -> None:
    key = _key(size, one, other)
    if kind > kinds.get(key, NONE):
        kinds[key] = kind
