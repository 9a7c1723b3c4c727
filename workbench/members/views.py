"""The page of members, and what secretaries and administrators do there. Coming in and going out is in entry.py."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Flask, Response, g, url_for
from flask_security import logout_user
from pydantic import BaseModel, StringConstraints
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.errors import NotHere, Refusal
from workbench.members import (
    actions,
    body_views,
    entry,
    gate,
    interest_views,
    interests,
    passkey_views,
    passkeys,
    second_views,
    seconding,
)
from workbench.members.entry import bp
from workbench.members.models import ROLES, Member

Required = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Invite(BaseModel):
    email: Required
    name: Required
    roles: list[str] = []


class Roles(BaseModel):
    roles: list[str] = []


class Activity(BaseModel):
    active: bool


def register(app: Flask) -> None:
    app.before_request(entry.sign_in_first)
    gate.register(app)
    app.register_blueprint(body_views.bp)
    app.register_blueprint(interest_views.bp)
    app.register_blueprint(passkey_views.bp)
    second_views.register(app)
    app.register_blueprint(bp)


@bp.get("/members")
def index() -> Response:
    return index_page()


def index_page(errors: web.Errors | None = None, link: str = "", whose: str = "") -> Response:
    members = web.session().exec(select(Member).order_by(col(Member.id))).all()
    declared = interests.of(web.session(), [member.id or 0 for member in members])
    return web.page(
        "members/index.html",
        members=members,
        declared=declared,
        keys=passkeys.of(web.session(), [member.id or 0 for member in members]),
        seconds={row.thing: row for row in seconding.waiting(web.session())},
        roles=ROLES,
        has_bodies=bool(web.committee().bodies),
        errors=errors or {},
        link=link,
        whose=whose,
    )


@bp.get("/members/invite")
def invite() -> Response:
    return invite_page(web.Words({"roles": "member"}), {})


def invite_page(words: web.Words, errors: web.Errors) -> Response:
    return web.page("members/invite.html", words=words, errors=errors, roles=ROLES)


@bp.post("/members/invite")
def invite_post() -> Any:
    def act(form: Invite) -> Response:
        if "roles" in web.committee().second_person and not {*form.roles} <= {"observer", "member"}:
            raise Refusal(
                "Here it takes two to give another role than observer or member. Invite them as a member, and propose the role once "
                "they are in.", field="roles",
            )  # fmt: skip
        invitation, token = actions.invite(web.session(), g.viewer, email=form.email, name=form.name, roles=form.roles)
        return index_page(link=link_for(token), whose=invitation.name)

    return web.submitted(Invite, act, invite_page)


def link_for(token: str) -> str:
    return url_for("members.accept", token=token, _external=True)


def known(member_id: int) -> Member:
    member = web.session().get(Member, member_id)
    if member is None:
        raise NotHere("There is no such member.")
    return member


@bp.post("/members/<int:member_id>/roles")
def roles(member_id: int) -> Any:
    def act(form: Roles) -> Answer:
        if row := second_views.ask_for_roles(known(member_id), form.roles):
            return web.see("second.show", no=row.no)
        actions.set_roles(web.session(), g.viewer, known(member_id), roles=form.roles)
        return web.see("members.index", f"member-{member_id}")

    return web.submitted(Roles, act, lambda _words, errors: index_page(errors))


@bp.post("/members/<int:member_id>/activity")
def activity(member_id: int) -> Any:
    def act(form: Activity) -> Answer:
        member = known(member_id)
        if not form.active:
            web.guarded("pause", member)
        actions.set_activity(web.session(), g.viewer, member, active=form.active)
        return web.see("members.index", f"member-{member_id}")

    return web.submitted(Activity, act, lambda _words, errors: index_page(errors))


@bp.post("/members/<int:member_id>/lock")
def lock(member_id: int) -> Answer:
    actions.lock(web.session(), g.viewer, known(member_id))
    return web.see("members.index", f"member-{member_id}")


@bp.post("/account/leave")
def leave() -> Answer:
    actions.leave(web.session(), g.viewer)
    logout_user()
    return web.see("desk.home")


@bp.post("/members/<int:member_id>/renew")
def renew(member_id: int) -> Response:
    member = known(member_id)
    _, token = actions.renew(web.session(), g.viewer, member)
    return index_page(link=link_for(token), whose=member.name)
