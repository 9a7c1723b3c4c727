"""Pages of dispositions: one comment with what became of it, and the report of a proposal as page, file and print."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import BaseModel, Field
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.proposals import (
    authorship,
    citations,
    comments,
    council,
    dispositions,
    objecting,
    queries,
    recusals,
    threads,
)
from workbench.proposals.discussion import DISPOSITIONS
from workbench.proposals.dispositions import Line
from workbench.proposals.forms import Number, Prose, ReasonForm, Sentence
from workbench.proposals.models import Comment

bp = Blueprint("dispositions", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]
COLUMNS = (
    "comment", "revision", "clause", "words", "author", "said", "disposition", "answered_in_revision", "reason", "decided_by",
    "decided_at", "reply_by", "reply", "answer", "words_now",
)  # fmt: skip


class DispositionForm(BaseModel):
    value: Annotated[str, Field(min_length=1, max_length=40)]
    outcome: Sentence
    revision: Number | None = None


class AttackForm(BaseModel):
    """What is wrong with a disposition, and what would satisfy."""

    body: Prose
    remedy: Sentence


class DecisionForm(ReasonForm):
    """Whether a formal objection is upheld."""

    upheld: Annotated[str, Field(pattern="^(yes|no)$")]


class AnswerForm(BaseModel):
    reply: Annotated[str, Field(min_length=1, max_length=40)]
    answer: Sentence = ""


@bp.get("/comments/<int:identity>/disposition")
def show(identity: int) -> Response:
    return _page(_thread(identity), MultiDict(), {})


def _thread(identity: int) -> Comment:
    return comments.thread(web.session(), identity, g.get("viewer"))


def _page(thread: Comment, words: Words, errors: Errors) -> Response:
    session, viewer = web.session(), g.get("viewer")
    proposal = queries.proposal(session, thread.proposal_no)
    given = dispositions.given(session, thread)
    course = threads.course(session, proposal, thread)
    revised = [step.revision.author_id for step in course]
    voices = council.voices(session, [thread]).get(thread.id or 0, []) if thread.objects_to else []
    people = queries.names(
        session,
        [
            thread.author_id, thread.settled_by, thread.acknowledged_by, *(made.decided_by for made in given), *revised,
            *(voice.member_id for voice in voices),
        ],
    )  # fmt: skip
    values = dispositions.values_for(viewer, thread, authorship.ids(session, proposal))
    if viewer and viewer.id != thread.author_id and viewer.id in recusals.out(session, [proposal]):
        values = ()
    objection = objecting.of(session, thread)
    stands = thread.objects_to is not None and not thread.settled_at and not thread.withdrawn_at
    here = council.of(session, [thread])[thread.id or 0] if stands else None
    may_answer = dispositions.may_reply(viewer, thread) and dispositions.current(session, thread) is not None
    return web.page(
        "dispositions/show.html", proposal=proposal, thread=thread, given=given, people=people, course=course, words=words,
        errors=errors, values=values, objection=objection, council=here, voices=voices, decided_by=council.NAMED if voices else people.get(thread.settled_by), ending=comments.ending(thread), said=citations.html(thread.body, thread.cases),
        standing=dispositions.current(session, thread), answered=dispositions.answered, may_answer=may_answer, nav="proposals",
        revisions=[one.n for one in queries.revisions(web.session(), proposal) if one.n >= thread.revision], is_open=proposal.state in queries.OPEN,
    )  # fmt: skip


@bp.post("/comments/<int:identity>/disposition")
def dispose(identity: int) -> Any:
    thread = _thread(identity)

    def act(form: DispositionForm) -> Any:
        dispositions.dispose(
            web.session(), g.viewer, thread, value=form.value, reason=form.outcome, revision=form.revision
        )
        return web.see("dispositions.show", identity=thread.id)

    return web.submitted(DispositionForm, act, lambda words, errors: _page(thread, words, errors))


@bp.post("/comments/<int:identity>/answer")
def answer(identity: int) -> Any:
    thread = _thread(identity)

    def act(form: AnswerForm) -> Any:
        satisfied = form.reply == "satisfied"
        dispositions.reply(web.session(), g.viewer, thread, satisfied=satisfied, answer=form.answer)
        return web.see("dispositions.show", identity=thread.id)

    return web.submitted(AnswerForm, act, lambda words, errors: _page(thread, words, errors))


@bp.post("/comments/<int:identity>/objection")
def attack(identity: int) -> Any:
    """Whoever is not satisfied objects formally."""
    thread = _thread(identity)

    def act(form: AttackForm) -> Any:
        made = objecting.attack(web.session(), g.viewer, thread, body=form.body, remedy=form.remedy)
        return web.see("dispositions.show", identity=made.id)

    return web.submitted(AttackForm, act, lambda words, errors: _page(thread, words, errors))


@bp.post("/comments/<int:identity>/decision")
def decide(identity: int) -> Any:
    """Who did not take the decision upholds the objection, or overrules it; or says so, where several decide together."""
    thread = _thread(identity)

    def act(form: DecisionForm) -> Any:
        is_upheld = form.upheld == "yes"
        objecting.decide(web.session(), g.viewer, thread, is_upheld=is_upheld, reason=form.reason)
        return web.see("dispositions.show", identity=thread.id)

    return web.submitted(DecisionForm, act, lambda words, errors: _page(thread, words, errors))


@bp.get("/proposals/<int:no>/dispositions")
@web.public_record
def report(no: int) -> Response:
    session, viewer, after = web.session(), g.get("viewer"), web.number("after")
    proposal = queries.proposal(session, no)
    lines, more = dispositions.report(session, proposal, viewer, after=after or 0)
    return web.page(
        "dispositions/report.html", proposal=proposal, lines=lines, more=more, after=after, nav="proposals",
        states=threads.states(session, proposal, [line.comment for line in lines]),
        counts=dispositions.counts(session, proposal, viewer), values=DISPOSITIONS,
    )  # fmt: skip


@bp.get("/proposals/<int:no>/dispositions.csv")
def table(no: int) -> Response:
    """The whole report as comma-separated values, UTF-8, one comment a row."""
    session = web.session()
    proposal = queries.proposal(session, no)
    lines = list(dispositions.everything(session, proposal, g.get("viewer")))
    states = threads.states(session, proposal, [line.comment for line in lines])
    rows = ([*_values(line), states[line.comment.id]] for line in lines)
    return web.table(f"proposal-{no}-dispositions", [COLUMNS, *rows])


def _values(line: Line) -> list[Any]:
    said, made = line.comment, line.disposition
    own = [said.id, said.revision, said.clause_id, said.quote, line.author, said.body, line.standing]
    if made is None:
        return [*own, "", said.outcome, "", "", "", "", ""]
    return [
        *own, made.revision or "", made.reason, line.decider, made.decided_at.isoformat(), made.reply_by.isoformat(),
        line.reply, made.answer,
    ]  # fmt: skip
