"""What may be done with a claim, as a table: in which states, what its form asks, and what it does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel, field_validator
from sqlmodel import Session

from workbench import db
from workbench.cases import claim_reports, claiming, corrections, proof, queries
from workbench.cases.claim_reports import SPEAKERS
from workbench.cases.claims import CORRECTIONS, Claim
from workbench.cases.corrections import HOLDS
from workbench.cases.forms import EASTERNMOST, Address, Line, Paragraph, past_day
from workbench.cases.models import Case
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member

FARTHEST = timedelta(days=3 * 366)


def moment(text: str) -> datetime | None:
    """A time in UTC as a form has it, 2026-11-22T10:30; None when nothing was typed."""
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "T"))
    except ValueError:
        raise ValueError("Write day and time in UTC, for example 2026-11-22 10:30.") from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    if at > db.now() + timedelta(minutes=5):
        raise ValueError("This time is still to come. Give it in UTC.")
    if at.year < 2000:
        raise ValueError("This is too long ago for a capture. Check the year.")
    return at.replace(microsecond=0)


class ClaimForm(BaseModel):
    """What the forms of all acts may ask; each act uses what it names. `file` is what was captured: its digest is taken from it."""

    words: Paragraph = ""
    reading: Paragraph = ""
    by: Line = ""
    on: str = ""
    by_day: str = ""
    choice: str = ""
    other: str = ""
    address: Address = ""
    sha256: Line = ""
    captured: str = ""

    @field_validator("on")
    @classmethod
    def _day(cls, text: str) -> str:
        past_day(text)
        return text

    @field_validator("captured")
    @classmethod
    def _time(cls, text: str) -> str:
        moment(text)
        return text

    @field_validator("by_day")
    @classmethod
    def _promised(cls, text: str) -> str:
        promised_day(text)
        return text


def promised_day(text: str) -> date | None:
    """A day up to three years from now; None when nothing was typed."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("Write the day as year-month-day, for example 2026-11-22.") from None
    if day > (db.now() + EASTERNMOST + FARTHEST).date():
        raise ValueError("This is more than three years from now. Check the year.")
    return day


@dataclass(frozen=True)
class Done:
    """What a form was sent with, as the acts take it."""

    form: ClaimForm
    file: bytes
    committee: Committee

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.file).hexdigest() if self.file else self.form.sha256.lower()

    @property
    def day(self) -> date | None:
        return past_day(self.form.on)

    @property
    def captured(self) -> datetime | None:
        return moment(self.form.captured)

    def other(self, session: Session) -> Case | None:
        """The case that was named, if any."""
        if not self.form.other:
            return None
        if not self.form.other.isdecimal() or len(self.form.other) > 9:
            raise Refusal("Give the number of a case.", field="other")
        try:
            return queries.case(session, int(self.form.other))
        except NotHere as no:
            raise Refusal(str(no), field="other") from no


Do = Callable[[Session, Member, Claim, Done], object]


@dataclass(frozen=True)
class Act:
    """`title` heads its page and is its button; `asks` names fields of ClaimForm with their labels."""

    title: str
    explain: str
    states: tuple[str, ...]
    do: Do
    asks: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)
    # whether it is open for this claim to this member
    open: Callable[[Member, Claim], bool] = lambda _member, _claim: True


