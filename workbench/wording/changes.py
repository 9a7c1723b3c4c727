"""The values a redline is made of, so that whoever reads a redline need not import the code that makes one.

Nothing here compares texts: `redline` fills these values, `faces`, `notices` and the pages read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from workbench.wording.blocks import Clause


class Segment(NamedTuple):
    """A run of text with one fate: kept ("="), taken out ("-") or put in ("+").

    `move` joins the two places of words that were carried elsewhere unchanged. `change` is the running number of the
    change in the whole redline; it is None for kept text and where nothing but white space differs.
    """

    op: str
    text: str
    move: str | None = None
    change: int | None = None


class ClauseChange(NamedTuple):
    """What became of one clause, at one place.

    `change` is one of same, edited, moved, moved_edited, split, joined, added, removed. `side` says which text this
    place belongs to: "both", or only "old" (all segments "-") or only "new" (all "+"). A moved clause stands twice,
    once on each side; both entries carry the old and the new clause.
    """

    id: str
    change: str
    old: Clause | None
    new: Clause | None
    segments: tuple[Segment, ...]
    side: str = "both"
    path: str | None = None

    @property
    def document(self) -> str:
        """Path of the document in which this entry is read; of a document that was renamed the new path."""
        if self.path is not None:
            return self.path
        here = self.old if self.side == "old" or self.new is None else self.new
        return here.document if here else ""

    @property
    def move(self) -> str | None:
        """Number of the first move that has a part in this entry, such as "m1"."""
        return next((segment.move for segment in self.segments if segment.move), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader would overlook in the marks alone, named in words."""

    kind: str
    old: str
    new: str
    clause: str
    label: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The redline in five figures. Moved words count as neither added nor removed."""

    changes: int = 0
    words_added: int = 0
    words_removed: int = 0
    moves: int = 0
    lines_rewrapped: int = 0


@dataclass(frozen=True)
class Redline:
    """The whole change between two texts, in reading order.

    Two laws hold for every pair of texts, document by document: the segments "=" and "-" joined are the old text,
    the segments "=" and "+" joined are the new text, byte for byte. `renamed` holds the old and the new path of each
    document that only changed its path, or little else: its entries stand under the new one.
    """

    old_sha256: str
    new_sha256: str
    clauses: tuple[ClauseChange, ...]
    find: Callable[[Sequence[ClauseChange]], tuple[Notice, ...]] = field(repr=False, compare=False)
    summary: Summary
    renamed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What a reader would overlook, found by `find` when first asked for: a merge never asks."""
        return self.find(self.clauses)
