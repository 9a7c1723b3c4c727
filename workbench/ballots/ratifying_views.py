"""Pages of the second stage of a decision: the form that opens the ballot of another body; objections to what carried."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    actions,
    after_views,
    bloc_texts,
    queries,
    ratifying,
    rules,
    second,
    version_views,
    versions,
    windows,
)
from workbench.ballots.forms import Window
from workbench.ballots.models import Ballot
from workbench.members import bodies
from workbench.proposals import queries as proposals
from workbench.proposals import recusals

bp = Blueprint("ratifying", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


class Objection(BaseModel):
    """Why what carried should not stand."""

    objection: str = ""


@bp.get("/ballots/<int:no>/ratification")
def new(no: int) -> Response:
    """The form that opens the ballot of the body; refused, with what to do first, when none can be opened."""
    ballot = queries.ballot(web.session(), no)
    ratifying.openable(web.session(), ballot, web.committee())
    return new_page(ballot, MultiDict({"closes_at": windows.typed(_rule(ballot), db.now())}), {})


def _rule(ballot: Ballot) -> rules.Rule:
    """The rule by which the other body votes, as the first ballot fixed it."""
    table = second.owed(web.session(), ballot)["rule"]
    return rules.read(table["name"], table)


def new_page(ballot: Ballot, words: Words, errors: Errors) -> Response:
    session = web.session()
    row = ratifying.openable(session, ballot, web.committee())
    recusals.stand_aside(session, g.viewer, *second.concerned(session, ballot))
    if versions.is_one(ballot):
        return version_views.ratification_page(ballot, row.body or "", words, errors)
    return web.page(
        "ballots/new_ratification.html", ballot=ballot, words=words, errors=errors, nav="ballots",
        body=web.committee().bodies.get(row.body or "", row.body), rule=_rule(ballot),
        roll=bodies.members(session, row.body or ""), proposal=proposals.proposal(session, ballot.proposal_no or 0),
        is_instead=ballot.outcome == "no_electorate", filed=queries.revision(session, ballot), bound=bloc_texts.of(session, ballot),
    )  # fmt: skip


@bp.post("/ballots/<int:no>/ratification")
def open(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Window) -> Any:
        ratifying.openable(web.session(), ballot, web.committee())
        closes_at = windows.end(_rule(ballot), actions.moment(web.session()), form.closes_at)
        made = ratifying.open(web.session(), g.viewer, ballot, committee=web.committee(), closes_at=closes_at)
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
