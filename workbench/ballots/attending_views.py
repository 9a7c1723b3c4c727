"""Who is present, on the page of a ballot: what was taken down, and for chair and secretary the form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import attending, presence, queries, rules, second
from workbench.ballots.briefing import Held
from workbench.members import permissions
from workbench.proposals import queries as proposals
from workbench.proposals import recusals

bp = Blueprint("attending", __name__)


class Attending(BaseModel):
    """Who is present, by number."""

    present: list[int] = []


@bp.post("/ballots/<int:no>/presence")
def take(no: int) -> Any:
    from workbench.ballots.after_views import page

    ballot = queries.ballot(web.session(), no)

    def act(form: Attending) -> Any:
        attending.take(web.session(), g.viewer, ballot, present=form.present)
        return web.see("ballots.show", "h-present", no=no)

    return web.submitted(Attending, act, lambda words, errors: page(ballot, words, errors))


def told(found: Held) -> dict[str, Any] | None:
    """For the box of a ballot; None where its rule does not ask. `words` names those of a form that are to be ticked again."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    if not rules.asks_presence(ballot.rule):
        return None
    rows = presence.of(session, ballot)
    names = proposals.names(session, sorted({row.taken_by for row in rows}))
    by_number = {seat.entry.member_id: seat.entry.name for seat in found.seats}
    voted = {seat.entry.member_id for seat in found.seats if seat.voted and not seat.is_out}
    aside = recusals.out(session, second.concerned(session, ballot))
    may = permissions.may(viewer, "ballots.attend") and viewer is not None and viewer.id not in aside
    return {
        "acts": [(names[row.taken_by], row.taken_at, [by_number[one] for one in row.present]) for row in rows],
        "ticked": {*rows[-1].present} if rows else set[int](), "voted": voted, "may": may and found.stage == "open",
        "names": lambda typed: ", ".join(by_number[int(one)] for one in typed if one.isdecimal() and int(one) in by_number),
    }  # fmt: skip


def chosen(words: MultiDict[str, str], ticked: set[int]) -> set[str]:
    """The boxes that are ticked: as typed in a form that was refused, otherwise as taken down last."""
    return {*words.getlist("present")} if words.get("attending") else {str(one) for one in ticked}
