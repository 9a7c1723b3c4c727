"""What may follow a ballot, as forms on its page: it is declared void, an error is named in its result, somebody recounts, it is reconsidered, the minority
says what it thinks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, g
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import (
    challenges,
    finding_views,
    opinions,
    queries,
    ranked_views,
    reconsidering,
    rules,
    unblocking,
    voiding,
)
from workbench.ballots.forms import Contest, Motion, Opinion, Overruling, Recount, Void, Withdrawing
from workbench.ballots.models import Ballot
from workbench.ballots.views import ballot_page

bp = Blueprint("after", __name__)


def register(app: Flask) -> None:
    from workbench.ballots import (
        arranging_views,
        attending_views,
        bloc_views,
        proxy_views,
        ratifying_views,
    )  # the last answers by `page`, below

    app.register_blueprint(bp)
    app.register_blueprint(ratifying_views.bp)
    app.register_blueprint(arranging_views.bp)
    app.register_blueprint(bloc_views.bp)
    app.register_blueprint(attending_views.bp)
    app.register_blueprint(proxy_views.bp)


def page(ballot: Ballot, words: MultiDict[str, str], errors: dict[str, str]) -> Any:
    """The page of a ballot, whatever it is on, with the words of a form and what is wrong with them."""
    shown = ranked_views.page if rules.is_ranked(ballot.rule) else finding_views.page if ballot.case_no else ballot_page
    return shown(ballot, words, errors)


@bp.post("/ballots/<int:no>/void")
def void(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Void) -> Any:
        voiding.void(web.session(), g.viewer, ballot, ground=form.ground, reason=form.void_reason)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Void, act, lambda words, errors: page(ballot, words, errors))


@bp.post("/ballots/<int:no>/challenges")
def challenge(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Contest) -> Any:
        challenges.challenge(web.session(), g.viewer, ballot, wrong=form.wrong)
        return web.see("ballots.show", "ballot", no=no)

    return web.submitted(Contest, act, lambda words, errors: page(ballot, words, errors))


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
