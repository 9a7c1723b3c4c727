"""Pages of organisations, and of the artefacts of a release."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g
from pydantic import BaseModel
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import queries, subjects
from workbench.cases.forms import Address, Line, Needed
from workbench.cases.outside import key
from workbench.cases.subjects import ARTEFACTS, Artefact, Organisation
from workbench.errors import NotHere
from workbench.members import interests
from workbench.members.permissions import may

bp = Blueprint("subjects", __name__, url_prefix="/cases")


class OrganisationForm(BaseModel):
    name: Needed
    aliases: Line = ""
    parent: str = ""
    address: Address = ""
    tier: Line = ""
    tier_source: Address = ""


class ArtefactForm(BaseModel):
    kind: str = ""
    name: Needed
    address: Address = ""
    spdx: Line = ""
    terms: Line = ""
    terms_address: Address = ""


class NoWords(BaseModel):
    """A form that is one button."""


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/organisations")
def index() -> Response:
    found = subjects.organisations(web.session())
    names = {one.id: one.name for one in found}
    return web.page("cases/organisations.html", organisations=found, names=names, nav="cases")


@bp.get("/organisations/<int:identity>")
def show(identity: int) -> Response:
    session = web.session()
    one = subjects.organisation(session, identity)
    tied = [interest for interest in interests.every(session) if key(interest.organisation) in one.keys]
    lines = queries.lines(session, subjects.cases_of(session, one))
    return web.page(
        "cases/organisation.html", one=one, above=subjects.above(session, one), below=subjects.below(session, one),
        lines=lines, tied=tied, names=interests.names(session, tied), nav="cases",
    )  # fmt: skip


@bp.get("/organisations/new")
def new() -> Response:
    return _form(None, web.Words(), {})


@bp.get("/organisations/<int:identity>/edit")
def edit(identity: int) -> Response:
    one = subjects.organisation(web.session(), identity)
    words = web.Words({"name": one.name, "aliases": ", ".join(one.aliases), "parent": str(one.parent_id or "")})
    words.update({"address": one.address, "tier": one.tier, "tier_source": one.tier_source})
    return _form(one, words, {})


def _form(one: Organisation | None, words: web.Words, errors: web.Errors) -> Response:
    known = subjects.organisations(web.session())
    parents = [(other.id, other.name) for other in known if one is None or other.id != one.id]
    return web.page("cases/organisation_form.html", one=one, parents=parents, words=words, errors=errors, nav="cases")


@bp.post("/organisations/new")
def add() -> Any:
    return _noted(None)


@bp.post("/organisations/<int:identity>/edit")
def change(identity: int) -> Any:
    return _noted(identity)


def _noted(identity: int | None) -> Any:
    def act(form: OrganisationForm) -> Answer:
        session = web.session()
        one = subjects.organisation(session, identity) if identity else None
        above = web.whole(form.parent)
        parent = subjects.organisation(session, above) if above else None
        aliases = [name.strip() for name in form.aliases.split(",") if name.strip()]
        facts = form.model_dump(exclude={"parent", "aliases"})
        made = subjects.note(session, g.viewer, one, parent=parent, aliases=aliases, **facts)
        return web.see("subjects.show", identity=made.id)

    def again(words: web.Words, errors: web.Errors) -> Response:
        return _form(subjects.organisation(web.session(), identity) if identity else None, words, errors)

    return web.submitted(OrganisationForm, act, again)


@bp.get("/<int:no>/artefacts")
def artefacts(no: int) -> Response:
    return _artefacts(no, web.Words(), {})


def _artefacts(no: int, words: web.Words, errors: web.Errors) -> Response:
    case = queries.case(web.session(), no)
    return web.page(
        "cases/artefacts.html", case=case, artefacts=subjects.artefacts(web.session(), case), kinds=ARTEFACTS, words=words,
        errors=errors, is_member=may(g.viewer, "cases.find"), nav="cases",
    )  # fmt: skip


@bp.post("/<int:no>/artefacts")
def add_artefact(no: int) -> Any:
    def act(form: ArtefactForm) -> Answer:
        subjects.add(web.session(), g.viewer, queries.case(web.session(), no), **form.model_dump())
        return web.see("subjects.artefacts", no=no)

    return web.submitted(ArtefactForm, act, lambda words, errors: _artefacts(no, words, errors))


@bp.post("/<int:no>/artefacts/<int:identity>/off")
def take_off(no: int, identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        found = web.session().get(Artefact, identity)
        if found is None or found.case_no != no:
            raise NotHere("This case has no such artefact.")
        subjects.take_off(web.session(), g.viewer, queries.case(web.session(), no), found)
        return web.see("subjects.artefacts", no=no)

    return web.submitted(NoWords, act, lambda words, errors: _artefacts(no, words, errors))
