"""What an author does with a draft before it is filed. Drafts are private, saved at every turn, and not in the minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import drafting, queries, relations, versions
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.wording import clauses as wording
from workbench.wording.blocks import Clause
from workbench.wording.merge import CONFLICTS, Merge

REVISABLE = ("submitted", "seeking_sponsors", "discussion", "no_quorum")
# A draft that touches more clauses than this opens as whole text: a form holds no more boxes than a person can survey.
MOST_BOXES = 60


@dataclass(frozen=True)
class Working:
    """A draft as it stands: its base and its own text, each with its clauses."""

    base: Text
    now: Text

    def clause(self, identity: str) -> Clause | None:
        return next((clause for clause in self.now.clauses if clause.id == identity), None)

    def was(self, identity: str) -> Clause | None:
        return next((clause for clause in self.base.clauses if clause.id == identity), None)


def working(session: Session, draft: Draft, docs: dict[str, str] | None = None) -> Working:
    """The draft's text with its clauses, or `docs` in its place: what a form holds that is not saved."""
    base = queries.before(session, draft)
    return Working(base, queries.read(session, docs or draft.documents, draft.base, base))


def start(session: Session, author: Member, *, clause: str = "") -> Draft:
    """A new draft on the newest version: one clause opened for editing, or without one the whole text."""
    permissions.require(author, "drafts.write")
    newest = definition.newest(session)
    if clause and clause not in {known.id for known in definition.clauses(session, newest)}:
        raise NotHere(f"There is no clause “{clause}” in version {newest.label}.")
    return _new(
        session, author, newest.label, definition.documents(session, newest), editing=[clause] if clause else []
    )


def revise(session: Session, author: Member, proposal: Proposal) -> Draft:
    """A draft of the next revision, with the words of the current one. One draft a proposal: an open one is returned."""
    may_revise(session, author, proposal)
    begun = unfiled(session, author, proposal)
    if begun:
        return begun
    revision = queries.revision(session, proposal)
    text = queries.text(session, revision)
    here = {clause.id for clause in text.clauses}
    editing = [identity for identity in revision.touched if identity in here]
    if revision.amends_no:
        result, amended = queries.merged(session, revision), queries.current(session, revision.amends_no)
        docs = result.docs if result and result.docs else text.docs
        return amending(session, author, amended, docs=docs, proposal=proposal, editing=editing)
    return _new(session, author, revision.base, text.docs, proposal=proposal, editing=editing)


def amending(
    session: Session, author: Member, amended: Revision, *, docs: dict[str, str] | None = None,
    proposal: Proposal | None = None, editing: Sequence[str] = (),
) -> Draft:  # fmt: skip
    """A draft written against a revision of a proposal: an amendment to the amendment, beginning with its words."""
    text = queries.text(session, amended)
    here = {clause.id for clause in text.clauses}
    opened = editing or [identity for identity in amended.touched if identity in here]
    draft = _new(session, author, amended.base, docs or text.docs, proposal=proposal, editing=opened)
    draft.amends_no, draft.amends_n = amended.proposal_no, amended.n
    return draft


def bring(
    session: Session, author: Member, base: str, docs: dict[str, str], *, title: str = "", rationale: str = "",
    proposal: Proposal | None = None,
) -> Draft:  # fmt: skip
    """A draft with a text made elsewhere on a version, its changed clauses open for editing."""
    permissions.require(author, "drafts.write")
    if proposal:
        may_revise(session, author, proposal)
        if unfiled(session, author, proposal):
            raise Refusal("You have a draft of this proposal. File it or discard it first.", status=409)
        if queries.revision(session, proposal).amends_no:
            raise Refusal("This one amends another proposal: a file knows only versions. Revise it on its page.")
    before, now = queries.base(session, base), queries.read(session, docs, base)
    here = {clause.id for clause in now.clauses}
    touched = [identity for identity in definition.touched(before, now) if identity in here]
    draft = _new(session, author, base, docs, proposal=proposal, editing=touched)
    draft.title, draft.rationale = draft.title or title[:200], draft.rationale or rationale
    session.add(draft)
    session.flush()
    return draft


def carry(session: Session, author: Member, proposal: Proposal) -> Draft:
    """A draft that brings the current revision to the newest version.

    Where the two changed the same words, the draft holds the newest wording and `held_back` gives the author's.
    """
    may_revise(session, author, proposal)
    newest, revision = definition.newest(session), queries.revision(session, proposal)
    if revision.amends_no:
        return revise(session, author, proposal)
    begun = unfiled(session, author, proposal)
    if begun and begun.base != newest.label:
        raise Refusal(
            f"You have a draft of this proposal on version {begun.base}. File it or discard it, then carry the proposal.",
            status=409,
        )
    if begun or revision.base == newest.label:
        return begun or revise(session, author, proposal)
    result = queries.merged(session, revision)
    assert result is not None and result.docs is not None  # the bases differ, and both sides have the same documents
    now = queries.read(session, result.docs, newest.label)
    here = {clause.id for clause in now.clauses}
    met = conflicts(result, queries.base(session, revision.base))
    editing = [identity for identity in dict.fromkeys([*met, *revision.touched]) if identity in here]
    note = f"Carried from version {revision.base} to version {newest.label}."
    return _new(session, author, newest.label, result.docs, proposal=proposal, editing=editing, note=note)


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


