"""Phrases that stand in two places: how words are known again that no comparison of clauses has followed.

Only words count, not the signs between them. A phrase has to be the only one of its length on either side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Run = tuple[int, int, int]  # first on the old side, first on the new side, how many
TELLING = 5  # words that nobody writes twice by chance
SEED = 3  # words that a phrase has at least
PLACES = 8  # places of one beginning that are weighed; a beginning that stands more often says nothing


class Index:
    """The beginnings of all phrases in rows of words; None among the words ends a row."""

    def __init__(self) -> None:
        self.words: list[str | None] = []
        self.places: dict[tuple[str | None, ...], list[int]] = {}

    def add(self, words: Iterable[str | None]) -> None:
        """Put a row behind the others."""
        begin = len(self.words)
        self.words += [*words, None]
        for at in range(begin, len(self.words) - SEED):
            self.places.setdefault(tuple(self.words[at : at + SEED]), []).append(at)

    def common(self, new: Sequence[str | None]) -> Iterator[Run]:
        """All stretches common to both sides that cannot be made longer, if their beginnings are not too common."""
        old = self.words
        reached: dict[int, int] = {}  # how far a diagonal is known
        for b in range(len(new) - SEED + 1):
            seed = tuple(new[b : b + SEED])
            places = self.places.get(seed, ()) if None not in seed else ()
            for a in places if len(places) <= PLACES else ():
                if b < reached.get(b - a, -1) or old[a : a + SEED] != [*seed]:
                    continue
                back = 0
                while a > back and b > back and new[b - back - 1] == old[a - back - 1] is not None:
                    back += 1
                length = SEED
                while b + length < len(new) and new[b + length] == old[a + length] is not None:
                    length += 1
                reached[b - a] = b + length
                yield a - back, b - back, length + back

    def find(self, new: Sequence[str | None], enough: int) -> list[Run]:
        """The phrases of at least so many words, or of five that are a whole row on both sides; none overlapping."""
        found: list[Run] = []
        known = (run for run in self.common(new) if run[2] >= enough or run[2] >= TELLING and self._is_row(run, new))
        candidates = sorted(known, key=lambda run: (-run[2], run[:2]))
        rivals = Counter((run[2], side, run[side]) for run in candidates for side in (0, 1))
        taken: tuple[set[int], set[int]] = set(), set()
        for run in candidates:
            spans = [range(run[side], run[side] + run[2]) for side in (0, 1)]
            is_clear = all(rivals[run[2], side, run[side]] == 1 for side in (0, 1))
            if is_clear and all(used.isdisjoint(span) for used, span in zip(taken, spans, strict=True)):
                found.append(run)
                for used, span in zip(taken, spans, strict=True):
                    used.update(span)
        return found

    def _is_row(self, run: Run, new: Sequence[str | None]) -> bool:
        """Do both rows begin and end with the phrase, as those of words do that were taken out here and put in there?"""
        a, b, length = run
        begins = a == 0 or self.words[a - 1] is None, b == 0 or new[b - 1] is None
        ends = self.words[a + length] is None, b + length == len(new) or new[b + length] is None
        return all((*begins, *ends))
