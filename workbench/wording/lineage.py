"""Where each word of the first version of a path stands in the last one.

Every version adds one step; words are followed through all of them at once, so that ten thousand quotations cost little
more than one. Words that went are remembered, and known again when they come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from workbench.wording.phrases import TELLING, Index
from workbench.wording.sheets import Sheet, Span, Version, is_visible, sheet
from workbench.wording.tracing import Group, groups, step

MOVED, FOUND = 1, 2  # marks of an atom, to be added
REMEMBERED = 200_000  # atoms that went and are remembered
KEPT = 3, 10  # share of a passage's words that must stand, or it is gone
STOPS = frozenset(".!?;:")


class Passage(NamedTuple):
    """Atoms `start` to `end` of the last version, half-open, and their marks. Whole: not a word more or less than before."""

    start: int
    end: int
    marks: int
    is_whole: bool


def shared(ones: Sequence[str], others: Sequence[str]) -> int:
    """How many words two rows have in common, each as often as it stands in both."""
    if not ones or not others:
        return 0
    left, count = Counter(ones), 0
    for word in others:
        if left[word]:
            left[word] -= 1
            count += 1
    return count


class Lineage:
    """The atoms of the first and the last version of a path, and who became whom.

    `now` has for each atom of the first version its position in the last, -1 for none; `ids` for each atom of the last
    version its position in the first, a higher number for any other; `heirs` the same for clauses that live on."""

    def __init__(self, path: Sequence[Version], wholes: Sequence[frozenset[int]] = ()) -> None:
        sheets = [sheet(version, wholes[at] if wholes else frozenset()) for at, version in enumerate(path)]
        self.old, self.new = sheets[0], sheets[-1]
        self.size = self.count = len(self.old.words)
        self.ids = list(range(self.size))
        self.marks = bytearray(self.size)
        self.heirs = {at: at for at in range(len(path[0]))}
        self.past = _Past()
        for before, after in pairwise(sheets):
            if before is not after:
                self._next(before, after)
        self.now = [-1] * self.size
        for at, identity in enumerate(self.ids):
            if identity < self.size:
                self.now[identity] = at
        self.runs = self._numbered()

    def passage(self, low: int, high: int) -> Passage | None:
        """Where the atoms `low` to `high` of the first version stand; None if too few of their words do."""
        start, last = self.now[low], self.now[high - 1]
        if start >= 0 and self.runs[low] == self.runs[high - 1]:
            return Passage(start, last + 1, self.marks[start] | self.marks[last], True)
        own = self._standing[self.old.counts[low] : self.old.counts[high]] or self.now[low:high]
        here = sorted([at for at in own if at >= 0])
        while here and len(here) * KEPT[1] >= len(own) * KEPT[0]:
            if 2 * self._strangers(here[0], here[-1], low, high) <= len(here):
                return self._passage(here[0], here[-1], low, high)
            gap = max(range(1, len(here)), key=lambda at: self.new.visible(here[at - 1], here[at]))
            here = max(here[:gap], here[gap:], key=len)
        return None

    @cached_property
    def _standing(self) -> list[int]:
        """Of each word of the first version, signs left out, its position in the last."""
        return [self.now[at] for at in self.old.places]

    def _strangers(self, first: int, last: int, low: int, high: int) -> int:
        """How many words from elsewhere in the first version stand between two atoms."""
        strange = [at for at in self._others(first, last, low, high) if self.ids[at] < self.size]
        return sum(word[0].isalnum() for word in self.new.spelt(strange)) if strange else 0

    def _others(self, start: int, end: int, low: int, high: int) -> list[int]:
        """The atoms of a stretch of the last version that are not those of a passage."""
        return [at for at, identity in enumerate(self.ids[start:end], start) if not low <= identity < high]

    def alike(self, low: int, high: int, place: Passage) -> tuple[int, int]:
        """How many words and signs a passage and its place have in common, counted on both sides, and how many there are
        in all. Marks of style and capitals do not count: marks alone are alike."""
        old, new, start, end = self.old, self.new, place.start, place.end
        lost = [at for at, now in enumerate(self.now[low:high], low) if not start <= now < end]
        ones = [word.lower() for word in old.spelt(lost) if is_visible(word)]
        others = [word.lower() for word in new.spelt(self._others(start, end, low, high)) if is_visible(word)]
        was, now = old.visible(low, high), new.visible(start, end)
        return (2 * (was - len(ones) + shared(ones, others)), was + now) if was + now else (1, 1)

    def _passage(self, first: int, last: int, low: int, high: int) -> Passage:
        """From the first word to the last, and what stands beside them as it stood in the passage, if it is not known to
        be another's: signs above all."""
        begin, stop = self.ids[first], self.ids[last]
        while begin > low and self._reads(first - 1, begin - 1):
            first, begin = first - 1, begin - 1
        while stop < high - 1 and self._reads(last + 1, stop + 1):
            last, stop = last + 1, stop + 1
        return Passage(first, last + 1, self.marks[first] | self.marks[last], False)

    def _reads(self, now: int, was: int) -> bool:
        """Does an atom of the last version read as one of the first, and is it that one or a new one?"""
        if not 0 <= now < len(self.ids) or self.ids[now] < self.size and self.ids[now] != was:
            return False
        return self.new.words[now] == self.old.words[was]

    def strange_sides(self, low: int, high: int) -> int:
        """On how many sides of a passage the words of its sentence are all gone."""
        before, behind = self._strange
        return before[low] + behind[high - 1]

    @cached_property
    def _strange(self) -> tuple[list[bool], list[bool]]:
        """Of each atom of the first version whether its sentence has words before it, and behind it, and all are gone."""
        edges = {0, self.size, *self.old.firsts}
        edges |= {at + 1 for at, word in enumerate(self.old.words) if word in STOPS}
        words = self.old.counts
        living = (is_word and at >= 0 for is_word, at in zip(self.old.are_words, self.now, strict=True))
        alive = [*accumulate(living, initial=0)]
        before: list[bool] = []
        behind: list[bool] = []
        for start, end in pairwise(sorted(edges)):
            before += [words[start] < words[at] and alive[start] == alive[at] for at in range(start, end)]
            behind += [words[at] < words[end] and alive[at] == alive[end] for at in range(start + 1, end + 1)]
        return before, behind

    def _numbered(self) -> list[int]:
        """For each atom of the first version the number of the run it lies in; words of one run stand together still."""
        numbers: list[int] = []
        number, last = 0, -2
        for at in self.now:
            number += at != last + 1 or at < 0
            numbers.append(number)
            last = at if at >= 0 else -2
        return numbers

    def _next(self, before: Sheet, after: Sheet) -> None:
        made = step(before, after)
        size = len(after.words)
        ids, marks = [-1] * size, bytearray(size)
        for a, b, length in made.runs:
            ids[b : b + length] = self.ids[a : a + length]
            marks[b : b + length] = self.marks[a : a + length]
        for mark, spans in ((MOVED, made.moved), (FOUND, made.found)):
            for start, end in spans:
                for at in range(start, end):
                    marks[at] |= mark
        self.heirs = {at: made.heirs[now] for at, now in self.heirs.items() if now in made.heirs}
        self.past.bring_back(after, ids, marks, made.fresh)
        self.past.keep(before, self.ids, made.lost)
        for start, end in made.fresh:
            for at in range(start, end):
                if ids[at] < 0:
                    ids[at] = self.count
                    self.count += 1
        self.ids, self.marks = ids, marks


