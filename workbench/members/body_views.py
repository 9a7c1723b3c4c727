"""The page of the further bodies: who sits in each and since when; chair and secretary give seats and end them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from pydantic import BaseModel
from sqlmodel import col, select

from workbench import web
from workbench.errors import NotHere, Refusal
from workbench.members import bodies, parts
from workbench.members.bodies import BodyMember
from workbench.members.models import Member
from workbench.members.parts import PartMember

bp = Blueprint("bodies", __name__, url_prefix="/bodies")


class Seat(BaseModel):
    member: int | None = None


class Belonging(Seat):
    reason: str = ""


@bp.get("")
def index() -> Response:
    return page(web.Words(), {})


def page(words: web.Words, errors: dict[str, web.Errors]) -> Response:
    """`errors`: by the name of a body, or of a part as “part-P”, why nobody was seated."""
    session = web.session()
    active = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.id))).all()
    found = [(name, title, bodies.of(session, name)) for name, title in web.committee().bodies.items()]
    divided = [(name, title, parts.of(session, name)) for name, title in web.committee().parts.items()]
    return web.page("bodies/index.html", bodies=found, parts=divided, active=active, words=words, errors=errors)


@bp.post("/<name>/members")
def seat(name: str) -> Any:
    def act(form: Seat) -> Any:
        member = web.session().get(Member, form.member) if form.member and form.member <= web.LARGEST else None
        if member is None:
            raise Refusal("Choose who sits there.", field="member")
        bodies.seat(web.session(), g.viewer, name, member, committee=web.committee())
        return web.see("bodies.index", f"h-{name}")

    return web.submitted(Seat, act, lambda words, errors: page(words, {name: errors}))


@bp.post("/seats/<int:identity>/end")
def unseat(identity: int) -> Any:
    row = web.session().get(BodyMember, identity)
    if row is None:
        raise NotHere("There is no such seat.")
    bodies.unseat(web.session(), g.viewer, row)
    return web.see("bodies.index", f"h-{row.body}")


@bp.post("/parts/<name>/members")
def enter(name: str) -> Any:
    def act(form: Belonging) -> Any:
        member = web.session().get(Member, form.member) if form.member and form.member <= web.LARGEST else None
        if member is None:
            raise Refusal("Choose who belongs there.", field="member")
        parts.enter(web.session(), g.viewer, name, member, reason=form.reason, committee=web.committee())
        return web.see("bodies.index", f"h-part-{name}")

    return web.submitted(Belonging, act, lambda words, errors: page(words, {f"part-{name}": errors}))


@bp.post("/parts/members/<int:identity>/end")
def leave(identity: int) -> Any:
    row = web.session().get(PartMember, identity)
    if row is None:
        raise NotHere("Nobody belongs to a part under this number.")

    def act(form: Belonging) -> Any:
        parts.leave(web.session(), g.viewer, row, reason=form.reason)
        return web.see("bodies.index", f"h-part-{row.part}")

    return web.submitted(Belonging, act, lambda words, errors: page(words, {f"end-{identity}": errors}))
