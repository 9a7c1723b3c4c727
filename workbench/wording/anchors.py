"""Where a quoted passage went: comments and citations hang on words, and words move.

The anchor is never rewritten; where it stands is computed through every version in between (architecture.md, section 5).
Saying that a passage is gone is an answer; putting it on words that are not its own is a fault. Hence the order, after
the measurements in peers.md, section 5: follow the words through the comparison, look for the exact words among those
that are new, ask for the words around them, give up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from workbench.wording.blocks import Clause
from workbench.wording.reading import normal, raw, reading
from workbench.wording.steps import Spot, Step, Version, agreeing, agrees, is_anothers, occurrences, step
from workbench.wording.words import is_word, tokens

FOUND = Fraction(9, 10)  # how sure a passage is that was found again by its words and not followed
TELLING = 5  # words that nobody writes twice by chance


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage as it was when somebody pointed at it. `side` is "old" or "new" of a redline.

    `start` and `end` count characters of the clause's text, half-open; `quote`, `prefix` and `suffix` are what was read
    there and around it. An empty quote means the whole clause."""

    document: str
    side: str
    clause_id: str
    quote: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: same (words and place), moved (the words elsewhere), edited, or gone.

    `words` is what is read there now. A passage that is gone keeps the clause it was last seen in, with an empty
    place. `confidence` is 1 for words followed all the way, less for words that changed or were searched for."""

    state: str
    clause_id: str
    start: int
    end: int
    words: str
    confidence: Fraction


def place(anchor: Anchor, path: Sequence[Version]) -> Place:
    """Where an anchor made on `path[0]` stands in `path[-1]`, carried through every version between.

    The same answer as `places` for one anchor; for many on one path, `places` is quicker."""
    return places([anchor], path)[0]


def places(anchors: Iterable[Anchor], path: Sequence[Version]) -> list[Place]:
    """The places of many anchors on one path, in their order. Unchanged clauses cost next to nothing.

    Raises ValueError for a path without a version."""
    if not path:
        raise ValueError("A path has at least the version an anchor was made on.")
    steps = [step(tuple(before), tuple(after)) for before, after in pairwise(path)]
    return [_placed(anchor, path, steps) for anchor in anchors]


def locate(
    clauses: Sequence[Clause], clause_id: str, quote: str, hint_start: int = 0, prefix: str = "", suffix: str = ""
) -> tuple[int, int] | None:
    """The source of words that somebody selected on a page, as characters of the clause's text; None if not there.

    Of several places the one whose neighbours agree best with `prefix` and `suffix`, then the one nearest to
    `hint_start`, then the first. White space and markup need not agree."""
    clause = next((clause for clause in clauses if clause.id == clause_id), None)
    words = normal(quote)
    if not clause or not words:
        return None
    for read in (reading(clause), raw(clause)):
        found = occurrences(read.text, words)
        if found:
            text, hint = read.text, bisect_left(read.starts, hint_start)
            at = max(found, key=lambda at: (sum(agreeing(text, at, words, prefix, suffix)), -abs(at - hint), -at))
            return read.source(at, at + len(words))
    return None


def _placed(anchor: Anchor, path: Sequence[Version], steps: Sequence[Step]) -> Place:
    spot = _origin(anchor, path[0])
    last = anchor.clause_id
    for way in steps:
        if spot is None:
            break
        last = spot.clause.id
        spot = way.carry(spot) if spot.start < spot.end else way.carry_clause(spot)
    if spot is None and anchor.quote:
        spot = _restored(anchor, path[0], path[-1])
    return _judged(anchor, path[0], spot) if spot else Place("gone", last, 0, 0, "", Fraction(1))


def _origin(anchor: Anchor, version: Version) -> Spot | None:
    """The passage where it was made; its place is believed only if the quotation is read there."""
    clause = next((clause for clause in version if clause.id == anchor.clause_id), None)
    if not clause:
        return None
    if not anchor.quote:
        return Spot(clause, 0, 0)
    quote = normal(anchor.quote)
    start, end = anchor.start, anchor.end
    if quote in (reading(clause).said(start, end), normal(clause.text[start:end])):
        return Spot(clause, start, end)
    found = locate(version, clause.id, anchor.quote, start, anchor.prefix, anchor.suffix)
    return Spot(clause, *found) if found else None


def _restored(anchor: Anchor, origin: Version, version: Version) -> Spot | None:
    """A passage that went and came back: its exact words between the same words, in one place only.

    If some words stand only once in the whole text, one side of them may have changed."""
    words, around = normal(anchor.quote), (normal(anchor.prefix), normal(anchor.suffix))
    found = [(clause, at) for clause in version for at in occurrences(reading(clause).text, words)]
    is_telling = len(found) == 1 and sum(map(is_word, tokens(words))) >= TELLING
    vouched = []
    for clause, at in found:
        sides = zip(agreeing(reading(clause).text, at, words, *around), around, strict=True)
        agreed = [agrees(count, side) for count, side in sides if side]
        if any(agreed) and (is_telling or all(agreed)):
            vouched.append((clause, at))
    homes = [(clause, at) for clause, at in vouched if clause.id == anchor.clause_id] or vouched
    if len(homes) != 1:
        return None
    clause, at = homes[0]
    again = Spot(clause, *reading(clause).source(at, at + len(words)), clause.id != anchor.clause_id, True)
    made = _origin(anchor, origin)
    return None if made and is_anothers(made, again) else again


def _judged(anchor: Anchor, version: Version, spot: Spot) -> Place:
    """What has become of the passage, by its words then and now."""
    if anchor.quote:
        was, now = normal(anchor.quote), spot.words
        if normal(spot.clause.text[spot.start : spot.end]) == was:  # a quotation of source, with its markup
            now = was
    else:
        origin = _origin(anchor, version)
        was, now = reading(origin.clause).text if origin else "", reading(spot.clause).text
    sure = FOUND if spot.is_found else Fraction(1)
    if was == now:
        return Place("moved" if spot.is_moved else "same", spot.clause.id, spot.start, spot.end, now, sure)
    likeness = _likeness(was, now)
    if anchor.quote and not likeness:
        return Place("gone", spot.clause.id, 0, 0, "", Fraction(1))
    return Place("edited", spot.clause.id, spot.start, spot.end, now, sure * likeness)


def _likeness(was: str, now: str) -> Fraction:
    """What share of the words then and now is common to both (Dice's coefficient)."""
    one, other = (Counter(token.lower() for token in tokens(text) if not token.isspace()) for text in (was, now))
    total = sum(one.values()) + sum(other.values())
    return Fraction(2 * sum((one & other).values()), total) if total else Fraction(1)
