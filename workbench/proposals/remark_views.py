"""A member's own notes and the review they are drafting: private pages, complete without script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.proposals import queries, remarks
from workbench.proposals.forms import NoWords, SummaryForm
from workbench.proposals.models import Proposal

bp = Blueprint("remarks", __name__)
Words = MultiDict[str, str]


@bp.get("/proposals/<int:no>/review")
def index(no: int) -> Response:
    return _page(queries.proposal(web.session(), no), MultiDict(), {})


def _page(proposal: Proposal, words: Words, errors: dict[str, str]) -> Response:
    session = web.session()
    return web.page(
        "remarks/index.html", proposal=proposal, words=words, errors=errors, nav="proposals",
        notes=remarks.own(session, g.viewer, proposal, "note"), drafted=remarks.own(session, g.viewer, proposal, "remark"),
    )  # fmt: skip


@bp.post("/proposals/<int:no>/review")
def send(no: int) -> Any:
    proposal = queries.proposal(web.session(), no)

    def act(form: SummaryForm) -> Answer:
        remarks.send(web.session(), g.viewer, proposal, summary=form.summary)
        return web.see("proposals.show", "h-reviews", no=no)

    return web.submitted(SummaryForm, act, lambda words, errors: _page(proposal, words, errors))


@bp.post("/notes/<int:identity>/delete")
def drop(identity: int) -> Any:
    session = web.session()
    note = remarks.note(session, g.viewer, identity)
    no = note.proposal_no

    def act(_form: NoWords) -> Answer:
        remarks.drop(session, g.viewer, note)
        return web.see("remarks.index", no=no)

    return web.submitted(NoWords, act, lambda words, errors: _page(queries.proposal(session, no), words, errors))
