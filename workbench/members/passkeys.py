"""Keys with which members sign: registered and ended by each for themself, public, and never deleted, so that everybody can verify by them.

Nobody signs in by one. What an authenticator is asked to sign is kept for five minutes, in the session that asked, and taken once.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Text
from sqlmodel import Field, Session, SQLModel, col, delete, or_, select

from workbench import db
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

LASTS = timedelta(minutes=5)
TO_REGISTER = "register"
# Bytes of the id of a key, as WebAuthn has it; and what a column of numbers holds.
LONGEST, MOST = 1023, 2**31 - 1
AGAIN = "What your browser signed cannot be verified"


@dataclass(frozen=True)
class Site:
    """Where a browser has us, which it signs: the name of the host, to which passkeys are bound, and the origin."""

    name: str
    origin: str


class Passkey(Minuted, table=True):
    __tablename__ = "passkey"
    minuted: ClassVar[tuple[str, ...]] = (
        "member_id", "name", "site", "credential", "public_key", "sign_count", "made_at", "ended_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    # what its member calls it
    name: str
    # the name of the host that it signs for, and that only
    site: str
    # its id, in base64url: of one member alone, as is the key
    credential: str = Field(unique=True)
    # x and y on the curve P-256, 64 hexadecimal digits each
    public_key: str = Field(unique=True, max_length=128)
    # how often it had signed when it was registered; 0 where it does not count
    sign_count: int = 0
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # None: it signs
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Prompt(SQLModel, table=True):
    """What somebody's authenticator was asked to sign, until it is taken or its time is over."""

    __tablename__ = "passkey_prompt"

    # 32 bytes in hexadecimal; of a vote the SHA-256 of what it says
    challenge: str = Field(primary_key=True, max_length=64)
    member_id: int = Field(foreign_key="member.id", index=True)
    # SHA-256 of what only the session that asked has
    visit: str = Field(max_length=64)
    # TO_REGISTER, or the ballot, as the minutes name it
    purpose: str
    # the name of the passkey, or the statement that is signed
    words: str = Field(sa_type=Text, nullable=False)
    # of which the salts of the votes are made that it commits to
    salt: str = ""
    expires_at: datetime = Field(sa_type=Moment, nullable=False)


def ask(
    session: Session, actor: Member, *, challenge: bytes, visit: str, purpose: str, words: str, salt: str = ""
) -> Prompt:
    """Keep what is asked of an authenticator, and forget what was asked too long ago."""
    session.execute(delete(Prompt).where(col(Prompt.expires_at) <= db.now()))
    prompt = Prompt(
        challenge=challenge.hex(), member_id=actor.id or 0, visit=visit, purpose=purpose, words=words, salt=salt,
        expires_at=db.now() + LASTS,
    )  # fmt: skip
    session.add(prompt)
    session.flush()
    return prompt


def take(session: Session, actor: Member, *, challenge: bytes, visit: str, purpose: str) -> Prompt:
    """What was asked, once: it is gone with the act that it was for. Refused (409) where nobody asked it here, or too long ago."""
    prompt = session.get(Prompt, challenge.hex())
    is_own = prompt and (prompt.member_id, prompt.visit, prompt.purpose) == (actor.id, visit, purpose)
    if prompt is None or not is_own or prompt.expires_at <= db.now():
        raise Refusal("This was not asked of your passkey here, or more than five minutes ago. Sign again.", status=409)
    session.delete(prompt)
    return prompt


def register(session: Session, actor: Member, site: Site, *, challenge: bytes, visit: str, response: str) -> Passkey:
    """Put a key on record: `response` is what the browser answers (PublicKeyCredential as JSON). ES256 alone, by a verified user."""
    permissions.require(actor, "account")
    from webauthn import verify_registration_response  # takes half a second, which no other page needs
    from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
    from webauthn.helpers.cose import COSEAlgorithmIdentifier
    from webauthn.helpers.exceptions import WebAuthnException

    name = take(session, actor, challenge=challenge, visit=visit, purpose=TO_REGISTER).words
    try:
        made = verify_registration_response(
            credential=response, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin,
            require_user_verification=True, supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256],
        )  # fmt: skip
        key: Any = decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
        numbers = key.public_numbers()
        if key.curve.name != "secp256r1":
            raise ValueError("another curve")
        if len(made.credential_id) > LONGEST or made.sign_count > MOST:
            raise ValueError("its id is too long, or it counts too far")
    except (WebAuthnException, LookupError, TypeError, ValueError, AttributeError) as broken:
        raise Refusal(f"{AGAIN}, so no passkey was registered: {broken}. Try again.", field="form") from broken
    credential, public = encoded(made.credential_id), f"{numbers.x:064x}{numbers.y:064x}"
    known = select(Passkey.id).where(or_(Passkey.credential == credential, Passkey.public_key == public))
    if session.exec(known).first() is not None:
        raise Refusal(
            "This passkey is or was registered already, and each is one member's once. Make a new one.", status=409
        )
    row = Passkey(
        member_id=actor.id or 0, name=name, site=site.name, credential=credential, public_key=public,
        sign_count=made.sign_count, made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    minutes.record(session, actor, "members.passkey", actor, row)
    return row


def own(session: Session, actor: Member, identity: int) -> Passkey:
    found = session.get(Passkey, identity)
    if found is None or found.member_id != actor.id:
        raise NotHere("You have registered no such passkey.")
    return found


def end(session: Session, actor: Member, passkey: Passkey) -> None:
    """Nothing is signed by it from now on; what it has signed stands."""
    if passkey.member_id != actor.id:
        raise Refusal("Only the member whose passkey it is may remove it.", status=403)
    if passkey.ended_at:
        raise Refusal("This passkey is removed already.", status=409)
    passkey.ended_at = db.now()
    session.add(passkey)
    minutes.record(session, actor, "members.passkey_over", actor, passkey)


def of(session: Session, members: Iterable[int]) -> dict[int, list[Passkey]]:
    """All that these members have registered, the newest first."""
    rows = session.exec(select(Passkey).where(col(Passkey.member_id).in_([*members])).order_by(col(Passkey.id).desc()))
    found: dict[int, list[Passkey]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return found


def live(session: Session, member: Member) -> list[Passkey]:
    """Those by which this member may sign."""
    return [one for one in of(session, [member.id or 0]).get(member.id or 0, []) if one.ended_at is None]


def encoded(data: bytes) -> str:
    """Base64url without padding, as browsers write it."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(words: Any) -> bytes:
    """ValueError where that is not base64url."""
    return urlsafe_b64decode(str(words) + "=" * (-len(str(words)) % 4))


def challenge_of(response: str) -> bytes:
    """What an authenticator signed, as the browser told it; a Refusal where its answer cannot be read."""
    try:
        return decoded(json.loads(decoded(json.loads(response)["response"]["clientDataJSON"]))["challenge"])
    except (LookupError, TypeError, ValueError, RecursionError) as broken:
        raise Refusal(f"{AGAIN}: the answer of the browser cannot be read. Try again.", field="form") from broken
