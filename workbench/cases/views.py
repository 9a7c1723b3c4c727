"""The case log: the list, a case with its findings and verdict, and the forms that add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import turns, web
from workbench.cases import (
    actions,
    coverage_views,
    grounds,
    matrix_views,
    outside,
    outside_views,
    queries,
    timeline,
    waiting,
)
from workbench.cases.forms import Find, OpenCase
from workbench.cases.models import Case, Finding
from workbench.cases.sources import NAMES
from workbench.cases.verdict import WORDS
from workbench.definition import queries as definition
from workbench.errors import NotHere
from workbench.members.models import Member
from workbench.wording import faces
from workbench.wording.blocks import Clause

ROWS = 2  # empty rows for further evidence in the form of a finding

bp = Blueprint("cases", __name__, url_prefix="/cases")


def register(app: Flask) -> None:
    definition.chosen(app.extensions["workbench"].committee)
    app.register_blueprint(bp)
    web.slot("clause", on_clause, app)
    turns.rule(waiting.turns, app)
    matrix_views.register(app)
    outside_views.register(app)
    coverage_views.register(app)


@bp.get("")
@web.public_record
def index() -> Response:
    state, below = request.args.get("state", ""), web.number("below")
    found = queries.newest(web.session(), below=below, state=state)
    more = found[queries.PAGE - 1].case.no if len(found) > queries.PAGE else None
    return web.page("cases/index.html", lines=found[: queries.PAGE], state=state, more=more, below=below, nav="cases")


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    session = web.session()
    case = queries.case(session, no)
    (line,) = queries.lines(session, [case])
    found = queries.findings(session, case)
    every = [finding for findings in found.values() for finding in findings]
    return web.page(
        "cases/show.html", case=case, line=line, found=found, former=[id for id in found if id not in case.need.clauses],
        clauses=clauses_of(case), settlements=queries.settlements(session, case), evidence=queries.evidence(session, every), grounds=grounds.of(session, every),
        names=names(case, every), newest=definition.newest(session), verdict_words=WORDS, elsewhere=outside.beside(session, case), sources=NAMES, render=faces.html_clause, nav="cases",
    )  # fmt: skip


@bp.get("/<int:no>/timeline")
@web.public_record
def when(no: int) -> Response:
    """What was found of a system, in the order of time."""
    case = queries.case(web.session(), no)
    steps = timeline.of_case(web.session(), case)
    return web.page(
        "cases/timeline.html", case=case, row=None, steps=steps, sources=NAMES, clauses=clauses_of(case), nav="cases"
    )


def clauses_of(case: Case) -> dict[str, Clause]:
    """The clauses of the version that a case is judged under, by id."""
    session = web.session()
    return {clause.id: clause for clause in definition.clauses(session, definition.version(session, case.version))}


def names(case: Case, findings: Iterable[Finding]) -> dict[int, str]:
    """The names of the members who opened the case or found something in it."""
    wanted = {case.opened_by, *(finding.found_by for finding in findings)} - {None}
    return {
        member.id or 0: member.name for member in web.session().exec(select(Member).where(col(Member.id).in_(wanted)))
    }


@bp.get("/new")
def new() -> Response:
    newest = definition.newest(web.session())
    return new_page(web.Words({"version": newest.label}), {})


def new_page(words: web.Words, errors: web.Errors) -> Response:
    labels = [(version.label, version.label) for version in definition.versions(web.session())]
    return web.page("cases/new.html", words=words, errors=errors, labels=labels, nav="cases")


@bp.post("")
def open() -> Any:
    def act(form: OpenCase) -> Answer:
        version = definition.version(web.session(), form.version)
        requirements = definition.requirements(web.session(), version, web.committee())
        case = actions.open_case(web.session(), g.viewer, version=version, requirements=requirements, **form.facts())
        return web.see("cases.show", no=case.no)

    return web.submitted(OpenCase, act, new_page)


@bp.get("/<int:no>/findings/<clause_id>")
def finding(no: int, clause_id: str) -> Response:
    """The form for one requirement, filled with the finding that counts now."""
    session = web.session()
    words = web.Words()
    if counts := queries.findings(session, queries.case(session, no)).get(clause_id):
        rests = grounds.of(session, counts[:1]).get(counts[0].id or 0)
        words.update({"value": counts[0].value, "condition": counts[0].condition, "reason": counts[0].reason})
        words.update({"words": rests.quote if rests else ""})
        for exhibit in queries.evidence(session, counts[:1]).get(counts[0].id or 0, []):
            words.update(
                {"address": exhibit.address, "quotation": exhibit.quotation, "seen_on": exhibit.seen_on.isoformat()}
            )
    return finding_page(no, clause_id, words, {})


def finding_page(no: int, clause_id: str, words: web.Words, errors: web.Errors) -> Response:
    case = queries.case(web.session(), no)
    if clause_id not in case.need.clauses:
        raise NotHere("This case is not judged by such a clause.")
    rows = [*rows_typed(words), *[("", "", "")] * ROWS]
    return web.page(
        "cases/finding.html", case=case, clause=clauses_of(case).get(clause_id), clause_id=clause_id, words=words,
        errors=errors, rows=rows, render=faces.html_clause, nav="cases",
    )  # fmt: skip


def rows_typed(words: web.Words) -> list[tuple[str, str, str]]:
    """The rows of evidence of a form in which something was typed."""
    addresses, quotations, days = (words.getlist(name) for name in ("address", "quotation", "seen_on"))
    return [row for row in zip_longest(addresses, quotations, days, fillvalue="") if any(row)]


@bp.post("/<int:no>/findings/<clause_id>")
def find(no: int, clause_id: str) -> Any:
    def act(form: Find) -> Answer:
        case = queries.case(web.session(), no)
        made = actions.find(
            web.session(), g.viewer, case, clause_id=clause_id, value=form.value, condition=form.condition,
            reason=form.reason, evidence=form.exhibits(),
        )  # fmt: skip
        grounds.rest(web.session(), g.viewer, case, made, form.words, tuple(clauses_of(case).values()))
        return web.see("cases.show", clause_id, no=no)

    return web.submitted(Find, act, lambda words, errors: finding_page(no, clause_id, words, errors))


@bp.post("/<int:no>/settle")
def settle(no: int) -> Answer:
    actions.settle(web.session(), g.viewer, queries.case(web.session(), no))
    return web.see("cases.show", no=no)


@bp.post("/<int:no>/reaffirm")
def reaffirm(no: int) -> Answer:
    return reviewed(no, actions.reaffirm)


@bp.post("/<int:no>/reopen")
def reopen(no: int) -> Answer:
    return reviewed(no, actions.reopen)


def reviewed(no: int, act: Callable[..., None]) -> Answer:
    """Reaffirm a case under the newest version, or open it again under it."""
    session = web.session()
    newest = definition.newest(session)
    requirements = definition.requirements(session, newest, web.committee())
    act(session, g.viewer, queries.case(session, no), version=newest, requirements=requirements)
    return web.see("cases.show", no=no)


def on_clause(clause_id: str) -> str | None:
    """The cases whose findings rest on a clause, for the clause's own page."""
    found = queries.resting_on(web.session(), [clause_id])
    return render_template("cases/_resting.html", lines=found, clause_id=clause_id) if found else None
