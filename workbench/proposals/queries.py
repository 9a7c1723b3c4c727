"""What pages and other rooms ask of proposals: the filed texts with their clauses, lists, who touches which clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, func, or_, select

from workbench.definition import queries as definition
from workbench.definition.held import Held
from workbench.definition.models import ClauseState, Version
from workbench.definition.reading import Text
from workbench.errors import NotHere
from workbench.members.models import Member
from workbench.proposals import audience, authorship
from workbench.proposals.models import Citation, Comment, Draft, Proposal, Revision, RevisionDocument
from workbench.proposals.offered import stood
from workbench.proposals.writing import DraftAuthor
from workbench.wording import clauses as wording
from workbench.wording.merge import Merge, merge

PAGE = 30
_held: Held[Text] = Held(32)
# A proposal that may still become the text.
OPEN = (
    "submitted",
    "seeking_sponsors",
    "discussion",
    "last_call",
    "tabled",
    "balloting",
    "no_quorum",
    "ratifying",
    "ratified",
)


# Of a comment: it begins a thread that is not settled.
UNSETTLED = (col(Comment.parent_id).is_(None), col(Comment.settled_at).is_(None), col(Comment.withdrawn_at).is_(None))


@dataclass(frozen=True)
class Line:
    """One proposal in a list. `clauses` are the numbers of what it changes in its base, `added` counts new clauses."""

    proposal: Proposal
    author: str
    clauses: tuple[str, ...]
    added: int
    threads: int


def proposal(session: Session, no: int) -> Proposal:
    found = session.get(Proposal, no)
    if found is None:
        raise NotHere(f"There is no proposal {no}.")
    return found


def revision(session: Session, proposal: Proposal, n: int | None = None) -> Revision:
    """A revision of a proposal: the current one, or the one with that number."""
    found = session.get(Revision, (proposal.no, proposal.revision if n is None else n))
    if found is None:
        raise NotHere(f"Proposal {proposal.no} has no revision {n}.")
    return found


def current(session: Session, no: int) -> Revision:
    """The current revision of the proposal with that number."""
    return revision(session, proposal(session, no))


def revisions(session: Session, proposal: Proposal, upto: int | None = None) -> list[Revision]:
    """All that are or were the current one, in order; or those up to one, itself with them."""
    query = stood(select(Revision).where(Revision.proposal_no == proposal.no), upto).order_by(col(Revision.n))
    return list(session.exec(query.where(Revision.n <= upto) if upto else query))


def documents(session: Session, revision: Revision) -> dict[str, str]:
    """The whole text of a revision: path -> text, in committee order."""
    rows = session.exec(
        select(RevisionDocument.path, RevisionDocument.sha256)
        .where(RevisionDocument.proposal_no == revision.proposal_no, RevisionDocument.n == revision.n)
        .order_by(col(RevisionDocument.position))
    )
    return {path: definition.text(session, sha256) for path, sha256 in rows}


def base(session: Session, label: str) -> Text:
    """A version of the definition as a text with its clauses, ids as they are on record."""
    return definition.read(session, definition.version(session, label))


def before(session: Session, thing: Draft | Revision) -> Text:
    """The text that a draft or revision was written against: a version or, where it amends one, a revision."""
    if thing.amends_no is None:
        return base(session, thing.base)
    return text(session, revision(session, proposal(session, thing.amends_no), thing.amends_n))


def read(session: Session, docs: dict[str, str], label: str, on: Text | None = None) -> Text:
    """A text written against a version, or against `on`, a revision on that version: its clauses carry the ids they have
    there, new ones get ids never used before."""
    version = definition.version(session, label)
    used = frozenset(
        session.exec(select(ClauseState.clause_id).where(ClauseState.ordinal <= version.ordinal).distinct())
    )
    return _read(tuple(docs.items()), on or base(session, label), used)


@lru_cache(maxsize=16)
def _read(docs: tuple[tuple[str, str], ...], before: Text, used: frozenset[str]) -> Text:
    texts = dict(docs)
    return before if texts == before.docs else Text(texts, wording.read(texts, before.clauses, used))


def text(session: Session, revision: Revision) -> Text:
    """The text of a revision with its clauses; of the last few asked for, from memory."""
    return _held.get(
        revision, lambda: read(session, documents(session, revision), revision.base, before(session, revision))
    )


def merged(session: Session, revision: Revision) -> Merge | None:
    """How a revision goes together with the newest version; None where it was written against that one.

    An amendment to an amendment goes together with the current revision of the proposal that it amends."""
    if revision.amends_no:
        amended = current(session, revision.amends_no)
        if amended.n == revision.amends_n:
            return None
        return _merged(before(session, revision), text(session, amended), text(session, revision))
    newest = definition.newest(session)
    if newest.label == revision.base:
        return None
    return _merged(base(session, revision.base), definition.read(session, newest), text(session, revision))


@lru_cache(maxsize=32)
def _merged(old: Text, new: Text, proposed: Text) -> Merge:
    return merge(old.docs, new.docs, proposed.docs)


def versions_between(session: Session, first: str, last: str) -> list[Version]:
    """The versions from one label to another, both included, in order of time."""
    ends = [definition.version(session, label).ordinal for label in (first, last)]
    within = col(Version.ordinal).between(min(ends), max(ends))
    return list(session.exec(select(Version).where(within).order_by(col(Version.ordinal))))


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Member id -> name."""
    wanted = {identity for identity in ids if identity is not None}
    return dict(session.exec(select(Member.id, Member.name).where(col(Member.id).in_(wanted))).all()) if wanted else {}


