"""Pages of ballots, and what they put on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, g, request, url_for
from werkzeug.datastructures import MultiDict

from workbench import db, turns, web
from workbench.ballots import (
    actions,
    adopt_views,
    after,
    bloc_texts,
    blocs,
    briefing,
    changelog_views,
    clock,
    election_views,
    finding_views,
    known,
    lists,
    motions,
    nextversion,
    opening,
    orders,
    positions,
    queries,
    ranked_views,
    ratified,
    reading,
    reading_views,
    recusal_views,
    release_views,
    reviewed,
    rules,
    rules_views,
    schedule_views,
    seating,
    second,
    signing_views,
    slight_views,
    stale,
    tie_views,
    ties,
    version_views,
    versions,
    waiting,
    windows,
)  # fmt: skip
from workbench.ballots.forms import Casting, Deciding, Opening
from workbench.ballots.models import Ballot
from workbench.cases import queries as cases
from workbench.definition import queries as definition
from workbench.definition.reading import VIEWS, review
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.minutes.record import canonical, digest
from workbench.proposals import objecting, recusals, relations
from workbench.proposals import queries as proposals
from workbench.proposals import since_views as since
from workbench.proposals.models import Proposal
from workbench.proposals.review import gist

bp = Blueprint("ballots", __name__)
bp.post("/ballots/<int:no>/adopt")(adopt_views.adopt)
bp.post("/proposals/<int:no>/by-act")(slight_views.by_act)
Words = MultiDict[str, str]
Errors = dict[str, str]


def register(app: Flask) -> None:
    """Refused, naming the place, where the committee's file holds a rule that cannot be read."""
    known.of_file(app.extensions["workbench"].committee)
    for one in (
        bp,
        changelog_views.bp,
        ranked_views.bp,
        reading_views.bp,
        recusal_views.bp,
        rules_views.bp,
        signing_views.bp,
    ):
        app.register_blueprint(one)
    for room in (schedule_views, finding_views, election_views, release_views, adopt_views):
        room.register(app)
    web.slot("unruled", rules_views.unruled, app)
    web.decided(clock.ENDED, app)
    web.decided(clock.MOVED, app, moved=motions.TIME)
    web.decided(clock.STOPPED, app, stopped=orders.TO_UNBLOCK)
    web.guard("pause", lambda member: lists.stays(web.session(), member, db.now()), app)
    turns.rule(waiting.turns, app)
    turns.rule(waiting.seconds, app)
    turns.rule(lambda session, member, now: waiting.ready(session, member, web.committee()), app)


@bp.get("/ballots")
def index() -> Response:
    """What is being voted on, then what was decided, newest first."""
    below = web.number("below")
    running = lists.running(web.session(), db.now()) if not below else []
    found = lists.finished(web.session(), db.now(), below)
    more = found[lists.PAGE - 1].ballot.no if len(found) > lists.PAGE else None
    return web.page(
        "ballots/index.html", scheduled=schedule_views.lines() if not below else [], running=running, finished=found[: lists.PAGE],
        below=below, more=more, nav="ballots",
    )  # fmt: skip


@bp.get("/ballots/<int:no>")
def show(no: int) -> Response:
    """The page of a ballot; to htmx the text alone, when the view changes."""
    ballot = queries.ballot(web.session(), no)
    shown = page_of(ballot)
    texts = {ballot_page: text, version_views.page: version_views.redlined}
    return (
        web.page("definition/_redline.html", **texts[shown](ballot)) if web.hx() and shown in texts else shown(ballot)
    )


def page_of(ballot: Ballot) -> Callable[..., Response]:
    """What answers the page of a ballot, by what it is on."""
    if rules.is_election(ballot.rule):
        return election_views.page
    if rules.is_ranked(ballot.rule):
        return ranked_views.page
    if versions.is_one(ballot):
        return version_views.page
    return finding_views.page if ballot.case_no else ballot_page


