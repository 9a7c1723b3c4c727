"""Readers without an account comment here; the secretary and the chair let their comments in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import turns, web
from workbench.errors import NotHere
from workbench.proposals import comments, letters, queries, recusals
from workbench.proposals.forms import LetterForm, NoWords
from workbench.proposals.models import Proposal

bp = Blueprint("letters", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


@bp.get("/proposals/<int:no>/letter")
def write(no: int) -> Response:
    words = MultiDict({name: request.args.get(name, "") for name in LetterForm.model_fields})
    received = request.args.get("received") == "yes"
    return _form(queries.proposal(web.session(), no), words, {}, received=received)


def _form(proposal: Proposal, words: Words, errors: Errors, *, received: bool = False) -> Response:
    session = web.session()
    revision = queries.revision(session, proposal)
    clauses = comments.clauses_of(session, revision, "proposed")
    choices = [
        (clause.id, " ".join(filter(None, [clause.number, clause.heading or clause.text[:60]]))) for clause in clauses
    ]
    first = next((identity for identity in revision.touched if identity in dict(choices)), "")
    return web.page(
        "letters/write.html", proposal=proposal, choices=choices, words=words, errors=errors, received=received,
        first=first, nav="proposals",
    )  # fmt: skip


@bp.post("/proposals/<int:no>/letter")
def post(no: int) -> Any:
    proposal = queries.proposal(web.session(), no)

    def act(form: LetterForm) -> Answer:
        if not form.website:
            place = letters.source(str(current_app.secret_key), request.remote_addr or "")
            letters.write(
                web.session(), g.get("viewer"), proposal, place=place, name=form.name, body=form.body, **form.anchor
            )
            turns.forget()
        return web.see("letters.write", no=no, received="yes")

    return web.submitted(LetterForm, act, lambda words, errors: _form(proposal, words, errors))


@bp.get("/letters")
def index() -> Response:
    return _held({})


def _held(errors: Errors) -> Response:
    after = web.number("after")
    found, more = letters.held(web.session(), after=after or 0)
    out = recusals.by_proposal(web.session(), {letter.proposal_no for letter in found})
    aside = {no for no, members in out.items() if g.viewer.id in members}
    return web.page(
        "letters/index.html", letters=found, more=more, after=after, errors=errors, aside=aside, nav="proposals"
    )


@bp.post("/letters/<int:identity>/admit")
def admit(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        session = web.session()
        comment = letters.admit(session, g.viewer, letters.letter(session, identity))
        return web.see("proposals.show", f"comment-{comment.id}", no=comment.proposal_no)

    return _done(act)


@bp.post("/letters/<int:identity>/decline")
def decline(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        letters.decline(web.session(), g.viewer, letters.letter(web.session(), identity))
        turns.forget()
        return web.see("letters.index")

    return _done(act)


def _done(act: Any) -> Any:
    """A second click on a button that had done its work leads back to the list."""
    try:
        return web.submitted(NoWords, act, lambda _words, errors: _held(errors))
    except NotHere:
        return web.see("letters.index")
