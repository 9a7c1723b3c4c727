"""An amendment to an amendment becomes the next revision of the proposal that it amends: taken over by that one's author, or by vote.

Without a vote that proposal's sponsors have a day to object (procedure 2.2: a friendly amendment).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from workbench import db
from workbench.config import Committee
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import (
    actions,
    authors,
    authorship,
    discussing,
    drafts,
    filing,
    leaving,
    offering,
    queries,
    relations,
    states,
    typography,
)
from workbench.proposals.links import Link, Objection, Sponsorship
from workbench.proposals.models import CLASSES, Draft, Proposal, Revision
from workbench.wording.footprint import Docs
from workbench.wording.lint import LARGEST
from workbench.wording.merge import merge

NOTICE = timedelta(hours=24)


def link_of(session: Session, amendment: Proposal) -> Link:
    """The link of an amendment to an amendment; refused for any other proposal."""
    found = relations.links(session, amendment, "amends")
    if not found:
        raise Refusal(f"Proposal {amendment.no} amends no other proposal, so it is decided by a ballot.", status=409)
    return found[0]


def opens(link: Link) -> datetime | None:
    """From when on it may be taken over; None: nobody has said that it will be."""
    return link.offered_at + NOTICE if link.offered_at else None


def words(session: Session, amendment: Proposal) -> dict[str, str] | None:
    """The text that taking it over would make; None where its words meet those of a later revision."""
    revision = queries.revision(session, amendment)
    result = queries.merged(session, revision)
    if result is None:
        return queries.documents(session, revision)
    return result.docs if result.state == "clean" else None


def take_over(
    session: Session, author: Member, amendment: Proposal, *, repository: Repository, committee: Committee,
    scripts: Sequence[str] = ("Latin",), limit: int = LARGEST,
) -> Proposal:  # fmt: skip
    """Make an amendment to one's proposal its next revision, credited. With sponsors this is said a day before it is done:
    the first time nothing but the announcement goes on record. Answers the proposal that is amended."""
    link = link_of(session, amendment)
    primary = queries.proposal(session, link.other_no)
    drafts.may_revise(session, author, primary)
    if amendment.state not in states.TALKED:
        raise Refusal(f"Proposal {amendment.no} is {states.WORDS[amendment.state]}.", status=409)
    docs = _unhindered(session, author, amendment, primary)
    if relations.sponsors(session, primary) and not _announced(session, author, amendment, link):
        return primary
    draft = drafts.revise(session, author, primary)
    draft.documents = docs
    names = authorship.names(session, [amendment.no])[amendment.no or 0]
    draft.note = f"Takes over proposal {amendment.no}, “{amendment.title}”, by {names}."
    actions.file(
        session, author, draft, repository=repository, scripts=scripts, limit=limit, committee=committee, is_announced=True
    )  # fmt: skip
    states.move(session, amendment, "merged_into")
    link.taken_in = primary.revision
    session.add(link)
    minutes.record(session, author, "proposals.take_over", amendment, amendment, link)
    return primary


def carried(session: Session, actor: Member, amendment: Proposal, *, ballot: int, repository: Repository) -> Revision:
    """What was carried in a ballot is the next revision of the proposal that it amends: its exact text, by its own authors and
    those of what it amends.

    The class of change is the higher one of the two. What the other author has drafted and not filed is put together with it."""
    link, filed = link_of(session, amendment), queries.revision(session, amendment)
    primary, author = queries.proposal(session, link.other_no), session.get_one(Member, amendment.author_id)
    amended = queries.revision(session, primary)
    before, docs = queries.text(session, amended).docs, queries.documents(session, filed)
    company = {member.id: member for member in authors.beside(session, filed)}
    company |= {no: session.get_one(Member, no) for no in authorship.ids(session, primary)}
    company.pop(author.id, None)
    draft = Draft(
        author_id=author.id or 0, proposal_no=primary.no, base=filed.base, title=primary.title, rationale=primary.rationale,
        claimed=max(primary.claimed, amendment.claimed, key=CLASSES.index), cases=list(primary.cases), documents=docs,
        note=f"Adopts proposal {amendment.no}, “{amendment.title}”, by ballot {ballot}.", saved_at=db.now(),
        requirements=amended.requirements,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    _, made = actions.register(session, author, draft, drafts.working(session, draft), primary, repository)
    wrote = [
        *authors.credit(session, company.values(), made),
        *typography.kept(session, primary, made),
        *offering.replaced(session, primary),
    ]
    if primary.state == "no_quorum":
        states.move(session, primary, "discussion")
    states.move(session, amendment, "merged_into")
    link.taken_in = made.n
    session.add(link)
    minutes.record(
        session, actor, "proposals.carry", amendment, amendment, primary, made, *wrote, link, ballot=ballot,
        documents=filing.digests(session, made),
    )  # fmt: skip
    discussing.revised(session, primary, amended)
    _join(session, actor, primary, before, docs)
    return made


def _join(session: Session, actor: Member, primary: Proposal, before: Docs, now: Docs) -> None:
    """Put a draft of the next revision together with the text that was voted into the current one; where they meet it has
    the words voted on, and what its author had written is the version before."""
    begun = drafts.unfiled(session, session.get_one(Member, primary.author_id), primary)
    joined = merge(before, now, begun.documents).docs if begun else None
    if begun and joined:
        drafts.save(session, actor, begun, turn=begun.turn, documents=joined, editing=begun.editing)


def _unhindered(session: Session, author: Member, amendment: Proposal, primary: Proposal) -> dict[str, str]:
    """The text to file, unless something stands in the way of it."""
    if found := relations.objections(session, amendment):
        names = ", ".join(name for _, name in found)
        raise Refusal(
            f"{names} objects to taking it over without a vote. Talk about it, or write the words as a revision of your own.",
            status=409,
        )
    drafts.unbegun(session, author, primary)
    docs = words(session, amendment)
    if docs is None:
        raise Refusal(
            f"Its words meet those of revision {primary.revision}. Ask its author to revise it, then take it over.",
            status=409,
        )
    return docs


def _announced(session: Session, author: Member, amendment: Proposal, link: Link) -> bool:
    """Whether the sponsors have had their day. Says now that it will be taken over where nobody has said so."""
    now, start = db.now(), opens(link)
    if start is None:
        link.offered_at = now
        session.add(link)
        minutes.record(session, author, "proposals.offer", amendment, link)
        return False
    if now < start:
        raise Refusal(
            f"The sponsors may object until {start:%-d %B %Y, %H:%M} UTC. Take it over after that.", status=409
        )
    return True


def object_to(session: Session, actor: Member, amendment: Proposal, *, reason: str) -> Objection:
    """A sponsor of the amended proposal is against taking this over without a vote."""
    permissions.require(actor, "proposals.sponsor")
    link = link_of(session, amendment)
    support = session.get(Sponsorship, (link.other_no, actor.id))
    if support is None or support.ended_at:
        whom = f"the sponsors of proposal {link.other_no}"
        raise Refusal(f"Only {whom} may object. Say in a comment what you think.", status=403, whom=whom)
    if amendment.state not in states.TALKED:
        raise Refusal(f"Proposal {amendment.no} is {states.WORDS[amendment.state]}: nothing waits for you.", status=409)
    row = session.get(Objection, (amendment.no, actor.id)) or Objection(
        proposal_no=amendment.no or 0, member_id=actor.id or 0, reason="", made_at=db.now()
    )
    row.reason, row.made_at, row.ended_at = leaving.reasoned(reason), db.now(), None
    session.add(row)
    minutes.record(session, actor, "proposals.object", amendment, row)
    return row


def take_back(session: Session, actor: Member, amendment: Proposal) -> None:
    """A sponsor no longer objects."""
    permissions.require(actor, "proposals.sponsor")
    row = session.get(Objection, (amendment.no, actor.id))
    if row is None or row.ended_at:
        raise Refusal("No objection of yours stands here.", status=409)
    row.ended_at = db.now()
    session.add(row)
    minutes.record(session, actor, "proposals.unobject", amendment, row)
