"""From one version to the next: where a passage's words went, and what may be taken for them.

`anchors` asks this version by version. A passage is followed through the comparison of its clause; only if that loses
words, the exact words are looked for among words that are new, and their old neighbours have to vouch for them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from workbench.wording.align import align
from workbench.wording.blocks import Clause
from workbench.wording.reading import normal, reading
from workbench.wording.tidy import compare
from workbench.wording.words import is_word, tokens

Version = tuple[Clause, ...]
KEPT = Fraction(1, 4)  # share of a passage's letters that must survive a step, or it is gone
NOTHING = Fraction(0)
AROUND = 32  # characters of the words around a passage
AGREE = 8  # of these, how many make one side agree
LONG = 8  # words from which a passage found once needs no words around it
MOST = 1_000  # places of one passage in one clause that are weighed
RIVALS = 50  # places of the same words in one clause that may claim another's
SENTENCE = re.compile(r"(?<=[.!?;:]) ")
EXACT = frozenset(("code", "front"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters `start` to `end` of a clause in one version; an empty stretch stands for the whole clause."""

    clause: Clause
    start: int
    end: int
    is_moved: bool = False
    is_found: bool = False

    @property
    def words(self) -> str:
        """What is read there."""
        return reading(self.clause).said(self.start, self.end)

    @property
    def around(self) -> tuple[str, str]:
        """What is read before and behind."""
        return reading(self.clause).around(self.start, self.end, AROUND)


class Step:
    """One version and the next: what became of each clause."""

    def __init__(self, before: Version, after: Version) -> None:
        self.nexts: dict[tuple[str, int], list[tuple[Clause, bool]]] = {}  # with whether it stands elsewhere
        self.fresh: list[tuple[Clause, Clause | None]] = []  # clauses with new words, and what they were
        self.by_id = {clause.id: clause for clause in after}
        for pair in align(before, after):
            if pair.old and pair.new:
                known = self.nexts.setdefault((pair.old.document, pair.old.start), [])
                known.append((pair.new, pair.change.startswith("moved") or pair.change == "split" and bool(known)))
            if pair.new and (not pair.old or pair.old.text != pair.new.text):
                self.fresh.append((pair.new, pair.old))

    def carry(self, spot: Spot) -> Spot | None:
        """The spot in the next version, or None if its words are gone."""
        nexts = self._nexts(spot.clause)
        for new, is_moved in nexts:
            if new.text == spot.clause.text:
                return replace(spot, clause=new, is_moved=spot.is_moved or is_moved)
        kept, followed = max(
            (_followed(spot, *home) for home in nexts), key=lambda found: found[0], default=(NOTHING, None)
        )
        if followed and is_anothers(spot, followed):
            kept, followed = NOTHING, None
        if kept == 1:
            return followed
        again = self._found_again(spot, [new for new, _ in nexts])
        return again or (followed if kept >= KEPT else None)

    def carry_clause(self, spot: Spot) -> Spot | None:
        """The whole clause in the next version."""
        nexts = self._nexts(spot.clause)
        found = next(
            ((new, is_moved) for new, is_moved in nexts if new.id == spot.clause.id), nexts[0] if nexts else None
        )
        return Spot(found[0], 0, 0, spot.is_moved or found[1]) if found else None

    def _nexts(self, old: Clause) -> list[tuple[Clause, bool]]:
        found = self.nexts.get((old.document, old.start), [])
        return found if found or old.id not in self.by_id else [(self.by_id[old.id], False)]

    def _found_again(self, spot: Spot, homes: Sequence[Clause]) -> Spot | None:
        """The exact words among those that are new: first in the clause itself, then in any other, if only in one."""
        for clause in homes:
            found = _vouched(clause, _new_places(spot.clause, clause, spot), spot.words, spot.around)
            again = Spot(clause, *found, spot.is_moved, True) if found else None
            if again and not is_anothers(spot, again):
                return again
        spots = []
        for clause, was in self.fresh:
            if clause not in homes:
                found = _vouched(clause, _new_places(was, clause, spot), spot.words, spot.around)
                if found:
                    spots.append(Spot(clause, *found, True, True))
        return spots[0] if len(spots) == 1 else None


@lru_cache(maxsize=128)
def step(before: Version, after: Version) -> Step:
    """The step between two versions; remembered, for every comment of a page asks for the same ones."""
    return Step(before, after)


