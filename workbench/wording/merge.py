"""Two changes of one base put together, where that can be done without deciding anything for people.

By clauses, then by words (architecture.md, section 4). Unlike a merge by lines it lets re-wrapped lines, neighbouring
clauses and edits of a clause that has moved pass, and unlike one it stops where one side moves what the other deletes.
The sides are equal: merging them in the other order gives the same text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.wording.blocks import Clause
from workbench.wording.footprint import Base, Docs, Footprint, Touch, footprint
from workbench.wording.meetings import CONFLICTS, KINDS, SAME, SAME_PLACE, Place, documents, near, places, spans
from workbench.wording.union import Union, dropped

__all__ = ["CONFLICTS", "KINDS", "Meeting", "Merge", "described", "merge", "merge_footprints", "merge_json", "state"]


@dataclass(frozen=True)
class Meeting:
    """Where both sides touch one clause, or one gap between clauses (then named by the clause behind it).

    `kind`: same_change needs nobody; apart and touching want a person to confirm `merged` (touching, too, where both say
    the same sentence at two places, or one refers to what the other takes away); same_place, overlap and
    inside_moved_or_deleted want a person to write. `base`, `ours` and `theirs` are the clause's wording in the base and
    on each side, empty where it is gone; of a gap, what is put into it."""

    clause_id: str
    kind: str
    ours: str
    theirs: str
    merged: str | None
    base: str = ""


@dataclass(frozen=True)
class Merge:
    """The outcome. `state`: clean, same_clause or conflict. In a conflict `docs` has our words wherever the sides
    cannot be joined, and everything else of both, also within one clause; it is for showing and going on from, never for
    adopting."""

    state: str
    docs: dict[str, str] | None
    meetings: tuple[Meeting, ...]


def merge(base: Docs, ours: Docs, theirs: Docs, *, clauses: Sequence[Clause] | None = None) -> Merge:
    """Both changes of `base` in one text, or where they meet.

    Documents are matched by path, or by their lines where one was renamed; one that a side deletes and the other changes
    is a conflict. `clauses` are those of the base, if they are known: meetings are then named by their ids."""
    old = Base(base, clauses)
    return merge_footprints(old, footprint(old, ours), footprint(old, theirs))


def merge_footprints(base: Base, ours: Footprint, theirs: Footprint) -> Merge:
    """The same for two changes whose footprints are known."""
    met = places(base, ours, theirs)
    whole = documents(base, ours, theirs)
    meetings = described(base, ours, theirs, met, whole)
    return Merge(state(met, whole), _docs(base, ours, theirs, met, whole), tuple(meetings))


def described(
    base: Base, ours: Footprint, theirs: Footprint, met: Mapping[Place, int], whole: Mapping[str, int]
) -> list[Meeting]:
    """The meetings with the words of both sides: of whole documents first, then in the order of the base."""
    found = [_document(base, path, kind, ours, theirs) for path, kind in whole.items()]
    unions = [Union(base, sides) for sides in ((), (ours,), (theirs,), (ours, theirs))]
    order = sorted(met, key=lambda place: reading_order(base, place))
    return found + [_meeting(base, place, met[place], unions) for place in order]


def state(met: Mapping[Place, int], whole: Mapping[str, int]) -> str:
    """What becomes of two changes that meet like this."""
    worst = max((*met.values(), *whole.values()), default=SAME)
    return "conflict" if worst >= SAME_PLACE else "clean" if worst == SAME else "same_clause"


def reading_order(base: Base, place: Place) -> tuple[int, bool]:
    """Places in the order of the base, a gap before the clause behind it."""
    return (place[1], False) if place[0] == "gap" else (base.gap[place[1]], True)


def _docs(base: Base, ours: Footprint, theirs: Footprint, met: Mapping[Place, int], whole: Mapping[str, int]) -> Docs:
    fights = [place for place, kind in met.items() if kind >= SAME_PLACE]
    if not (fights or whole):
        return Union(base, [ours, theirs]).docs()
    rest = dropped(theirs, fights, whole)
    for sort, number in fights:
        both = sort == "clause" and number in ours.clauses and number in theirs.clauses
        if both and not theirs.clauses[number].fate:
            rest.clauses[number] = _yielding(ours.clauses[number], theirs.clauses[number], base.clauses[number].text)
    return Union(base, [ours, rest]).docs()


def _yielding(ours: Touch, theirs: Touch, text: str) -> Touch:
    """What the one side does in a clause, without the words that collide with those of the other; nothing of it if the
    two collide as wholes."""
    pairs = near(spans(ours.hunks, text), spans(theirs.hunks, text), text)
    lost = {hunk for _, hunk, kind in pairs if kind >= SAME_PLACE}
    return Touch(tuple(hunk for hunk in theirs.hunks if hunk not in lost)) if lost else Touch()


def _document(base: Base, path: str, kind: int, ours: Footprint, theirs: Footprint) -> Meeting:
    texts = []
    for side in (ours, theirs):
        docs = Union(base, [side]).docs()
        texts.append(docs.get(side.renamed.get(path, path), ""))
    return Meeting(path, KINDS[kind], texts[0], texts[1], None, base.docs.get(path, ""))


def _meeting(base: Base, place: Place, kind: int, unions: Sequence[Union]) -> Meeting:
    sort, number = place
    name = base.name(number) if sort == "gap" else base.clauses[number].id
    was, mine, yours, both = (union.gap(number) if sort == "gap" else union.clause(number) for union in unions)
    return Meeting(name, KINDS[kind], mine, yours, None if kind >= SAME_PLACE else both, was)


def merge_json(base: Docs, ours: Docs, theirs: Docs, *, clauses: Sequence[Clause] | None = None) -> dict[str, Any]:
    """A merge as values that can be written as JSON.

    `outcome`; `text`, of one document itself, of several by path, null in a conflict; `clauses`, every clause and every
    gap in which a side changes words, in the order of the base, each with `id`, `outcome` and the words on all sides."""
    old = Base(base, clauses)
    sides = footprint(old, ours), footprint(old, theirs)
    made = merge_footprints(old, *sides)
    kinds: dict[Place, int] = {}
    for side in sides:
        kinds |= {("gap", gap): SAME for gap in side.gaps}
        kinds |= {("clause", position): SAME for position, touch in side.clauses.items() if not touch.is_quiet}
    kinds |= places(old, *sides)
    rows = described(old, *sides, kinds, documents(old, *sides))
    docs = made.docs if made.state != "conflict" else None
    return {
        "outcome": made.state,
        "text": "".join(docs.values()) if docs is not None and len(docs) == 1 else docs,
        "clauses": [
            {
                "id": row.clause_id,
                "outcome": state({("clause", 0): KINDS.index(row.kind)}, {}),
                "base": row.base,
                "ours": row.ours,
                "theirs": row.theirs,
                "merged": row.merged,
            }
            for row in rows
        ],
    }
