"""What it is called when two changes of one base come near each other, and where they do.

One rule for one pair of places, used alike by a merge of two texts and by the table of all pairs of many proposals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from workbench.wording.crossings import Style, astray, crossed, echoed, interlock, is_orphaned, lost, styles
from workbench.wording.footprint import Base, Footprint, Part, Spot, Touch
from workbench.wording.hunks import Hunk
from workbench.wording.words import count, is_word, tokens

CONFLICTS = ("same_place", "overlap", "inside_moved_or_deleted")
KINDS = ("same_change", "apart", "touching", *CONFLICTS)  # from harmless to not
SAME, APART, TOUCHING, SAME_PLACE, OVERLAP, INSIDE = range(len(KINDS))
NONE = -1
TAKEN = ("gone", "moved")
LONG = 4  # letters from which one word that both sides put in side by side says that they mean the same
HYPHENS = "-\u2010\u2011"
SIGN = rf"(?:[^\W_]|[{HYPHENS}])"  # of a word with hyphens
GOES_ON = re.compile(rf"(?<={SIGN}){SIGN}*[{HYPHENS}](?={SIGN})")  # the rest of such a word, up to its last part
BEHIND = 1 << 60  # behind the last character of any clause
Span = tuple[int, int, int, Hunk]  # start and end of a hunk, start of the next whole word
Place = tuple[str, int]  # "clause" and its position, "gap" and its number


def places(base: Base, one: Footprint, other: Footprint) -> dict[Place, int]:
    """Where two changes meet, and how, by index in KINDS; places where they leave each other alone are not in it."""
    found: dict[Place, int] = {}
    for position in one.clauses.keys() & other.clauses.keys():
        kind = clause(one.clauses[position], other.clauses[position], base.clauses[position].text)
        if kind != NONE:
            found["clause", position] = kind
    for gap in one.gaps.keys() & other.gaps.keys():
        found["gap", gap] = SAME if one.gaps[gap] == other.gaps[gap] else SAME_PLACE
    for mine, yours in ((one, other), (other, one)):
        for gap in mine.gaps:
            kind = put_in(base, gap, mine, yours)
            if kind > found.get(("gap", gap), NONE):
                found["gap", gap] = kind
    for position in crossed(base, one, other):
        found["clause", position] = INSIDE
    for (sort, number, _), kind in afar(base, one, other):
        found[sort, number] = max(kind, found.get((sort, number), NONE))
    return found


def afar(base: Base, one: Footprint, other: Footprint) -> Iterator[tuple[Spot, int]]:
    """Where what is put in answers to what the other does far from it: the same sentence, the same id, a reference to
    what is taken away."""
    for spot, is_name in echoed(one, other):
        yield spot, SAME_PLACE if is_name else TOUCHING
    for mine, yours in ((one, other), (other, one)):
        if mine.cited:
            yield from ((spot, TOUCHING) for spot in astray(mine, lost(base, yours)))


class Mark(NamedTuple):
    """What one change does with one clause, ready to be met with what others do there."""

    touch: Touch
    spans: Sequence[Span]
    styles: Sequence[Style]

    @property
    def reach(self) -> tuple[int, int]:
        """From where to where, in characters: only marks whose reaches meet have to be looked at together.

        It is that of the words touched; what sets styles reaches to before the clause and what does more than change words
        to behind it, there to meet its like, and what deletes the clause to both."""
        start = -1 if self.styles or self.touch.fate == "gone" else self.spans[0][0] if self.spans else BEHIND
        return start, BEHIND if self.touch.fate else self.spans[-1][2]


def marked(touch: Touch, text: str) -> Mark:
    """A touch of a clause of this text as a mark; what is no wording is left out."""
    return Mark(touch._replace(noise=()) if touch.noise else touch, spans(touch.hunks, text), styles(touch.hunks, text))


def clause(one: Touch, other: Touch, text: str) -> int:
    """How two changes of one clause meet; NONE if one of them changes no word of it."""
    if one.is_quiet or other.is_quiet:
        return NONE
    return met(marked(one, text), marked(other, text), text)


def met(one: Mark, other: Mark, text: str) -> int:
    """How two changes of one clause meet that both change words of it, or more."""
    (mine, ours, our_styles), (yours, theirs, their_styles) = one, other
    if mine == yours:
        return SAME
    fate, their_fate = mine.fate, yours.fate
    if fate == "gone" or their_fate == "gone" or fate and their_fate and (fate, mine.home) != (their_fate, yours.home):
        return INSIDE
    if len(ours) == len(theirs) == 1:  # as most are
        worst = _single(ours[0], theirs[0], text)
    else:
        worst = max([APART, *[kind for _, _, kind in near(ours, theirs, text)]])
    return OVERLAP if our_styles and their_styles and worst < OVERLAP and interlock(our_styles, their_styles) else worst


def spans(hunks: Iterable[Hunk], text: str) -> list[Span]:
    """The hunks of a side in one clause, ready to be met: with the place where the next whole word begins."""
    found: list[Span] = []
    for hunk in hunks:
        reach = hunk.end
        while reach < len(text) and not text[reach].isalnum():
            reach += 1
        rest = GOES_ON.match(text, hunk.end)
        found.append((hunk.start, hunk.end, max(reach, rest.end()) if rest else reach, hunk))
    return found


def near(ones: Sequence[Span], others: Sequence[Span], text: str) -> list[tuple[Hunk, Hunk, int]]:
    """Hunks of two sides in one clause, in order, that have no whole word between them, two by two; and how they meet."""
    at, found = 0, []
    for one in ones:
        while at < len(others) and others[at][2] < one[0]:
            at += 1
        for other in others[at:] if at else others:
            if one[2] < other[0]:
                break
            kind = pair(one[3], other[3], text) if one <= other else pair(other[3], one[3], text)
            found.append((one[3], other[3], kind))
    return found


def _single(one: Span, other: Span, text: str) -> int:
    first, second = (one, other) if one <= other else (other, one)
    return pair(first[3], second[3], text) if first[2] >= second[0] else APART


def pair(first: Hunk, second: Hunk, text: str) -> int:
    """How two hunks of one clause meet that have no whole word between them, in the order of the text."""
    if first.start == second.start and first.end == second.end:
        return SAME if first.text == second.text else SAME_PLACE
    if second.start < first.end:
        return OVERLAP
    if _is_one_word(first.end, second.start, text):
        return OVERLAP
    both_insert = first.start == first.end and second.start == second.end
    is_one = both_insert or _is_alike(first, second, text) or _is_leaning(first, second, text)
    return SAME_PLACE if is_one else TOUCHING


def _is_one_word(end: int, start: int, text: str) -> bool:
    """Whether from the end of one hunk to the start of the next it is all one word with hyphens."""
    around = text[max(end - 1, 0) : start + 1]
    return all(map(_is_of_word, around)) and any(sign in around for sign in HYPHENS) and len(around) > 1


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign in HYPHENS


def _is_leaning(first: Hunk, second: Hunk, text: str) -> bool:
    """Whether one hunk puts words directly beside words that the other takes away: what they lean on is gone."""
    if (first.start == first.end) == (second.start == second.end):
        return False
    new, old = (first, second) if first.start == first.end else (second, first)
    if not count(new.text) or not count(text[old.start : old.end]):
        return False
    return not count(old.text) or first.end == second.start


def _is_alike(first: Hunk, second: Hunk, text: str) -> bool:
    """Whether two neighbouring hunks put the same words in: then one change may be there twice, cut differently."""
    if not first.text or not second.text:
        return False
    ones, others = (_put_in(hunk.text, text[hunk.start : hunk.end]) for hunk in (first, second))
    shared = ones & others
    return any(len(token) >= LONG for token in shared) or bool(shared) and shared in (ones, others)


@lru_cache(maxsize=8192)
def _put_in(new: str, old: str) -> frozenset[str]:
    return frozenset(filter(is_word, tokens(new))).difference(tokens(old))


def put_in(base: Base, gap: int, mine: Footprint, other: Footprint) -> int:
    """How what one side puts into a gap meets the other: beside it, above it, and what it replaces."""
    kind = beside(base, gap, mine.gaps[gap], other)
    if kind in (NONE, TOUCHING) and is_orphaned(base, gap, mine, other):
        return INSIDE
    return kind


def beside(base: Base, gap: int, parts: tuple[Part, ...], other: Footprint) -> int:
    """How clauses that are put into a gap meet what the other side does with the clauses around it."""
    if other.gaps.get(gap) == parts:
        return SAME
    if gap in other.closed:
        return OVERLAP
    ahead, behind = _touch(other, base.ahead[gap]), _touch(other, base.behind[gap])
    if ahead is None or ahead.fate not in TAKEN:
        return TOUCHING if behind is not None and behind.fate in TAKEN else NONE
    if behind is not None and behind.fate in TAKEN:
        goes_along = travels(base, gap, other.gaps, other.clauses) and all(isinstance(part, str) for part in parts)
        return APART if goes_along else INSIDE
    return INSIDE if ahead.home >= 0 else TOUCHING  # what was put behind a clause may belong to it


def _touch(side: Footprint, position: int | None) -> Touch | None:
    return None if position is None else side.clauses.get(position)


def travels(base: Base, gap: int, gaps: Mapping[int, tuple[Part, ...]], clauses: Mapping[int, Touch]) -> bool:
    """Whether the clauses on both sides of a gap are carried elsewhere together, so that the gap goes along."""
    ahead, behind = base.ahead[gap], base.behind[gap]
    if ahead is None or behind is None:
        return False
    touch = clauses.get(ahead)
    row = gaps.get(touch.home, ()) if touch and touch.fate == "moved" else ()
    return any(pair == (ahead, behind) for pair in pairwise(row))


def documents(base: Base, one: Footprint, other: Footprint) -> dict[str, int]:
    """Whole documents that the two sides do different things with, by path: each is a conflict."""
    found: dict[str, int] = {}
    for mine, yours in ((one, other), (other, one)):
        for path in mine.deleted - yours.deleted:
            if path in yours.renamed or touches(base, yours, path):
                found[path] = INSIDE
    for path in one.renamed.keys() & other.renamed.keys():
        if one.renamed[path] != other.renamed[path]:
            found[path] = INSIDE
    for path in one.added.keys() & other.added.keys():
        if one.added[path] != other.added[path]:
            found[path] = SAME_PLACE
    for mine, yours in ((one, other), (other, one)):
        for path, name in mine.renamed.items():
            if name in yours.added or name in yours.renamed.values() and yours.renamed.get(path) != name:
                found[name] = SAME_PLACE
    return found


def touches(base: Base, side: Footprint, path: str) -> bool:
    """Whether a side changes anything in a document of the base."""
    span, last = base.spans[path], base.ends[path]
    return any(position in span for position in side.clauses) or any(
        last - len(span) <= gap <= last for gap in side.gaps
    )
