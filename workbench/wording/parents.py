"""What a clause that is put into a text hangs on: the heading, the item, the sentence or the table it would stand under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.wording.blocks import Clause

Head = tuple[str, int]  # kind and level of a clause


def parents(heads: Sequence[Head], before: Iterable[tuple[int, Clause]]) -> frozenset[int]:
    """What clauses of these heads hang on if they are put behind others: the numbers of those.

    `before` are the others with their numbers, the last one first. Left out are heads that hang on one of themselves,
    and those with nothing above them."""
    seeking = {
        head
        for index, head in enumerate(heads)
        if head[0] != "row" and not any(_is_above(kind, level, head, ":") for kind, level in heads[:index])
    }
    in_table = any(kind == "row" for kind, _ in heads[:1])  # rows behind other new clauses are a table of their own
    columns: set[int] = set()  # of the rows right before the first, which names the columns
    found: set[int] = set()
    for number, clause in before:
        in_table = in_table and clause.kind == "row"
        if in_table:
            columns = {number}
        last = clause.text.rstrip()[-1:]
        done = {head for head in seeking if _is_above(clause.kind, clause.level, head, last)}
        if done:
            found.add(number)
            seeking -= done
        if not seeking and not in_table:
            break
    return frozenset(found | columns)


def _is_above(kind: str, level: int, head: Head, last: str) -> bool:
    """Whether a clause stands above one that comes later, if nothing in between does; `last` is its last sign."""
    if kind == "heading":
        return head[0] != "heading" or level < head[1]
    if head[0] == "heading":
        return False
    if head[0] == "item":
        return level < head[1] if kind == "item" else level == 0 and last == ":"
    return kind == "item" and level <= head[1]
