"""A member's own interests: the page on which they are declared and ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import BaseModel, StringConstraints
from werkzeug.wrappers import Response as Answer

from workbench import db, web
from workbench.errors import NotHere
from workbench.members import interests
from workbench.members.interests import KINDS, Interest

bp = Blueprint("interests", __name__, url_prefix="/account/interests")


class InterestForm(BaseModel):
    organisation: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    kind: str = ""
    since: date


class NoWords(BaseModel):
    """A form that is one button."""


@bp.get("")
def index() -> Response:
    return _page(web.Words({"since": db.now().date().isoformat()}), {})


def _page(words: web.Words, errors: web.Errors) -> Response:
    mine = interests.of(web.session(), [g.viewer.id]).get(g.viewer.id, [])
    return web.page("members/interests.html", words=words, errors=errors, kinds=KINDS, mine=mine, today=db.now().date())


@bp.post("")
def declare() -> Any:
    def act(form: InterestForm) -> Answer:
        interests.declare(web.session(), g.viewer, **form.model_dump())
        return web.see("interests.index")

    return web.submitted(InterestForm, act, _page)


@bp.post("/<int:identity>/end")
def end(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        found = web.session().get(Interest, identity)
        if found is None or found.member_id != g.viewer.id:
            raise NotHere("You have declared no such interest.")
        interests.end(web.session(), g.viewer, found)
        return web.see("interests.index")

    return web.submitted(NoWords, act, lambda _words, errors: _page(web.Words(), errors))
