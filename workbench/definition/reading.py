"""A redline made ready for a page: unchanged runs folded, one of four views, comments' words marked.

The proposals' pages build their review on it too. No request, no database, no git.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from markupsafe import Markup

from workbench.definition.rows import EMPTY, Row, Text, compare, element, outline, row, rows, title, turn
from workbench.wording import faces
from workbench.wording.changes import ClauseChange, Redline
from workbench.wording.notices import headline
from workbench.wording.shell import shown

__all__ = ["VIEWS", "Fold", "Reading", "Row", "Text", "compare", "element", "review", "row", "rows", "title", "turn"]

VIEWS = {"redline": "Redline", "split": "Side by side", "new": "As proposed", "old": "As it stands"}
# Unchanged clauses written into one page, at most; longer runs become a link to the whole text.
UNCHANGED = 400
OPENING = 48
# Of marks that stand in both columns each element id may stand in one only: where its own mark is shown.
LEFT = re.compile(r' id="(?:ch\d+|m\d+-from)"')
RIGHT = re.compile(r' id="m\d+-to"')


@dataclass(frozen=True)
class Fold:
    """A run of unchanged clauses. Without `rows` it is too long for the page and is read elsewhere."""

    rows: tuple[Row, ...]
    count: int
    first: Row
    last: Row
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A redline made ready for one view.

    `contents` are the headings and the changed clauses, for the margin; `places` are these by the id of the clause.
    `skipped` are the element ids of those that the view leaves out behind its last row.
    """

    view: str
    blocks: tuple[Row | Fold, ...]
    contents: tuple[Row, ...]
    redline: Redline
    skipped: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The size of the change in one line, such as “212 lines re-wrapped, 1 word changed”; empty where nothing differs."""
        return headline(self.redline.summary) if any(entry.change != "same" for entry in self.redline.clauses) else ""

    @cached_property
    def places(self) -> dict[str, Row]:
        return {row.clause: row for row in self.contents}


def review(
    old: Text,
    new: Text,
    view: str = "redline",
    *,
    anchors: Callable[[ClauseChange], Sequence[faces.Anchored]] = lambda _: (),
    open_clauses: Collection[str] = frozenset(),
) -> Reading:
    """The redline from `old` to `new` as one view of it; an unknown view is the redline.

    `anchors` gives the commented words of a clause; clauses in `open_clauses` (those with comments) are never folded.
    """
    redline = compare(old, new)
    where = faces.whereabouts(redline)
    clauses = [change.old if change.side == "old" or change.new is None else change.new for change in redline.clauses]
    levels = outline(clause for clause in clauses if clause)
    bare = [_bare(change, level) for change, level in zip(redline.clauses, levels, strict=True)]
    kept = _kept(bare, open_clauses)

    def written(at: int) -> Row:
        """A row that is really shown: of a long text few are, and the words cost most."""
        change = redline.clauses[at]
        marks = tuple(anchors(change))
        if change.change == "same" and not change.move:
            return replace(bare[at], html=_unchanged(_anywhere(change), marks))
        return replace(bare[at], html=Markup(faces.html(change, anchors=marks, where=where, placed=False)))

    contents = tuple(line for line, keep in zip(bare, kept, strict=True) if line.at_home and (line.is_heading or keep))
    if view == "split":
        pairs: list[Row] = []
        skipped: list[str] = []
        for at, line in enumerate(bare):
            if line.is_touched or line.was:
                pairs.append(replace(_columns(written(at), redline.clauses[at]), skipped=tuple(skipped)))
                skipped = []
            elif line.at_home and (line.is_heading or kept[at]):
                skipped.append(line.id)
        return Reading(view, tuple(pairs), contents, redline, tuple(skipped))
    return Reading(view if view in VIEWS else "redline", tuple(_folded(bare, kept, written)), contents, redline)


def _anywhere(change: ClauseChange) -> ClauseChange:
    """The change without the place of its clause in the document, on which no word of it depends."""
    old, new = (clause and clause._replace(start=0, end=0) for clause in (change.old, change.new))
    return change._replace(old=old, new=new)


@lru_cache(maxsize=10_000)
def _unchanged(change: ClauseChange, marks: tuple[faces.Anchored, ...]) -> Markup:
    """A clause that no change has touched: written once, wherever it stands and whatever changes around it."""
    return Markup(faces.html(change, anchors=marks, placed=False))


def _bare(change: ClauseChange, level: int) -> Row:
    """The row of one entry of a redline, still without its words."""
    clause = change.old if change.side == "old" or change.new is None else change.new
    assert clause is not None
    is_gone, is_new = change.new is None or change.side == "old", change.old is None or change.side == "new"
    at_home = change.side != "old" or change.new is None
    was = change.old.number if change.old and change.new and change.old.number != change.new.number else ""
    return Row(
        element(clause.id) if at_home else f"was-{clause.id}", clause.id, clause.kind, clause.number, clause.heading, level, EMPTY,
        change=change.change, was=was if at_home else "", at_home=at_home, document=clause.document, opening=_opening(change),
        whole="gone" if is_gone else "new" if is_new else "",
    )  # fmt: skip


def _columns(row: Row, change: ClauseChange) -> Row:
    left = row.html if change.side != "new" and change.old else EMPTY
    right = row.html if change.side != "old" and change.new else EMPTY
    if left and right:
        left, right = Markup(LEFT.sub("", left)), Markup(RIGHT.sub("", right))
    return replace(row, left=left, right=right)


def _opening(change: ClauseChange) -> str:
    """The first words of a clause as it will read, or read last: enough to know it by."""
    clause = change.new or change.old
    if not clause or change.change == "same" and change.old and change.old.number == clause.number:
        return ""
    words = " ".join(shown(clause.text[:200], clause.kind, clause.document).split())
    return words if len(words) <= OPENING else words[:OPENING].rsplit(" ", 1)[0] + "…"


def _kept(bare: Sequence[Row], open_clauses: Collection[str]) -> list[bool]:
    """Which rows stay in sight: what changed, what was renumbered or commented, and the headings above each."""
    kept = [line.is_touched or bool(line.was) or line.clause in open_clauses for line in bare]
    above: list[int] = []
    for at, line in enumerate(bare):
        if line.is_heading:
            above = [heading for heading in above if bare[heading].level < line.level]
        if kept[at]:
            for heading in above:
                kept[heading] = True
        if line.is_heading:
            above.append(at)
    return kept


def _folded(bare: Sequence[Row], kept: Sequence[bool], written: Callable[[int], Row]) -> Iterable[Row | Fold]:
    """The rows in order, runs of unchanged ones folded; runs beyond UNCHANGED rows of a page carry none."""
    left, start = UNCHANGED, 0
    for at in range(len(bare) + 1):
        if at < len(bare) and not kept[at]:
            continue
        if start < at:
            names = tuple(line.heading for line in bare[start:at] if line.is_heading and line.heading)
            inside = tuple(map(written, range(start, at))) if at - start <= left else ()
            left -= len(inside)
            yield Fold(inside, at - start, bare[start], bare[at - 1], names)
        if at < len(bare):
            yield written(at)
        start = at + 1
