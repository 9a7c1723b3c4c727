"""Two texts, and the change between them as one list of segments, from which every other form of it is written.

The laws: document by document the segments "=" and "-" joined are the old text, the segments "=" and "+" the new text,
byte for byte, for every pair of texts. Nothing here is drawn, and nothing depends on a clock or on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

from workbench.wording import clauses
from workbench.wording.align import Pair, Place, matched, woven
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Redline, Segment, Summary
from workbench.wording.matching import EXACT, Matching
from workbench.wording.notices import notices
from workbench.wording.parts import WORDS
from workbench.wording.tidy import Piece, compare, replaced
from workbench.wording.words import count, has_words

__all__ = ["ClauseChange", "Notice", "Redline", "Segment", "Summary", "accepted", "redline", "rejected"]

Docs = dict[str, str]
OPEN = 0  # the number of a change until it has one


def redline(
    old: Docs | str,
    new: Docs | str,
    *,
    old_clauses: Sequence[Clause] | None = None,
    new_clauses: Sequence[Clause] | None = None,
) -> Redline:
    """The change from `old` to `new`: document sets, or single texts of Markdown.

    Without clauses both sides are read, and the new clauses take their ids from the old ones. Clauses that are given
    are believed, ids and all; they must be those of the texts, else ValueError. The two fingerprints are of the text
    itself for a single text, of the set (`clauses.fingerprint`) for documents.
    """
    olds, news = _set(old), _set(new)
    before = clauses.read(olds) if old_clauses is None else _checked(olds, old_clauses)
    after = _checked(news, new_clauses) if new_clauses is not None else None
    if olds == news and after in (None, before):
        same = tuple(ClauseChange(clause.id, "same", clause, clause, _kept(clause)) for clause in before)
        own = _sha256(old)
        return Redline(own, own if old == new else _sha256(new), same, notices, Summary())
    match = _matched(before, news) if after is None else matched(before, after, by_id=old_clauses is not None)
    changes = _numbered(_changes(woven(match)))
    renamed = tuple((was, now) for now, was in match.renamed.items())
    return Redline(_sha256(old), _sha256(new), changes, notices, _summary(changes), renamed)


def accepted(change: Redline) -> Docs:
    """The new documents, read back from a redline by accepting every change; documents without text are not in it."""
    return _read_back(change, "-")


def rejected(change: Redline) -> Docs:
    """The old documents, read back from a redline by rejecting every change; documents without text are not in it."""
    origins = {now: was for was, now in change.renamed}
    return {origins.get(path, path): text for path, text in _read_back(change, "+").items()}


def _read_back(change: Redline, without: str) -> Docs:
    docs: dict[str, list[str]] = {}
    for entry in change.clauses:
        docs.setdefault(entry.document, []).extend(s.text for s in entry.segments if s.op != without)
    return {path: text for path, parts in docs.items() if (text := "".join(parts))}


def _matched(before: Sequence[Clause], new: Docs) -> Matching:
    """The clauses of a text that is not read yet, matched with those before, from which they take their ids."""
    match = matched(before, clauses.nameless(new))
    match.new = clauses.named(match.new, match)
    return match


def _kept(clause: Clause) -> tuple[Segment, ...]:
    return (Segment("=", clause.text),) if clause.text else ()


def _set(text: Docs | str) -> Docs:
    return {"": text} if isinstance(text, str) else text


def _sha256(text: Docs | str) -> str:
    return sha256(text.encode()).hexdigest() if isinstance(text, str) else clauses.fingerprint(text)


def _checked(docs: Docs, given: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, if they are the texts: a redline of other clauses would be a redline of other texts."""
    found: dict[str, list[str]] = {document: [] for document in docs}
    for clause in given:
        found.setdefault(clause.document, []).append(clause.text)
    if {document: "".join(parts) for document, parts in found.items()} != docs:
        raise ValueError("These clauses are not the clauses of these texts.")
    return tuple(given)


def _changes(met: Sequence[Place]) -> list[ClauseChange]:
    """One entry for each place, in order. Changes are not numbered yet, moves are."""
    moves = _Moves()
    shared: dict[int, list[Segment]] = {}
    parts = _parts(met)
    made: list[ClauseChange] = []
    segments: Sequence[Segment]
    for index, place in enumerate(met):
        old, new, change = place.pair.old, place.pair.new, place.pair.change
        if change == "same" and new:
            segments = _kept(new)
        elif change in ("split", "joined"):
            if index not in shared:
                shared |= moves.shared([(position, met[position]) for position in parts[change, _whole(place.pair)]])
            segments = shared[index]
        elif old and new and change.startswith("moved"):
            segments = moves.half(place)
            if not any(segment.move for segment in segments):
                change = "removed" if place.side == "old" else "added"
                old, new = (old, None) if place.side == "old" else (None, new)
        else:
            segments = [_segment(piece) for piece in _pieces(old, new)]
        clause = new or old
        assert clause is not None
        made.append(ClauseChange(clause.id, change, old, new, tuple(segments), place.side, place.document))
    return made


def _pieces(old: Clause | None, new: Clause | None) -> Sequence[Piece]:
    """What became of the words of a clause. Another kind of clause is another clause: nothing is marked inside it."""
    if old and new and old.kind == new.kind:
        return compare(old.text, new.text, old.kind in EXACT)
    return replaced(old.text if old else "", new.text if new else "")


def _segment(piece: Piece) -> Segment:
    return Segment(piece.op, piece.text, change=None if piece.op == "=" or piece.noise else OPEN)


