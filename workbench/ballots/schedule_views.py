"""Pages of ballots that the clock is to open; and whether a form opens a ballot now or schedules it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g, render_template
from pydantic import BaseModel

from workbench import db, web
from workbench.ballots import actions, deciding, formats, rules_views, schedules, scheduling
from workbench.ballots.forms import Window
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.cases import queries as cases
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.proposals import queries as proposals
from workbench.proposals import recusals
from workbench.proposals.models import Proposal, Revision

bp = Blueprint("schedules", __name__)


class Cancelling(BaseModel):
    why: str = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.due(lambda session: scheduling.due(session, web.committee()), app)
    web.slot("proposal", on_proposal, app)


def begun(prepared: Prepared, form: Window) -> Any:
    """The ballot of a form is opened or, with an opening time, scheduled."""
    session, committee = web.session(), web.committee()
    if form.opens_at:
        row = scheduling.schedule(
            session, g.viewer, prepared, committee=committee, opens_at=form.opens_at, closes_at=form.closes_at
        )
        return web.see("schedules.show", no=row.no)
    bind = deciding.bind if prepared.case else actions.bind
    ballot = bind(session, g.viewer, prepared, committee=committee, closes_at=form.closes_at)
    return web.see("ballots.show", no=ballot.no)


@bp.get("/ballots/scheduled/<int:no>")
def show(no: int) -> Any:
    """What the ballot will be on, from when, and what stands in its way now; once it is open the way to it."""
    row = schedules.schedule(web.session(), no)
    return web.see("ballots.show", no=row.ballot_no) if row.ballot_no else page(row)


def page(row: Schedule, words: web.Words | None = None, errors: web.Errors | None = None) -> Response:
    session, rule = web.session(), formats.rule(row.rule)
    on = [proposals.proposal(session, no) for no in row.proposals]
    case = cases.case(session, row.case_no) if row.case_no else None
    voters = deciding.roll(session, case)[0] if case else actions.electorate(session)
    aside = recusals.out(session, on)
    voters = [one for one in voters if one.id not in aside]
    return web.page(
        "ballots/scheduled.html", row=row, title=schedules.title(session, row), rule=rule, case=case, words=words or web.Words(), errors=errors or {},
        is_due=row.state == "scheduled" and row.opens_at <= db.now(), roll=voters, wanting=rules_views.wanting(rule, len(voters), 0),
        obstacle=scheduling.obstacle(session, row, web.committee()) if row.state == "scheduled" else "",
        by=session.get_one(Member, row.scheduled_by), may_cancel=may(g.get("viewer"), "ballots.open") and g.viewer.id not in aside,
        nav="ballots",
    )  # fmt: skip


@bp.post("/ballots/scheduled/<int:no>/cancel")
def cancel(no: int) -> Any:
    row = schedules.schedule(web.session(), no)

    def act(form: Cancelling) -> Any:
        scheduling.cancel(web.session(), g.viewer, row, why=form.why)
        return web.see("schedules.show", no=no)

    return web.submitted(Cancelling, act, lambda words, errors: page(row, words, errors))


@bp.post("/ballots/scheduled/<int:no>/enter")
def enter(no: int) -> Any:
    """To the ballot that has opened. Every act puts on record first what the clock has decided, so this one does, too."""
    row = schedules.schedule(web.session(), no)
    return web.see("ballots.show", no=row.ballot_no) if row.ballot_no else web.see("schedules.show", no=no)


def lines() -> list[tuple[Schedule, str]]:
    """What is to open, each with what it is on, the next one first."""
    return [(row, schedules.title(web.session(), row)) for row in schedules.waiting(web.session())]


def on_proposal(proposal: Proposal, revision: Revision) -> str | None:
    """On a proposal's page: from when it is voted on."""
    row = schedules.on(web.session(), [proposal.no or 0])
    if row is None:
        return None
    said = row.statement
    n = {one[0]: one[1] for one in said["options"]}[proposal.no] if "options" in said else said["revision"]
    return render_template("ballots/_scheduled.html", row=row, n=n, newest=revision.n)
