"""The affected cases of a ballot, each with the passage, the findings now and under the text voted on, and who has read it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as Answer

from workbench import db, web
from workbench.ballots import actions, queries, reading, turning
from workbench.ballots.briefing import Held
from workbench.ballots.models import RollEntry
from workbench.cases import queries as cases
from workbench.errors import NotHere
from workbench.proposals import flips
from workbench.proposals import queries as proposals
from workbench.wording import faces

bp = Blueprint("reading", __name__)


def told(found: Held) -> dict[str, Any]:
    """For the box of a ballot: the list that this reader has to open before they vote, if there is one."""
    asked = found.stage == "open" and found.on_roll
    return {"unopened": turning.unopened(web.session(), found.ballot, g.viewer) if asked else None}


@bp.get("/ballots/<int:no>/cases")
def show(no: int) -> Response:
    session, ballot, after = web.session(), queries.ballot(web.session(), no), web.number("after") or 0
    options, viewer = queries.options(session, ballot), g.get("viewer")
    if not options:
        raise NotHere("This ballot is on no text: what it is on stands on its own page.")
    chosen = next((one for one in options if one.proposal_no == web.number("of")), options[0])
    revision = proposals.revision(session, proposals.proposal(session, chosen.proposal_no), chosen.revision)
    report = flips.of(session, revision, web.committee(), after=after)
    affected = [flip for flip in report.found if flip.kind != "unaffected"]
    old, new = proposals.before(session, revision), proposals.text(session, revision)
    on_roll = viewer is not None and session.get(RollEntry, (ballot.no, viewer.id)) is not None
    said = [one.tentative.found_by for flip in affected for one in flip.again if one.tentative]
    return web.page(
        "ballots/cases.html", ballot=ballot, options=options, chosen=chosen, report=report, affected=affected, after=after, viewer=viewer,
        may_say=on_roll and ballot.closed_at is None and db.now() < ballot.closes_at, names=proposals.names(session, said),
        readers=reading.readers(session, ballot, [flip.case.no for flip in affected]), render=faces.html_clause,
        unopened=turning.unopened(session, ballot, viewer) if viewer and on_roll and ballot.closed_at is None else None,
        openers=turning.openers(session, ballot), old={clause.id: clause for clause in old.clauses}, new={clause.id: clause for clause in new.clauses}, nav="ballots",
    )  # fmt: skip


@bp.post("/ballots/<int:no>/cases/<int:case_no>")
def read(no: int, case_no: int) -> Answer:
    session = web.session()
    reading.read(session, g.viewer, queries.ballot(session, no), cases.case(session, case_no))
    return web.see("reading.show", f"case-{case_no}", no=no, of=web.number("of"))


@bp.post("/ballots/<int:no>/cases")
def open_list(no: int) -> Answer:
    """Put on record that who asks has opened the list, and show it."""
    session = web.session()
    turning.open_list(session, g.viewer, queries.ballot(session, no), actions.moment(session))
    return web.see("reading.show", no=no, of=web.number("of"))
