"""What an author does with a draft before it is filed. Drafts are private, saved at every turn, and not in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import asking, authorship, drafting, offered, periods, queries, relations, states, versions
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.proposals.writing import DraftAuthor
from workbench.wording.blocks import Clause

REVISABLE = ("submitted", "seeking_sponsors", "discussion", "last_call", "tabled", "no_quorum")
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
    return new(session, author, newest.label, definition.documents(session, newest), editing=[clause] if clause else [])


def revise(session: Session, author: Member, proposal: Proposal) -> Draft:
    """A draft of the next revision, with the words of the current one, or of one offered since and not taken, and all authors on it. An
    open draft is returned."""
    may_revise(session, author, proposal)
    if begun := unfiled(session, author, proposal):
        return begun
    offer = offered.latest(session, proposal)
    revision = queries.revision(session, proposal, offer.n if offer else None)
    text = queries.text(session, revision)
    here = {clause.id for clause in text.clauses}
    editing = [identity for identity in revision.touched if identity in here]
    if revision.amends_no:
        result, amended = queries.merged(session, revision), queries.current(session, revision.amends_no)
        docs = result.docs if result and result.docs else text.docs
        return amending(session, author, amended, docs=docs, proposal=proposal, editing=editing)
    draft = new(session, author, revision.base, text.docs, proposal=proposal, editing=editing)
    if offer:
        draft.title, draft.rationale, draft.cases = offer.title, offer.rationale, list(offer.cases)
        draft.claimed, draft.requirements = offer.claimed or proposal.claimed, revision.requirements
    return draft


def amending(
    session: Session, author: Member, amended: Revision, *, docs: dict[str, str] | None = None,
    proposal: Proposal | None = None, editing: Sequence[str] = (),
) -> Draft:  # fmt: skip
    """A draft written against a revision of a proposal: an amendment to the amendment, beginning with its words."""
    text = queries.text(session, amended)
    here = {clause.id for clause in text.clauses}
    opened = editing or [identity for identity in amended.touched if identity in here]
    draft = new(session, author, amended.base, docs or text.docs, proposal=proposal, editing=opened)
    draft.amends_no, draft.amends_n = amended.proposal_no, amended.n
    return draft


def bring(
    session: Session, author: Member, base: str, docs: dict[str, str], *, title: str = "", rationale: str = "",
    proposal: Proposal | None = None, amends: Revision | None = None,
) -> Draft:  # fmt: skip
    """A draft with a text made elsewhere on a version, or on a revision that it `amends`, its changed clauses open."""
    permissions.require(author, "drafts.write")
    if proposal:
        may_revise(session, author, proposal)
        unbegun(session, author, proposal)
    before = queries.text(session, amends) if amends else queries.base(session, base)
    now = queries.read(session, docs, base, before)
    here = {clause.id for clause in now.clauses}
    touched = [identity for identity in definition.touched(before, now) if identity in here]
    if amends:
        draft = amending(session, author, amends, docs=docs, proposal=proposal, editing=touched)
    else:
        draft = new(session, author, base, docs, proposal=proposal, editing=touched)
    draft.title, draft.rationale = draft.title or title[:200], draft.rationale or rationale
    session.add(draft)
    session.flush()
    return draft


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
    """Refuse unless this is one of the proposal's authors and its text may still change."""
    permissions.require(author, "drafts.write")
    if author.id not in authorship.ids(session, proposal):
        raise Refusal(
            "Only its authors may revise this proposal. Comment on the words you would change.",
            status=403,
            whom="its authors",
        )
    if proposal.state in states.VOTED:
        why = "A ballot on this proposal is open" if proposal.state == "balloting" else "This proposal was carried"
        raise Refusal(f"{why}, so its text stands still. Wait for the result.", status=409)
    relations.await_amendments(session, proposal)
    if proposal.state not in REVISABLE:
        raise Refusal("This proposal is closed. Start a new draft from the clause you would change.", status=409)
    periods.still(session, proposal)


def unfiled(session: Session, author: Member, proposal: Proposal) -> Draft | None:
    """The draft of the next revision that the author writes, alone or with others, if there is one."""
    query = select(Draft).where(queries.written_by(author), Draft.proposal_no == proposal.no)
    return session.exec(query.order_by(col(Draft.id))).first()


def unbegun(session: Session, author: Member, proposal: Proposal) -> None:
    """Refuse while a draft of the next revision is begun."""
    begun = unfiled(session, author, proposal)
    if begun and begun.author_id == author.id:
        raise Refusal(f"You have a draft of proposal {proposal.no}. File it or discard it first.", status=409)
    if begun:
        [name] = queries.names(session, [begun.author_id]).values()
        raise Refusal(
            f"{name} has begun a draft of proposal {proposal.no} that you write too. File it, or leave it.",
            status=409,
        )


def new(
    session: Session,
    author: Member,
    label: str,
    docs: dict[str, str],
    *,
    proposal: Proposal | None = None,
    editing: Sequence[str] = (),
    note: str = "",
) -> Draft:
    """A draft of a text on a version; of a proposal's next revision with its words, and with all its authors on it."""
    draft = Draft(
        author_id=author.id or 0, base=label, documents=dict(docs), note=note, saved_at=db.now(),
        editing=list(editing) if len(editing) <= MOST_BOXES else [],
    )  # fmt: skip
    if proposal:
        draft.proposal_no, draft.title, draft.rationale = proposal.no, proposal.title, proposal.rationale
        draft.claimed, draft.cases = proposal.claimed, list(proposal.cases)
        draft.requirements, _ = asking.carried(session, queries.revision(session, proposal), label)
    session.add(draft)
    session.flush()
    others = authorship.ids(session, proposal) - {author.id} if proposal else ()
    session.add_all(
        DraftAuthor(draft_id=draft.id or 0, member_id=other, invited_at=draft.saved_at, joined_at=draft.saved_at)
        for other in others
    )
    session.flush()
    return draft
