"""Positions of those who do not vote, on the page of a ballot."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from pydantic import BaseModel

from workbench import web
from workbench.ballots import advising, queries
from workbench.ballots.briefing import Held
from workbench.errors import Refusal

bp = Blueprint("advising", __name__)


class Advising(BaseModel):
    """A position, and why."""

    position: str = ""
    advice: str = ""


@bp.post("/ballots/<int:no>/advice")
def state(no: int) -> Any:
    from workbench.ballots.after_views import page

    ballot = queries.ballot(web.session(), no)

    def act(form: Advising) -> Any:
        advising.state(web.session(), g.viewer, ballot, position=form.position, reason=form.advice)
        return web.see("ballots.show", "h-advice", no=no)

    return web.submitted(Advising, act, lambda words, errors: page(ballot, words, errors))


def told(found: Held) -> dict[str, Any] | None:
    """For the box of a ballot; None where its rule takes no positions."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    if not advising.is_asked(ballot.rule):
        return None
    may = viewer is not None and found.stage == "open"
    try:
        if may:
            advising.stands_by(session, viewer, ballot)
    except Refusal:
        may = False
    rows = advising.of(session, ballot)
    return {
        "rows": rows,
        "may": may,
        "mine": next((row for row, _ in rows if viewer and row.member_id == viewer.id), None),
    }
