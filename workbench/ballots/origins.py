"""Where a version came from: the proposal, the ballot, the clauses, and the cases that were named on the way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from workbench.ballots import second
from workbench.ballots.models import Adoption, Ballot
from workbench.ballots.second import Ratification
from workbench.cases.models import Case
from workbench.definition.models import ClauseState, Version
from workbench.proposals.models import Citation, Proposal, Revision


@dataclass(frozen=True)
class Origin:
    """How a version came about."""

    adoption: Adoption
    proposal: Proposal
    revision: Revision
    ballot: Ballot
    # the second stage, where there was one; and the ballot of the committee, where that is another one
    ratified: Ratification | None
    first: Ballot | None
    # the changed clauses: id and number in the version, or before it where they are gone
    clauses: tuple[tuple[str, str], ...]

    @property
    def bloc(self) -> int | None:
        """The bloc that it was voted on in, where its text is that of several items of it."""
        return (self.first or self.ballot).bloc if self.adoption.old != self.ballot.base_commit else None


def origin(session: Session, version: Version) -> Origin | None:
    """The proposal and ballot that made a version; None for one that was there before the workbench."""
    made = session.exec(select(Adoption).where(Adoption.label == version.label)).first()
    if made is None:
        return None
    decided = session.get_one(Ballot, made.ballot_no)
    revision = session.get_one(Revision, (decided.proposal_no, decided.revision))
    rows = session.exec(
        select(ClauseState.clause_id, ClauseState.number)
        .where(col(ClauseState.ordinal).in_([version.ordinal - 1, version.ordinal]))
        .where(col(ClauseState.clause_id).in_(revision.touched))
        .order_by(col(ClauseState.ordinal), col(ClauseState.position))
    )
    numbers = dict(rows.all())
    clauses = tuple((identity, numbers.get(identity, "")) for identity in revision.touched)
    row, first = second.of_several(session, [decided]).get(made.ballot_no, (None, None))
    return Origin(made, session.get_one(Proposal, made.proposal_no), revision, decided, row, first, clauses)


def named(session: Session, proposal: Proposal) -> list[tuple[Case, bool]]:
    """The cases that a proposal names, or only its discussion, in order of number; and whether the proposal itself does."""
    rows = session.exec(
        select(Case, func.min(Citation.comment_id))
        .join(Citation, col(Citation.case_no) == Case.no)
        .where(Citation.proposal_no == proposal.no)
        .group_by(col(Case.no))
        .order_by(col(Case.no))
    )
    return [(case, comment == 0) for case, comment in rows]
