"""The review page as data: one revision on its base, with its threads, the cases that rest on it, and what has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from workbench.cases import queries as cases
from workbench.cases.queries import CaseLine
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.reading import Reading, Row, Text, review
from workbench.members.models import Member
from workbench.proposals import (
    authors,
    authorship,
    foreseen,
    marks,
    queries,
    relations,
    remarks,
    replays,
    revisions,
    threads,
)
from workbench.proposals.discussion import Note
from workbench.proposals.discussion import Review as Sent
from workbench.proposals.foreseen import CaseReview
from workbench.proposals.marks import Look
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.replays import Standing
from workbench.proposals.threads import Marks, Threads
from workbench.wording.changes import Redline
from workbench.wording.faces import Anchored


@dataclass(frozen=True)
class Review:
    """Everything the page shows. `names` are the members named on it, `numbers` the clause numbers by id."""

    proposal: Proposal
    revision: Revision
    version: Version
    revisions: list[Revision]
    reading: Reading
    threads: Threads
    cases: list[CaseLine]
    meant: list[CaseLine]
    names: dict[int | None, str]
    numbers: dict[str, str]
    standing: Standing | None
    # the viewer's own notes and remarks not yet sent; nobody else's
    kept: list[Note]
    sent: Sequence[Sent]
    # revision -> who wrote it with the one who filed it
    authors: dict[int, list[str]]
    # what the viewer had read before; None for the public
    look: Look | None
    # the numbers of the members who are its authors
    writers: frozenset[int]
    # what amends it and is in a ballot; asked for its authors alone
    held: Sequence[Proposal]
    # of the revision (revisions.state)
    state: str
    # who has read what it would do to the cases, by name
    foreseen: Sequence[tuple[CaseReview, str]]

    def by(self, revision: Revision) -> str:
        """The authors of a revision in words, whoever filed it first."""
        *most, last = [self.names[revision.author_id], *self.authors.get(revision.n, [])]
        return f"{', '.join(most)} and {last}" if most else last

    @property
    def is_current(self) -> bool:
        return self.revision.n == self.proposal.revision

    @property
    def called(self) -> str:
        """Where its revision stands, in words; nothing of the current one as long as nobody wants to take it over."""
        return revisions.WORDS[self.state] if self.state != "current" else ""

    def row(self, clause: str) -> Row | None:
        """The row of a clause that holds its notes."""
        rows = [
            row for block in self.reading.blocks for row in (block.rows if not isinstance(block, Row) else (block,))
        ]
        return next((row for row in rows if row.clause == clause and row.at_home), None)


def of(session: Session, proposal: Proposal, n: int | None, viewer: Member | None, view: str = "redline") -> Review:
    """The review of the current revision, or of revision `n`."""
    revision = queries.revision(session, proposal, n)
    base, now = queries.before(session, revision), queries.text(session, revision)
    placed = threads.of(session, proposal, revision, base, now, viewer)
    writers = authorship.ids(session, proposal)
    is_author = viewer is not None and viewer.id in writers
    filed, sent = queries.revisions(session, proposal), remarks.reviews(session, proposal)
    resting = cases.resting_on(session, revision.touched)
    return Review(
        proposal, revision, definition.version(session, revision.base), filed,
        _read(base, now, view, placed.anchors(), frozenset(placed.clauses())), placed,
        resting, meant(session, proposal),
        queries.names(session, [proposal.author_id, *(one.author_id for one in filed), *(one.author_id for one in sent)]),
        {clause.id: clause.number for clause in (*base.clauses, *now.clauses)},
        replays.standing(session, proposal, revision) if revision.n == proposal.revision else None,
        remarks.own(session, viewer, proposal) if viewer else [], sent, authors.of_revisions(session, proposal.no or 0),
        marks.look(session, viewer, proposal) if viewer else None,
        writers, relations.linked(session, kind="amends", to=proposal, states=["balloting"]) if is_author else (),
        revisions.state(session, proposal, revision),
        foreseen.said(session, revision) if resting or revision.requirements else (),
    )  # fmt: skip


@lru_cache(maxsize=32)
def _read(base: Text, now: Text, view: str, marks: Marks, open_clauses: frozenset[str]) -> Reading:
    """The redline as a view of it with the commented words marked, remembered: writing the words costs most of a page."""
    anchors: dict[str, list[Anchored]] = {}
    for clause, mark in marks:
        anchors.setdefault(clause, []).append(mark)
    return review(base, now, view, anchors=lambda change: anchors.get(change.id, ()), open_clauses=open_clauses)


def meant(session: Session, proposal: Proposal) -> list[CaseLine]:
    """The cases the author says the proposal is meant to change."""
    return cases.lines(session, [cases.case(session, no) for no in proposal.cases])


def gist(redline: Redline) -> str:
    """A redline in one line: “4 changes in 2 clauses, one of them new; 12 words added, 3 removed”."""
    summary = redline.summary
    if not redline.clauses or all(change.change == "same" for change in redline.clauses):
        return "no change"
    touched = {change.id: change.change for change in redline.clauses if change.change != "same"}
    new, gone = (sum(kind == wanted for kind in touched.values()) for wanted in ("added", "removed"))
    parts = [f"{counted(summary.changes, 'change')} in {counted(len(touched), 'clause')}"]
    parts += (
        [f"{new} new"] * bool(new)
        + [f"{gone} removed"] * bool(gone)
        + [counted(summary.moves, "move")] * bool(summary.moves)
    )
    return f"{', '.join(parts)}; {counted(summary.words_added, 'word')} added, {summary.words_removed} removed"


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
