"""Comments by readers without an account: held, then let in by the secretary or the chair under the reader's name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import comments, queries, recusals
from workbench.proposals.discussion import Letter
from workbench.proposals.models import Comment, Proposal

# Letters taken from one place in an hour, and held for one proposal at a time.
AN_HOUR, HELD = 5, 500
PAGE = 50
_ALL = select(func.count()).select_from(Letter)


def source(secret: str, address: str) -> str:
    """Where a letter comes from, as a salted digest: enough to count, and not to tell who."""
    return hashlib.sha256(f"{secret}\0{address}".encode()).hexdigest()


def write(
    session: Session, actor: Member | None, proposal: Proposal, *, place: str, name: str, body: str, clause_id: str, side: str = "proposed",
    quote: str = "", prefix: str = "", suffix: str = "", start: int = 0, revision: int | None = None,
) -> Letter:  # fmt: skip
    """Hold a reader's comment until somebody lets it in. `place` is `source(…)`; floods are refused with 429."""
    permissions.require(actor, "letters.write")
    if proposal.state not in queries.OPEN:
        raise Refusal("This proposal is closed, and so is its discussion.", status=409)
    if not name.strip():
        raise Refusal("Sign with a name, your own or one you are known by.", field="name")
    filed = queries.revision(session, proposal, revision)
    anchor = comments.anchored(session, filed, clause_id, side, quote, (start, prefix, suffix))
    said = Comment(proposal_no=proposal.no or 0, body=body, kind="remark", audience="public", **anchor)
    comments.fitting(None, said)
    since = db.now() - timedelta(hours=1)
    if session.exec(_ALL.where(Letter.source == place, col(Letter.received_at) > since)).one() >= AN_HOUR:
        raise Refusal(f"{AN_HOUR} comments came from your address within an hour. Send this one later.", status=429)
    if session.exec(_ALL.where(Letter.proposal_no == proposal.no)).one() >= HELD:
        raise Refusal("Too many comments wait to be read. Send this one later.", status=429)
    letter = Letter(
        source=place, name=name.strip(), proposal_no=proposal.no or 0, revision=filed.n, side=side, clause_id=clause_id,
        quote=said.quote, prefix=said.prefix, suffix=said.suffix, start=said.start, body=said.body, received_at=db.now(),
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def held(session: Session, *, after: int = 0) -> tuple[Sequence[Letter], int | None]:
    """A page of the letters that wait, the oldest first, and the number to go on from."""
    query = select(Letter).where(col(Letter.id) > after).order_by(col(Letter.id)).limit(PAGE + 1)
    found = session.exec(query).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def waiting(session: Session) -> int:
    return session.exec(_ALL).one()


def letter(session: Session, identity: int) -> Letter:
    found = session.get(Letter, identity)
    if found is None:
        raise NotHere("There is no such comment waiting. Somebody may have let it in or declined it.")
    return found


def admit(session: Session, actor: Member, letter: Letter) -> Comment:
    """Let a reader's comment in: it stands under the reader's name, filed by whoever let it in."""
    permissions.require(actor, "letters.admit")
    proposal = queries.proposal(session, letter.proposal_no)
    recusals.stand_aside(session, actor, proposal)
    comment = comments.post(
        session, actor, proposal, clause_id=letter.clause_id, body=letter.body, side=letter.side, quote=letter.quote,
        prefix=letter.prefix, suffix=letter.suffix, start=letter.start, revision=letter.revision, reader=letter.name,
    )  # fmt: skip
    session.delete(letter)
    return comment


def decline(session: Session, actor: Member, letter: Letter) -> None:
    """Throw a letter away for good: nobody but the secretary and the chair has read it."""
    permissions.require(actor, "letters.admit")
    recusals.stand_aside(session, actor, queries.proposal(session, letter.proposal_no))
    session.delete(letter)
