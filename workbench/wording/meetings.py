"""What it is called when two changes of one base come near each other, and where they do.

One rule for one pair of places, used alike by a merge of two texts and by the table of all pairs of many proposals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise

from workbench.wording.crossings import crossed, is_orphaned, is_restyled
from workbench.wording.footprint import Base, Footprint, Part, Touch
from workbench.wording.hunks import Hunk
from workbench.wording.words import count, is_word, tokens

CONFLICTS = ("same_place", "overlap", "inside_moved_or_deleted")
KINDS = ("same_change", "apart", "touching", *CONFLICTS)  # from harmless to not
SAME, APART, TOUCHING, SAME_PLACE, OVERLAP, INSIDE = range(len(KINDS))
NONE = -1
TAKEN = ("gone", "moved")
LONG = 4  # letters from which one word that both sides put in side by side says that they mean the same
HYPHENS = "-\u2010\u2011"
Span = tuple[int, int, int, int, Hunk]  # start and end of a hunk, start of the next whole word, number of its side
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
    return found


def clause(one: Touch, other: Touch, text: str) -> int:
    """How two changes of one clause meet; NONE if one of them changes no word of it."""
    mine, yours = one.fate, other.fate
    if not (mine or one.hunks) or not (yours or other.hunks):
        return NONE
    if "gone" in (mine, yours):
        return SAME if mine == yours and one.home == other.home else INSIDE
    if "moved" in (mine, yours) and mine and yours and (mine != yours or one.home != other.home):
        return INSIDE
    if one[:1] + one[2:] == other[:1] + other[2:]:
        return SAME
    rows = spans(one.hunks, 0, text) + spans(other.hunks, 1, text)
    worst = max([APART, *(kind for _, _, kind in near(rows, text))])
    return max(worst, OVERLAP) if is_restyled(one.hunks, other.hunks, text) else worst


def spans(hunks: Iterable[Hunk], side: int, text: str) -> list[Span]:
    """The hunks of a side in one clause, ready to be met: with the place where the next whole word begins."""
    found: list[Span] = []
    for hunk in hunks:
        reach = hunk.end
        while reach < len(text) and not text[reach].isalnum():
            reach += 1
        reach = max(reach, _last_part(text, hunk.end))
        found.append((hunk.start, hunk.end, reach, side, hunk))
    return found


def near(row: Iterable[Span], text: str) -> Iterator[tuple[Span, Span, int]]:
    """Hunks of one clause that have no whole word between them, two by two, if of different sides; and how they meet."""
    ordered = sorted(row)
    for index, first in enumerate(ordered, start=1):
        reach, side = first[2], first[3]
        for second in islice(ordered, index, None):
            if second[0] > reach:
                break
            if second[3] != side:
                yield first, second, pair(first[4], second[4], text)


def pair(first: Hunk, second: Hunk, text: str) -> int:
    """How two hunks of one clause meet that have no whole word between them, in the order of the text."""
    if first[:3] == second[:3]:
        return SAME
    if first[:2] == second[:2]:
        return SAME_PLACE
    if second.start < first.end:
        return OVERLAP
    if _is_one_word(first.end, second.start, text):
        return OVERLAP
    both_insert = first.start == first.end and second.start == second.end
    is_one = both_insert or _is_alike(first, second, text) or _is_leaning(first, second, text)
    return SAME_PLACE if is_one else TOUCHING


def _last_part(text: str, at: int) -> int:
    """Where the last part begins of a word with hyphens that goes on at a place; the place itself if none does."""
    if not 0 < at < len(text) or not _is_of_word(text[at - 1]) or not _is_of_word(text[at]):
        return at
    end = at
    while end < len(text) and _is_of_word(text[end]):
        end += 1
    return max((here + 1 for here in range(at, end - 1) if text[here] in HYPHENS), default=at)


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
    ahead, behind = (
        other.clauses.get(near) if near is not None else None for near in (base.ahead[gap], base.behind[gap])
    )
    fates = [near.fate if near else "" for near in (ahead, behind)]
    if fates[0] in TAKEN and fates[1] in TAKEN:
        goes_along = travels(base, gap, other.gaps, other.clauses) and all(isinstance(part, str) for part in parts)
        return APART if goes_along else INSIDE
    if fates[0] in TAKEN and ahead and ahead.home >= 0:  # what was put behind it may belong to it
        return INSIDE
    return TOUCHING if any(fate in TAKEN for fate in fates) else NONE


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
