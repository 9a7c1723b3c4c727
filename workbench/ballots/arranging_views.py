"""The page of a group of rivals: how they are decided, how far that has come, and the form that fixes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import arranging, orders
from workbench.ballots.forms import Arranging
from workbench.ballots.ranking import LEAST
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import arranged, recusals
from workbench.proposals import queries as proposals
from workbench.proposals.models import Proposal

bp = Blueprint("arranging", __name__)
Words = MultiDict[str, str]


@bp.get("/proposals/<int:no>/order")
@web.public_record
def show(no: int) -> Response:
    return page(proposals.proposal(web.session(), no), None, {})


def page(proposal: Proposal, words: Words | None, errors: dict[str, str]) -> Response:
    session = web.session()
    stands = orders.standing(session, proposal)
    found = arranging.group(session, proposal)
    if len(found) < LEAST and stands is None:
        raise NotHere(f"Proposal {proposal.no} has no open rival. Its page says what is done with it.")
    obstacle = _obstacle(session, found)
    far = arranging.suggested(session, found, web.committee())
    fixed = stands.open if stands and stands.made.way == "serial" else []
    order = fixed if len(fixed) == len(found) else [one.proposal for one in far]
    kept = {f"place-{one.no}": str(at) for at, one in enumerate(order, 1)}
    begun = {"way": stands.made.way if stands else "ranked"} | kept
    return web.page(
        "ballots/arranged.html", proposal=proposal, stands=stands, group=found, far=far, obstacle=obstacle, nav="proposals",
        words=words if words is not None else Words(begun), errors=errors, WORDS=arranged.WORDS, told=stands and orders.told(stands),
        maker=session.get_one(Member, stands.made.made_by) if stands else None,
        may_arrange=permissions.may(g.get("viewer"), "proposals.order"),
    )  # fmt: skip


def _obstacle(session: Session, found: Sequence[Proposal]) -> str:
    """Why the reader cannot fix it now; empty where nothing stands in the way."""
    try:
        arranging.changeable(session, found)
        recusals.stand_aside(session, g.get("viewer"), *found)
    except Refusal as no:
        return str(no)
    return ""


@bp.post("/proposals/<int:no>/order")
def arrange(no: int) -> Any:
    proposal = proposals.proposal(web.session(), no)

    def act(form: Arranging) -> Any:
        arranging.arrange(web.session(), g.viewer, proposal, way=form.way, reason=form.reason, places=form.places)
        return web.see("arranging.show", no=no)

    return web.submitted(Arranging, act, lambda words, errors: page(proposal, words, errors))
