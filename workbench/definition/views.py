"""Pages of the definition: the text, its versions, what changed between any two, and the life of one clause."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from flask import Blueprint, Flask, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from workbench import db, web
from workbench.definition import authors, erratum_views, force, outline, queries, reading, releases
from workbench.definition import requirements as tree
from workbench.definition.models import Version
from workbench.definition.repository import Repository
from workbench.errors import NotHere, Refusal

PAGE = 50
TURNS = 20
CHOSEN = 12  # stretches of words that one page tells the whole story of

bp = Blueprint("definition", __name__)


def register(app: Flask) -> None:
    """Put the pages of this room into the program."""
    app.extensions["repository"] = Repository(app.extensions["workbench"].repository)
    app.register_blueprint(bp)
    erratum_views.register(app)


@bp.get("/definition")
@web.public_record
def show() -> Response:
    """The adopted text now; where it is released, as that release."""
    return text_page(queries.last(web.session()))


@bp.get("/definition/<version>")
@web.public_record
def version(version: str) -> Response:
    """The text of one version; the newest one reads as at /definition."""
    return text_page(queries.version(web.session(), version))


def text_page(version: Version) -> Response:
    session = web.session()
    text = queries.read(session, version)
    before, after = queries.beside(session, version)
    made = releases.of(session, version) if version.publishes else None
    return web.page(
        "definition/show.html", version=version, rows=reading.rows(text), before=session.get(Version, made.after) if made else before, after=after,
        newest=queries.last(session), **_in_force(version), documents=queries.listed(session, version), labels=queries.labels(session),
        title=reading.title(text) or web.committee().name, nav="definition",
    )  # fmt: skip


def _in_force(version: Version) -> dict[str, Any]:
    """From when a version is in force and, where another follows, until when; and what holds until it is."""
    session, now = web.session(), db.now()
    since, follows = force.since(session, version), force.follower(session, version)
    is_gone = follows is not None and releases.gone(session, follows) is not None
    return {
        "standing": force.state(session, version, now), "words": force.WORDS, "since": since, "now": now, "holds": force.on(session, now),
        "until": force.since(session, follows) if follows and not is_gone else None, "follows": follows,
        "is_working": force.published_as(session, version) is not version,
    }  # fmt: skip


@bp.get("/definition/on")
def day() -> Answer:
    """From the form with a day, or a link to one, to the version that is in force at its end (UTC)."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        raise Refusal("Write the day as year, month and day, such as 2026-05-31.") from None
    found = force.on(web.session(), datetime.combine(asked, time.max, UTC))
    if found is None:
        first = queries.version(web.session(), queries.labels(web.session())[-1])
        raise NotHere(f"No version was in force on that day. The first is of {first.made_at:%-d %B %Y}.")
    return web.see("definition.version", version=found.label)


@bp.get("/definition/<version>/requirements")
@web.public_record
def requirements(version: str) -> Response:
    """What a case is judged by under a version; with `format=json` its file, byte for byte."""
    session = web.session()
    here, newest = queries.version(session, version), queries.newest(session)
    own = queries.tree_of(session, here)
    if request.args.get("format") == "json":
        if not own:
            raise NotHere(f"Version {version} has no list of requirements of its own.")
        return Response(tree.file(own), mimetype="application/json")
    return web.page(
        "definition/requirements.html", version=here, newest=newest, is_own=own is not None, nav="definition",
        lines=list(outline.lines(queries.requirements(session, here, web.committee()))),
        clauses=outline.named(queries.clauses(session, here)),
    )  # fmt: skip


@bp.get("/definition/<version>/documents/<path:path>")
@web.public_record
def document(version: str, path: str) -> Response:
    """One document of a version, byte for byte, for whoever wants to check its fingerprint."""
    docs = queries.read(web.session(), queries.version(web.session(), version)).docs
    if path not in docs:
        raise NotHere(f"Version {version} has no document “{path}”.")
    response = Response(docs[path].encode(), mimetype="text/plain")
    response.headers.set("Content-Disposition", "attachment", filename=path.rsplit("/", 1)[-1])
    return response


