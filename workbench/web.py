"""What every page needs: the request's session, pages and pieces, forms that keep every word, slots, headers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast, get_origin

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import db
from workbench.config import Committee, Config, bundled
from workbench.errors import Refusal

F = TypeVar("F", bound=BaseModel)
V = TypeVar("V", bound=Callable[..., Any])
# of a refused form: field -> sentence; "form" is the whole of it
Errors = dict[str, str]
# a spreadsheet would run a cell that begins so
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# of a number in an address: what both databases can hold
LARGEST = 2**31 - 1
# of a field without which a form cannot be taken
MISSING = "Fill this in before you go on."
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# To htmx these posts only show something: whoever types must not make those who act wait.
LOOKS = frozenset({"drafts.preview"})
# These only look something up, for anybody: what is looked for does not belong into an address.
LOOKUPS = frozenset({"after.find"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Words(MultiDict[str, str]):
    """The words of a form, as typed or to begin with. A field that nobody filled is empty."""

    def __getitem__(self, name: str) -> str:
        return next(iter(self.getlist(name)), "")


def config() -> Config:
    return cast(Config, current_app.extensions["workbench"])


def committee() -> Committee:
    return config().committee


def session() -> Session:
    """This request's session: a writing transaction for an unsafe method, else a reading one. The request commits."""
    if "session" not in g:
        engine = current_app.extensions["engine"]
        looks = request.method in SAFE or request.endpoint in LOOKUPS or hx() and request.endpoint in LOOKS
        g.opened = db.reading(engine) if looks else db.writing(engine)
        g.session = g.opened.__enter__()
        for act in () if looks else current_app.extensions.get("due", ()):
            act(g.session)
    return cast(Session, g.session)


def forget() -> None:
    """Take back what this request has done to the database so far."""
    if "session" in g:
        with suppress(SQLAlchemyError):  # a connection that is gone has taken it back already
            g.session.rollback()


def close(error: BaseException | None) -> None:
    """Commit what the request did unless it failed. Called before the answer leaves, so that a failed commit shows."""
    opened = g.pop("opened", None)
    g.pop("session", None)
    if opened:
        opened.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)


def finish(response: Response) -> Response:
    """After a view: what was answered with an error is not kept; what could not be kept is answered with an error."""
    if response.status_code >= 400:
        forget()
    try:
        close(None)
    except SQLAlchemyError as fault:
        return current_app.make_response(current_app.handle_user_exception(fault))
    return response


def hx() -> bool:
    return request.headers.get("HX-Request") == "true"


def page(template: str, status: int = 200, **data: Any) -> Response:
    response = make_response(render_template(template, **data), status)
    response.vary.add("HX-Request")
    return response


def unkept() -> None:
    """Say of the page at hand that it shows what is held nowhere but in the reader's hands."""
    g.pop("stamp", None)


def public_record(view: V) -> V:
    """Says of a view that what it shows the public follows from its address and the record alone (`unchanged`)."""
    cast(Any, view).is_public_record = True
    return view


def kept_for_each(view: V) -> V:
    """Says of a view that what it shows a member follows from its address, the database and who asks (`unchanged`)."""
    cast(Any, view).is_kept_for_each = True
    return view


def for_once() -> None:
    """This page does more than show: whoever asks again gets it made anew."""
    g.pop("stamp", None)


def see(endpoint: str, anchor: str | None = None, **values: Any) -> Answer:
    """After a plain form: go and read the result (303)."""
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)


def said(response: Response, sentence: str) -> Response:
    """Tell the page's live region and toast what happened (htmx only)."""
    response.headers["HX-Trigger"] = json.dumps({"said": sentence})
    return response


def table(name: str, rows: Iterable[Iterable[Any]]) -> Response:
    """Rows as a file of comma-separated values, in UTF-8. A cell that a spreadsheet would run gets an apostrophe before it."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_inert(value) for value in row] for row in rows)
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def number(name: str) -> int | None:
    """A whole number above 0 from the address (`?before=120`), or None: what is not one is as if it were not there."""
    return whole(request.args.get(name, ""))


def whole(typed: str) -> int | None:
    """The whole number above 0 that was typed, if both databases can hold it."""
    is_number = typed.isdecimal() and len(typed) <= len(str(LARGEST))
    return int(typed) if is_number and 0 < int(typed) <= LARGEST else None


def typed() -> Words:
    """The form as typed, with line ends as the text keeps them."""
    return Words((name, value.replace("\r\n", "\n")) for name, value in request.form.items(multi=True))


def submitted(model: type[F], act: Callable[[F], Any], redisplay: Callable[[Words, Errors], Response]) -> Any:
    """Read the form, act, answer; when refused, show it again with every word and the sentence beside its field.

    A list-valued field of the model takes every value of that name. `redisplay(words, errors)` renders the form; the
    status is the refusal's (422 for a form that cannot be read).
    """
    words = typed()
    many = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is list}
    values = {name: words.getlist(name) if name in many else words[name] for name in words}
    try:
        return act(model.model_validate(values))
    except ValidationError as wrong:
        errors = {str(e["loc"][0]) if e["loc"] else "form": _sentence(e) for e in wrong.errors()}
        status = 422
    except Refusal as no:
        if no.status in (403, 404):
            raise
        errors, status = {no.field or "form": str(no)}, no.status
    forget()
    response = redisplay(words, errors)
    response.status_code = status
    return response


def _sentence(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("missing", "string_too_short"):
        return MISSING
    if kind == "string_too_long":
        return f"This is too long: at most {context['max_length']} characters fit. Shorten it."
    if kind == "value_error":
        return str(context["error"])
    return "This cannot be read. Check it and try again."


def due(act: Callable[[Session], None], app: Flask) -> None:
    """Have what the clock has decided put on record before whatever else a request does."""
    app.extensions.setdefault("due", []).append(act)


def decided(counted: str, app: Flask, **ago: timedelta) -> None:
    """Have pages follow what the clock alone decides: a number in SQL, of `:now` and of the moments so long `ago`."""
    app.extensions.setdefault("decided", []).append((counted, ago))


def slot(name: str, render: Callable[..., str | None], app: Flask) -> None:
    """Let a higher room put a piece on a lower room's page: `render(thing)` gives its HTML, or None for nothing."""
    app.extensions.setdefault("slots", {}).setdefault(name, []).append(render)


def guard(act: str, check: Callable[..., None], app: Flask) -> None:
    """Let a higher room refuse what a page of a lower room is about to do: `check(thing)` raises a Refusal."""
    app.extensions.setdefault("guards", {}).setdefault(act, []).append(check)


def guarded(act: str, *things: Any) -> None:
    """Ask every room that has a guard for this act."""
    for check in current_app.extensions.get("guards", {}).get(act, ()):
        check(*things)


def pieces(name: str, *things: Any) -> Markup:
    """What the higher rooms have put into a slot, the highest first: a ballot waits less than a case."""
    renders = current_app.extensions.get("slots", {}).get(name, [])
    return Markup("").join(Markup(piece) for piece in (render(*things) for render in reversed(renders)) if piece)


@lru_cache(maxsize=64)
def _stamp(name: str, _changed: float) -> str:
    return hashlib.sha256((bundled("static") / name).read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file with its content in it, so that a browser may keep it for good."""
    return url_for("static", filename=name, v=_stamp(name, (bundled("static") / name).stat().st_mtime))


def secure(response: Response) -> Response:
    """The headers of every answer. What a signed-in member sees is kept by nobody."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not config().loopback:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static" and request.args.get("v"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store" if g.get("viewer") else "no-cache")
    return response
