"""The amending instruction of a proposal: what it does to the text in sentences, as a page, a piece of one, and plain text."""

from __future__ import annotations

from flask import Blueprint, Response

from workbench import web
from workbench.definition.reading import compare
from workbench.proposals import queries
from workbench.proposals.models import Proposal, Revision
from workbench.wording.instructions import Instruction, as_text, instructions

bp = Blueprint("instructions", __name__)


@bp.get("/proposals/<int:no>/instruction")
@web.public_record
def show(no: int) -> Response:
    """The sentences of the current revision, or of `?revision=`; to htmx without the page around them."""
    proposal, revision = _asked(no)
    return web.page(
        "proposals/_instruction.html" if web.hx() else "proposals/instruction.html", proposal=proposal, revision=revision,
        sentences=_written(revision), nav="proposals",
    )  # fmt: skip


@bp.get("/proposals/<int:no>/instruction.txt")
def plain(no: int) -> Response:
    """The same for copying; `workbench text follow` makes the proposed text of it."""
    _, revision = _asked(no)
    return Response(as_text(_written(revision)), mimetype="text/plain")


def _asked(no: int) -> tuple[Proposal, Revision]:
    proposal = queries.proposal(web.session(), no)
    return proposal, queries.revision(web.session(), proposal, web.number("revision"))


def _written(revision: Revision) -> list[Instruction]:
    base, now = queries.before(web.session(), revision), queries.text(web.session(), revision)
    return instructions(base.docs, now.docs, compare(base, now))