class Way:
    """A path, and those of its clauses in which no version changed a character: what stands there is only shifted.

    `edges` are where the clauses of the first version begin; `shifts` has of each by how many characters, `homes` its
    position in the last version, `states` is "moved" of one that stands in another place, else "same", and empty of
    those that changed or went; behind the last clause nothing stands."""

    def __init__(self, path: tuple[Version, ...]) -> None:
        self.path = path
        self.old, self.new = sheet(path[0]), sheet(path[-1])
        self.ways = {at: [at] for at in range(len(path[0]))}
        moved: set[int] = set()
        for before, after in pairwise(path):
            moved |= self._next({group.olds[0]: group for group in groups(before, after) if group.is_same})
        self.homes = {at: way[-1] for at, way in self.ways.items()}
        self.edges = [*self.old.offsets, len(self.old.text)]
        self.shifts, self.states = [0] * len(self.old.offsets), [""] * len(self.old.offsets)
        for at, home in self.homes.items():
            self.shifts[at] = self.new.offsets[home] - self.old.offsets[at]
            self.states[at] = "moved" if at in moved else "same"
        self.whole = {at for at in self.ways if any(map(str.isalnum, path[0][at].text))}
        self._line: Lineage | None = None

    def _next(self, same: dict[int, Group]) -> set[int]:
        """Go on to the next version; which clauses stand in another place there."""
        self.ways = {at: way for at, way in self.ways.items() if way[-1] in same}
        for way in self.ways.values():
            way += same[way[-1]].news
        return {at for at, way in self.ways.items() if same[way[-2]].elsewhere}

    def home(self, at: int) -> int | None:
        """The position in the last version of what became of a clause of the first; None if nothing did."""
        return self.homes[at] if at in self.homes else self.line().heirs.get(at)

    def is_moved(self, at: int, home: int) -> bool:
        """Does a clause, or any word of it, stand in another place now?"""
        if at in self.homes:
            return self.states[at] == "moved"
        line = self.line()
        return any(mark & MOVED for mark in line.marks[slice(*line.new.span(home))])

    def line(self, spans: Iterable[Span] = ()) -> Lineage:
        """The words of the path, as far as somebody asks for them: of the clauses that changed, and of those that lie
        between some characters of the first version."""
        asked = self.whole.intersection(self.old.between(spans))
        if asked or not self._line:
            self.whole -= asked
            ways = [self.ways[at] for at in sorted(self.whole)]
            wholes = [frozenset(way[version] for way in ways) for version in range(len(self.path))]
            self._line = Lineage(self.path, wholes)
        return self._line


