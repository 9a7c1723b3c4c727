"""Where a quoted passage went: comments and citations hang on words, and words move.

The anchor is never rewritten; where it stands is computed through every version in between (architecture.md, section 5).
Saying that a passage is gone is an answer; putting it on words that are not its own is a fault. Hence each word is
followed by itself (`lineage`), and a passage stands where enough of its own words stand, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from workbench.wording.blocks import BLANKS, Clause
from workbench.wording.clauses import read
from workbench.wording.lineage import FOUND, MOVED, Lineage, Passage, Way, shared
from workbench.wording.reading import agreeing, normal, occurrences, raw, reading
from workbench.wording.sheets import Span, Version, is_visible
from workbench.wording.words import tokens

SEARCHED = Fraction(9, 10)  # how sure a passage is that was found again by its words and not followed
STRANGE = Fraction(4, 5)  # and one whose sentence has other words now, for each side
WHOLLY = Fraction(1)


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
    way = _way([known[text] for text in texts])
    text = way.old.text
    return _carried(way, [(one.start, one.end) if one.words is None else _found(text, one) for one in quotes])


def place(anchor: Anchor, path: Sequence[Version]) -> Place:
    """Where an anchor made on `path[0]` stands in `path[-1]`, carried through every version between.

    The same answer as `places` for one anchor; for many on one path, `places` is quicker."""
    return places([anchor], path)[0]


def places(anchors: Iterable[Anchor], path: Sequence[Version]) -> list[Place]:
    """The places of many anchors on one path, in their order. Unchanged clauses cost next to nothing.

    Raises ValueError for a path without a version."""
    way = _way([tuple(version) for version in path])
    known = {clause.id: at for at, clause in reversed([*enumerate(way.path[0])])}
    return [_placed(way, anchor, known.get(anchor.clause_id)) for anchor in anchors]


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


def _way(path: Sequence[Version]) -> Way:
    if not path:
        raise ValueError("A path has at least the version an anchor was made on.")
    return _remembered(tuple(path))


@lru_cache(maxsize=8)
def _remembered(path: tuple[Version, ...]) -> Way:
    return Way(path)


def _found(text: str, quote: Quote) -> Span | None:
    """Where the words of a quotation stand in the first text, nearest to where they should."""
    start, words = quote.start, quote.words or ""
    if text[start : quote.end] != words:
        found = occurrences(text, words)
        if not found:
            return None
        start = min(found, key=lambda at: (abs(at - start), at))
    return start, start + len(words)


def _carried(way: Way, spans: Iterable[Span | None]) -> list[Carried]:
    """Where what lies between some characters of the first version stands in the last: both in all clauses put together."""
    offsets, edges, shifts, states, text = way.old.offsets, way.edges, way.shifts, way.states, way.new.text
    found: list[Carried] = []
    others: dict[int, Span] = {}
    across: list[Span] = []
    for span in spans:
        carried = GONE
        if span:
            at = bisect_right(offsets, span[0]) - 1
            start, end, state = span[0] + shifts[at], span[1] + shifts[at], states[at]
            if state and span[1] <= edges[at + 1] and (quote := text[start:end]).strip():
                carried = Carried(state, start, end, quote, WHOLLY)
            else:
                others[len(found)] = span
                if state or span[1] > edges[at + 1]:
                    across.append(span)
        found.append(carried)
    if others:
        line = way.line(across)
        for place, (start, end) in others.items():
            found[place] = _followed(line, start, end)
    return found


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
    state = "moved" if found.marks & MOVED else "same"
    sides = line.strange_sides(low, high)
    common, total = (1, 1) if found.is_whole else line.alike(low, high, found)
    if not common:
        return GONE
    if common < total or not found.is_whole and not _is_read(line, low, high, found):
        state = "edited"
    return Carried(state, begin, stop, new.text[begin:stop], _sure(bool(found.marks & FOUND), sides, common, total))


def _is_read(line: Lineage, low: int, high: int, place: Passage) -> bool:
    """Does a place read word for word as the passage did, but for marks of style?"""
    now = [*filter(is_visible, line.new.spelt(range(place.start, place.end)))]
    return now == [*filter(is_visible, line.old.words[low:high])]


@lru_cache(maxsize=4096)
def _sure(is_found: bool, sides: int, common: int, total: int) -> Fraction:
    """How sure a place is: followed or found again, with so many sides of its sentence strange, and so much in common."""
    found = SEARCHED if is_found else WHOLLY
    above, below = found.numerator * STRANGE.numerator**sides, found.denominator * STRANGE.denominator**sides
    return Fraction(above * common, below * total)


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


def _likeness(was: Iterable[str], now: Iterable[str]) -> Fraction:
    """What share of the words then and now is common to both (Dice's coefficient)."""
    ones, others = [word.lower() for word in was], [word.lower() for word in now]
    return Fraction(2 * shared(ones, others), max(1, len(ones) + len(others)))


def _placed(way: Way, anchor: Anchor, at: int | None) -> Place:
    """One anchor on the clause at a position, in characters of its clause."""
    if at is None:
        return Place("gone", anchor.clause_id, 0, 0, "", Fraction(1))
    old, new = way.old, way.new
    home = way.home(at)
    if not anchor.quote:
        return _whole(way, at, home)
    gone = Place("gone", anchor.clause_id if home is None else new.clauses[home].id, 0, 0, "", Fraction(1))
    origin = _origin(anchor, old.clauses[at], old.clauses)
    carried = _carried(way, [origin and (old.offsets[at] + origin[0], old.offsets[at] + origin[1])])[0]
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


def _whole(way: Way, at: int, home: int | None) -> Place:
    """An anchor on a whole clause stands on what the clause became, whatever its words are."""
    clause = way.old.clauses[at]
    if home is None:
        return Place("gone", clause.id, 0, 0, "", Fraction(1))
    was, now = (reading(one).text for one in (clause, way.new.clauses[home]))
    state = "edited" if was != now else "moved" if way.is_moved(at, home) else "same"
    sure = _likeness(*(filter(str.strip, tokens(text)) for text in (was, now)))
    return Place(state, way.new.clauses[home].id, 0, 0, now, sure)
