"""The changed clauses of a redline as notices read them: what went and what came, and both texts as plain words.

In a plain reading markup is left out, an entity is its character and a line end is a space, so that neither emphasis
nor wrapping can hide a word. Each character knows its place in the entry as woven from both texts: words that were
kept have one place in both readings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Protocol, TypeVar

from workbench.wording.changes import ClauseChange
from workbench.wording.pieces import Piece, pieces

WHOLE = frozenset(("added", "removed"))  # clauses that came or went as a whole
REACH = 80  # characters: longer than a word that carries meaning with what belongs to it


@dataclass(frozen=True)
class Stretch:
    """A change of one entry: its number (None where nothing but white space differs) and its half-open woven place."""

    number: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """One text of an entry in plain words."""

    text: str
    starts: Sequence[int]  # where each piece of it begins, in characters of `text`
    places: Sequence[int]  # and in the entry as woven

    def woven(self, start: int, end: int) -> tuple[int, int]:
        """The woven place of a stretch that is not empty, half-open."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        index = bisect_right(self.starts, at) - 1
        return self.places[index] + at - self.starts[index]


@dataclass(frozen=True)
class Strand:
    """One entry of a redline in which something changed."""

    entry: ClauseChange
    pieces: Sequence[Piece]

    @property
    def id(self) -> str:
        """The clause the entry is about."""
        return self.entry.id

    @property
    def is_whole(self) -> bool:
        """Whether the clause came or went as a whole."""
        return self.entry.change in WHOLE

    @cached_property
    def sources(self) -> tuple[str, str]:
        """The old and the new source without words carried elsewhere; of a moved clause both at its new place."""
        if self.entry.change.startswith("moved"):
            old, new = self.entry.old, self.entry.new
            return (old.text, new.text) if old and new and self.entry.side == "new" else ("", "")
        own = [segment for segment in self.entry.segments if not segment.move]
        old_text = "".join(segment.text for segment in own if segment.op != "+")
        return old_text, "".join(segment.text for segment in own if segment.op != "-")

    @cached_property
    def stretches(self) -> Sequence[Stretch]:
        """The changes in order of place; a deletion and the insertion behind it are one."""
        found: list[Stretch] = []
        at = 0
        for piece in self.pieces:
            end = at + len(piece.text)
            if piece.is_changed:
                number = piece.segment.change
                if found and found[-1].end == at and found[-1].number == number:
                    found[-1] = Stretch(number, found[-1].start, end)
                else:
                    found.append(Stretch(number, at, end))
            at = end
        return found

    @cached_property
    def windows(self) -> Sequence[tuple[int, int]]:
        """The woven places around the changes: what stands farther off than REACH has nothing to do with a change."""
        found: list[tuple[int, int]] = []
        for stretch in self.stretches:
            start, end = max(0, stretch.start - REACH), stretch.end + REACH
            if found and found[-1][1] >= start:
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
        return found

    def reading(self, op: str) -> Reading:
        """The old text with `op` "-", the new one with "+", around the changes; NUL where something is left out."""
        texts: list[str] = []
        starts: list[int] = []
        places: list[int] = []
        length = at = first = 0
        last = -1
        for piece in self.pieces:
            end = at + len(piece.text)
            while first < len(self.windows) and self.windows[first][1] <= at:
                first += 1
            for index in range(first, len(self.windows)) if piece.op in ("=", op) and _reads(piece) else ():
                start, stop = max(at, self.windows[index][0]), min(end, self.windows[index][1])
                if start >= stop:
                    break
                text = piece.text[start - at : stop - at]
                is_entity = piece.look.shown is not None and len(text) == piece.look.end - piece.look.start
                text = "\0" * (index != last) + (piece.look.shown or text if is_entity else text)
                starts.append(length)
                places.append(start - (index != last))
                texts.append(text)
                length, last = length + len(text), index
            at = end
        return Reading("".join(texts).replace("\n", " ").replace("\r", " "), starts, places)


def _reads(piece: Piece) -> bool:
    return piece.look.place in ("words", "tail")


@dataclass
class Group:
    """One numbered change: what it takes out and puts in, wherever its parts stand."""

    clause: str
    is_whole: bool = False
    old: list[Piece] = field(default_factory=list)
    new: list[Piece] = field(default_factory=list)

    @cached_property
    def texts(self) -> tuple[str, str]:
        """The source that goes and the source that comes."""
        return "".join(piece.text for piece in self.old), "".join(piece.text for piece in self.new)


def strands(changes: Iterable[ClauseChange]) -> list[Strand]:
    """The entries in which something changed, in reading order."""
    return [Strand(change, list(pieces(change))) for change in changes if change.change != "same"]


def groups(rows: Iterable[Strand]) -> list[Group]:
    """The changes of a redline; white space of no number is a change of its own, the two places of a moved clause are one."""
    found: list[Group] = []
    numbered: dict[int | str | None, Group] = {}
    for row in rows:
        for number, run in groupby(row.pieces, lambda piece: piece.segment.change if piece.is_changed else -1):
            if number == -1:
                continue
            key = row.id if row.entry.change.startswith("moved") else number
            group = numbered.get(key)
            if group is None:
                group = Group(row.id, row.is_whole)
                found.append(group)
                if key is not None:
                    numbered[key] = group
            for piece in run:
                (group.old if piece.op == "-" else group.new).append(piece)
    return found


def words(row: Iterable[Piece]) -> str:
    """The words of the pieces, without markup; those of different places apart."""
    runs = groupby(row, lambda piece: id(piece.segment))
    return " ".join("".join(piece.text for piece in run if piece.look.place == "words") for _, run in runs)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Span = TypeVar("_Span", bound=_Placed)


def overlapping(spans: Sequence[_Span], start: int, end: int) -> Iterator[_Span]:
    """The spans that share a character with this woven place; `spans` in order of place."""
    index = bisect_right(spans, start, key=lambda span: span.end)
    while index < len(spans) and spans[index].start < end:
        yield spans[index]
        index += 1
