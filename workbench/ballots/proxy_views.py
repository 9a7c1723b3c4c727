"""Votes given to others, on the page of a ballot: who gave theirs to whom, and the forms to give it, to have it back and to vote by it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from pydantic import BaseModel, Field, field_validator

from workbench import web
from workbench.ballots import actions, positions, proxies, proxy_acts, queries, rules
from workbench.ballots.briefing import Held
from workbench.ballots.forms import Number
from workbench.ballots.models import Ballot
from workbench.errors import Refusal
from workbench.members.models import Member

bp = Blueprint("proxies", __name__)


class Giving(BaseModel):
    """To whom a vote is given, and in what words."""

    holder: Number = None
    proxy_words: str = ""


class Nothing(BaseModel):
    """A form without a field."""


class ForAnother(BaseModel):
    """The vote of another."""

    proxy_choice: str = ""
    proxy_reason: str = ""
    proxy_fingerprint: str = ""
    proxy_sure: str = Field(default="", validate_default=True)

    @field_validator("proxy_sure")
    @classmethod
    def checked(cls, sure: str) -> str:
        if sure != "yes":
            raise ValueError("Say that this is their vote, and not your own.")
        return sure


@bp.post("/ballots/<int:no>/proxies")
def give(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(form: Giving) -> Any:
        holder = web.session().get(Member, form.holder) if form.holder else None
        if holder is None:
            raise Refusal("Choose to whom you give your vote.", field="holder")
        proxy_acts.give(web.session(), g.viewer, ballot, holder, words=form.proxy_words)
        return web.see("ballots.show", "h-proxies", no=no)

    return _submitted(Giving, act, ballot)


@bp.post("/ballots/<int:no>/proxies/withdraw")
def withdraw(no: int) -> Any:
    ballot = queries.ballot(web.session(), no)

    def act(_form: Nothing) -> Any:
        proxy_acts.withdraw(web.session(), g.viewer, ballot)
        return web.see("ballots.show", "h-proxies", no=no)

    return _submitted(Nothing, act, ballot)


@bp.post("/ballots/<int:no>/proxies/<int:giver>")
def vote(no: int, giver: int) -> Any:
    ballot, member = queries.ballot(web.session(), no), web.session().get(Member, giver)

    def act(form: ForAnother) -> Any:
        if member is None:
            raise Refusal("There is no such member. Reload the page.", status=409)
        try:
            actions.vote(
                web.session(), g.viewer, ballot, choice=form.proxy_choice, reason=form.proxy_reason, fingerprint=form.proxy_fingerprint, giver=member,
            )  # fmt: skip
        except Refusal as no_vote:
            raise Refusal(
                str(no_vote), status=no_vote.status, field=no_vote.field and f"proxy_{no_vote.field}", whom=no_vote.whom
            ) from None
        return web.see("ballots.show", "h-proxies", no=no)

    return _submitted(ForAnother, act, ballot)


def _submitted(model: Any, act: Any, ballot: Ballot) -> Any:
    from workbench.ballots.after_views import page

    return web.submitted(model, act, lambda words, errors: page(ballot, words, errors))


def told(found: Held) -> dict[str, Any] | None:
    """For the box of a ballot; None where its rule knows no proxy."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    if not proxies.are_known(ballot.rule) or not isinstance(found.rule, rules.Rule):
        return None
    rows, me = proxies.of(session, ballot), viewer.id if viewer and found.on_roll and found.stage == "open" else 0
    stands = [row for row in rows if row.ended is None]
    mine = next((row for row in stands if row.giver_id == me), None)
    holds = next((row for row in stands if row.holder_id == me), None)
    busy = {one for row in stands for one in (row.giver_id, row.holder_id)} | {me}
    return {
        "rows": rows, "names": {seat.entry.member_id: seat.entry.name for seat in found.seats},
        "used": {(row.giver_id, row.n) for row in rows if proxies.is_used(session, ballot, row)}, "mine": mine,
        "holds": holds if holds and None not in proxies.votes(session, ballot, holds.giver_id) else None,
        "may_give": bool(me) and not found.mine and me not in busy - {me},
        "others": [(s.entry.member_id, s.entry.name) for s in found.seats if not s.is_out and s.entry.member_id not in busy],
        "choices": [(one, positions.called(ballot.rule)(one), "") for one in positions.offered(found.rule)],
    }  # fmt: skip
