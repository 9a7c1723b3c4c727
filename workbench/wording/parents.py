"""What a clause that is put into a text hangs on: the heading, the item, the sentence or the table it would stand under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.wording.blocks import BLANKS, Clause

Head = tuple[str, int]  # kind and level of a clause


def parents(heads: Sequence[Head], before: Iterable[tuple[int, Clause]]) -> frozenset[int]:
    """What clauses of these heads hang on if they are put behind others: the numbers of those.

    `before` are the others with their numbers, the last one first. Left out are heads that hang on one of themselves,
    and those with nothing above them."""
    seeking = {
        head
        for index, head in enumerate(heads)
        if not any(_is_above(kind, level, head, ":") for kind, level in heads[:index])
    }
    found: set[int] = set()
    top = -1  # of the rows of one table the first, which names the columns
    for number, clause in before:
        if clause.kind == "row":
            top = number
        else:
            found |= _settled(seeking, top)
        last = clause.text.rstrip(BLANKS)[-1:]
        done = {head for head in seeking if head[0] != "row" and _is_above(clause.kind, clause.level, head, last)}
        if done:
            found.add(number)
            seeking -= done
        if not seeking:
            return frozenset(found)
    return frozenset(found | _settled(seeking, top))


def _settled(seeking: set[Head], top: int) -> set[int]:
    """The table that rows hang on, once all of its rows above are seen."""
    rows = {head for head in seeking if head[0] == "row"}
    seeking -= rows
    return {top} if rows and top >= 0 else set()


def _is_above(kind: str, level: int, head: Head, last: str) -> bool:
    """Whether a clause stands above one that comes later, if nothing in between does; `last` is its last sign."""
    if head[0] == "row":
        return kind == "row"
    if kind == "heading":
        return head[0] != "heading" or level < head[1]
    if head[0] == "heading":
        return False
    if head[0] == "item":
        return level < head[1] if kind == "item" else level == 0 and last == ":"
    return kind == "item" and 0 < level <= head[1]
