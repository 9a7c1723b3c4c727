"""The page on how well the cases test the text, and the queue of cases up for review."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from workbench import web
from workbench.cases import agreement, coverage
from workbench.definition import queries as definition

bp = Blueprint("coverage", __name__, url_prefix="/cases")


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/coverage")
@web.public_record
def show() -> Response:
    session = web.session()
    newest = definition.judging(session)
    need = definition.requirements(session, newest, web.committee())
    return web.page(
        "cases/coverage.html", found=coverage.of(session, newest, need), agreement=agreement.of(session), newest=newest,
        clauses={clause.id: clause for clause in definition.clauses(session, newest)}, nav="cases",
    )  # fmt: skip


@bp.get("/queue")
@web.public_record
def queue() -> Response:
    session = web.session()
    newest = definition.judging(session)
    need = definition.requirements(session, newest, web.committee())
    return web.page(
        "cases/queue.html", waiting=coverage.waiting(session, newest, need), newest=newest,
        clauses={clause.id: clause for clause in definition.clauses(session, newest)}, nav="cases",
    )  # fmt: skip
