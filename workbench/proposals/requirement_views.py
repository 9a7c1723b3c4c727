"""The page on which a draft says what a case is to be judged by: a tree of clauses, as lines that a person writes."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import outline
from workbench.proposals import asking, drafts, queries, relations
from workbench.proposals.forms import Wording

bp = Blueprint("requirements", __name__)


class TreeForm(BaseModel):
    """The tree as it was written, the one that the form began with, and the button: save, look, or add:<clause>."""

    written: Wording = ""
    seen: Wording = ""
    do: Annotated[str, Field(max_length=300)] = ""


@bp.post("/drafts/requirements")
def start() -> Answer:
    """A draft that changes what a case is judged by."""
    return web.see("requirements.edit", identity=drafts.start(web.session(), g.viewer).id)


@bp.get("/drafts/<int:identity>/requirements")
def edit(identity: int) -> Response:
    draft = queries.draft(web.session(), g.viewer, identity)
    asking.changeable(draft)
    now = drafts.working(web.session(), draft).now
    lines = outline.write(asking.of(web.session(), draft, now, web.committee()))
    return _page(identity, web.Words({"written": lines, "seen": lines}), {})


def _page(identity: int, words: web.Words, errors: web.Errors) -> Response:
    session, committee = web.session(), web.committee()
    draft = queries.draft(session, g.viewer, identity)
    working = drafts.working(session, draft)
    was = asking.was(session, draft, working.base, committee)
    try:
        tree = outline.parse(words.get("written", ""))
    except ValueError:
        tree = None
    here = outline.named(working.now.clauses)
    return web.page(
        "drafts/requirements.html", draft=draft, words=words, errors=errors, against=relations.against(draft), clauses=outline.named(working.base.clauses) | here,
        changes=outline.changes(was, tree) if tree else [], nav="proposals", is_readable=tree is not None,
        others={name: one for name, one in here.items() if not (tree and name in tree.clauses)},
        unknown=[one for one in tree.clauses if one not in here] if tree else [],
    )  # fmt: skip


@bp.post("/drafts/<int:identity>/requirements")
def save(identity: int) -> Any:
    def act(form: TreeForm) -> Answer | Response:
        session, (verb, _, clause) = web.session(), form.do.partition(":")
        if verb in ("add", "look"):
            return _page(identity, web.Words({"written": _with(form.written, clause), "seen": form.seen}), {})
        draft = queries.draft(session, g.viewer, identity)
        working = drafts.working(session, draft)
        asking.save(
            session, g.viewer, draft, working.base, working.now, web.committee(), written=form.written,
            seen="".join(f"{line}\n" for line in form.seen.splitlines()),
        )  # fmt: skip
        return web.see("drafts.edit", "requirements", identity=identity)

    return web.submitted(TreeForm, act, lambda words, errors: _page(identity, words, errors))


def _with(written: str, clause: str) -> str:
    lines = [line.rstrip() for line in written.splitlines()]
    return "\n".join([*lines, clause]).strip("\n") + "\n" if clause else written
