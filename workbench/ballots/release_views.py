"""Pages of what is released together: the candidate with what it changes, what comes next, and how a version is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template, request, url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from workbench import db, turns, web
from workbench.ballots import (
    apart,
    changelog,
    queries,
    release_turns,
    releasing,
    schedule_views,
    version_opening,
    version_views,
    versions,
    withdrawing,
)
from workbench.ballots.forms import Returning, VersionOpening
from workbench.ballots.models import Ballot
from workbench.definition import force, releases, repository
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.reading import VIEWS, review
from workbench.definition.releases import Release
from workbench.errors import Refusal
from workbench.members import second_views, seconding
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.members.seconding import Second
from workbench.minutes.record import Minuted, name_of
from workbench.proposals import judging, recusals

bp = Blueprint("releases", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


@dataclass(frozen=True)
class Next:
    """A step that comes next, and why it cannot be gone now; empty where it can."""

    name: str
    obstacle: str


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("versions", on_versions, app)
    web.slot("life", on_version, app)
    turns.rule(release_turns.turns, app)
    second_views.deed(
        "versions.approve",
        lambda session, row: _approved(session, releases.release(session, row.data["release"]), row),
        app,
    )
    second_views.deed(
        "versions.withdraw",
        lambda session, row: _withdrawn(session, queries.ballot(session, row.data["ballot"]), row),
        app,
    )


@bp.get("/releases/<int:no>")
@web.public_record
def show(no: int) -> Response:
    """A candidate, or what has become of it; to htmx the text alone, when the view changes."""
    made = releases.release(web.session(), no)
    if made.ended_at is None:
        web.for_once()  # what may come next follows from the clock, and from ballots that it closes
    return web.page("definition/_redline.html", **text(made)) if web.hx() else page(made, MultiDict(), {})


def page(made: Release, words: Words, errors: Errors) -> Response:
    session = web.session()
    parts = [version for version, _ in releases.combined(session, made)]
    published = session.get(Version, made.published) if made.published else None
    found = apart.parts(session, made)
    is_out = apart.is_aside(session, g.get("viewer"), found)
    return web.page(
        "ballots/release.html", made=made, words=words, errors=errors, standing={"published": "published", "returned": "sent back"}.get(made.state) or force.WORDS[made.state],
        parts=changelog.changes(session, parts), **text(made), published=published, next_ones=next_ones(made), now=db.now(),
        since=force.since(session, published) if published else None,
        held=[(one, queries.stage(one, db.now())) for one in versions.on_release(session, made)],
        by={no: session.get_one(Member, no).name for no in {made.made_by, made.ended_by} - {None}},
        may_return=may(g.get("viewer"), "versions.send_back") and not is_out and not _refused(lambda: releasing.returnable(session, made)), nav="definition",
        is_out=is_out, whose=apart.whose(session, found) if recusals.out(session, found) and made.ended_at is None else "",
    )  # fmt: skip


def text(made: Release) -> dict[str, Any]:
    """What the redline needs: from the last published text to what would be, or was, released."""
    session = web.session()
    old, new = session.get_one(Version, made.after), session.get_one(Version, made.ordinal)
    reading = review(definition.read(session, old), definition.read(session, new), request.args.get("view", "redline"))
    return {
        "reading": reading, "views": VIEWS, "old": old, "new": new, "old_name": f"Version {old.label}, published before",
        "new_name": f"Version {made.label}", "full": url_for("definition.version", version=new.label),
    }  # fmt: skip


def _refused(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as no:
        return str(no)
    return ""


def next_ones(made: Release) -> list[Next]:
    """What comes next, the first one first, each with what is in its way."""
    session = web.session()
    if made.state in ("published", "returned"):
        return []
    if made.state == "approved":
        return [Next("publish", "")]
    found = [Next("call", "")] if made.state == "candidate" and made.last_call else []
    if releasing.owes_ballot(made) and not any(
        one.outcome in (None, "tie_pending", "adopted") for one in versions.on_release(session, made)
    ):
        return [*found, Next("ballot", _refused(lambda: version_opening.on_release(session, made)))]
    return [*found, Next("approve", _refused(lambda: releasing.approvable(session, made)))]


@bp.post("/releases")
def make() -> Any:
    made = releasing.candidate(
        web.session(), g.viewer, committee=web.committee(), repository=repository.of(current_app)
    )
    return web.see("releases.show", no=made.no)


@bp.post("/releases/<int:no>/call")
def call(no: int) -> Any:
    releasing.call(web.session(), g.viewer, releases.release(web.session(), no))
    return web.see("releases.show", no=no)


@bp.post("/releases/<int:no>/return")
def send_back(no: int) -> Any:
    made = releases.release(web.session(), no)

    def act(form: Returning) -> Any:
        releasing.send_back(web.session(), g.viewer, made, reason=form.reason)
        return web.see("releases.show", no=no)

    return web.submitted(Returning, act, lambda words, errors: page(made, words, errors))


@bp.post("/releases/<int:no>/approve")
def approve(no: int) -> Any:
    """At once or, where adopting takes two, once another has confirmed it."""
    session, made = web.session(), releases.release(web.session(), no)
    releasing.may_approve(session, g.viewer, made)
    what = f"Approve version {made.label}, so that exactly its text is published"
    aside = recusals.out(session, apart.parts(session, made))
    return _proposed("versions.approve", made, aside, what, {"release": no}) or _approved(session, made)


def _proposed(act: str, thing: Minuted, aside: Collection[int], what: str, data: dict[str, Any]) -> Any:
    """The act as it is proposed, where it takes two; None where one is enough. `aside`: who is recused from a part of it."""
    if not seconding.is_needed(web.session(), web.committee(), g.viewer, act, aside):
        return None
    row = seconding.propose(web.session(), g.viewer, act, name_of(thing), what=what, data=data)
    return web.see("second.show", no=row.no)


def _approved(session: Session, made: Release, seconded: Second | None = None) -> Any:
    releasing.approve(session, g.viewer, made, seconded=seconded)
    return web.see("releases.show", no=made.no)


@bp.post("/releases/<int:no>/publish")
def publish(no: int) -> Any:
    session, made = web.session(), releases.release(web.session(), no)
    version = releasing.publish(session, g.viewer, made, repository=repository.of(current_app))
    judging.catch_up(session, web.committee())
    return web.see("definition.version", version=version.label)


@bp.get("/releases/<int:no>/ballot")
def ballot(no: int) -> Response:
    """The form that opens the ballot on the whole text; refused, with what to do first, when none can be opened."""
    made = version_opening.on_release(web.session(), releases.release(web.session(), no))
    return _release_form(no, version_views.begun(made.claimed), {})


def _release_form(no: int, words: Words, errors: Errors) -> Response:
    made = version_opening.on_release(web.session(), releases.release(web.session(), no))
    return version_views.form(made, words, errors, url_for("releases.open", no=no), url_for("releases.show", no=no))


@bp.post("/releases/<int:no>/ballots")
def open(no: int) -> Any:
    session = web.session()
    made = version_opening.on_release(session, releases.release(session, no))

    def act(form: VersionOpening) -> Any:
        return schedule_views.begun(
            version_opening.prepare(session, g.viewer, made, committee=web.committee(), rule=form.rule), form
        )

    return web.submitted(VersionOpening, act, lambda words, errors: _release_form(no, words, errors))


@bp.get("/definition/<version>/withdrawal")
def withdrawal(version: str) -> Response:
    """The form that opens the ballot on the withdrawal of a version; refused where it is not in force, or is the first."""
    found = definition.version(web.session(), version)
    withdrawing.withdrawable(web.session(), found)
    return _withdrawal_form(found, version_views.begun(versions.claimed(web.session(), found)), {})


def _withdrawal_form(version: Version, words: Words, errors: Errors) -> Response:
    made = versions.VersionBallot(
        ballot_no=0, question="withdraw", ordinal=version.ordinal, label=version.label, claimed=versions.claimed(web.session(), version),
        reason=words.get("reason", ""),
    )  # fmt: skip
    where = url_for("releases.open_withdrawal", version=version.label)
    return version_views.form(made, words, errors, where, url_for("definition.version", version=version.label))


@bp.post("/definition/<version>/withdrawals")
def open_withdrawal(version: str) -> Any:
    session, found = web.session(), definition.version(web.session(), version)

    def act(form: VersionOpening) -> Any:
        made = version_opening.on_withdrawal(session, found, form.reason)
        return schedule_views.begun(
            version_opening.prepare(session, g.viewer, made, committee=web.committee(), rule=form.rule), form
        )

    return web.submitted(VersionOpening, act, lambda words, errors: _withdrawal_form(found, words, errors))


@bp.post("/ballots/<int:no>/withdrawal")
def withdraw(no: int) -> Any:
    """At once or, where adopting takes two, once another has confirmed it."""
    session, held = web.session(), queries.ballot(web.session(), no)
    version = withdrawing.may_withdraw(session, g.viewer, held)
    what = f"Withdraw version {version.label}, as ballot {no} carried"
    aside = recusals.out(session, apart.brought(session, version))
    return _proposed("versions.withdraw", held, aside, what, {"ballot": no}) or _withdrawn(session, held)


def _withdrawn(session: Session, held: Ballot, seconded: Second | None = None) -> Any:
    row = withdrawing.withdraw(session, g.viewer, held, seconded=seconded)
    return web.see("definition.version", version=session.get_one(Version, row.ordinal).label)


def on_versions() -> str | None:
    """On the list of versions: what waits to be released together, and what is made of it."""
    session = web.session()
    made, parts = releases.under_way(session), releases.unreleased(session)
    if not parts:
        return None
    viewer = g.get("viewer")
    is_officer = may(viewer, "versions.release") and not apart.is_aside(session, viewer, apart.waiting(session))
    return render_template(
        "ballots/_unreleased.html", made=made, parts=parts, standing=force.WORDS[made.state] if made else "", is_officer=is_officer,
        obstacle=_refused(lambda: releasing.ready(session)) if is_officer and not made else "", after=releases.last_published(session),
    )  # fmt: skip


def on_version(version: Version) -> str | None:
    """On the page of a version: of what it is a part, what it combines, that it is withdrawn, and how it may be."""
    session, now = web.session(), db.now()
    published, gone = force.published_as(session, version), releases.gone(session, version)
    made = releases.of(session, version) if published is not version or version.publishes else None
    state = force.state(session, version, now)
    held: list[tuple[Ballot, str]] = [
        (one, queries.stage(one, now)) for one in versions.on_withdrawal(session, version)
    ]
    is_officer = may(g.get("viewer"), "ballots.open") and state == "in_force" and published is version
    is_officer = is_officer and not apart.is_aside(session, g.get("viewer"), apart.brought(session, version))
    obstacle = _refused(lambda: withdrawing.withdrawable(session, version)) if is_officer else ""
    running = any(one.outcome in (None, "tie_pending", "adopted") for one, _ in held)
    is_free = published is not version and made is None
    if not (made or gone or held or is_free or is_officer and not obstacle):
        return None
    return render_template(
        "ballots/_life.html", version=version, made=made, published=published, gone=gone, held=held, state=state, words=force.WORDS,
        parts=[one for one, _ in releases.combined(session, made)] if made and made.published == version.ordinal else [],
        may_ask=is_officer and not obstacle and not running, why=versions.of(session, queries.ballot(session, gone.ballot_no)).reason if gone else "",
    )  # fmt: skip