def index(session: Session, *, state: str = "", before: int | None = None) -> tuple[list[Line], int | None]:
    """A page of proposals, newest first, and the number to go on from, if any are left."""
    query = select(Proposal).order_by(col(Proposal.no).desc()).limit(PAGE + 1)
    if state == "open":
        query = query.where(col(Proposal.state).in_(OPEN))
    elif state:
        query = query.where(Proposal.state == state)
    if before:
        query = query.where(col(Proposal.no) < before)
    found = list(session.exec(query))
    return lines(session, found[:PAGE]), found[PAGE - 1].no if len(found) > PAGE else None


def lines(session: Session, proposals: Sequence[Proposal]) -> list[Line]:
    """These proposals with authors, clauses and open threads, in four queries however many there are."""
    numbers = [proposal.no for proposal in proposals]
    authors = authorship.names(session, numbers)
    current = session.exec(select(Revision).join(Proposal, authorship.NOW).where(col(Proposal.no).in_(numbers)))
    touched = {revision.proposal_no: revision for revision in current}
    standing = _numbers(session, touched.values())
    threads = open_threads(session, numbers)
    made = []
    for proposal in proposals:
        changed = touched[proposal.no or 0]
        known = [standing[key] for identity in changed.touched if (key := (changed.base, identity)) in standing]
        clauses = tuple(number for _, number in sorted(known) if number)
        line = Line(
            proposal,
            authors[proposal.no or 0],
            clauses,
            len(changed.touched) - len(known),
            threads.get(proposal.no, 0),
        )
        made.append(line)
    return made


def _numbers(session: Session, revisions: Iterable[Revision]) -> dict[tuple[str, str], tuple[int, str]]:
    """(base, clause id) -> position and number of the clause there."""
    revisions = list(revisions)
    rows = session.exec(
        select(Version.label, ClauseState.clause_id, ClauseState.position, ClauseState.number)
        .join(ClauseState, col(ClauseState.ordinal) == Version.ordinal)
        .where(
            col(Version.label).in_({revision.base for revision in revisions}),
            col(ClauseState.clause_id).in_({identity for revision in revisions for identity in revision.touched}),
        )
    )
    return {(label, identity): (position, number) for label, identity, position, number in rows}


def open_threads(
    session: Session, numbers: Iterable[int | None], viewer: Member | None = None
) -> dict[int | None, int]:
    """Proposal number -> threads not settled that this person may read; without an entry where there is none."""
    query = select(Comment.proposal_no, func.count()).where(col(Comment.proposal_no).in_(list(numbers)), *UNSETTLED)
    return dict(session.exec(audience.visible(query, viewer).group_by(col(Comment.proposal_no))).all())


def unsettled(session: Session, number: int, limit: int = 50) -> list[tuple[Comment, str]]:
    """The open public threads of a proposal with the names of those who began them, the oldest first."""
    query = (
        select(Comment, Member.name)
        .join(Member, col(Member.id) == Comment.author_id)
        .where(Comment.proposal_no == number, *UNSETTLED)
        .order_by(col(Comment.id))
        .limit(limit)
    )
    return [(comment, comment.reader or name) for comment, name in session.exec(audience.visible(query, None))]


def touching(session: Session, clause_id: str) -> list[Proposal]:
    """The open proposals whose current revision changes this clause."""
    return touching_any(session, [clause_id]).get(clause_id, [])


def touching_any(session: Session, clause_ids: Iterable[str]) -> dict[str, list[Proposal]]:
    """Clause id -> the open proposals whose current revision changes it; without an entry where none does."""
    rows = session.exec(
        select(Proposal, Revision)
        .join(Revision, (col(Revision.proposal_no) == Proposal.no) & (col(Revision.n) == Proposal.revision))
        .where(col(Proposal.state).in_(OPEN))
        .order_by(col(Proposal.no))
    )
    wanted, found = set(clause_ids), dict[str, list[Proposal]]()
    for proposal, revision in rows:
        for identity in wanted.intersection(revision.touched):
            found.setdefault(identity, []).append(proposal)
    return found


def citing(session: Session, case_no: int) -> list[tuple[Proposal, list[int]]]:
    """The proposals that cite a case, each with the numbers of its public comments that do."""
    rows = session.exec(
        select(Proposal, Citation.comment_id)
        .join(Citation, col(Citation.proposal_no) == Proposal.no)
        .outerjoin(Comment, col(Comment.id) == Citation.comment_id)
        .where(Citation.case_no == case_no, func.coalesce(Comment.audience, "public") == "public")
        .order_by(col(Proposal.no), col(Citation.comment_id))
    )
    found: dict[int | None, tuple[Proposal, list[int]]] = {}
    for proposal, comment in rows:
        found.setdefault(proposal.no, (proposal, []))[1].extend([comment] if comment else [])
    return list(found.values())


def drafts(session: Session, author: Member) -> list[Draft]:
    """The drafts that a member began or writes with others, the last saved first. Nobody else's."""
    own = select(Draft).where(written_by(author))
    return list(session.exec(own.order_by(col(Draft.saved_at).desc(), col(Draft.id).desc())))


def written_by(author: Member) -> Any:
    """For a query over drafts: those that a member began or has joined."""
    joined = select(DraftAuthor.draft_id).where(
        DraftAuthor.member_id == author.id, col(DraftAuthor.joined_at).is_not(None)
    )
    return or_(Draft.author_id == author.id, col(Draft.id).in_(joined))


def draft(session: Session, author: Member, identity: int) -> Draft:
    """A draft that a member began or writes with others; to everybody else it does not exist."""
    found = session.get(Draft, identity)
    if found is None or found.author_id != author.id and not _writes(session, author, identity):
        raise NotHere("There is no such draft of yours. It may have been filed or discarded.")
    return found


def _writes(session: Session, member: Member, identity: int) -> bool:
    asked = session.get(DraftAuthor, (identity, member.id))
    return asked is not None and asked.joined_at is not None
