"""Numbers of list items, which follow from the order of the items and are no wording of their own.

Two proposals that each put an item into one list both move the numbers behind it. What they do to numbers never meets;
the list is numbered again when both are in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from workbench.wording.blocks import Block, scan
from workbench.wording.hunks import Hunk
from workbench.wording.lines import MARKER

NUMBERED = re.compile(r"^[ \t]*\d{1,9}[.)]", re.MULTILINE)
Run = list[tuple[int, int, int]]  # of one list: number, and where its digits begin and end


def is_number(hunk: Hunk, text: str) -> bool:
    """Whether a hunk of an item changes nothing but its number."""
    marker = MARKER.match(text)
    return bool(marker and marker.span(3) == hunk[:2] and hunk.text.isdecimal())


def numbered(merged: str, sources: Iterable[str]) -> str:
    """The merged text with its lists numbered through, where every list of the texts it was made of is."""
    broken = [run for run in _runs(merged) if not _is_in_order(run)]
    if not broken or not all(_is_in_order(run) for text in sources for run in _runs(text)):
        return merged
    places = sorted((start, end, run[0][0] + index) for run in broken for index, (_, start, end) in enumerate(run))
    for start, end, number in reversed(places):
        merged = f"{merged[:start]}{number}{merged[end:]}"
    return merged


def _is_in_order(run: Run) -> bool:
    """Whether the numbers rise by one; or do not rise at all, since Markdown counts by itself."""
    steps = {after[0] - before[0] for before, after in pairwise(run)}
    return steps <= {1} or steps == {0}


def _runs(text: str) -> list[Run]:
    """The numbered lists of a text: items on one level that no item of another sort, and nothing outside, comes between."""
    found: list[Run] = []
    open_lists: dict[int, Run] = {}
    for block in scan(text):
        marker = _marker(block, text)
        for level in [level for level in open_lists if level > block.level or marker is None and level >= block.level]:
            del open_lists[level]
        if marker:
            if block.level not in open_lists:
                found.append(open_lists.setdefault(block.level, []))
            open_lists[block.level].append(marker)
    return found


def _marker(block: Block, text: str) -> tuple[int, int, int] | None:
    marker = MARKER.match(text, block.start) if block.kind == "item" else None
    return (int(marker[3]), *marker.span(3)) if marker and marker[3] else None
