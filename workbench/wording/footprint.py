"""Where a change touches its base, and what it does there: made once for each proposal, then met with any other.

Inside clauses a change is a row of hunks; a clause that stands elsewhere keeps its hunks, so that another's edit can go
along with the move. Between clauses there are gaps, each known by the clause behind it, into which clauses are put.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from workbench.wording import clauses as reading
from workbench.wording.align import Place, places
from workbench.wording.blocks import Clause
from workbench.wording.differing import differing
from workbench.wording.echoes import cited, said
from workbench.wording.hunks import Hunk, hunks
from workbench.wording.numbering import is_number
from workbench.wording.parents import Head, parents
from workbench.wording.renames import renames
from workbench.wording.tidy import Piece, compare
from workbench.wording.words import count

STEPS = 100_000  # clauses looked at for what new ones stand under
EXACT = frozenset({"code", "front"})  # kinds in which white space is wording
Docs = dict[str, str]
Spot = tuple[str, int, int]  # "clause", its position and the character in it, or "gap", its number and 0
Part = str | int  # new text, or the position of a base clause that was carried here


class Touch(NamedTuple):
    """What a change does with one clause of the base.

    `hunks` change words, `noise` only white space or the number of a list item, both in order. `fate`: "" where it stays, "gone", "moved" (then `home`
    is the gap it was carried to) or "joined", with a neighbour, so that it can no longer go anywhere alone. One that is
    "gone" with a `home` was so short that it counts as taken out here and put in there."""

    hunks: tuple[Hunk, ...] = ()
    noise: tuple[Hunk, ...] = ()
    fate: str = ""
    home: int = -1

    @property
    def is_quiet(self) -> bool:
        """Whether no word is touched."""
        return not self.hunks and not self.fate


class Base:
    """A set of documents that changes are made to: its clauses, and the gaps between them, by running numbers.

    There is one gap more in each document than clauses: before each, and one at the end."""

    def __init__(self, docs: Mapping[str, str], clauses: Sequence[Clause] | None = None) -> None:
        self.docs = dict(docs)
        self.clauses = tuple(reading.read(self.docs) if clauses is None else clauses)
        self.spans: dict[str, range] = {}  # document: positions of its clauses
        self.behind: list[int | None] = []  # by gap: the clause behind it
        self.ahead: list[int | None] = []  # by gap: the clause before it
        self.gap: list[int] = []  # by clause: the gap before it; the one after it has the next number
        self.ends: dict[str, int] = {}  # document: its last gap
        sizes = dict.fromkeys(self.docs, 0)
        for clause in self.clauses:
            sizes[clause.document] += 1
        first = 0
        for document, size in sizes.items():
            row = range(first, first + size)
            self.spans[document] = row
            self.gap += range(len(self.behind), len(self.behind) + size)
            self.behind += [*row, None]
            self.ahead += [None, *row]
            self.ends[document] = len(self.behind) - 1
            first += size

    def document(self, gap: int) -> str:
        """The document a gap is in."""
        near = self.behind[gap] if self.behind[gap] is not None else self.ahead[gap]
        if near is not None:
            return self.clauses[near].document
        return next(document for document, end in self.ends.items() if end == gap)

    def name(self, gap: int) -> str:
        """What a gap is called: as the clause behind it, at the end of a document as the last one, else as the document."""
        near = self.behind[gap] if self.behind[gap] is not None else self.ahead[gap]
        return self.document(gap) if near is None else self.clauses[near].id


@dataclass(frozen=True)
class Footprint:
    """A change of a base, by place: done to the base it gives the changed documents, byte for byte.

    `clauses`: position of a base clause -> what is done with it. `gaps`: gap -> what is put there. `closed`: gaps that are
    gone because the clauses around them were joined. Of whole documents: `added` with their text, `deleted`, `renamed`.
    `heads` are the kinds and levels of what is put into a gap, `leans` the base clauses that it stands under."""

    clauses: dict[int, Touch]
    gaps: dict[int, tuple[Part, ...]]
    closed: frozenset[int]
    added: dict[str, str]
    deleted: frozenset[str]
    renamed: dict[str, str]
    heads: dict[int, tuple[Head, ...]] = field(default_factory=dict, compare=False)
    leans: dict[int, frozenset[int]] = field(default_factory=dict, compare=False)

    @cached_property
    def said(self) -> frozenset[str]:
        """The sentences and the ids of clauses that it puts in."""
        return frozenset(name for _, text in self.put_in() for name in said(text))

    @cached_property
    def cited(self) -> frozenset[str]:
        """The clauses that what it puts in refers to, by number or by id."""
        return frozenset(name for _, text in self.put_in() for name in cited(text))

    def put_in(self) -> Iterator[tuple[Spot, str]]:
        """Every new text, and where it is put."""
        for position, touch in self.clauses.items():
            for hunk in touch.hunks:
                yield ("clause", position, hunk.start), hunk.text
        for gap, parts in self.gaps.items():
            for part in parts:
                if isinstance(part, str):
                    yield ("gap", gap, 0), part


def footprint(base: Base, docs: Mapping[str, str]) -> Footprint:
    """What `docs` changes in the base. Costs one reading of the documents that differ and one look at what differs."""
    renamed = renames(base.docs, docs)
    here = {path: docs[renamed.get(path, path)] for path in base.docs if renamed.get(path, path) in docs}
    taken = {*here, *renamed.values()}
    maker = _Maker(base)
    maker.read({path: text for path, text in here.items() if text != base.docs[path]})
    return Footprint(
        maker.clauses,
        {gap: _together(parts) for gap, parts in maker.gaps.items()},
        frozenset(maker.closed),
        {path: text for path, text in docs.items() if path not in taken},
        frozenset(base.docs.keys() - here.keys()),
        renamed,
        {gap: tuple(heads) for gap, heads in maker.heads.items()},
        {gap: maker.leans(gap) for gap in maker.heads},
    )


@dataclass
class _Group:
    """Clauses of both sides that must be compared together: one that was split, or several that were joined."""

    olds: list[Clause] = field(default_factory=list)
    news: list[Clause] = field(default_factory=list)


class _Maker:
    """Walks through both texts in reading order and writes down what was done at each place of the base."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.clauses: dict[int, Touch] = {}
        self.gaps: dict[int, list[Part]] = {}
        self.closed: set[int] = set()
        self.heads: dict[int, list[Head]] = {}
        self.steps = STEPS
        self.position: dict[tuple[str, int], int] = {}  # of the clauses that are looked at
        self.cursor: dict[str, int] = {}  # by document: the gap that is being filled

    def read(self, changed: Mapping[str, str]) -> None:
        olds: list[Clause] = []
        news: list[Clause] = []
        for document, text in changed.items():
            span, found = differing(self.base.clauses, self.base.spans[document], document, text)
            olds += self.base.clauses[span.start : span.stop]
            news += found
            self.cursor[document] = (
                self.base.ends[document] - len(self.base.spans[document]) + span.start - self.base.spans[document].start
            )
            self.position.update({(document, self.base.clauses[i].start): i for i in span})
        met = places(olds, news)
        self._grouped(met)
        for place in met:
            self._place(place)

    def _grouped(self, met: Sequence[Place]) -> None:
        """Compare what was split or joined, all parts together."""
        groups: dict[tuple[str, str, int], _Group] = {}
        for place in met:
            old, new = place.pair.old, place.pair.new
            if old and new and place.side == "both" and place.pair.change in ("split", "joined"):
                group = _Group([old], [new])
                groups["old", old.document, old.start] = groups["new", new.document, new.start] = group
        for place in met:
            old, new = place.pair.old, place.pair.new
            if old and new and place.side == "new" and place.pair.change == "split":
                groups["old", old.document, old.start].news.append(new)
            if old and new and place.side == "old" and place.pair.change == "joined":
                groups["new", new.document, new.start].olds.append(old)
        for key, group in groups.items():
            if key[0] == "old":
                self._compared(group)

    def _compared(self, group: _Group) -> None:
        olds, news = (sorted(side, key=lambda clause: clause.start) for side in (group.olds, group.news))
        pieces = compare("".join(clause.text for clause in olds), "".join(clause.text for clause in news), False)
        positions = [self._at(clause) for clause in olds]
        fate = "joined" if len(olds) > 1 else ""
        for position, row in zip(positions, hunks(pieces, [len(clause.text) for clause in olds]), strict=True):
            self.clauses[position] = _touch(self.base.clauses[position], row, fate)
        self.closed |= {self.base.gap[position] for position in positions[1:]}

    def _place(self, place: Place) -> None:
        """One place in reading order: into the clause, out of the text, or into the gap that is open."""
        old, new, change = place.pair.old, place.pair.new, place.pair.change
        if place.side != "new":
            assert old
            self.cursor[old.document] = self.base.gap[self._at(old)] + 1
        if place.side == "both":
            assert old and new
            if change == "edited":
                self.clauses[self._at(old)] = _touch(old, hunks(_pieces(old, new), [len(old.text)])[0])
        elif change.startswith("moved") and not place.slight and old and new and _is_carried(old, new):
            if place.side == "new":
                gap = self._put(new, self._at(old))
                self.clauses[self._at(old)] = _touch(old, hunks(_pieces(old, new), [len(old.text)])[0], "moved", gap)
        elif place.side == "old" and change != "joined":
            assert old
            self.clauses.setdefault(self._at(old), Touch(fate="gone"))
        elif place.side == "new" and change != "split":
            assert new
            gap = self._put(new, new.text)
            if old is not None:
                self.clauses[self._at(old)] = Touch(fate="gone", home=gap)

    def _put(self, new: Clause, part: Part) -> int:
        """Put a clause into the open gap; of clauses that were joined, before the first of them."""
        gap = self.cursor[new.document]
        while gap in self.closed:
            gap -= 1
        self.gaps.setdefault(gap, []).append(part)
        self.heads.setdefault(gap, []).append((new.kind, new.level))
        return gap

    def leans(self, gap: int) -> frozenset[int]:
        """The clauses that what is put into a gap stands under, of those that stay where they are."""
        return parents(self.heads[gap], self._standing(gap))

    def _standing(self, gap: int) -> Iterator[tuple[int, Clause]]:
        """The clauses before a gap that stay where they are, from the last one back, as far as is quickly found."""
        at = self.base.ahead[gap]
        while at is not None and self.steps > 0:
            self.steps -= 1
            if at not in self.clauses or self.clauses[at].fate not in ("gone", "moved"):
                yield at, self.base.clauses[at]
            at = self.base.ahead[self.base.gap[at]]

    def _at(self, old: Clause) -> int:
        return self.position[old.document, old.start]


def _pieces(old: Clause, new: Clause) -> Sequence[Piece]:
    """What became of the words; also where a paragraph became an item: then its marker is a change like any other."""
    return compare(old.text, new.text, old.kind in EXACT or new.kind in EXACT)


def _is_carried(old: Clause, new: Clause) -> bool:
    return any(piece.op == "=" and count(piece.text) for piece in _pieces(old, new))


def _touch(old: Clause, row: Iterable[Hunk], fate: str = "", home: int = -1) -> Touch:
    words: list[Hunk] = []
    noise: list[Hunk] = []
    for hunk in row:
        if hunk.is_noise:
            noise.append(hunk)
        elif old.kind == "item" and is_number(hunk, old.text):
            noise.append(hunk._replace(is_noise=True))
        else:
            words.append(hunk)
    return Touch(tuple(words), tuple(noise), fate, home)


def _together(parts: Iterable[Part]) -> tuple[Part, ...]:
    """New clauses that follow each other as one text."""
    found: list[Part] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)
