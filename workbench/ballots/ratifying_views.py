"""Pages of the second stage of a decision: the form that opens the ballot of another body; objections to what carried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import after_views, queries, ratifying, rules, second, version_views, versions
from workbench.ballots.forms import Window
from workbench.ballots.models import Ballot
from workbench.members import bodies
from workbench.proposals import queries as proposals
from workbench.proposals import recusals

bp = Blueprint("ratifying", __name__)
USUAL_WINDOW = timedelta(days=14)
Words = MultiDict[str, str]
Errors = dict[str, str]


class Objection(BaseModel):
    """Why what carried should not stand."""

    objection: str = ""


@bp.get("/ballots/<int:no>/ratification")
def new(no: int) -> Response:
    """The form that opens the ballot of the body; refused, with what to do first, when none can be opened."""
    ballot = queries.ballot(web.session(), no)
    closes = (db.now() + USUAL_WINDOW).replace(second=0)
    return new_page(ballot, MultiDict({"closes_at": f"{closes:%Y-%m-%dT%H:%M}"}), {})


def new_page(ballot: Ballot, words: Words, errors: Errors) -> Response:
    session = web.session()
    row = ratifying.openable(session, ballot, web.committee())
    if versions.is_one(ballot):
        return version_views.ratification_page(ballot, row.body or "", words, errors)
    recusals.stand_aside(session, g.viewer, *queries.proposals(session, ballot))
    table = second.owed(session, ballot)["rule"]
    return web.page(
        "ballots/new_ratification.html", ballot=ballot, words=words, errors=errors, nav="ballots",
        body=web.committee().bodies.get(row.body or "", row.body), rule=rules.read(table["name"], table),
        roll=bodies.members(session, row.body or ""), proposal=proposals.proposal(session, ballot.proposal_no or 0),
        is_instead=ballot.outcome == "no_electorate", filed=queries.revision(session, ballot),
    )  # fmt: skip


@bp.post("/ballots/<int:no>/ratification")
def open(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Window) -> Any:
        made = ratifying.open(web.session(), g.viewer, ballot, committee=web.committee(), closes_at=form.closes_at)
        return web.see("ballots.show", no=made.no)

    return web.submitted(Window, act, lambda words, errors: new_page(ballot, words, errors))


@bp.post("/ballots/<int:no>/objections")
def object(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Objection) -> Any:
        ratifying.object(web.session(), g.viewer, ballot, reason=form.objection)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Objection, act, lambda words, errors: after_views.page(ballot, words, errors))


@bp.post("/ballots/<int:no>/objections/<int:n>/withdraw")
def withdraw(no: int, n: int) -> Any:
    ratifying.withdraw(web.session(), g.viewer, queries.ballot(web.session(), no), n)
    return web.see("ballots.show", "ballot", no=no)


@bp.post("/ballots/<int:no>/objections/end")
def end(no: int) -> Any:
    ratifying.end(web.session(), g.viewer, queries.ballot(web.session(), no))
    return web.see("ballots.show", "ballot", no=no)
