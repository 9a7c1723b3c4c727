"""A clause as a reader would quote it, with the way back to the source.

Without markup and invisible characters, every run of white space one space: what a browser gives for a selection, made
comparable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.shell import looks

AROUND = 32  # characters of the words around a passage
MOST = 1_000  # places of one passage in one clause that are weighed


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` as read; its character `i` stands in the source from `starts[i]` to `ends[i]`, half-open."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source of the characters `start` to `end` as read; at least one."""
        return self.starts[start], self.ends[end - 1]

    def said(self, start: int, end: int) -> str:
        """What is read of the source from `start` to `end`."""
        return self.text[bisect_left(self.starts, start) : bisect_left(self.starts, end)].strip()


@lru_cache(maxsize=8192)
def normal(quote: str) -> str:
    """A quotation in the form of a reading."""
    return " ".join("".join(char for char in quote if not points.is_invisible(char) or char.isspace()).split())


@lru_cache(maxsize=4096)
def reading(clause: Clause) -> Reading:
    """How the clause is read. Of a selection that shows markup, see `raw`."""
    return _normalised(_shown(clause))


def raw(clause: Clause) -> Reading:
    """The source itself as a reading: for a quotation in which markup stands."""
    return _normalised((char, at, at + 1) for at, char in enumerate(clause.text))


def _shown(clause: Clause) -> Iterator[tuple[str, int, int]]:
    for look in looks(clause.text, clause.kind, clause.document):
        if look.place != "words":
            if look.place == "shell":
                yield " ", look.start, look.end
        elif look.shown:
            yield from ((char, look.start, look.end) for char in look.shown)
        else:
            yield from ((clause.text[at], at, at + 1) for at in range(look.start, look.end))


def _normalised(chars: Iterator[tuple[str, int, int]]) -> Reading:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    space: tuple[int, int] | None = None
    for char, start, end in chars:
        if char.isspace():
            space = space or (start, end)
        elif not points.is_invisible(char):
            if space and text:
                text.append(" ")
                starts.append(space[0])
                ends.append(space[1])
            space = None
            text.append(char)
            starts.append(start)
            ends.append(end)
    return Reading("".join(text), tuple(starts), tuple(ends))


def occurrences(text: str, words: str) -> list[int]:
    """Where the words stand in a text, overlapping ones too; at most a thousand places."""
    found: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0 and len(found) < MOST:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def agreeing(text: str, at: int, words: str, prefix: str, suffix: str) -> tuple[int, int]:
    """How many characters before and behind are as they should be."""
    before, after = (
        text[max(0, at - 2 * AROUND) : at].rstrip(),
        text[at + len(words) : at + len(words) + 2 * AROUND].lstrip(),
    )
    return _common(before[::-1], normal(prefix)[::-1]), _common(after, normal(suffix))


def _common(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count
