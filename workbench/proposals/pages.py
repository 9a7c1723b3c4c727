"""What the templates of a review need: the page itself, and the pieces of it that htmx asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import g, render_template, url_for
from markupsafe import Markup

from workbench import web
from workbench.definition.reading import VIEWS, Row
from workbench.members import permissions
from workbench.proposals import citations, drafts, pieces, queries, recusals, relations, review
from workbench.proposals.pieces import Reader, Shown
from workbench.proposals.review import Review
from workbench.proposals.threads import Thread

Told = dict[str, list[Shown]]


def data(made: Review) -> dict[str, Any]:
    """What the templates of a review need, the pieces of it included."""
    proposal, against = made.proposal, relations.against(made.revision)
    everything = told(made)
    return {
        "review": made, "reading": made.reading, "views": VIEWS, "nav": "proposals", "gist": review.gist(made.reading.redline),
        "old_name": f"As it stands, {against}", "against": against, "new_name": f"As proposed, revision {made.revision.n}",
        "full": _address(made), "notes": lambda row: _notes(made, row, everything), **_asking(made, everything),
        "lost": [pieces.thread(one) for one in everything.get("", ())],
        "rationale": citations.html(proposal.rationale, citations.known(web.session(), citations.numbers(proposal.rationale))),
        "can_revise": may_revise(made), "may_write": not g.get("viewer") and proposal.state in queries.OPEN,
        "heat": lambda row: len(made.threads.on(row.clause)),
    }  # fmt: skip


def _asking(made: Review, everything: Told) -> dict[str, Any]:
    """Where a comment begins: on selected words, on a clause; and the clauses with that and their margins."""
    base = compose_address(made) if may_comment(made) else ""

    def ask(row: Row) -> str:
        return f"{base}&clause={quote(row.clause)}" if base and row.at_home else ""

    def clause(row: Row) -> Markup:
        return pieces.clause(row, ask(row), _notes(made, row, everything) if row.at_home else Markup(""))

    return {"compose_url": base, "ask": ask, "clause": clause}


def may_comment(made: Review) -> bool:
    return permissions.may(g.get("viewer"), "comments.write") and made.proposal.state in queries.OPEN


def told(made: Review) -> Told:
    """All threads of the page as the viewer sees them, by their clause; "": those whose clause is gone."""
    found: Told = {}
    for thread, one in zip(made.threads.all, shown(made, made.threads.all), strict=True):
        found.setdefault(thread.clause, []).append(one)
    return found


def _notes(made: Review, row: Row, everything: Told) -> Markup:
    """The margin of one clause: its threads, and the viewer's own notes."""
    found = everything.get(row.clause, [])
    kept = [note for note in made.kept if note.clause_id == row.clause]
    if not (found or kept):
        return Markup("")
    open, settled = pieces.divided(found)
    if not kept:
        return pieces.margin(row.name, open, settled)
    return Markup(render_template("comments/_threads.html", name=row.name, open=open, settled=settled, kept=kept))


def shown(made: Review, threads: Iterable[Thread]) -> list[Shown]:
    """Threads as the viewer sees them on this page."""
    revision, look, fresh = made.revision.n, made.look, g.get("fresh")
    if not may_comment(made):
        return [pieces.shown(thread, revision, look, None, fresh=thread.comment.id == fresh) for thread in threads]
    reader, writers, can_take = Reader(g.viewer.id, g.viewer.held), made.writers, may_revise(made)
    if reader.id in recusals.out(web.session(), [made.proposal]):
        held = [role for role in reader.held if role not in permissions.OFFICERS] or ["member"]
        reader, writers = Reader(reader.id, held), frozenset()  # theirs is what they said themselves
    return [
        pieces.shown(
            thread, revision, look, pieces.acts(reader, writers, thread.comment, may_revise=can_take),
            fresh=thread.comment.id == fresh,
        )
        for thread in threads
    ]  # fmt: skip


def may_revise(made: Review) -> bool:
    """Whether the viewer is an author of a proposal whose text may change now."""
    viewer = g.get("viewer")
    is_own = viewer is not None and viewer.id in made.writers
    return (
        is_own and not made.held and made.proposal.state in drafts.REVISABLE and permissions.may(viewer, "drafts.write")
    )


def _address(made: Review) -> str:
    return url_for("proposals.revision", no=made.proposal.no, n=made.revision.n, view="new")


def compose_address(made: Review) -> str:
    """Where a comment on this revision begins."""
    return url_for("comments.compose", no=made.proposal.no, revision=made.revision.n)
