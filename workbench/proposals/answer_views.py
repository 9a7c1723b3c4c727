"""Which proposals would answer an open question: on the page of the question, and on that of the proposal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, g, render_template
from pydantic import BaseModel
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import question_views, questions
from workbench.cases.forms import Line
from workbench.cases.questions import Question
from workbench.errors import NotHere, Refusal
from workbench.members.permissions import may
from workbench.proposals import answering, queries
from workbench.proposals.models import Proposal, Revision

bp = Blueprint("answering", __name__, url_prefix="/questions")


class AnsweringForm(BaseModel):
    proposal: Line = ""


def slots(app: Flask) -> None:
    web.slot("question", on_question, app)
    web.slot("proposal_cases", on_proposal, app)


@bp.post("/<int:no>/proposals")
def say(no: int) -> Any:
    def act(form: AnsweringForm) -> Answer:
        session, typed = web.session(), form.proposal
        if not typed.isdecimal() or len(typed) > 9:
            raise Refusal("Give the number of a proposal.", field="proposal")
        try:
            proposal = queries.proposal(session, int(typed))
        except NotHere as wrong:
            raise Refusal(str(wrong), field="proposal") from wrong
        answering.say(session, g.viewer, questions.question(session, no), proposal)
        return web.see("questions.show", "h-answering", no=no)

    return web.submitted(AnsweringForm, act, lambda words, errors: question_views.page(no, words, errors))


@bp.post("/<int:no>/proposals/<int:proposal_no>/off")
def unsay(no: int, proposal_no: int) -> Answer:
    answering.unsay(web.session(), g.viewer, questions.question(web.session(), no), proposal_no)
    return web.see("questions.show", "h-answering", no=no)


def on_question(question: Question, words: web.Words, errors: web.Errors) -> str | None:
    found = answering.proposals(web.session(), question)
    may_say = may(g.get("viewer"), "cases.find")
    if not found and not may_say:
        return None
    return render_template(
        "questions/_answering.html", question=question, proposals=found, may_say=may_say, words=words, errors=errors
    )


def on_proposal(proposal: Proposal, _revision: Revision) -> str | None:
    """The open questions that a proposal would answer."""
    found = answering.questions(web.session(), proposal)
    return render_template("questions/_list.html", questions=found, about="this proposal") if found else None
