"""Where a quoted passage went: comments and citations hang on words, and words move.

The anchor is never rewritten; where it stands is computed through every version in between (architecture.md, section 5).
Saying that a passage is gone is an answer; putting it on words that are not its own is a fault. Hence each word is
followed by itself (`lineage`), and a passage stands where enough of its own words stand, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from workbench.wording.blocks import BLANKS, Clause
from workbench.wording.clauses import read
from workbench.wording.lineage import FOUND, MOVED, Lineage
from workbench.wording.reading import agreeing, normal, occurrences, raw, reading
from workbench.wording.sheets import Version
from workbench.wording.words import tokens

SEARCHED = Fraction(9, 10)  # how sure a passage is that was found again by its words and not followed
STRANGE = Fraction(4, 5)  # and one whose sentence has other words now, for each side
SURE = [[found * STRANGE**sides for sides in range(3)] for found in (Fraction(1), SEARCHED)]


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
    place. `confidence` is 1 for words followed all the way, less for words that changed or were searched for, or whose
    sentence changed all around them."""

    state: str
    clause_id: str
    start: int
    end: int
    words: str
    confidence: Fraction


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of a text, half-open: they may begin and end anywhere, also inside a word.

    With `words` they have to stand there; else they are looked for, and taken where they stand nearest."""

    start: int
    end: int
    words: str | None = None


class Carried(NamedTuple):
    """Where a quotation stands in the last text, as `Place` says; of one that is gone there is no place and no words."""

    state: str
    start: int | None
    end: int | None
    quote: str | None
    confidence: Fraction


GONE = Carried("gone", None, None, None, Fraction(1))


def carry_texts(texts: Sequence[str], quotes: Iterable[Quote], document: str = "") -> list[Carried]:
    """Where quotations from the first of several versions of one text stand in the last, in their order.

    The name of the `document` says how it is read: Markdown without one. Raises ValueError for no text at all. Many
    quotations cost little more than one."""
    known = {text: read({document: text}) for text in dict.fromkeys(texts)}
    line = _lineage([known[text] for text in texts])
    return [_carried(line, quote) for quote in quotes]


def place(anchor: Anchor, path: Sequence[Version]) -> Place:
    """Where an anchor made on `path[0]` stands in `path[-1]`, carried through every version between.

    The same answer as `places` for one anchor; for many on one path, `places` is quicker."""
    return places([anchor], path)[0]


def places(anchors: Iterable[Anchor], path: Sequence[Version]) -> list[Place]:
    """The places of many anchors on one path, in their order. Unchanged clauses cost next to nothing.

    Raises ValueError for a path without a version."""
    line = _lineage([tuple(version) for version in path])
    return [_placed(line, anchor) for anchor in anchors]


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
    for read_as in (reading(clause), raw(clause)):
        found = occurrences(read_as.text, words)
        if found:
            text, hint = read_as.text, bisect_left(read_as.starts, hint_start)
            at = max(found, key=lambda at: (sum(agreeing(text, at, words, prefix, suffix)), -abs(at - hint), -at))
            return read_as.source(at, at + len(words))
    return None


def _lineage(path: Sequence[Version]) -> Lineage:
    if not path:
        raise ValueError("A path has at least the version an anchor was made on.")
    return _remembered(tuple(path))


@lru_cache(maxsize=8)
def _remembered(path: tuple[Version, ...]) -> Lineage:
    return Lineage(path)


def _carried(line: Lineage, quote: Quote) -> Carried:
    """One quotation, in characters of the first and the last text."""
    start, end = quote.start, quote.end
    text = line.old.text
    if quote.words is not None and text[start:end] != quote.words:
        found = occurrences(text, quote.words)
        if not found:
            return GONE
        start = min(found, key=lambda at: (abs(at - start), at))
        end = start + len(quote.words)
    return _followed(line, start, end)


def _followed(line: Lineage, start: int, end: int) -> Carried:
    """Where the words between two characters of the first version stand in the last: both in all clauses put together."""
    old, new = line.old, line.new
    low, high = bisect_right(old.ends, start), bisect_left(old.starts, end)
    if low >= high:
        return _blank(line, start, end, low)
    found = line.passage(low, high)
    if found is None:
        return GONE
    first, last = found.start, found.end - 1
    begin, stop = new.starts[first], new.ends[last]
    if start != old.starts[low] and line.now[low] == first:
        begin += _cut(start - old.starts[low], new.text, begin, -1)
    if end != old.ends[high - 1] and line.now[high - 1] == last:
        stop -= _cut(old.ends[high - 1] - end, new.text, stop, 1)
    sure = SURE[bool(found.marks & FOUND)][line.strange_sides(low, high)]
    state = "moved" if found.marks & MOVED else "same"
    if not found.is_whole:
        was, now = _visible(old.words[low:high]), _visible(new.words[first : last + 1])
        if was != now:
            state, sure = "edited", sure * _likeness(was, now)
    return Carried(state, begin, stop, new.text[begin:stop], sure)


def _blank(line: Lineage, start: int, end: int, low: int) -> Carried:
    """White space stands where the words on both sides of it are still neighbours."""
    old, new = line.old, line.new
    before = line.now[low - 1] if low else -1
    after = line.now[low] if low < line.size else len(new.words)
    if low and before < 0 or after != before + 1:
        return GONE
    left, right = new.ends[before] if low else 0, new.starts[after] if after < len(new.words) else len(new.text)
    begin = min(right, left + start - (old.ends[low - 1] if low else 0))
    stop = min(right, begin + end - start)
    return Carried("same", begin, stop, new.text[begin:stop], Fraction(1)) if begin < stop or start == end else GONE


def _cut(by: int, text: str, edge: int, step: int) -> int:
    """How far inside a word a passage begins or ends; less than nothing for the white space outside that it takes along,
    as far as there is still so much behind (`step` 1) or before (-1) the edge."""
    if by >= 0:
        return by
    around = text[edge : edge - by] if step > 0 else text[max(0, edge + by) : edge][::-1]
    return len(around.lstrip()) - len(around)


def _visible(words: Iterable[str]) -> list[str]:
    """Words and signs without the marks that open and close a style."""
    return [word for word in words if word[0] not in "*_`"]


def _likeness(was: Iterable[str], now: Iterable[str]) -> Fraction:
    """What share of the words then and now is common to both (Dice's coefficient)."""
    ones, others = Counter(map(str.lower, was)), [word.lower() for word in now]
    total, common = ones.total() + len(others), 0
    for word in others:
        if ones[word]:
            ones[word] -= 1
            common += 1
    return Fraction(2 * common, max(1, total))


def _placed(line: Lineage, anchor: Anchor) -> Place:
    """One anchor, in characters of its clause."""
    old, new = line.old, line.new
    at = next((at for at, clause in enumerate(old.clauses) if clause.id == anchor.clause_id), None)
    if at is None:
        return Place("gone", anchor.clause_id, 0, 0, "", Fraction(1))
    if not anchor.quote:
        return _whole(line, anchor, at)
    heir = new.clauses[line.heirs[at]].id if at in line.heirs else anchor.clause_id
    gone = Place("gone", heir, 0, 0, "", Fraction(1))
    origin = _origin(anchor, old.clauses[at], old.clauses)
    carried = _followed(line, *(old.offsets[at] + place for place in origin)) if origin else GONE
    if carried.start is None or carried.end is None:
        return gone
    home = bisect_right(new.offsets, carried.start) - 1
    clause, offset = new.clauses[home], new.offsets[home]
    start, end = carried.start - offset, min(carried.end - offset, len(clause.text.rstrip(BLANKS)))
    words, state = reading(clause).said(start, end), carried.state
    if state == "edited" and words == normal(anchor.quote):
        state = "same" if clause.id == anchor.clause_id else "moved"
    return Place(state, clause.id, start, end, words, carried.confidence)


def _origin(anchor: Anchor, clause: Clause, clauses: Sequence[Clause]) -> tuple[int, int] | None:
    """The passage where it was made; its place is believed only if the quotation is read there."""
    start, end = anchor.start, anchor.end
    if normal(anchor.quote) in (reading(clause).said(start, end), normal(clause.text[start:end])):
        return start, end
    return locate(clauses, clause.id, anchor.quote, start, anchor.prefix, anchor.suffix)


def _whole(line: Lineage, anchor: Anchor, at: int) -> Place:
    """An anchor on a whole clause stands on what the clause became, whatever its words are."""
    if at not in line.heirs:
        return Place("gone", anchor.clause_id, 0, 0, "", Fraction(1))
    home = line.heirs[at]
    was, now = (reading(clause).text for clause in (line.old.clauses[at], line.new.clauses[home]))
    is_moved = any(mark & MOVED for mark in line.marks[slice(*line.new.span(home))])
    state = "edited" if was != now else "moved" if is_moved else "same"
    sure = _likeness(*(filter(str.strip, tokens(text)) for text in (was, now)))
    return Place(state, line.new.clauses[home].id, 0, 0, now, sure)
