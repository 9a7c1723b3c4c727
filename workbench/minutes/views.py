"""The minutes as a page, newest first, and as lines of JSON for whoever wants to prove them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workbench import web
from workbench.minutes import words
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical

PAGE = 50
REFUSED = "members.refused"

bp = Blueprint("minutes", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/minutes")
@web.public_record
def index() -> Response:
    """Fifty entries, from the newest or from below `before`; `thing` keeps those about one thing, `act=refused` what was refused."""
    before, thing, act = web.number("before"), request.args.get("thing", ""), request.args.get("act", "")
    query = select(Minute).order_by(col(Minute.seq).desc()).limit(PAGE + 1)
    if before:
        query = query.where(Minute.seq < before)
    if thing:
        query = query.where(Minute.thing == thing)
    if act == "refused":
        query = query.where(Minute.act == REFUSED)
    found = list(web.session().exec(query))
    entries = [words.entry(minute) for minute in found[:PAGE]]
    more = found[PAGE - 1].seq if len(found) > PAGE else None
    return web.page(
        "minutes/index.html",
        entries=entries,
        more=more,
        thing=thing,
        act="refused" if act == "refused" else None,
        before=before,
        on_record=words.on_record,
        nav="minutes",
    )


@bp.get("/minutes.jsonl")
def export() -> Response:
    """Every entry in order, one canonical JSON object a line, with both hashes."""
    entries = lines(current_app.extensions["engine"])
    first = next(entries, "")  # asked for before anything is answered: a database that cannot be read is still told
    return Response(chain([first], entries), mimetype="application/x-ndjson")


def lines(engine: Engine) -> Iterator[str]:
    with Session(engine) as session:
        for minute in session.exec(select(Minute).order_by(col(Minute.seq)).execution_options(yield_per=500)):
            yield line(minute)


def line(minute: Minute) -> str:
    """One entry as a line of the export."""
    return canonical({**minute.model_dump(exclude={"actor_id"}), "at": minute.at.isoformat()}) + "\n"
