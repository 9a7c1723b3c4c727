"""A clause's change cut into pieces of one fate and one look: what faces draw and notices read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Segment
from workbench.wording.shell import Look, looks


@dataclass(frozen=True, slots=True)
class Piece:
    """Source characters with one fate and one look.

    `old` and `new` are their place in the clause's text on either side, in characters; a removed piece has as `new` the
    place it was taken from, an added one as `old` the place it was put into. `look` is that of the side it stands on;
    for kept words the new side. `where` is where the look begins and ends on that side."""

    text: str
    old: int
    new: int
    look: Look
    where: tuple[int, int]
    segment: Segment

    @property
    def op(self) -> str:
        """Kept "=", removed "-" or added "+"."""
        return self.segment.op

    @property
    def is_changed(self) -> bool:
        """Whether a reader has to be told; words carried elsewhere unchanged are not changed themselves."""
        return self.segment.op != "=" and not self.segment.move


def sides(change: ClauseChange) -> tuple[str, str]:
    """The old and the new source of one entry of a redline; one of them is empty where the clause stands on one side only."""
    old = "".join(segment.text for segment in change.segments if segment.op != "+")
    new = "".join(segment.text for segment in change.segments if segment.op != "-")
    return old, new


def pieces(change: ClauseChange) -> Iterator[Piece]:
    """The pieces in reading order; their texts joined are the texts of the segments joined."""
    old, new = sides(change)
    before, after = _Side(old, change.old or change.new), _Side(new, change.new or change.old)
    for segment in change.segments:
        here = before if segment.op == "-" else after
        for text, look in here.cut(len(segment.text)):
            where = (here.base + look.start, here.base + look.end)
            yield Piece(text, before.base + before.at, after.base + after.at, look, where, segment)
            here.at += len(text)
            if segment.op == "=":
                before.at += len(text)


class _Side:
    """One side of an entry and how far it has been read."""

    def __init__(self, text: str, clause: Clause | None) -> None:
        self.text, self.at, self.index = text, 0, 0
        self.looks: Sequence[Look] = looks(text, clause.kind, clause.document) if clause else ()
        # Where a clause was split or joined, the entry may hold a part of it only.
        self.base = max(0, clause.text.find(text)) if clause else 0

    def cut(self, length: int) -> Iterator[tuple[str, Look]]:
        """The next characters by look; the caller moves `at` on."""
        end = self.at + length
        while self.at < end:
            while self.looks[self.index].end <= self.at:
                self.index += 1
            look = self.looks[self.index]
            yield self.text[self.at : min(end, look.end)], look
