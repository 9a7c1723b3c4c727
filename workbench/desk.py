"""The home page: for a member what waits, for everybody where the definition stands and what is being decided."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g
from sqlmodel import col, func, select

from workbench import turns, web
from workbench.cases.models import Case
from workbench.definition import queries as definition
from workbench.definition import releases
from workbench.definition.models import ClauseState
from workbench.minutes import words
from workbench.minutes.models import Minute
from workbench.proposals import authorship, marks
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTED

LATEST = 8

bp = Blueprint("desk", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    app.context_processor(lambda: {"turn_count": turns.count})


@bp.get("/")
def home() -> Response:
    session = web.session()
    newest, published = definition.newest(session), definition.judging(session)
    waits = newest if newest.ordinal > published.ordinal else None  # for its release, or it was withdrawn
    under_way = select(Proposal).where(
        col(Proposal.state).in_(("submitted", "seeking_sponsors", "discussion", "last_call", *VOTED))
    )
    proposals = session.exec(under_way.order_by(col(Proposal.no).desc()).limit(LATEST)).all()
    newest_first = select(Minute).order_by(col(Minute.seq).desc())
    sections = select(ClauseState).where(ClauseState.ordinal == newest.ordinal, ClauseState.kind == "heading")
    return web.page(
        "desk/home.html",
        newest=published,
        waits=waits,
        gone=releases.gone_after(session, published) if waits else None,
        sections=session.exec(sections.order_by(col(ClauseState.position)).limit(24)).all(),
        proposals=proposals,
        authors=authorship.names(session, [proposal.no for proposal in proposals]),
        cases=session.exec(select(func.count()).select_from(Case)).one(),
        entries=[words.entry(minute) for minute in session.exec(newest_first.limit(LATEST))],
        waiting=web.pieces("desk", g.viewer) if g.viewer else "",
        turns=turns.of(session, g.viewer) if g.viewer else [],
        news=marks.news(session, g.viewer) if g.viewer else [],
        nav="desk",
    )
