"""Filing, revising and withdrawing proposals: what an author puts on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, func, select

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
    asking,
    authors,
    carrying,
    citations,
    contesting,
    declaring,
    discussing,
    drafts,
    filing,
    kinds,
    leaving,
    marks,
    offered,
    offering,
    queries,
    replays,
    soundness,
    suggestions,
    typography,
)  # fmt: skip
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.wording.lint import LARGEST

# No rules of a committee: nobody has to sponsor a proposal, or to say that it is admissible.
UNRULED = Committee("", ())
NOTHING: Mapping[str, str] = {}


def file(
    session: Session,
    author: Member,
    draft: Draft,
    *,
    repository: Repository,
    scripts: Sequence[str] = ("Latin",),
    limit: int = LARGEST,
    committee: Committee = UNRULED,
    is_carried: bool = False,
    is_announced: bool = False,
    has_confirmed: bool = False,
) -> Proposal:
    """Put a draft on record: a new proposal with revision 1, or the next revision of the proposal it belongs to. Any of its
    authors may; who files a new proposal answers for it.

    Revision r of proposal n is a commit on the base version, under refs/proposals/<n>/<r>. The draft is gone afterwards.
    Refuses what lacks a title, a rationale, a class or a change, texts that break the text form, and a kind that does not
    fit the proposals it is about. `committee` says whether it needs sponsors and a decision that it is admissible. Where a
    proposal has sponsors its next revision is offered to them first (offering.py); not one that `is_carried`, word for word the
    change of the revision before, or `is_announced`, so that they have had their day. `has_confirmed`: the author has read that their
    interests on record are all they have; that goes on record with a new proposal.
    """
    permissions.require(author, "proposals.file")
    working, company = drafts.working(session, draft), authors.others(session, author, draft)
    known = queries.proposal(session, draft.proposal_no) if draft.proposal_no else None
    if known:
        drafts.may_revise(session, author, known)
    else:
        kinds.fits(session, author, draft, working)
    same = again.new(session, draft, draft.cases, working)
    soundness.sound(session, draft, working, known, scripts, limit)
    asked = [one.proposal.no or 0 for one in same]
    if known is None:
        return _recorded(
            session, author, company, draft, working, None, asked, repository, committee, has_confirmed=has_confirmed
        )
    if not is_carried:
        offered.enough(session, known, committee)
    if not is_carried and not is_announced and offering.waits(session, draft, working, known):
        return offering.offer(session, author, company, draft, working, known, asked, repository)
    why = offering.reason(session, known, is_carried=is_carried, is_announced=is_announced)
    before, claimed = queries.revision(session, known), known.claimed
    _recorded(session, author, company, draft, working, known, asked, repository, committee, about=why)
    if not is_carried:
        discussing.revised(session, known, before)
        discussing.reclaimed(session, known, claimed, committee)
    leaving.settle(session, author, known)
    return known


def _recorded(
    session: Session, author: Member, company: Sequence[Member], draft: Draft, working: drafts.Working, known: Proposal | None,
    asked: Sequence[int], repository: Repository, committee: Committee, *, has_confirmed: bool = False, about: Mapping[str, str] = NOTHING,
) -> Proposal:  # fmt: skip
    """What a sound draft becomes at once, with everything that follows from it. `asked`: the decided proposals whose question it asks again;
    `about`: what else the entry in the minutes says."""
    ended = offering.replaced(session, known) if known else []
    proposal, revision = register(session, author, draft, working, known, repository)
    wrote = [*authors.credit(session, company, revision), *admission.step_aside(session, proposal)]
    for one in company:
        marks.acted(session, one, proposal, wrote=True)
    links = [*kinds.linked(session, author, draft, proposal), *again.link(session, proposal, asked)]
    if known:
        admission.again(session, proposal, committee)
    else:
        admission.enter(session, proposal, committee, is_exempt=any(link.kind in offered.EXEMPT for link in links))
    credited = suggestions.credit(session, author, draft, working.now, revision)
    kept: list[Minuted] = [declaring.confirm(session, author, proposal)] if has_confirmed else []
    kept += [*contesting.claimed(session, author, proposal), *typography.kept(session, proposal, revision)]
    minutes.record(
        session, author, "proposals.revise" if known else "proposals.file", proposal, proposal, revision,
        *credited, *wrote, *links, *kept, *ended, documents=filing.digests(session, revision),
        **({"authors": [author.name, *(one.name for one in company)]} if company else {}), **about,
    )  # fmt: skip
    discussing.begin(session, proposal, committee)
    if known is None:
        leaving.settle(session, author, proposal)
    return proposal


def register(
    session: Session, author: Member, draft: Draft, working: drafts.Working, known: Proposal | None, repository: Repository
) -> tuple[Proposal, Revision]:  # fmt: skip
    """The proposal and revision that a sound draft becomes; the draft is gone. What the minutes say is for the caller."""
    is_typographic = known is not None and typography.is_so(session, draft, working, known)
    proposal = _registered(session, author, draft, known)
    revision = filing.revision(session, author, draft, proposal, proposal.revision, working, repository)
    revision.is_typographic = is_typographic
    session.delete(draft)
    cases = citations.known(session, [*proposal.cases, *citations.numbers(proposal.rationale)])
    citations.keep(session, cases, proposal_no=proposal.no or 0)
    marks.acted(session, author, proposal, wrote=True)
    return proposal, revision


def carry(
    session: Session, author: Member, proposal: Proposal, *, repository: Repository, scripts: Sequence[str] = ("Latin",),
    limit: int = LARGEST, committee: Committee = UNRULED,
) -> Proposal:  # fmt: skip
    """File a revision on the newest version that makes word for word the change of the current one, as its replay has it.

    Refuses where somebody has to read or write words first, and where a draft of the next revision has been begun.
    """
    drafts.may_revise(session, author, proposal)
    revision = queries.revision(session, proposal)
    known = replays.standing(session, proposal, revision)
    if known and asking.carried(session, revision, known.newest)[1]:
        raise Refusal(asking.MOVED.format(known.newest), status=409)
    if known is None or known.state != "carried":
        raise Refusal("This proposal cannot be carried as it is. Start a revision and read what changed.", status=409)
    drafts.unbegun(session, author, proposal)
    replays.recorded(session, proposal)
    draft = carrying.carry(session, author, proposal)
    draft.documents = replays.text(session, revision).docs
    draft.note = f"Carried from version {revision.base} to version {known.newest}: the same words removed and added."
    return file(
        session, author, draft, repository=repository, scripts=scripts, limit=limit, committee=committee, is_carried=True
    )  # fmt: skip


def withdraw(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> None:
    """The author takes a proposal back, with a reason. It stays readable, and its number is not given again."""
    leaving.withdraw(session, actor, proposal, reason=reason)


def _registered(session: Session, author: Member, draft: Draft, known: Proposal | None) -> Proposal:
    """The proposal with the draft's words. A new one takes the number after the last: no gaps, whatever failed before."""
    now = db.now()
    proposal = known or Proposal(
        no=(session.exec(select(func.max(Proposal.no))).one() or 0) + 1,
        title="", rationale="", claimed=draft.claimed, claimed_at=now, author_id=author.id or 0, revision=0, filed_at=now,
    )  # fmt: skip
    if proposal.claimed != draft.claimed:
        proposal.claimed_at = now
    proposal.title, proposal.rationale, proposal.claimed = draft.title.strip(), draft.rationale, draft.claimed
    proposal.cases = citations.known(session, draft.cases)
    proposal.revision = filing.next_number(session, proposal)
    session.add(proposal)
    session.flush()
    return proposal
