"""Pages of other published definitions: the list, one with the systems under it, and one system under all of them."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, Flask, Response, g, render_template
from pydantic import BaseModel, field_validator
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import outline, queries, rivals
from workbench.cases.actions import Exhibit
from workbench.cases.forms import Address, Needed, Paragraph, filled, named_day, past_day, web_address
from workbench.cases.models import PUBLISHED, Case
from workbench.cases.rivals import Rival
from workbench.cases.states import UNJUDGED
from workbench.definition import queries as definition
from workbench.errors import NotHere, Refusal
from workbench.wording.blocks import Clause

PAGE = 50

bp = Blueprint("rivals", __name__, url_prefix="/rivals")


class RivalForm(BaseModel):
    name: Needed
    body: Needed
    address: Address
    published_on: str
    summary: Paragraph
    lines: Paragraph

    _address = field_validator("address")(web_address)

    _filled = field_validator("address", "published_on", "summary", "lines")(filled)

    _day = field_validator("published_on")(named_day)


class FindForm(BaseModel):
    value: Literal["met", "not_met", "conditional", "not_assessable", "not_applicable"]
    condition: Paragraph = ""
    reason: Paragraph
    address: Address = ""
    quotation: Paragraph = ""
    seen_on: str = ""

    _address = field_validator("address")(web_address)

    _filled = field_validator("reason")(filled)

    _day = field_validator("seen_on")(named_day)

    def exhibit(self) -> Exhibit | None:
        """The evidence, if any of it was given."""
        day = past_day(self.seen_on)
        if not (self.address or self.quotation or day):
            return None
        if not (self.address and self.quotation and day):
            raise Refusal(
                "Evidence needs all three: the address, the words that stand there, and the day.", field="address"
            )
        return Exhibit(self.address, self.quotation, day)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("case", on_case, app)


@bp.get("")
@web.public_record
def index() -> Response:
    return web.page("rivals/index.html", rivals=rivals.every(web.session()), nav="cases")


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    """What it asks, and the published cases under it and under ours, newest first."""
    session, below = web.session(), web.number("below")
    one = rivals.rival(session, no)
    query = select(Case).where(col(Case.state).in_(PUBLISHED)).order_by(col(Case.no).desc()).limit(PAGE + 1)
    cases = session.exec(query.where(col(Case.no) < below) if below else query).all()
    lines, under = queries.lines(session, cases[:PAGE]), rivals.beside(session, cases[:PAGE], [one])
    return web.page(
        "rivals/show.html", rival=one, need=one.need, clauses=_clauses(session), below=below, lines=lines, under=under,
        more=cases[PAGE - 1].no if len(cases) > PAGE else None, nav="cases",
    )  # fmt: skip


@bp.get("/cases/<int:no>")
@web.public_record
def beside(no: int) -> Response:
    """A system under each definition, side by side, with the path that decided it."""
    session = web.session()
    case = queries.case(session, no)
    if case.state in UNJUDGED:
        raise NotHere(f"Case {no} is not judged, so nothing can be said of it under any definition.")
    (line,) = queries.lines(session, [case])
    return web.page(
        "rivals/beside.html", case=case, line=line, under=rivals.beside(session, [case], rivals.every(session))[no],
        clauses=_clauses(session, case), nav="cases",
    )  # fmt: skip


def _clauses(session: Session, case: Case | None = None) -> dict[str, Clause]:
    """Clauses by id: of the newest version, and before them of the one that a case is judged under."""
    newest = definition.judging(session)
    found = {one.id: one for one in definition.clauses(session, newest)}
    judged = definition.version(session, case.version) if case else newest
    return found | {one.id: one for one in definition.clauses(session, judged)}


@bp.get("/new")
def new() -> Response:
    return _form(None, web.Words(), {})


@bp.get("/<int:no>/edit")
def edit(no: int) -> Response:
    one = rivals.rival(web.session(), no)
    words = web.Words({
        "name": one.name, "body": one.body, "address": one.address, "published_on": one.published_on.isoformat(),
        "summary": one.summary, "lines": outline.written(one.tree, one.own),
    })  # fmt: skip
    return _form(one, words, {})


def _form(one: Rival | None, words: web.Words, errors: web.Errors) -> Response:
    return web.page("rivals/form.html", rival=one, words=words, errors=errors, nav="cases")


@bp.post("/new")
def enter() -> Any:
    return _entered(None)


@bp.post("/<int:no>/edit")
def change(no: int) -> Any:
    return _entered(no)


def _entered(no: int | None) -> Any:
    def act(form: RivalForm) -> Answer:
        session = web.session()
        one = rivals.rival(session, no) if no else None
        facts = form.model_dump(exclude={"published_on", "lines"}) | {"published_on": past_day(form.published_on)}
        made = rivals.enter(session, g.viewer, one, lines=form.lines, **facts)
        return web.see("rivals.show", no=made.no)

    def again(words: web.Words, errors: web.Errors) -> Response:
        return _form(rivals.rival(web.session(), no) if no else None, words, errors)

    return web.submitted(RivalForm, act, again)


@bp.get("/<int:no>/cases/<int:case_no>/<leaf>")
def finding(no: int, case_no: int, leaf: str) -> Response:
    """The form for a requirement that this definition alone has, filled with the finding that counts now."""
    session = web.session()
    one, case = rivals.rival(session, no), queries.case(session, case_no)
    known = rivals.own_findings(session, [one], [case]).get((no, case_no), {}).get(leaf)
    words = web.Words()
    if known:
        seen = known.seen_on.isoformat() if known.seen_on else ""
        words = web.Words({"value": known.value, "condition": known.condition, "reason": known.reason, "seen_on": seen})
        words.update({"address": known.address, "quotation": known.quotation})
    return _finding(no, case_no, leaf, words, {})


def _finding(no: int, case_no: int, leaf: str, words: web.Words, errors: web.Errors) -> Response:
    one, case = rivals.rival(web.session(), no), queries.case(web.session(), case_no)
    if leaf not in one.own:
        raise NotHere("This definition has no such requirement of its own.")
    return web.page("rivals/finding.html", rival=one, case=case, leaf=leaf, words=words, errors=errors, nav="cases")


@bp.post("/<int:no>/cases/<int:case_no>/<leaf>")
def find(no: int, case_no: int, leaf: str) -> Any:
    def act(form: FindForm) -> Answer:
        session = web.session()
        rivals.find(
            session, g.viewer, rivals.rival(session, no), queries.case(session, case_no), leaf=leaf, value=form.value,
            condition=form.condition, reason=form.reason, evidence=form.exhibit(),
        )  # fmt: skip
        return web.see("rivals.beside", f"rival-{no}", no=case_no)

    return web.submitted(FindForm, act, lambda words, errors: _finding(no, case_no, leaf, words, errors))


def on_case(case: Case) -> str | None:
    """On the page of a case: what it is under other definitions."""
    if case.state in UNJUDGED or not (known := rivals.every(web.session())):
        return None
    under = rivals.beside(web.session(), [case], known)[case.no or 0]
    return render_template("rivals/_on_case.html", case=case, under=under)
