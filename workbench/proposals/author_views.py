"""Pages around a draft: joining and leaving it, its versions, reading it as one of the committee, two saves put together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition.reading import VIEWS, Text, compare
from workbench.definition.reading import review as compared
from workbench.definition.requirements import Need
from workbench.errors import NotHere
from workbench.proposals import (
    asking,
    authors,
    citations,
    drafts,
    editing,
    queries,
    relations,
    review,
    unsaved,
    versions,
)
from workbench.proposals.draft_views import mine
from workbench.proposals.forms import DraftForm, NoWords, SettledForm, loosely
from workbench.proposals.models import Draft
from workbench.proposals.replays import MEET
from workbench.proposals.writing import Unsaved
from workbench.wording.instructions import instructions

bp = Blueprint("authors", __name__)
meetings = Blueprint("meetings", __name__)
Errors = dict[str, str]


@bp.post("/drafts/<int:identity>/join")
def join(identity: int) -> Answer:
    authors.join(web.session(), g.viewer, authors.readable(web.session(), g.viewer, identity))
    return web.see("drafts.edit", identity=identity)


@bp.post("/drafts/<int:identity>/leave")
def leave(identity: int) -> Answer:
    authors.leave(web.session(), g.viewer, authors.readable(web.session(), g.viewer, identity))
    return web.see("drafts.index")


@bp.get("/drafts/shared")
def shared() -> Response:
    """The drafts that others share with the committee."""
    before = web.number("before")
    lines, more = authors.shared(web.session(), g.viewer, before=before)
    return web.page("drafts/shared.html", lines=lines, more=more, before=before, nav="proposals")


@bp.get("/drafts/<int:identity>/read")
def read(identity: int) -> Response:
    """A draft as it reads: for its authors, for those invited, and for the committee while it is shared."""
    session = web.session()
    draft = authors.readable(session, g.viewer, identity)
    working = drafts.working(session, draft)
    reading = compared(working.base, working.now, request.args.get("view", "redline"))
    company = authors.company(session, draft)
    asked = next((invited for invited in company if invited.member.id == g.viewer.id), None)
    return web.page(
        "definition/_redline.html" if web.hx() else "drafts/read.html", draft=draft, reading=reading, views=VIEWS,
        old_name=f"As it stands, {relations.against(draft)}", new_name="As drafted", nav="proposals",
        full=url_for("authors.read", identity=identity, view="new"), gist=review.gist(reading.redline),
        rationale=citations.html(draft.rationale, citations.known(session, citations.numbers(draft.rationale))),
        beginner=authors.beginner(session, draft), company=company, asked=asked, against=relations.against(draft),
        what=relations.begun(draft.kind, draft.others) if draft.kind != "amendment" else "",
        writes=draft.author_id == g.viewer.id or bool(asked and asked.joined),
    )  # fmt: skip


@bp.get("/drafts/<int:identity>/instruction")
def instruction(identity: int) -> Response:
    """The change of a draft in sentences, as it is saved; to htmx without the page around them."""
    session = web.session()
    draft = authors.readable(session, g.viewer, identity)
    working = drafts.working(session, draft)
    sentences = instructions(working.base.docs, working.now.docs, compare(working.base, working.now))
    template = "drafts/_instruction.html" if web.hx() else "drafts/instruction.html"
    return web.page(template, draft=draft, sentences=sentences, nav="proposals")


@bp.get("/drafts/<int:identity>/versions")
def history(identity: int) -> Response:
    """Every save of a draft that changed something."""
    draft, before = mine(identity), web.number("before")
    lines, more = versions.index(web.session(), draft, before=before)
    return web.page("drafts/versions.html", draft=draft, lines=lines, more=more, before=before, nav="proposals")


@bp.get("/drafts/<int:identity>/versions/<int(min=0):n>")
def version(identity: int, n: int) -> Response:
    """One version, as a redline against the one before it."""
    draft, session = mine(identity), web.session()
    row, below = versions.version(session, draft, n), versions.neighbour(session, draft, n)
    now = versions.text(session, draft, row)
    old = queries.before(session, draft)
    if below is not None:
        old = versions.text(session, draft, versions.version(session, draft, below))
    reading = compared(old, now, request.args.get("view", "redline"))
    before = _asked(draft, below, old) if below is not None else (asking.was(session, draft, old, web.committee()), old)
    was = f"Version {below} of the draft" if below is not None else f"Version {draft.base}, the base"
    return web.page(
        "definition/_redline.html" if web.hx() else "drafts/version.html", draft=draft, row=row, below=below, reading=reading,
        views=VIEWS | {"old": "As it was", "new": "As saved"}, old_name=was, new_name=f"Version {n} of the draft",
        full=url_for("authors.version", identity=identity, n=n, view="new"), gist=review.gist(reading.redline),
        author=queries.names(session, [row.member_id])[row.member_id], what=relations.begun(row.kind, row.others), nav="proposals",
        **asking.told(before, _asked(draft, n, now)),
    )  # fmt: skip


def _asked(draft: Draft, n: int, text: Text) -> tuple[Need, Text]:
    """What a case would be judged by under a version of a draft."""
    session = web.session()
    return asking.of(session, versions.at(session, draft, n), text, web.committee()), text


@bp.post("/drafts/<int:identity>/versions/<int(min=0):n>/take")
def take(identity: int, n: int) -> Any:
    """Make a draft what it was in one of its versions. What it is now stays among them."""

    def act(_form: NoWords) -> Answer:
        draft, session = mine(identity), web.session()
        was = versions.at(session, draft, versions.version(session, draft, n).n)
        words = {name: getattr(was, name) for name in versions.WORDS}
        versions.ensure(session, draft)
        draft.requirements = was.requirements
        drafts.save(
            session, g.viewer, draft, turn=draft.turn, documents=was.documents, editing=was.editing, **words
        )  # fmt: skip
        return web.see("drafts.edit", identity=identity)

    return web.submitted(NoWords, act, lambda _words, _errors: history(identity))


@meetings.get("/drafts/<int:identity>/meeting")
def show(identity: int) -> Answer:
    """What was typed beside what was saved meanwhile, wherever the two are about the same words."""
    draft = mine(identity)
    kept = _kept(draft, request.args.get("slip", ""))
    return _meeting(draft, kept, web.Words(), {})


@meetings.post("/drafts/<int:identity>/meeting")
def settle(identity: int) -> Any:
    """Save both as chosen. Where the draft was saved once more meanwhile, the page asks again with every word kept."""

    def act(form: SettledForm) -> Answer:
        session, draft = web.session(), mine(identity)
        kept = _kept(draft, form.slip)
        if form.turn != draft.turn:
            raise NotHere(versions.STALE) if form.turn > draft.turn else editing.Met
        typed = _typed(kept)
        since = typed.turn + 1
        editing.settle(session, g.viewer, draft, typed, choices=form.choices, own=form.own)
        unsaved.drop(session, g.viewer, draft, form.slip)
        return web.see("drafts.edit", identity=identity, joined=since)

    def again(words: MultiDict[str, str], errors: Errors) -> Response:
        draft = mine(identity)
        return _meeting(draft, _kept(draft, words.get("slip", "")), web.Words(words), errors)

    return web.submitted(SettledForm, act, again)


def _kept(draft: Draft, slip: str) -> Unsaved:
    kept = unsaved.find(web.session(), g.viewer, draft, slip)
    if kept is None:
        raise NotHere("These words have been saved or dropped meanwhile. Open the draft to read what it holds now.")
    return kept


def _typed(kept: Unsaved) -> DraftForm:
    form = loosely(unsaved.words(kept))
    form.slip = kept.slip
    return form


def _meeting(draft: Draft, kept: Unsaved, words: web.Words, errors: Errors) -> Response:
    session, form = web.session(), _typed(kept)
    meeting = editing.typed_since(session, draft, form)
    return web.page(
        "drafts/meeting.html", draft=draft, meeting=meeting, kept=kept, words=words, errors=errors, MEET=MEET,
        others=versions.savers(session, draft, form.turn), nav="proposals",
    )  # fmt: skip
