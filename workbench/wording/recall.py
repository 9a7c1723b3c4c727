"""Words that were taken out of a text, remembered so that they keep their author when they come back.

A reader would say that words are back when they stand where they stood, or when so many of them stand together that it
is no accident. Remembered are digests only: of whole passages, and of every three neighbouring words of what was taken
out with the words beside it. After WikiWho (Flöck and Acosta, WWW 2014), which looks up whole sentences in all past
revisions; three words find a part of a sentence as well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from workbench.wording.passages import Run, unpacked

WINDOW = 3  # neighbouring words looked up together
LONG = 20  # characters that words must exceed to be known again away from their place
MANY = 8  # words and signs they must be: shorter sentences are formulas that anybody may write anew
STOPS = frozenset(".:;!?。！？؟।")  # what a sentence ends with
KEY = 3  # bytes of a window's key
MASK, SHIFT = 256**KEY - 1, 8
FACTOR = 0x9E3779B1  # a large odd number spreads the checksums of single words over the keys
CHOICES = 16  # places remembered of three words that were taken out again and again
Window = tuple[int, ...]
Chain = tuple[int, list[int]]  # where words stand in a passage: the first place, and their numbers


class State(NamedTuple):
    """The wording of a passage, by digest, and the numbers of its words."""

    key: bytes
    runs: tuple[Run, ...]


@dataclass(slots=True)
class Recall:
    """What has stood in a text and does not stand in it now."""

    gone: set[int] = field(default_factory=set)  # numbers of words
    states: dict[bytes, list[State]] = field(default_factory=dict)  # every wording that a passage has lost
    windows: dict[int, list[Window]] = field(default_factory=dict)

    def note(self, state: State) -> None:
        """Remember a passage that is about to change or go; its words count as gone until they are found again."""
        self.gone.update(unpacked(state.runs))
        known = self.states.setdefault(state.key, [])
        if len(known) < CHOICES and state not in known:
            known.append(state)

    def state(self, key: bytes) -> State | None:
        """A passage of that wording all of whose words are gone: the one that was there first."""
        for state in self.states.get(key, ()):
            if self.gone.issuperset(unpacked(state.runs)):
                return state
        return None

    def keep(self, keys: Sequence[int], numbers: Sequence[int]) -> None:
        """Remember words by their windows: the first of `keys` is that of the first words of `numbers`, and so on."""
        for key, window in zip(keys, zip(numbers, numbers[1:], numbers[2:], strict=False), strict=False):
            known = self.windows.setdefault(key, [])
            if len(known) < CHOICES and window not in known:
                known.append(window)

    def fill(self, words: Sequence[str], numbers: list[int | None]) -> None:
        """Give numbers back to words of a passage that have none, where they are words that were taken out of the text."""
        start = 0
        while None in numbers[start:]:
            start = numbers.index(None, start)
            end = next((at for at in range(start, len(numbers)) if numbers[at] is not None), len(numbers))
            self._fill(words, numbers, start, end)
            start = end

    def _fill(self, words: Sequence[str], numbers: list[int | None], start: int, end: int) -> None:
        """The same for the words from `start` to `end`, none of which has a number: the longest chains first."""
        chains = _certain(self._chains(words, numbers, start, end), words, start, end)
        for at, chain in sorted(chains, key=lambda found: (-len(found[1]), found[0])):
            there = numbers[at : at + len(chain)]
            if all(now in (None, number) for now, number in zip(there, chain, strict=True)):
                back = [number for now, number in zip(there, chain, strict=True) if now is None]
                if back and len(set(back)) == len(back) and self.gone.issuperset(back):
                    numbers[at : at + len(chain)] = chain
                    self.gone.difference_update(back)

    def _chains(self, words: Sequence[str], numbers: Sequence[int | None], start: int, end: int) -> list[Chain]:
        """Runs of words that were taken out together, neighbours included."""
        first, keys = windows(words, start, end)
        if self.windows.keys().isdisjoint(keys):
            return []
        fits = [self.gone if now is None else (now,) for now in numbers[first : first + len(keys) + WINDOW - 1]]
        closed: list[Chain] = []
        growing: list[Chain] = []
        for at, key in enumerate(keys):
            known = self.windows.get(key, ())
            found = [one for one in known if one[0] in fits[at] and one[1] in fits[at + 1] and one[2] in fits[at + 2]]
            if not found or not growing:
                closed += growing
                growing = [(first + at, [*window]) for window in found]
                continue
            ends: dict[Window, Chain] = {}
            for chain in growing:
                ends.setdefault(tuple(chain[1][1 - WINDOW :]), chain)
            grown = [ends[window[:-1]] for window in found if window[:-1] in ends]
            closed += [chain for chain in growing if chain not in grown]
            growing = [
                (before[0], [*before[1], window[-1]]) if (before := ends.get(window[:-1])) else (first + at, [*window])
                for window in found
            ]
        return closed + growing


def _certain(chains: Sequence[Chain], words: Sequence[str], start: int, end: int) -> Iterator[Chain]:
    """What of runs is no accident: all of one that reaches the very words it stood beside, which are those beyond `start`
    and `end`; else the whole sentences in it."""
    edges = [0, *(place for place, word in enumerate(words, 1) if word in STOPS), len(words)] if chains else []
    for at, chain in chains:
        if at < start or at + len(chain) > end:
            yield at, chain
            continue
        low, high = edges[bisect_left(edges, at)], edges[bisect_right(edges, at + len(chain)) - 1]
        if high - low >= MANY and len(" ".join(words[low:high])) > LONG:
            yield low, chain[low - at : high - at]


def windows(words: Sequence[str], start: int, end: int) -> tuple[int, list[int]]:
    """The keys under which the words from `start` to `end` of a passage are remembered, and where the first window begins.

    A key is a checksum of three words. There are very many of them, and where two are the same no harm is done: by
    chance words stand neither beside their old neighbours nor in a sentence that was there before.
    """
    first = max(0, start - WINDOW + 1)
    sums = list(map(_sum, words[first : end + WINDOW - 1]))
    triples = zip(sums, sums[1:], sums[2:], strict=False)
    return first, [((one * FACTOR + two) * FACTOR + three) >> SHIFT & MASK for one, two, three in triples]


@lru_cache(maxsize=8192)
def _sum(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))
