"""A claim is reported and made sure of. A reader's report waits until a secretary lets it in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.cases import claims, proof, reports, subjects
from workbench.cases.claims import Claim, ClaimStep, HeldClaim
from workbench.cases.outside import key
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

SPEAKERS = {
    "vendor": "the vendor itself: its site, its paper, its spokesperson",
    "press": "the press",
    "other": "a reseller, a user or somebody else",
}


def report(session: Session, actor: Member, *, filed_by: Member | None, **facts: Any) -> Claim:
    """Record a use of the term. `facts` are columns of Claim; `filed_by` is None for what a reader reported."""
    permissions.require(actor, "cases.open")
    _said(facts)
    claim = Claim(key=key(facts["system"]), filed_by=filed_by.id if filed_by else None, filed_at=db.now(), **facts)
    if known := subjects.called(session, claim.organisation):
        claim.organisation = known.name
    session.add(claim)
    session.flush()
    minutes.record(session, actor, "claims.report", claim, claim)
    return claim


def _said(facts: dict[str, Any]) -> None:
    """Refuse what is no quotation, or stands where nobody else can read it."""
    if proof.is_filler(facts["quotation"]):
        raise Refusal("Copy the words that stand there, so that others can look for them.", field="quotation")
    if fault := proof.address_fault(facts["address"]):
        raise Refusal(fault, field="address")


def hold(session: Session, actor: Member | None, *, place: str, name: str, **told: Any) -> HeldClaim:
    """Keep a reader's report until a secretary reads it. Floods are refused with 429."""
    permissions.require(actor, "cases.report")
    if not name.strip():
        raise Refusal("Sign with a name, your own or one you are known by.", field="name")
    _said(told)
    since = db.now() - timedelta(hours=1)
    count = select(func.count()).select_from(HeldClaim)
    of_hour = count.where(HeldClaim.place == place, col(HeldClaim.received_at) > since)
    if session.exec(of_hour).one() >= reports.AN_HOUR:
        sentence = f"{reports.AN_HOUR} reports came from your address within an hour. Send this one later."
        raise Refusal(sentence, status=429)
    if session.exec(count).one() >= reports.HELD:
        raise Refusal("Too many reports wait to be read. Send this one later.", status=429)
    held = HeldClaim(place=place, name=name.strip(), received_at=db.now(), **told)
    session.add(held)
    session.flush()
    return held


def held_one(session: Session, identity: int) -> HeldClaim:
    found = session.get(HeldClaim, identity)
    if found is None:
        raise NotHere("There is no such report waiting. Somebody may have let it in or thrown it away.")
    return found


def admit(session: Session, actor: Member, held: HeldClaim) -> Claim:
    """Let a reader's report in: a claim under the reader's name, made sure of by a member like any other."""
    permissions.require(actor, "cases.settle")
    session.delete(held)
    told = held.model_dump(exclude={"id", "place", "name", "interest", "received_at"})
    return report(session, actor, filed_by=None, submitter=held.name, submitter_interest=held.interest, **told)


def discard(session: Session, actor: Member, held: HeldClaim) -> None:
    """Throw away what is no report of a claim. Nobody but the officers has read it."""
    permissions.require(actor, "cases.settle")
    session.delete(held)


def verify(
    session: Session,
    actor: Member,
    claim: Claim,
    *,
    speaker: str,
    sha256: str,
    captured_at: datetime | None,
    words: str,
) -> None:
    """The words stand there, and this capture shows it. Only the vendor itself makes a claim; what others say is set apart."""
    member(actor)
    if speaker not in SPEAKERS:
        raise Refusal("Say who speaks.", field="choice")
    capture(sha256, captured_at)
    target = "verified" if speaker == "vendor" else "third_party"
    claim.sha256, claim.captured_at = sha256, captured_at
    step = claims.move(
        session, actor, claim, target, act="verify", choice=speaker, words=words, address=claim.address, sha256=sha256,
        captured_at=captured_at,
    )  # fmt: skip
    record(session, actor, "claims.verify", claim, step)


def no_claim(session: Session, actor: Member, claim: Claim, *, words: str) -> None:
    """What was reported is no claim that the system is open source."""
    member(actor)
    needed(words, "Give the reason. It is published.")
    record(session, actor, "claims.no_claim", claim, claims.move(
        session, actor, claim, "not_a_claim", act="no_claim", words=words
    ))  # fmt: skip


def member(actor: Member) -> None:
    """Claims are made sure of and followed by members."""
    permissions.require(actor, "cases.find")


def needed(words: str, sentence: str, field: str = "words") -> None:
    """Refuse an empty field."""
    if not words:
        raise Refusal(sentence, field=field)


def capture(sha256: str, captured_at: datetime | None) -> datetime:
    """When it was captured; refused where digest or time are missing."""
    if not proof.DIGEST.fullmatch(sha256):
        raise Refusal(
            "Choose the captured file, or give its SHA-256: 64 characters, 0 to 9 and a to f.", field="sha256"
        )
    if captured_at is None:
        raise Refusal("Say when it was captured, in UTC.", field="captured")
    return captured_at


def record(session: Session, actor: Member | None, act: str, claim: Claim, step: ClaimStep) -> None:
    """Put what a step made of a claim into the minutes."""
    session.add(claim)
    minutes.record(session, actor, act, claim, claim, step)
