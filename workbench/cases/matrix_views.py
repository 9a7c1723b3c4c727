"""The table of systems against requirements: as a page, as a picture and as comma-separated values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from flask import Blueprint, Flask, Response, render_template, request

from workbench import web
from workbench.cases import matrix
from workbench.cases.matrix import Wanted
from workbench.cases.queries import CaseLine
from workbench.definition import queries as definition
from workbench.wording.blocks import Clause

DRAWN = 1_000  # rows of the picture at most

bp = Blueprint("matrix", __name__, url_prefix="/cases")


def register(app: Flask) -> None:
    app.register_blueprint(bp)


def columns() -> list[Clause]:
    """The clauses that the newest version asks about, in order."""
    session = web.session()
    newest = definition.judging(session)
    known = {clause.id: clause for clause in definition.clauses(session, newest)}
    return [known[clause] for clause in definition.requirements(session, newest, web.committee()).clauses]


def wanted() -> Wanted:
    return Wanted.of(request.args.to_dict())


@bp.get("/matrix")
@web.public_record
def show() -> Response:
    after, asked, across = web.number("after"), wanted(), columns()
    lines, more = matrix.page(web.session(), asked, after)
    return web.page(
        "cases/matrix.html", lines=lines, more=more, after=after, wanted=asked, columns=across,
        choices=[(clause.id, f"{clause.number} {clause.heading}".strip() or clause.id) for clause in across],
        newest=definition.judging(web.session()), nav="cases",
    )  # fmt: skip


@bp.get("/matrix.csv")
@web.public_record
def table() -> Response:
    """Every case that is asked for, as comma-separated values, UTF-8, one case a row."""
    across = columns()
    head = [
        "case",
        "organisation",
        "system",
        "release",
        "version",
        "state",
        "verdict",
        *(clause.id for clause in across),
    ]
    return web.table("cases", [head, *(_values(line, across) for line in matrix.everything(web.session(), wanted()))])


@bp.get("/matrix.svg")
@web.public_record
def picture() -> Response:
    """The first DRAWN cases that are asked for, as a picture."""
    lines = list(islice(matrix.everything(web.session(), wanted()), DRAWN + 1))
    drawn = render_template(
        "cases/matrix.svg", lines=lines[:DRAWN], is_cut=len(lines) > DRAWN, columns=columns(),
        newest=definition.judging(web.session()),
    )  # fmt: skip
    return Response(drawn, mimetype="image/svg+xml")


def _values(line: CaseLine, asked: Sequence[Clause]) -> list[object]:
    case = line.case
    found = [line.findings[clause.id].value if clause.id in line.findings else "" for clause in asked]
    return [case.no, case.vendor, case.system, case.release, case.version, case.state, line.verdict.value, *found]