def _whole(pair: Pair) -> tuple[str, int]:
    """The clause that was split, or that was joined from several: by it the places of one split are known."""
    whole = pair.old if pair.change == "split" else pair.new
    assert whole is not None
    return whole.document, whole.start


def _parts(met: Sequence[Place]) -> dict[tuple[str, tuple[str, int]], list[int]]:
    """Where in the list the places of each split and of each join are, in order."""
    found: dict[tuple[str, tuple[str, int]], list[int]] = {}
    for index, place in enumerate(met):
        if place.pair.change in ("split", "joined"):
            found.setdefault((place.pair.change, _whole(place.pair)), []).append(index)
    return found


class _Moves:
    """Gives moves their numbers in reading order, and their segments at both places."""

    def __init__(self) -> None:
        self.count = 0
        self.known: dict[tuple[str, int], str] = {}  # moved clauses, by their place in the old text

    def next(self) -> str:
        self.count += 1
        return f"m{self.count}"

    def half(self, place: Place) -> list[Segment]:
        """A moved clause at one of its places: the words carried with the number of the move, the others without.

        Without any number if the move is too slight to be drawn, or if no word was carried.
        """
        old, new = place.pair.old, place.pair.new
        assert old and new
        own = "-" if place.side == "old" else "+"
        pieces = _pieces(old, new)
        if place.slight or not any(piece.op == "=" and has_words(piece.text, 1) for piece in pieces):
            return [Segment(own, old.text if own == "-" else new.text, change=OPEN)]
        key = (old.document, old.start)
        move = self.known.get(key) or self.known.setdefault(key, self.next())
        return [
            Segment(own, piece.text, move if piece.op == "=" or piece.noise else None, OPEN)
            for piece in pieces
            if piece.op in ("=", own)
        ]

    def shared(self, parts: Sequence[tuple[int, Place]]) -> dict[int, list[Segment]]:
        """A clause that was split, or joined, at all of its places.

        Words that went into another clause stand twice, as in a move: taken out of the one, put into the other.
        """
        first = parts[0][1].pair
        assert first.old and first.new
        news, olds = [place.pair.new for _, place in parts], [place.pair.old for _, place in parts]
        split = first.change == "split"
        near, far = "-+" if split else "+-"
        texts = [clause.text for clause in (news if split else olds) if clause]
        both = (first.old.text, "".join(texts)) if split else ("".join(texts), first.new.text)
        made: dict[int, list[Segment]] = {index: [] for index, _ in parts}
        home = next(made[index] for index, place in parts if place.side == "both")
        for (index, place), region in zip(parts, _cut(compare(*both), texts, near), strict=True):
            if place.side == "both":
                home += [_segment(piece) for piece in region]
                continue
            carried = sum(count(piece.text) for piece in region if piece.op == "=")
            move = self.next() if carried >= WORDS else None
            for piece in region:
                known = move if piece.op == "=" or piece.noise else None
                if piece.op != near:
                    made[index].append(Segment(far, piece.text, known, OPEN))
                if piece.op != far:
                    home.append(Segment(near, piece.text, known, OPEN))
        return made


def _cut(pieces: Sequence[Piece], parts: Sequence[str], near: str) -> list[list[Piece]]:
    """The pieces of a comparison by the part they fall into; parts are measured without pieces marked `near`."""
    regions: list[list[Piece]] = [[]]
    left = len(parts[0])
    for piece in pieces:
        text = piece.text
        if piece.op == near:
            regions[-1].append(piece)
            continue
        while len(text) > left:
            if left:
                regions[-1].append(piece._replace(text=text[:left]))
            text = text[left:]
            left = len(parts[len(regions)])
            regions.append([])
        left -= len(text)
        regions[-1].append(piece._replace(text=text))
    return regions + [[] for _ in parts[len(regions) :]]


def _numbered(changes: Sequence[ClauseChange]) -> tuple[ClauseChange, ...]:
    """Changes numbered in reading order: a deletion and the insertion after it are one, a clause moved here is one."""
    number = 0
    found: list[ClauseChange] = []
    for entry in changes:
        if entry.change == "same":
            found.append(entry)
            continue
        segments: list[Segment] = []
        before: Segment | None = None
        for segment in entry.segments:
            if segment.change is not None:
                number += before is None or entry.side == "both" and not _continues(before, segment)
                segment = Segment(segment.op, segment.text, segment.move, number)
            before = segment if segment.change is not None else None
            segments.append(segment)
        found.append(
            ClauseChange(entry.id, entry.change, entry.old, entry.new, tuple(segments), entry.side, entry.path)
        )
    return tuple(found)


def _continues(before: Segment, segment: Segment) -> bool:
    return before.move == segment.move and (before.op, segment.op) != ("+", "-")


def _summary(changes: Sequence[ClauseChange]) -> Summary:
    changed = [entry for entry in changes if entry.change != "same"]
    segments = [segment for entry in changed for segment in entry.segments]
    own = [segment for segment in segments if segment.change is not None and segment.move is None]
    noise = [
        (before.op, segment.op)
        for entry in changed
        for before, segment in pairwise(entry.segments)
        if before.change is None and segment.change is None
    ]
    return Summary(
        changes=max((segment.change or 0 for segment in segments), default=0),
        words_added=sum(count(segment.text) for segment in own if segment.op == "+"),
        words_removed=sum(count(segment.text) for segment in own if segment.op == "-"),
        moves=len({segment.move for segment in segments if segment.move}),
        lines_rewrapped=noise.count(("-", "+")),
    )
