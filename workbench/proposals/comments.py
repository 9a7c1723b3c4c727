"""Comments on the words of a revision: said, answered, settled, reopened. The anchor is never rewritten."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.members.permissions import Person
from workbench.minutes import record as minutes
from workbench.proposals import audience, authorship, citations, marks, mentions, queries, recusals
from workbench.proposals.discussion import CommentText
from workbench.proposals.models import AUDIENCES, COMMENTS, Comment, Proposal, Revision
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
    text = queries.before(session, revision) if side == "base" else queries.text(session, revision)
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
    **about: Any,
) -> Comment:
    """Open a thread on words of a clause, or without a quote on the whole clause.

    The words are looked for where `start`, `prefix` and `suffix` say (characters of the clause), then in the whole
    clause; refused where they do not stand. `about`: kind, audience, wording of a suggestion, remedy of a concern,
    review_id, reader, objects_to of a formal objection.
    """
    permissions.require(actor, "comments.write")
    still_open(proposal)
    filed = queries.revision(session, proposal, revision)
    if filed.n > proposal.revision:
        raise Refusal(
            f"Revision {filed.n} is not the current one. Comment on the words of revision {proposal.revision}.", status=409
        )  # fmt: skip
    comment = Comment(
        proposal_no=proposal.no or 0, author_id=actor.id or 0, body=body, written_at=db.now(),
        **anchored(session, filed, clause_id, side, quote, (start, prefix, suffix)), **about,
    )  # fmt: skip
    fitting(actor, comment)
    if not comment.reader:
        marks.acted(session, actor, proposal)
    return _kept(session, actor, comment, "comments.object" if comment.objects_to else "comments.post")


def anchored(
    session: Session, filed: Revision, clause_id: str, side: str, quote: str, near: tuple[int, str, str] = (0, "", "")
) -> dict[str, Any]:
    """The columns that hold a remark to its words. `near`: where they start in the clause, what stands before and behind."""
    clauses = clauses_of(session, filed, side)
    clause = next((known for known in clauses if known.id == clause_id), None)
    if clause is None:
        raise Refusal("There is no such clause on that side. Choose the other side or another clause.", field="clause")
    found = locate(clauses, clause_id, quote, *near) if quote.strip() else (0, 0)
    if found is None:
        raise Refusal("These words do not stand there. Copy them from the clause as it is shown.", field="quote")
    read = reading(clause) if quote.strip() else None
    return {
        "revision": filed.n, "side": side, "document": clause.document, "clause_id": clause_id, "quote": normal(quote),
        "start": found[0], "end": found[1], "prefix": read.said(0, found[0])[-AROUND:] if read else "",
        "suffix": read.said(found[1], len(clause.text))[:AROUND] if read else "",
    }  # fmt: skip


def fitting(actor: Member | None, comment: Comment) -> None:
    """Refuse what says nothing, or does not go with the kind of the comment."""
    comment.body = _said(comment.body)
    if comment.kind not in COMMENTS or comment.audience not in AUDIENCES:
        raise Refusal("Choose what kind of comment this is, and who reads it.", field="kind")
    if comment.audience == "committee":
        permissions.require(actor, "comments.committee")
    if comment.kind == "concern" and comment.wording.strip():
        raise Refusal("Suggest wording, or raise a concern. To do both, file two comments.", field="remedy")
    if comment.kind != "suggestion":
        comment.wording = ""
    elif comment.side != "proposed":
        raise Refusal("Wording can be suggested for the text as proposed. Select the words there.", field="side")
    elif comment.quote and comment.wording.strip() == comment.quote.strip():
        raise Refusal("The suggested words are the ones that stand there. Change some.", field="wording")
    elif not comment.quote and not comment.wording.strip():
        raise Refusal("Write how the clause should read.", field="wording")
    if comment.kind != "concern":
        comment.remedy = ""
    elif comment.objects_to is None and not permissions.may(actor, "comments.committee"):
        raise Refusal("Only members raise a concern that stands in the way of a ballot. Comment instead.", field="kind")
    elif not comment.remedy.strip():
        raise Refusal("Say what would satisfy you, so that it can be done.", field="remedy")


def edit(session: Session, actor: Member, comment: Comment, *, body: str) -> None:
    """Other words for one's own comment or reply. The earlier words are kept, and can be read."""
    _own(session, actor, comment)
    if _said(body) == comment.body:
        raise Refusal("These are the words that stand there. Change some.", field="body")
    session.add(
        CommentText(comment_id=comment.id or 0, n=comment.texts, body=comment.body, written_at=comment.written_at)
    )
    comment.body, comment.texts, comment.written_at = _said(body), comment.texts + 1, db.now()
    _kept(session, actor, comment, "comments.edit")


def withdraw(session: Session, actor: Member, comment: Comment, *, why: str) -> None:
    """Take a comment or reply back: a reason stands in place of its words. The secretary may, for what breaks the rules, unless
    recused from the proposal; a concern only its author may: else the chair overrules it with a reason."""
    if comment.kind == "concern" or "secretary" not in actor.held:
        _own(session, actor, comment)
    elif comment.withdrawn_at or comment.removed_at:
        raise Refusal("This was withdrawn or removed already.", status=409)
    if comment.author_id != actor.id:
        recusals.stand_aside(session, actor, queries.proposal(session, comment.proposal_no))
    if not why.strip():
        raise Refusal("Say in a sentence why it is withdrawn.", field="why")
    comment.withdrawn_at, comment.withdrawn_by, comment.withdrawn_why = db.now(), actor.id, why.strip()
    citations.keep(session, [], proposal_no=comment.proposal_no, comment_id=comment.id or 0)
    session.add(comment)
    minutes.record(session, actor, "comments.withdraw", comment, comment)


