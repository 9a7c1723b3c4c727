"""Pages of statements: what organisations said, entered beside what they speak of, and withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, g, render_template, request
from pydantic import BaseModel, field_validator
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import life_views, queries, questions, statements
from workbench.cases.forms import Address, Line, Needed, Paragraph, filled, named_day, past_day, web_address
from workbench.cases.models import Case
from workbench.cases.statements import PAGE, Said
from workbench.errors import NotHere, Refusal
from workbench.members.permissions import may

T = TypeVar("T")

bp = Blueprint("statements", __name__, url_prefix="/statements")


class StatementForm(BaseModel):
    organisation: Needed
    speaker: Line = ""
    quotation: Paragraph = ""
    gist: Paragraph = ""
    address: Address
    said_on: str
    case: Line = ""
    question: Line = ""
    clause: Line = ""

    _address = field_validator("address")(web_address)

    _filled = field_validator("address", "said_on")(filled)

    _day = field_validator("said_on")(named_day)


class WithdrawForm(BaseModel):
    reason: Paragraph = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("case", on_case, app)
    web.slot("clause", on_clause, app)
    web.slot("definition", on_definition, app)


@bp.get("")
@web.public_record
def index() -> Response:
    session, below = web.session(), web.number("below")
    found = statements.newest(session, below=below)
    more = found[PAGE - 1].statement.no if len(found) > PAGE else None
    return web.page("statements/index.html", said=found[:PAGE], below=below, more=more, nav="cases")


@bp.get("/new")
def new() -> Response:
    """The form; what the statement speaks of is filled in from the page that leads here."""
    return _form(web.Words({name: request.args.get(name, "")[:300] for name in ("case", "question", "clause")}), {})


def _form(words: web.Words, errors: web.Errors) -> Response:
    return web.page("statements/form.html", words=words, errors=errors, nav="cases")


@bp.post("/new")
def enter() -> Any:
    def act(form: StatementForm) -> Answer:
        session = web.session()
        if sum(map(bool, (form.case, form.question, form.clause))) > 1:
            raise Refusal("Name one: a case, a question or a clause. Leave all empty for the definition.", field="case")
        case = named(queries.case, form.case, "case") if form.case else None
        question = named(questions.question, form.question, "question") if form.question else None
        clause = questions.clause_ids(session, form.clause) if form.clause else []
        facts: dict[str, Any] = form.model_dump(include={"organisation", "speaker", "quotation", "gist", "address"})
        made = statements.enter(
            session, g.viewer, case=case, question=question, clause_id=clause[0] if clause else "",
            said_on=past_day(form.said_on), **facts,
        )  # fmt: skip
        return web.see("statements.index", f"statement-{made.no}")

    return web.submitted(StatementForm, act, _form)


def named(find: Callable[[Session, int], T], typed: str, field: str) -> T:
    """The case or the question whose number was typed; refused beside its field where there is none."""
    if not typed.isdecimal() or len(typed) > 9:
        raise Refusal("Give a number.", field=field)
    try:
        return find(web.session(), int(typed))
    except NotHere as no:
        raise Refusal(str(no), field=field) from no


@bp.get("/<int:no>/withdraw")
def withdrawal(no: int) -> Response:
    return _withdrawal(no, web.Words(), {})


def _withdrawal(no: int, words: web.Words, errors: web.Errors) -> Response:
    one = statements.statement(web.session(), no)
    names = life_views.names(web.session(), {one.entered_by or 0})
    return web.page("statements/withdraw.html", statement=one, names=names, words=words, errors=errors, nav="cases")


@bp.post("/<int:no>/withdraw")
def withdraw(no: int) -> Any:
    def act(form: WithdrawForm) -> Answer:
        statements.withdraw(web.session(), g.viewer, statements.statement(web.session(), no), reason=form.reason)
        return web.see("statements.index", f"statement-{no}", below=no + 1)

    return web.submitted(WithdrawForm, act, lambda words, errors: _withdrawal(no, words, errors))


def _beside(said: list[Said], about: str, **of: Any) -> str | None:
    """What was said of a thing; for a member also where nothing was, since this is where they enter it."""
    if not said and not (may(g.viewer, "cases.find") and about != "this clause"):
        return None
    return render_template("statements/_beside.html", said=said, about=about, of=of)


def on_case(case: Case) -> str | None:
    return _beside(statements.of_case(web.session(), case), "this case", case=case.no)


def on_clause(clause_id: str) -> str | None:
    return _beside(statements.of_clause(web.session(), clause_id), "this clause", clause=clause_id)


def on_definition() -> str | None:
    """Under the text that holds now: what is said of it as a whole."""
    return _beside(statements.of_definition(web.session()), "the definition")
