"""Every no and every fault as a page (or, for htmx, a piece) that says what happened and what to do next."""

from __future__ import annotations

import json
import re
from functools import cached_property
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.routing import IntegerConverter, Map

from workbench import db, markdown, web
from workbench.definition import alarms
from workbench.errors import Fault, NotHere, Refusal
from workbench.members import entry, permissions, refusals
from workbench.members.models import Member

WORDS = {
    400: "This request cannot be read. Go back, reload the page and try again.",
    404: "There is nothing at this address. It may have been mistyped, or never have existed.",
    405: "This address does not take that kind of request. Go back to the page and use its buttons.",
    409: "This form is older than what is now on record. Reload the page and look at what has changed.",
    413: "This is too large: a request may hold 2 MB. Shorten it, or file it in parts.",
    500: "Something went wrong on our side, and nothing was changed. Try again; tell the secretary if it happens twice.",
    503: "The record cannot be read just now. Nothing was lost or changed. Try again in a minute, or tell the secretary.",
}

STRANGE = "The workbench does not answer to this name. If it should, add the name to “hosts” in instance.toml."

PAGES = (403, 404, 409, 413, 422, 500, 503)

# the head of the minutes, and of which kind the first alarm is that nobody has ended
STANDING = (
    "SELECT m.seq, m.hash, a.kind, a.lines FROM (SELECT seq, hash FROM minutes ORDER BY seq DESC LIMIT 1) m "
    "LEFT JOIN (SELECT kind, lines FROM alarm WHERE ended_at IS NULL ORDER BY no LIMIT 1) a ON 1 = 1"
)

home = Blueprint("home", __name__)


class Number(IntegerConverter):
    """A number in an address. One that no database can hold leads nowhere."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = web.LARGEST) -> None:
        super().__init__(map, fixed_digits, min, max)


@home.get("/healthz")
def healthz() -> Response:
    """200 while the database answers."""
    web.session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@home.get("/patterns")
def patterns() -> Response:
    """Every component in every state, on one page."""
    return web.page("patterns.html", now=db.now())


def register(app: Flask) -> None:
    app.url_map.converters["int"] = Number
    app.register_blueprint(home)
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    app.after_request(on_record)
    app.before_request(same_origin)
    app.before_request(legible)
    CSRFProtect(app)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(SQLAlchemyError, broken)
    app.register_error_handler(Fault, broken)
    app.register_error_handler(Exception, failed)
    app.jinja_env.globals.update(static=web.static, slot=web.pieces)
    app.jinja_env.filters["markdown"] = markdown.render
    app.context_processor(
        lambda: {
            "committee": web.committee(),
            "demo": web.config().demo,
            "hx": web.hx(),
            "nav": "",
            "record": Standing(),
        }
    )


class Standing:
    """What every page says of the record: its head, and the alarm that stands. Asked once a page, of the session at hand."""

    @cached_property
    def _row(self) -> tuple[str, str]:
        asked = text(STANDING)
        try:
            if "session" in g:
                row = g.session.execute(asked).first()
            else:
                with db.reading(current_app.extensions["engine"]) as session:
                    row = session.execute(asked).first()
        except SQLAlchemyError:  # the page that says so is shown all the same
            return "", ""
        if row is None:
            return "", ""
        first = (json.loads(row[3]) if isinstance(row[3], str) else row[3] or [""])[0]
        return f"{row[0]}:{row[1]}", f"{alarms.SENTENCES[row[2]]} {first}" if row[2] else ""

    @property
    def head(self) -> str:
        return self._row[0]

    @property
    def alarm(self) -> str:
        return current_app.extensions.get("alarm") or self._row[1]


def same_origin() -> None:
    """A browser says where a form came from; one from elsewhere is refused before anything else is looked at."""
    if request.method in web.SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    elsewhere = request.origin is not None and urlsplit(request.origin).netloc != request.host
    if site in ("cross-site", "same-site") or (site is None and elsewhere):
        raise Refusal("This form was sent from another site. Open the page here and send it again.", status=403)


def legible() -> None:
    """No text can hold the character zero, and PostgreSQL keeps none."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        raise NotHere
    if any("\0" in value for _, value in request.form.items(multi=True)):
        raise Refusal("What you sent holds a character that cannot be kept (U+0000). Take it out and send it again.")


def answer(status: int, message: str, *, whom: str = "", details: tuple[str, ...] = ()) -> Response:
    """The error's page, or the piece that htmx puts where the result would have been."""
    web.forget()
    known = status if status in PAGES else 500 if status >= 500 else 422
    template = "errors/_piece.html" if web.hx() else f"errors/{known}.html"
    try:
        body = render_template(template, message=message, whom=whom, details=details, status=status)
    except Exception:  # the page around the message needs what is broken: the message must still be read
        current_app.logger.exception("the error page failed")
        return Response(f"{message}\n", status, mimetype="text/plain")
    response = Response(body, status, mimetype="text/html")
    response.vary.add("HX-Request")
    return response


def refused(no: Refusal) -> Response:
    if no.status == 403 and g.get("viewer") and request.method not in web.SAFE:
        g.refused = g.viewer.id, permissions.ROUTES.get(request.endpoint or "", ""), str(no)[:300]
    return answer(no.status, str(no), whom=no.whom, details=no.details)


def where() -> str:
    """The address as its rule has it, with the numbers in it; words in it may be secret (a link of an invitation)."""
    numbers = {name: str(value) for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    rule = request.url_rule.rule if request.url_rule else "?"
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda part: numbers.get(part[1], "…"), rule)


def on_record(response: Response) -> Response:
    """After everything, in a transaction of its own: what a member was refused is in the minutes. The server's log has what anybody
    else was refused, or looked for where not everybody may look and did not find: it may have been a guess."""
    act, tried = permissions.ROUTES.get(request.endpoint or "", ""), g.pop("refused", None)
    if tried:
        number, act, why = tried
        try:
            with db.writing(current_app.extensions["engine"]) as session:
                if refusals.note(session, session.get_one(Member, number), of=act, address=where(), why=why) is None:
                    session.rollback()
        except SQLAlchemyError as fault:
            current_app.logger.error("a refused act is not on record: %s", fault)
    elif response.status_code in (403, 404) and "public" not in permissions.ACTS.get(act, {"public"}):
        who = "member {}".format(*inspect(g.viewer).identity) if g.get("viewer") else "nobody signed in"
        current_app.logger.warning("refused (%s): %s %s, %s", response.status_code, request.method, where(), who)
    return response


def forged(_no: CSRFError) -> Response:
    """Signed out or in again since the page was opened: every word is kept. From anywhere else: no."""
    return entry.resent() or answer(
        409, "This form has lost its link to your sign-in. Go back (your words are still in it), reload and send it."
    )


def http(no: HTTPException) -> Response:
    if no.code and no.code < 400:
        return no.get_response()  # type: ignore[return-value]
    if isinstance(no, SecurityError):
        return Response(f"{STRANGE}\n", 400, mimetype="text/plain")  # no page: its links would carry that name
    response = answer(no.code or 500, WORDS.get(no.code or 500, no.description or WORDS[400]))
    if isinstance(no, MethodNotAllowed) and no.valid_methods:
        response.allow.update(no.valid_methods)
    return response


def broken(fault: Exception) -> Response:
    current_app.logger.error("the record cannot be read or written: %s", fault)
    g.viewer = None  # the page would ask the database for their name
    return answer(503, WORDS[503])


def failed(bug: Exception) -> Response:
    current_app.logger.exception("a bug")
    return answer(500, WORDS[500])
