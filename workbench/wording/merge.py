"""Two changes of one base put together, where that can be done without deciding anything for people.

By clauses, then by words (architecture.md, section 4). Unlike a merge by lines it lets re-wrapped lines and neighbouring
clauses pass, and unlike one it stops where one side moves what the other deletes or edits. The sides are equal: merging
them in the other order gives the same text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.wording import clauses
from workbench.wording.blocks import Clause
from workbench.wording.hunks import Hunk, applied, hunks
from workbench.wording.redline import redline

CONFLICTS = ("same_place", "overlap", "inside_moved_or_deleted")
KINDS = ("same_change", "apart", "touching", *CONFLICTS)  # from harmless to not


@dataclass(frozen=True)
class Meeting:
    """Where both sides touch one clause, or one gap between clauses (then named by the clause behind it).

    `kind`: same_change needs nobody; apart and touching want a person to confirm `merged`; same_place, overlap and
    inside_moved_or_deleted want a person to write. `ours` and `theirs` are the clause's wording on each side, empty
    where it is gone."""

    clause_id: str
    kind: str
    ours: str
    theirs: str
    merged: str | None


@dataclass(frozen=True)
class Merge:
    """The outcome. `state`: clean, same_clause or conflict. In a conflict `docs` has our wording wherever the sides
    cannot be joined, and everything else of both; it is for showing and going on from, never for adopting."""

    state: str
    docs: dict[str, str] | None
    meetings: tuple[Meeting, ...]


def merge(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> Merge:
    """Both changes of `base` in one text, or where they meet.

    Documents are matched by path; one that a side deletes and the other changes is a conflict."""
    before = clauses.read(base)
    common = base.keys() & ours.keys() & theirs.keys()
    sides = ([hunk for hunk in _side(base, before, side) if hunk.document in common] for side in (ours, theirs))
    pair = _Pair(base, before, *sides)
    meetings = pair.meetings()
    fights = [*_documents(base, ours, theirs), *(meeting for meeting in meetings if meeting.kind in CONFLICTS)]
    docs = _assembled(base, ours, theirs, pair.kept())
    if fights:
        state = "conflict"
    else:
        state = "same_clause" if any(meeting.kind != "same_change" for meeting in meetings) else "clean"
    return Merge(state, docs, tuple(dict.fromkeys([*fights, *meetings])))


def _side(base: dict[str, str], before: tuple[Clause, ...], side: dict[str, str]) -> list[Hunk]:
    return hunks(redline(base, side, old_clauses=before).clauses)


def _documents(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[Meeting]:
    """Documents that one side has deleted or written while the other did something else with them."""
    for path in dict.fromkeys([*base, *ours, *theirs]):
        was, mine, yours = base.get(path), ours.get(path), theirs.get(path)
        if mine != yours and was not in (mine, yours) and None in (was, mine, yours):
            kind = "same_place" if was is None else "inside_moved_or_deleted"
            yield Meeting(path, kind, mine or "", yours or "", None)


def _assembled(
    base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str], row: Sequence[Hunk]
) -> dict[str, str]:
    """The documents with all hunks done; a document that only one side has or deletes goes its way, in doubt ours."""
    by_document: dict[str, list[Hunk]] = {}
    for hunk in row:
        by_document.setdefault(hunk.document, []).append(hunk)
    docs = {}
    for path in dict.fromkeys([*base, *ours, *theirs]):
        was, mine, yours = base.get(path), ours.get(path), theirs.get(path)
        if was is not None and mine is not None and yours is not None:
            docs[path] = applied(was, by_document.get(path, []))
        else:
            text = yours if mine == was else mine
            if text is not None:
                docs[path] = text
    return docs


class _Pair:
    """The hunks of both sides, and what happens where they meet."""

    def __init__(self, base: Mapping[str, str], before: Sequence[Clause], ours: list[Hunk], theirs: list[Hunk]) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.clauses = {(clause.document, clause.start): clause for clause in before}
        self.last = {clause.document: clause for clause in before}
        self.shared = {hunk.key for hunk in ours} & {hunk.key for hunk in theirs}
        self.carried = _carried(ours), _carried(theirs)
        self.kinds: dict[tuple[str, int, bool], str] = {}

    def meetings(self) -> list[Meeting]:
        """Every place where both sides do something, in the order of the base."""
        ours, theirs = ([hunk for hunk in side if not hunk.is_noise] for side in (self.ours, self.theirs))
        for mine, yours in _near(ours, theirs):
            kind = "same_change" if self._is_same(mine, yours) else _kind(mine, yours, self.base[mine.document])
            if kind in CONFLICTS and (_is_taken(mine) or _is_taken(yours)):
                kind = "inside_moved_or_deleted"
            self._worse(mine.place, kind)
        for place in (*_between(ours, theirs), *_between(theirs, ours)):
            self._worse(place, "inside_moved_or_deleted")
        places = _places(ours), _places(theirs)
        for place in places[0].keys() & places[1].keys():
            self._worse(place, "same_change" if places[0][place] == places[1][place] else "apart")
        documents = list(self.base)
        order = sorted(self.kinds, key=lambda place: (documents.index(place[0]), place[1], place[2]))
        return [self._meeting(place) for place in order]

    def kept(self) -> list[Hunk]:
        """The hunks of both sides that can stand together, ours where they cannot."""
        fights = {place for place, kind in self.kinds.items() if kind in CONFLICTS}
        dropped = {hunk for hunk in self.theirs if hunk.place in fights}
        moves = {move for hunk in dropped for move in hunk.moves}
        theirs = [hunk for hunk in self.theirs if hunk not in dropped and not hunk.moves & moves]
        return [*_unwrapped(self.ours, theirs), *_unwrapped(theirs, self.ours)]

    def _worse(self, place: tuple[str, int, bool], kind: str) -> None:
        if kind and KINDS.index(kind) >= KINDS.index(self.kinds.get(place, KINDS[0])):
            self.kinds[place] = kind

    def _is_same(self, mine: Hunk, yours: Hunk) -> bool:
        """Whether both sides do the same; words carried elsewhere must also be carried to the same place."""
        ends = (
            {key for move in hunk.moves for key in carried[move]}
            for hunk, carried in zip((mine, yours), self.carried, strict=True)
        )
        mine_ends, yours_ends = ends
        return mine.key == yours.key and mine_ends == yours_ends <= self.shared

    def _meeting(self, place: tuple[str, int, bool]) -> Meeting:
        kind = self.kinds[place]
        here = [[hunk for hunk in side if hunk.place == place] for side in (self.ours, self.theirs)]
        if not place[2]:
            clause = self.clauses.get(place[:2]) or self.last.get(place[0])
            ours, theirs = ("".join(hunk.text for hunk in side) for side in here)
            return Meeting(clause.id if clause else place[0], kind, ours, theirs, None if kind in CONFLICTS else ours)
        clause = self.clauses[place[:2]]
        ours, theirs = (_wording(clause, row, side) for row, side in zip(here, (self.ours, self.theirs), strict=True))
        merged = None if kind in CONFLICTS else _done(clause, [*_unwrapped(*here), *_unwrapped(*reversed(here))])
        return Meeting(clause.id, kind, ours, theirs, merged)


def _carried(row: Iterable[Hunk]) -> dict[str, set[tuple[str, int, int, str]]]:
    """Which hunks each move joins."""
    found: dict[str, set[tuple[str, int, int, str]]] = {}
    for hunk in row:
        for move in hunk.moves:
            found.setdefault(move, set()).add(hunk.key)
    return found


def _places(row: Iterable[Hunk]) -> dict[tuple[str, int, bool], set[tuple[str, int, int, str]]]:
    found: dict[tuple[str, int, bool], set[tuple[str, int, int, str]]] = {}
    for hunk in row:
        found.setdefault(hunk.place, set()).add(hunk.key)
    return found


def _near(ours: Sequence[Hunk], theirs: Sequence[Hunk]) -> Iterator[tuple[Hunk, Hunk]]:
    """Pairs that overlap, touch or are next to each other in one place."""
    rows: dict[tuple[str, int, bool], list[Hunk]] = {}
    for hunk in theirs:
        rows.setdefault(hunk.place, []).append(hunk)
    for mine in ours:
        row = rows.get(mine.place, [])
        at = max(0, bisect_left(row, mine.start, key=lambda hunk: hunk.end) - 1)
        for yours in row[at:]:
            yield mine, yours
            if yours.start > mine.end:
                break


def _kind(mine: Hunk, yours: Hunk, text: str) -> str:
    """What the meeting of two different hunks in one place is called; nothing if whole words stand between them."""
    if mine.is_whole or yours.is_whole:
        return "inside_moved_or_deleted"
    if mine.clause is None or (mine.start, mine.end) == (yours.start, yours.end):
        return "same_place"
    if mine.start < yours.end and yours.start < mine.end:
        return "overlap"
    first, second = sorted((mine, yours), key=lambda hunk: hunk.order)
    if any(char.isalnum() for char in text[first.end : second.start]):
        return ""
    return "same_place" if mine.is_insertion and yours.is_insertion else "touching"


def _is_taken(hunk: Hunk) -> bool:
    """Whether words leave their place with the hunk, to be gone or to stand elsewhere."""
    return hunk.is_whole or bool(hunk.moves) and not hunk.is_insertion


def _between(row: Sequence[Hunk], others: Sequence[Hunk]) -> Iterator[tuple[str, int, bool]]:
    """Gaps into which `row` writes while `others` take the clauses on both sides of them away."""
    starts = {(hunk.document, hunk.start) for hunk in others if hunk.is_whole}
    ends = {(hunk.document, hunk.end) for hunk in others if hunk.is_whole}
    filled = {hunk.key for hunk in others}
    for hunk in row:
        place = (hunk.document, hunk.start)
        if hunk.clause is None and place in starts and place in ends and hunk.key not in filled:
            yield hunk.place


def _unwrapped(row: Sequence[Hunk], others: Sequence[Hunk]) -> Iterator[Hunk]:
    """Hunks without the mere re-wrapping that `others` leave no room for: white space gives way to words.

    Of two ways to wrap one line, the one that sorts first stands."""
    by_place: dict[tuple[str, int, bool], list[Hunk]] = {}
    for other in others:
        by_place.setdefault(other.place, []).append(other)
    for hunk in row:
        if not hunk.is_noise or not any(_is_in_the_way(other, hunk) for other in by_place.get(hunk.place, [])):
            yield hunk


def _is_in_the_way(other: Hunk, noise: Hunk) -> bool:
    is_same_spot = (other.start, other.end) == (noise.start, noise.end) and other.is_noise
    if other.key == noise.key or not (is_same_spot or other.start < noise.end and noise.start < other.end):
        return False
    return not other.is_noise or other.key < noise.key


def _wording(clause: Clause, here: Sequence[Hunk], side: Sequence[Hunk]) -> str:
    """A clause as one side has it, wherever that side has put it."""
    moves = {move for hunk in here if hunk.is_whole for move in hunk.moves}
    if moves:
        return "".join(hunk.text for hunk in side if hunk.is_insertion and hunk.moves & moves)
    return _done(clause, here)


def _done(clause: Clause, here: Iterable[Hunk]) -> str:
    shifted = [replace(hunk, start=hunk.start - clause.start, end=hunk.end - clause.start) for hunk in here]
    return applied(clause.text, shifted)
