"""The stretch in which two clauses differ: most changes are a few words of a long clause, and the rest need not be read.

The marks are the same as those of the whole clauses. What is alike around a change matters to its marks only as far as
the change could slide, and it slides over a token only if it holds that token itself. So it is enough to know, on either
side, as much as reaches to a word that the change does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from workbench.wording.lines import BLANKS
from workbench.wording.script import MANY
from workbench.wording.sequences import ends
from workbench.wording.words import is_plain, tokens

FEW = MANY * 5 // 4  # tokens of both sides that differ: too few for more runs than are looked at together
REACH = 8  # words on either side among which one is looked for that the change does not hold
GAP = re.compile(r"(?<![ \t\r\n])[ \t\r\n]")  # where a run of white space begins, and with it a token


class Window(NamedTuple):
    """Two clauses in three parts: what is alike before the window, the tokens in it, what is alike behind it."""

    head: str
    old: list[str]
    new: list[str]
    tail: str


def window(old: str, new: str) -> Window | None:
    """Where the two differ, and a little around it; None where it is not plain how much around it matters."""
    if not is_plain(old) or not is_plain(new):
        return None
    head, tail = ends(old, new)
    start = _gap_before(old, head)
    stop = _gap_behind(old, len(old) - tail)
    behind = len(old) - stop
    ones, others = tokens(old[start:stop]), tokens(new[start : len(new) - behind])
    if len(ones) + len(others) > FEW:
        return None
    held = {*ones, *others}
    left, right = _reach(held, _before(old, start)), _reach(held, _behind(old, stop))
    if left is None or right is None:
        return None
    before, after = tokens(old[start - left : start]), tokens(old[stop : stop + right])
    return Window(old[: start - left], before + ones + after, before + others + after, old[stop + right :])


def _gap_before(text: str, end: int) -> int:
    """Where the last run of white space begins that begins before `end`; 0 if there is none."""
    return len(text[: text.rfind(" ", 0, end) + 1].rstrip(BLANKS))


def _gap_behind(text: str, start: int) -> int:
    """Where the first run of white space begins that begins behind `start`; the length of the text if there is none."""
    found = GAP.search(text, start + 1)
    return found.start() if found else len(text)


def _before(text: str, end: int) -> Iterator[str]:
    """The words before a place, the nearest first, each with the white space before it."""
    while end > 0:
        start = _gap_before(text, end)
        yield text[start:end]
        end = start


def _behind(text: str, start: int) -> Iterator[str]:
    """The words behind a place, each with the white space before it."""
    while start < len(text):
        stop = _gap_behind(text, start)
        yield text[start:stop]
        start = stop


def _reach(held: set[str], words: Iterator[str]) -> int | None:
    """Characters to the first word that is not held, itself included, or to the end; None if that is too far."""
    length = 0
    for word in islice(words, REACH):
        length += len(word)
        if not held.issuperset(tokens(word.lstrip(BLANKS))):
            return length
    return length if next(words, None) is None else None
