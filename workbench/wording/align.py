"""Which clause of one text became which clause of another.

Alike texts first, then similar ones in the same place, then what moved, then what was split or joined. Time grows with
the number of clauses, and no clock is read: the same two texts are aligned alike on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.wording.blocks import Clause
from workbench.wording.ids import explicit
from workbench.wording.matching import Matching


@dataclass(frozen=True, slots=True)
class Pair:
    """One clause in both texts, or in one of them.

    `change`: same (byte for byte), edited, moved (only white space differs, if anything), moved_edited, added, removed,
    split, joined. Of a split clause each part comes as a pair with the same old clause; of joined clauses each source
    comes as a pair with the same new clause.
    """

    change: str
    old: Clause | None
    new: Clause | None


@dataclass(frozen=True, slots=True)
class Place:
    """A pair where it is read. A moved pair has two places, side "old" and side "new".

    Of a split clause the part that keeps the identity has side "both" and each further part "new"; of joined clauses
    the source that lives on has "both" and each further source "old". A `slight` move is one of a few words only: the
    clause is the same and keeps its id, but a reader is better served with one clause removed and one added.
    """

    pair: Pair
    side: str
    slight: bool = False


def align(old: Sequence[Clause], new: Sequence[Clause], *, by_id: bool = False) -> list[Pair]:
    """What became of every clause, in the order of the new text; removed clauses stand where they stood.

    Explicit ids are believed in any case; with `by_id` all ids are, which is right when both texts were identified in
    one history. A clause that is in another document now has moved.
    """
    met = places(old, new, by_id=by_id)
    return [place.pair for place in met if place.side != "old" or not place.pair.change.startswith("moved")]


def places(old: Sequence[Clause], new: Sequence[Clause], *, by_id: bool = False) -> list[Place]:
    """The same as `align`, and where each pair is read: both texts woven into one order."""
    return list(_woven(Matching(old, new, *_names(old, new, by_id)).made()))


def _names(old: Sequence[Clause], new: Sequence[Clause], by_id: bool) -> tuple[list[str | None], list[str | None]]:
    """The ids that can be believed and that both sides have; None for every other clause."""
    olds, news = ([clause.id if by_id else explicit(clause.text) for clause in clauses] for clauses in (old, new))
    shared = set(olds) & set(news)

    def once(names: list[str | None]) -> list[str | None]:
        first = {name: position for position, name in reversed(list(enumerate(names))) if name in shared}
        return [name if first.get(name) == position else None for position, name in enumerate(names)]

    return once(olds), once(news)


def _woven(match: Matching) -> Iterator[Place]:
    """Every place of both texts in reading order: documents as in the new text, those that went after the one before."""
    order = list(match.new_docs)
    at = 0
    for document in match.old_docs:
        if document in match.new_docs:
            at = order.index(document) + 1
        else:
            order.insert(at, document)
            at += 1
    drawn = match.drawn()
    for document in order:
        olds, news = match.old_docs.get(document, []), match.new_docs.get(document, [])
        o = n = 0
        for x, y in match.chain(document):
            while olds[o] < x:
                yield _old_place(match, olds[o], drawn)
                o += 1
            while news[n] < y:
                yield _new_place(match, news[n], drawn)
                n += 1
            yield Place(_both(match, x, y), "both")
            o, n = o + 1, n + 1
        yield from (_old_place(match, p, drawn) for p in olds[o:])
        yield from (_new_place(match, p, drawn) for p in news[n:])


def _both(match: Matching, o: int, n: int) -> Pair:
    old, new = match.old[o], match.new[n]
    if o in match.divided:
        return Pair("split", old, new)
    if n in match.united:
        return Pair("joined", old, new)
    return Pair("same" if old.text == new.text else "edited", old, new)


def _carried(match: Matching, o: int, n: int) -> Pair:
    old, new = match.old[o], match.new[n]
    return Pair(
        "moved" if old.kind == new.kind and match.old_keys[o] == match.new_keys[n] else "moved_edited", old, new
    )


def _old_place(match: Matching, o: int, drawn: set[int]) -> Place:
    n = match.to_new[o]
    if n is not None:
        return Place(_carried(match, o, n), "old", o not in drawn)
    if o in match.joined:
        return Place(Pair("joined", match.old[o], match.new[match.joined[o]]), "old")
    return Place(Pair("removed", match.old[o], None), "old")


def _new_place(match: Matching, n: int, drawn: set[int]) -> Place:
    o = match.to_old[n]
    if o is not None:
        return Place(_carried(match, o, n), "new", o not in drawn)
    if n in match.split:
        return Place(Pair("split", match.old[match.split[n]], match.new[n]), "new")
    return Place(Pair("added", None, match.new[n]), "new")
