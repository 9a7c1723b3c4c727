"""Pages of what a revision would do to the cases, and the form in which members judge one under it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import copies
from workbench.cases import queries as cases
from workbench.cases.actions import Exhibit
from workbench.cases.forms import Find
from workbench.cases.models import Case
from workbench.cases.views import evidence_rows
from workbench.proposals import flips, foreseen, judging, queries
from workbench.proposals.forms import Foresight
from workbench.proposals.models import Revision
from workbench.wording import faces

bp = Blueprint("flips", __name__)


@bp.get("/proposals/<int:no>/revisions/<int:n>/cases")
@web.public_record
def show(no: int, n: int) -> Response:
    return page(no, n, web.Words(), {})


def page(no: int, n: int, words: web.Words, errors: web.Errors) -> Response:
    """The report; under the last of the cases who has read all of them, and for members the form to say so."""
    session, after = web.session(), web.number("after") or 0
    revision = queries.revision(session, queries.proposal(session, no), n)
    report = flips.of(session, revision, web.committee(), after=after)
    tentative = [one.tentative.found_by for flip in report.found for one in flip.again if one.tentative]
    number = 0 if report.more else sum(flip.kind != "unaffected" for flip in report.found)
    if after and not report.more:
        number = foreseen.affected(session, revision, web.committee())
    return web.page(
        "proposals/flips.html", report=report, proposal=report.proposal, revision=revision, kinds=flips.KINDS, after=after,
        numbers=_numbers(session, revision), names=queries.names(session, tentative),
        is_open=report.proposal.state in queries.OPEN and n == report.proposal.revision, nav="proposals",
        number=number, readers=foreseen.said(session, revision), words=words, errors=errors,
        may_say=foreseen.may_say(session, g.get("viewer"), revision),
    )  # fmt: skip


@bp.post("/proposals/<int:no>/revisions/<int:n>/cases")
def read(no: int, n: int) -> Any:
    """A member says that they have read what becomes of all the cases."""

    def act(form: Foresight) -> Answer:
        foreseen.say(web.session(), g.viewer, queries.proposal(web.session(), no), n, web.committee(), note=form.note)
        return web.see("flips.show", "h-read", no=no, n=n, after=web.number("after"))

    return web.submitted(Foresight, act, lambda words, errors: page(no, n, words, errors))


def _numbers(session: Session, revision: Revision) -> dict[str, str]:
    known = (*queries.before(session, revision).clauses, *queries.text(session, revision).clauses)
    return {clause.id: clause.number for clause in known}


def _asked(no: int, case_no: int) -> tuple[Revision, Case]:
    session = web.session()
    return queries.current(session, no), cases.case(session, case_no)


@bp.get("/proposals/<int:no>/cases/<int:case_no>/<clause_id>")
def judge(no: int, case_no: int, clause_id: str) -> Response:
    """The form, filled with what counts under the revision, or else with the finding that stands."""
    revision, case = _asked(no, case_no)
    one = judging.due(web.session(), revision, case, clause_id, web.committee())
    found = one.tentative or one.finding
    words = web.Words({"value": found.value, "condition": found.condition, "reason": found.reason} if found else {})
    finding = [one.finding] if one.finding else []
    kept = [row for rows in cases.evidence(web.session(), finding).values() for row in rows]
    for exhibit in judging.exhibits(one.tentative) if one.tentative else map(Exhibit.of, kept):
        words.update({} if exhibit.removed_at else exhibit.data())
    return judge_page(no, case_no, clause_id, words, {})


def judge_page(no: int, case_no: int, clause_id: str, words: web.Words, errors: web.Errors) -> Response:
    session = web.session()
    revision, case = _asked(no, case_no)
    one = judging.due(session, revision, case, clause_id, web.committee())
    before, now = queries.before(session, revision), queries.text(session, revision)
    said = list(judging.said(session, queries.proposal(session, no), case, clause_id))
    return web.page(
        "proposals/judge.html", case=case, one=one, clause_id=clause_id, revision=revision, words=words, errors=errors,
        rows=evidence_rows(words), files=copies.choices(session, g.viewer, case), render=faces.html_clause, said=said,
        old=next((clause for clause in before.clauses if clause.id == clause_id), None),
        new=next((clause for clause in now.clauses if clause.id == clause_id), None),
        names=queries.names(session, [row.found_by for row in said]), nav="proposals",
    )  # fmt: skip


@bp.post("/proposals/<int:no>/cases/<int:case_no>/<clause_id>")
def judged(no: int, case_no: int, clause_id: str) -> Any:
    def act(form: Find) -> Answer:
        revision, case = _asked(no, case_no)
        judging.find(
            web.session(), g.viewer, revision, case, web.committee(), clause_id=clause_id, value=form.value,
            condition=form.condition, reason=form.reason, evidence=form.exhibits(),
        )  # fmt: skip
        return web.see("flips.show", f"case-{case_no}", no=no, n=revision.n)

    return web.submitted(Find, act, lambda words, errors: judge_page(no, case_no, clause_id, words, errors))
