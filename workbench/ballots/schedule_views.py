"""Pages of ballots that the clock is to open; and whether a form opens a ballot now or schedules it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template
from pydantic import BaseModel
from sqlmodel import Session

from workbench import db, web
from workbench.ballots import actions, deciding, formats, rules_views, schedules, scheduling, seating, windows
from workbench.ballots.forms import Window
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.cases import panel
from workbench.cases import queries as cases
from workbench.members import second_views, seconding
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.members.seconding import Second
from workbench.minutes.record import name_of
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
    second_views.deed("ballots.open", confirmed, app)


def begun(prepared: Prepared, form: Window) -> Any:
    """The ballot of a form is opened or, with an opening time, scheduled; proposed, where that takes two."""
    session, committee = web.session(), web.committee()
    others = (proposals.proposal(session, no) for no in prepared.about.get("recused_from", ()))
    aside = recusals.out(session, [*prepared.proposals, *others])
    closes_at = windows.end(prepared.rule, form.opens_at or actions.moment(session), form.closes_at)
    if not seconding.is_needed(session, committee, g.viewer, "ballots.open", aside):
        return _go(prepared, form.opens_at, closes_at)
    scheduling.fits(session, prepared, form.opens_at, closes_at)
    on, titles = _about(prepared)
    when = f" from {_moment(form.opens_at)}" if form.opens_at else ""
    what = f"Open a ballot on {titles} under the rule “{prepared.rule.title}”{when} until {_moment(closes_at)}"
    times = {"opens_at": form.opens_at and form.opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    data = {"statement": prepared.about, "rule": prepared.rule.data(), **times}
    row = seconding.propose(session, g.viewer, "ballots.open", on, what=what, data=data)
    return web.see("second.show", no=row.no)


def _about(prepared: Prepared) -> tuple[str, str]:
    """What a ballot would be on, as the minutes name it and in words with all that matters."""
    said = prepared.about
    if told := said.get("on_version"):
        return f"version:{told['ordinal']}", f"the question: “{told['asks']}”"
    if "elects" in said:
        stand = ", ".join(f"{name}{f' ({home})' if home else ''}" for _, name, home, _ in said["candidates"])
        seats = f"{said['to_fill']} seat{'s' if said['to_fill'] != 1 else ''}"
        return (
            f"election:{said['elects']}",
            f"who fills {seats} of {said['elects_title']} among {stand}: “{said['question']}”",
        )
    if prepared.case:
        return name_of(prepared.case), f"the findings in case {prepared.case.no}"
    titles = [f"proposal {one.no}, “{one.title}”" for one in prepared.proposals]
    return name_of(prepared.proposals[0]), " and ".join(titles)


def _moment(at: datetime) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC"


def confirmed(session: Session, row: Second) -> Any:
    """What another officer proposed is opened or scheduled, if everything that it asks still holds."""
    prepared = scheduling.prepare(session, row.data["statement"], row.data["rule"], web.committee(), g.viewer)
    opens_at, closes_at = (at and datetime.fromisoformat(at) for at in (row.data["opens_at"], row.data["closes_at"]))
    return _go(prepared, opens_at, closes_at, row)


def _go(prepared: Prepared, opens_at: datetime | None, closes_at: datetime, seconded: Second | None = None) -> Any:
    session, committee = web.session(), web.committee()
    if opens_at:
        row = scheduling.schedule(
            session, g.viewer, prepared, committee=committee, opens_at=opens_at, closes_at=closes_at, seconded=seconded
        )
        return web.see("schedules.show", no=row.no)
    ballot = scheduling.binder(prepared)(
        session, g.viewer, prepared, committee=committee, closes_at=closes_at, seconded=seconded
    )
    return web.see("ballots.show", no=ballot.no)


@bp.get("/ballots/scheduled/<int:no>")
def show(no: int) -> Any:
    """What the ballot will be on, from when, and what stands in its way now; once it is open the way to it."""
    row = schedules.schedule(web.session(), no)
    return web.see("ballots.show", no=row.ballot_no) if row.ballot_no else page(row)


def page(row: Schedule, words: web.Words | None = None, errors: web.Errors | None = None) -> Response:
    session, rule = web.session(), formats.rule(row.rule)
    on = [proposals.proposal(session, no) for no in schedules.concerned(row)]
    case = cases.case(session, row.case_no) if row.case_no else None
    voters = deciding.roll(session, case)[0] if case else seating.electorate(session)
    aside = {*recusals.out(session, on), *(panel.aside(session, case) if case else ())}
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
        return second_views.on_thing(name_of(proposal))
    said = row.statement
    n = {one[0]: one[1] for one in said["options"]}[proposal.no] if "options" in said else said["revision"]
    return render_template("ballots/_scheduled.html", row=row, n=n, newest=revision.n)
