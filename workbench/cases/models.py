"""One case: a release of a system judged under one version. Its verdict is a function of its findings and has no column."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field

from workbench.db import Moment
from workbench.definition import requirements
from workbench.definition.requirements import Need
from workbench.finding import Found
from workbench.minutes.record import Minuted

FINDINGS = ("met", "not_met", "conditional", "not_assessable", "not_applicable")
STATES = (
    "reported", "screened", "declined", "duplicate", "suspended", "open", "evidence", "reply_wait", "draft_finding",
    "deliberation", "balloting", "decided", "settled", "appealed", "re_review_due", "superseded",
)  # fmt: skip
# Its verdict is on record.
PUBLISHED = ("settled", "appealed", "re_review_due", "superseded")
# of a column from after the first rows
EMPTY, FIRST, NO = {"server_default": text("''")}, {"server_default": "1"}, {"server_default": false()}


class Case(Minuted, table=True):
    __tablename__ = "case_record"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="case_state"),
        CheckConstraint(f"(state IN {PUBLISHED}) = (settled_at IS NOT NULL)", name="case_settled"),
        Index("ix_case_organisation", "vendor", "system", "no"),
        Index("ix_case_settled", "state", "settled_at"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "system", "release", "vendor", "version", "requirements", "state", "settled_at",
        "claim", "claim_by", "claim_address", "claim_date", "source", "source_address", "source_date", "round",
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("background", "question", "submitter", "submitter_interest", "dispute")
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        about = [self.vendor, *self.aliases, self.claim, self.question, self.background]
        return Found("case", f"{self.system} {self.release}", " ".join(about))

    @property
    def need(self) -> Need:
        """What is asked for, as a tree."""
        return requirements.read(self.requirements)

    no: int | None = Field(default=None, primary_key=True)
    # the file stem of a starter case ("llama-2"), None for others
    stem: str | None = Field(default=None, unique=True)
    system: str
    release: str
    vendor: str
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # label of the version judged
    version: str = Field(foreign_key="version.label")
    # what that version asks for, as data (definition/requirements.py): one finding is due for each clause in it
    requirements: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    claim: str = Field(default="", sa_type=Text, nullable=False)
    claim_by: str = ""
    claim_address: str = ""
    claim_date: date | None = None
    # what a published source reported as the outcome, in our words; never our verdict
    source: str = Field(default="", sa_type=Text, nullable=False)
    source_address: str = ""
    source_date: date | None = None
    background: str = Field(default="", sa_type=Text, nullable=False)
    # what is asked, of a case that was reported
    question: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    # the reader who reported it; empty where a member did, or nobody
    submitter: str = Field(default="", sa_column_kwargs=EMPTY)
    submitter_interest: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    # 1, 2, 3 …: each new panel begins one
    round: int = Field(default=1, sa_column_kwargs=FIRST)
    # what is disputed about it and by whom, beside its state; empty: nothing
    dispute: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    state: str = "open"
    opened_by: int | None = Field(default=None, foreign_key="member.id")
    opened_at: datetime = Field(sa_type=Moment, nullable=False)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class Finding(Minuted, table=True):
    """What was found for one requirement. A new finding follows the old one, which stays: the last counts."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(f"value IN {FINDINGS}", name="finding_value"),
        CheckConstraint("(value = 'conditional') = (condition <> '')", name="finding_condition"),
        Index("ix_finding_clause_case", "clause_id", "case_no"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("case_no", "clause_id", "n", "version", "value", "condition", "round")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", index=True)
    clause_id: str = Field(index=True)
    # 1, 2, 3 … for this case and requirement
    n: int
    # label of the version whose clause was judged
    version: str = Field(foreign_key="version.label")
    value: str
    condition: str = Field(default="", sa_type=Text, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    # the round of the case in which it was made
    round: int = Field(default=1, sa_column_kwargs=FIRST)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    found_by: int | None = Field(default=None, foreign_key="member.id")
    found_at: datetime = Field(sa_type=Moment, nullable=False)


class Evidence(Minuted, table=True):
    __tablename__ = "evidence"
    minuted: ClassVar[tuple[str, ...]] = (
        "finding_id",
        "address",
        "seen_on",
        "locator",
        "artefact",
        "sha256",
        "kept",
        "removed_at",
    )
    digested: ClassVar[tuple[str, ...]] = ("quotation",)

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", index=True)
    address: str
    quotation: str = Field(sa_type=Text, nullable=False)
    # the day on which the quotation stood at the address
    seen_on: date
    # where in it: a page, a section, a line
    locator: str = Field(default="", sa_column_kwargs=EMPTY)
    # what it is: the data card, the paper, the licence
    artefact: str = Field(default="", sa_column_kwargs=EMPTY)
    # of what was retrieved then; empty where nobody took it
    sha256: str = Field(default="", max_length=64, sa_column_kwargs=EMPTY)
    # whether that file is kept here
    kept: bool = Field(default=False, sa_column_kwargs=NO)
    # when two officers removed its words; when, by whom and why stands in place of the quotation (minutes/redactions.py)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))


class Ground(Minuted, table=True):
    """The words of its clause that a finding rests on, as they stood in its version. A finding without rests on all of it."""

    __tablename__ = "ground"
    minuted: ClassVar[tuple[str, ...]] = ("finding_id", "document", "quote", "prefix", "suffix", "start", "end")

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", index=True)
    document: str
    quote: str = Field(sa_type=Text, nullable=False)
    prefix: str
    suffix: str
    # characters of the clause's text, half-open
    start: int
    end: int


class Outside(Minuted, table=True):
    """What another body published about a system, as it was at one import. A later import that differs is a new row."""

    __tablename__ = "outside_record"
    __table_args__ = (UniqueConstraint("source", "identity", "n", name="outside_once"),)
    minuted: ClassVar[tuple[str, ...]] = ("source", "identity", "n", "sha256")

    id: int | None = Field(default=None, primary_key=True)
    # a key of sources.SOURCES
    source: str
    # what the source calls it, the same at every import
    identity: str
    # 1, 2, 3 … for this record
    n: int
    system: str
    release: str
    organisation: str
    address: str = Field(sa_type=Text, nullable=False)
    licence: str = Field(sa_type=Text, nullable=False)
    released: str
    # by what a case finds it: its names, letters and digits alone
    key: str = Field(index=True)
    release_key: str = Field(index=True)
    # what it says on the criteria of its source (sources.Point), in order
    points: list[list[Any]] = Field(sa_column=Column(JSON, nullable=False))
    # all that the source has of it, and the SHA-256 of that as canonical JSON
    data: Any = Field(sa_column=Column(JSON, nullable=False))
    sha256: str = Field(max_length=64)
    imported_at: datetime = Field(sa_type=Moment, nullable=False)


class OutsideHistory(Minuted, table=True):
    """A system of a source of which it is on record what was said about it when, also of one that the source has dropped."""

    __tablename__ = "outside_history"
    __table_args__ = (UniqueConstraint("source", "identity", name="outside_history_once"),)
    minuted: ClassVar[tuple[str, ...]] = ("source", "identity")

    id: int | None = Field(default=None, primary_key=True)
    source: str
    # what the source calls it: the same word as that of an Outside record
    identity: str
    # by what a case finds it: letters and digits alone
    key: str = Field(index=True)


class OutsideEvent(Minuted, table=True):
    """One dated step in it: the system came, a finding on a criterion of the source changed, or the system went."""

    __tablename__ = "outside_event"
    __table_args__ = (
        UniqueConstraint("history_id", "n", name="outside_event_once"),
        CheckConstraint("event IN ('added', 'changed', 'removed')", name="outside_event_kind"),
        CheckConstraint("(event = 'changed') = (criterion <> '')", name="outside_event_criterion"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "history_id", "n", "at", "event", "criterion", "old", "new", "findings", "reference"
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    history_id: int = Field(foreign_key="outside_history.id", index=True)
    # 1, 2, 3 … in this history
    n: int
    at: datetime = Field(sa_type=Moment, nullable=False)
    event: str
    criterion: str = ""
    # what was said before and after; None: the criterion was not there
    old: str | None = Field(default=None, sa_type=Text)
    new: str | None = Field(default=None, sa_type=Text)
    # of a system that came: criterion -> what was said of it
    findings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # the change at the source: a commit
    reference: str
