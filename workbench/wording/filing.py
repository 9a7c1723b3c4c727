"""A proposal made ready to be met with any other on its base: done once, when it is filed."""

from __future__ import annotations

from typing import NamedTuple

from workbench.wording.crossings import Moves, is_recut, lost, moves, watched
from workbench.wording.footprint import Base, Footprint
from workbench.wording.meetings import Mark, marked

# What is empty is one and the same for all: an index of thousands of proposals fetches it from memory once.
NAMES: frozenset[str] = frozenset()
GAPS: dict[int, frozenset[int]] = {}
MOVES: Moves = {}


class Filed(NamedTuple):
    """What a proposal does, by place.

    `marks`: positions of base clauses of which it changes words, or more, with the reach of the mark. `upsets`: those among
    them beside or under which nothing can be put any more unseen. `watched`: gap that it fills -> the clauses on which what
    it puts there depends.
    `moves`: words it carries elsewhere. `is_whole`: it adds, deletes or renames documents.
    `said`, `cited` and `lost` are names: of what it puts in, of what that refers to, and of what it takes away."""

    footprint: Footprint
    marks: tuple[tuple[int, int, int, Mark], ...]
    upsets: tuple[int, ...]
    watched: dict[int, frozenset[int]]
    moves: Moves
    is_whole: bool
    said: frozenset[str]
    cited: frozenset[str]
    lost: frozenset[str]


def filed(base: Base, side: Footprint) -> Filed:
    """A footprint on the base, ready to be met."""
    touches = [(at, touch, base.clauses[at].text) for at, touch in side.clauses.items() if not touch.is_quiet]
    marks = [(at, marked(touch, text)) for at, touch, text in touches]
    return Filed(
        side,
        tuple((at, *mark.reach, mark) for at, mark in marks),
        tuple(at for at, touch, text in touches if touch.fate or is_recut(touch, text)),
        {gap: frozenset(watched(base, gap, side)) for gap in side.gaps} or GAPS,
        moves(base, side) or MOVES,
        bool(side.added or side.deleted or side.renamed),
        side.said or NAMES,
        side.cited or NAMES,
        lost(base, side) or NAMES,
    )
