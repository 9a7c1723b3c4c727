"""Every save of a draft is kept: who, when, what changed. What a draft was when a form was made, and going back to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from workbench import db
from workbench.definition.reading import Text, compare
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.proposals import queries
from workbench.proposals.models import Draft
from workbench.proposals.writing import DraftVersion
from workbench.wording.notices import headline

PAGE = 30
LONG = cast(Any, DraftVersion.documents)
STALE = "This draft was saved elsewhere meanwhile. Save again: what was saved and what you typed are put together."
# What a draft says of itself, as a page calls it.
WORDS = {
    "title": "title",
    "rationale": "reasons",
    "claimed": "class",
    "note": "note",
    "cases": "cases",
    "kind": "kind",
    "others": "proposals it is about",
}


@dataclass(frozen=True)
class Line:
    """One version in the list: `before` is the number of the version it is compared with; None for the first."""

    n: int
    author: str
    changed: str
    row: DraftVersion
    before: int | None


def keep(session: Session, author: Member, draft: Draft, slip: str = "") -> None:
    """Keep what a draft is now as the version of its turn, saved by `author` from the form called `slip`."""
    before = _row(session, draft, draft.turn - 1)
    base = queries.base(session, draft.base).docs
    session.add(
        DraftVersion(
            draft_id=draft.id or 0, n=draft.turn, member_id=author.id or 0, editing=list(draft.editing), title=draft.title,
            documents={path: text for path, text in draft.documents.items() if text != base.get(path)},
            rationale=draft.rationale, claimed=draft.claimed, note=draft.note, cases=list(draft.cases),
            kind=draft.kind, others=draft.others, requirements=draft.requirements,
            changed=_changed(session, draft, before) if before else "begun", slip=slip, saved_at=db.now(),
        )
    )  # fmt: skip


def ensure(session: Session, draft: Draft) -> None:
    """Before a draft changes: what it is now is kept, in the name of who began it, unless a save has kept it."""
    if _row(session, draft, draft.turn) is None:
        author = session.get_one(Member, draft.author_id)
        keep(session, author, draft)
        session.flush()


def at(session: Session, draft: Draft, turn: int) -> Draft:
    """The draft as it was at a turn, not to be saved. 409 for a turn that it never had."""
    if turn == draft.turn:
        return draft
    row = _row(session, draft, turn)
    if row is None:
        raise Refusal(STALE, status=409)
    return _as_draft(session, draft, row)


def version(session: Session, draft: Draft, n: int) -> DraftVersion:
    found = _row(session, draft, n)
    if found is None:
        raise NotHere(f"This draft has no version {n}.")
    return found


def text(session: Session, draft: Draft, row: DraftVersion) -> Text:
    """The text of a version with its clauses."""
    return queries.read(session, _as_draft(session, draft, row).documents, draft.base, queries.before(session, draft))


def index(session: Session, draft: Draft, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """A page of the versions that changed something, the newest first, and the number to go on from, if any are left."""
    query = select(DraftVersion).where(DraftVersion.draft_id == draft.id, DraftVersion.changed != "")
    if before is not None:
        query = query.where(col(DraftVersion.n) < before)
    query = query.order_by(col(DraftVersion.n).desc()).limit(PAGE + 1)
    rows = list(session.exec(query.options(defer(LONG))))  # the texts are long, and not shown
    names = queries.names(session, (row.member_id for row in rows))
    lines = [
        Line(row.n, names[row.member_id], row.changed, row, below.n if below else None)
        for row, below in pairwise([*rows, None])
        if row
    ]
    return lines[:PAGE], rows[PAGE - 1].n if len(rows) > PAGE else None


def neighbour(session: Session, draft: Draft, n: int) -> int | None:
    """The number of the version before one; None for the first."""
    query = select(DraftVersion.n).where(
        DraftVersion.draft_id == draft.id, col(DraftVersion.n) < n, DraftVersion.changed != ""
    )
    return session.exec(query.order_by(col(DraftVersion.n).desc()).limit(1)).first()


def savers(session: Session, draft: Draft, since: int) -> list[str]:
    """Who has saved a draft after one of its turns, by name, the last first."""
    query = (
        select(Member.name)
        .join(DraftVersion, col(DraftVersion.member_id) == Member.id)
        .where(DraftVersion.draft_id == draft.id, col(DraftVersion.n) > since)
        .order_by(col(DraftVersion.n).desc())
        .limit(PAGE)
    )
    return list(dict.fromkeys(session.exec(query)))


def slips(session: Session, draft: Draft, member: Member) -> list[str]:
    """The forms that a member saved last."""
    query = select(DraftVersion.slip).where(DraftVersion.draft_id == draft.id, DraftVersion.member_id == member.id)
    return [slip for slip in session.exec(query.order_by(col(DraftVersion.n).desc()).limit(PAGE)) if slip]


def _row(session: Session, draft: Draft, n: int) -> DraftVersion | None:
    return session.get(DraftVersion, (draft.id, n)) if 0 <= n else None


def _as_draft(session: Session, draft: Draft, row: DraftVersion) -> Draft:
    base = queries.base(session, draft.base).docs
    return Draft(
        id=draft.id, author_id=draft.author_id, proposal_no=draft.proposal_no, base=draft.base, title=row.title,
        rationale=row.rationale, claimed=row.claimed, note=row.note, cases=list(row.cases), editing=list(row.editing),
        documents={path: row.documents.get(path, base.get(path, "")) for path in draft.documents}, taken=draft.taken,
        turn=row.n, shared_at=draft.shared_at, saved_at=row.saved_at, kind=row.kind, others=row.others,
        amends_no=draft.amends_no, amends_n=draft.amends_n, requirements=row.requirements,
    )  # fmt: skip


def _changed(session: Session, draft: Draft, before: DraftVersion) -> str:
    """What a save changed, in a few words; empty where it changed nothing."""
    was = _as_draft(session, draft, before)
    told = [words for name, words in WORDS.items() if getattr(was, name) != getattr(draft, name)]
    parts = ["other " + _listed(told)] if told else []
    parts += ["what a case is judged by"] if was.requirements != draft.requirements else []
    if was.documents != draft.documents:
        base = queries.before(session, draft)
        old, new = (queries.read(session, docs, draft.base, base) for docs in (was.documents, draft.documents))
        parts.insert(0, headline(compare(old, new).summary))
    return "; ".join(parts)


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
