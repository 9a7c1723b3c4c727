"""A further revision is offered to the sponsors: one may object for a day; then it is the current one (procedure 2.2).

The clock decides that; the workbench puts it on record with the next act of anybody, or a worker does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import (
    admission,
    again,
    authors,
    authorship,
    citations,
    classes,
    contesting,
    discussing,
    dispositions,
    drafts,
    filing,
    kinds,
    leaving,
    marks,
    offered,
    queries,
    recusals,
    relations,
    replays,
    states,
    suggestions,
    typography,
)  # fmt: skip
from workbench.proposals.links import Sponsorship
from workbench.proposals.models import Comment, Draft, Proposal, Revision
from workbench.proposals.offered import RevisionOffer

# Where a revision of a proposal is offered.
STATES = ("discussion", "last_call")


def waits(session: Session, draft: Draft, working: drafts.Working, known: Proposal) -> bool:
    """Whether a further revision is offered to the sponsors first: not where it changes the typography alone."""
    if known.state not in STATES or not relations.sponsors(session, known):
        return False
    return not typography.is_so(session, draft, working, known)


def reason(session: Session, known: Proposal, *, is_carried: bool, is_announced: bool) -> dict[str, str]:
    """For the entry in the minutes: why a revision of what has sponsors is the current one at once."""
    if known.state not in STATES or not relations.sponsors(session, known):
        return {}
    return {"at_once": "carried" if is_carried else "announced" if is_announced else "typographic"}


def offer(
    session: Session, author: Member, company: Sequence[Member], draft: Draft, working: drafts.Working, known: Proposal,
    asked: Iterable[int], repository: Repository,
) -> Proposal:  # fmt: skip
    """Put a sound draft on record as a revision that is not yet the current one; another one that was offered is replaced.

    `asked`: numbers of the decided proposals whose question it asks again."""
    ended = replaced(session, known)
    n = filing.next_number(session, known)
    revision = filing.revision(session, author, draft, known, n, working, repository)
    row = RevisionOffer(
        proposal_no=known.no or 0, n=n, before=known.revision, title=draft.title.strip(), rationale=draft.rationale,
        claimed=draft.claimed if draft.claimed != known.claimed else None, cases=citations.known(session, draft.cases),
        taken=[one.id or 0 for one in suggestions.held(session, draft, working.now)], again=sorted(asked), made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    session.delete(draft)
    session.flush()
    for one in (author, *company):
        marks.acted(session, one, known)
    wrote = authors.credit(session, company, revision)
    minutes.record(
        session, author, "proposals.offer_revision", known, revision, row, *ended, *wrote, documents=filing.digests(session, revision),
        **({"authors": [author.name, *(one.name for one in company)]} if company else {}),
    )  # fmt: skip
    return known


def replaced(session: Session, proposal: Proposal) -> list[RevisionOffer]:
    """What was offered is no longer, because another revision is filed; for the entry in the minutes."""
    row = offered.standing(session, proposal)
    return [_ended(session, row, "replaced")] if row else []


def _ended(session: Session, row: RevisionOffer, outcome: str) -> RevisionOffer:
    row.outcome, row.ended_at = outcome, db.now()
    session.add(row)
    session.flush()
    return row


def _sponsorship(session: Session, row: RevisionOffer, member: int | None) -> Sponsorship | None:
    """Of who was a sponsor when a revision was offered, and is one now."""
    found = session.get(Sponsorship, (row.proposal_no, member))
    return found if found and found.ended_at is None and found.since <= row.made_at else None


def object_to(session: Session, actor: Member, proposal: Proposal, *, n: int, reason: str) -> RevisionOffer:
    """A sponsor objects to a revision that is offered: it never becomes the current one, and the text stays as it is."""
    permissions.require(actor, "proposals.sponsor")
    recusals.stand_aside(session, actor, proposal)
    row = offered.standing(session, proposal)
    if row is None or row.n != n or row.is_over:
        raise Refusal("That revision is not offered now. Reload the page and see how it stands.", status=409)
    if _sponsorship(session, row, actor.id) is None:
        whom = "those who sponsored it when the revision was offered"
        raise Refusal(f"Only {whom} may object. Say in a comment what you think.", status=403, whom=whom)
    row.objected_by, row.reason = actor.id, leaving.reasoned(reason)
    _ended(session, row, "rejected")
    minutes.record(session, actor, "proposals.reject_revision", proposal, row)
    return row


def drop(session: Session, actor: Member, proposal: Proposal, *, n: int) -> RevisionOffer:
    """An author drops the sponsor who objected. Where too few are left, the proposal goes no further without another one."""
    permissions.require(actor, "proposals.file")
    if actor.id not in authorship.ids(session, proposal):
        raise Refusal("Only its authors may drop a sponsor.", status=403, whom="its authors")
    row = session.get(RevisionOffer, (proposal.no, n))
    support = _sponsorship(session, row, row.objected_by) if row and row.outcome == "rejected" else None
    if row is None or support is None or proposal.state not in states.TALKED:
        raise Refusal("No sponsor who objected stands there now. Reload the page and see who does.", status=409)
    row.dropped_at = support.ended_at = db.now()
    session.add_all([row, support])
    minutes.record(session, actor, "proposals.drop_sponsor", proposal, row, support)
    return row


def due(session: Session, committee: Committee) -> None:
    """Make current, by the clock, what no sponsor has objected to in time; what can no longer be is over."""
    late = select(RevisionOffer).where(RevisionOffer.outcome == "", RevisionOffer.made_at <= db.now() - offered.NOTICE)
    for row in session.exec(late.order_by(col(RevisionOffer.made_at))).all():
        proposal = queries.proposal(session, row.proposal_no)
        if proposal.state not in drafts.REVISABLE or proposal.revision != row.before:
            outcome = "closed" if proposal.state not in drafts.REVISABLE else "replaced"
            minutes.record(session, None, "proposals.end_offer", proposal, _ended(session, row, outcome))
        elif not relations.linked(session, kind="amends", to=proposal, states=["balloting"]):
            _accept(session, proposal, row, committee)


def _accept(session: Session, proposal: Proposal, row: RevisionOffer, committee: Committee) -> None:
    """From now on it is the current one, as a revision filed at once is."""
    before, claimed = queries.revision(session, proposal), proposal.claimed
    revision = session.get_one(Revision, (row.proposal_no, row.n))
    author = session.get_one(Member, revision.author_id)
    proposal.title, proposal.rationale, proposal.cases = row.title, row.rationale, list(row.cases)
    if row.claimed and _may_claim(session, proposal, row.claimed):
        proposal.claimed, proposal.claimed_at = row.claimed, db.now()
    proposal.revision = row.n
    session.add(proposal)
    _ended(session, row, "current")
    cited = citations.known(session, [*proposal.cases, *citations.numbers(proposal.rationale)])
    citations.keep(session, cited, proposal_no=proposal.no or 0)
    for one in (author, *authors.beside(session, revision)):
        marks.acted(session, one, proposal, wrote=True)
    changed: list[Minuted] = [*admission.step_aside(session, proposal), *kinds.agreed(session, author, proposal)]
    changed += again.link(session, proposal, row.again)
    admission.again(session, proposal, committee)
    taken = [found for no in row.taken if (found := session.get(Comment, no))]
    for suggestion in taken:
        suggestion.taken_in = row.n
    session.add_all(taken)
    changed += [*taken, *contesting.claimed(session, author, proposal)]
    minutes.record(session, None, "proposals.accept_revision", proposal, proposal, row, *changed)
    _answer(session, author, proposal, taken, row.n)
    discussing.begin(session, proposal, committee)
    discussing.revised(session, proposal, before)
    discussing.reclaimed(session, proposal, claimed, committee)
    replays.recorded(session, proposal)
    leaving.settle(session, None, proposal)


def _may_claim(session: Session, proposal: Proposal, claimed: str) -> bool:
    """Whether a class that was claimed a day ago does not go past a contest that was begun since."""
    contest = classes.contest(session, proposal)
    return contest is None or claimed == contest.named


def _answer(session: Session, author: Member, proposal: Proposal, taken: Iterable[Comment], n: int) -> None:
    """The suggestions whose words it holds have their outcome, where nobody has given them one and the author still may."""
    if not permissions.may(author, "comments.settle"):
        return
    for suggestion in taken:
        may = dispositions.values_for(author, suggestion, authorship.ids(session, proposal))
        if suggestion.settled_at is None and suggestion.withdrawn_at is None and "accepted" in may:
            reason = f"The suggested words are in revision {n}."
            dispositions.dispose(session, author, suggestion, value="accepted", reason=reason, revision=n)
