"""The page of all changes, and the same as a file of Markdown."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from workbench import web
from workbench.ballots import changelog
from workbench.definition import queries as definition

PAGE = 20

bp = Blueprint("changelog", __name__)


@bp.get("/definition/changelog")
@web.public_record
def show() -> Response:
    """Twenty versions, from the newest or from below the ordinal `before`; with `format=markdown` as a file."""
    session, before = web.session(), web.number("before")
    found = definition.versions(session, before=before, limit=PAGE + 1)
    made = changelog.changes(session, found[:PAGE])
    more = found[PAGE - 1].ordinal if len(found) > PAGE else None
    if request.args.get("format") == "markdown":
        text = current_app.jinja_env.get_template("ballots/changelog.md").render(
            changes=made, root=request.root_url, committee=web.committee().name
        )
        return Response(text, mimetype="text/markdown")
    return web.page("ballots/changelog.html", changes=made, more=more, before=before, nav="definition")
