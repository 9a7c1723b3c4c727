"""Reporting a system, as a member or as a reader; and the reports of readers, which wait for a secretary."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from pydantic import BaseModel, field_validator
from werkzeug.wrappers import Response as Answer

from workbench import turns, web
from workbench.cases import reports
from workbench.cases.forms import Address, Line, Needed, Paragraph, filled, web_address
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import NotHere
from workbench.members.permissions import may

bp = Blueprint("reports", __name__, url_prefix="/cases")


class ReportForm(BaseModel):
    system: Needed
    release: Needed
    vendor: Needed
    question: Paragraph = ""
    address: Address = ""
    interest: Paragraph = ""
    name: Line = ""
    # for machines that fill in every field; nobody sees it
    website: str = ""

    _address = field_validator("address")(web_address)

    _filled = field_validator("question", "interest")(filled)


class NoWords(BaseModel):
    """A form that is one button."""


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/report")
def new() -> Response:
    return _page(web.Words(), {}, received=request.args.get("received") == "yes")


def _page(words: web.Words, errors: web.Errors, *, received: bool = False) -> Response:
    is_reader = not may(g.viewer, "cases.open")
    return web.page(
        "cases/report.html", words=words, errors=errors, received=received, is_reader=is_reader, nav="cases"
    )


@bp.post("/report")
def post() -> Any:
    def act(form: ReportForm) -> Answer:
        session, told = web.session(), form.model_dump(include={"system", "release", "vendor", "question"})
        if may(g.viewer, "cases.open"):
            version, requirements = _newest()
            case = reports.report(
                session, g.viewer, version=version, requirements=requirements, submitter_interest=form.interest,
                claim_address=form.address, **told,
            )  # fmt: skip
            return web.see("cases.show", no=case.no)
        if not form.website:
            place = reports.place(str(current_app.secret_key), request.remote_addr or "")
            reports.hold(
                session, g.viewer, place=place, name=form.name, interest=form.interest, address=form.address, **told
            )
            turns.forget()
        return web.see("reports.new", received="yes")

    return web.submitted(ReportForm, act, _page)


def _newest() -> tuple[Version, Need]:
    newest = definition.judging(web.session())
    return newest, definition.requirements(web.session(), newest, web.committee())


@bp.get("/reports")
def index() -> Response:
    return _held({})


def _held(errors: web.Errors) -> Response:
    return web.page("cases/reports.html", reports=reports.held(web.session()), errors=errors, nav="cases")


@bp.post("/reports/<int:identity>/admit")
def admit(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        version, requirements = _newest()
        held = reports.held_one(web.session(), identity)
        case = reports.admit(web.session(), g.viewer, held, version=version, requirements=requirements)
        return web.see("cases.show", no=case.no)

    return _done(act)


@bp.post("/reports/<int:identity>/discard")
def discard(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        reports.discard(web.session(), g.viewer, reports.held_one(web.session(), identity))
        turns.forget()
        return web.see("reports.index")

    return _done(act)


def _done(act: Any) -> Any:
    """A second click on a button that had done its work leads back to the list."""
    try:
        return web.submitted(NoWords, act, lambda _words, errors: _held(errors))
    except NotHere:
        return web.see("reports.index")