def _own(session: Session, actor: Member, comment: Comment) -> None:
    permissions.require(actor, "comments.write")
    if comment.author_id != actor.id or comment.reader:
        raise Refusal("Only its author may do this. Reply instead.", status=403, whom="the author of the comment")
    if comment.withdrawn_at:
        raise Refusal("This was withdrawn already.", status=409)
    if comment.removed_at:
        raise Refusal("These words were removed already.", status=409)
    if comment.settled_at:
        raise Refusal("This thread is settled. Reopen it first.", status=409)
    still_open(queries.proposal(session, comment.proposal_no))


def earlier(session: Session, comment: Comment) -> list[CommentText]:
    """The words a comment had before, the first first."""
    query = select(CommentText).where(CommentText.comment_id == comment.id).order_by(col(CommentText.n))
    return list(session.exec(query))


def concerns(session: Session, proposal: Proposal) -> list[Comment]:
    """The concerns that stand in the way of a ballot: raised, and neither cleared nor withdrawn."""
    query = select(Comment).where(
        Comment.proposal_no == proposal.no, Comment.kind == "concern", col(Comment.settled_at).is_(None),
        col(Comment.withdrawn_at).is_(None),
    )  # fmt: skip
    return list(session.exec(query.order_by(col(Comment.id))))


def reply(session: Session, actor: Member, thread: Comment, *, body: str) -> Comment:
    """Answer in a thread, settled or not."""
    permissions.require(actor, "comments.write")
    proposal = queries.proposal(session, thread.proposal_no)
    still_open(proposal)
    comment = Comment(
        proposal_no=thread.proposal_no, revision=proposal.revision, parent_id=_root(thread).id, author_id=actor.id or 0,
        side=thread.side, document=thread.document, clause_id=thread.clause_id, body=_said(body), written_at=db.now(),
        audience=thread.audience,
    )  # fmt: skip
    marks.acted(session, actor, proposal)
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
    act = "settle" if thread.kind != "concern" else "clear" if actor.id == thread.author_id else "overrule"
    minutes.record(session, actor, f"comments.{act}", thread, thread)


def reopen(session: Session, actor: Member, thread: Comment) -> None:
    """Open a settled thread again. How it had been settled stays in the minutes."""
    _may_settle(session, actor, thread)
    if not _root(thread).settled_at:
        raise Refusal("This thread is open already. Reply in it.", status=409)
    if is_overruled(thread) and "chair" not in actor.held:
        raise Refusal(
            "The chair overruled this concern. If a later revision gives reason, raise it anew on the words as they stand.", status=409
        )  # fmt: skip
    thread.settled_at, thread.settled_by, thread.outcome = None, None, ""
    session.add(thread)
    minutes.record(session, actor, "comments.reopen", thread, thread)


def comment(session: Session, identity: int, viewer: Member | None) -> Comment:
    """A comment or reply; one that this person may not read is not there."""
    found = session.get(Comment, identity)
    if found is None or not audience.may_read(viewer, found):
        raise NotHere("There is no such comment.")
    return found


def thread(session: Session, identity: int, viewer: Member | None) -> Comment:
    """The comment that opens a thread, for whoever may read it."""
    found = comment(session, identity, viewer)
    if found.parent_id is not None:
        raise NotHere("There is no such thread.")
    return found


def may_settle(actor: Person | None, thread: Comment, authors: Collection[int]) -> bool:
    """The thread's author, the proposal's `authors`, the secretary and the chair may; a concern only its author or the chair; a
    formal objection only its author (objecting.py decides on it)."""
    if actor is None or not permissions.may(actor, "comments.settle") or thread.withdrawn_at:
        return False
    if thread.kind == "concern":
        return actor.id == thread.author_id or "chair" in actor.held and not thread.objects_to
    return actor.id in (thread.author_id, *authors) or bool({"secretary", "chair"} & set(actor.held))


def is_overruled(thread: Comment) -> bool:
    """Whether a concern was settled by another than who raised it."""
    return thread.kind == "concern" and thread.settled_by not in (None, thread.author_id)


def ending(thread: Comment) -> str:
    """How a thread without a disposition was closed: settled or, of a concern, cleared, overruled or upheld."""
    if thread.kind != "concern":
        return "settled"
    return "upheld" if thread.upheld else "overruled" if is_overruled(thread) else "cleared"


def may_reopen(actor: Person | None, thread: Comment, authors: Collection[int]) -> bool:
    """Who may settle may reopen; what the chair overruled only a chair."""
    may = may_settle(actor, thread, authors)
    return may and actor is not None and (not is_overruled(thread) or "chair" in actor.held)


def _may_settle(session: Session, actor: Member, thread: Comment) -> None:
    permissions.require(actor, "comments.settle")
    proposal = queries.proposal(session, thread.proposal_no)
    if actor.id != thread.author_id:
        recusals.stand_aside(session, actor, proposal)
    if not may_settle(actor, thread, authorship.ids(session, proposal)):
        raise Refusal(
            "Only who raised this concern clears it, or the chair overrules it with a reason. Reply instead."
            if thread.kind == "concern"
            else "Only who began this thread, the proposal's authors, the secretary or the chair may do this. Reply instead.",
            status=403, whom="the thread's author, the proposal's authors, the secretary or the chair",
        )  # fmt: skip
    still_open(proposal)


def still_open(proposal: Proposal) -> None:
    """Refuse (409) what would be said of a closed proposal."""
    if proposal.state not in queries.OPEN:
        raise Refusal("This proposal is closed, and so is its discussion. Start a new draft to go on.", status=409)


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
    mentions.keep(session, comment)
    minutes.record(session, actor, act, comment, comment)
    return comment
