"""Files kept with a case: a page to add and read them, and each file as an attachment that no browser runs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g, make_response, request
from pydantic import BaseModel
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import copies, proof, queries
from workbench.members.permissions import may

bp = Blueprint("copies", __name__)


class Upload(BaseModel):
    name: str = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/cases/<int:no>/files")
def index(no: int) -> Response:
    return _page(no, web.Words(), {})


def _page(no: int, words: web.Words, errors: web.Errors) -> Response:
    session = web.session()
    case = queries.case(session, no)
    found = copies.of(session, g.viewer, case)
    return web.page(
        "cases/files.html", case=case, files=found, sizes=copies.sizes(session, found), words=words, errors=errors,
        is_sealed=copies.is_sealed(session, case), is_member=may(g.viewer, "cases.find"), nav="cases",
    )  # fmt: skip


@bp.post("/cases/<int:no>/files")
def keep(no: int) -> Any:
    def act(form: Upload) -> Answer:
        session = web.session()
        sent = request.files.get("file")
        name = form.name or (sent.filename if sent else "") or ""
        copies.keep(session, g.viewer, queries.case(session, no), name=name, body=sent.read() if sent else b"")
        return web.see("copies.index", no=no)

    return web.submitted(Upload, act, lambda words, errors: _page(no, words, errors))


@bp.get("/evidence/<sha256>")
def file(sha256: str) -> Response:
    """A file as it was kept, to be saved and not opened here: the browser is told neither a type nor a name it would run."""
    kept, body = copies.kept(web.session(), g.viewer, sha256)
    answer = make_response(body)
    is_text = proof.as_text(body) is not None
    answer.headers["Content-Type"] = "text/plain; charset=utf-8" if is_text else "application/octet-stream"
    name = secure_filename(kept.name) or "file"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
