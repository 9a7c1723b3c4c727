"""What changed from version to version and how it was decided: from proposals, ballots, comments, cases and errata. Written by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from workbench.ballots import opinions, second
from workbench.ballots.models import Adoption, Ballot
from workbench.ballots.second import Ratification
from workbench.definition import force
from workbench.definition.errata import Erratum
from workbench.definition.models import Version
from workbench.definition.releases import Release
from workbench.proposals.models import Citation, Comment, Proposal, Revision


@dataclass(frozen=True)
class Change:
    """One version. Without proposal and ballot it was there before the workbench."""

    version: Version
    since: datetime
    proposal: Proposal | None
    ballot: Ballot | None
    # public comments on the proposal, and how many have their outcome
    comments: int
    settled: int
    # numbers of the cases that the proposal or its discussion names, and of the errata that the version corrects
    cases: Sequence[int]
    errata: Sequence[int]
    # of the minority on the ballot, each with who has it
    opinions: Sequence[opinions.Told]
    # the second stage, where there was one; and the ballot of the committee, where that is another one
    ratified: Ratification | None
    first: Ballot | None
    # the clauses that the proposal changed
    touched: Sequence[str] = ()
    # how it was, or is to be, released together with others; and of that release what it combines
    release: Release | None = None
    parts: Sequence[Change] = ()


def changes(session: Session, versions: Sequence[Version]) -> list[Change]:
    """What is known of these versions, in their order; in a number of queries that does not grow with them."""
    labels = [version.label for version in versions]
    made = select(Adoption, Proposal, Ballot, Revision).join(Proposal, col(Proposal.no) == Adoption.proposal_no)
    made = made.join(Ballot, col(Ballot.no) == Adoption.ballot_no).where(col(Adoption.label).in_(labels))
    made = made.join(Revision, (col(Revision.proposal_no) == Ballot.proposal_no) & (col(Revision.n) == Ballot.revision))
    by_label: dict[str, tuple[Proposal, Ballot]] = {}
    touched: dict[str, list[str]] = {}
    for adopted, filed, decided, revision in session.exec(made):
        by_label[adopted.label], touched[adopted.label] = (filed, decided), revision.touched
    numbers = [proposal.no for proposal, _ in by_label.values()]
    said = (
        select(Comment.proposal_no, func.count(), func.count(col(Comment.settled_at)))
        .where(col(Comment.proposal_no).in_(numbers), col(Comment.parent_id).is_(None), Comment.audience == "public")
        .where(col(Comment.withdrawn_at).is_(None))
        .group_by(col(Comment.proposal_no))
    )
    comments = {no: (every, settled) for no, every, settled in session.exec(said)}
    cited: dict[int, set[int]] = defaultdict(set)
    for no, case in session.exec(
        select(Citation.proposal_no, Citation.case_no).where(col(Citation.proposal_no).in_(numbers))
    ):
        cited[no].add(case)
    corrected: dict[str, list[int]] = defaultdict(list)
    folded = select(Erratum).where(col(Erratum.folded_in).in_(labels)).order_by(col(Erratum.no))
    for erratum in session.exec(folded):
        corrected[erratum.folded_in or ""].append(erratum.no or 0)
    numbers = [no for _, ballot in by_label.values() for no in (ballot.no, ballot.ratifies) if no]
    minority = opinions.of(session, numbers)
    stages = second.of_several(session, [ballot for _, ballot in by_label.values()])
    later = dict(force.later(session, [version.ordinal for version in versions]))
    found = []
    for version in versions:
        proposal, ballot = by_label.get(version.label, (None, None))
        no = (proposal and proposal.no) or 0
        ratified, first = stages.get((ballot and ballot.no) or 0, (None, None))
        said_of, settled = comments.get(no, (0, 0))
        found.append(
            Change(
                version, later.get(version.ordinal, version.made_at), proposal, ballot, said_of, settled,
                sorted(cited[no]), corrected[version.label],
                [*minority.get((ballot and ballot.ratifies) or 0, ()), *minority.get((ballot and ballot.no) or 0, ())],
                ratified, first, touched.get(version.label, ()),
            )
        )  # fmt: skip
    return _released(session, found)


def _released(session: Session, found: list[Change]) -> list[Change]:
    """The same with how each was released together with others, and what a release combines."""
    ordinals = [one.version.ordinal for one in found]
    least, most = min(ordinals, default=0), max(ordinals, default=0)
    query = select(Release).where(Release.state != "returned", Release.after < most, Release.ordinal >= least - 1)
    made = session.exec(query).all()
    if not made:
        return found
    of = {no: one for one in made for no in (*range(one.after + 1, one.ordinal + 1), *filter(None, [one.published]))}
    within = {no for one in made if one.published in ordinals for no in range(one.after + 1, one.ordinal + 1)}
    combined = (
        [version for version in session.exec(select(Version).where(col(Version.ordinal).in_(within)))] if within else []
    )
    parts = changes(session, combined) if combined else []
    return [
        replace(
            one, release=of.get(one.version.ordinal),
            parts=[part for part in parts if one.version.publishes and of.get(part.version.ordinal) is of.get(one.version.ordinal)],
        )
        for one in found
    ]  # fmt: skip
