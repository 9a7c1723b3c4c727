"""What the working versions come to together: the text that their changes give, the step, the label. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from workbench.ballots import blocs, queries, versions
from workbench.ballots.models import Adoption, Ballot
from workbench.definition import queries as texts
from workbench.definition.labels import next_label
from workbench.definition.models import Version
from workbench.definition.releases import SIZES, Release, Working
from workbench.definition.repository import TAGS, Repository
from workbench.errors import Fault
from workbench.proposals.models import Proposal
from workbench.wording.clauses import fingerprint
from workbench.wording.merge import merge

Parts = Sequence[tuple[Version, Working]]


def carried(session: Session) -> Sequence[Ballot]:
    """The ballots that carried a text for the definition which is neither adopted nor given up; none on an amendment to an amendment."""
    waits_for = col(Proposal.state).in_((*queries.CARRIED, "ratifying"))
    query = select(Ballot).join(Proposal, col(Proposal.no) == Ballot.proposal_no).where(waits_for)
    query = query.where(
        or_(col(Ballot.outcome).in_(("adopted", "tie_pending")), col(Proposal.state).in_(("ratifying", "ratified")))
    )
    found = [one for one in session.exec(query.order_by(col(Ballot.no))) if one.outcome in ("adopted", "tie_pending")]
    return [one for one in found if queries.revision(session, one).amends_no is None]


def text(session: Session, parts: Parts, after: Version) -> str:
    """The fingerprint of the text that these changes give, each taken again, as it was bound by its ballot, onto the last published text."""
    docs, base = texts.documents(session, after), texts.documents(session, after)
    for (version, _), revision in zip(parts, versions.revisions(session, parts), strict=True):
        decided = session.exec(select(Adoption).where(Adoption.label == version.label)).one()
        filed, _ = blocs.text(session, session.get_one(Ballot, decided.ballot_no), decided)
        if revision.base != after.label:
            base = texts.documents(session, texts.version(session, revision.base))
        made = merge(base, docs, filed)
        if made.state == "conflict" or made.docs is None:
            raise Fault(f"the change of version {version.label} does not go together with those before it")
        docs = made.docs
    return fingerprint(dict(docs))


def bump(parts: Parts) -> tuple[str, str]:
    """The greatest step that the ballots in it fixed, and which of them did: as a reason that everybody can look up."""
    size = max((one.size for _, one in parts), key=SIZES.index)
    by = [f"{version.label}{f' ({one.because})' if one.because else ''}" for version, one in parts if one.size == size]
    return size, f"a {size} step, as {', '.join(by)}"


def label(session: Session, parts: Parts, after: Version, repository: Repository) -> str:
    known = {name.removeprefix(TAGS).removeprefix("v") for name in repository.refs(TAGS)}
    return next_label(after.label, bump(parts)[0], known | set(texts.labels(session)))


def title(made: Release, parts: Parts) -> str:
    """What a release is called in lists and by its commit."""
    return (
        f"Release of {f'{len(parts)} changes together' if len(parts) != 1 else 'one change'}, as version {made.label}"
    )