def save(
    session: Session,
    author: Member,
    draft: Draft,
    *,
    turn: int,
    documents: dict[str, str],
    editing: Sequence[str],
    slip: str = "",
    **words: Any,
) -> Draft:
    """Keep what the author typed (`words`: title, rationale, claimed, note, cases, kind, others), faults included.

    Words from before the last save are refused with 409: `turn` is the number they were written at (meeting.py puts them
    together with what was saved since).
    """
    permissions.require(author, "drafts.write")
    if turn != draft.turn:
        raise Refusal(versions.STALE, status=409)
    if documents.keys() != draft.documents.keys():
        raise Refusal("Only the documents of the definition can be changed. Reload the page and try again.")
    versions.ensure(session, draft)
    draft.documents, draft.editing = dict(documents), list(editing)
    for name in words.keys() & {"title", "rationale", "claimed", "note", "cases", "kind", "others"}:
        setattr(draft, name, words[name])
    draft.turn += 1
    draft.saved_at = db.now()
    session.add(draft)
    versions.keep(session, author, draft, slip)
    session.flush()
    return draft


def discard(session: Session, author: Member, draft: Draft) -> None:
    """Throw a draft away for good, with all its versions. What was filed from it stays."""
    permissions.require(author, "drafts.write")
    begun_by(author, draft, "discards it. You can leave it")
    session.delete(draft)


def begun_by(author: Member, draft: Draft, does: str) -> None:
    """Refuse unless this is the member who began the draft; `does` ends the sentence on what is theirs alone."""
    if draft.author_id != author.id:
        raise Refusal(f"Only who began this draft {does}.", status=403, whom="who began it")


def reopened(editing: Sequence[str], edit: drafting.Edit, before: Working, after: Text) -> list[str]:
    """Which clauses are open after an edit: whatever now stands where the open ones stood, in the order of the text.

    A removed clause of the base stays open, to be put back; a removed new one is let go.
    """
    opened: list[str] = []
    for name in editing:
        opened += edit.ids(name, after.clauses) or ([name] if before.was(name) else [])
    order = {clause.id: at for at, clause in enumerate(after.clauses)}
    opened = sorted(dict.fromkeys(opened), key=lambda name: order.get(name, _where(name, before.base, order)))
    return opened or [clause.id for clause in after.clauses[:1]]


def _where(name: str, base: Text, order: dict[str, int]) -> float:
    """Where a removed clause would stand: just behind the nearest clause before it that is still there."""
    place = -1.0
    for clause in base.clauses:
        if clause.id == name:
            break
        place = order.get(clause.id, place)
    return place + 0.5


def may_revise(session: Session, author: Member, proposal: Proposal) -> None:
    """Refuse unless this is the proposal's author and its text may still change."""
    permissions.require(author, "drafts.write")
    if proposal.author_id != author.id:
        raise Refusal(
            "Only its author may revise this proposal. Comment on the words you would change.",
            status=403,
            whom="its author",
        )
    if proposal.state == "balloting":
        raise Refusal("A ballot on this proposal is open, so its text stands still. Wait for the result.", status=409)
    relations.await_amendments(session, proposal)
    if proposal.state not in REVISABLE:
        raise Refusal("This proposal is closed. Start a new draft from the clause you would change.", status=409)


def unfiled(session: Session, author: Member, proposal: Proposal) -> Draft | None:
    """The author's draft of the next revision, if there is one."""
    query = select(Draft).where(Draft.author_id == author.id, Draft.proposal_no == proposal.no)
    return session.exec(query.order_by(col(Draft.id))).first()


def _new(
    session: Session, author: Member, label: str, docs: dict[str, str], *, proposal: Proposal | None = None,
    editing: Sequence[str] = (), note: str = "",
) -> Draft:  # fmt: skip
    draft = Draft(
        author_id=author.id or 0, base=label, documents=dict(docs), note=note, saved_at=db.now(),
        editing=list(editing) if len(editing) <= MOST_BOXES else [],
    )  # fmt: skip
    if proposal:
        draft.proposal_no, draft.title, draft.rationale = proposal.no, proposal.title, proposal.rationale
        draft.claimed, draft.cases = proposal.claimed, list(proposal.cases)
    session.add(draft)
    session.flush()
    return draft
