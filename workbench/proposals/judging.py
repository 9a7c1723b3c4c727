"""Members judge a case as if a revision of a proposal were the text, and what they found becomes of use when it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import actions as cases
from workbench.cases.actions import Exhibit
from workbench.cases.models import Case, Finding
from workbench.config import Committee
from workbench.definition import force, releases
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import flips, queries
from workbench.proposals.flips import Again, Flip, Flips
from workbench.proposals.judgements import Tentative
from workbench.proposals.models import Proposal, Revision


def find(
    session: Session, actor: Member, revision: Revision, case: Case, committee: Committee, *, clause_id: str, value: str,
    reason: str, condition: str = "", evidence: Sequence[Exhibit] = (),
) -> Tentative:  # fmt: skip
    """Record what would be found in a case if a revision were the text. It changes no finding and no verdict."""
    permissions.require(actor, "cases.find")
    proposal = queries.proposal(session, revision.proposal_no)
    if proposal.state not in queries.OPEN:
        raise Refusal(f"Proposal {proposal.no} is no longer open, so nothing is judged under it any more.", status=409)
    if revision.n != proposal.revision:
        raise Refusal(
            f"Revision {revision.n} was revised since. Judge the case under revision {proposal.revision}.", status=409
        )
    due(session, revision, case, clause_id, committee)
    cases.fitting(
        session, actor, case, clause_id=clause_id, value=value, condition=condition, evidence=evidence, asked=[clause_id]
    )  # fmt: skip
    made = Tentative(
        proposal_no=revision.proposal_no, revision=revision.n, case_no=case.no or 0, clause_id=clause_id, value=value,
        condition=condition, reason=reason, found_by=actor.id or 0, found_at=db.now(),
        exhibits=[one.data() for one in evidence],
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "tentative.find", proposal, made)
    return made


def due(session: Session, revision: Revision, case: Case, clause_id: str, committee: Committee) -> Again:
    """The finding that a revision asks to be made again; NotHere where it does not touch the words it rests on."""
    found = flips.of(session, revision, committee, after=(case.no or 0) - 1, limit=1).found
    for flip in found:
        for one in flip.again:
            if flip.case.no == case.no and one.clause_id == clause_id:
                return one
    raise NotHere("The finding on this clause rests on words that the proposal does not change.")


def exhibits(row: Tentative) -> list[Exhibit]:
    return [Exhibit.read(one) for one in row.exhibits]


def every(session: Session, revision: Revision, committee: Committee) -> Flips:
    """The report on all cases, read so many at a time."""
    whole = flips.of(session, revision, committee, limit=flips.AT_ONCE)
    more = whole.more
    while more:
        part = flips.of(session, revision, committee, after=more, limit=flips.AT_ONCE)
        whole.found.extend(part.found)
        more = part.more
    return Flips(whole.proposal, revision, whole.found, None)


def adopted(
    session: Session, actor: Member | None, proposal: Proposal, version: Version, committee: Committee
) -> list[Flip]:
    """What was found under a proposal is found under the version it became, in every case that was judged again in full.

    Other cases stay up for review, with what was found of them beside the proposal.
    """
    revision = queries.revision(session, proposal)
    requirements = definition.requirements(session, version, committee)
    found = (flip for flip in every(session, revision, committee).found if flip.again)
    judged = [flip for flip in found if flip.kind in ("flipped", "rejudged_same")]
    for flip in judged:
        if flip.case.state in ("open", "re_review_due") and flip.case.version != version.label:
            new = [(_finding(one.tentative), exhibits(one.tentative)) for one in flip.again if one.tentative]
            kept = [pair for pair in new if pair[0].clause_id in requirements.clauses]
            cases.become(session, actor, flip.case, version=version, requirements=requirements, findings=kept)
    return judged


def catch_up(session: Session, committee: Committee) -> None:
    """What an adoption that was cut short left undone: the cases judged under the proposal that became the newest version."""
    newest = definition.newest(session)
    version = force.published_as(session, newest)
    made = releases.of(session, version) if version and version.publishes else None
    if version is None or made and len(releases.combined(session, made)) > 1:
        return  # it is not released; or what was found under one of several changes was not found under all of them
    judged = select(Tentative.id).where(Tentative.proposal_no == Proposal.no).exists()
    query = select(Proposal).where(Proposal.adopted_version == newest.label, judged)
    for proposal in session.exec(query).all():
        adopted(session, None, proposal, version, committee)


def _finding(row: Tentative) -> Finding:
    return Finding(
        case_no=row.case_no, clause_id=row.clause_id, n=0, version="", value=row.value, condition=row.condition,
        reason=row.reason, found_by=row.found_by, found_at=db.now(),
    )  # fmt: skip


def said(session: Session, proposal: Proposal, case: Case, clause_id: str) -> Iterator[Tentative]:
    """Everything members found of a clause in a case under a proposal, the newest first."""
    query = select(Tentative).where(
        Tentative.proposal_no == proposal.no, Tentative.case_no == case.no, Tentative.clause_id == clause_id
    )
    yield from session.exec(query.order_by(col(Tentative.id).desc()))
