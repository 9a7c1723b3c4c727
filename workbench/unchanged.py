"""Pages are made once: whoever asks again before anything changes gets the same page.

What a page shows to nobody in particular follows from its address, from the record and, where the clock decides, from
what it has decided. Every change of the record is an entry of the minutes, so the number of the last entry tells whether
a page is still the same; a reader's browser that has it is told so. What a member sees follows from more: drafts, notes,
how far they have read. Every transaction that writes raises the change number (`db.Writing`), so a page is kept for that
member and that number, without the token of its forms. No browser keeps it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]
from sqlalchemy import TextClause, bindparam, text

from workbench import __version__, db, turns, web
from workbench.config import PACKAGE, Config, bundled
from workbench.members.models import Member

MOST = 16_000_000  # bytes of pages that are held
LARGEST = 2_000_000  # bytes of one of them
STATE = ("SELECT max(seq) FROM minutes", "SELECT number FROM change")


# A page without the tokens of its forms: what stands before, between and after them.
Parts = tuple[bytes, ...]


class Pages:
    """The pages asked for last, by their stamp: MOST bytes at the most. Threads may ask at once."""

    def __init__(self, config: Config) -> None:
        # of the program that makes the pages, and of its settings
        self.edition = __version__, _program(), _digest(config.instance.glob("*.toml"))
        self.found: OrderedDict[str, Parts] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, stamp: str) -> Parts | None:
        with self.lock:
            if stamp in self.found:
                self.found.move_to_end(stamp)
            return self.found.get(stamp)

    def keep(self, stamp: str, parts: Parts) -> None:
        size = sum(map(len, parts))
        if size > LARGEST:
            return
        with self.lock:
            self.size += size - sum(map(len, self.found.pop(stamp, ())))
            self.found[stamp] = parts
            while self.size > MOST:
                self.size -= sum(map(len, self.found.popitem(last=False)[1]))


@cache
def _program() -> str:
    """The edition of the program's own files, as they are when it starts."""
    return _digest(
        path for folder in (PACKAGE, bundled("templates"), bundled("static")) for path in folder.rglob("*.*")
    )


def _digest(files: Iterable[Path]) -> str:
    changed = sorted((str(path), path.stat().st_mtime_ns) for path in files if path.suffix != ".pyc")
    return hashlib.sha256(repr(changed).encode()).hexdigest()


def register(app: Flask) -> None:
    app.extensions["pages"] = Pages(app.extensions["workbench"])
    app.before_request(known)
    app.after_request(kept)


def known() -> Response | None:
    """Before the view: the page as it was, if it is still the same."""
    view, viewer = current_app.view_functions.get(request.endpoint or ""), g.get("viewer")
    is_marked = getattr(view, "is_kept_for_each" if viewer else "is_public_record", False)
    if not is_marked or request.method not in ("GET", "HEAD") or web.hx():
        return None
    pages = current_app.extensions["pages"]
    g.stamp = _stamp(pages.edition, viewer)
    if not viewer and g.stamp in request.if_none_match:
        return Response(status=304)
    parts = pages.get(g.stamp)
    if parts is None:
        return None
    g.is_held = True
    return Response(_with_token(parts), mimetype="text/html")


def kept(response: Response) -> Response:
    """After it: the page is held, and the browser of a reader of the public record is told what to ask with the next time."""
    stamp = g.pop("stamp", None)
    if not stamp or response.status_code not in (200, 304) or session.modified:
        return response
    response.vary.add("HX-Request")
    if not g.viewer:
        response.set_etag(stamp)
    is_page = response.mimetype == "text/html" and request.method == "GET"
    if response.status_code == 200 and is_page and not g.get("is_held"):
        current_app.extensions["pages"].keep(stamp, _without_token(response.get_data()))
    return response


def _with_token(parts: Parts) -> list[bytes]:
    """The page with the token of this request in its forms, in parts: it is long, and so is never put together here."""
    if len(parts) == 1:
        return [*parts]
    token = generate_csrf().encode()
    return [parts[0], *(piece for part in parts[1:] for piece in (token, part))]


def _without_token(body: bytes) -> Parts:
    return tuple(body.split(generate_csrf().encode())) if g.viewer else (body,)


def _stamp(edition: object, viewer: Member | None) -> str:
    """What the page follows from, in short: the program, the address, the state of the record or, for a member, of the whole
    database, the day and what the clock has decided; and who the member is, with what waits for them, which every page says."""
    now = db.now()
    asked, ago = _state()
    moments = {name: now - period for name, period in ago.items()}
    last, number, *decided = web.session().execute(asked, moments).one()
    own = (number, viewer.id, viewer.held, turns.count(viewer, last)) if viewer else (last,)
    parts = edition, request.full_path, own, now.date(), decided, current_app.extensions.get("alarm")
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _state() -> tuple[TextClause, dict[str, timedelta]]:
    """The one question that every page which is kept asks, and how long ago the moments in it are: put together once."""
    made: tuple[TextClause, dict[str, timedelta]] | None = current_app.extensions.get("state")
    if made is None:
        decided: list[tuple[str, dict[str, timedelta]]] = current_app.extensions.get("decided", [])
        ago = {"now": timedelta()} | {name: period for _, times in decided for name, period in times.items()}
        numbers = ", ".join(f"({counted})" for counted in (*STATE, *(counted for counted, _ in decided)))
        asked = text(f"SELECT {numbers}").bindparams(*(bindparam(name, type_=db.Moment) for name in ago))
        made = current_app.extensions["state"] = asked, ago
    return made
