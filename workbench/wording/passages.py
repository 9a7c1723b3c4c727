"""A text as passages and words, the pieces in which authorship is kept.

Not the clauses of `clauses`: where a passage begins depends on nothing but the line ends around it, so that an edit leaves
all other passages what they were, and a version costs what was changed in it. Joined, the passages are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise

from workbench.wording.blocks import BLANKS
from workbench.wording.words import tokens

# After blank lines, and before a line that opens a list item, a heading, a table row or a quotation.
CUT = re.compile(r"\n(?:[ \t\r]*\n)+|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|[|>])[ \t])")
KEY = 6  # bytes of the digest of a passage or a version: by it alone they are known again
Run = tuple[int, int]  # words numbered on without a gap: the first number, and how many


def passages(text: str) -> list[str]:
    """The passages of a text, in order, each with the blank lines behind it; an empty text has none."""
    cuts = [found.end() for found in CUT.finditer(text)]
    if cuts and not text[: cuts[0]].strip(BLANKS):
        del cuts[0]
    edges = [0, *(cut for cut in cuts if cut < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(edges)] if text else []


def resplit(text: str, before: str, known: list[str]) -> list[str]:
    """The same, for a text of which an earlier state and its passages are known: only what is between is split.

    A passage begins where it begins because of the one before it and of its own first line: so one more than is alike is
    split again at both ends.
    """
    edges = [0, *accumulate(map(len, known))]
    count, shift = len(known), len(text) - len(before)
    head = bisect_left(range(1, count + 1), True, key=lambda n: before[: edges[n]] != text[: edges[n]])

    def ends_alike(n: int) -> bool:
        return edges[n] + shift >= edges[head] and before[edges[n] :] == text[edges[n] + shift :]

    tail = head + bisect_left(range(head, count), True, key=ends_alike)
    start, stop = max(0, head - 1), min(count, tail + 1)
    return [*known[:start], *passages(text[edges[start] : edges[stop] + shift]), *known[stop:]]


def words(passage: str) -> list[str]:
    """What has an author: words, numbers, link targets, signs. White space has none; a passage of nothing else counts
    as one empty word, so that it too was put there by somebody."""
    return [token for token in tokens(passage) if token.strip(BLANKS)] or [""]


def places(passage: str) -> list[tuple[int, int]]:
    """Where each of its `words` stands: characters, half-open, counted in the passage."""
    found = []
    at = 0
    for token in tokens(passage):
        if token.strip(BLANKS):
            found.append((at, at + len(token)))
        at += len(token)
    return found or [(0, at)]


def digest(*parts: str) -> bytes:
    """A short digest, the same on every machine, of some strings; of a passage give its `wording`."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=KEY).digest()


@lru_cache(maxsize=1024)
def wording(passage: str) -> str:
    """A passage without its wrapping: equal for two that differ in nothing but white space between words."""
    for blank in BLANKS:
        passage = passage.replace(blank, " ")
    return " ".join(filter(None, passage.split(" ")))


def packed(numbers: Iterable[int]) -> tuple[Run, ...]:
    """Word numbers as runs."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == sum(found[-1]):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return tuple(found)


def unpacked(runs: Iterable[Run]) -> Iterator[int]:
    """The word numbers of runs, in order."""
    for first, count in runs:
        yield from range(first, first + count)
