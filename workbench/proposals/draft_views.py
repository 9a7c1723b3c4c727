"""Pages of drafts: private to their authors, and complete without script. Script only adds the redline on every pause."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, current_app, g, jsonify, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import queries as definition
from workbench.definition import repository
from workbench.definition.documents import is_utf8
from workbench.errors import NotHere
from workbench.proposals import (
    actions,
    authors,
    carrying,
    declaring,
    drafts,
    editing,
    editor,
    intake,
    queries,
    unsaved,
    versions,
)
from workbench.proposals.forms import DraftForm, IntakeForm, KeptForm, NoWords, StartForm, loosely
from workbench.proposals.models import CLASSES, Draft
from workbench.proposals.writing import Unsaved

bp = Blueprint("drafts", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


# Fields that nobody sees by a name: what is wrong with one is said of the form.
UNSEEN = frozenset({"turn", "slip", "mark", "do", "clause", "after", "proposal", "carry"})


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
    return _index({})


def _index(errors: Errors) -> Response:
    session = web.session()
    found, asked = queries.drafts(session, g.viewer), authors.invitations(session, g.viewer)
    shared = authors.shared_count(session, g.viewer)
    return web.page("drafts/index.html", drafts=found, asked=asked, shared=shared, nav="proposals", errors=errors)


@bp.post("/drafts")
def start() -> Any:
    """From a clause, from the whole text, or from a proposal: its next revision, or that carried to the newest text."""

    def act(form: StartForm) -> Answer:
        session = web.session()
        if form.proposal is None:
            draft = drafts.start(session, g.viewer, clause=form.clause)
        else:
            begin = carrying.carry if form.carry else drafts.revise
            draft = begin(session, g.viewer, queries.proposal(session, form.proposal))
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(StartForm, act, _not_begun)


def _not_begun(_words: Words, errors: Errors) -> Response:
    return _index(_named(errors))


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
        proposal, amends = (queries.proposal(session, no) if no else None for no in (form.proposal, form.amends))
        draft = intake.draft(
            session, g.viewer, data or form.patch.encode(), repository=repository.of(current_app), name=name, base=form.base,
            proposal=proposal, amends=amends,
        )  # fmt: skip
        return web.see("drafts.edit", identity=draft.id)

    def again(words: Words, errors: Errors) -> Response:
        if data and is_utf8(data) and b"\0" not in data:
            words["patch"] = data.decode()
        return _intake(words, errors)

    return web.submitted(IntakeForm, act, again)


@bp.get("/drafts/<int:identity>")
def edit(identity: int) -> Response:
    """The editor: with what the member typed and has not saved, else with what is saved."""
    draft, session = mine(identity), web.session()
    kept = unsaved.newest(session, g.viewer, draft)
    if kept and not {"document", "after"} & request.args.keys():
        form = loosely(unsaved.words(kept))
        form.slip, form.mark = kept.slip, kept.mark
        return _page(draft, form, {}, kept=kept)
    form = editor.stored(draft, drafts.working(session, draft), request.args.get("document", ""))
    form.slip, form.mark = unsaved.slip(), 0
    behind = request.args.get("after", "")
    if behind and not form.document:
        form.after, form.added = [behind], [""]
    return _page(draft, form, {})


def _page(draft: Draft, form: DraftForm, errors: Errors, kept: Unsaved | None = None) -> Response:
    session = web.session()
    page = editor.page(session, draft, form, scripts=web.committee().scripts, limit=web.config().document_limit)
    company, joined = authors.company(session, draft), web.number("joined")
    return web.page(
        "drafts/edit.html", page=page, errors=_named(errors), classes=CLASSES, nav="proposals", kept=kept, company=company,
        is_own=draft.author_id == g.viewer.id, beginner=authors.beginner(session, draft),
        names=authors.to_invite(session, draft, company), saved=versions.slips(session, draft, g.viewer), keeps=url_for("drafts.keep", identity=draft.id),
        interests=declaring.live(session, g.viewer), shown=declaring.shown, joined=(joined - 1, versions.savers(session, draft, joined - 1)[1:]) if joined else None,
    )  # fmt: skip


def _again(identity: int) -> Any:
    return lambda words, errors: _page(mine(identity), loosely(words), errors)


def _met(draft: Draft, form: DraftForm) -> Answer:
    """Two saves are about the same words: what was typed is kept, and the member is asked."""
    kept = unsaved.keep(web.session(), g.viewer, draft, web.typed().items(multi=True), slip=form.slip, mark=form.mark)
    return web.see("meetings.show", identity=draft.id, slip=kept.slip)


def _since(form: DraftForm, draft: Draft) -> int | None:
    """Of a form of an earlier turn: that turn, counted from 1, for the page to say what was put together."""
    return form.turn + 1 if form.turn < draft.turn else None


@bp.post("/drafts/<int:identity>")
def save(identity: int) -> Any:
    def act(form: DraftForm) -> Answer:
        session, draft = web.session(), mine(identity)
        joined = _since(form, draft)
        try:
            editing.keep(session, g.viewer, draft, form, cleaned=form.verb == "clean")
        except editing.Met:
            return _met(draft, form)
        unsaved.drop(session, g.viewer, draft, form.slip)
        return web.see("drafts.edit", identity=identity, document=form.document or None, joined=joined)

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/keep")
def keep(identity: int) -> Any:
    """From script, on a pause in typing: what stands in the form is kept for its author, and saved by nobody."""

    def act(form: KeptForm) -> Answer:
        fields = web.typed().items(multi=True)
        kept = unsaved.keep(web.session(), g.viewer, mine(identity), fields, slip=form.slip, mark=form.mark)
        return jsonify(slip=kept.slip, mark=kept.mark)

    return web.submitted(KeptForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/drop")
def drop(identity: int) -> Any:
    """Forget what was typed and not saved."""

    def act(form: KeptForm) -> Answer:
        unsaved.drop(web.session(), g.viewer, mine(identity), form.slip)
        return web.see("drafts.edit", identity=identity)

    return web.submitted(KeptForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/preview")
def preview(identity: int) -> Any:
    """With script the redline of one box, nothing saved; without it the same as saving."""
    if not web.hx():
        return save(identity)

    def act(form: DraftForm) -> Response:
        draft, session = mine(identity), web.session()
        shown, total = editor.shown(session, draft, form, request.args.get("box", ""), web.committee().scripts)
        since = versions.savers(session, draft, form.turn) if form.turn != draft.turn else []
        return web.page("drafts/_live.html", preview=shown, total=total, document=form.document, errors={}, since=since)

    return web.submitted(
        DraftForm, act, lambda _w, errors: web.page("drafts/_preview.html", preview=None, errors=errors)
    )


@bp.post("/drafts/<int:identity>/clauses")
def clauses(identity: int) -> Any:
    """Keep what was typed, then do what the button says to one clause, and show it."""

    def act(form: DraftForm) -> Answer:
        draft = mine(identity)
        joined = _since(form, draft)
        try:
            shown = editing.press(web.session(), g.viewer, draft, form)
        except editing.Met:
            return _met(draft, form)
        unsaved.drop(web.session(), g.viewer, draft, form.slip)
        behind = shown if form.verb == "add" else None
        return web.see(
            "drafts.edit", f"box-+{shown}" if behind else f"box-{shown}", identity=identity, after=behind, joined=joined
        )

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/authors")
def company(identity: int) -> Any:
    """Keep what was typed, then invite, take an invitation back, share or stop sharing."""

    def act(form: DraftForm) -> Answer:
        session, draft = web.session(), mine(identity)
        joined = _since(form, draft)
        try:
            editing.keep(session, g.viewer, draft, form)
        except editing.Met:
            return _met(draft, form)
        if form.verb == "invite":
            authors.invite(session, g.viewer, draft, name=form.invitee)
        elif form.verb == "back" and form.about.isdecimal():
            authors.take_back(session, g.viewer, draft, member_id=int(form.about[:9]))
        elif form.verb in ("share", "hide"):
            authors.share(session, g.viewer, draft, shared=form.verb == "share")
        unsaved.drop(session, g.viewer, draft, form.slip)
        return web.see("drafts.edit", "authors", identity=identity, joined=joined)

    return web.submitted(DraftForm, act, _again(identity))


@bp.post("/drafts/<int:identity>/file")
def file(identity: int) -> Any:
    """Put it on record; but not with words that somebody else saved and the member has not seen."""

    def act(form: DraftForm) -> Answer:
        session, config, draft = web.session(), web.config(), mine(identity)
        if form.turn < draft.turn:
            return cast(Answer, save(identity))
        editing.keep(session, g.viewer, draft, form)
        if draft.proposal_no is None:
            declaring.same(session, g.viewer, form.interests)
        proposal = actions.file(
            session, g.viewer, draft, has_confirmed=True, repository=repository.of(current_app),
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
