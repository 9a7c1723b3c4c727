"""Who writes a draft, and who may read it: inviting members, joining, leaving, sharing it with the committee, credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import drafts, queries
from workbench.proposals.models import Draft, Revision
from workbench.proposals.writing import DraftAuthor, RevisionAuthor

# Members whose names a form offers; of a larger committee a name is typed in full.
OFFERED = 400
PAGE = 30
# the texts of a draft, which no list shows
LONG = cast(Any, Draft.documents)


@dataclass(frozen=True)
class Invited:
    """A member asked to write a draft, and whether they have joined."""

    member: Member
    joined: bool


@dataclass(frozen=True)
class Line:
    """One draft in a list of others' drafts."""

    draft: Draft
    author: str


def invite(session: Session, author: Member, draft: Draft, *, name: str) -> Member:
    """Ask a member of the committee, by name, to write a draft together. They read it at once, and write once they join."""
    permissions.require(author, "drafts.write")
    drafts.begun_by(author, draft, "invites others to it")
    wanted = " ".join(name.split()).casefold()
    found = [member for member in _committee(session) if member.name.casefold() == wanted]
    if not wanted or not found:
        raise Refusal("No member of the committee is called that. Choose a name from the list.", field="invitee")
    if found[0].id == author.id:
        raise Refusal("You write this draft already. Choose somebody else.", field="invitee")
    if session.get(DraftAuthor, (draft.id, found[0].id)):
        raise Refusal(f"{found[0].name} is invited already.", field="invitee")
    session.add(DraftAuthor(draft_id=draft.id or 0, member_id=found[0].id or 0, invited_at=db.now()))
    session.flush()
    return found[0]


def take_back(session: Session, author: Member, draft: Draft, *, member_id: int) -> None:
    """Take an invitation back, also of somebody who has joined. What they have written stays in the draft."""
    permissions.require(author, "drafts.write")
    drafts.begun_by(author, draft, "takes an invitation back")
    _asked(session, draft, member_id)


def join(session: Session, member: Member, draft: Draft) -> None:
    """Accept an invitation: from now on the member writes the draft, and is named as an author of what is filed from it."""
    permissions.require(member, "drafts.write")
    asked = session.get(DraftAuthor, (draft.id, member.id))
    if asked is None:
        raise Refusal("This invitation was taken back. Ask who began the draft.", status=409)
    asked.joined_at = asked.joined_at or db.now()
    session.add(asked)


def leave(session: Session, member: Member, draft: Draft) -> None:
    """Decline an invitation, or stop being an author. What the member has written stays in the draft."""
    permissions.require(member, "drafts.write")
    _asked(session, draft, member.id or 0)


def share(session: Session, author: Member, draft: Draft, *, shared: bool) -> None:
    """Let the committee read a draft as it is written, or no longer. Nobody else ever does."""
    permissions.require(author, "drafts.write")
    drafts.begun_by(author, draft, "shares it")
    draft.shared_at = (draft.shared_at or db.now()) if shared else None
    session.add(draft)


def credit(session: Session, company: Iterable[Member], revision: Revision) -> list[RevisionAuthor]:
    """Put on record who wrote a revision with the one who files it; for the entry in the minutes."""
    rows = [
        RevisionAuthor(proposal_no=revision.proposal_no, n=revision.n, member_id=member.id or 0) for member in company
    ]
    session.add_all(rows)
    session.flush()
    return rows


def company(session: Session, draft: Draft) -> list[Invited]:
    """Everybody invited to a draft, by name."""
    rows = session.exec(
        select(Member, DraftAuthor.joined_at)
        .join(DraftAuthor, col(DraftAuthor.member_id) == Member.id)
        .where(DraftAuthor.draft_id == draft.id)
        .order_by(col(Member.name))
    )
    return [Invited(member, joined is not None) for member, joined in rows]


def joined(session: Session, draft: Draft) -> list[Member]:
    """Those who write a draft with the one who began it."""
    return [invited.member for invited in company(session, draft) if invited.joined]


