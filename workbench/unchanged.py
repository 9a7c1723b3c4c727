"""Pages of the public record are made once: whoever asks again before the record changes gets the same page, or a word that
nothing has changed.

What a page shows to nobody in particular follows from its address, from the record and, where the clock decides, from
what it has decided. Every change of the record is an entry of the minutes, so the number of the last entry tells whether
a page is still the same. What a signed-in member sees is made anew and kept nowhere.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import text

from workbench import __version__, web
from workbench.config import bundled

MOST = 16_000_000  # bytes of pages that are held
LARGEST = 2_000_000  # bytes of one of them
LAST = text("SELECT max(seq) FROM minutes")


class Pages:
    """The pages asked for last, by their stamp: MOST bytes at the most. Threads may ask at once."""

    def __init__(self) -> None:
        files = [path for name in ("templates", "static") for path in bundled(name).rglob("*")]
        self.edition = (
            __version__,
            max(path.stat().st_mtime_ns for path in files),
        )  # of the program that makes the pages
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
    app.extensions["pages"] = Pages()
    app.before_request(known)
    app.after_request(kept)


def known() -> Response | None:
    """Before the view: the page as it was, if it is still the same."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_asked_for = request.method in ("GET", "HEAD") and not web.hx() and getattr(view, "is_public_record", False)
    if not is_asked_for or g.get("viewer"):
        return None
    pages = current_app.extensions["pages"]
    g.stamp = _stamp(pages.edition)
    if g.stamp in request.if_none_match:
        return Response(status=304)
    body = pages.get(g.stamp)
    return Response(body, mimetype="text/html") if body else None


def kept(response: Response) -> Response:
    """After it: the page is held, and the reader's browser is told what to ask with the next time."""
    stamp = g.pop("stamp", None)
    if stamp and response.status_code in (200, 304) and not session.modified:
        response.set_etag(stamp)
        response.vary.add("HX-Request")
        if response.status_code == 200 and request.method == "GET":
            current_app.extensions["pages"].keep(stamp, response.get_data())
    return response


def _stamp(edition: object) -> str:
    """What the page follows from, in short: the program, the address, the last entry of the minutes, the clock's decisions."""
    last = web.session().execute(LAST).scalar()
    parts = edition, request.full_path, last, web.pieces("clock"), current_app.extensions.get("alarm")
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
