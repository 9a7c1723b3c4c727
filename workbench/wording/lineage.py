"""Where each word of the first version of a path stands in the last one.

Every version adds one step; words are followed through all of them at once, so that ten thousand quotations cost little
more than one. Words that went are remembered, and known again when they come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from workbench.wording.phrases import TELLING, Index
from workbench.wording.sheets import Sheet, Span, Version, sheet
from workbench.wording.tracing import step

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


class Lineage:
    """The atoms of the first and the last version of a path, and who became whom.

    `now` has for each atom of the first version its position in the last, -1 for none; `ids` for each atom of the last
    version its position in the first, a higher number for any other; `heirs` the same for clauses that live on."""

    def __init__(self, path: Sequence[Version]) -> None:
        self.old, self.new = sheet(path[0]), sheet(path[-1])
        self.size = self.count = len(self.old.words)
        self.ids = list(range(self.size))
        self.marks = bytearray(self.size)
        self.heirs = {at: at for at in range(len(path[0]))}
        self.past = _Past()
        for before, after in pairwise(path):
            if before != after:
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
        own = self.old.read(low, high) or [*range(low, high)]
        here = sorted(self.now[at] for at in own if self.now[at] >= 0)
        while here and len(here) * KEPT[1] >= len(own) * KEPT[0]:
            if 2 * self._strangers(here[0], here[-1], low, high) <= len(here):
                return self._passage(here[0], here[-1], low, high)
            gap = max(range(1, len(here)), key=lambda at: here[at] - here[at - 1])
            here = max(here[:gap], here[gap:], key=len)
        return None

    def _strangers(self, first: int, last: int, low: int, high: int) -> int:
        """How many words from elsewhere in the first version stand between two atoms."""
        between = (at for at in range(first, last) if self.ids[at] < self.size and not low <= self.ids[at] < high)
        return sum(self.new.are_words[at] for at in between)

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
        begins, ends, words, alive = self._sentences
        first, last = begins[low], ends[high - 1]
        before = words[first] < words[low] and alive[first] == alive[low]
        return before + (words[high] < words[last] and alive[high] == alive[last])

    @cached_property
    def _sentences(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Of each atom of the first version the begin and end of its sentence; words, and living words, before each."""
        edges = {0, self.size, *self.old.firsts}
        edges |= {at + 1 for at, word in enumerate(self.old.words) if word in STOPS}
        begins, ends = [], []
        for start, end in pairwise(sorted(edges)):
            begins += [start] * (end - start)
            ends += [end] * (end - start)
        alive = (is_word and at >= 0 for is_word, at in zip(self.old.are_words, self.now, strict=True))
        return begins, ends, self.old.counts, [*accumulate(alive, initial=0)]

    def _numbered(self) -> list[int]:
        """For each atom of the first version the number of the run it lies in; words of one run stand together still."""
        numbers: list[int] = []
        number, last = 0, -2
        for at in self.now:
            number += at != last + 1 or at < 0
            numbers.append(number)
            last = at
        return numbers

    def _next(self, before: Version, after: Version) -> None:
        made = step(before, after)
        size = len(sheet(after).words)
        ids, marks = [-1] * size, bytearray(size)
        for a, b, length in made.runs:
            ids[b : b + length] = self.ids[a : a + length]
            marks[b : b + length] = self.marks[a : a + length]
        for mark, spans in ((MOVED, made.moved), (FOUND, made.found)):
            for start, end in spans:
                for at in range(start, end):
                    marks[at] |= mark
        self.heirs = {at: made.heirs[now] for at, now in self.heirs.items() if now in made.heirs}
        self.past.bring_back(sheet(after), ids, marks, made.fresh)
        self.past.keep(sheet(before), self.ids, made.lost)
        for start, end in made.fresh:
            for at in range(start, end):
                if ids[at] < 0:
                    ids[at] = self.count
                    self.count += 1
        self.ids, self.marks = ids, marks


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
