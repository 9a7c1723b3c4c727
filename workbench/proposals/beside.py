"""Two proposals side by side: what each does to every clause that one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from workbench.definition.reading import Text, turn
from workbench.proposals import laid, queries
from workbench.proposals.models import Proposal, Revision
from workbench.wording.blocks import Clause


@dataclass(frozen=True)
class Row:
    """A clause in several proposals: its name, and its redline in each; empty where that one leaves it as it stands."""

    clause: str
    name: str
    said: tuple[Markup, ...]


@dataclass(frozen=True)
class Pair:
    """Two proposals by their current revisions, and every clause that one of them changes, in the order of the text."""

    one: Proposal
    other: Proposal
    revisions: tuple[Revision, Revision]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Side:
    """One revision: its clauses before and after, by id."""

    revision: Revision
    base: Text
    now: Text

    def clause(self, identity: str) -> Clause | None:
        return next((clause for clause in (*self.base.clauses, *self.now.clauses) if clause.id == identity), None)

    def redline(self, identity: str) -> Markup:
        if identity not in self.revision.touched:
            return Markup("")
        was, now = (
            next((clause for clause in text.clauses if clause.id == identity), None) for text in (self.base, self.now)
        )
        return turn(was, now) if was or now else Markup("")


def of(session: Session, one: Proposal, other: Proposal) -> Pair:
    """Both, each as a redline against what it was written against."""
    mine, theirs = queries.revision(session, one), queries.revision(session, other)
    return Pair(one, other, (mine, theirs), rows(session, mine, theirs))


def rows(session: Session, *revisions: Revision) -> tuple[Row, ...]:
    """Every clause that one of these revisions changes, in the order of the text, with what each does to it."""
    sides = [_Side(one, queries.before(session, one), queries.text(session, one)) for one in revisions]
    touched = {identity for side in sides for identity in side.revision.touched}
    texts = [text for side in sides for text in (side.now, side.base)]
    made = []
    for identity in dict.fromkeys(clause.id for text in texts for clause in text.clauses if clause.id in touched):
        clause = next(filter(None, (side.clause(identity) for side in sides)), None)
        name = laid.name(clause) if clause else identity
        is_new = not any(known.id == identity for side in sides for known in side.base.clauses)
        name = f"new {name}" if is_new else name
        made.append(Row(identity, name[:1].upper() + name[1:], tuple(side.redline(identity) for side in sides)))
    return tuple(made)
