"""The gate: who is asking, whether they may, and letting somebody in. Every request passes here before its view."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, g, request, session, url_for
from flask_security import Security, SQLAlchemySessionUserDatastore, current_user, hash_password, login_user
from flask_security.utils import verify_password
from sqlalchemy import bindparam
from sqlalchemy.orm import joinedload
from sqlmodel import select
from werkzeug.local import LocalProxy

from workbench import web
from workbench.members import permissions
from workbench.members.models import Member, Role

SESSION_LASTS = timedelta(days=7)
HERE = ("127.0.0.1", "::1", "localhost")
# one check takes 64 MB: two at a time, so that a crowd at the door costs time and not the machine
_checking = threading.Semaphore(2)


# Whose cookie this is: asked at every request of whoever is signed in, so it is put together once.
_WHOSE = select(Member).where(Member.fs_uniquifier == bindparam("who")).options(joinedload(Member.roles))  # type: ignore[arg-type]


class People(SQLAlchemySessionUserDatastore):
    """The members as flask_security asks for them."""

    def find_user(self, case_insensitive: bool = False, **asked: Any) -> Any:
        if asked.keys() == {"fs_uniquifier"}:
            return web.session().scalars(_WHOSE, {"who": asked["fs_uniquifier"]}).unique().one_or_none()
        return super().find_user(case_insensitive, **asked)


def register(app: Flask) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_CHECK_BREACHED=None,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_JOIN_USER_ROLES=False,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
    )
    people = People(cast(Any, LocalProxy(web.session)), Member, Role)
    Security(app, people, register_blueprint=False)
    # these ask the database who is there for a style sheet too, and again for the page that says the database is broken
    asking: list[list[Any]] = [app.before_request_funcs[None], app.template_context_processors[None]]
    for each in asking:
        each[:] = [f for f in each if f.__module__.partition(".")[0] not in ("flask_login", "flask_principal")]
    app.before_request(enter)
    app.context_processor(lambda: {"viewer": g.get("viewer"), "may": lambda act: permissions.may(g.get("viewer"), act)})


def enter() -> None:
    """Who is asking, and may they? Runs before every view; an address that is not in the table is refused."""
    if request.endpoint == "static":
        return
    g.viewer = viewer()
    if request.endpoint:
        permissions.require(g.viewer, permissions.ROUTES.get(request.endpoint, ""))


def viewer() -> Member | None:
    """Who is signed in, if anybody."""
    return cast(Member, current_user._get_current_object()) if current_user.is_authenticated else None


def fits(password: str, member: Member | None) -> bool:
    """Whether this is the member's password. Nobody, or a member without one, takes as long as a wrong password."""
    with _checking:
        if member is None or not member.password:
            hash_password(password)
            return False
        return bool(verify_password(password, member.password))


def hashed(password: str) -> str:
    with _checking:
        return str(hash_password(password))


def let_in(member: Member) -> None:
    """Sign this member in, in a session of their own: nothing of the visit before carries over, no form's token either."""
    session.clear()
    g.pop("csrf_token", None)
    login_user(member)


def local(address: str) -> str:
    """An address on this site to go on to after signing in, else the desk.

    Browsers read a backslash as a slash and drop tabs and line ends: `/\\evil.example` would lead away from here.
    """
    return address if re.fullmatch(r"/(?!/)[^\\\x00-\x20]*", address) else url_for("desk.home")


def from_here() -> bool:
    """Whether somebody at this very machine asks: by its address, the name they used for us, and the page they were on."""
    named = urlsplit(f"//{request.host}").hostname
    came_from = urlsplit(request.origin).hostname if request.origin else named
    return request.remote_addr in HERE and named in HERE and came_from in HERE
