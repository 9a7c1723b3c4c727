"""What changed since a text was read: the base, the text as it was read, and the text as it stands now.

Nothing is compared anew. Two redlines of one base, to what was read and to what stands, have their places in common: each
change of the one is held against what the other does at the same place. The redline between the two later texts says
which clause that was put in is which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from workbench.wording.blocks import BLANKS
from workbench.wording.changes import ClauseChange, Redline, Segment

SEEN, NEW, REWORDED, GONE = STATES = ("seen", "new", "reworded", "gone")
Where = tuple[str, str, int]  # "in" or "to", document and start of a base clause; "new" and the id of a clause put in


@dataclass(frozen=True)
class Told:
    """One change, and what its reader knows of it.

    `seen`: it stood so in the text that was read; `new`: nothing was changed there; `reworded`: something else was; `gone`:
    it was read and is no longer made, then `number` is 0. `clause` is the id of the clause that it is told beside: one of
    the text as it stands or of the base, "" for what was put in before the first one. `now` and `was` are the words of the
    change, as it is and as it was read; `between` is, of what was reworded, the way from the one to the other."""

    state: str
    number: int
    clause: str
    now: tuple[Segment, ...]
    was: tuple[Segment, ...]
    between: tuple[Segment, ...] = ()


class _Deed(NamedTuple):
    """One change of a redline by its place in the base. `taken`: characters of the base clause, half-open, and whether they
    are carried elsewhere; `put`: at which character what is put in. `after` is the base clause before one that is put in."""

    where: Where
    taken: tuple[tuple[int, int, bool], ...]
    put: tuple[tuple[int, str], ...]
    after: Where | None
    number: int
    clause: str
    segments: tuple[Segment, ...]
    span: tuple[int, int]  # characters of the later text of the clause

    @property
    def start(self) -> int:
        return min([*(start for start, _, _ in self.taken), *(at for at, _ in self.put)])

    @property
    def end(self) -> int:
        return max([*(end for _, end, _ in self.taken), *(at for at, _ in self.put)])

    @property
    def done(self) -> tuple[object, ...]:
        """What two changes have in common that are one and the same."""
        return self.where, self.taken, self.put, self.after


def since(before: Redline, now: Redline, step: Redline) -> tuple[Told, ...]:
    """Every change of `now`, in its order, then those of `before` that are gone, in theirs.

    `before` and `now` are the redlines from one base to the text that was read and to the text as it stands, `step` is the
    one from the former to the latter; ValueError if they are of other texts. A change is `seen` where it is made letter for
    letter as it was read, however the two redlines cut it."""
    if (before.old_sha256, before.new_sha256, now.new_sha256) != (now.old_sha256, step.old_sha256, step.new_sha256):
        raise ValueError("These redlines are not of the same three texts.")
    partners = {change.old.id: change.new.id for change in step.clauses if change.old and change.new}
    read, made = _deeds(before, partners), _deeds(now)
    states: dict[int, tuple[str, tuple[_Deed, ...]]] = {}
    gone: list[_Deed] = []
    for olds, news in _met(read, made):
        state = NEW if not olds else SEEN if _is_one(olds, news) else REWORDED
        states |= {deed.number: (state, tuple(olds)) for deed in news}
        gone += olds if not news else []
    ways = {change.new.id: change.segments for change in step.clauses if change.new and change.side != "old"}
    told = []
    for deed in made:
        state, was = states[deed.number]
        between = _between(ways.get(deed.clause, ()), *deed.span) if state == REWORDED else ()
        told.append(Told(state, deed.number, deed.clause, deed.segments, _words(was), between))
    left = [Told(GONE, 0, deed.clause, (), deed.segments) for deed in sorted(gone, key=lambda deed: deed.number)]
    return (*told, *left)


def counts(told: Iterable[Told]) -> dict[str, int]:
    """How many changes there are of each state, in the order of STATES; all four are named."""
    found = Counter(one.state for one in told)
    return {state: found[state] for state in STATES}


def _deeds(redline: Redline, partners: Mapping[str, str] | None = None) -> list[_Deed]:
    """The numbered changes, in order. Of a text that was read, `partners` are the ids its clauses have now; what it puts in
    may be nowhere, so it is told beside the base clause before."""
    found: list[_Deed] = []
    after: Where | None = None
    beside = ""
    for entry in redline.clauses:
        where = _where(entry, partners or {})
        is_elsewhere = partners is not None and where[0] == "new"
        found += _done(entry, where, after, beside if is_elsewhere else entry.id)
        if where[0] == "in" and not entry.change.startswith("moved"):
            after, beside = where, entry.id
    return found


def _where(entry: ClauseChange, partners: Mapping[str, str]) -> Where:
    if entry.old is None:
        return ("new", partners.get(entry.id, entry.id), 0)
    return ("to" if entry.side == "new" else "in", entry.old.document, entry.old.start)


def _done(entry: ClauseChange, where: Where, after: Where | None, clause: str) -> Iterable[_Deed]:
    """The changes of one entry. What is put in elsewhere has no characters of the base, and is known by what it follows."""
    at = there = 0
    is_whole = where[0] != "in"
    for number, group in groupby(entry.segments, lambda segment: segment.change):
        row = tuple(group)
        taken: list[tuple[int, int, bool]] = []
        put: list[tuple[int, str]] = []
        begin = there
        for segment in row:
            there += len(segment.text) if segment.op != "-" else 0
            length = len(segment.text) if segment.op != "+" and not is_whole else 0
            if segment.op == "-":
                taken.append((at, at + length, segment.move is not None))
            elif segment.op == "+":
                put.append((at, segment.text.rstrip(BLANKS) if is_whole else segment.text))
            at += length
        if number is not None:
            yield _Deed(
                where, tuple(taken), tuple(put), after if is_whole else None, number, clause, row, (begin, there)
            )


def _met(read: Sequence[_Deed], made: Sequence[_Deed]) -> Iterable[tuple[list[_Deed], list[_Deed]]]:
    """The changes of both in groups that touch: in order of place those that share characters, or an edge."""
    places: dict[Where, tuple[list[_Deed], list[_Deed]]] = {}
    for side, deeds in enumerate((read, made)):
        for deed in deeds:
            places.setdefault(deed.where, ([], []))[side].append(deed)
    for olds, news in places.values():
        same = {deed.done for deed in olds} & {deed.done for deed in news}
        for done in same:
            yield [deed for deed in olds if deed.done == done], [deed for deed in news if deed.done == done]
        yield from _touching([deed for deed in olds if deed.done not in same], [d for d in news if d.done not in same])


def _touching(olds: Sequence[_Deed], news: Sequence[_Deed]) -> Iterable[tuple[list[_Deed], list[_Deed]]]:
    row = sorted([*((deed, 0) for deed in olds), *((deed, 1) for deed in news)], key=lambda pair: pair[0].start)
    group: tuple[list[_Deed], list[_Deed]] = ([], [])
    reach = -1
    for deed, side in row:
        if deed.start > reach >= 0:
            yield group
            group = ([], [])
        group[side].append(deed)
        reach = max(reach, deed.end)
    if row:
        yield group


def _is_one(olds: Sequence[_Deed], news: Sequence[_Deed]) -> bool:
    """Whether two groups at one place do the same, though they may cut it otherwise: by the characters they take out, and
    by what they put in between those that are left."""
    if any(deed.where[0] != "in" for deed in (*olds, *news)):
        return [deed.done for deed in olds] == [deed.done for deed in news]
    return _outcome(olds) == _outcome(news)


def _outcome(deeds: Sequence[_Deed]) -> tuple[object, object]:
    taken = frozenset((at, moved) for deed in deeds for start, end, moved in deed.taken for at in range(start, end))
    gone = {at for at, _ in taken}
    put: dict[int, str] = {}
    for at, text in sorted((place for deed in deeds for place in deed.put), key=lambda place: place[0]):
        while at in gone:
            at += 1
        put[at] = put.get(at, "") + text
    return taken, put


def _between(way: Iterable[Segment], start: int, end: int) -> tuple[Segment, ...]:
    """The part of the way from one text of a clause to another that lies between two characters of the latter; nothing where
    it has no change."""
    found: list[Segment] = []
    at = 0
    for segment in way:
        if segment.op == "-":
            found += [segment] * (start <= at <= end)
            continue
        text = segment.text[max(start - at, 0) : max(end - at, 0)]
        found += [segment._replace(text=text)] * bool(text)
        at += len(segment.text)
    return tuple(found) if any(segment.change is not None for segment in found) else ()


def brief(row: Sequence[Segment], around: int = 4) -> tuple[Segment, ...]:
    """The same with the words that were kept cut to so many beside each change, and “…” for the others."""
    found: list[Segment] = []
    for at, segment in enumerate(row):
        words = segment.text.split()
        first, last = around if at else 0, around if at + 1 < len(row) else 0
        if segment.op == "=" and len(words) > first + last:
            kept = [*words[:first], "…", *words[len(words) - last :]]
            segment = segment._replace(text=f" {' '.join(kept)} ")
        found.append(segment)
    return tuple(found)


def _words(deeds: Sequence[_Deed]) -> tuple[Segment, ...]:
    return tuple(segment for deed in deeds for segment in deed.segments)
