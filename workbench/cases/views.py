"""The case log: the list, a case with its findings and verdict, and the forms that add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import zip_longest
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import db, turns, web
from workbench.cases import (
    actions,
    claim_views,
    copies,
    copy_views,
    coverage_views,
    grounds,
    life_views,
    matrix_views,
    opinions,
    outside,
    outside_views,
    queries,
    question_views,
    report_views,
    reviews,
    rival_views,
    statement_views,
    states,
    subject_views,
    subjects,
    timeline,
    waiting,
)
from workbench.cases.actions import Exhibit
from workbench.cases.appeals import GROUND_WORDS, OUTCOME_WORDS
from workbench.cases.forms import Find, OpenCase
from workbench.cases.life import Opinion, OpinionDraft
from workbench.cases.models import Case, Finding
from workbench.cases.rechecks import OUTCOMES
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
    web.due(lambda session: reviews.due(session, web.committee()), app)
    turns.rule(waiting.turns, app)
    question_views.register(app)
    statement_views.register(app)
    rival_views.register(app)
    claim_views.register(app)
    matrix_views.register(app)
    outside_views.register(app)
    report_views.register(app)
    life_views.register(app)
    copy_views.register(app)
    subject_views.register(app)
    coverage_views.register(app)


@bp.get("")
@web.public_record
def index() -> Response:
    state, below = request.args.get("state", ""), web.number("below")
    found = queries.newest(web.session(), below=below, state=state)
    more = found[queries.PAGE - 1].case.no if len(found) > queries.PAGE else None
    return web.page(
        "cases/index.html",
        lines=found[: queries.PAGE],
        state=state,
        more=more,
        below=below,
        unjudged=states.UNJUDGED,
        nav="cases",
    )


@bp.get("/<int:no>")
@web.public_record
def show(no: int) -> Response:
    session = web.session()
    case = queries.case(session, no)
    (line,) = queries.lines(session, [case])
    found = queries.findings(session, case)
    every = [finding for findings in found.values() for finding in findings]
    evidence = queries.evidence(session, every)
    life = life_views.of(session, case, g.viewer, every, evidence)
    return web.page(
        "cases/show.html", case=case, life=life, day=queries.evidence_day(session, line), line=line, found=found, former=[id for id in found if id not in case.need.clauses],
        clauses=clauses_of(case), settlements=queries.settlements(session, case), evidence=evidence, grounds=grounds.of(session, every),
        names=names(case, every), newest=definition.judging(session), verdict_words=WORDS, state_words=states.WORDS, unjudged=states.UNJUDGED, ground_words=GROUND_WORDS, outcomes=OUTCOME_WORDS, look_words=OUTCOMES,
        vendor=subjects.vendor(session, case), artefacts=subjects.artefacts(session, case), kinds=subjects.ARTEFACTS,
        panels=web.committee().panels, period=web.committee().reaffirm_days, today=db.now().date(), elsewhere=outside.beside(session, case), sources=NAMES, render=faces.html_clause, nav="cases",
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
    newest = definition.judging(web.session())
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
    """The form for one requirement, filled with the finding that counts now; a reviewer's with what they found so far."""
    session = web.session()
    case = queries.case(session, no)
    words = web.Words()
    for name, value in found_before(case, clause_id):
        words.add(name, value)
    return finding_page(no, clause_id, words, {})


def found_before(case: Case, clause_id: str) -> Iterator[tuple[str, str]]:
    """The fields of the form as they begin."""
    session = web.session()
    counts: Finding | OpinionDraft | Opinion | None
    if case.state == "evidence":
        counts = opinions.mine(session, g.viewer, case).get(clause_id)
    else:
        counts = next(iter(queries.findings(session, case).get(clause_id, [])), None)
        if counts is None or case.state == "draft_finding" and counts.round != case.round:
            counts = next(iter(opinions.of(session, case).get(clause_id, [])), None)
    if counts is None:
        return
    yield from (("value", counts.value), ("condition", counts.condition), ("reason", counts.reason))
    rests = grounds.of(session, [counts]).get(counts.id or 0) if isinstance(counts, Finding) else None
    yield "words", rests.quote if rests else ""
    kept = queries.evidence(session, [counts]).get(counts.id or 0, []) if isinstance(counts, Finding) else ()
    rows = [Exhibit.of(row).data() for row in kept] if isinstance(counts, Finding) else counts.evidence
    for row in rows:
        yield from () if row.get("removed_at") else row.items()


def finding_page(no: int, clause_id: str, words: web.Words, errors: web.Errors) -> Response:
    case = queries.case(web.session(), no)
    if clause_id not in case.need.clauses:
        raise NotHere("This case is not judged by such a clause.")
    alone = opinions.of(web.session(), case).get(clause_id, []) if case.state == "draft_finding" else []
    return web.page(
        "cases/finding.html", case=case, clause=clauses_of(case).get(clause_id), clause_id=clause_id, words=words,
        errors=errors, rows=evidence_rows(words), render=faces.html_clause, alone=alone,
        files=copies.choices(web.session(), g.viewer, case),
        names=life_views.names(web.session(), {one.member_id for one in alone}), nav="cases",
    )  # fmt: skip


def evidence_rows(words: web.Words) -> list[dict[str, str]]:
    """The rows of evidence of a form in which something was typed, and empty ones for more."""
    typed = zip_longest(*(words.getlist(name) for name in Exhibit.FIELDS), fillvalue="")
    rows = [dict(zip(Exhibit.FIELDS, row, strict=True)) for row in typed if any(row)]
    return rows + [dict.fromkeys(Exhibit.FIELDS, "")] * ROWS


@bp.post("/<int:no>/findings/<clause_id>")
def find(no: int, clause_id: str) -> Any:
    def act(form: Find) -> Answer:
        session = web.session()
        case = queries.case(session, no)
        found: dict[str, Any] = {
            "clause_id": clause_id, "value": form.value, "condition": form.condition, "reason": form.reason,
            "evidence": form.exhibits(),
        }  # fmt: skip
        if case.state == "evidence":
            opinions.draft(session, g.viewer, case, **found)
        else:
            made = actions.find(session, g.viewer, case, **found)
            grounds.rest(session, g.viewer, case, made, form.words, tuple(clauses_of(case).values()))
        return web.see("cases.show", clause_id, no=no)

    return web.submitted(Find, act, lambda words, errors: finding_page(no, clause_id, words, errors))


@bp.post("/<int:no>/settle")
def settle(no: int) -> Answer:
    actions.settle(web.session(), g.viewer, queries.case(web.session(), no), panels=web.committee().panels)
    return web.see("cases.show", no=no)


@bp.post("/<int:no>/reaffirm")
def reaffirm(no: int) -> Answer:
    return reviewed(no, partial(reviews.propose, committee=web.committee()))


@bp.post("/<int:no>/reopen")
def reopen(no: int) -> Answer:
    return reviewed(no, actions.reopen)


def reviewed(no: int, act: Callable[..., object]) -> Answer:
    """Propose that a case stands under the newest version, or open it again under it."""
    session = web.session()
    newest = definition.judging(session)
    requirements = definition.requirements(session, newest, web.committee())
    act(session, g.viewer, queries.case(session, no), version=newest, requirements=requirements)
    return web.see("cases.show", no=no)


def on_clause(clause_id: str) -> str | None:
    """The cases whose findings rest on a clause, for the clause's own page."""
    found = queries.resting_on(web.session(), [clause_id])
    return render_template("cases/_resting.html", lines=found, clause_id=clause_id) if found else None
