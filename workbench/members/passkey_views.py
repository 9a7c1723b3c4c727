"""A member's own passkeys: the page on which they are registered and removed. What only script can do is in static/passkeys.js."""

from __future__ import annotations

import hashlib
import secrets
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask import session as visit
from pydantic import BaseModel, StringConstraints
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.errors import Refusal
from workbench.members import attempts, gate, passkeys
from workbench.members.passkeys import Site

bp = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")


class Naming(BaseModel):
    """A passkey that is to be made."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    current: str = ""


class Made(BaseModel):
    """A passkey that was made: what the browser answers."""

    response: str = ""


class Ending(BaseModel):
    current: str = ""


def site() -> Site:
    """Where the browser of this request has us; a Refusal that says where to open us instead, where no passkey can be bound to that."""
    if web.config().hosts is None:
        raise Refusal(
            "Passkeys are bound to a name. Whoever runs the workbench has to say its “hosts” in instance.toml first."
        )
    place = urlsplit(f"//{request.host}")
    name, scheme = place.hostname or "", request.scheme if web.config().loopback else "https"
    try:
        ip_address(name)
    except ValueError:
        return Site(name, f"{scheme}://{request.host}")
    port = f":{place.port}" if place.port else ""
    raise Refusal(
        f"Browsers bind passkeys to a name, and {name} is an address of numbers. Open http://localhost{port} instead, sign in there, and come "
        "back to this page."
    )  # fmt: skip


def own_visit() -> str:
    """What stands in a prompt for the session of this request alone."""
    return hashlib.sha256(visit.setdefault("passkeys", secrets.token_hex(32)).encode()).hexdigest()


def fresh(current: str) -> None:
    """Refuse, and count, a wrong password of who is signed in; a sample member has none."""
    session, viewer = web.session(), g.viewer
    if not viewer.password:
        return
    attempts.pause(session, viewer.email)
    if not gate.fits(current, viewer):
        session.rollback()
        attempts.note(session, viewer.email)
        session.commit()
        raise Refusal("This is not your password now. Check it and try again.", field="current")


@bp.get("")
def index() -> Response:
    return _page(web.Words(), {})


def _page(words: web.Words, errors: web.Errors) -> Response:
    try:
        here, why_not = site().name, ""
    except Refusal as no:
        here, why_not = "", str(no)
    mine = passkeys.of(web.session(), [g.viewer.id]).get(g.viewer.id, [])
    return web.page("members/passkeys.html", words=words, errors=errors, mine=mine, here=here, why_not=why_not)


@bp.post("/options")
def options() -> Any:
    """What script asks the authenticator for: the options of navigator.credentials.create, as JSON."""

    def act(form: Naming) -> Response:
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers import structs
        from webauthn.helpers.cose import COSEAlgorithmIdentifier

        here = site()
        fresh(form.current)
        session, viewer, challenge = web.session(), g.viewer, secrets.token_bytes(32)
        passkeys.ask(
            session, viewer, challenge=challenge, visit=own_visit(), purpose=passkeys.TO_REGISTER, words=form.name
        )
        known = [one.credential for one in passkeys.live(session, viewer) if one.site == here.name]
        made = generate_registration_options(
            rp_id=here.name, rp_name=web.committee().name, user_id=f"member:{viewer.id}".encode(), user_name=viewer.name,
            challenge=challenge, timeout=round(passkeys.LASTS.total_seconds() * 1000),
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                user_verification=structs.UserVerificationRequirement.REQUIRED,
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=passkeys.decoded(one)) for one in known],
            supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256],
        )  # fmt: skip
        return current_app.response_class(options_to_json(made), mimetype="application/json")

    return web.submitted(Naming, act, lambda _words, errors: jsonify(errors=errors))


@bp.post("")
def register() -> Any:
    def act(form: Made) -> Answer:
        if not form.response:
            raise Refusal(
                "Only script can ask your browser for a passkey, and it did not. Allow this site script, and try again."
            )
        challenge = passkeys.challenge_of(form.response)
        passkeys.register(
            web.session(), g.viewer, site(), challenge=challenge, visit=own_visit(), response=form.response
        )
        return web.see("passkeys.index")

    return web.submitted(Made, act, _page)


@bp.post("/<int:identity>/end")
def end(identity: int) -> Any:
    found = passkeys.own(web.session(), g.viewer, identity)

    def act(form: Ending) -> Answer:
        fresh(form.current)
        passkeys.end(web.session(), g.viewer, found)
        return web.see("passkeys.index")

    return web.submitted(
        Ending,
        act,
        lambda words, errors: _page(words, {"form" if key == "current" else key: told for key, told in errors.items()}),
    )
