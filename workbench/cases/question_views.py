"""Pages of open questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from pydantic import BaseModel
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import life_views, queries, questions, statements
from workbench.cases.forms import Line, Needed, Paragraph
from workbench.cases.models import Case
from workbench.cases.questions import Question
from workbench.definition import queries as definition
from workbench.errors import NotHere, Refusal

PAGE = 50

bp = Blueprint("questions", __name__, url_prefix="/questions")


class QuestionForm(BaseModel):
    title: Needed
    unsaid: Paragraph
    clauses: Line = ""


class MeetForm(BaseModel):
    case: Line = ""
    note: Paragraph = ""


class CloseForm(BaseModel):
    version: Line = ""
    words: Paragraph = ""


class NoWords(BaseModel):
    """A form that is one button."""


@dataclass(frozen=True)
class Near:
    """A clause nearest to a question: how it is called now; `is_gone` if the newest version no longer has it."""

    id: str
    name: str
    is_gone: bool


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("case", on_case, app)
    web.slot("clause", on_clause, app)


@bp.get("")
@web.public_record
def index() -> Response:
    state, below = request.args.get("state", ""), web.number("below")
    if state not in ("", "open", "answered"):
        raise NotHere("There is no such state of a question.")
    found = questions.every(web.session(), state=state, below=below, limit=PAGE)
    more = found[PAGE - 1].no if len(found) > PAGE else None
    return web.page("questions/index.html", questions=found[:PAGE], state=state, below=below, more=more, nav="cases")


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    return page(no, web.Words(), {})


def page(no: int, words: web.Words, errors: web.Errors) -> Response:
    """One question, with what was typed into the form that was refused."""
    session = web.session()
    one = questions.question(session, no)
    steps, met = questions.steps(session, one), questions.met(session, one)
    people = {step.made_by or 0 for step in steps} | {one.opened_by or 0}
    return web.page(
        "questions/show.html", question=one, near=near(session, one), met=met, steps=steps, words=words, errors=errors,
        positions=statements.on_question(session, one), names=life_views.names(session, people),
        labels=[(label, label) for label in definition.labels(session)], nav="cases",
    )  # fmt: skip


def near(session: Session, one: Question) -> list[Near]:
    """The clauses nearest to a question as the newest version has them; what it has no longer stands under its id."""
    known = {clause.id: clause for clause in definition.clauses(session, definition.judging(session))}
    found = []
    for clause_id in one.clauses:
        clause = known.get(clause_id)
        name = f"{clause.number} {clause.heading}".strip() if clause else ""
        found.append(Near(clause_id, name or clause_id, clause is None))
    return found


@bp.get("/new")
def new() -> Response:
    return _form(None, web.Words(), {})


@bp.get("/<int:no>/edit")
def edit(no: int) -> Response:
    one = questions.question(web.session(), no)
    words = web.Words({"title": one.title, "unsaid": one.unsaid, "clauses": ", ".join(one.clauses)})
    return _form(one, words, {})


def _form(one: Question | None, words: web.Words, errors: web.Errors) -> Response:
    return web.page("questions/form.html", question=one, words=words, errors=errors, nav="cases")


@bp.post("/new")
def ask() -> Any:
    return _asked(None)


@bp.post("/<int:no>/edit")
def change(no: int) -> Any:
    return _asked(no)


def _asked(no: int | None) -> Any:
    def act(form: QuestionForm) -> Answer:
        session = web.session()
        if not form.unsaid:
            raise Refusal("Say what the text leaves unsaid.", field="unsaid")
        one = questions.question(session, no) if no else None
        near = questions.clause_ids(session, form.clauses)
        made = questions.ask(session, g.viewer, one, title=form.title, unsaid=form.unsaid, clauses=near)
        return web.see("questions.show", no=made.no)

    def again(words: web.Words, errors: web.Errors) -> Response:
        return _form(questions.question(web.session(), no) if no else None, words, errors)

    return web.submitted(QuestionForm, act, again)


@bp.post("/<int:no>/cases")
def meet(no: int) -> Any:
    def act(form: MeetForm) -> Answer:
        session = web.session()
        if not form.case.isdecimal() or len(form.case) > 9:
            raise Refusal("Give the number of a case.", field="case")
        try:
            case = queries.case(session, int(form.case))
        except NotHere as wrong:
            raise Refusal(str(wrong), field="case") from wrong
        questions.meet(session, g.viewer, questions.question(session, no), case, note=form.note)
        return web.see("questions.show", "h-met", no=no)

    return web.submitted(MeetForm, act, lambda words, errors: page(no, words, errors))


@bp.post("/<int:no>/cases/<int:case_no>/off")
def part(no: int, case_no: int) -> Any:
    def act(_form: NoWords) -> Answer:
        questions.part(web.session(), g.viewer, questions.question(web.session(), no), case_no)
        return web.see("questions.show", "h-met", no=no)

    return web.submitted(NoWords, act, lambda words, errors: page(no, words, errors))


@bp.post("/<int:no>/close")
def close(no: int) -> Any:
    def act(form: CloseForm) -> Answer:
        session = web.session()
        if form.version not in definition.labels(session):
            raise Refusal("Choose the version that answers it.", field="version")
        version = definition.version(session, form.version)
        questions.close(session, g.viewer, questions.question(session, no), version=version, words=form.words)
        return web.see("questions.show", no=no)

    return web.submitted(CloseForm, act, lambda words, errors: page(no, words, errors))


@bp.post("/<int:no>/reopen")
def reopen(no: int) -> Any:
    def act(form: CloseForm) -> Answer:
        questions.reopen(web.session(), g.viewer, questions.question(web.session(), no), words=form.words)
        return web.see("questions.show", no=no)

    return web.submitted(CloseForm, act, lambda words, errors: page(no, words, errors))


def on_case(case: Case) -> str | None:
    """On the page of a case: the questions that it met."""
    found = questions.of_case(web.session(), case)
    return render_template("questions/_on_case.html", met=found) if found else None


def on_clause(clause_id: str) -> str | None:
    """On the page of a clause: the questions nearest to it."""
    found = questions.near(web.session(), clause_id)
    return render_template("questions/_list.html", questions=found, about="this clause") if found else None
