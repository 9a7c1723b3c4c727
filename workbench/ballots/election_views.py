"""Pages of elections: opening one, voting in it, its result, and on the pages of members and bodies the seats that it gives."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    after,
    briefing,
    candidates,
    electing,
    election_words,
    elections,
    filling,
    known,
    queries,
    ranked_words,
    rules,
    rules_views,
    schedule_views,
    seating,
    signing_views,
    ties,
    waits,
    windows,
)
from workbench.ballots.candidates import Election
from workbench.ballots.forms import Electing, ElectionOpening, Giving, Leaving
from workbench.ballots.models import Ballot, CastingVote
from workbench.errors import Refusal
from workbench.members import permissions, second_views
from workbench.members.models import Member
from workbench.minutes.record import canonical, digest
from workbench.proposals import recusals

bp = Blueprint("elections", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    web.slot("body", on_body, app)


def active() -> list[Member]:
    return list(web.session().exec(select(Member).where(col(Member.active)).order_by(col(Member.name))))


@bp.get("/elections/new")
def new() -> Response:
    """The form that opens an election; `body`: to which, `of`: begun from one that is void."""
    session, committee = web.session(), web.committee()
    rule = next(iter(known.for_elections(session, committee).values()), None)
    words = Words({"closes_at": windows.typed(rule, db.now()), "body": request.args.get("body", candidates.COMMITTEE)})
    words["rule"] = rule.name if rule else ""
    if before := session.get(Election, web.number("of") or 0):
        stood = candidates.of(session, queries.ballot(session, before.ballot_no))
        words["body"], words["question"] = before.body, before.question
        words["others"] = "\n".join(f"{one.name}; {one.affiliation}" for one in stood if not one.member_id)
        words.setlist("members", [str(one.member_id) for one in stood if one.member_id])
    return new_page(words, {})


def new_page(words: Words, errors: Errors) -> Response:
    session, committee = web.session(), web.committee()
    members = active()
    return web.page(
        "ballots/new_election.html", words=words, errors=errors, bodies=electing.titles(committee), rules=known.for_elections(session, committee),
        members=members, homes=seating.affiliations(session, [one.id or 0 for one in members]), roll=seating.electorate(session), nav="ballots",
        most=electing.MOST,
    )  # fmt: skip


@bp.post("/elections")
def open() -> Any:
    def act(form: ElectionOpening) -> Any:
        session, committee = web.session(), web.committee()
        stands = electing.stand(session, form.members, form.others)
        prepared = electing.prepare(
            session, g.viewer, committee=committee, body=form.body, question=form.question, stands=stands, rule=form.rule
        )  # fmt: skip
        return schedule_views.begun(prepared, form)

    return web.submitted(ElectionOpening, act, new_page)


def page(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    """The page of an election."""
    return web.page(
        "ballots/election.html", **box(ballot, words, errors), opener=web.session().get_one(Member, ballot.opened_by), nav="ballots"
    )  # fmt: skip


def alone(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    return web.page("ballots/_election_box.html", **box(ballot, words, errors))


def box(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> dict[str, Any]:
    """What the box of an election needs, for the reader of this request."""
    session = web.session()
    found = briefing.held(session, ballot, g.get("viewer"), db.now())
    standing = candidates.standing(session, ballot)
    return {
        "b": found, "errors": errors or {}, "words": after.beside(words, mine(ballot, found.mine if not words or "fingerprint" not in words else None)), "stand": candidates.of(session, ballot),
        "election": session.get_one(Election, ballot.no), "told": partial(election_words.told, ballot.rule, standing), "said": ranked_words,
        "standing": standing, "results": election_words.RESULTS, "is_ranked": rules.is_ranked(ballot.rule),
        "digest": lambda vote, value: digest(vote.salt, canonical(value)), "canonical": canonical, "wanting": rules_views.meanwhile(found),
        "recused": {one.member_id: one.reason for one in candidates.recusals(session, ballot)}, **after.told(found), **tie(ballot, words), **given(ballot),
    }  # fmt: skip


def mine(ballot: Ballot, vote: Any) -> Words:
    """The form filled with the vote that counts, to be changed."""
    named = (elections.chosen(ballot.rule, vote.choice) or {}) if vote else {}
    kept = Words({f"place-{n}": str(place) for n, place in named.items()} | {"reason": vote.reason if vote else ""})
    for n in named:
        kept.add("approved", str(n))
    return kept


def tie(ballot: Ballot, words: Words | None) -> dict[str, Any]:
    """Who is tied, with those whom a choice that was sent leaves tied further on, and how it was broken."""
    session, viewer = web.session(), g.get("viewer")
    picks = [int(one) for one in words.getlist("picks") if one.isdecimal() and len(one) < 3] if words else []
    is_open, casting = ballot.outcome == "tie_pending", session.get(CastingVote, ballot.no)
    is_drawn = ballot.outcome == "adopted" and (ballot.tally or {}).get("outcome") == "tie_pending" and not casting
    final = filling.filled(session, ballot, filling.picked(session, ballot))[0] if casting or is_drawn else None
    aside = candidates.aside(session, ballot)
    return {
        "casting": casting, "until": ties.deadline(ballot), "now": db.now(),
        "tied": sorted(filling.filled(session, ballot, picks)[1]) if is_open else [],
        "may_decide": is_open and recusals.may_chair(session, viewer, "ballots.decide", aside=aside),
        "is_drawn": is_drawn, "final": elections.because("fails", final, candidates.standing(session, ballot)) if final else "",
    }  # fmt: skip


def given(ballot: Ballot) -> dict[str, Any]:
    """The seats of an election that are given, and those to be given: from when on, and whether this reader may."""
    session, viewer, now = web.session(), g.get("viewer"), db.now()
    won = [one for one in candidates.of(session, ballot) if one.result == "elected" and ballot.outcome == "adopted"]
    is_free = bool(won) and waits.is_over(session, ballot, now)
    made, by_id = session.get_one(Election, ballot.no), {one.id or 0: one for one in active()}
    is_board = made.body != candidates.COMMITTEE
    there = {one.n for one in won if one.member_id in by_id and electing.sits(session, made.body, by_id[one.member_id])}
    may = permissions.may(viewer, "bodies.seat")
    may_each = (
        {one.n for one in won if is_board or one.n in there or permissions.may(viewer, "members.manage")}
        if may
        else set()
    )
    return {
        "won": won, "to_give": [one for one in won if not one.seated], "is_free": is_free, "may_give": may_each if is_free else set(),
        "free_from": waits.until(session, ballot) if won else None, "there": there, "active": list(by_id.values()) if may else [],
        "names": {one.id: one.name for one in by_id.values()} | {one.seated: session.get_one(Member, one.seated).name for one in won if one.seated},
    }  # fmt: skip


@bp.post("/ballots/<int:no>/choice")
def vote(no: int) -> Any:
    ballot = election(no)
    answer = alone if web.hx() else page

    def act(form: Electing) -> Any:
        cast = signing_views.cast(ballot, form)
        sentence = "Your vote is in." if cast.n == 1 else "Your vote is changed. This one counts."
        return web.said(alone(ballot), sentence) if web.hx() else web.see("ballots.show", "ballot", no=no)

    return web.submitted(Electing, act, lambda words, errors: answer(ballot, words, errors))


def election(no: int) -> Ballot:
    ballot = queries.ballot(web.session(), no)
    if not rules.is_election(ballot.rule):
        raise Refusal("This ballot is no election. Reload its page.", status=409)
    return ballot


@bp.post("/ballots/<int:no>/recusal")
def recuse(no: int) -> Any:
    ballot = election(no)

    def act(form: Leaving) -> Any:
        electing.recuse(web.session(), g.viewer, ballot, reason=form.recusal)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Leaving, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/seats/<int:n>")
def give(no: int, n: int) -> Any:
    """Give a seat to whom was elected to it; propose it, where the role of a member takes two."""
    ballot = election(no)

    def act(form: Giving) -> Any:
        session = web.session()
        member = session.get(Member, form.member) if form.member else None
        row = next((one for one in candidates.of(session, ballot) if one.n == n), None)
        who = session.get(Member, row.member_id) if row and row.member_id else member
        body = session.get_one(Election, ballot.no).body
        if who and body == candidates.COMMITTEE and not electing.sits(session, body, who):
            electing.seatable(session, ballot)
            if second := second_views.ask_for_roles(who, [*who.held, "member"]):
                return web.see("second.show", no=second.no)
        electing.give(session, g.viewer, ballot, n, member, committee=web.committee())
        return web.see("ballots.show", "h-seats", no=no)

    return web.submitted(Giving, act, lambda words, errors: page(ballot, words, errors))


def on_body(body: str) -> str | None:
    """On the page of a body, or of the members: who was elected to it and waits for the seat; and how an election is opened."""
    session = web.session()
    held = candidates.on(session, body)
    waiting = [(one, given(one)) for one in candidates.unseated(session) if one in held]
    return render_template("ballots/_on_body.html", body=body, held=held[:1], waiting=waiting)
