"""What may follow a ballot, as forms on its page: it is declared void, an error is named in its result, somebody recounts, it is reconsidered, the minority
says what it thinks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, g
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import (
    challenges,
    opinions,
    queries,
    reconsidering,
    secrecy,
    unblocking,
    voiding,
)
from workbench.ballots.forms import Contest, Motion, Opinion, Overruling, Recount, Void, Withdrawing
from workbench.ballots.models import Ballot
from workbench.ballots.views import page_of
from workbench.members import second_views, seconding
from workbench.members.seconding import Second
from workbench.minutes.ballot_words import VOID
from workbench.minutes.record import name_of
from workbench.proposals import leaving

bp = Blueprint("after", __name__)


def register(app: Flask) -> None:
    from workbench.ballots import (
        advising_views,
        alarm_views,
        arranging_views,
        attending_views,
        bloc_views,
        extending_views,
        proxy_views,
        ratifying_views,
        receipt_views,
    )  # two answer by `page`, below

    app.register_blueprint(bp)
    second_views.deed("ballots.void", void_confirmed, app)
    app.register_blueprint(ratifying_views.bp)
    app.register_blueprint(arranging_views.bp)
    app.register_blueprint(bloc_views.bp)
    extending_views.register(app)
    app.register_blueprint(advising_views.bp)
    alarm_views.register(app)
    app.register_blueprint(receipt_views.bp)
    app.register_blueprint(attending_views.bp)
    app.register_blueprint(proxy_views.bp)


def page(ballot: Ballot, words: MultiDict[str, str], errors: dict[str, str]) -> Any:
    """The page of a ballot, whatever it is on, with the words of a form and what is wrong with them."""
    return page_of(ballot)(ballot, words, errors)


@bp.post("/ballots/<int:no>/void")
def void(no: int) -> Any:
    session, ballot = web.session(), queries.ballot(web.session(), no)

    def act(form: Void) -> Any:
        voiding.may_void(session, g.viewer, ballot, form.ground)
        if seconding.is_needed(session, web.committee(), g.viewer, "ballots.void", voiding.aside(session, ballot)):
            reason = leaving.reasoned(form.void_reason, "void_reason")
            what = f"Declare ballot {no} void, because {VOID[form.ground]}: {reason}"
            data = {"ballot": no, "ground": form.ground, "reason": reason}
            row = seconding.propose(session, g.viewer, "ballots.void", name_of(ballot), what=what, data=data)
            return web.see("second.show", no=row.no)
        voiding.void(session, g.viewer, ballot, ground=form.ground, reason=form.void_reason)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Void, act, lambda words, errors: page(ballot, words, errors))


def void_confirmed(session: Session, row: Second) -> Any:
    """What another officer proposed is done, if nothing has come of the ballot meanwhile."""
    ballot = queries.ballot(session, row.data["ballot"])
    voiding.void(session, g.viewer, ballot, ground=row.data["ground"], reason=row.data["reason"], seconded=row)
    return web.see("ballots.show", "ballot", no=ballot.no)


@bp.post("/ballots/<int:no>/challenges")
def challenge(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Contest) -> Any:
        challenges.challenge(web.session(), g.viewer, ballot, wrong=form.wrong)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Contest, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/find")
def find(no: int) -> Any:
    """The page of a secret ballot with the vote under this receipt. Sent as a form: an address stays in logs and histories."""
    ballot, words = queries.ballot(web.session(), no), web.typed()
    found = {receipt for receipt, _ in secrecy.published(web.session(), ballot)}
    if words.get("receipt", "").strip().lower() in found:
        return page(ballot, words, {})
    why = "No vote of this ballot stands under this receipt. Copy it whole: of several votes the last one counted."
    response = page(ballot, words, {"receipt": why})
    response.status_code = 422
    return response


@bp.post("/ballots/<int:no>/recount")
def recount(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Recount) -> Any:
        challenges.recount(web.session(), g.viewer, ballot, outcome=form.outcome, answer=form.answer)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Recount, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/reconsider")
def reconsider(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Motion) -> Any:
        reconsidering.reconsider(web.session(), g.viewer, ballot, reason=form.motion)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Motion, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/opinions")
def opine(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Opinion) -> Any:
        opinions.publish(web.session(), g.viewer, ballot, body=form.opinion)
        return web.see("ballots.show", "h-opinions", no=no)

    return web.submitted(Opinion, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/blocks/withdraw")
def withdraw_block(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Withdrawing) -> Any:
        unblocking.withdraw(web.session(), g.viewer, ballot, reason=form.unblock)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Withdrawing, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/blocks/<int:member>")
def overrule_block(no: int, member: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Overruling) -> Any:
        unblocking.overrule(web.session(), g.viewer, ballot, member, upheld=form.upheld == "yes", reason=form.ruling)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Overruling, act, lambda words, errors: page(ballot, words, errors))