class _Past:
    """Words that went: phrase by phrase, between their neighbours, and each clause as it was in its last wording."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.gone: set[int] = set()
        self.places: dict[int, int] = {}  # of a word in the index, by id
        self.index = Index()
        self.between: dict[tuple[int, int, tuple[str, ...]], list[int]] = {}
        self.clauses: dict[str, list[int]] = {}

    def keep(self, known: Sheet, ids: Sequence[int], lost: Sequence[Span]) -> None:
        """Remember what went from a version."""
        if len(self.ids) > REMEMBERED:
            return
        for span in lost:
            self.gone.update(ids[slice(*span)])
        for row in known.rows(at for span in lost for at in known.read(*span)):
            own = [ids[at] for at in row]
            words = tuple(known.words[at] for at in row)
            self.places.update((identity, place) for place, identity in enumerate(own, len(self.ids)))
            self.ids += [*own, -1]
            self.index.add(words)
            self.between[(*_neighbours(known, ids, row), words)] = own
        for at in known.touched(lost):
            self.clauses[known.clauses[at].text] = list(ids[slice(*known.span(at))])

    def bring_back(self, known: Sheet, ids: list[int], marks: bytearray, fresh: Sequence[Span]) -> None:
        """Give words of a version their old ids: between the words they stood between, in a clause that is worded as
        before, and in a phrase that says enough."""
        for row in self._rows(known, ids, fresh):
            key = (*_neighbours(known, ids, row), tuple(known.words[at] for at in row))
            self._give(row, self.between.get(key, ()), ids, marks)
        for at in known.touched(fresh):
            places = range(*known.span(at))
            if known.counts[places.stop] - known.counts[places.start] >= TELLING:
                self._give(places, self.clauses.get(known.clauses[at].text, ()), ids, marks)
        news = [at for row in self._rows(known, ids, fresh) for at in (*row, -1)]
        for a, b, length in self.index.find([known.words[at] if at >= 0 else None for at in news], TELLING):
            self._give(news[b : b + length], self.ids[a : a + length], ids, marks)

    def _rows(self, known: Sheet, ids: Sequence[int], fresh: Sequence[Span]) -> list[list[int]]:
        """The words that are new still."""
        return known.rows(at for span in fresh for at in known.read(*span) if ids[at] < 0)

    def _give(self, places: Sequence[int], own: Sequence[int], ids: list[int], marks: bytearray) -> None:
        """Let atoms be those that went, as far as they did go; of none there is nothing to give."""
        for place, identity in zip(places, own, strict=False):
            if ids[place] < 0 and identity in self.gone:
                self.gone.remove(identity)
                ids[place] = identity
                marks[place] |= FOUND
                if identity in self.places:
                    self.index.words[self.places.pop(identity)] = None


def _neighbours(known: Sheet, ids: Sequence[int], row: Sequence[int]) -> tuple[int, int]:
    """The ids of the words before and behind a row; -1 and -2 for the ends of the text."""
    before, behind = known.beside(row)
    return ids[before] if before >= 0 else -1, ids[behind] if behind < len(ids) else -2
