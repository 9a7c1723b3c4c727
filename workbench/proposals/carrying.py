"""A draft that brings a proposal to the newest version, and what of its author's wording was held back on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import Session

from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import drafting, drafts, queries
from workbench.proposals.models import Draft, Proposal
from workbench.wording import clauses as wording
from workbench.wording.blocks import Clause
from workbench.wording.merge import CONFLICTS, Merge


def carry(session: Session, author: Member, proposal: Proposal) -> Draft:
    """A draft that brings the current revision to the newest version.

    Where the two changed the same words, the draft holds the newest wording and `held_back` gives the author's.
    """
    drafts.may_revise(session, author, proposal)
    newest, revision = definition.newest(session), queries.revision(session, proposal)
    if revision.amends_no:
        return drafts.revise(session, author, proposal)
    begun = drafts.unfiled(session, author, proposal)
    if begun and begun.base != newest.label:
        raise Refusal(
            f"You have a draft of this proposal on version {begun.base}. File it or discard it, then carry the proposal.",
            status=409,
        )
    if begun or revision.base == newest.label:
        return begun or drafts.revise(session, author, proposal)
    result = queries.merged(session, revision)
    assert result is not None and result.docs is not None  # the bases differ, and both sides have the same documents
    now = queries.read(session, result.docs, newest.label)
    here = {clause.id for clause in now.clauses}
    met = conflicts(result, queries.base(session, revision.base))
    editing = [identity for identity in dict.fromkeys([*met, *revision.touched]) if identity in here]
    note = f"Carried from version {revision.base} to version {newest.label}."
    return drafts.new(session, author, newest.label, result.docs, proposal=proposal, editing=editing, note=note)


def conflicts(result: Merge, base: Text, kinds: Collection[str] = CONFLICTS) -> list[str]:
    """The clauses in which two changes met in one of these ways, by their ids on record.

    A merge reads the base without its past; the clauses are the same in the same order, their names may be others.
    """
    fresh = wording.read(base.docs)
    names = {there.id: known.id for there, known in zip(fresh, base.clauses, strict=True)}
    met = [meeting.clause_id for meeting in result.meetings if meeting.kind in kinds]
    return list(dict.fromkeys(names.get(identity, identity) for identity in met))


def held_back(session: Session, draft: Draft, now: Text) -> dict[str, str]:
    """Clause id -> the author's wording in the revision, where a carried draft began with the newest version's instead.

    Empty words: the author had taken the clause out. What has been taken over since, word for word, is not listed.
    """
    if draft.proposal_no is None:
        return {}
    revision = queries.revision(session, queries.proposal(session, draft.proposal_no))
    result = queries.merged(session, revision) if revision.base != draft.base else None
    if result is None or result.docs is None or result.state != "conflict":
        return {}
    joined = conflicts(result, queries.base(session, revision.base), ("same_change", "apart", "touching"))
    theirs, here = _words(queries.text(session, revision).clauses), _words(now.clauses)
    begun = set(_words(wording.read(result.docs)).values())
    held = {identity: theirs.get(identity, "") for identity in revision.touched if identity not in joined}
    return {
        identity: words
        for identity, words in held.items()
        if (words not in begun and words not in here.values() if words else identity in here)
    }


def _words(clauses: Iterable[Clause]) -> dict[str, str]:
    return {clause.id: drafting.words_of(clause.text) for clause in clauses}


def take_over(session: Session, draft: Draft, text: Text, identity: str) -> drafting.Edit:
    """The text with the author's own wording of a clause that was held back."""
    words = held_back(session, draft, text).get(identity)
    if words is None:
        return drafting.apply(text.docs, text.clauses, {})
    if any(clause.id == identity for clause in text.clauses):
        return drafting.apply(text.docs, text.clauses, {identity: words})
    revision = queries.revision(session, queries.proposal(session, draft.proposal_no or 0))
    return drafting.restore(text.docs, text.clauses, queries.text(session, revision).clauses, identity)
