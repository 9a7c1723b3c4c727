"""A text as passages and words, the pieces in which authorship is kept.

Not the clauses of `clauses`: where a passage begins depends on nothing but the line ends around it, so that an edit leaves
all other passages what they were, and a version costs what was changed in it. Joined, the passages are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise

from workbench.wording.blocks import BLANKS
from workbench.wording.words import tokens, written

# After blank lines, and before a line that opens a list item, a heading, a table row or a quotation.
CUT = re.compile(r"\n(?:[ \t\r]*\n)+|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|[|>])[ \t])")
ROW = 16  # passages compared at a time
KEY = 6  # bytes of the digest of a passage or a version: by it alone they are known again
PART = 16  # bytes of the digest of a passage where it is a part of that of its version
Gap = tuple[range, range]  # where two lists of passages differ: positions in the old and in the new one
Run = tuple[int, int]  # words numbered on without a gap: the first number, and how many


def passages(text: str) -> list[str]:
    """The passages of a text, in order, each with the blank lines behind it; an empty text has none."""
    cuts = [found.end() for found in CUT.finditer(text)]
    if cuts and not text[: cuts[0]].strip(BLANKS):
        del cuts[0]
    edges = [0, *(cut for cut in cuts if cut < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(edges)] if text else []


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


def digest(*parts: str, size: int = KEY) -> bytes:
    """A short digest, the same on every machine, of some strings; of a passage give its `wording`."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).digest()


class Digests:
    """The digest of one text after the other, from those of its passages: of each text only the new ones are read.

    `texts` are the passages of each document of the text before the first one."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self._passages = {document: [digest(part, size=PART) for part in parts] for document, parts in texts.items()}

    def next(self, texts: Mapping[str, Sequence[str]], gaps: Mapping[str, Sequence[Gap]]) -> bytes:
        """The digest of the names and texts of the next documents, given where they are not as they were before."""
        before, self._passages = self._passages, {}
        whole = blake2b(digest_size=KEY)
        for document, parts in texts.items():
            row = before.get(document, [])
            for olds, news in reversed(gaps[document]):
                row[olds.start : olds.stop] = [digest(part, size=PART) for part in parts[news.start : news.stop]]
            self._passages[document] = row
            whole.update(b"".join([digest(document, str(len(row)), size=PART), *row]))
        return whole.digest()


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
