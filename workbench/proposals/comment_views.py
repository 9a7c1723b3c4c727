"""Writing comments: on selected words with script, on words typed or pasted without it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.errors import NotHere
from workbench.proposals import comments, pages, queries, remarks, review, seeing, suggestions, threads
from workbench.proposals.discussion import NOTES
from workbench.proposals.forms import CommentForm, NoWords, ReplyForm, SettleForm, WithdrawForm
from workbench.proposals.models import Comment, Proposal
from workbench.proposals.pieces import Shown
from workbench.proposals.review import Review
from workbench.wording.faces import html_clause

bp = Blueprint("comments", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


@bp.get("/proposals/<int:no>/comment")
def compose(no: int) -> Response:
    """The form: to htmx alone, else a page with both texts of the clause to copy words from."""
    words = MultiDict({name: request.args.get(name, "") for name in CommentForm.model_fields})
    return _form(queries.proposal(web.session(), no), words, {})


def _form(proposal: Proposal, words: Words, errors: Errors) -> Response:
    session = web.session()
    revision = queries.revision(session, proposal, _counted(words.get("revision", type=int)))
    sides = {side: comments.clauses_of(session, revision, side) for side in comments.SIDES}
    found = {side: next((c for c in known if c.id == words.get("clause")), None) for side, known in sides.items()}
    shown = {side: clause for side, clause in found.items() if clause}
    if not shown:
        raise NotHere("There is no such clause in this proposal. Open its page and choose one there.")
    template = "comments/_compose.html" if web.hx() else "comments/compose.html"
    return web.page(
        template, proposal=proposal, revision=revision, shown=shown, words=words, errors=errors, nav="proposals",
        faces={side: Markup(html_clause(clause)) for side, clause in shown.items()},
    )  # fmt: skip


def _counted(number: int | None) -> int | None:
    """The number of a revision; of what can be none the form says nothing, and shows the current one."""
    return number if number and 0 < number <= web.LARGEST else None


@bp.post("/proposals/<int:no>/comments")
def post(no: int) -> Any:
    """File a comment; to htmx the clause comes back with it, else the page at its place."""
    proposal = queries.proposal(web.session(), no)

    def act(form: CommentForm) -> Response | Answer:
        if form.to in NOTES:
            kept = remarks.keep(web.session(), g.viewer, proposal, form.to, body=form.body, **form.anchor, **form.about)
            return _clause_of(proposal, kept.clause_id) if web.hx() else web.see("remarks.index", no=no)
        said = comments.post(web.session(), g.viewer, proposal, body=form.body, **form.anchor, **form.about)
        return _clause(proposal, said) if web.hx() else _back(said)

    return web.submitted(CommentForm, act, lambda words, errors: _form(proposal, words, errors))


def _back(comment: Comment) -> Answer:
    return web.see("proposals.show", f"comment-{comment.parent_id or comment.id}", no=comment.proposal_no)


def _clause_of(proposal: Proposal, clause_id: str) -> Response:
    """The clause again, with a note that only this member sees beside it."""
    made = review.of(web.session(), proposal, None, g.viewer)
    row = made.row(clause_id)
    if row is None:
        response = Response("")
        response.headers["HX-Redirect"] = url_for("remarks.index", no=proposal.no)
        return response
    return web.said(
        web.page("definition/_clause.html", row=row, redlined=True, **pages.data(made)), "Kept for you alone."
    )


def _clause(proposal: Proposal, said: Comment) -> Response:
    """The clause with its threads, the new one marked. Elsewhere by now (an old page): the whole page is asked for again."""
    made = review.of(web.session(), proposal, said.revision, g.viewer)
    thread = threads.named(made.threads.all, said.id or 0)
    row = made.row(thread.clause) if thread else None
    if thread is None or row is None or row.clause != said.clause_id:
        response = Response("")
        response.headers["HX-Redirect"] = url_for("proposals.show", no=proposal.no, _anchor=f"comment-{said.id}")
        return response
    g.fresh = said.id
    number = made.numbers.get(row.clause) or "this clause"
    response = web.page("definition/_clause.html", row=row, redlined=True, **pages.data(made))
    return web.said(response, f"Comment filed on clause {number}." if number[0].isdigit() else "Comment filed.")


@bp.post("/comments/<int:identity>/replies")
def reply(identity: int) -> Any:
    thread = comments.thread(web.session(), identity, g.viewer)

    def act(form: ReplyForm) -> Response | Answer:
        comments.reply(web.session(), g.viewer, thread, body=form.body)
        return _answered(thread, "Reply filed.")

    return web.submitted(ReplyForm, act, lambda words, errors: _refused(thread, words, errors))


@bp.post("/comments/<int:identity>/settle")
def settle(identity: int) -> Any:
    thread = comments.thread(web.session(), identity, g.viewer)

    def act(form: SettleForm) -> Response | Answer:
        comments.settle(web.session(), g.viewer, thread, outcome=form.outcome)
        return _answered(thread, "Thread settled.")

    return web.submitted(SettleForm, act, lambda words, errors: _refused(thread, words, errors))


@bp.post("/comments/<int:identity>/acknowledge")
def acknowledge(identity: int) -> Any:
    thread = comments.thread(web.session(), identity, g.viewer)
    seeing.acknowledge(web.session(), g.viewer, thread)
    return _answered(thread, "Acknowledged.")


@bp.post("/comments/<int:identity>/reopen")
def reopen(identity: int) -> Any:
    thread = comments.thread(web.session(), identity, g.viewer)

    def act(_form: NoWords) -> Response | Answer:
        comments.reopen(web.session(), g.viewer, thread)
        return _answered(thread, "Thread reopened.")

    return web.submitted(NoWords, act, lambda words, errors: _refused(thread, words, errors))


@bp.get("/comments/<int:identity>/words")
def words(identity: int) -> Response:
    """One comment or reply: its words now and before, and its author's forms to change or withdraw it."""
    return _words(comments.comment(web.session(), identity, g.get("viewer")), MultiDict(), {})


