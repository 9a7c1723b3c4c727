"""Votes that their voters signed with a passkey (integrity 3.4): what they signed stands on record beside the vote, for everybody to verify.

The statement holds the digests of choice and reason and not the choice, so it is public at once and tells nothing before the close; and it
names the last entry of the minutes, so that a history written anew contradicts it. A vote without one is attested by the server.

The keys are frozen with the roll: a ballot is bound to those that the members on it had when it opened, and no other signs in it. One that
was opened before that was so names none, and in it every key signs that its voter has by then.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Text
from sqlmodel import Field, Session, col, select

from workbench.ballots import second, secrecy
from workbench.ballots.models import Ballot, Vote
from workbench.errors import Refusal
from workbench.members import passkeys
from workbench.members.models import Member
from workbench.members.passkeys import Passkey, Site
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, canonical, digest, name_of

# Where the counter stands in what an authenticator signs: 4 bytes.
COUNTER = slice(33, 37)


class VoteSignature(Minuted, table=True):
    """The statement that the voter signed, and what the authenticator answered, in base64url."""

    __tablename__ = "vote_signature"
    minuted: ClassVar[tuple[str, ...]] = (
        "passkey_id", "statement", "client_data", "authenticator_data", "signature",
    )  # fmt: skip

    vote_id: int = Field(foreign_key="vote.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    passkey_id: int = Field(foreign_key="passkey.id", index=True)
    # canonical JSON, exactly as it was signed
    statement: str = Field(sa_type=Text, nullable=False)
    client_data: str = Field(sa_type=Text, nullable=False)
    authenticator_data: str = Field(sa_type=Text, nullable=False)
    signature: str = Field(sa_type=Text, nullable=False)


@dataclass(frozen=True)
class Signed:
    """A vote as it came: where and in which session it was signed, and what the browser answered (PublicKeyCredential as JSON)."""

    site: Site
    visit: str
    response: str


@dataclass
class Gesture:
    """What an owner confirmed once: one vote or, through a bloc, all of theirs there."""

    signed: Signed
    challenge: bytes
    # what was signed: a statement, or a list of them
    words: str
    secret: str
    # by which it was, once that is verified
    key: Passkey | None = None


@dataclass(frozen=True)
class Proven:
    """By which passkey a vote was signed, and what was signed."""

    passkey: Passkey
    statement: str


@dataclass(frozen=True)
class Means:
    """With what a member may sign in a ballot: names of hosts. `later`: those of their passkeys that sign in the next ballots and not in
    this one, by their names; `is_fixed`: whether one that they register now would be among them."""

    sites: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    is_fixed: bool = True


def fixed(session: Session, voters: Iterable[Member]) -> dict[str, list[list[int | str]]]:
    """What the statement of a ballot says of the keys that the members on its roll have as it opens: member and key, sorted."""
    rows = passkeys.of(session, [voter.id or 0 for voter in voters]).values()
    return {"keys": sorted([one.member_id, one.public_key] for own in rows for one in own if one.ended_at is None)}


def signs(session: Session, ballot: Ballot, passkey: Passkey) -> bool:
    """Whether a ballot is bound to this passkey; one from before they were bound is to each."""
    known = second.statement(session, ballot).get("keys")
    return known is None or [passkey.member_id, passkey.public_key] in known


def means(session: Session, ballot: Ballot, member: Member) -> Means:
    every = passkeys.live(session, member)
    sites = sorted({one.site for one in every if signs(session, ballot, one)})
    later = tuple(one.name for one in every if not signs(session, ballot, one))
    return Means(tuple(sites), later, "keys" in second.statement(session, ballot))


def said(ballot: Ballot, vote: Vote) -> dict[str, Any]:
    """What the statement says of a vote; the head of the minutes comes to it."""
    return {
        "ballot_id": ballot.binding, "text_sha256": ballot.fingerprint, "member": vote.member_id, "n": vote.n,
        "commitment": {column: digest(vote.salt, canonical(getattr(vote, column))) for column in Vote.digested},
    }  # fmt: skip


def asked(
    session: Session, actor: Member, votes: Sequence[tuple[Ballot, int]], *, site: Site, visit: str, choice: str, reason: str,
    bloc: int | None = None,
) -> tuple[str, list[Passkey]]:  # fmt: skip
    """What is signed of votes that might be cast now, and the passkeys that may sign it; kept for five minutes. Its SHA-256 is signed.

    `votes`: each ballot, and the how-manieth vote of the actor there: one, and its statement is signed; or all through a bloc, and the list is."""
    for ballot, _ in votes:
        if secrecy.is_secret(ballot):
            raise Refusal(
                "A vote in a secret ballot is not signed: a signature would tell whose it is. Cast it without.",
                status=409,
            )
    mine = [one for one in passkeys.live(session, actor) if one.site == site.name]
    keys = [one for one in mine if all(signs(session, ballot, one) for ballot, _ in votes)]
    if not keys:
        raise Refusal(_without(session, votes[0][0], actor, site), status=409)
    head, secret = session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one(), secrets.token_hex(32)
    every = [
        said(ballot, Vote(
            ballot_no=ballot.no or 0, member_id=actor.id or 0, n=n, choice=choice, reason=reason.strip(), salt=_salt(secret, ballot), cast_at=head.at,
        )) | {"head_seq": head.seq, "head_hash": head.hash}
        for ballot, n in votes
    ]  # fmt: skip
    words = canonical(every if bloc else every[0])
    challenge, purpose = hashlib.sha256(words.encode()).digest(), f"bloc:{bloc}" if bloc else name_of(votes[0][0])
    passkeys.ask(session, actor, challenge=challenge, visit=visit, purpose=purpose, words=words, salt=secret)
    return words, keys


def _salt(secret: str, ballot: Ballot) -> str:
    """Of each vote another one: where one ballot of a bloc is over, its salt opens no vote in the others."""
    return hashlib.sha256(f"{secret}{ballot.binding}".encode()).hexdigest()[:32]


def _without(session: Session, ballot: Ballot, actor: Member, site: Site) -> str:
    """Why no passkey of this member signs here, and what to do."""
    if not means(session, ballot, actor).is_fixed:
        return f"You have no passkey for {site.name}. Register one first, or cast your vote without a signature."
    return (
        f"You have no passkey for {site.name} from before this ballot opened, and no other signs in it: one that you have registered since "
        f"signs from the next ballot on. {_stands(ballot) if _has_signed(session, ballot, actor.id) else 'Cast your vote without a signature.'}"
    )  # fmt: skip


def _has_signed(session: Session, ballot: Ballot, member: int | None) -> bool:
    query = select(VoteSignature.vote_id).join(Vote, col(Vote.id) == VoteSignature.vote_id)
    return session.exec(query.where(Vote.ballot_no == ballot.no, Vote.member_id == member).limit(1)).first() is not None


def _stands(ballot: Ballot) -> str:
    return f"Your vote in ballot {ballot.no} is signed and stands as it is, since nobody replaces a signed vote by one that is not."


def begun(session: Session, actor: Member, signed: Signed, purpose: str) -> Gesture:
    """What came of a prompt, which is taken with it: each vote that it is for has yet to be in it."""
    challenge = passkeys.challenge_of(signed.response)
    prompt = passkeys.take(session, actor, challenge=challenge, visit=signed.visit, purpose=purpose)
    return Gesture(signed, challenge, prompt.words, prompt.salt)


def taken(
    session: Session, actor: Member, ballot: Ballot, vote: Vote, signed: Signed | Gesture | None
) -> list[VoteSignature]:
    """The signature of a vote that is being cast, for its entry; nothing where it was not signed. Refused (409) where it does not
    hold, word for word, for this vote."""
    if signed is None:
        return unsigned(session, ballot, vote)
    gesture = signed if isinstance(signed, Gesture) else begun(session, actor, signed, name_of(ballot))
    vote.salt = _salt(gesture.secret, ballot)
    told = json.loads(gesture.words)
    every: list[dict[str, Any]] = told if isinstance(told, list) else [told]
    statement: dict[str, Any] = next((one for one in every if one["ballot_id"] == ballot.binding), {})
    head = session.get(Minute, statement.pop("head_seq", 0))
    if statement.pop("head_hash", None) != (head.hash if head else "") or statement != said(ballot, vote):
        raise Refusal(
            "What you signed is not this vote: it, or one of yours before it, changed meanwhile. Sign it again.",
            status=409,
        )
    answer = _response(gesture.signed.response)
    key = gesture.key = gesture.key or _verified(session, actor, gesture, str(answer["id"]))
    if not signs(session, ballot, key):
        raise Refusal(
            "This passkey was registered after this ballot opened, and signs from the next one on. Sign with another, or cast your vote without.",
            status=409,
        )  # fmt: skip
    session.add(vote)
    session.flush()
    row = VoteSignature(
        vote_id=vote.id or 0, passkey_id=key.id or 0, statement=gesture.words, client_data=answer["clientDataJSON"],
        authenticator_data=answer["authenticatorData"], signature=answer["signature"],
    )  # fmt: skip
    session.add(row)
    return [row]


def unsigned(session: Session, ballot: Ballot, vote: Vote) -> list[VoteSignature]:
    """Nothing, for a vote that was not signed. Refused (409) in the place of one that was, or whoever runs the server could replace it."""
    if _has_signed(session, ballot, vote.member_id):
        own = means(session, ballot, session.get_one(Member, vote.member_id))
        if own.is_fixed and not own.sites:
            raise Refusal(
                f"{_stands(ballot)} No passkey that you had when the ballot opened is left to sign another.", status=409
            )
        raise Refusal(
            f"Your vote in ballot {ballot.no} is signed, so that nobody replaces it without you. Sign the one that is to count instead, on "
            "the page of that ballot.", status=409,
        )  # fmt: skip
    return []


def _response(response: str) -> dict[str, str]:
    """The id of the key, and what it answered, in base64url."""
    try:
        told: dict[str, Any] = json.loads(response)
        parts = {key: passkeys.encoded(passkeys.decoded(told["response"][key])) for key in ("clientDataJSON", "authenticatorData", "signature")}  # fmt: skip
        return {"id": str(told["id"]), **parts}
    except (LookupError, TypeError, ValueError, RecursionError) as broken:
        raise Refusal(f"{passkeys.AGAIN}: the answer of the browser cannot be read. Sign again.") from broken


def _verified(session: Session, actor: Member, gesture: Gesture, credential: str) -> Passkey:
    """The passkey of the actor that signed it. Refused (409) what none did: for this site, by its user, and with a counter that goes on."""
    from webauthn import verify_authentication_response  # takes half a second, which no other page needs
    from webauthn.helpers import encode_cbor
    from webauthn.helpers.exceptions import WebAuthnException

    signed, query = (
        gesture.signed,
        select(Passkey).where(Passkey.credential == credential, Passkey.member_id == actor.id),
    )
    key = session.exec(query.where(Passkey.site == signed.site.name, col(Passkey.ended_at).is_(None))).first()
    if key is None:
        raise Refusal(
            "This passkey is none of yours, or is removed. Sign with another, or cast your vote without.", status=409
        )
    x, y = (bytes.fromhex(half) for half in (key.public_key[:64], key.public_key[64:]))
    try:
        verify_authentication_response(
            credential=signed.response, expected_challenge=gesture.challenge, expected_rp_id=signed.site.name,
            expected_origin=signed.site.origin, credential_public_key=encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y}),
            credential_current_sign_count=_counter(session, key), require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, LookupError, TypeError, ValueError, AttributeError) as broken:
        raise Refusal(f"{passkeys.AGAIN}, so no vote was cast: {broken}. Sign again.", status=409) from broken
    _provable(_response(signed.response)["clientDataJSON"], gesture.challenge)
    return key


def _provable(client: str, challenge: bytes) -> None:
    """Refuse (409) what the library takes and verify.py does not: an unprovable vote would stand on record for good."""
    told = json.loads(passkeys.decoded(client))
    if told["challenge"] != passkeys.encoded(challenge) or told.get("crossOrigin"):
        raise Refusal(
            f"{passkeys.AGAIN}, so no vote was cast: it was made on another page, or is not written as it should be. Sign again.",
            status=409,
        )


def _counter(session: Session, key: Passkey) -> int:
    """How often a passkey had signed when it did last."""
    last = select(VoteSignature.authenticator_data).where(VoteSignature.passkey_id == key.id)
    before = session.exec(last.order_by(col(VoteSignature.vote_id).desc()).limit(1)).first()
    return int.from_bytes(passkeys.decoded(before)[COUNTER], "big") if before else key.sign_count


def of(session: Session, ballot: Ballot) -> Mapping[int, Proven]:
    """The votes in a ballot that were signed, by the number of their row."""
    query = select(VoteSignature, Passkey).join(Passkey, col(Passkey.id) == VoteSignature.passkey_id)
    rows = session.exec(query.join(Vote, col(Vote.id) == VoteSignature.vote_id).where(Vote.ballot_no == ballot.no))
    return {row.vote_id: Proven(key, row.statement) for row, key in rows}
