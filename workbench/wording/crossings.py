"""Where two changes cross though no place tells it: words carried elsewhere, parents taken away, styles that interlock.

A place shows only what is done there. What a change takes out here and puts in there is one act to its author, and a
clause that is put in stands under another one; the other side must not undo the one or take away the other unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from workbench.wording import references
from workbench.wording.echoes import cited, is_id, said
from workbench.wording.footprint import Base, Footprint, Spot, Touch
from workbench.wording.hunks import Hunk
from workbench.wording.words import is_word, only_words, tokens

RUN = 5  # words in a row that are known again wherever they are put in
LEAST = 3  # words from which all that was taken out is known again, if it is put in whole
STYLES = "*_`~"
Source = tuple[int, Hunk | None]  # a clause and what is taken out of it; None for the whole clause
Target = tuple[str, int, int, str]  # a clause and the place in it, or a gap, and what is put in there
Moves = dict[Source, frozenset[Target]]
Style = tuple[int, int, int, str]  # a hunk that sets or takes away signs of style: start, end, how many, new text


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
        while near is not None and near in side.clauses and _is_gone(side.clauses[near]):
            found.add(near)
            near = row[base.gap[near] + step]
    return found


def _is_gone(touch: Touch | None) -> bool:
    return touch is not None and touch.fate == "gone" and touch.home < 0


def is_orphaned(base: Base, gap: int, side: Footprint, other: Footprint) -> bool:
    """Whether the other side takes away what the new text in a gap stands under, or replaces, or its table's columns."""
    for parent in side.leans.get(gap, ()):
        if _loses(base, parent, other):
            return True
    replaced = [position for position in _replaced(base, gap, side) if _is_gone(other.clauses.get(position))]
    return bool(replaced) and any(isinstance(part, str) for part in side.gaps[gap])


def _loses(base: Base, parent: int, other: Footprint) -> bool:
    touch, clause = other.clauses.get(parent), base.clauses[parent]
    if touch is None:
        return False
    if touch.fate not in ("gone", "moved"):
        return clause.kind == "row" and is_recut(touch, clause.text)
    return not (_is_gone(touch) and _is_renamed(base, parent, other))


def _is_renamed(base: Base, position: int, side: Footprint) -> bool:
    """Whether a side that takes a heading away puts another one in its place."""
    clause, near = base.clauses[position], (base.gap[position], base.gap[position] + 1)
    return clause.kind == "heading" and any((clause.kind, clause.level) in side.heads.get(gap, ()) for gap in near)


def echoed(one: Footprint, other: Footprint) -> Iterator[tuple[Spot, bool]]:
    """Where the two put in the same sentence, each at a place of its own, so that both together say it twice; or one id."""
    for name in one.said & other.said:
        mine, yours = _spots(one, name), _spots(other, name)
        if not (mine <= yours or yours <= mine):
            yield from ((spot, is_id(name)) for spot in mine ^ yours)


def _spots(side: Footprint, name: str) -> set[Spot]:
    """Where a side says something; an id anywhere in a clause is the id of that clause."""
    found = (spot for spot, text in side.put_in() if name in said(text))
    return {(*spot[:2], 0) if is_id(name) else spot for spot in found}


def astray(side: Footprint, lost: AbstractSet[str]) -> Iterator[Spot]:
    """Where a side refers to what is lost."""
    if not side.cited.isdisjoint(lost):
        yield from (spot for spot, text in side.put_in() if not lost.isdisjoint(cited(text)))


def lost(base: Base, side: Footprint) -> frozenset[str]:
    """The clauses that a side takes away, by all the names by which a reference may call them; also ids taken away."""
    found: set[str] = set()
    gone = {position for path in side.deleted for position in base.spans[path]}
    for position, touch in side.clauses.items():
        if _is_gone(touch) and not _is_renamed(base, position, side):
            gone.add(position)
        for hunk in touch.hunks:
            was = base.clauses[position].text[hunk.start : hunk.end]
            found |= {name for name in said(was) if is_id(name)} if "{#" in was else set()
    if gone:
        ids = {base.clauses[position].id for position in gone}
        found |= {f"{{#{name}}}" for position in gone for name in references.names(base.clauses[position])}
        found |= {number for number, clause in references.numbered(base.clauses).items() if clause.id in ids}
    return frozenset(found - side.said)


def is_recut(touch: Touch, text: str) -> bool:
    """Whether a change gives a row of a table more or fewer cells."""
    return any(hunk.text.count("|") != text.count("|", hunk.start, hunk.end) for hunk in touch.hunks)


def styles(hunks: Iterable[Hunk], text: str) -> list[Style]:
    """The hunks of a change of a clause that set or take away signs of style, in order."""
    found: list[Style] = []
    for hunk in sorted(hunks):
        was, now = _signs(text[hunk.start : hunk.end]), _signs(hunk.text)
        if was != now:
            found.append((hunk.start, hunk.end, len(was) + len(now), hunk.text))
    return found


def interlock(ours: Sequence[Style], theirs: Sequence[Style]) -> bool:
    """Whether the signs of style of two changes of one clause interlock: their stretches meet, or a sign stands alone."""
    if not ours or not theirs:
        return False
    one, other = ([style for style in row if style not in rest] for row, rest in ((ours, theirs), (theirs, ours)))
    if not one or not other:
        return False
    is_odd = any(sum(style[2] for style in row) % 2 for row in (one, other))
    return is_odd or one[0][0] <= max(row[1] for row in other) and other[0][0] <= max(row[1] for row in one)


def _signs(text: str) -> list[str]:
    if not any(sign in text for sign in STYLES):
        return []
    return [token for token in tokens(text) if token[0] in STYLES and not is_word(token)]
