"""A version as one row of words and signs, so that words of all clauses and documents can be followed alike."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from workbench.wording.blocks import Clause
from workbench.wording.words import tokens

JOINT = re.compile(r"(?!^)[-'’_.,:/](?!$)|^\]\(")  # inside a token
PARTS = re.compile(r"[^\W_]+|[\W_]")
STYLES = "*_`"
Version = tuple[Clause, ...]
Span = tuple[int, int]  # half-open


@lru_cache(maxsize=16_384)
def atoms(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Words and signs of a text, without white space: where each begins, in characters, and what it is.

    Finer than the tokens of a comparison: an address or a word with an apostrophe that is changed in one place keeps the
    rest."""
    starts: list[int] = []
    parts: list[str] = []
    row = tokens(text)
    for at, token in zip(accumulate(map(len, row), initial=0), row, strict=False):
        if len(token) > 2 and not token.isalnum() and JOINT.search(token):
            inner = PARTS.findall(token)
            starts += accumulate(map(len, inner[:-1]), initial=at)
            parts += inner
        elif not token.isspace():
            starts.append(at)
            parts.append(token)
    return tuple(starts), tuple(parts)


def is_visible(atom: str) -> bool:
    """Is it anything but a mark that opens or closes a style?"""
    return atom[0] not in STYLES


class Sheet:
    """One version as a row of atoms, the `words`. Characters count in the texts of all clauses put together.

    `firsts` and `offsets` have the first atom and the first character of each clause, and at their end how many there
    are in all. The clauses at the positions `whole` are one atom each: nobody asks for a word of them."""

    def __init__(self, version: Version, whole: frozenset[int] = frozenset()) -> None:
        self.clauses, self.whole = version, whole

    @cached_property
    def parts(self) -> list[tuple[Sequence[int], Sequence[str]]]:
        """Of each clause where its atoms begin in it, and what they are."""
        found: list[tuple[Sequence[int], Sequence[str]]] = []
        for at, clause in enumerate(self.clauses):
            text = clause.text
            found.append(((len(text) - len(text.lstrip()),), (text.strip(),)) if at in self.whole else atoms(text))
        return found

    @cached_property
    def words(self) -> list[str]:
        return [word for _, words in self.parts for word in words]

    @cached_property
    def firsts(self) -> list[int]:
        return list(accumulate((len(words) for _, words in self.parts), initial=0))

    @cached_property
    def offsets(self) -> list[int]:
        return list(accumulate((len(clause.text) for clause in self.clauses), initial=0))

    @cached_property
    def starts(self) -> list[int]:
        """The first character of each atom."""
        pairs = zip(self.offsets, self.parts, strict=False)
        return [offset + start for offset, (starts, _) in pairs for start in starts]

    @cached_property
    def text(self) -> str:
        return "".join(clause.text for clause in self.clauses)

    @cached_property
    def are_words(self) -> list[bool]:
        """Of each atom whether it is a word, not a sign."""
        found = [word[0].isalnum() for word in self.words]
        for at in self._closed:
            found[at] = True
        return found

    @cached_property
    def weights(self) -> list[int]:
        """How many letters each atom has; none in a tag of HTML."""
        found: list[int] = []
        is_tag = False
        text = self.text
        for word, start in zip(self.words, self.starts, strict=True):
            after = text[start + 1 : start + 2]
            is_tag = word != ">" and (is_tag or word == "<" and (after.isalpha() or after == "/"))
            found.append(0 if is_tag else len(word))
        return found

    @cached_property
    def counts(self) -> list[int]:
        """How many words stand before each atom, and at its end how many there are."""
        return list(accumulate(self.are_words, initial=0))

    @cached_property
    def places(self) -> list[int]:
        """The atoms that are words."""
        return [at for at, is_word in enumerate(self.are_words) if is_word]

    @cached_property
    def ends(self) -> list[int]:
        """The character behind each atom."""
        return [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]

    def spelt(self, places: Iterable[int]) -> list[str]:
        """What some atoms read; a clause that is one atom word by word."""
        return [word for at in places for word in self._read(at)]

    def _read(self, atom: int) -> Sequence[str]:
        return atoms(self.words[atom])[1] if atom in self._closed else (self.words[atom],)

    @cached_property
    def _closed(self) -> set[int]:
        return {self.firsts[at] for at in self.whole}

    def visible(self, start: int, end: int) -> int:
        """How many words and signs some atoms have, without marks of style."""
        closed = self._closed_row[bisect_left(self._closed_row, start) : bisect_left(self._closed_row, end)]
        return self._seen[end] - self._seen[start] + sum(is_visible(word) for at in closed for word in self._read(at))

    @cached_property
    def _seen(self) -> list[int]:
        """The same before each atom, with none in the clauses that are one atom: few ask for these, and reading them takes long."""
        closed = self._closed
        return list(
            accumulate((word[0] not in STYLES and at not in closed for at, word in enumerate(self.words)), initial=0)
        )

    @cached_property
    def _closed_row(self) -> list[int]:
        return sorted(self._closed)

    def between(self, spans: Iterable[Span]) -> set[int]:
        """The positions of the clauses that some characters lie in."""
        return {
            at
            for start, end in spans
            for at in range(bisect_right(self.offsets, start) - 1, bisect_left(self.offsets, end))
        }

    def read(self, start: int, end: int) -> list[int]:
        """The words among some atoms."""
        return self.places[self.counts[start] : self.counts[end]]

    def rows(self, words: Iterable[int]) -> list[list[int]]:
        """Some words, given in order, in rows with no other word between them."""
        found: list[list[int]] = []
        last = -1
        for at in words:
            if last >= 0 and self.counts[at] == self.counts[last] + 1:
                found[-1].append(at)
            else:
                found.append([at])
            last = at
        return found

    def beside(self, row: Sequence[int]) -> Span:
        """The words before and behind a row; -1 where the text begins, the number of its atoms where it ends."""
        first, last = self.counts[row[0]], self.counts[row[-1]] + 1
        before = self.places[first - 1] if first else -1
        return before, self.places[last] if last < len(self.places) else len(self.words)

    def span(self, clause: int) -> Span:
        """The atoms of a clause."""
        return self.firsts[clause], self.firsts[clause + 1]

    def holder(self, atom: int) -> int:
        """The position of the clause that an atom lies in."""
        return bisect_right(self.firsts, atom) - 1

    def touched(self, spans: Iterable[Span]) -> list[int]:
        """The positions of the clauses that some atoms lie in."""
        return sorted({at for start, end in spans for at in range(self.holder(start), self.holder(end - 1) + 1)})


@lru_cache(maxsize=256)
def sheet(version: Version, whole: frozenset[int] = frozenset()) -> Sheet:
    """The row of atoms of a version; remembered, for it is the end of one step and the beginning of the next."""
    return Sheet(version, whole)
