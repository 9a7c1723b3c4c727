"""Where two changes cross though no place tells it: words carried elsewhere, parents taken away, styles that interlock.

A place shows only what is done there. What a change takes out here and puts in there is one act to its author, and a
clause that is put in stands under another one; the other side must not undo the one or take away the other unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from workbench.wording.footprint import Base, Footprint, Touch
from workbench.wording.hunks import Hunk
from workbench.wording.words import is_word, only_words, tokens

RUN = 5  # words in a row that are known again wherever they are put in
LEAST = 3  # words from which all that was taken out is known again, if it is put in whole
STYLES = "*_`~"
Source = tuple[int, Hunk | None]  # a clause and what is taken out of it; None for the whole clause
Target = tuple[str, int, int, str]  # a clause and the place in it, or a gap, and what is put in there
Moves = dict[Source, frozenset[Target]]


def moves(base: Base, side: Footprint) -> Moves:
    """Words that a change takes out of one place and puts in at others: so far as it is done by words, not by clauses."""
    out = [(source, words) for source, words in _taken_out(base, side) if len(words) >= LEAST]
    if not out:
        return {}
    put = [(target, words, was) for target, words, was in _put_in(base, side) if len(words) >= LEAST]
    found: Moves = {}
    for source, words in out:
        size = min(RUN, len(words))
        runs = _runs(words, size)
        targets = [target for target, new, was in put if runs & (_runs(new, size) - _runs(was, size))]
        if targets:
            found[source] = frozenset(targets)
    return found


def _taken_out(base: Base, side: Footprint) -> Iterator[tuple[Source, list[str]]]:
    for position, touch in side.clauses.items():
        text = base.clauses[position].text
        if touch.fate == "gone":
            yield (position, None), _words(text)
        for hunk in touch.hunks:
            yield (position, hunk), _words(text[hunk.start : hunk.end])


def _put_in(base: Base, side: Footprint) -> Iterator[tuple[Target, list[str], list[str]]]:
    for position, touch in side.clauses.items():
        for hunk in touch.hunks:
            was = base.clauses[position].text[hunk.start : hunk.end]
            yield ("clause", position, hunk.start, hunk.text), _words(hunk.text), _words(was)
    for gap, parts in side.gaps.items():
        for part in parts:
            if isinstance(part, str):
                yield ("gap", gap, 0, part), _words(part), []
    for path, text in side.added.items():
        yield (path, -1, 0, text), _words(text), []


def _words(text: str) -> list[str]:
    return only_words(tokens(text.lower())) if text else []


def _runs(words: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def is_crossed(source: Source, targets: frozenset[Target], touch: Touch | None, others: Moves) -> bool:
    """Whether the other side takes the same words out, as `touch` tells, without putting them in at the same places."""
    if touch is None:
        return False
    takes = touch.fate == "gone" if source[1] is None else source[1] in touch.hunks
    return takes and others.get(source) != targets


def crossed(base: Base, one: Footprint, other: Footprint) -> set[int]:
    """The clauses out of which one side carries words elsewhere that the other deletes, or carries to another place."""
    mine, yours = moves(base, one), moves(base, other)
    return {
        source[0]
        for here, there, side in ((mine, yours, other), (yours, mine, one))
        for source, targets in here.items()
        if is_crossed(source, targets, side.clauses.get(source[0]), there)
    }


def watched(base: Base, gap: int, side: Footprint) -> set[int]:
    """The clauses on which what a side puts into a gap depends: those beside it, above it, and those it replaces."""
    near = {place for place in (base.ahead[gap], base.behind[gap]) if place is not None}
    return near | side.leans.get(gap, frozenset()) | _replaced(base, gap, side)


def _replaced(base: Base, gap: int, side: Footprint) -> set[int]:
    """The clauses beside a gap that a side takes away as it puts new text there."""
    found: set[int] = set()
    for row, step in ((base.ahead, 0), (base.behind, 1)):
        near = row[gap]
        while near is not None and _is_gone(side.clauses.get(near)):
            found.add(near)
            near = row[base.gap[near] + step]
    return found


def _is_gone(touch: Touch | None) -> bool:
    return touch is not None and touch.fate == "gone" and touch.home < 0


def is_orphaned(base: Base, gap: int, side: Footprint, other: Footprint) -> bool:
    """Whether the other side takes away what the new text in a gap stands under, or replaces, or its table's columns."""
    if any(_loses(base, parent, other) for parent in side.leans.get(gap, ())):
        return True
    is_new = any(isinstance(part, str) for part in side.gaps[gap])
    return is_new and any(_is_gone(other.clauses.get(position)) for position in _replaced(base, gap, side))


def _loses(base: Base, parent: int, other: Footprint) -> bool:
    touch, clause = other.clauses.get(parent), base.clauses[parent]
    if touch is None:
        return False
    if touch.fate not in ("gone", "moved"):
        return clause.kind == "row" and is_recut(touch, clause.text)
    level = (clause.kind, clause.level)
    near = (base.gap[parent], base.gap[parent] + 1)
    renamed = clause.kind == "heading" and any(level in other.heads.get(gap, ()) for gap in near)
    return not (renamed and touch.fate == "gone" and touch.home < 0)


def is_recut(touch: Touch, text: str) -> bool:
    """Whether a change gives a row of a table more or fewer cells."""
    return any(hunk.text.count("|") != text.count("|", hunk.start, hunk.end) for hunk in touch.hunks)


def is_restyled(ours: Iterable[Hunk], theirs: Iterable[Hunk], text: str) -> bool:
    """Whether two changes of one clause set signs of style that interlock: their stretches meet, or a sign stands alone."""
    mine, yours = frozenset(ours), frozenset(theirs)
    one, other = _styled(mine - yours, text), _styled(yours - mine, text)
    if not one or not other:
        return False
    is_odd = any(sum(count for _, _, count in row) % 2 for row in (one, other))
    return is_odd or one[0][0] <= max(row[1] for row in other) and other[0][0] <= max(row[1] for row in one)


def _styled(hunks: Iterable[Hunk], text: str) -> list[tuple[int, int, int]]:
    """The hunks that set or take away signs of style, in order, each with how many."""
    found = []
    for hunk in sorted(hunks):
        was, now = _signs(text[hunk.start : hunk.end]), _signs(hunk.text)
        if was != now:
            found.append((hunk.start, hunk.end, len(was) + len(now)))
    return found


def _signs(text: str) -> list[str]:
    if not any(sign in text for sign in STYLES):
        return []
    return [token for token in tokens(text) if token[0] in STYLES and not is_word(token)]


def has_styles(hunks: Iterable[Hunk], text: str) -> bool:
    """Whether a change of a clause sets or takes away any sign of style."""
    return bool(_styled(hunks, text))