def others(session: Session, author: Member, draft: Draft) -> list[Member]:
    """Those who write a draft with one of its authors; refused where this is none."""
    everybody = [session.get_one(Member, draft.author_id), *joined(session, draft)]
    if author.id not in {member.id for member in everybody}:
        raise Refusal("Only its authors may file this draft.", status=403, whom="its authors")
    return [member for member in everybody if member.id != author.id]


def to_invite(session: Session, draft: Draft, company: Sequence[Invited]) -> list[str]:
    """The names that can be invited still."""
    there = {draft.author_id, *(invited.member.id for invited in company)}
    return [member.name for member in _committee(session) if member.id not in there][:OFFERED]


def readable(session: Session, member: Member, identity: int) -> Draft:
    """A draft that a member may read: their own, one they are invited to, or one shared with the committee they sit on."""
    found = session.get(Draft, identity)
    if found and (
        found.shared_at or found.author_id == member.id or session.get(DraftAuthor, (identity, member.id)) is not None
    ):
        permissions.require(member, "drafts.write")
        return found
    raise NotHere("There is no such draft that you may read. It may have been filed, or is no longer shared.")


def shared(session: Session, member: Member, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """A page of others' drafts that the committee may read, the newest first, and the number to go on from."""
    query = select(Draft, Member.name).join(Member, col(Member.id) == Draft.author_id).where(*_others(member))
    if before is not None:
        query = query.where(col(Draft.id) < before)
    rows = list(session.exec(query.options(defer(LONG)).order_by(col(Draft.id).desc()).limit(PAGE + 1)))
    lines = [Line(draft, name) for draft, name in rows[:PAGE]]
    return lines, rows[PAGE - 1][0].id if len(rows) > PAGE else None


def shared_count(session: Session, member: Member) -> int:
    """How many drafts of others the committee may read."""
    return session.exec(select(func.count()).select_from(Draft).where(*_others(member))).one()


def _others(member: Member) -> tuple[Any, ...]:
    return col(Draft.shared_at).is_not(None), Draft.author_id != member.id


def invitations(session: Session, member: Member) -> list[Line]:
    """The drafts a member is invited to and has not answered."""
    rows = session.exec(
        select(Draft, Member.name)
        .join(DraftAuthor, col(DraftAuthor.draft_id) == Draft.id)
        .join(Member, col(Member.id) == Draft.author_id)
        .where(DraftAuthor.member_id == member.id, col(DraftAuthor.joined_at).is_(None))
        .options(defer(LONG))
        .order_by(col(Draft.id).desc())
    )
    return [Line(draft, name) for draft, name in rows]


def of_revisions(session: Session, proposal_no: int) -> dict[int, list[str]]:
    """Revision -> the names of those who wrote it with the one who filed it; without an entry where nobody did."""
    rows = session.exec(
        select(RevisionAuthor.n, Member.name)
        .join(Member, col(Member.id) == RevisionAuthor.member_id)
        .where(RevisionAuthor.proposal_no == proposal_no)
        .order_by(col(RevisionAuthor.n), col(Member.id))
    )
    found: dict[int, list[str]] = {}
    for n, name in rows:
        found.setdefault(n, []).append(name)
    return found


def beside(session: Session, revision: Revision) -> list[Member]:
    """Those who wrote a filed revision with the one who filed it."""
    mine = (RevisionAuthor.proposal_no == revision.proposal_no, RevisionAuthor.n == revision.n)
    query = select(Member).join(RevisionAuthor, col(RevisionAuthor.member_id) == Member.id).where(*mine)
    return list(session.exec(query.order_by(col(Member.id))))


def beginner(session: Session, draft: Draft) -> str:
    """The name of who began a draft."""
    return queries.names(session, [draft.author_id])[draft.author_id]


def _asked(session: Session, draft: Draft, member_id: int) -> None:
    asked = session.get(DraftAuthor, (draft.id, member_id))
    if asked is None:
        raise Refusal("This invitation is gone already. Reload the page.", status=409)
    session.delete(asked)


def _committee(session: Session) -> list[Member]:
    """The active members who may draft, by name."""
    found = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.name), col(Member.id)))
    return [member for member in found if permissions.may(member, "drafts.write")]
