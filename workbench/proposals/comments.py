"""Comments on the words of a revision: said, answered, settled, reopened. The anchor is never rewritten."""

from __future__ import annotations

from sqlmodel import Session

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import citations, queries
from workbench.proposals.models import Comment, Proposal, Revision
from workbench.wording.anchors import locate
from workbench.wording.blocks import Clause
from workbench.wording.reading import normal, reading

SIDES = ("base", "proposed")
# Characters kept of what is read before and behind commented words.
AROUND = 32


def clauses_of(session: Session, revision: Revision, side: str) -> tuple[Clause, ...]:
    """The clauses that a comment on this side of a revision hangs on."""
    if side not in SIDES:
        raise Refusal("Say on which text the words stand: as it is, or as proposed.", field="side")
    text = queries.base(session, revision.base) if side == "base" else queries.text(session, revision)
    return text.clauses


def post(
    session: Session,
    actor: Member,
    proposal: Proposal,
    *,
    clause_id: str,
    body: str,
    side: str = "proposed",
    quote: str = "",
    prefix: str = "",
    suffix: str = "",
    start: int = 0,
    revision: int | None = None,
) -> Comment:
    """Open a thread on words of a clause, or without a quote on the whole clause.

    The words are looked for where `start`, `prefix` and `suffix` say (characters of the clause), then in the whole
    clause; refused where they do not stand.
    """
    permissions.require(actor, "comments.write")
    _open(proposal)
    filed = queries.revision(session, proposal, revision)
    clauses = clauses_of(session, filed, side)
    clause = next((known for known in clauses if known.id == clause_id), None)
    if clause is None:
        raise Refusal("There is no such clause on that side. Choose the other side or another clause.", field="clause")
    found = locate(clauses, clause_id, quote, start, prefix, suffix) if quote.strip() else (0, 0)
    if found is None:
        raise Refusal("These words do not stand there. Copy them from the clause as it is shown.", field="quote")
    comment = Comment(
        proposal_no=proposal.no or 0, revision=filed.n, author_id=actor.id or 0, side=side, document=clause.document,
        clause_id=clause_id, quote=normal(quote), start=found[0], end=found[1], body=_said(body), written_at=db.now(),
    )  # fmt: skip
    if comment.quote:
        read = reading(clause)
        comment.prefix = read.said(0, found[0])[-AROUND:]
        comment.suffix = read.said(found[1], len(clause.text))[:AROUND]
    return _kept(session, actor, comment, "comments.post")


def reply(session: Session, actor: Member, thread: Comment, *, body: str) -> Comment:
    """Answer in a thread, settled or not."""
    permissions.require(actor, "comments.write")
    proposal = queries.proposal(session, thread.proposal_no)
    _open(proposal)
    comment = Comment(
        proposal_no=thread.proposal_no, revision=proposal.revision, parent_id=_root(thread).id, author_id=actor.id or 0,
        side=thread.side, document=thread.document, clause_id=thread.clause_id, body=_said(body), written_at=db.now(),
    )  # fmt: skip
    return _kept(session, actor, comment, "comments.reply")


def settle(session: Session, actor: Member, thread: Comment, *, outcome: str) -> None:
    """Close a thread with a sentence that says how."""
    _may_settle(session, actor, thread)
    if _root(thread).settled_at:
        raise Refusal("This thread is settled already. Reopen it to say something else.", status=409)
    if not outcome.strip():
        raise Refusal("Say in a sentence how this was settled.", field="outcome")
    thread.settled_at, thread.settled_by, thread.outcome = db.now(), actor.id, outcome.strip()
    session.add(thread)
    minutes.record(session, actor, "comments.settle", thread, thread)


def reopen(session: Session, actor: Member, thread: Comment) -> None:
    """Open a settled thread again. How it had been settled stays in the minutes."""
    _may_settle(session, actor, thread)
    if not _root(thread).settled_at:
        raise Refusal("This thread is open already. Reply in it.", status=409)
    thread.settled_at, thread.settled_by, thread.outcome = None, None, ""
    session.add(thread)
    minutes.record(session, actor, "comments.reopen", thread, thread)


def thread(session: Session, identity: int) -> Comment:
    """The comment that opens a thread."""
    found = session.get(Comment, identity)
    if found is None or found.parent_id is not None:
        raise NotHere("There is no such thread.")
    return found


def may_settle(actor: Member | None, thread: Comment, proposal: Proposal) -> bool:
    """The thread's author, the proposal's author, the secretary and the chair may."""
    if actor is None or not permissions.may(actor, "comments.settle"):
        return False
    return actor.id in (thread.author_id, proposal.author_id) or bool({"secretary", "chair"} & set(actor.held))


def _may_settle(session: Session, actor: Member, thread: Comment) -> None:
    permissions.require(actor, "comments.settle")
    proposal = queries.proposal(session, thread.proposal_no)
    if not may_settle(actor, thread, proposal):
        raise Refusal(
            "Only who began this thread, the proposal's author, the secretary or the chair may do this. Reply instead.",
            status=403, whom="the thread's author, the proposal's author, the secretary or the chair",
        )  # fmt: skip
    _open(proposal)


def _open(proposal: Proposal) -> None:
    if proposal.state not in queries.OPEN:
        raise Refusal(
            "This proposal is closed, and so is its discussion. Start a new draft to take it up again.", status=409
        )


def _root(comment: Comment) -> Comment:
    if comment.parent_id is not None:
        raise Refusal("This is a reply. Turn to the comment that opened the thread.")
    return comment


def _said(body: str) -> str:
    if len(body.strip()) < 2:
        raise Refusal("Write at least a few words.", field="body")
    return body.strip()


def _kept(session: Session, actor: Member, comment: Comment, act: str) -> Comment:
    comment.cases = citations.known(session, citations.numbers(comment.body))
    session.add(comment)
    session.flush()
    citations.keep(session, comment.cases, proposal_no=comment.proposal_no, comment_id=comment.id or 0)
    minutes.record(session, actor, act, comment, comment)
    return comment
