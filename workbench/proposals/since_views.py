"""Since I last looked, since revision n: three texts on one page. And the marks: read, unread, follow, mute."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from markupsafe import Markup
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from workbench import db, turns, web
from workbench.definition.reading import Row
from workbench.members.models import Member
from workbench.proposals import asking, marks, queries, review, since
from workbench.proposals.marks import Look
from workbench.proposals.models import Comment, Proposal
from workbench.proposals.since import Since
from workbench.wording.since import brief

bp = Blueprint("since", __name__)
VIEWS = {"redline": "Redline", "split": "Side by side"}


class UnreadForm(BaseModel):
    revision: Annotated[int, Field(ge=0, le=web.LARGEST)] = 0


class FollowForm(BaseModel):
    choice: Annotated[str, Field(min_length=1, max_length=20)]


@bp.get("/proposals/<int:no>/since")
def looked(no: int) -> Response | Answer:
    """What changed since the member who asks looked last, with the comments that are new to them."""
    session, proposal = web.session(), queries.proposal(web.session(), no)
    look = marks.look(session, g.viewer, proposal)
    if not look.revision:
        return web.see("proposals.show", no=no)
    fresh = marks.fresh(session, g.viewer, proposal, look) if look.new else []
    response = page(proposal, look.revision, "Since you last looked", url_for("since.looked", no=no), look, fresh)
    mark(g.viewer, proposal, look)
    return response


@bp.get("/proposals/<int:no>/since/<int:n>")
def revision(no: int, n: int) -> Response:
    """What changed since revision n, for everybody: an address to send to those who read that one."""
    address = url_for("since.revision", no=no, n=n)
    return page(queries.proposal(web.session(), no), n, f"Since revision {n}", address)


def page(
    proposal: Proposal, n: int, heading: str, address: str, look: Look | None = None, fresh: list[Comment] | None = None
) -> Response:
    """Three texts on one page; to htmx the text alone, when the view changes."""
    session = web.session()
    made = since.of(session, proposal, n, request.args.get("view", "redline"))
    names = queries.names(session, [comment.author_id for comment in fresh or ()])
    read, now = ((one, queries.text(session, one)) for one in (made.reviewed, made.now))
    trees = [(asking.of(session, one, text, web.committee()), text) for one, text in (read, now)]
    return web.page(
        "definition/_redline.html" if web.hx() else "since/show.html", made=made, proposal=proposal, reading=made.reading,
        heading=heading, here=address, views=VIEWS, nav="proposals", gist=review.gist(made.reading.redline), look=look,
        fresh=fresh or [], names=names, notes=lambda row: notes(made, row), old_name=f"Version {made.now.base}, the base",
        new_name=f"Revision {made.now.n}", full=url_for("proposals.revision", no=proposal.no, n=made.now.n, view="new"),
        **asking.told(*trees),
    )  # fmt: skip


def notes(made: Since, row: Row) -> Markup:
    """The margin of a clause: its changes that are not as they were read."""
    found = made.on(row.clause)
    if not found:
        return Markup("")
    return Markup(render_template("since/_notes.html", found=found, reviewed=made.reviewed, brief=brief))


def mark(viewer: Member | None, proposal: Proposal, look: Look | None) -> None:
    """Keep that the member has looked, by a transaction of its own: the request itself only reads.

    Nothing but their own private row is written, and only where the look brought something new. A mark that cannot be kept
    now (a long act is being written) is made by the next look. The page says the same before and after it."""
    if viewer is None or look is None or not look.is_behind:
        return
    web.for_once()
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    with suppress(SQLAlchemyError), db.writing(current_app.extensions["engine"], Session) as session:
        marks.looked(session, viewer, queries.proposal(session, proposal.no or 0))


@bp.post("/proposals/<int:no>/read")
def read(no: int) -> Any:
    """Mark as read, and stay on the page."""
    marks.read(web.session(), g.viewer, queries.proposal(web.session(), no))
    turns.forget(g.viewer)
    return web.see("proposals.show", no=no)


@bp.post("/proposals/<int:no>/unread")
def unread(no: int) -> Any:
    """Mark as unread, and leave for the desk: another look at the page would mark it as looked at."""

    def act(form: UnreadForm) -> Answer:
        marks.unread(web.session(), g.viewer, queries.proposal(web.session(), no), revision=form.revision)
        turns.forget(g.viewer)
        return web.see("desk.home")

    return web.submitted(UnreadForm, act, _refused)


@bp.post("/proposals/<int:no>/follow")
def follow(no: int) -> Any:
    def act(form: FollowForm) -> Answer:
        marks.follow(web.session(), g.viewer, queries.proposal(web.session(), no), choice=form.choice)
        return web.see("proposals.show", no=no)

    return web.submitted(FollowForm, act, _refused)


def _refused(_words: web.Words, errors: web.Errors) -> Response:
    return following(next(iter(errors.values()), ""))


@bp.get("/following")
def index() -> Response:
    """All that a member follows or has muted."""
    return following()


def following(error: str = "") -> Response:
    below = web.number("below")
    rows = marks.followed(web.session(), g.viewer, below=below)
    more = rows[marks.SHOWN - 1][1].no if len(rows) > marks.SHOWN else None
    return web.page("since/following.html", rows=rows[: marks.SHOWN], below=below, more=more, error=error, nav="desk")
