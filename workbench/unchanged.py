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

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]
from sqlalchemy import text

from workbench import __version__, db, turns, web
from workbench.config import PACKAGE, Config, bundled
from workbench.members.models import Member

MOST = 16_000_000  # bytes of pages that are held
LARGEST = 2_000_000  # bytes of one of them
LAST = text("SELECT max(seq) FROM minutes")
NUMBER = text("SELECT number FROM change")
# Stands in a kept page where a form carries the token of whoever asks. A page that holds it by itself is not kept.
TOKEN = b"\0token\0"


class Pages:
    """The pages asked for last, by their stamp: MOST bytes at the most. Threads may ask at once."""

    def __init__(self, config: Config) -> None:
        folders = (PACKAGE, bundled("templates"), bundled("static"))
        files = [*config.instance.glob("*.toml"), *(path for folder in folders for path in folder.rglob("*.*"))]
        changed = sorted((str(path), path.stat().st_mtime_ns) for path in files if path.suffix != ".pyc")
        # of the program that makes the pages, and of its settings
        self.edition = __version__, hashlib.sha256(repr(changed).encode()).hexdigest()
        self.found: OrderedDict[str, bytes] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, stamp: str) -> bytes | None:
        with self.lock:
            if stamp in self.found:
                self.found.move_to_end(stamp)
            return self.found.get(stamp)

    def keep(self, stamp: str, body: bytes) -> None:
        if len(body) > LARGEST:
            return
        with self.lock:
            self.size += len(body) - len(self.found.pop(stamp, b""))
            self.found[stamp] = body
            while self.size > MOST:
                self.size -= len(self.found.popitem(last=False)[1])


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
    body = pages.get(g.stamp)
    if body is None:
        return None
    g.is_held = True
    return Response(body.replace(TOKEN, generate_csrf().encode()) if viewer else body, mimetype="text/html")


def kept(response: Response) -> Response:
    """After it: the page is held, and the browser of a reader of the public record is told what to ask with the next time."""
    stamp = g.pop("stamp", None)
    if not stamp or response.status_code not in (200, 304) or session.modified:
        return response
    response.vary.add("HX-Request")
    if not g.viewer:
        response.set_etag(stamp)
    is_page = response.mimetype == "text/html" and request.method == "GET"
    if response.status_code == 200 and is_page and not g.get("is_held") and TOKEN not in response.get_data():
        current_app.extensions["pages"].keep(stamp, _without_token(response.get_data()))
    return response


def _without_token(body: bytes) -> bytes:
    """The page with a mark in place of the token that the forms of this request carry."""
    return body.replace(generate_csrf().encode(), TOKEN) if g.viewer else body


def _stamp(edition: object, viewer: Member | None) -> str:
    """What the page follows from, in short: the program, the address, the state of the record or, for a member, of the whole
    database, the day and what the clock has decided; and who the member is, with what waits for them, which every page says."""
    state = web.session().execute(NUMBER if viewer else LAST).scalar_one()
    own = (viewer.id, viewer.held, turns.count(viewer)) if viewer else ()
    clock = db.now().date(), web.pieces("clock")
    parts = edition, request.full_path, state, clock, current_app.extensions.get("alarm"), own
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
