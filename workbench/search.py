"""One box over clauses, proposals, comments and cases: by words, by number."""

from __future__ import annotations

import re

from flask import Blueprint, Flask, Response, g, request, url_for
from markupsafe import Markup, escape
from sqlmodel import col, select

from workbench import finding, web
from workbench.errors import NotHere
from workbench.finding import Entry
from workbench.members import permissions
from workbench.proposals import audience
from workbench.proposals.models import Comment

KINDS = {
    "": "All", "clause": "Clauses", "proposal": "Proposals", "comment": "Comments", "case": "Cases",
    "claim": "Claims", "question": "Questions", "statement": "Statements", "definition": "Other definitions",
}  # fmt: skip
# Found by their number only where the word stands before it.
PAGES = {
    "claim": "claims.show",
    "question": "questions.show",
    "statement": "statements.index",
    "definition": "rivals.show",
}
# what a kind is called in the record, where that is another word
TABLES = {"definition": "rival_definition"}
# Characters of a snippet before and behind the first word that was looked for.
AROUND = 90
BY_NUMBER = re.compile(
    r"(?:(proposal|case|comment|clause|claim|question|statement|definition)\s*)?#?(\d+(?:\.\d+)*)", re.IGNORECASE
)

bp = Blueprint("search", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/search")
def index() -> Response:
    """What holds the words; before it, on the first page, what has the number that was typed."""
    asked, kind, before = request.args.get("q", "")[:200], request.args.get("kind", ""), web.number("before")
    if kind not in KINDS:
        raise NotHere("There is nothing of that kind to look for.")
    session = web.session()
    audiences = ["public", *(["committee"] if permissions.may(g.get("viewer"), "comments.committee") else [])]
    found, more = finding.find(session, asked, audiences, kind=kind, before=before)
    exact = [] if before else _by_number(asked, kind, audiences)
    shown = [*exact, *(entry for entry in found if entry not in exact)]
    said = _comments(shown)
    shown = [
        entry for entry in shown if entry.kind != "comment" or audience.may_read(g.get("viewer"), said[entry.thing])
    ]
    lines = [(entry, _address(entry, said), _title(entry), snippet(entry.body, asked)) for entry in shown]
    return web.page(
        "search/index.html",
        asked=asked,
        kind=kind,
        kinds=KINDS,
        lines=lines,
        more=more,
        before=before,
        nav="search",
        whole=_whole(asked, found) if more else "",
    )


def _whole(asked: str, found: list[Entry]) -> str:
    """The last word, where all that was found holds it as a whole: words that only begin so were not looked for."""
    word = finding.words_of(asked)[-1]
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    return word if all(pattern.search(f"{entry.title} {entry.body}") for entry in found) else ""


def _by_number(asked: str, kind: str, audiences: list[str]) -> list[Entry]:
    typed = BY_NUMBER.fullmatch(asked.strip())
    if not typed:
        return []
    said, number = (typed[1] or kind).lower(), typed[2]
    names = {"proposal": f"proposal:{number}", "case": f"case_record:{number}", "comment": f"comment:{number}"}
    names |= {kind: f"{TABLES.get(kind, kind)}:{number}" for kind in PAGES if said == kind}
    wanted = [name for key, name in names.items() if said in ("", key)]
    things = finding.named(web.session(), wanted, audiences)
    clauses = finding.numbered(web.session(), number, audiences) if said in ("", "clause") else []
    return [*clauses, *things]


def _comments(entries: list[Entry]) -> dict[str, Comment]:
    """The comments among these, by name, in one query."""
    numbers = [int(entry.thing.partition(":")[2]) for entry in entries if entry.kind == "comment"]
    found = web.session().exec(select(Comment).where(col(Comment.id).in_(numbers)))
    return {f"comment:{comment.id}": comment for comment in found}


def _address(entry: Entry, said: dict[str, Comment]) -> str:
    name = entry.thing.partition(":")[2]
    if entry.kind == "clause":
        return url_for("definition.clause", clause_id=name)
    if entry.kind == "comment":
        comment = said[entry.thing]
        return url_for("proposals.show", no=comment.proposal_no, _anchor=f"comment-{comment.parent_id or comment.id}")
    if entry.kind == "statement":
        return url_for("statements.index", below=int(name) + 1, _anchor=f"statement-{name}")
    if entry.kind in PAGES:
        return url_for(PAGES[entry.kind], no=int(name))
    return url_for("cases.show" if entry.kind == "case" else "proposals.show", no=int(name))


def _title(entry: Entry) -> str:
    name = entry.thing.partition(":")[2]
    if entry.kind == "clause":
        return f"Clause {entry.title}" if entry.title else "A clause without a number"
    if entry.kind in PAGES:
        return f"{entry.kind.capitalize()} {name}: {entry.title}"
    return {"proposal": f"Proposal {name}: {entry.title}", "case": f"Case {name}, {entry.title}"}.get(
        entry.kind, f"Comment {name}" + (f" on “{entry.title[:60]}”" if entry.title else "")
    )


def snippet(body: str, asked: str) -> Markup:
    """The neighbourhood of the first word that was looked for, all such words marked."""
    words = "|".join(map(re.escape, finding.words_of(asked)))
    pattern = re.compile(rf"\b(?:{words})" if words else r"(?!)", re.IGNORECASE)
    first = pattern.search(body)
    start = max((first.start() if first else 0) - AROUND, 0)
    end = min((first.end() if first else 0) + AROUND, len(body))
    start = body.find(" ", start, first.start()) + 1 if first and start else start
    end = body.rfind(" ", first.end() if first else 0, end) if end < len(body) and " " in body[:end] else end
    part, made, done = body[start:end], Markup(""), 0
    for hit in pattern.finditer(part):
        made += escape(part[done : hit.start()]) + Markup("<mark>") + escape(hit[0]) + Markup("</mark>")
        done = hit.end()
    made += escape(part[done:])
    return Markup("… ") * bool(start) + made + Markup(" …") * (end < len(body))
