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
    """A clause in both: its name, and its redline in each; empty where that one leaves it as it stands."""

    clause: str
    name: str
    one: Markup
    other: Markup


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
    mine, theirs = (_side(session, proposal) for proposal in (one, other))
    touched = {*mine.revision.touched, *theirs.revision.touched}
    order = [clause.id for text in (mine.now, mine.base, theirs.now) for clause in text.clauses if clause.id in touched]
    rows = []
    for identity in dict.fromkeys(order):
        clause = mine.clause(identity) or theirs.clause(identity)
        name = laid.name(clause) if clause else identity
        rows.append(Row(identity, name[:1].upper() + name[1:], mine.redline(identity), theirs.redline(identity)))
    return Pair(one, other, (mine.revision, theirs.revision), tuple(rows))


def _side(session: Session, proposal: Proposal) -> _Side:
    revision = queries.revision(session, proposal)
    return _Side(revision, queries.before(session, revision), queries.text(session, revision))
