"""Coming in and going out: signing in and out, accepting an invitation, changing one's password."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, current_app, g, redirect, request
from flask_security import logout_user
from pydantic import BaseModel, StringConstraints, field_validator
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import db, web
from workbench.errors import NotHere, Refusal
from workbench.members import actions, attempts, gate, permissions, resend
from workbench.members.models import Member

bp = Blueprint("members", __name__)


class SignIn(BaseModel):
    email: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=actions.LONGEST_PASSWORD)]
    next: str = ""
    # a form that came before its author was signed in (resend.Carried)
    carried: str = ""


class NewPassword(BaseModel):
    password: str

    @field_validator("password")
    @classmethod
    def long_enough(cls, password: str) -> str:
        if len(password) < actions.SHORTEST_PASSWORD:
            raise ValueError(
                f"Choose a password of {actions.SHORTEST_PASSWORD} characters or more; a sentence is fine."
            )
        if len(password) > actions.LONGEST_PASSWORD:
            raise ValueError(f"Choose a password of {actions.LONGEST_PASSWORD} characters at most.")
        return password


class ChangePassword(NewPassword):
    current: str = ""


@bp.get("/sign-in")
def sign_in() -> Response:
    return sign_in_page(web.Words({"next": request.args.get("next", "")}), {})


def sign_in_page(words: web.Words, errors: web.Errors) -> Response:
    samples = web.session().exec(select(Member).where(col(Member.sample).is_not(None)).order_by(col(Member.id))).all()
    samples = samples if web.config().demo and gate.from_here() else []
    return web.page("members/sign_in.html", words=words, errors=errors, samples=samples, nav="sign_in")


@bp.post("/sign-in")
def sign_in_post() -> Any:
    def act(form: SignIn) -> Answer:
        return _go_on(by_password(form.email, form.password), form.carried, form.next)

    return web.submitted(SignIn, act, sign_in_page)


def by_password(email: str, password: str) -> Member:
    """The active member with this address and password. The refusal does not say which of the two is wrong."""
    web.close(None)  # checking takes a while: nobody's writing may wait for it
    engine = current_app.extensions["engine"]
    with db.reading(engine) as session:
        attempts.pause(session, email)
        member = session.exec(select(Member).where(col(Member.email) == email.lower(), col(Member.active))).first()
    fits = gate.fits(password, member)
    if member is None or not fits:
        with db.writing(engine) as session:
            attempts.note(session, email)
        raise Refusal(
            "That address and password do not go together. Check both, or ask an administrator for a new link."
        )
    return member


@bp.post("/sign-in/sample/<key>")
def sample(key: str) -> Answer:
    """One click as a sample member: on a demo instance, bound to and asked from this machine only."""
    member = web.session().exec(select(Member).where(Member.sample == key, col(Member.active))).first()
    if not web.config().demo or not gate.from_here() or member is None:
        raise NotHere
    return _go_on(member, request.form.get("carried", ""), request.form.get("next", ""))


def _go_on(member: Member, carried: str, address: str) -> Answer:
    """Let somebody in, and on to where they were going: to the form they had sent, if there is one."""
    gate.let_in(member)
    waiting = resend.unpacked(carried)
    if waiting is None:
        return redirect(gate.local(address), 303)
    g.viewer = member
    return resend.send_page(waiting)


def sign_in_first() -> Response | None:
    """To whoever sends a form that only members may send and is not signed in: the page for that, with every word kept."""
    carried = resend.of_request()
    return _first(carried) if carried and gate.viewer() is None else None


def resent() -> Response | None:
    """For a form whose token is of another sign-in: sign in first, or send it on. None where it cannot be carried."""
    carried = resend.of_request() if resend.came_from_here() else None
    if carried is None:
        return None
    g.viewer = gate.viewer()
    if g.viewer is None:
        return _first(carried)
    answer = resend.send_page(carried)
    answer.status_code = 409
    return answer


def _first(carried: resend.Carried) -> Response:
    g.viewer = None
    try:
        permissions.require(g.viewer, permissions.ROUTES.get(request.endpoint or "", ""))
    except Refusal as no:
        sentence = str(no)
    answer = sign_in_page(web.Words({"carried": carried.packed}), {"form": sentence})
    answer.status_code = 403
    return answer


@bp.post("/sign-out")
def sign_out() -> Answer:
    logout_user()
    return web.see("desk.home")


@bp.get("/invitations/<token>")
def accept(token: str) -> Response:
    return accept_page(token, {})


def accept_page(token: str, errors: web.Errors) -> Response:
    # the name and address were chosen by whoever made the invitation: there is no field to put them right
    errors = {field if field == "password" else "form": sentence for field, sentence in errors.items()}
    invitation = actions.find_invitation(web.session(), token)
    response = web.page("members/accept.html", invitation=invitation, token=token, errors=errors)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/invitations/<token>")
def accept_post(token: str) -> Any:
    def act(form: NewPassword) -> Answer:
        password_hash = gate.hashed(form.password)
        gate.let_in(actions.accept(web.session(), token, password_hash=password_hash))
        return web.see("desk.home")

    return web.submitted(NewPassword, act, lambda _words, errors: accept_page(token, errors))


@bp.get("/account/password")
def password() -> Response:
    return web.page("members/password.html", errors={})


@bp.post("/account/password")
def password_post() -> Any:
    def act(form: ChangePassword) -> Answer:
        if g.viewer.password and not gate.fits(form.current, g.viewer):
            raise Refusal("This is not your password now. Check it and try again.", field="current")
        actions.change_password(web.session(), g.viewer, password_hash=gate.hashed(form.password))
        gate.let_in(g.viewer)
        return web.see("members.index", f"member-{g.viewer.id}")

    return web.submitted(ChangePassword, act, lambda _words, errors: web.page("members/password.html", errors=errors))
