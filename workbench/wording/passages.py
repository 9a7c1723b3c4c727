"""A text as passages and words, the pieces in which authorship is kept.

Not the clauses of `clauses`: where a passage begins depends on nothing but the line ends around it, so that an edit leaves
all other passages what they were, and a version costs what was changed in it. Joined, the passages are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, count, pairwise

from workbench.wording.blocks import BLANKS
from workbench.wording.sequences import ends
from workbench.wording.words import tokens, written

# After blank lines, and before a line that opens a list item, a heading, a table row or a quotation.
CUT = re.compile(r"\n(?:[ \t\r]*\n)+|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|[|>])[ \t])")
ROW = 16  # passages compared or digested at a time
KEY = 6  # bytes of the digest of a passage or a version: by it alone they are known again
Run = tuple[int, int]  # words numbered on without a gap: the first number, and how many


def passages(text: str) -> list[str]:
    """The passages of a text, in order, each with the blank lines behind it; an empty text has none."""
    cuts = [found.end() for found in CUT.finditer(text)]
    if cuts and not text[: cuts[0]].strip(BLANKS):
        del cuts[0]
    edges = [0, *(cut for cut in cuts if cut < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(edges)] if text else []


def resplit(text: str, known: Sequence[str]) -> list[str]:
    """The same, for a text of which the passages of an earlier state are known: only what is between them is split.

    Where a passage ends is told by it and by the first words behind it: so of those that are alike the last two are
    split again.
    """
    places: dict[str, int] = {}  # of the passages from the first change on
    found: list[str] = []
    at = index = 0
    while at < len(text):
        start = index
        while (row := "".join(known[index : index + ROW])) and text.startswith(row, at):
            at, index = at + len(row), min(index + ROW, len(known))
        while index < len(known) and text.startswith(known[index], at):
            at, index = at + len(known[index]), index + 1
        sure = max(start, index - 2) if at < len(text) else index
        at -= sum(map(len, known[sure:index]))
        found += known[start:sure]
        places = places or dict(zip(known[sure:], count(sure), strict=False))
        unsure = range(sure, index)
        while at < len(text):
            part = text[at : _end(text, at)]
            at += len(part)
            place = places.get(part)
            found.append(part if place is None else known[place])
            if place is not None and place not in unsure:
                index = place + 1
                break
    return found


def _end(text: str, start: int) -> int:
    """Where the passage that begins at `start` ends. Blank lines before the first one are part of it."""
    cut = CUT.search(text, start)
    if cut and not start and not text[: cut.end()].strip(BLANKS):
        cut = CUT.search(text, cut.end())
    return cut.end() if cut else len(text)


@lru_cache(maxsize=1024)
def words(passage: str) -> tuple[str, ...]:
    """What has an author: words, numbers, link targets, signs. White space has none; a passage of nothing else counts
    as one empty word, so that it too was put there by somebody."""
    return tuple(written(passage)) or ("",)


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


class Digests:
    """The `digest` of one text after the other, each in parts: of each only what comes after its first change is read."""

    def __init__(self) -> None:
        self._parts: Sequence[str] = ()  # of the text before
        self._bytes: list[bytes] = []
        self._states = [blake2b(digest_size=KEY)]  # after none of its rows of parts, after the first, and so on

    def next(self, parts: Sequence[str]) -> bytes:
        """The digest of the next text: of its parts as if they were one string."""
        head, tail = ends(self._parts, parts)
        changed = [part.encode("utf-8", "surrogatepass") for part in parts[head : len(parts) - tail]]
        self._bytes[head : len(self._bytes) - tail] = changed
        self._parts = parts
        del self._states[head // ROW + 1 :]
        for at in range(head // ROW * ROW, len(parts), ROW):
            state = self._states[-1].copy()
            state.update(b"".join(self._bytes[at : at + ROW]))
            self._states.append(state)
        return self._states[-1].digest()


@lru_cache(maxsize=1024)
def wording(passage: str) -> str:
    """A passage without its wrapping: equal for two that differ in nothing but white space between words."""
    for blank in BLANKS:
        passage = passage.replace(blank, " ")
    return " ".join(filter(None, passage.split(" ")))


def packed(numbers: Iterable[int]) -> tuple[Run, ...]:
    """Word numbers as runs."""
    found: list[Run] = []
    first = following = -1
    for number in numbers:
        if number != following:
            found.append((first, following - first))
            first = number
        following = number + 1
    return (*found[1:], (first, following - first)) if found else ()


def unpacked(runs: Iterable[Run]) -> Iterator[int]:
    """The word numbers of runs, in order."""
    return chain.from_iterable([range(first, first + count) for first, count in runs])
