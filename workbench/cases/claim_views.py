"""Pages of claims: the list with its count, one claim with all that happened to it, reporting one, and a form for each act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from pydantic import BaseModel, field_validator
from werkzeug.wrappers import Response as Answer

from workbench import db, turns, web
from workbench.cases import claim_acts, claim_lists, claim_reports, claiming, life_views, reports, subjects
from workbench.cases.claim_acts import ACTS, ClaimForm, Done
from workbench.cases.claims import CORRECTIONS, DISPUTED, NEXT, STATES, WORDS, Claim
from workbench.cases.corrections import HOLDS
from workbench.cases.forms import Address, Line, Needed, Paragraph, filled, named_day, past_day, web_address
from workbench.errors import NotHere, Refusal
from workbench.members.permissions import may

FILTERS = {
    "": "All", "reported": "Reported", "verified": "Verified", "asked": "Put to the vendor", "answered": "Answered",
    "in_case": "Before a case", "promised": "Promised", "corrected": "Corrected", "relapsed": "Relapsed", "closed": "Closed",
    "third_party": "Said by others", "not_a_claim": "No claim",
}  # fmt: skip

bp = Blueprint("claims", __name__, url_prefix="/claims")


class ReportForm(BaseModel):
    system: Needed
    release: Line = ""
    organisation: Needed
    speaker: Needed
    quotation: Paragraph
    address: Address
    said_on: str
    interest: Paragraph = ""
    name: Line = ""
    # for machines that fill in every field; nobody sees it
    website: str = ""

    _address = field_validator("address")(web_address)

    _filled = field_validator("quotation", "address", "said_on")(filled)

    _day = field_validator("said_on")(named_day)

    def told(self) -> dict[str, Any]:
        """The columns of a claim that this form fills."""
        data: dict[str, Any] = self.model_dump(exclude={"interest", "name", "website", "said_on"})
        return data | {"said_on": past_day(self.said_on)}


class NoWords(BaseModel):
    """A form that is one button."""


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.due(claiming.due, app)
    web.slot("case", lambda case: _beside(claim_lists.beside(web.session(), case)), app)
    web.slot("organisation", lambda one: _beside(claim_lists.of_organisation(web.session(), one)), app)


def _beside(claims: Sequence[Claim]) -> str | None:
    """The claims on a system or of an organisation, for its page."""
    if not claims:
        return None
    return render_template("claims/_beside.html", claims=claims, today=db.now().date(), corrections=CORRECTIONS)


@bp.get("")
@web.public_record
def index() -> Response:
    session, below = web.session(), web.number("below")
    state, organisation = request.args.get("state", ""), request.args.get("organisation", "")[:300]
    if state not in FILTERS and state not in STATES:
        raise NotHere("There is no such state of a claim.")
    found = claim_lists.newest(session, below=below, state=state, organisation=organisation)
    more = found[claim_lists.PAGE - 1].no if len(found) > claim_lists.PAGE else None
    return web.page(
        "claims/index.html", claims=found[: claim_lists.PAGE], tally=claim_lists.tally(session), state=state, below=below,
        organisation=organisation, more=more, filters=FILTERS, organisations=[(name, name) for name in claim_lists.organisations(session)],
        today=db.now().date(), corrections=CORRECTIONS, nav="cases",
    )  # fmt: skip


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    session = web.session()
    claim = claim_lists.claim(session, no)
    steps = claim_lists.steps(session, claim)
    known = subjects.called(session, claim.organisation)
    people = {step.made_by or 0 for step in steps} | {claim.filed_by or 0}
    is_ignored = claim.is_ignored(db.now().date())
    disputed = claim.state == "answered" and claim.answer == "disputes"
    return web.page(
        "claims/show.html", claim=claim, steps=steps, vendor=[known, *subjects.above(session, known)] if known else [],
        names=life_views.names(session, people), words=WORDS, next=DISPUTED if disputed else NEXT[claim.state],
        is_ignored=is_ignored, corrections=CORRECTIONS, holds=HOLDS,
        acts=claim_acts.open_to(g.viewer, claim) if may(g.viewer, "cases.find") else {}, nav="cases",
    )  # fmt: skip


@bp.get("/report")
def new() -> Response:
    return _new(web.Words(), {}, received=request.args.get("received") == "yes")


def _new(words: web.Words, errors: web.Errors, *, received: bool = False) -> Response:
    is_reader = not may(g.viewer, "cases.open")
    return web.page(
        "claims/report.html", words=words, errors=errors, received=received, is_reader=is_reader, nav="cases"
    )


@bp.post("/report")
def post() -> Any:
    def act(form: ReportForm) -> Answer:
        session = web.session()
        if may(g.viewer, "cases.open"):
            claim = claim_reports.report(
                session, g.viewer, filed_by=g.viewer, submitter_interest=form.interest, **form.told()
            )
            return web.see("claims.show", no=claim.no)
        if not form.interest:
            raise Refusal("Say what ties you to the vendor or to its rivals, or that nothing does.", field="interest")
        if not form.website:
            place = reports.place(str(current_app.secret_key), request.remote_addr or "")
            claim_reports.hold(session, g.viewer, place=place, name=form.name, interest=form.interest, **form.told())
            turns.forget()
        return web.see("claims.new", received="yes")

    return web.submitted(ReportForm, act, _new)


@bp.get("/reports")
def held() -> Response:
    return _held({})


def _held(errors: web.Errors) -> Response:
    return web.page("claims/reports.html", reports=claim_lists.held(web.session()), errors=errors, nav="cases")


@bp.post("/reports/<int:identity>/admit")
def admit(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        held = claim_reports.held_one(web.session(), identity)
        return web.see("claims.show", no=claim_reports.admit(web.session(), g.viewer, held).no)

    return _done(act)


@bp.post("/reports/<int:identity>/discard")
def discard(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        claim_reports.discard(web.session(), g.viewer, claim_reports.held_one(web.session(), identity))
        turns.forget()
        return web.see("claims.held")

    return _done(act)


def _done(act: Any) -> Any:
    """A second click on a button that had done its work leads back to the list."""
    try:
        return web.submitted(NoWords, act, lambda _words, errors: _held(errors))
    except NotHere:
        return web.see("claims.held")


@bp.get("/<int:no>/<key>")
def form(no: int, key: str) -> Response:
    claim = claim_lists.claim(web.session(), no)
    act = ACTS.get(key)
    if act is None:
        raise NotHere()
    if key not in claim_acts.open_to(g.viewer, claim):
        if claim.state in act.states:
            raise Refusal("This is not yours to do, or not now. The page of the claim says what is next.", status=403)
        raise Refusal(f"Claim {no} is {WORDS[claim.state]}, so this cannot be done with it now.", status=409)
    words = web.Words({"address": claim.address, "other": str(claim.case_no or "") if key == "contact" else ""})
    return _form(claim, key, words, {})


def _form(claim: Claim, key: str, words: web.Words, errors: web.Errors) -> Response:
    return web.page("claims/act.html", claim=claim, key=key, act=ACTS[key], words=words, errors=errors, nav="cases")


@bp.post("/<int:no>/<key>")
def do(no: int, key: str) -> Any:
    session = web.session()
    claim = claim_lists.claim(session, no)
    if key not in ACTS:
        raise NotHere()

    def act(form: ClaimForm) -> Answer:
        sent = request.files.get("file")
        ACTS[key].do(session, g.viewer, claim, Done(form, sent.read() if sent else b"", web.committee()))
        return web.see("claims.show", "h-life", no=no)

    return web.submitted(
        ClaimForm, act, lambda words, errors: _form(claim_lists.claim(web.session(), no), key, words, errors)
    )
