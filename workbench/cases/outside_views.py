"""Pages of what others published about systems, beside the cases."""

from __future__ import annotations

import json
from itertools import pairwise

from flask import Blueprint, Flask, Response, request

from workbench import web
from workbench.cases import history, outside, timeline
from workbench.cases.sources import NAMES

bp = Blueprint("outside", __name__, url_prefix="/cases/elsewhere")


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("")
@web.public_record
def index() -> Response:
    source, begins, after = request.args.get("source", ""), request.args.get("begins", "").strip(), web.number("after")
    rows, more = outside.page(web.session(), source=source, begins=begins, after=after or 0)
    return web.page(
        "cases/elsewhere.html",
        rows=rows,
        more=more,
        source=source,
        begins=begins,
        after=after,
        sources=NAMES,
        nav="cases",
    )


@bp.get("/histories")
@web.public_record
def histories() -> Response:
    """Every system of which a source says what it found when, also those it has dropped since."""
    after = web.number("after")
    rows, more = history.page(web.session(), after or 0)
    return web.page("cases/histories.html", rows=rows, more=more, after=after, sources=NAMES, nav="cases")


@bp.get("/histories/<int:identity>")
@web.public_record
def told(identity: int) -> Response:
    row = history.history(web.session(), identity)
    steps = timeline.of_histories(web.session(), row)
    return web.page("cases/timeline.html", case=None, row=row, steps=steps, sources=NAMES, clauses={}, nav="cases")


@bp.get("/<int:identity>")
@web.public_record
def show(identity: int) -> Response:
    """One record as it was at one import, and what each later import found changed."""
    session = web.session()
    row = outside.record(session, identity)
    states = outside.states(session, row)
    steps = [(now, outside.differences(before, now)) for now, before in pairwise(states)]
    whole = json.dumps(row.data, ensure_ascii=False, indent=2)
    return web.page(
        "cases/record.html", row=row, points=outside.points(row), states=states, steps=steps, whole=whole, sources=NAMES,
        history=history.of(session, row.source, row.identity),
        nav="cases",
    )  # fmt: skip
