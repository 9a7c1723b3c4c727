"""Which clause of one text became which clause of another.

Alike texts first, then similar ones in the same place, then what moved, then what was split or joined. Time grows with
the number of clauses, and no clock is read: the same two texts are aligned alike on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workbench.wording.blocks import Clause
from workbench.wording.ids import written
from workbench.wording.matching import Matching, Names


class Pair(NamedTuple):
    """One clause in both texts, or in one of them.

    `change`: same (byte for byte), edited, moved (only white space differs, if anything), moved_edited, added, removed,
    split, joined. Of a split clause each part comes as a pair with the same old clause; of joined clauses each source
    comes as a pair with the same new clause.
    """

    change: str
    old: Clause | None
    new: Clause | None


class Place(NamedTuple):
    """A pair where it is read. A moved pair has two places, side "old" and side "new".

    Of a split clause the part that keeps the identity has side "both" and each further part "new"; of joined clauses
    the source that lives on has "both" and each further source "old". A `slight` move is one of a few words only: the
    clause is the same and keeps its id, but a reader is better served with one clause removed and one added. `document`
    is where it is read: of a document that was renamed the new path, also for what went from it.
    """

    pair: Pair
    side: str
    slight: bool = False
    document: str = ""


def align(old: Sequence[Clause], new: Sequence[Clause], *, by_id: bool = False) -> list[Pair]:
    """What became of every clause, in the order of the new text; removed clauses stand where they stood.

    Explicit ids are believed in any case; with `by_id` all ids are, which is right when both texts were identified in
    one history. A clause that is in another document now has moved.
    """
    met = places(old, new, by_id=by_id)
    return [place.pair for place in met if place.side != "old" or not place.pair.change.startswith("moved")]


def places(old: Sequence[Clause], new: Sequence[Clause], *, by_id: bool = False) -> list[Place]:
    """The same as `align`, and where each pair is read: both texts woven into one order."""
    return woven(matched(old, new, by_id=by_id))


def matched(old: Sequence[Clause], new: Sequence[Clause], *, by_id: bool = False) -> Matching:
    """The partner of each clause, by position: what `places` weaves into one order."""
    return Matching(old, new, *_names(old, new, by_id)).made()


def _names(old: Sequence[Clause], new: Sequence[Clause], by_id: bool) -> tuple[Names, Names]:
    """The ids that can be believed and that both sides have; None for every other clause."""
    olds, news = ([clause.id for clause in clauses] if by_id else written(clauses) for clauses in (old, new))
    shared = set(olds) & set(news)
    if shared <= {None}:
        return [None] * len(olds), [None] * len(news)

    def once(names: Names) -> Iterator[str | None]:
        left = set(shared)
        for name in names:
            yield name if name in left else None
            left.discard(name)

    return [*once(olds)], [*once(news)]


def woven(match: Matching) -> list[Place]:
    """Every place of both texts in reading order: documents as in the new text, those that went after the one before."""
    order = list(match.new_docs)
    at = 0
    for document in match.old_docs:
        if document in match.new_docs:
            at = order.index(document) + 1
        else:
            order.insert(at, document)
            at += 1
    weaver = _Weaver(match)
    return [place for document in order for place in weaver.document(document)]


class _Weaver:
    """Says of each clause what became of it, at the place where it is read."""

    def __init__(self, match: Matching) -> None:
        self.match, self.drawn = match, match.drawn()
        self.path = ""  # of the document that is being read

    def document(self, document: str) -> Iterator[Place]:
        match, self.path = self.match, document
        olds, news = match.old_docs.get(document, []), match.new_docs.get(document, [])
        o = n = 0
        for x, y in match.chain(document):
            while olds[o] < x:
                yield self._old(olds[o])
                o += 1
            while news[n] < y:
                yield self._new(news[n])
                n += 1
            yield Place(self._both(x, y), "both", False, document)
            o, n = o + 1, n + 1
        yield from map(self._old, olds[o:])
        yield from map(self._new, news[n:])

    def _both(self, o: int, n: int) -> Pair:
        old, new = self.match.old[o], self.match.new[n]
        if o in self.match.divided:
            return Pair("split", old, new)
        if n in self.match.united:
            return Pair("joined", old, new)
        return Pair("same" if old.text == new.text else "edited", old, new)

    def _carried(self, o: int, n: int) -> Pair:
        match = self.match
        is_whole = match.old[o].kind == match.new[n].kind and match.old_keys[o] == match.new_keys[n]
        return Pair("moved" if is_whole else "moved_edited", match.old[o], match.new[n])

    def _old(self, o: int) -> Place:
        match, n = self.match, self.match.to_new[o]
        if n is not None:
            return Place(self._carried(o, n), "old", o not in self.drawn, self.path)
        if o in match.joined:
            return Place(Pair("joined", match.old[o], match.new[match.joined[o]]), "old", False, self.path)
        return Place(Pair("removed", match.old[o], None), "old", False, self.path)

    def _new(self, n: int) -> Place:
        match, o = self.match, self.match.to_old[n]
        if o is not None:
            return Place(self._carried(o, n), "new", o not in self.drawn, self.path)
        if n in match.split:
            return Place(Pair("split", match.old[match.split[n]], match.new[n]), "new", False, self.path)
        return Place(Pair("added", None, match.new[n]), "new", False, self.path)
