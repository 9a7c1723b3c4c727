"""A change as places in the base text: what merging works on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Segment


@dataclass(frozen=True, slots=True)
class Hunk:
    """Characters `start` to `end` of a base document give way to `text`.

    `clause` is the base clause it stands in, None in the gap before or behind clauses. `is_noise`: only white space
    differs. `is_whole`: the clause goes or is carried elsewhere. `moves` are the moves that words of it belong to."""

    document: str
    start: int
    end: int
    text: str
    clause: Clause | None = None
    is_noise: bool = False
    is_whole: bool = False
    moves: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, int, int, str]:
        """Equal for two hunks that do the same."""
        return self.document, self.start, self.end, self.text

    @property
    def order(self) -> tuple[int, int, bool, int]:
        """Where it is applied: at one point first what ends a clause, then what stands between, then what begins one."""
        rank = 1 if self.clause is None else 2 if self.start == self.clause.start else 0
        return self.start, rank, self.is_noise, self.end

    @property
    def place(self) -> tuple[str, int, bool]:
        """The clause (by its start) or the gap that it stands in."""
        return self.document, self.clause.start if self.clause else self.start, self.clause is not None

    @property
    def is_insertion(self) -> bool:
        """Whether nothing is taken away."""
        return self.start == self.end


def hunks(changes: Iterable[ClauseChange]) -> list[Hunk]:
    """The hunks of a redline, document by document in the order of the base; applied to the base they give the new text."""
    places: dict[str, int] = {}
    found: list[Hunk] = []
    for change in changes:
        document = change.document
        start = places.get(document, 0)
        for hunk in _of(change, document, start):
            last = found[-1] if found else None
            if (
                last
                and last.clause is None
                and hunk.clause is None
                and (last.document, last.end) == (document, hunk.start)
            ):
                found[-1] = replace(last, text=last.text + hunk.text, moves=last.moves | hunk.moves)
            else:
                found.append(hunk)
        places[document] = start + sum(len(segment.text) for segment in change.segments if segment.op != "+")
    return found


def _of(change: ClauseChange, document: str, start: int) -> Iterator[Hunk]:
    clause = change.old if change.side != "new" else None
    is_whole = change.side == "old"
    for (is_kept, is_noise), run in groupby(change.segments, _fate):
        segments = list(run)
        end = start + sum(len(segment.text) for segment in segments if segment.op != "+")
        if not is_kept:
            text = "".join(segment.text for segment in segments if segment.op == "+")
            moves = frozenset(segment.move for segment in segments if segment.move)
            yield Hunk(document, start, end, text, clause, is_noise, is_whole, moves)
        start = end


def _fate(segment: Segment) -> tuple[bool, bool]:
    return segment.op == "=", segment.op != "=" and segment.change is None and segment.move is None


def applied(text: str, row: Iterable[Hunk]) -> str:
    """A base document with hunks done to it that do not overlap; doing the same twice is doing it once."""
    out: list[str] = []
    at = 0
    done: set[tuple[str, int, int, str]] = set()
    for hunk in sorted(row, key=lambda hunk: hunk.order):
        if hunk.key not in done:
            done.add(hunk.key)
            out += (text[at : hunk.start], hunk.text)
            at = hunk.end
    return "".join(out) + text[at:]
