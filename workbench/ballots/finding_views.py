"""Pages of a ballot on the findings in a case, and what ballots put on the page of that case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g, render_template
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    after,
    briefing,
    deciding,
    findings,
    known,
    positions,
    queries,
    rules,
    rules_views,
    schedule_views,
    schedules,
    windows,
)
from workbench.ballots.forms import FindingsOpening
from workbench.ballots.models import Ballot
from workbench.cases import decisions, life_views, panel
from workbench.cases import queries as cases
from workbench.cases.models import Case, Finding
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest, name_of

bp = Blueprint("deciding", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("case", on_case, app)


def page(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    """The page of a ballot on a case: the findings as they are bound, the box, and what it is bound to."""
    session, data = web.session(), box(ballot, words, errors)
    opened = session.exec(
        select(Minute.body).where(Minute.thing == name_of(ballot), Minute.act == "ballots.open")
    ).one()
    return web.page(
        "ballots/findings.html", **data, **drafted(data["case"], opened["statement"]["findings"]),
        statement=opened["statement"], opener=session.get_one(Member, ballot.opened_by), nav="ballots",
    )  # fmt: skip


def drafted(case: Case, rows: list[str]) -> dict[str, Any]:
    """These findings of a case, with what a voter reads before voting: evidence and dissents."""
    session = web.session()
    ids = [int(name.partition(":")[2]) for name in rows if name.startswith("finding:")]
    found = {one.clause_id: one for one in session.exec(select(Finding).where(col(Finding.id).in_(ids)))}
    said = decisions.dissents(session, list(found.values()))
    people = {one.member_id for dissents in said.values() for one in dissents}
    known_clauses = definition.clauses(session, definition.version(session, case.version))
    return {
        "found": found, "evidence": cases.evidence(session, found.values()), "dissents": said,
        "names": life_views.names(session, people), "clauses": {clause.id: clause for clause in known_clauses},
    }  # fmt: skip


def box_alone(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    return web.page("ballots/_box.html", **box(ballot, words, errors))


def box(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> dict[str, Any]:
    held = briefing.held(web.session(), ballot, g.get("viewer"), db.now())
    mine = held.mine
    return {
        "b": held, "case": cases.case(web.session(), ballot.case_no or 0), "errors": errors or {},
        "words": after.beside(words, MultiDict({"choice": mine.choice or "", "reason": mine.reason} if mine else {})),
        "digest": lambda vote, value: digest(vote.salt, canonical(value)), "canonical": canonical, "told": positions.called(ballot.rule),
        "wanting": rules_views.meanwhile(held), **after.told(held),
    }  # fmt: skip


@bp.get("/cases/<int:no>/ballot")
def new(no: int) -> Response:
    """The form that opens a ballot on the findings; refused, with what to do first, when none can be opened."""
    case = cases.case(web.session(), no)
    deciding.votable(web.session(), case)
    name, rule = next(iter(known.for_findings(web.session(), web.committee()).items()))
    return new_page(case, MultiDict({"rule": name, "closes_at": windows.typed(rule, db.now())}), {})


def new_page(case: Case, words: Words, errors: Errors) -> Response:
    session = web.session()
    rows = deciding.votable(session, case)
    voters, recused = deciding.roll(session, case)
    return web.page(
        "ballots/new_findings.html", case=case, words=words, errors=errors, fingerprint=rules.fingerprint(rows),
        rules=known.for_findings(session, web.committee()), roll=voters, recused=recused,
        ties=panel.ties(session, case, [voter.id or 0 for voter in voters]), question=deciding.question(case), nav="cases",
        **drafted(case, list(rows)),
    )  # fmt: skip


@bp.post("/cases/<int:no>/ballots")
def open(no: int) -> Any:
    case = cases.case(web.session(), no)

    def act(form: FindingsOpening) -> Any:
        prepared = deciding.prepare(
            web.session(), g.viewer, case, committee=web.committee(), fingerprint=form.fingerprint, rule=form.rule
        )
        return schedule_views.begun(prepared, form)

    return web.submitted(FindingsOpening, act, lambda words, errors: new_page(case, words, errors))


def on_case(case: Case) -> str | None:
    """On the page of a case: its ballots, and for chair and secretary how to open one."""
    session = web.session()
    held = [(one, queries.stage(one, db.now())) for one in findings.of_case(session, case)]
    obstacle, may_open = "", case.state == "deliberation" and may(g.get("viewer"), "ballots.open")
    if may_open:
        try:
            deciding.votable(session, case)
        except Refusal as no:
            obstacle = str(no)
    scheduled = schedules.on(session, case=case.no)
    if not held and not may_open and not scheduled:
        return None
    return render_template(
        "ballots/_case.html", case=case, held=held, may_open=may_open, obstacle=obstacle, scheduled=scheduled
    )
