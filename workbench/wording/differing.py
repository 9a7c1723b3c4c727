"""The clauses of a text from the first to the last that another text has differently: all else needs no second look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from workbench.wording import clauses as reading
from workbench.wording.blocks import Block, Clause, scan, scan_plain


def differing(known: Sequence[Clause], span: range, document: str, text: str) -> tuple[range, list[Clause]]:
    """Of the clauses of a document, which are at `span` among the known ones, those that differ in a new text, by position;
    and those that stand in their place. Costs one reading of the new text."""
    plain = PurePosixPath(document).suffix.lower() not in reading.MARKDOWN
    blocks = scan_plain(text) if plain else scan(text)
    head = 0
    least = min(len(span), len(blocks))
    while head < least and _is_same(known[span[head]], blocks[head], text):
        head += 1
    tail = 0
    while tail < least - head and _is_same(known[span[-1 - tail]], blocks[-1 - tail], text):
        tail += 1
    here = blocks[head : len(blocks) - tail]
    return span[head : len(span) - tail], [_clause(block, text, document) for block in here]


def _is_same(clause: Clause, block: Block, text: str) -> bool:
    size = block.end - block.start
    return (
        len(clause.text) == size
        and (clause.kind, clause.level) == (block.kind, block.level)
        and text.startswith(clause.text, block.start)
    )


def _clause(block: Block, text: str, document: str) -> Clause:
    """A clause that needs no name: it is only compared."""
    return Clause("", block.kind, "", "", text[block.start : block.end], block.start, block.end, block.level, document)
