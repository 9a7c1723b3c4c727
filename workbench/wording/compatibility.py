"""How every two of many proposals on one base go together, without merging every two of them.

Each proposal is reduced once to its footprint. An index of the touched places then finds the pairs that meet at all, and
only those are looked at; the rule is the one of `merge`, so that the answer is the same as merging the two would give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from workbench.wording.crossings import echoed, is_crossed
from workbench.wording.filing import Filed, filed
from workbench.wording.footprint import Base, Docs, Footprint, Touch, footprint
from workbench.wording.meetings import (
    APART,
    INSIDE,
    KINDS,
    NONE,
    SAME,
    SAME_PLACE,
    TOUCHING,
    Mark,
    documents,
    met,
    put_in,
)
from workbench.wording.merge import Meeting, Merge, merge_footprints
from workbench.wording.several import Several, together
from workbench.wording.standing import standing
from workbench.wording.union import Union

OUTCOMES = ("clean", *["same_clause"] * 2, *["conflict"] * 3, "independent")  # by kind of meeting, the last for NONE
DEPTH = len(KINDS)
Kinds = dict[int, int]  # a times the number of proposals plus b, a < b: the worst kind of their meetings, in KINDS


# Not frozen: one is made for each pair that meets, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class Pairing:
    """How proposals `a` and `b` (a < b, from 0) go together: `kind` of the worst of their meetings, by index in KINDS."""

    a: int
    b: int
    kind: int
    table: Compatibility

    @property
    def outcome(self) -> str:
        """independent (they touch nothing in common), clean (only the same change), same_clause (can be merged, and a person
        confirms the wording) or conflict."""
        return OUTCOMES[self.kind]

    @property
    def meeting(self) -> str | None:
        """The worst kind of their meetings; None where there is none."""
        return None if self.kind == NONE else KINDS[self.kind]

    @property
    def order_matters(self) -> bool:
        """Whether adopting a and carrying b gives other bytes than adopting b and carrying a; that is so for conflicts
        alone, where whatever is adopted first stands and the other waits for a person."""
        return self.kind >= SAME_PLACE

    @property
    def words(self) -> tuple[Meeting, ...]:
        """Each place where the two meet, with the wording of both; `ours` is that of a."""
        return self.table.merge(self.a, self.b).meetings


class Compatibility:
    """Many proposals on one base.

    Building it costs one footprint each; `pairs` costs one look at every pair that touches something in common. With
    `base` given as a `Base` and `footprints`, best as `filed`, what is known already is not computed again."""

    def __init__(
        self,
        base: Docs | Base,
        proposals: Sequence[Docs] = (),
        *,
        footprints: Sequence[Footprint | Filed] | None = None,
    ) -> None:
        self.base = base if isinstance(base, Base) else Base(base)
        if footprints is None:
            footprints = [footprint(self.base, docs) for docs in proposals]
        self.filed = [side if isinstance(side, Filed) else filed(self.base, side) for side in footprints]

    def pairs(self, only_touching: bool = False) -> Iterator[Pairing]:
        """Every pair, in order; with `only_touching` those that are not independent, which is as quick as they are few."""
        size, kinds = len(self.filed), self.kinds
        for key, kind in kinds.items() if only_touching else _all(size, kinds):
            yield Pairing(key // size, key % size, kind, self)

    def pair(self, a: int, b: int) -> Pairing:
        """One pair, in either order."""
        first, second = sorted((a, b))
        return Pairing(first, second, self.kinds.get(first * len(self.filed) + second, NONE), self)

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
    def footprints(self) -> tuple[Footprint, ...]:
        """What each proposal does."""
        return tuple(side.footprint for side in self.filed)

    @cached_property
    def kinds(self) -> Kinds:
        """The pairs that are not independent, and how they meet."""
        return _Index(self.base, self.filed).kinds()

    @cached_property
    def conflicts(self) -> list[tuple[int, int]]:
        """The pairs that conflict, in order: found without listing those that merely touch the same clause."""
        index = _Index(self.base, self.filed)
        found = {meeting // DEPTH for meeting in index.meetings() if meeting % DEPTH >= SAME_PLACE}
        return [divmod(key, index.size) for key in sorted(found)]

    def largest(self) -> tuple[int, ...]:
        """As many proposals as can stand together without a conflict: of several such sets the one with the lowest numbers.

        Exact while that is quick to find; among very many that conflict with each other a large set, not always the
        largest."""
        fights: dict[int, set[int]] = {number: set() for number in range(len(self.filed))}
        for one, other in self.conflicts:
            fights[one].add(other)
            fights[other].add(one)
        return standing(fights)


def _all(size: int, kinds: Kinds) -> Iterator[tuple[int, int]]:
    for a, b in combinations(range(size), 2):
        yield a * size + b, kinds.get(a * size + b, NONE)


def _holds(whole: Touch | None, part: Touch) -> bool:
    """Whether one touch of a clause does all that another does."""
    if whole is None:
        return False
    return whole[2:] == part[2:] and {*part.hunks, *part.noise} <= {*whole.hunks, *whole.noise}


class _Index:
    """Which proposals touch a clause or a gap; filled proposal by proposal, and asked for the pairs that meet.

    A meeting is one number: a times the count of proposals plus b, a < b, times the number of kinds, plus its kind."""

    def __init__(self, base: Base, sides: Sequence[Filed]) -> None:
        self.base, self.sides, self.size = base, sides, len(sides)
        self.clauses: list[list[tuple[int, int, int, Mark]]] = [[] for _ in base.clauses]
        self.upsets: defaultdict[int, list[int]] = defaultdict(list)
        self.gaps: defaultdict[int, list[int]] = defaultdict(list)
        self.others: list[int] = []  # proposals that do more than touch clauses and gaps
        self.said: set[str] = set()
        self.again: set[str] = set()  # what several say
        self.citing: list[int] = []
        self.losing: list[int] = []
        for number, (_, marks, upsets, watched, moves, is_whole, said, cited, lost) in enumerate(sides):
            for position, start, end, mark in marks:
                self.clauses[position].append((number, start, end, mark))
            for position in upsets:
                self.upsets[position].append(number)
            for gap in watched:
                self.gaps[gap].append(number)
            if said:
                self.again |= self.said & said
                self.said |= said
            if cited:
                self.citing.append(number)
            if lost:
                self.losing.append(number)
            if moves or is_whole:
                self.others.append(number)

    def kinds(self) -> Kinds:
        """The worst kind of meeting of every pair that touches something in common, in the order of the pairs."""
        found = self.meetings()
        for row in self.clauses:
            found += [
                (one * self.size + other) * DEPTH + APART
                for (one, start, end, _), (other, first, last, _) in combinations(row, 2)
                if start > last or first > end
            ]
        return {meeting // DEPTH: meeting % DEPTH for meeting in sorted(found)}

    def meetings(self) -> list[int]:
        """Where two meet, some of them more than once; but for those who change words of a clause that are far apart."""
        found: list[int] = []
        for row, clause in zip(self.clauses, self.base.clauses, strict=True):
            if len(row) > 1:
                found += self._clause(row, clause.text)
        for gap, numbers in self.gaps.items():
            found += self._gap(gap, numbers)
        for number in self.others:
            found += self._moved(number)
            if self.sides[number].is_whole:
                found += self._documents(number)
        found += self._echoed()
        for one, other in product(self.citing, self.losing):
            if one != other and not self.sides[one].cited.isdisjoint(self.sides[other].lost):
                found.append(self._met(one, other, TOUCHING))
        return found

    def _clause(self, row: list[tuple[int, int, int, Mark]], text: str) -> list[int]:
        """How those who touch a clause meet whose marks reach each other: all others are apart."""
        size = self.size
        return [
            (one * size + other) * DEPTH + met(mine, yours, text)
            for (one, start, end, mine), (other, first, last, yours) in combinations(row, 2)
            if start <= last and first <= end
        ]

    def _gap(self, gap: int, numbers: list[int]) -> Iterator[int]:
        """All who fill a gap meet there; and each meets those who take away what it puts its text beside or under.

        With itself, here as with documents, a proposal always agrees."""
        for one, other in combinations(numbers, 2):
            is_same = self.sides[one].footprint.gaps[gap] == self.sides[other].footprint.gaps[gap]
            yield self._met(one, other, SAME if is_same else SAME_PLACE)
        for number in numbers:
            side = self.sides[number]
            for other in set().union(*[self.upsets[at] for at in side.watched[gap] if at in self.upsets]):
                kind = put_in(self.base, gap, side.footprint, self.sides[other].footprint)
                if kind > SAME:
                    yield self._met(number, other, kind)

    def _moved(self, number: int) -> Iterator[int]:
        """A proposal that carries words elsewhere is held against all that touch the same clause."""
        for source, targets in self.sides[number].moves.items():
            for other, _, _, mark in self.clauses[source[0]]:
                if is_crossed(source, targets, mark.touch, self.sides[other].moves):
                    yield self._met(number, other, INSIDE)

    def _echoed(self) -> Iterator[int]:
        """All who put in the same sentence or id, perhaps at places of their own."""
        saying: defaultdict[str, list[int]] = defaultdict(list)
        for number, side in enumerate(self.sides if self.again else ()):
            for name in self.again & side.said:
                saying[name].append(number)
        for one, other in {pair for numbers in saying.values() for pair in combinations(numbers, 2)}:
            for _, is_name in echoed(self.sides[one].footprint, self.sides[other].footprint):
                yield self._met(one, other, SAME_PLACE if is_name else TOUCHING)

    def _documents(self, number: int) -> Iterator[int]:
        """A proposal that adds, deletes or renames whole documents is held against all others."""
        for other, side in enumerate(self.sides):
            found = documents(self.base, self.sides[number].footprint, side.footprint)
            if found:
                yield self._met(number, other, max(found.values()))

    def _met(self, one: int, other: int, kind: int) -> int:
        return (min(one, other) * self.size + max(one, other)) * DEPTH + kind
