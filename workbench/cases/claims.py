"""A recorded use of the words “open source” for a system, and every way from one state of it to another (procedure 2.7).

Whatever changes a state goes through `move`; `workbench check` reads the minutes and holds every change against the table.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, Session, SQLModel, col, func, select

from workbench import db
from workbench.cases.states import as_told
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.finding import Found
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.minutes.steps import FEED, Step, steps, strayed

STATES = (
    "reported", "verified", "not_a_claim", "third_party", "contacted", "awaiting", "answered", "in_case", "promised",
    "corrected", "watched", "relapsed", "closed",
)  # fmt: skip
# Nobody has made sure yet that it was said, or it does not count.
UNVERIFIED = ("reported", "not_a_claim", "third_party")
ANSWERS = ("agrees", "disputes", "ignores")
CORRECTIONS = {
    "dropped": "the term was dropped",
    "replaced": "the term was replaced, for example by “open weights”",
    "licence": "the licence was changed",
    "artefact": "what was missing was added",
    "partly": "it was corrected in part",
}
# As a reader is told.
WORDS = {
    "reported": "reported", "verified": "verified", "not_a_claim": "no claim", "third_party": "said by others",
    "contacted": "put to the vendor", "awaiting": "put to the vendor again", "answered": "answered", "in_case": "before a case",
    "promised": "promised", "corrected": "corrected", "watched": "watched", "relapsed": "relapsed", "closed": "closed",
}  # fmt: skip
NEXT = {
    "reported": "A member makes sure that the words stand there, takes a capture, and says who speaks.",
    "verified": "A member puts it to the vendor, citing a published case or a plain reading of the definition.",
    "not_a_claim": "It ends here. The reason is on record.",
    "third_party": "It was not the vendor who spoke, so it does not count as a claim. It stays on record.",
    "contacted": "The vendor has 14 days to answer. From the seventh day on a member sends one reminder.",
    "awaiting": "If no answer comes by the day named here, the clock records that the vendor ignores it.",
    "answered": "A promise or a correction is recorded when it comes.",
    "in_case": "The case decides. It is then put to the vendor again, or closed because the claim stands. If the case is declined, another may be named.",
    "promised": "A member other than the one who filed it records the correction, with a new capture.",
    "corrected": "A member looks again 30 days after the correction.",
    "watched": "A member looks again 180 days after the correction; if it holds, the flag is closed.",
    "relapsed": "A member puts it to the vendor again. The flag is the same, and the relapse is counted.",
    "closed": "It ends here. If the words come back, the same flag is opened again.",
}
DISPUTED = "The vendor disputes it, so a case is opened: the committee decides on the findings."

# A claim comes to the desk of who filed it, and of chair and secretary, on the day on which something is due.
DUE = f"when it is due who filed it, chair and secretary; {FEED}"
ASKED = f"the vendor, by that member; {DUE}"

STEPS: tuple[Step, ...] = (
    Step("", "reported", "member, or reader once let in", "quotation, address, day, and who speaks for which organisation", "it has a number and a page", DUE),
    Step("reported", "verified", "member", "the vendor itself speaks; SHA-256 and time of a capture", "it counts as a claim, and may be put to the vendor", DUE),
    *steps(("reported", "verified"), "third_party", "member", "the press, a reseller or somebody else speaks", "it counts for nothing, and stays on record", FEED, at_will=True),
    *steps(("reported", "verified"), "not_a_claim", "member", "a reason is published", "it ends with the reason", FEED, at_will=True),
    Step("in_case", "not_a_claim", "member", "its case was declined; a reason is published", "it ends with the reason", FEED),
    *steps(
        ("verified", "relapsed"), "contacted", "member", "message and channel; a published case or a plain reading is cited",
        "the vendor has 14 days to answer", ASKED,
    ),
    Step("promised", "contacted", "member", "the promised day has passed", "the vendor has 14 days to answer", ASKED),
    Step("in_case", "contacted", "member", "the case is published, or was declined", "the vendor has 14 days to answer", ASKED),
    Step("contacted", "awaiting", "member", "one reminder, from the seventh day on", "the vendor has the rest of the 14 days, and seven at least", ASKED),
    *steps(("contacted", "awaiting"), "answered", "member", "the vendor's answer, word for word", "the answer stands on its page in full", DUE, at_will=True),
    Step("awaiting", "answered", "the clock", "14 days, and seven after the reminder, without an answer", "it says that the vendor ignores it", FEED),
    Step("answered", "in_case", "member", "the vendor disputes it; a case is named or opened", "the case decides", DUE),
    Step("answered", "promised", "member", "what the vendor promises, and by when", "the day is kept", DUE),
    *steps(
        ("contacted", "awaiting", "answered", "promised", "in_case"), "corrected", "member other than the one who filed it",
        "a new capture, and what kind of correction", "it is looked at again 30 days after", DUE,
    ),
    Step("in_case", "closed", "member", "the published case finds that the claim stands", "it ends", FEED),
    Step("corrected", "watched", "member", "seen to hold 30 days after the correction", "it is looked at again 180 days after", DUE),
    Step("watched", "closed", "member", "seen to hold 180 days after the correction", "it ends", FEED),
    *steps(("corrected", "watched", "closed"), "relapsed", "member", "a capture of the words that came back", "the same flag is open again, and the relapse counted", DUE),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)


def salt() -> str:
    return secrets.token_hex(16)


class Claim(Minuted, table=True):
    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="claim_state"),
        CheckConstraint(f"answer IN {('', *ANSWERS)}", name="claim_answer"),
        CheckConstraint(f"correction IN {('', *CORRECTIONS)}", name="claim_correction"),
        CheckConstraint("(correction = '') = (corrected_on IS NULL)", name="claim_corrected"),
        CheckConstraint("(sha256 = '') = (captured_at IS NULL)", name="claim_capture"),
        CheckConstraint(f"state IN {UNVERIFIED} OR sha256 <> ''", name="claim_verified"),
        Index("ix_claim_state_due", "state", "due"),
        Index("ix_claim_organisation", "organisation", "no"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "system", "release", "organisation", "address", "said_on", "sha256", "captured_at", "state", "answer", "asked_on",
        "due", "correction", "corrected_on", "relapses", "case_no",
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("quotation", "speaker", "submitter", "submitter_interest")
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        return Found(
            "claim", f"{self.system} {self.release}".strip(), f"{self.organisation} {self.speaker} {self.quotation}"
        )

    no: int | None = Field(default=None, primary_key=True)
    system: str
    release: str = ""
    # of the system, as names are compared: by it a case finds its claims
    key: str = Field(index=True)
    # for whom the speaker speaks
    organisation: str
    speaker: str
    quotation: str = Field(sa_type=Text, nullable=False)
    address: str = Field(sa_type=Text, nullable=False)
    # the day on which it was said
    said_on: date
    # of what stood at the address, and when it was taken
    sha256: str = Field(default="", max_length=64)
    captured_at: datetime | None = Field(default=None, sa_type=Moment)
    state: str = "reported"
    # the last answer of the vendor
    answer: str = ""
    # the day on which the vendor was first told; None: never
    asked_on: date | None = None
    # the last day of what is waited for in this state, or the day of the next look
    due: date | None = None
    # the last correction; "" if there never was one
    correction: str = ""
    corrected_on: date | None = None
    relapses: int = 0
    # the case that decides on it, or the one that was cited last
    case_no: int | None = Field(default=None, foreign_key="case_record.no", index=True)
    # the reader who reported it; empty where a member did
    submitter: str = ""
    submitter_interest: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=salt)
    filed_by: int | None = Field(default=None, foreign_key="member.id")
    filed_at: datetime = Field(sa_type=Moment, nullable=False)

    @property
    def called(self) -> str:
        return ", ".join(filter(None, (self.system, self.release)))

    def is_ignored(self, today: date) -> bool:
        """Whether the clock has decided, though nobody has written since."""
        return self.state == "awaiting" and self.due is not None and self.due < today


class ClaimStep(Minuted, table=True):
    """One thing that happened to a claim: what was sent, answered, promised, found corrected or seen again."""

    __tablename__ = "claim_step"
    __table_args__ = (CheckConstraint("(sha256 = '') = (captured_at IS NULL)", name="claim_step_capture"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "act", "source", "target", "choice", "day", "address", "sha256", "captured_at", "case_no"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("words", "reading", "channel")

    claim_no: int = Field(foreign_key="claim.no", primary_key=True)
    # 1, 2, 3 … for this claim
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act: str
    source: str
    target: str
    # the message, the answer, the promise, the reason
    words: str = Field(default="", sa_type=Text, nullable=False)
    # how the definition is plainly read, of a message that cites no case
    reading: str = Field(default="", sa_type=Text, nullable=False)
    # by what way a message went, or who answered
    channel: str = ""
    # agrees, disputes; a kind of correction; vendor, press or other
    choice: str = ""
    # when it was sent or came in; of a promise by when
    day: date | None = None
    address: str = Field(default="", sa_type=Text, nullable=False)
    sha256: str = Field(default="", max_length=64)
    captured_at: datetime | None = Field(default=None, sa_type=Moment)
    case_no: int | None = Field(default=None, foreign_key="case_record.no")
    salt: str = Field(default_factory=salt)
    # None: the clock
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


class HeldClaim(SQLModel, table=True):
    """A claim that a reader reported, held until a secretary lets it in. Not in the minutes."""

    __tablename__ = "held_claim"

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(max_length=64, index=True)
    name: str
    interest: str = Field(sa_type=Text, nullable=False)
    system: str
    release: str
    organisation: str
    speaker: str
    quotation: str = Field(sa_type=Text, nullable=False)
    address: str = Field(sa_type=Text, nullable=False)
    said_on: date
    received_at: datetime = Field(sa_type=Moment, nullable=False)


def may(source: str, target: str) -> bool:
    return (source, target) in _KNOWN


def move(session: Session, actor: Member | None, claim: Claim, target: str, *, act: str, **facts: Any) -> ClaimStep:
    """Bring a claim to another state, or keep what happened in the one it is in. Refused (409) where the table has no such step.

    `facts` are columns of ClaimStep."""
    source = claim.state
    if source != target and not may(source, target):
        raise Refusal(
            f"Claim {claim.no} is {WORDS[source]}, so this cannot be done with it now. Reload its page and see what can.",
            status=409,
        )
    claim.state = target
    session.add(claim)
    last = session.exec(select(func.max(ClaimStep.n)).where(ClaimStep.claim_no == claim.no)).one() or 0
    step = ClaimStep(
        claim_no=claim.no or 0, n=last + 1, act=act, source=source, target=target, made_by=actor.id if actor else None,
        made_at=db.now(), **facts,
    )  # fmt: skip
    session.add(step)
    session.flush()
    return step


def relapse(session: Session, claim: Claim) -> ClaimStep | None:
    """The last time that the words came back."""
    back = select(ClaimStep).where(ClaimStep.claim_no == claim.no, ClaimStep.target == "relapsed")
    return session.exec(back.order_by(col(ClaimStep.n).desc())).first()


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a claim's state in the minutes that the table does not know."""
    return strayed(entries, "claim", may, as_told("claim"))
