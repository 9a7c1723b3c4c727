"""Pages of ranked ballots: opening one on rivals, ranking them, the result in words, the casting vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, render_template, url_for
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    after,
    briefing,
    known,
    nextversion,
    opening,
    orders,
    queries,
    ranked,
    ranked_words,
    ranking,
    ratified,
    reading,
    reading_views,
    recusal_views,
    reviewed,
    rules,
    rules_views,
    schedule_views,
    seating,
    signing_views,
    tie_views,
    windows,
)
from workbench.ballots.forms import RankedOpening, Ranking
from workbench.ballots.models import Ballot
from workbench.cases import queries as cases
from workbench.definition import queries as definition
from workbench.definition.reading import review
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes.record import canonical, digest
from workbench.proposals import beside, objecting, recusals, relations
from workbench.proposals import queries as proposals
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.review import gist
from workbench.wording.changes import Notice

bp = Blueprint("ranked", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


@dataclass(frozen=True)
class Choice:
    """One of the rivals, as it is voted on: its author, the size of its change in a line, and what to look at twice."""

    proposal: Proposal
    revision: Revision
    author: str
    gist: str
    notices: Sequence[Notice]


def choice(proposal: Proposal, revision: Revision) -> Choice:
    session = web.session()
    redline = review(proposals.before(session, revision), proposals.text(session, revision), "redline").redline
    [author] = proposals.names(session, [proposal.author_id]).values()
    return Choice(proposal, revision, author, gist(redline), redline.notices)


def page(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    """The page of a ranked ballot."""
    session, data = web.session(), box(ballot, words, errors)
    texts = [one.revision for one in data["choices"]]
    numbers = [one.proposal.no for one in data["choices"]]
    return web.page(
        "ballots/ranked.html", **data, nav="ballots", read=reviewed.told(session, ballot), step=lambda one: nextversion.step(session, one.proposal, one.revision, ballot, web.committee()), rows=beside.rows(session, *texts),
        threads=sum(proposals.open_threads(session, numbers).values()), opener=session.get_one(Member, ballot.opened_by),
        lines=cases.resting_on(session, sorted({identity for text in texts for identity in text.touched})),
        base=proposals.base(session, ballot.base), readers=reading.of_members(session, ballot), objections=objecting.on(session, numbers, g.get("viewer")),
    )  # fmt: skip


def box(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> dict[str, Any]:
    """What the box of a ranked ballot needs, for the reader of this request."""
    session = web.session()
    found = briefing.briefing(session, ballot, g.get("viewer"), db.now())
    options = queries.options(session, ballot)
    known = {proposal.no: proposal for proposal in queries.proposals(session, ballot)}
    return {
        "b": found, "words": after.beside(words, places(found.mine)), "errors": errors or {},
        "choices": [
            choice(known[one.proposal_no], session.get_one(Revision, (one.proposal_no, one.revision))) for one in options
        ],
        "becomes": nextversion.becomes(session, found.proposal, found.revision, ballot, web.committee()), "newest": definition.newest(session),
        "digest": lambda vote, value: digest(vote.salt, canonical(value)), "canonical": canonical,
        "told": ranked_words.told, "said": ranked_words, **tie_views.told(found), **after.told(found), **ratified.told(found), "unranked": ballot.rule["unranked"],
        "wanting": rules_views.meanwhile(found), **recusal_views.told([*known.values()]), "about": [*known.values()], **reading_views.told(found),
    }  # fmt: skip


def places(mine: Any) -> Words:
    """The form filled with the vote that counts, to be changed."""
    kept = ranked.read(mine.choice or "") or {} if mine else {}
    return Words(
        {f"place-{option}": str(place) for option, place in kept.items()} | {"reason": mine.reason if mine else ""}
    )


def ranked_ballot(no: int) -> Ballot:
    ballot = queries.ballot(web.session(), no)
    if not rules.is_ranked(ballot.rule) or rules.is_election(ballot.rule):
        raise Refusal("This ballot is not ranked. Reload its page and vote there.", status=409)
    return ballot


@bp.post("/ballots/<int:no>/ranking")
def rank(no: int) -> Any:
    ballot = ranked_ballot(no)
    answer = alone if web.hx() else page

    def act(form: Ranking) -> Any:
        cast = signing_views.cast(ballot, form)
        sentence = "Your ranking is in." if cast.n == 1 else "Your ranking is changed. This one counts."
        return web.said(alone(ballot), sentence) if web.hx() else web.see("ballots.show", "ballot", no=no)

    return web.submitted(Ranking, act, lambda words, errors: answer(ballot, words, errors))


def alone(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    return web.page("ballots/_ranked_box.html", **box(ballot, words, errors))


@bp.get("/proposals/<int:no>/ranked-ballot")
def new(no: int) -> Response:
    """The form that opens a ballot on a proposal and its rivals; every rival that can be in it is chosen."""
    proposal = proposals.proposal(web.session(), no)
    orders.together(web.session(), [proposal])
    rule = next(iter(known.ranked(web.session(), web.committee()).values()), None)
    first = [("rule", rule.name if rule else ""), ("closes_at", windows.typed(rule, db.now()))]
    return new_page(
        proposal, Words([*first, *(("options", str(one.proposal.no)) for one, no in _offered(proposal) if not no)]), {}
    )


def new_page(proposal: Proposal, words: Words, errors: Errors) -> Response:
    offered, session = _offered(proposal), web.session()
    if len(offered) < ranking.LEAST:
        raise Refusal(f"Proposal {proposal.no} has no rival that is open. Open a ballot on it alone.", status=409)
    on = [(one.proposal, one.revision) for one, obstacle in offered if not obstacle]
    return web.page(
        "ballots/new_ranked.html", step=lambda one: nextversion.step(session, one.proposal, one.revision, None, web.committee()), proposal=proposal, offered=offered, words=words, errors=errors, nav="proposals",
        choice=reviewed.choice(session, g.get("viewer"), on, known.ranked(session, web.committee()), web.committee()), roll=seating.electorate(session), newest=definition.newest(session),
        most=ranking.MOST, ready=sum(not obstacle for _, obstacle in offered) >= ranking.LEAST,
    )  # fmt: skip


def _offered(proposal: Proposal) -> list[tuple[Choice, str]]:
    """A proposal and its rivals, each with what stands in the way of its being in a ballot now; empty where nothing does."""
    found = []
    for one in relations.group(web.session(), proposal):
        revision = proposals.revision(web.session(), one)
        found.append((choice(one, revision), obstacle(one, revision)))
    return found


@bp.post("/proposals/<int:no>/ranked-ballots")
def open(no: int) -> Any:
    proposal = proposals.proposal(web.session(), no)

    def act(form: RankedOpening) -> Any:
        chosen = [proposals.proposal(web.session(), one) for one in form.options]
        prepared = ranking.prepare(
            web.session(), g.viewer, chosen, committee=web.committee(), revisions=form.revisions, rule=form.rule,
            unreviewed=reviewed.override(g.viewer, form.unreviewed),
        )  # fmt: skip
        return schedule_views.begun(prepared, form)

    return web.submitted(RankedOpening, act, lambda words, errors: new_page(proposal, words, errors))


def obstacle(proposal: Proposal, revision: Revision) -> str:
    """Why no ballot can open on this revision now, or why this officer can open none, and what to do; empty when they can."""
    try:
        if permissions.may(g.get("viewer"), "ballots.open"):
            recusals.stand_aside(web.session(), g.get("viewer"), proposal)
        opening.votable(web.session(), proposal, revision.n, web.committee())
    except Refusal as no:
        return str(no)
    return ""


def barred(proposal: Proposal, revision: Revision, group: Sequence[Proposal]) -> dict[str, str]:
    """Why this officer can open no ballot on this `alone`, as its rivals were arranged or by the rules for it; and none `together`."""
    session = web.session()
    said = orders.barred(session, proposal, group)
    if not said["alone"] and permissions.may(g.get("viewer"), "ballots.open"):
        said["alone"] = reviewed.alone(session, g.viewer, proposal, revision, web.committee()).obstacle
    return said


def on_proposal(ballot: Ballot, proposal: Proposal, revision: Revision) -> str:
    """On the page of a proposal that was in a ranked ballot: how that came out, and what may be done next."""
    session = web.session()
    group = relations.group(session, proposal)
    others = [one for one in queries.proposals(session, ballot) if one.no != proposal.no]
    return render_template(
        "ballots/_ranked_proposal.html", proposal=proposal, ballot=ballot, stage=queries.stage(ballot, db.now()), others=others,
        obstacle=obstacle(proposal, revision) if permissions.may(g.get("viewer"), "ballots.open") else "", group=group, barred=barred(proposal, revision, group),
        newest=definition.newest(session), address=url_for("ballots.show", no=ballot.no), **recusal_views.told([proposal]), about=[proposal],
    )  # fmt: skip