def _verify(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    text = proof.as_text(done.file) if done.file else None
    if text is not None and not proof.holds(text, claim.quotation):
        raise Refusal("The words of the claim do not stand in this file. Capture the page that has them.", field="file")
    claim_reports.verify(
        session, actor, claim, speaker=done.form.choice, sha256=done.sha256, captured_at=done.captured, words=done.form.words
    )  # fmt: skip


def _no_claim(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    if claim.state == "in_case":
        claiming.given_up(session, claim)
    claim_reports.no_claim(session, actor, claim, words=done.form.words)


def _contact(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    claiming.contact(
        session, actor, claim, words=done.form.words, channel=done.form.by, day=done.day, case=done.other(session),
        reading=done.form.reading,
    )  # fmt: skip


def _to_case(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    version = definition.judging(session)
    claiming.to_case(
        session, actor, claim, case=done.other(session), version=version,
        requirements=definition.requirements(session, version, done.committee),
    )  # fmt: skip


def _correct(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    corrections.correct(
        session, actor, claim, kind=done.form.choice, address=done.form.address, sha256=done.sha256,
        captured_at=done.captured, words=done.form.words, kept=done.file or None,
    )  # fmt: skip


def _look(session: Session, actor: Member, claim: Claim, done: Done) -> None:
    corrections.look(
        session, actor, claim, outcome=done.form.choice, address=done.form.address, sha256=done.sha256,
        captured_at=done.captured, words=done.form.words,
    )  # fmt: skip


CAPTURE = {"file": "What you captured", "sha256": "Or its SHA-256", "captured": "Captured at (UTC)"}
HINTS = {
    "file": "The page as you saved it. Its SHA-256 is taken from it here; the file itself is not kept, so keep it yourself.",
    "sha256": "If you choose no file.", "captured": "Day and time in UTC, such as 2026-11-22 10:30.",
}  # fmt: skip
SENT = {"words": "The message, word for word", "by": "By what way it was sent", "on": "On which day"}
ACTS: dict[str, Act] = {
    "verify": Act(
        "Make sure of it", "Open the address, find the words, capture the page, and say who speaks. Only what the vendor itself says counts as a claim.",
        ("reported",), _verify, {"choice": "Who speaks", **CAPTURE, "words": "Note"}, HINTS, ("file", "sha256", "words"), SPEAKERS,
    ),
    "no_claim": Act(
        "It is no claim", "The words do not say that the system is open source, or do not stand there.", ("reported", "verified", "in_case"),
        _no_claim, {"words": "Reason"}, {"words": "It is published."},
    ),
    "contact": Act(
        "Record that it was put to the vendor", "Send the message yourself, then keep it here. The vendor has 14 days to answer, and gets one reminder.",
        ("verified", "relapsed", "promised", "in_case"), _contact,
        {**SENT, "other": "Number of the published case that it cites", "reading": "Or how the definition is plainly read"},
        {"words": "It is published as it is: leave private addresses out.", "by": "No private address: everybody reads it.",
         "reading": "For what nobody could doubt. Name the clause."},
        ("other", "reading"),
    ),
    "remind": Act(
        "Record the reminder", "One reminder, a week after the message or later. The vendor then has seven days at least.", ("contacted",),
        lambda s, a, c, d: claiming.remind(s, a, c, words=d.form.words, channel=d.form.by, day=d.day), SENT,
    ),
    "answer": Act(
        "Enter the vendor's answer", "It is printed as it is, whole. A late answer is entered too.", ("contacted", "awaiting", "answered"),
        lambda s, a, c, d: claiming.answer(s, a, c, choice=d.form.choice, words=d.form.words, by=d.form.by, day=d.day),
        {"choice": "The vendor", "words": "The answer, word for word", "by": "Who signed it", "on": "On which day it came in"}, {}, ("by",),
        {"agrees": "agrees that the term does not fit", "disputes": "disputes it"},
        lambda _m, claim: claim.state != "answered" or claim.answer == "ignores",
    ),
    "to_case": Act(
        "Let a case decide", "The vendor disputes it. A new case is reported with the words of the claim, to be screened; or name one that is there.",
        ("answered", "in_case"), _to_case, {"other": "Number of a case that is there"}, {"other": "Leave it empty to open a new one."}, ("other",), {},
        lambda _m, claim: claim.answer == "disputes",
    ),
    "promise": Act(
        "Record a promise", "The vendor says what it will change, and by when.", ("answered",),
        lambda s, a, c, d: claiming.promise(s, a, c, words=d.form.words, by=d.form.by, day=promised_day(d.form.by_day)),
        {"words": "What is promised, word for word", "by": "Who promised it", "by_day": "By which day"}, {}, ("by",), {},
        lambda _m, claim: claim.answer != "disputes",
    ),
    "correct": Act(
        "Record the correction", "With a new capture that shows it. The page of claims credits the vendor.",
        ("contacted", "awaiting", "answered", "promised", "in_case"), _correct,
        {"choice": "What was corrected", "address": "Where that is seen", **CAPTURE, "words": "What stands there now"}, HINTS,
        ("file", "sha256", "words"), CORRECTIONS, lambda member, claim: member.id != claim.filed_by,
    ),
    "look": Act(
        "Look again", "Thirty days after the correction, then 180. If the words are back, say so at any time: the same flag is opened again.",
        ("corrected", "watched", "closed"), _look,
        {"choice": "What you found", "address": "Where you looked", **CAPTURE, "words": "Note"}, HINTS, ("file", "sha256", "words"), HOLDS,
        lambda _m, claim: claim.corrected_on is not None,
    ),
    "uphold": Act(
        "Close it: the claim stands", "The case found that the system conforms.", ("in_case",),
        lambda s, a, c, d: corrections.uphold(s, a, c, words=d.form.words), {"words": "Note"}, {}, ("words",),
    ),
}  # fmt: skip


def open_to(member: Member, claim: Claim) -> dict[str, Act]:
    """What a member may do with a claim now."""
    return {key: act for key, act in ACTS.items() if claim.state in act.states and act.open(member, claim)}
