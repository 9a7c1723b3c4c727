"""The form that moves the close of a ballot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, g
from sqlmodel import Session

from workbench import web
from workbench.ballots import after_views, extending, queries, voiding
from workbench.ballots.forms import Extending
from workbench.members import second_views, seconding
from workbench.members.seconding import Second
from workbench.minutes.record import name_of
from workbench.proposals import leaving

bp = Blueprint("extending", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    second_views.deed("ballots.extend", confirmed, app)


@bp.post("/ballots/<int:no>/extend")
def extend(no: int) -> Any:
    session, ballot = web.session(), queries.ballot(web.session(), no)

    def act(form: Extending) -> Any:
        extending.extendable(session, g.viewer, ballot)
        extending.later(ballot, form.extend_to)
        if seconding.is_needed(session, web.committee(), g.viewer, "ballots.extend", voiding.aside(session, ballot)):
            reason, until = leaving.reasoned(form.extend_reason, "extend_reason"), form.extend_to
            what = f"Move the close of ballot {no} to {until:%-d %B %Y, %H:%M} UTC: {reason}"
            data = {"ballot": no, "closes_at": until.isoformat(), "reason": reason}
            row = seconding.propose(session, g.viewer, "ballots.extend", name_of(ballot), what=what, data=data)
            return web.see("second.show", no=row.no)
        extending.extend(session, g.viewer, ballot, closes_at=form.extend_to, reason=form.extend_reason)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Extending, act, lambda words, errors: after_views.page(ballot, words, errors))


def confirmed(session: Session, row: Second) -> Any:
    """What another officer proposed is done, as long as voting is not over."""
    ballot, until = queries.ballot(session, row.data["ballot"]), datetime.fromisoformat(row.data["closes_at"])
    extending.extend(session, g.viewer, ballot, closes_at=until, reason=row.data["reason"], seconded=row)
    return web.see("ballots.show", "ballot", no=ballot.no)
