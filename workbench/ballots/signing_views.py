"""Casting a vote from its form, signed or not; and what script has a passkey sign (static/passkeys.js)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, jsonify

from workbench import web
from workbench.ballots import actions, elections, late, queries, ranked, rules, signing
from workbench.ballots.forms import Casting, Electing, Ranking
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.signing import Signed
from workbench.errors import Refusal
from workbench.members import passkey_views, passkeys
from workbench.members.passkeys import Passkey, Site

bp = Blueprint("signing", __name__)


def chosen(ballot: Ballot, form: Casting | Ranking) -> str:
    """The choice of a form, as a vote keeps it."""
    if isinstance(form, Casting):
        return form.choice
    is_ranked = rules.is_ranked(ballot.rule)
    if is_ranked and not form.places and not form.abstain:
        raise Refusal("Give at least one of them a place, or abstain.", field="places")
    if form.abstain:
        return ranked.BLANK
    return (
        elections.written(form.approved)
        if isinstance(form, Electing) and not is_ranked
        else ranked.written(form.places)
    )


def cast(ballot: Ballot, form: Casting | Ranking) -> Vote:
    """Cast the vote of a form, with the signature that came with it, if one did."""
    signed = came(form.response)
    with late.noted(web.session(), g.viewer):
        return actions.vote(
            web.session(), g.viewer, ballot, choice=chosen(ballot, form), reason=form.reason, fingerprint=form.fingerprint, signed=signed
        )  # fmt: skip


def options(statement: str, keys: Sequence[Passkey], here: Site) -> Response:
    """What is to be signed with one of these passkeys, with the options of navigator.credentials.get, as JSON."""
    asked = {
        "challenge": passkeys.encoded(hashlib.sha256(statement.encode()).digest()), "rpId": here.name, "userVerification": "required",
        "allowCredentials": [{"type": "public-key", "id": one.credential} for one in keys],
        "timeout": round(passkeys.LASTS.total_seconds() * 1000),
    }  # fmt: skip
    return jsonify(statement=statement, options=asked)


def came(response: str) -> Signed | None:
    """What a browser answered, if it signed something."""
    return Signed(passkey_views.site(), passkey_views.own_visit(), response) if response else None


@bp.post("/ballots/<int:no>/statement")
def state(no: int) -> Any:
    """What is to be signed of the vote in the form, with the options of navigator.credentials.get, as JSON."""
    ballot = queries.ballot(web.session(), no)
    is_election, is_ranked = rules.is_election(ballot.rule), rules.is_ranked(ballot.rule)

    def act(form: Casting | Ranking) -> Response:
        session, viewer, here, choice = web.session(), g.viewer, passkey_views.site(), chosen(ballot, form)
        with late.noted(session, viewer):
            _, _, n = actions.castable(
                session, viewer, ballot, choice=choice, reason=form.reason, fingerprint=form.fingerprint
            )
        statement, keys = signing.asked(
            session,
            viewer,
            [(ballot, n)],
            site=here,
            visit=passkey_views.own_visit(),
            choice=choice,
            reason=form.reason,
        )
        return options(statement, keys, here)

    model: type[Casting | Ranking] = Electing if is_election else Ranking if is_ranked else Casting
    return web.submitted(model, act, lambda _words, errors: jsonify(errors=errors))
