"""What of a clause's source a page shows, and what a page would swallow and therefore has to be said.

The rule a redline stands on: every changed character is seen, as a word, as markup or as a label (integrity.md 3.3).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange
from workbench.wording.pieces import Piece, pieces
from workbench.wording.shell import LITERAL_KINDS

_BREAK = re.compile(r"(?P<paragraph>\n[ \t\r]*\n\s*)|(?P<line>(?<! ) {2,}\r?\n)")
_PLAIN = re.compile(r"(?:\r?\n|[\x20-\x7e])*")
_OPS = {"redline": "=-+", "old": "=-", "new": "=+"}


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of source shown in one way: `kind` is "words", "markup", or "invisible" (to be named by a label).

    `old` and `new` are its places in the clause's text; `gap` says that a "line" or a "paragraph" ends behind it."""

    kind: str
    text: str
    old: int
    new: int
    piece: Piece
    is_marked: bool = False
    gap: str = ""

    @property
    def content(self) -> str:
        """The words as they read: an entity as its character."""
        look = self.piece.look
        is_whole = len(self.text) == look.end - look.start
        return look.shown if look.shown and is_whole and self.kind == "words" else self.text


def clause_of(change: ClauseChange) -> Clause:
    """The clause an entry is about, as it will read; as it read, where it goes."""
    clause = change.new or change.old
    if clause is None:
        raise ValueError("an entry of a redline has an old or a new clause")
    return clause


def atoms(change: ClauseChange, side: str = "redline") -> Iterator[Atom]:
    """What stands on the page for one entry, in reading order; `side` "old" or "new" gives that text without marks."""
    row = [piece for piece in pieces(change) if piece.op in _OPS[side]]
    is_literal = clause_of(change).kind in LITERAL_KINDS
    is_redline = side == "redline"
    targets = _Targets(row) if is_redline else None
    for index, piece in enumerate(row):
        if is_redline and piece.is_changed:
            if _is_rewrap(row, index):
                is_seen = piece.op == "+" and piece.look.place != "tail"
                yield from _broken(piece, piece.text, 0, is_literal) if is_seen else ()
            else:
                yield from _changed(piece, is_literal)
        elif piece.look.place == "words":
            yield from _kept(piece, is_redline and change.change != "same", is_literal)
        elif targets and targets.holds(piece):
            yield _atom("markup", piece, piece.text, 0)


def _atom(kind: str, piece: Piece, text: str, at: int, gap: str = "", *, is_marked: bool = False) -> Atom:
    return Atom(kind, text, piece.old + at, piece.new + at, piece, is_marked, gap)


def _changed(piece: Piece, is_literal: bool) -> Iterator[Atom]:
    """Nothing of a changed piece may be missing; only the blank lines behind added or removed words are layout."""
    is_blank = not piece.segment.text.strip(" \n")
    if piece.look.place == "tail" and not is_blank:
        odd = [points.is_hidden(char) for char in piece.text]
        kinds = ["invisible" if flag else "" for flag in odd]
    else:
        plain = "words" if piece.look.place == "words" and not piece.look.shown else "markup"
        kinds = ["invisible" if is_blank or flag else plain for flag in _unseen(piece.text)]
    at = 0
    for kind, run in groupby(kinds):
        length = len(list(run))
        text = piece.text[at : at + length]
        if kind == "words":
            yield from _broken(piece, text, at, is_literal, is_marked=True)
        elif kind:
            yield _atom(kind, piece, text, at, is_marked=True)
        at += length


def _unseen(text: str) -> Iterator[bool]:
    """For each character whether it would leave no trace: hidden ones, a second space, an accent without its letter."""
    before, is_inside = "\n", False
    for at, char in enumerate(text):
        is_second = char == " " and before == " " and is_inside
        is_inside = is_inside or not char.isspace()
        yield points.is_hidden(char) or is_second or (at == 0 and unicodedata.combining(char) > 0)
        before = char


def _kept(piece: Piece, is_near: bool, is_literal: bool) -> Iterator[Atom]:
    """Kept words; what could turn them round is always named, what cannot be seen only beside a change."""
    if piece.look.shown or _PLAIN.fullmatch(piece.text):
        yield from _broken(piece, piece.text, 0, is_literal)
        return
    at = 0
    named = [_is_named(char, is_near) and piece.text[k : k + 2] != "\r\n" for k, char in enumerate(piece.text)]
    for is_odd, run in groupby(named):
        text = piece.text[at : at + len(list(run))]
        if is_odd:
            yield _atom("invisible", piece, text, at)
        else:
            yield from _broken(piece, text, at, is_literal)
        at += len(text)


def _is_named(char: str, is_near: bool) -> bool:
    if char == "\t":
        return False
    return (
        char in points.BREAKS
        or unicodedata.category(char) in ("Cs", "Cc")
        and char != "\n"
        or (is_near and points.is_invisible(char))
    )


def _broken(piece: Piece, text: str, at: int, is_literal: bool, *, is_marked: bool = False) -> Iterator[Atom]:
    start = 0
    for gap in () if is_literal else _BREAK.finditer(text):
        yield _atom("words", piece, text[start : gap.end()], at + start, gap.lastgroup or "", is_marked=is_marked)
        start = gap.end()
    if text[start:]:
        yield _atom("words", piece, text[start:], at + start, is_marked=is_marked)


def _is_rewrap(row: Sequence[Piece], index: int) -> bool:
    """Whether white space stands for other white space (a line broken elsewhere): counted above, not marked."""
    piece = row[index]
    if piece.segment.text.strip(" \n"):
        return False
    if piece.look.place == "tail":
        return piece.segment.change is None
    neighbours = [*row[max(0, index - 1) : index], *row[index + 1 : index + 2]]
    return any(
        {piece.op, other.op} == {"-", "+"}
        and not other.segment.text.strip(" \n")
        and "\n\n" not in other.text + piece.text
        for other in neighbours
    )


class _Targets:
    """The link addresses in which something changes: shown whole, for half an address tells a reader nothing."""

    def __init__(self, row: Sequence[Piece]) -> None:
        changed = [piece for piece in row if piece.is_changed]
        self.added = [piece.new for piece in changed if piece.op == "+"]
        self.removed = [piece.new for piece in changed if piece.op == "-"]

    def holds(self, piece: Piece) -> bool:
        """Whether a kept piece is part of such an address."""
        start, end = piece.where
        if piece.look.place != "markup" or end - start < 4:
            return False
        return bisect_left(self.added, start) < bisect_left(self.added, end) or (
            bisect_right(self.removed, start) < bisect_left(self.removed, end)
        )
