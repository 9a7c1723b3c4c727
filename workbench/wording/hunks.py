"""A change as what it does inside clauses: the hunks of one comparison, counted in the clauses of the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from workbench.wording.tidy import Piece


class Hunk(NamedTuple):
    """Characters `start` to `end` of a base clause, half-open, give way to `text`. `is_noise`: only white space differs."""

    start: int
    end: int
    text: str
    is_noise: bool = False


def hunks(pieces: Sequence[Piece], lengths: Sequence[int]) -> list[list[Hunk]]:
    """The hunks of a comparison, one list for each of the base clauses that were compared together.

    `lengths` are those of the clauses. A hunk that reaches over several clauses has its text in the first; one that
    only inserts, between two clauses, belongs to the end of the first."""
    found: list[list[Hunk]] = [[] for _ in lengths]
    at, offset = 0, 0
    for start, end, text, is_noise in _runs(pieces):
        while at + 1 < len(lengths) and start - offset >= lengths[at] and (end > start or start - offset > lengths[at]):
            offset += lengths[at]
            at += 1
        while True:
            stop = min(end - offset, lengths[at])
            found[at].append(Hunk(start - offset, stop, text, is_noise))
            if end - offset <= lengths[at]:
                break
            offset += lengths[at]
            start, text, at = offset, "", at + 1
    return found


def _runs(pieces: Iterable[Piece]) -> Iterator[tuple[int, int, str, bool]]:
    """Neighbouring pieces of one fate as one run: its place in the old text, its new text, and whether it is noise."""
    start = 0
    for (is_kept, is_noise), run in groupby(pieces, lambda piece: (piece.op == "=", piece.noise)):
        row = list(run)
        end = start + sum(len(piece.text) for piece in row if piece.op != "+")
        if not is_kept:
            yield start, end, "".join(piece.text for piece in row if piece.op == "+"), is_noise
        start = end


def applied(text: str, row: Iterable[Hunk]) -> str:
    """A clause with hunks done to it that do not overlap; doing the same twice is doing it once."""
    out: list[str] = []
    at = 0
    for start, end, new, _ in sorted(set(row)):
        out += (text[at:start], new)
        at = end
    return "".join(out) + text[at:]


def roomy(row: Iterable[Hunk], others: Iterable[Hunk]) -> list[Hunk]:
    """The hunks of mere white space in `row` that can stand beside each other and beside `others`.

    White space gives way to words. Of two ways to space one place the one with more line breaks stands, so that no
    blank line between clauses is lost; then the one that sorts first."""
    kept: list[Hunk] = []
    words = list(others)
    for noise in sorted(set(row), key=lambda hunk: (-hunk.text.count("\n"), hunk)):
        if not any(_is_in_the_way(other, noise) for other in (*words, *kept)):
            kept.append(noise)
    return kept


def _is_in_the_way(other: Hunk, noise: Hunk) -> bool:
    if (other.start, other.end) == (noise.start, noise.end):
        return other.is_noise
    return other.start < noise.end and noise.start < other.end
