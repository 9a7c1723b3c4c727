"""Pages of the errata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from flask import Blueprint, Flask, Response, g, render_template, request
from pydantic import AfterValidator, BaseModel, StringConstraints
from sqlalchemy import text
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import errata, queries
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.wording.legible import legible

PAGE = 50
THERE = text("SELECT 1 FROM proposal WHERE no = :no")
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(legible)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(legible)]

bp = Blueprint("errata", __name__, url_prefix="/errata")


class ReportForm(BaseModel):
    version: Line = ""
    clause: Line = ""
    wrong: Paragraph = ""


class StepForm(BaseModel):
    words: Paragraph = ""
    correction: Paragraph = ""
    proposal: Line = ""
    version: Line = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("clause", on_clause, app)


@bp.get("")
@web.public_record
def index() -> Response:
    state, version, below = request.args.get("state", ""), request.args.get("version", ""), web.number("below")
    if state not in ("", *errata.STATES):
        raise NotHere("There is no such state of an erratum.")
    session = web.session()
    if version:
        queries.version(session, version)
    found = errata.every(session, state=state, version=version, below=below, limit=PAGE)
    more = found[PAGE - 1].no if len(found) > PAGE else None
    return web.page(
        "errata/index.html", errata=found[:PAGE], state=state, version=version, below=below, more=more, words=errata.WORDS,
        nav="definition",
    )  # fmt: skip


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    return page(no, web.Words(), {})


def page(no: int, words: web.Words, errors: web.Errors) -> Response:
    """One erratum, with what was typed into the form that was refused."""
    session = web.session()
    one = errata.erratum(session, no)
    steps = errata.history(session, one)
    known = select(Member.id, Member.name).where(col(Member.id).in_({step.made_by for step in steps}))
    version, labels = queries.version(session, one.version), queries.labels(session)
    return web.page(
        "errata/show.html", erratum=one, steps=steps, names=dict(session.exec(known).all()), words=words, errors=errors,
        clause=queries.clause(session, version, one.clause_id), called=errata.WORDS,
        later=[(label, label) for label in labels[: len(labels) - version.ordinal]], nav="definition",
    )  # fmt: skip


@bp.get("/new")
def new() -> Response:
    return _form(web.Words({name: request.args.get(name, "") for name in ("version", "clause")}), {})


def _form(words: web.Words, errors: web.Errors) -> Response:
    session = web.session()
    version = queries.version(session, words["version"]) if words["version"] else queries.newest(session)
    named = [
        (clause.id, f"{clause.number} {clause.heading}".strip() or clause.id)
        for clause in queries.clauses(session, version)
    ]
    return web.page("errata/new.html", words=words, errors=errors, version=version, clauses=named, nav="definition")


@bp.post("/new")
def report() -> Any:
    def act(form: ReportForm) -> Answer:
        session = web.session()
        made = errata.report(
            session, g.viewer, version=queries.version(session, form.version), clause_id=form.clause, wrong=form.wrong
        )
        return web.see("errata.show", no=made.no)

    return web.submitted(ReportForm, act, _form)


@bp.post("/<int:no>/confirm")
def confirm(no: int) -> Any:
    return _taken(no, lambda one, _form: errata.confirm(web.session(), g.viewer, one))


@bp.post("/<int:no>/reject")
def reject(no: int) -> Any:
    return _taken(no, lambda one, form: errata.reject(web.session(), g.viewer, one, words=form.words))


@bp.post("/<int:no>/reopen")
def reopen(no: int) -> Any:
    return _taken(no, lambda one, form: errata.reopen(web.session(), g.viewer, one, words=form.words))


@bp.post("/<int:no>/correct")
def correct(no: int) -> Any:
    def act(one: errata.Erratum, form: StepForm) -> None:
        errata.correct(
            web.session(),
            g.viewer,
            one,
            correction=form.correction,
            proposal_no=_proposal(form.proposal.removeprefix("#")),
        )

    return _taken(no, act)


@bp.post("/<int:no>/fold-in")
def fold_in(no: int) -> Any:
    def act(one: errata.Erratum, form: StepForm) -> None:
        if not form.version:
            raise Refusal("Name the version that has the correction.", field="version")
        version = queries.version(web.session(), form.version)
        errata.fold_in(web.session(), g.viewer, one, version=version, words=form.words)

    return _taken(no, act)


def _taken(no: int, step: Callable[[errata.Erratum, StepForm], None]) -> Any:
    def act(form: StepForm) -> Answer:
        step(errata.erratum(web.session(), no), form)
        return web.see("errata.show", no=no)

    return web.submitted(StepForm, act, lambda words, errors: page(no, words, errors))


def _proposal(number: str) -> int | None:
    """The number of a proposal that is there; the room of proposals lies above this one."""
    if not number:
        return None
    no = web.whole(number)
    if no is None or not web.session().execute(THERE, {"no": no}).first():
        raise Refusal("There is no such proposal. Give its number, or leave it empty.", field="proposal")
    return no


def on_clause(clause_id: str) -> str | None:
    """On a clause's page: the errors reported in it, and the way to report one."""
    found = errata.on_clause(web.session(), clause_id)
    return render_template("errata/_on_clause.html", errata=found, clause_id=clause_id)
