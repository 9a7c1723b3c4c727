"""A form that came without a sign-in, or with one from before: its words are shown and sent on by one more press.

Nothing of it is acted on by itself: whoever signed in reads where it goes, and presses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from workbench import web
from workbench.members import gate, permissions

# Fields that belong to the form and not to its author.
UNSAID = frozenset({"csrf_token"})


@dataclass(frozen=True)
class Carried:
    """A form on its way: the address it goes to and its fields in order."""

    to: str
    fields: tuple[tuple[str, str], ...]

    @property
    def packed(self) -> str:
        return json.dumps({"to": self.to, "fields": self.fields}, ensure_ascii=False)

    @property
    def words(self) -> list[tuple[str, str]]:
        """What somebody wrote, by the name of its field: everything of more than one word."""
        return [(name.replace("_", " "), value) for name, value in self.fields if " " in value.strip()]


def of_request() -> Carried | None:
    """The form of this request, if it can be carried: a plain one to an address for members, without a password or a file."""
    act = permissions.ROUTES.get(request.endpoint or "", "")
    is_open = "public" in permissions.ACTS.get(act, frozenset())
    secret = any("password" in name or name == "current" for name in request.form)
    if request.method != "POST" or web.hx() or is_open or secret or not request.form or _has_file():
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in UNSAID)
    return Carried(request.full_path.rstrip("?"), fields) if fields else None


def _has_file() -> bool:
    """A file cannot be carried: a page can give a browser none."""
    return any(sent.filename for sent in request.files.values())


def unpacked(packed: str) -> Carried | None:
    """A form from the page that carried it; None for anything else, and for an address that takes no forms."""
    try:
        found = json.loads(packed)
        fields = tuple((str(name), str(value)) for name, value in found["fields"])
        to = gate.local(str(found["to"]))
    except (ValueError, KeyError, TypeError):
        return None
    return Carried(to, fields) if _takes_forms(to) else None


def _takes_forms(to: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(urlsplit(to).path, method="POST"))
    except (HTTPException, RequestRedirect):
        return False


def came_from_here() -> bool:
    """Whether the browser says that the form stood on a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" or site is None and urlsplit(request.origin or "").netloc == request.host


def send_page(carried: Carried) -> Response:
    """The words, and a button that sends them on."""
    return web.page("members/resend.html", carried=carried, nav="")