def _followed(spot: Spot, new: Clause, is_moved: bool) -> tuple[Fraction, Spot | None]:
    """Where the surviving words of a spot stand in the next wording of its clause, and what share of them survives.

    From the first survivor to the last: what was put between them belongs to the passage now."""
    words = spot.clause.text[spot.start : spot.end]
    has_letters = any(map(str.isalnum, words))
    ends: list[int] = []
    kept = old = at = 0
    for piece in compare(spot.clause.text, new.text, new.kind in EXACT):
        length = len(piece.text)
        start, end = max(spot.start - old, 0), min(spot.end - old, length)
        survived = piece.text[start:end] if piece.op == "=" and start < end else ""
        letters = _weight(survived, has_letters)
        if letters:
            kept += letters
            ends += (at + end - len(survived.lstrip()), at + start + len(survived.rstrip()))
        old += length if piece.op != "+" else 0
        at += length if piece.op != "-" else 0
    if not kept:
        return NOTHING, None
    place = replace(spot, clause=new, start=ends[0], end=ends[-1], is_moved=spot.is_moved or is_moved)
    return Fraction(kept, _weight(words, has_letters)), place


def is_anothers(spot: Spot, found: Spot) -> bool:
    """Whether other words of the spot's clause have the better claim to the place found for it.

    They read as what stands there, between more of the same neighbours, and the comparison gives them no place of their
    own: of two like sentences one went, and the comparison kept the words of the wrong one."""
    read, words = reading(spot.clause), found.words
    own = _claim(spot, found)
    for at in occurrences(read.text, words)[:RIVALS]:
        rival = Spot(spot.clause, *read.source(at, at + len(words)))
        if rival.start < spot.end and spot.start < rival.end or _claim(rival, found) <= own:
            continue
        kept, home = _followed(rival, found.clause, False)
        if kept < 1 or home is None or home.start == found.start:
            return True
    return False


def _claim(spot: Spot, found: Spot) -> tuple[bool, int, int]:
    """How good a claim words have to a place: whether they read so, how much of their sentence does, how much around."""
    read, words = reading(found.clause), found.words
    at = bisect_left(read.starts, found.start)
    before, after = spot.around
    sentence = SENTENCE.split(before)[-1], SENTENCE.split(after)[0]
    near, far = (sum(agreeing(read.text, at, words, *sides)) for sides in (sentence, (before, after)))
    return spot.words == words, near, far


def _weight(words: str, has_letters: bool) -> int:
    """How much words weigh: their letters and digits; of a passage without any, its signs."""
    return sum(map(str.isalnum, words)) if has_letters else len("".join(words.split()))


def _new_places(was: Clause | None, clause: Clause, spot: Spot) -> list[int]:
    """Where the spot's words are read in a clause without being other words that stood there before."""
    read = reading(clause)
    found = occurrences(read.text, spot.words)
    if not found or not was:
        return found
    taken: list[tuple[int, int]] = []
    old = at = 0
    for piece in compare(was.text, clause.text, clause.kind in EXACT):
        is_own = was == spot.clause and spot.start <= old and old + len(piece.text) <= spot.end
        if piece.op == "=" and not is_own and any(map(str.isalnum, piece.text)):
            taken.append((at, at + len(piece.text)))
        old += len(piece.text) if piece.op != "+" else 0
        at += len(piece.text) if piece.op != "-" else 0
    sources = ((place, read.source(place, place + len(spot.words))) for place in found)
    return [place for place, (start, end) in sources if not any(low < end and start < high for low, high in taken)]


def _vouched(clause: Clause, found: Sequence[int], words: str, around: tuple[str, str]) -> tuple[int, int] | None:
    """The one place that the words around it vouch for; a long passage found once vouches for itself."""
    text = reading(clause).text
    scored = [(agreeing(text, at, words, *around), at) for at in found]
    agreed = [
        (sum(sides), at)
        for sides, at in scored
        if any(agrees(count, side) for count, side in zip(sides, around, strict=True))
    ]
    if not agreed and len(found) == 1 and sum(map(is_word, tokens(words))) >= LONG:
        agreed = [(0, found[0])]
    best = [at for count, at in agreed if count == max(agreed)[0]]
    return reading(clause).source(best[0], best[0] + len(words)) if len(best) == 1 else None


def agrees(count: int, side: str) -> bool:
    """Whether so many common characters vouch for a place, out of those that should stand on that side."""
    return count >= AGREE or bool(side) and count == len(side) >= AGREE // 2


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
