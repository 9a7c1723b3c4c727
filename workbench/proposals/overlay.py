"""The definition with its open proposals laid over it, and any set of them in one text: the page as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from workbench.cases import queries as cases
from workbench.cases.queries import CaseLine
from workbench.definition import queries as definition
from workbench.definition.reading import Reading, Row, Text, review
from workbench.proposals import laid, queries, together
from workbench.proposals.laid import Meet, Note
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTED
from workbench.proposals.together import Kept, Pair, Side, Together
from workbench.wording.changes import ClauseChange
from workbench.wording.faces import Anchored

# Pairs whose words are shown above the text; of the others there are links.
SHOWN = 20


@dataclass(frozen=True)
class Absent:
    """A proposal that somebody asked for and that is not laid over the text. `proposal` is None where there is none."""

    no: int
    proposal: Proposal | None
    is_waiting: bool


@dataclass(frozen=True)
class Overlay:
    """The text with the `chosen` proposals in it, and beside each clause what every open proposal does there."""

    here: Together
    chosen: tuple[int, ...]
    absent: tuple[Absent, ...]
    text: Text
    reading: Reading
    notes: dict[str, list[Note]]
    cases: list[CaseLine]

    @cached_property
    def state(self) -> str:
        """clean, same_clause or conflict."""
        return self.here.table.text(self.chosen).state

    @property
    def voted(self) -> bool:
        """Whether one of the chosen is in ballot or waits for its adoption: no composite is begun of that."""
        return any(self.here.sides[no].proposal.state in VOTED for no in self.chosen)

    @cached_property
    def left_out(self) -> frozenset[tuple[int, str]]:
        """The chosen proposals and clauses that the text could not hold."""
        return self.here.table.left_out(self.chosen)

    @cached_property
    def collisions(self) -> list[Pair]:
        """The chosen pairs that cannot both be in the text as they are."""
        inside, fights = set(self.chosen), self.here.table.fights
        return [(no, foe) for no in self.chosen for foe in sorted(fights[no] & inside) if no < foe]

    @cached_property
    def collided(self) -> list[tuple[Pair, list[Meet]]]:
        """The first of these pairs, with the places that make them collide."""
        table = self.here.table
        return [
            (pair, [meet for meet in laid.meets(table, *pair) if meet.is_conflict]) for pair in self.collisions[:SHOWN]
        ]

    def beside(self, row: Row) -> list[tuple[Note, Side, str]]:
        """The notes beside a clause, each with its proposal and whether its words are `in` the text, left `out` of it or neither."""
        return [(note, self.here.sides[note.no], self.how(note)) for note in self.notes.get(row.clause, ())]

    def how(self, note: Note) -> str:
        if note.no not in self.chosen:
            return ""
        base = self.here.table.base
        clause = base.name(note.place[1]) if note.place[0] == "gap" else note.clause
        return "out" if (note.no, clause) in self.left_out else "in"


_notes: Kept[together.Table, dict[str, list[Note]]] = Kept(4)


def of(session: Session, here: Together, wanted: Sequence[int], view: str) -> Overlay:
    """The overlay with these proposals in the text; those that are not open, or wait for their author, are named apart."""
    chosen = tuple(sorted({no for no in wanted if no in here.sides}))
    table = here.table
    notes = _notes.get(table) or _notes.put(table, laid.notes(table.base, table.sides.items()))
    text = here.base
    if chosen:
        text = queries.read(session, table.text(chosen).docs, here.version.label)

    def anchors(change: ClauseChange) -> list[Anchored]:
        clause = change.old.id if change.old else ""
        return [
            Anchored(note.id, "old", note.start, note.end)
            for note in notes.get(clause, ())
            if note.start < note.end and note.no not in chosen
        ]

    reading = review(here.base, text, view, anchors=anchors, open_clauses=notes.keys())
    resting = cases.resting_on(session, definition.touched(here.base, text)) if chosen else []
    return Overlay(here, chosen, _absent(session, here, wanted), text, reading, notes, resting)


def _absent(session: Session, here: Together, wanted: Iterable[int]) -> tuple[Absent, ...]:
    missing = sorted({no for no in wanted if no not in here.sides})
    if not missing:
        return ()
    known = {one.no: one for one in session.exec(select(Proposal).where(col(Proposal.no).in_(missing)))}
    waiting = {side.no for side in here.apart}
    return tuple(Absent(no, known.get(no), no in waiting) for no in missing)