@bp.get("/definition/versions")
@web.public_record
def versions() -> Response:
    """Fifty versions, from the newest or from below the ordinal `before`."""
    session = web.session()
    found = queries.versions(session, before=web.number("before"), limit=PAGE + 1)
    more = found[PAGE - 1].ordinal if len(found) > PAGE else None
    return web.page(
        "definition/versions.html", versions=found[:PAGE], more=more, older=queries.beside(session, found[PAGE - 1])[0] if more else None,
        standing=force.standing(session, [one.ordinal for one in found[:PAGE]]), words=force.WORDS,
        befores=releases.befores(session, [one.ordinal for one in found[:PAGE]]),
        comes={version.ordinal: at for version, at in force.coming(session, db.now())}, labels=queries.labels(session), first_page=web.number("before") is None, nav="definition",
    )  # fmt: skip


@bp.get("/definition/compare")
def choose() -> Answer:
    """From the form with two versions to the address of their redline."""
    a, b = request.args.get("a", ""), request.args.get("b", "")
    if not a or not b:
        raise Refusal("Choose two versions to compare.")
    return web.see("definition.compare", a=a, b=b)


@bp.get("/definition/compare/<a>...<b>")
@web.public_record
def compare(a: str, b: str) -> Response:
    """The redline from version `a` to version `b`, in one of its views."""
    session = web.session()
    old, new = queries.version(session, a), queries.version(session, b)
    made = reading.review(queries.read(session, old), queries.read(session, new), request.args.get("view", "redline"))
    return web.page(
        "definition/_redline.html" if web.hx() else "definition/compare.html",
        old=old, new=new, reading=made, views=reading.VIEWS | {"new": f"Version {b}", "old": f"Version {a}"},
        old_name=f"Version {a}", new_name=f"Version {b}", full=url_for("definition.version", version=b),
        labels=queries.labels(session), nav="definition", **_asks(old, new),
    )  # fmt: skip


def _asks(old: Version, new: Version) -> dict[str, Any]:
    """What differs in what a case is judged by, and the clauses of both by name."""
    session, committee = web.session(), web.committee()
    before, after = (queries.requirements(session, one, committee) for one in (old, new))
    named = outline.named((*queries.clauses(session, old), *queries.clauses(session, new))) if before != after else {}
    return {"asks": outline.changes(before, after), "named": named}


@bp.get("/definition/<version>/words")
def words(version: str) -> Response:
    """Who put words of a clause there: a list of all its words, and more about those from `start` to `end` in its text.

    To htmx the answer is the part of the page that changes with the choice.
    """
    session = web.session()
    here = queries.version(session, version)
    clause = queries.clause(session, here, request.args.get("clause", ""))
    if not clause:
        raise NotHere(f"Version {version} has no clause “{request.args.get('clause', '')}”. Choose words in its text.")
    start, end = authors.whole(clause, *_ends())
    chosen = authors.inside(session, here, clause, start, end)
    return web.page(
        "definition/_authors.html" if web.hx() else "definition/words.html",
        version=here, newest=queries.newest(session), clause=clause, start=start, end=end, nav="definition",
        every=authors.inside(session, here, clause, 0, len(clause.text)),
        chosen=[(words, authors.before(session, here, clause, words)) for words in chosen[:CHOSEN]], more=len(chosen) > CHOSEN,
        row=reading.row(clause, marked=(start, end)), section=queries.section(session, here, clause.id),
        element=reading.element(clause.id), standing=force.WORDS[force.state(session, here, db.now())],
    )  # fmt: skip


def _ends() -> tuple[int, int]:
    """The characters of a clause that the address chooses, half-open; (0, 0) where it chooses none."""
    ends = [request.args.get(name, "0") for name in ("start", "end")]
    if not all(end.isascii() and end.isdecimal() and len(end) < 10 for end in ends):
        raise Refusal(
            "The words to look up are given by two whole numbers, “start” and “end”. Choose words in the text.",
            status=400,
        )
    start, end = map(int, ends)
    if end < start:
        raise Refusal("The words to look up end before they start. Choose words in the text.", status=400)
    return start, end


@bp.get("/clauses/<path:clause_id>")
@web.public_record
def clause(clause_id: str) -> Response:
    """A clause as it stands, or stood last, and every version in which its words changed."""
    session = web.session()
    first, last = queries.first_and_last(session, clause_id)
    found = queries.clause(session, last, clause_id)
    turns, more = queries.turns(session, clause_id, before=web.number("before"), limit=TURNS)
    return web.page(
        "definition/clause.html", clause=found, row=found and reading.row(found), first=first, last=last,
        gone=queries.beside(session, last)[1], more=turns[-1].version.ordinal if more else None,
        turns=[(turn, reading.turn(turn.before, turn.after)) for turn in turns], nav="definition",
        section=queries.section(session, last, clause_id), element=reading.element(clause_id),
    )  # fmt: skip
