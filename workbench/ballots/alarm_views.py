"""The page of alarms: what was found, what an officer put on record about it, and the form for a head that somebody knows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g
from pydantic import BaseModel

from workbench import web
from workbench.ballots import adoption, watching
from workbench.definition import alarms
from workbench.definition.repository import of
from workbench.members.models import Member
from workbench.minutes import heads
from workbench.web import Errors, Words

bp = Blueprint("alarms", __name__)


class Ending(BaseModel):
    words: str = ""


class Known(BaseModel):
    head: str = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/alarms")
def index() -> Response:
    return _page(Words(), {})


def _page(words: Words, errors: Errors, no: int = 0) -> Response:
    session = web.session()
    found = alarms.every(session)
    names = {one: session.get_one(Member, one).name for one in {row.ended_by for row in found} if one}
    return web.page(
        "ballots/alarms.html", alarms=found, names=names, head=heads.now(session), words=words, errors=errors, at=no
    )


@bp.post("/alarms/<int:no>")
def end(no: int) -> Any:
    def act(form: Ending) -> Any:
        session, row, repository = web.session(), alarms.alarm(web.session(), no), of(current_app)
        session.commit()  # gives the database free before waiting for an adoption
        with adoption.alone(repository):
            stuck, found = adoption.recover(session, repository), watching.found(session, repository)
            still = [*filter(None, [stuck]), *found] if row.kind == "repository" else []
            alarms.end(session, g.viewer, row, words=form.words, still=still)
            session.commit()
        return web.see("alarms.index", f"alarm-{no}")

    return web.submitted(Ending, act, lambda words, errors: _page(words, errors, no))


@bp.post("/alarms/heads")
def head() -> Any:
    """A head that an officer knows, from a mail, a page or a copy of the record: an alarm, where the record does not go on from it."""

    def act(form: Known) -> Any:
        seq, value = heads.parsed(form.head)
        watching.known(web.session(), g.viewer, [f"{seq}:{value}"])
        heads.note(web.config().instance, f"{seq}:{value}")
        return web.see("alarms.index", "heads")

    return web.submitted(Known, act, lambda words, errors: _page(words, errors))