def ballot_page(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    session, data = web.session(), box(ballot, words, errors)
    no = data["b"].revision.proposal_no
    return web.page(
        "ballots/show.html", **data, **text(ballot), nav="ballots", read=reviewed.told(session, ballot),
        threads=proposals.open_threads(session, [no]).get(no, 0),
        open_threads=proposals.unsettled(session, no),
        lines=cases.resting_on(session, data["b"].revision.touched), readers=reading.of_members(session, ballot),
        opener=session.get_one(Member, ballot.opened_by),
        objections=objecting.on(session, [no], g.get("viewer")),
        rivals=relations.rivals(session, data["b"].proposal, [*proposals.OPEN, "adopted"]),
    )  # fmt: skip


def text(ballot: Ballot) -> dict[str, Any]:
    """What the redline of a ballot needs: the exact text voted on against its base."""
    session = web.session()
    revision = queries.revision(session, ballot)
    old, new = proposals.before(session, revision), proposals.text(session, revision)
    reading = review(old, new, request.args.get("view", "redline"))
    return {
        "reading": reading, "views": VIEWS, "old": old, "numbers": {clause.id: clause.number for clause in old.clauses},
        "old_name": f"As it stands, {relations.against(revision)}", "new_name": f"As proposed, revision {ballot.revision}",
        "full": url_for("proposals.revision", no=ballot.proposal_no, n=ballot.revision, view="new"),
        "gist": gist(reading.redline),
    }  # fmt: skip


def box_alone(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    return web.page("ballots/_box.html", **box(ballot, words, errors))


def box(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> dict[str, Any]:
    """What the box of a ballot needs, for the reader of this request."""
    session = web.session()
    found = briefing.briefing(session, ballot, g.get("viewer"), db.now())
    mine, bloc = found.mine, second.first(session, ballot).bloc
    kept = after.beside(words, MultiDict({"choice": mine.choice or "", "reason": mine.reason} if mine else {}))
    return {
        "stale": stale.of(session, ballot, kept["fingerprint"]) if errors and "fingerprint" in kept else None, "b": found, "words": kept, "errors": errors or {}, "becomes": nextversion.becomes(session, found.proposal, found.revision, ballot, web.committee()),
        "against": relations.against(found.revision), "newest": definition.newest(session), "digest": lambda vote, value: digest(vote.salt, canonical(value)),
        "bloc": bloc, "bound": bloc_texts.of(session, ballot) if bloc else (), "mates": bloc_texts.before(session, ballot),
        "taken_out": blocs.exits(session, [ballot.no]).get(ballot.no or 0), **recusal_views.told([found.proposal]), "about": [found.proposal], **slight_views.told(found, found.proposal), **after.told(found), **ratified.told(found), **tie_views.told(found), "canonical": canonical, "told": positions.called(ballot.rule), "wanting": rules_views.meanwhile(found), **reading_views.told(found),
    }  # fmt: skip


@bp.post("/ballots/<int:no>/votes")
def vote(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)
    if rules.is_ranked(ballot.rule) or rules.is_election(ballot.rule):
        raise Refusal("This ballot has another form. Reload its page and vote there.", status=409)
    whole = page_of(ballot)
    alone = {ballot_page: box_alone, finding_views.page: finding_views.box_alone}.get(whole, version_views.box_alone)
    answer = alone if web.hx() else whole

    def act(form: Casting) -> Any:
        cast = signing_views.cast(ballot, form)
        sentence = "Your vote is in." if cast.n == 1 else "Your vote is changed. This one counts."
        return web.said(alone(ballot), sentence) if web.hx() else web.see("ballots.show", "ballot", no=no)

    return web.submitted(
        Casting, act, lambda words, errors: answer(stale.instead(web.session(), ballot, words), words, errors)
    )


@bp.post("/ballots/<int:no>/close")
def close(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)
    act = ties.lapse if ballot.outcome == "tie_pending" else actions.close
    act(web.session(), g.viewer, ballot)
    return web.see("ballots.show", "ballot", no=no)


@bp.post("/ballots/<int:no>/decide")
def decide(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)
    again = page_of(ballot)

    def act(form: Deciding) -> Any:
        ties.decide(web.session(), g.viewer, ballot, option=form.option, picks=form.picks, reason=form.reason)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Deciding, act, lambda words, errors: again(ballot, words, errors))


@bp.get("/proposals/<int:no>/ballot")
def new(no: int) -> Response:
    """The form that opens a ballot; refused, with what to do first, when none can be opened."""
    proposal = proposals.proposal(web.session(), no)
    recusals.stand_aside(web.session(), g.viewer, proposal)
    opening.votable(web.session(), proposal, proposal.revision, web.committee())
    orders.alone(web.session(), proposal)
    first = next(iter(known.fitting(web.session(), web.committee(), proposal.claimed).values()), None)
    words = {"rule": first.name if first else "", "closes_at": windows.typed(first, db.now())}
    return new_page(proposal, MultiDict(words), {})


def new_page(proposal: Proposal, words: Words, errors: Errors) -> Response:
    session = web.session()
    revision = proposals.revision(session, proposal)
    return web.page(
        "ballots/new.html", proposal=proposal, revision=revision, words=words, errors=errors,
        choice=reviewed.alone(session, g.get("viewer"), proposal, revision, web.committee()),
        roll=seating.electorate(session), becomes=nextversion.becomes(session, proposal, revision, committee=web.committee()), against=relations.against(revision), now=db.now(), nav="proposals",
        threads=proposals.open_threads(session, [proposal.no]).get(proposal.no, 0),
        lines=cases.resting_on(session, revision.touched),
        rivals=relations.rivals(session, proposal, [*proposals.OPEN, "adopted"]),
    )  # fmt: skip


@bp.post("/proposals/<int:no>/ballots")
def open(no: int) -> Any:
    proposal = proposals.proposal(web.session(), no)

    def act(form: Opening) -> Any:
        prepared = opening.prepare(
            web.session(), g.viewer, proposal, committee=web.committee(), revision=form.revision, rule=form.rule,
            unreviewed=reviewed.override(g.viewer, form.unreviewed),
        )  # fmt: skip
        return schedule_views.begun(prepared, form)

    return web.submitted(Opening, act, lambda words, errors: new_page(proposal, words, errors))


@bp.get("/proposals/<int:no>/since-my-vote")
def since_my_vote(no: int) -> Any:
    """What changed in a proposal since the text that the member who asks voted on."""
    session, proposal = web.session(), proposals.proposal(web.session(), no)
    revision = queries.voted_on(session, proposal, g.viewer)
    if revision is None:
        raise NotHere("You have not voted on this proposal.")
    return since.page(proposal, revision, "Since you voted", url_for("ballots.since_my_vote", no=no))
