"""The page of an act that waits for a second person, and its two buttons. Each room says how an act of its own is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template
from sqlmodel import Session

from workbench import db, web
from workbench.members import actions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes.record import name_of

bp = Blueprint("second", __name__)
# Does the act for whoever confirms it, and answers where to go on.
Deed = Callable[[Session, Second], Any]


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.due(seconding.due, app)
    web.slot("second", on_thing, app)
    deed("members.roles", roles, app)


def deed(act: str, done: Deed, app: Flask) -> None:
    """Say how this act is done once it is confirmed."""
    app.extensions.setdefault("deeds", {})[act] = done


@bp.get("/confirmations/<int:no>")
def show(no: int) -> Response:
    row = seconding.second(web.session(), no)
    people = [one for one in (row.proposed_by, row.ended_by) if one]
    names = {one: web.session().get_one(Member, one).name for one in people}
    is_open = row.state == "proposed" and db.now() < row.until
    viewer = g.get("viewer")
    return web.page(
        "members/second.html", row=row, names=names, is_open=is_open, may_confirm=is_open and seconding.may_confirm(viewer, row),
        is_own=is_open and viewer is not None and viewer.id == row.proposed_by,
    )  # fmt: skip


@bp.post("/confirmations/<int:no>/confirm")
def confirm(no: int) -> Any:
    row = seconding.second(web.session(), no)
    seconding.confirmable(web.session(), g.viewer, row)
    done: Deed = current_app.extensions["deeds"][row.act]
    return done(web.session(), row)


@bp.post("/confirmations/<int:no>/take-back")
def take_back(no: int) -> Any:
    seconding.take_back(web.session(), g.viewer, seconding.second(web.session(), no))
    return web.see("second.show", no=no)


def on_thing(thing: str) -> str | None:
    """Beside what an act is about: that it waits for a second person."""
    rows = seconding.waiting(web.session(), thing)
    return render_template("members/_second.html", rows=rows) if rows else None


def ask_for_roles(member: Member, wanted: list[str]) -> Second | None:
    """The change of roles as it is proposed, where it takes two; None where one is enough."""
    session = web.session()
    known = actions.may_hold(session, g.viewer, member, wanted)
    if not seconding.is_needed(session, web.committee(), g.viewer, "members.roles", aside=[member.id or 0]):
        return None
    what = f"Give {member.name} exactly these roles: {', '.join(known)}"
    return seconding.propose(
        session, g.viewer, "members.roles", name_of(member), what=what, data={"member": member.id, "roles": known}
    )


def roles(session: Session, row: Second) -> Any:
    member = session.get_one(Member, row.data["member"])
    actions.set_roles(session, g.viewer, member, roles=row.data["roles"], seconded=row)
    return web.see("members.index", f"member-{member.id}")
