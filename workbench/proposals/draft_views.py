"""Pages of drafts: private to their author, and complete without script. Script only adds the redline on every pause."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import queries as definition
from workbench.definition import repository
from workbench.definition.documents import is_utf8
from workbench.errors import NotHere, Refusal
from workbench.proposals import actions, drafts, editing, editor, intake, queries
from workbench.proposals.forms import DraftForm, IntakeForm, NoWords, StartForm, loosely
from workbench.proposals.models import CLASSES, Draft

bp = Blueprint("drafts", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


# Fields that nobody sees by a name: what is wrong with one is said of the form.
UNSEEN = frozenset({"turn", "do", "clause", "after", "proposal", "carry"})


class Gone(NotHere):
    """A draft that is no more, asked for by a person at a page."""


def mine(identity: int) -> Draft:
    try:
        return queries.draft(web.session(), g.viewer, identity)
    except NotHere as no:
        if web.hx():
            raise
        raise Gone(str(no)) from None


@bp.errorhandler(Gone)
def gone(_no: Gone) -> Response:
    """After a second click on a button that had done its work, too."""
    return web.page("drafts/gone.html", 404, nav="proposals")


def _named(errors: Errors) -> Errors:
    return {"form" if name in UNSEEN else name: sentence for name, sentence in errors.items()}


@bp.get("/drafts")
def index() -> Response:
    session = web.session()
    found = queries.drafts(session, g.viewer)
    return web.page("drafts/index.html", drafts=found, nav="proposals", errors={})


@bp.post("/drafts")
def start() -> Any:
    """From a clause, from the whole text, or from a proposal: its next revision, or that carried to the newest text."""

    def act(form: StartForm) -> Answer:
        session = web.session()
        if form.proposal is None:
            draft = drafts.start(session, g.viewer, clause=form.clause)
        else:
            begin = drafts.carry if form.carry else drafts.revise
            draft = begin(session, g.viewer, queries.proposal(session, form.proposal))
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(StartForm, act, _not_begun)


def _not_begun(_words: Words, errors: Errors) -> Response:
    return web.page(
        "drafts/index.html", drafts=queries.drafts(web.session(), g.viewer), nav="proposals", errors=_named(errors)
    )


@bp.get("/drafts/intake")
def intake_form() -> Response:
    return _intake(MultiDict({name: request.args.get(name, "") for name in IntakeForm.model_fields}), {})


def _intake(words: Words, errors: Errors) -> Response:
    labels = definition.labels(web.session())
    return web.page("drafts/intake.html", words=words, errors=_named(errors), labels=labels, nav="proposals")


@bp.post("/drafts/intake")
def take_in() -> Any:
    """A draft from a file or pasted patch. A refused file that is text stands in the form, to be mended there."""
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename or "") if sent else (b"", "")

    def act(form: IntakeForm) -> Answer:
        session = web.session()
        proposal = queries.proposal(session, form.proposal) if form.proposal else None
        draft = intake.draft(
            session, g.viewer, data or form.patch.encode(), repository=repository.of(current_app), name=name, base=form.base,
            proposal=proposal,
        )  # fmt: skip
        return web.see("drafts.edit", identity=draft.id)

    def again(words: Words, errors: Errors) -> Response:
        if data and is_utf8(data) and b"\0" not in data:
            words["patch"] = data.decode()
        return _intake(words, errors)

    return web.submitted(IntakeForm, act, again)


@bp.get("/drafts/<int:identity>")
def edit(identity: int) -> Response:
    draft, session = mine(identity), web.session()
    form = editor.stored(draft, drafts.working(session, draft), request.args.get("document", ""))
    behind = request.args.get("after", "")
    if behind and not form.document:
        form.after, form.added = [behind], [""]
    return _page(draft, form, {})


def _page(draft: Draft, form: DraftForm, errors: Errors) -> Response:
    page = editor.page(
        web.session(), draft, form, scripts=web.committee().scripts, limit=web.config().document_limit
    )  # fmt: skip
    return web.page("drafts/edit.html", page=page, errors=_named(errors), classes=CLASSES, nav="proposals")


def _again(identity: int) -> Any:
    return lambda words, errors: _page(mine(identity), loosely(words), errors)


@bp.post("/drafts/<int:identity>")
def save(identity: int) -> Any:
    def act(form: DraftForm) -> Answer:
        editing.keep(web.session(), g.viewer, mine(identity), form, cleaned=form.verb == "clean")
        return web.see("drafts.edit", identity=identity, document=form.document or None)

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/preview")
def preview(identity: int) -> Any:
    """With script the redline of one box, nothing saved; without it the same as saving."""
    if not web.hx():
        return save(identity)

    def act(form: DraftForm) -> Response:
        draft, session = mine(identity), web.session()
        if form.turn != draft.turn:
            raise Refusal("This draft was saved elsewhere meanwhile. Save to see both, nothing is lost.", status=409)
        shown, total = editor.shown(session, draft, form, request.args.get("box", ""))
        return web.page("drafts/_live.html", preview=shown, total=total, document=form.document, errors={})

    return web.submitted(
        DraftForm, act, lambda _w, errors: web.page("drafts/_preview.html", preview=None, errors=errors)
    )


@bp.post("/drafts/<int:identity>/clauses")
def clauses(identity: int) -> Any:
    """Keep what was typed, then do what the button says to one clause, and show it."""

    def act(form: DraftForm) -> Answer:
        shown = editing.press(web.session(), g.viewer, mine(identity), form)
        behind = shown if form.verb == "add" else None
        return web.see("drafts.edit", f"box-+{shown}" if behind else f"box-{shown}", identity=identity, after=behind)

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/file")
def file(identity: int) -> Any:
    def act(form: DraftForm) -> Answer:
        session, config = web.session(), web.config()
        draft = editing.keep(session, g.viewer, mine(identity), form)
        proposal = actions.file(
            session, g.viewer, draft, repository=repository.of(current_app),
            scripts=config.committee.scripts, limit=config.document_limit, committee=config.committee,
        )  # fmt: skip
        return web.see("proposals.show", no=proposal.no)

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/discard")
def discard(identity: int) -> Any:
    def act(_form: NoWords) -> Answer:
        drafts.discard(web.session(), g.viewer, mine(identity))
        return web.see("drafts.index")

    return web.submitted(NoWords, act, lambda _words, errors: _not_begun(_words, errors))
