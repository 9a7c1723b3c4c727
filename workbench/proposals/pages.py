"""What the templates of a review need: the page itself, and the pieces of it that htmx asks for."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup

from workbench import web
from workbench.definition.reading import VIEWS, Row
from workbench.members import permissions
from workbench.proposals import citations, drafts, queries, relations, review
from workbench.proposals.review import Review


def data(made: Review) -> dict[str, Any]:
    """What the templates of a review need, the pieces of it included."""
    proposal, against = made.proposal, relations.against(made.revision)
    return {
        "review": made, "reading": made.reading, "views": VIEWS, "nav": "proposals", "gist": review.gist(made.reading.redline),
        "old_name": f"As it stands, {against}", "against": against, "new_name": f"As proposed, revision {made.revision.n}",
        "full": _address(made), "notes": lambda row: notes(made, row), "ask": lambda row: _ask(made, row),
        "compose_url": compose_address(made) if may_comment(made) else "",
        "rationale": citations.html(proposal.rationale, citations.known(web.session(), citations.numbers(proposal.rationale))),
        "can_revise": may_revise(made), "may_write": not g.get("viewer") and proposal.state in queries.OPEN,
        "can_comment": may_comment(made), "heat": lambda row: len(made.threads.on(row.clause)),
    }  # fmt: skip


def may_comment(made: Review) -> bool:
    return permissions.may(g.get("viewer"), "comments.write") and made.proposal.state in queries.OPEN


def notes(made: Review, row: Row) -> Markup:
    """The margin of one clause: its threads."""
    found = made.threads.on(row.clause)
    kept = [note for note in made.kept if note.clause_id == row.clause]
    if not (found or kept):
        return Markup("")
    return Markup(
        render_template(
            "comments/_threads.html", threads=found, kept=kept, row=row, review=made, fresh=g.get("fresh"),
            can_comment=may_comment(made), can_revise=may_revise(made),
        )
    )  # fmt: skip


def may_revise(made: Review) -> bool:
    """Whether the viewer is an author of a proposal whose text may still change."""
    return made.is_own and made.proposal.state in drafts.REVISABLE and permissions.may(g.viewer, "drafts.write")


def _ask(made: Review, row: Row) -> str:
    return compose_address(made, row.clause) if may_comment(made) else ""


def _address(made: Review) -> str:
    return url_for("proposals.revision", no=made.proposal.no, n=made.revision.n, view="new")


def compose_address(made: Review, clause: str | None = None) -> str:
    """Where a comment on this revision begins."""
    return url_for("comments.compose", no=made.proposal.no, revision=made.revision.n, clause=clause)
