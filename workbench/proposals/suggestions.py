"""Wording that a comment carries: the author of the proposal takes it into the next revision, and its author is named."""

from __future__ import annotations

from sqlmodel import Session

from workbench import db
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import dispositions, drafting, drafts, queries, threads, versions
from workbench.proposals.models import Comment, Draft, Revision


def take(session: Session, author: Member, suggestion: Comment) -> Draft:
    """Put suggested words into the author's draft of the next revision, which is begun if there is none.

    Refuses with 409 where the words it is about do not stand there any more: then a person has to write.
    """
    proposal = queries.proposal(session, suggestion.proposal_no)
    drafts.may_revise(session, author, proposal)
    is_over = suggestion.withdrawn_at or suggestion.settled_at or suggestion.removed_at
    if suggestion.kind != "suggestion" or is_over:
        raise Refusal(
            "This is no suggestion that can be taken. Reload the page and read what became of it.", status=409
        )
    draft = drafts.revise(session, author, proposal)
    if suggestion.id in (draft.taken or ()):
        return draft
    working = drafts.working(session, draft)
    now = working.now
    place = threads.placed(session, proposal, suggestion, working.base, now)
    clause = next((clause for clause in now.clauses if clause.id == place.clause_id), None)
    if clause is None or place.state in ("edited", "gone"):
        raise Refusal(
            "The words this suggestion is about have been changed. Revise the proposal and write them yourself.",
            status=409,
        )
    wording = suggestion.wording
    if suggestion.quote:
        wording = clause.text[: place.start] + wording + clause.text[place.end :]
    edit = drafting.apply(now.docs, now.clauses, {clause.id: drafting.words_of(wording)})
    names = queries.names(session, [suggestion.author_id])
    credit = (
        f"Takes the words that {suggestion.reader or names[suggestion.author_id]} suggested in comment {suggestion.id}."
    )
    versions.ensure(session, draft)
    draft.documents, draft.taken = edit.docs, [*(draft.taken or ()), suggestion.id or 0]
    draft.editing = list(dict.fromkeys([*draft.editing, clause.id])) if draft.editing else []
    draft.note = f"{draft.note} {credit}".strip()
    draft.turn, draft.saved_at = draft.turn + 1, db.now()
    session.add(draft)
    versions.keep(session, author, draft)
    session.flush()
    return draft


def held(session: Session, draft: Draft, now: Text) -> list[Comment]:
    """The suggestions taken into a draft whose words its text still holds; of words that were removed nobody can say."""
    known = [found for number in draft.taken or () if (found := session.get(Comment, number))]
    return [
        one for one in known if not one.removed_at and any(one.wording.strip() in text for text in now.docs.values())
    ]


def credit(session: Session, author: Member, draft: Draft, now: Text, revision: Revision) -> list[Comment]:
    """Mark the suggestions whose words a filed text holds as taken, and answer them."""
    stand = held(session, draft, now)
    for suggestion in stand:
        suggestion.taken_in = revision.n
        session.add(suggestion)
        if suggestion.settled_at is None:
            reason = f"The suggested words are in revision {revision.n}."
            dispositions.dispose(session, author, suggestion, value="accepted", reason=reason, revision=revision.n)
    return stand
