"""The forms with which an officer proposes that words be removed for good; the other confirms on the page of what takes two."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g
from pydantic import BaseModel
from sqlmodel import Session

from workbench import web
from workbench.members import second_views
from workbench.members.seconding import Second
from workbench.proposals import comments, removals
from workbench.web import Errors, Words

bp = Blueprint("removals", __name__)


class Why(BaseModel):
    reason: str = ""


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    second_views.deed("redactions.redact", redact, app)


@bp.get("/comments/<int:identity>/removal")
def comment(identity: int) -> Response:
    return _of_comment(identity, Words(), {})


@bp.post("/comments/<int:identity>/removal")
def propose_comment(identity: int) -> Any:
    def act(form: Why) -> Any:
        said = comments.comment(web.session(), identity, g.viewer)
        return _waits(removals.propose_comment(web.session(), g.viewer, said, reason=form.reason))

    return web.submitted(Why, act, lambda words, errors: _of_comment(identity, words, errors))


def _of_comment(identity: int, words: Words, errors: Errors) -> Response:
    said = comments.comment(web.session(), identity, g.viewer)
    return _form(
        f"Comment {said.id} on proposal {said.proposal_no}", said.body, said.removed_at is not None, words, errors
    )


@bp.get("/evidence/<int:identity>/removal")
def evidence(identity: int) -> Response:
    return _of_evidence(identity, Words(), {})


@bp.post("/evidence/<int:identity>/removal")
def propose_evidence(identity: int) -> Any:
    def act(form: Why) -> Any:
        found, case = removals.evidence(web.session(), identity)
        return _waits(removals.propose_evidence(web.session(), g.viewer, found, case, reason=form.reason))

    return web.submitted(Why, act, lambda words, errors: _of_evidence(identity, words, errors))


def _of_evidence(identity: int, words: Words, errors: Errors) -> Response:
    found, case = removals.evidence(web.session(), identity)
    return _form(f"Evidence {found.id} in case {case.no}", found.quotation, found.removed_at is not None, words, errors)


def _form(what: str, said: str, is_removed: bool, words: Words, errors: Errors) -> Response:
    return web.page("removals/form.html", what=what, said=said, is_removed=is_removed, words=words, errors=errors)


def _waits(row: Second) -> Any:
    return web.see("second.show", no=row.no)


def redact(session: Session, row: Second) -> Any:
    """The other officer has confirmed it: the words go, and so does what was packed for readers while they were there."""
    is_comment = row.thing.startswith("comment:")
    made = (removals.comment if is_comment else removals.exhibit)(session, g.viewer, row)
    (web.config().instance / "record.zip").unlink(missing_ok=True)
    number = int(made.thing.partition(":")[2])
    if is_comment:
        return web.see("comments.words", identity=number)
    return web.see("cases.show", no=removals.evidence(session, number)[1].no)
