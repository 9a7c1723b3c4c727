"""From one version to the next: which words are which.

Words are followed clause by clause through the comparison that a reader sees as the redline. What that loses is looked
for again: by phrases, first in what the clause became, then anywhere, and there only where a phrase says enough and
stands once; then word by word between words that are neighbours still. `lineage` puts the steps of a history together.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise

from workbench.wording.align import align
from workbench.wording.phrases import Index, Run
from workbench.wording.sequences import matches
from workbench.wording.sheets import Sheet, Span, Version, atoms
from workbench.wording.tidy import compare

NEAR = 3  # words a phrase needs to be known again in what its clause became
FAR = 8  # and anywhere else, unless it was cut out there and put in here as a whole
LETTERS = 10  # letters of words in a row, tags left out, that are known again between the same neighbours
CELLS = 4_000_000  # pairs of words compared in one place
EXACT = frozenset(("code", "front"))


@dataclass(slots=True)
class Step:
    """Which atoms of a version stand where in the next one: `runs` in the order of the new side, none overlapping.

    `moved` are the new atoms that stand elsewhere now, `found` those that were not followed but found again. `heirs`
    are the positions of clauses: of each old one that lives on, where."""

    runs: list[Run]
    lost: list[Span]
    fresh: list[Span]
    moved: list[Span] = field(default_factory=list)
    found: list[Span] = field(default_factory=list)
    heirs: dict[int, int] = field(default_factory=dict)


@lru_cache(maxsize=256)
def step(before: Sheet, after: Sheet) -> Step:
    """The step between two versions; remembered, for every comment of a page asks for the same ones."""
    return _Tracer(before, after).step()


@dataclass(slots=True)
class Group:
    """Clauses that became clauses, by position: one and one, or the parts of a clause split, the sources of one joined.

    `elsewhere` are those of `news` that stand in another place; `is_same` says that not a character changed."""

    olds: list[int]
    news: list[int]
    elsewhere: list[int]
    is_same: bool = False


@lru_cache(maxsize=256)
def groups(before: Version, after: Version) -> list[Group]:
    """Which clauses of a version became which of the next; those that went or came are in no group."""
    olds, news = ({(clause.document, clause.start): at for at, clause in enumerate(side)} for side in (before, after))
    by_old: dict[int, Group] = {}
    by_new: dict[int, Group] = {}
    for pair in align(before, after):
        if not pair.old or not pair.new:
            continue
        o, n = olds[pair.old.document, pair.old.start], news[pair.new.document, pair.new.start]
        group = by_old.get(o) or by_new.get(n) or Group([], [], [])
        if pair.change.startswith("moved") or o in group.olds:
            group.elsewhere.append(n)
        if o not in group.olds:
            insort(group.olds, o)
        if n not in group.news:
            insort(group.news, n)
        group.is_same = len(group.olds) == len(group.news) == 1 and pair.old.text == pair.new.text
        by_old[o] = by_new[n] = group
    return list({id(group): group for group in by_new.values()}.values())


class _Tracer:
    """The work on one step. `to_new` and `to_old` have for each atom its place on the other side, -1 for none."""

    def __init__(self, old: Sheet, new: Sheet) -> None:
        self.old, self.new = old, new
        self.to_new, self.to_old = [-1] * len(old.words), [-1] * len(new.words)
        self.moved: list[Span] = []
        self.found: list[Span] = []
        self.groups = groups(old.clauses, new.clauses)

    def step(self) -> Step:
        for group in self.groups:
            for a, b, length in _followed(group, self.old, self.new):
                self.to_new[a : a + length] = range(b, b + length)
                self.to_old[b : b + length] = range(a, a + length)
            self.moved += [self.new.span(at) for at in group.elsewhere]
        if -1 in self.to_new and -1 in self.to_old:
            self._search()
        runs = [(self.to_old[start], start, end - start) for start, end in _runs(self.to_old)]
        return Step(runs, _rest(self.to_new), _rest(self.to_old), self.moved, self.found, self._heirs())

    def _search(self) -> None:
        """Look again for the words that were lost."""
        for group in self.groups:
            here = [row for at in group.olds for row in self._lost(*self.old.span(at))]
            there = [row for at in group.news for row in self._fresh(*self.new.span(at))] if here else []
            self._find(here, there, NEAR)
        self._fill()
        self.moved += self._find(self._lost(), self._fresh(), FAR)
        self._fill()

    def _lost(self, start: int = 0, end: int | None = None) -> list[list[int]]:
        """The words of `old` that stand nowhere yet, in rows with no other word between them."""
        words = self.old.read(start, len(self.to_new) if end is None else end)
        return self.old.rows(at for at in words if self.to_new[at] < 0)

    def _fresh(self, start: int = 0, end: int | None = None) -> list[list[int]]:
        """The words of `new` that come from nowhere yet, in the same way."""
        words = self.new.read(start, len(self.to_old) if end is None else end)
        return self.new.rows(at for at in words if self.to_old[at] < 0)

    def _find(self, lost: Sequence[Sequence[int]], fresh: Sequence[Sequence[int]], enough: int) -> list[Span]:
        """Pair the phrases of so many words that stand in both; where they stand now."""
        if not lost or not fresh:
            return []
        index = Index()
        olds = [at for row in lost for at in (*row, -1)]
        news = [at for row in fresh for at in (*row, -1)]
        for row in lost:
            index.add(self.old.words[at] for at in row)
        found: list[Span] = []
        for a, b, length in index.find([self.new.words[at] if at >= 0 else None for at in news], enough):
            found.append(self._pair(olds[a : a + length], news[b : b + length]))
        self.found += found
        return found

    def _pair(self, olds: Sequence[int], news: Sequence[int]) -> Span:
        """Pair words in a row, and the signs beside them as far as they are alike; from where to where they stand now."""
        span = news[0], news[-1] + 1
        for a, b in zip(olds, news, strict=True):
            self.to_new[a], self.to_old[b] = b, a
        for a, b in zip(olds, news, strict=True):
            for by in (1, -1):
                x, y = a + by, b + by
                while 0 <= x < len(self.to_new) and 0 <= y < len(self.to_old) and self._is_free_sign(x, y):
                    self.to_new[x], self.to_old[y] = y, x
                    x, y = x + by, y + by
        return span

    def _is_free_sign(self, x: int, y: int) -> bool:
        is_sign = self.old.words[x] == self.new.words[y] and not self.old.are_words[x]
        return is_sign and self.to_new[x] < 0 and self.to_old[y] < 0

    def _fill(self) -> None:
        """Compare word by word what is lost and what is new between the same neighbours, or beside the same one."""
        fresh = self._fresh()
        befores = {self.new.beside(row)[0]: row for row in fresh}
        behinds = {self.new.beside(row)[1]: row for row in fresh}
        for row in self._lost():
            before, behind = self.old.beside(row)
            before = self.to_new[before] if before >= 0 else before
            behind = self.to_new[behind] if behind < len(self.to_new) else len(self.to_old)
            for there in (befores.get(before), behinds.get(behind)):
                if there:
                    self._compare(row, there)

    def _compare(self, lost: Sequence[int], fresh: Sequence[int]) -> None:
        """Pair the words that two rows have in common, in order: all if half of them stay, else only some in a row."""
        here = [at for at in lost if self.to_new[at] < 0]
        there = [at for at in fresh if self.to_old[at] < 0]
        if not here or not there or len(here) * len(there) > CELLS:
            return
        olds, news = [self.old.words[at] for at in here], [self.new.words[at] for at in there]
        kept = [] if set(olds).isdisjoint(news) else [*_kept(olds, news)]
        is_alike = 2 * sum(length for _, _, length in kept) >= min(len(here), len(there))
        for a, b, length in kept:
            if is_alike or sum(self.old.weights[at] for at in here[a : a + length]) >= LETTERS:
                self.found.append(self._pair(here[a : a + length], there[b : b + length]))

    def _heirs(self) -> dict[int, int]:
        """Of each old clause that lives on its position in `new`: by its words, else by its id."""
        names = {clause.id: at for at, clause in enumerate(self.new.clauses)}
        heirs = {at: names[clause.id] for at, clause in enumerate(self.old.clauses) if clause.id in names}
        for group in self.groups:
            for at in group.olds:
                heirs[at] = heirs[at] if heirs.get(at) in group.news else group.news[0]
        return heirs


def _kept(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """What two rows of words have in common, in order: in runs that lie together on both sides."""
    pairs = matches(old, new)
    starts = [at for at, (a, b) in enumerate(pairs) if not at or pairs[at - 1] != (a - 1, b - 1)]
    for at, end in pairwise([*starts, len(pairs)]):
        yield *pairs[at], end - at


def _runs(partners: Sequence[int]) -> Iterator[Span]:
    """Atoms with partners, as far as both stand in a row."""
    start = 0
    for at in range(1, len(partners) + 1):
        if at == len(partners) or partners[at] != partners[at - 1] + 1 or partners[at - 1] < 0:
            if partners[start] >= 0:
                yield start, at
            start = at


def _rest(partners: Sequence[int]) -> list[Span]:
    """Atoms without partners, in stretches."""
    edges = [
        at
        for at in range(len(partners) + 1)
        if (at == len(partners) or partners[at] >= 0) != (at == 0 or partners[at - 1] >= 0)
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _followed(group: Group, old: Sheet, new: Sheet) -> Iterator[Run]:
    """The words kept by the comparison of what clauses were with what they became."""
    if len(group.olds) == len(group.news) == 1:
        (a, a_end), (b, b_end) = old.span(group.olds[0]), new.span(group.news[0])
        if old.words[a:a_end] == new.words[b:b_end]:
            yield a, b, a_end - a
            return
    one, other = _Joined(old, group.olds), _Joined(new, group.news)
    at = to = 0
    for piece in compare(one.text, other.text, new.clauses[group.news[0]].kind in EXACT):
        length = len(piece.text)
        if piece.op == "=":
            yield from _same(one.atoms(at, at + length), other.atoms(to, to + length))
        at += length if piece.op != "+" else 0
        to += length if piece.op != "-" else 0


class _Joined:
    """Clauses put together as one text: where its atoms begin, and their positions in the sheet."""

    def __init__(self, sheet: Sheet, clauses: Sequence[int]) -> None:
        texts = [sheet.clauses[at].text for at in clauses]
        self.text = "".join(texts)
        offsets = accumulate(map(len, texts), initial=0)
        self.starts = [offset + start for offset, text in zip(offsets, texts, strict=False) for start in atoms(text)[0]]
        self.places = [place for at in clauses for place in range(*sheet.span(at))]

    def atoms(self, start: int, end: int) -> list[int]:
        """The positions of the atoms that begin between two characters."""
        return self.places[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _same(here: Sequence[int], there: Sequence[int]) -> Iterator[Run]:
    """Atoms that are alike on both sides, in runs that lie together on both sides."""
    if len(here) != len(there):
        return
    first = 0
    for at in range(1, len(here) + 1):
        if at == len(here) or here[at] != here[at - 1] + 1 or there[at] != there[at - 1] + 1:
            yield here[first], there[first], at - first
            first = at