def _words(comment: Comment, words: Words, errors: Errors) -> Response:
    session, viewer = web.session(), g.get("viewer")
    proposal = queries.proposal(session, comment.proposal_no)
    is_open = proposal.state in queries.OPEN and not (comment.withdrawn_at or comment.settled_at or comment.removed_at)
    is_own = viewer is not None and viewer.id == comment.author_id and not comment.reader
    return web.page(
        "comments/words.html", comment=comment, proposal=proposal, earlier=comments.earlier(session, comment), words=words,
        errors=errors, author=comment.reader or queries.names(session, [comment.author_id])[comment.author_id],
        may_edit=is_open and is_own, nav="proposals",
        may_withdraw=is_open and viewer is not None and (is_own or comment.kind != "concern" and "secretary" in viewer.held),
    )  # fmt: skip


@bp.post("/comments/<int:identity>/words")
def edit(identity: int) -> Any:
    comment = comments.comment(web.session(), identity, g.get("viewer"))

    def act(form: ReplyForm) -> Answer:
        comments.edit(web.session(), g.viewer, comment, body=form.body)
        return _back(comment)

    return web.submitted(ReplyForm, act, lambda words, errors: _words(comment, words, errors))


@bp.post("/comments/<int:identity>/withdraw")
def withdraw(identity: int) -> Any:
    comment = comments.comment(web.session(), identity, g.get("viewer"))

    def act(form: WithdrawForm) -> Answer:
        comments.withdraw(web.session(), g.viewer, comment, why=form.why)
        return _back(comment)

    return web.submitted(WithdrawForm, act, lambda words, errors: _words(comment, words, errors))


@bp.post("/comments/<int:identity>/take")
def take(identity: int) -> Any:
    """Put a suggestion into the author's draft of the next revision, and go there."""
    thread = comments.thread(web.session(), identity, g.viewer)

    def act(_form: NoWords) -> Answer:
        draft = suggestions.take(web.session(), g.viewer, thread)
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(NoWords, act, lambda words, errors: _refused(thread, words, errors))


@bp.get("/comments/<int:identity>")
def show(identity: int) -> Response:
    """A thread with what may be done with it: to htmx that alone, to stand in its place; else on a page of its own."""
    made, thread, own = _thread(comments.thread(web.session(), identity, g.get("viewer")))
    if web.hx():
        return web.page("comments/_acts.html", thread=thread, own=own)
    panel = render_template("comments/_acts.html", thread=thread, own=own) if g.viewer else ""
    return web.page("comments/thread.html", review=made, thread=thread, panel=Markup(panel), nav="proposals")


def _answered(thread: Comment, sentence: str) -> Response | Answer:
    """To htmx the thread as it is now, else its place on the page."""
    if not web.hx():
        return _back(thread)
    g.fresh = thread.id
    _, shown, _ = _thread(thread)
    return web.said(web.page("comments/_thread.html", thread=shown), sentence)


def _refused(comment: Comment, words: Words, errors: Errors) -> Response:
    made, thread, own = _thread(comment)
    panel = Markup(render_template("comments/_acts.html", thread=thread, own=own, words=words, errors=errors))
    template = "comments/_thread.html" if web.hx() else "comments/thread.html"
    return web.page(template, review=made, thread=thread, panel=panel, nav="proposals")


def _thread(comment: Comment) -> tuple[Review, Shown, list[Comment]]:
    """The page that a thread stands on, the thread as the viewer sees it, and their own replies in it."""
    session = web.session()
    made = review.of(session, queries.proposal(session, comment.proposal_no), None, g.get("viewer"))
    thread = threads.named(made.threads.all, comment.id or 0)
    assert thread is not None
    said = [reply.comment for reply in thread.replies if g.viewer and reply.comment.author_id == g.viewer.id]
    (shown,) = pages.shown(made, [thread])
    return made, shown, [reply for reply in said if not reply.withdrawn_at]
