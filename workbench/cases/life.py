"""What a case goes through before it is published: its panel, what each reviewer found alone, the vendor's reply, appeals."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from workbench.cases.models import EMPTY, FINDINGS
from workbench.db import Moment
from workbench.minutes.record import Minuted

GROUNDS = ("new_evidence", "wrong_fact", "wrong_procedure", "wrong_reading")
OUTCOMES = ("affirmed", "overturned", "remanded")


def salt() -> str:
    return secrets.token_hex(16)


class HeldReport(SQLModel, table=True):
    """A reader's report of a system, held until a secretary lets it in as a case. Not in the minutes."""

    __tablename__ = "held_report"

    id: int | None = Field(default=None, primary_key=True)
    # counts what comes from one place, and says nothing about it: salted SHA-256 of the address
    place: str = Field(max_length=64, index=True)
    name: str
    interest: str = Field(sa_type=Text, nullable=False)
    system: str
    release: str
    vendor: str
    question: str = Field(sa_type=Text, nullable=False)
    address: str = Field(sa_type=Text, nullable=False)
    received_at: datetime = Field(sa_type=Moment, nullable=False)


class CaseStep(Minuted, table=True):
    """A step in the life of a case that has a reason, or names another case."""

    __tablename__ = "case_step"
    minuted: ClassVar[tuple[str, ...]] = ("source", "target", "other_no")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    # 1, 2, 3 … for this case
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    target: str
    words: str = Field(default="", sa_type=Text, nullable=False)
    # the case that it repeats, or that takes its place
    other_no: int | None = Field(default=None, foreign_key="case_record.no")
    salt: str = Field(default_factory=salt)
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


class Reviewer(Minuted, table=True):
    """A seat on the panel of a case, in one round of it."""

    __tablename__ = "case_reviewer"
    __table_args__ = (CheckConstraint("(sealed = '') = (handed_in_at IS NULL)", name="reviewer_sealed"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "is_tied",
        "is_recused",
        "declared_at",
        "handed_in_at",
        "sealed",
        "relieved_at",
    )
    digested: ClassVar[tuple[str, ...]] = ("tie", "relief")

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    named_at: datetime = Field(sa_type=Moment, nullable=False)
    # what the reviewer said of their interests; None: nothing yet
    declared_at: datetime | None = Field(default=None, sa_type=Moment)
    is_tied: bool = False
    tie: str = Field(default="", sa_type=Text, nullable=False)
    is_recused: bool = False
    # digest of the findings as they were handed in: they cannot be changed between then and when everybody reads them
    handed_in_at: datetime | None = Field(default=None, sa_type=Moment)
    sealed: str = ""
    # the seat was given up for the reviewer, with a reason; what they had handed in stays
    relieved_at: datetime | None = Field(default=None, sa_type=Moment)
    relief: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    salt: str = Field(default_factory=salt)

    @property
    def sits(self) -> bool:
        return not self.is_recused and self.relieved_at is None


class OpinionDraft(SQLModel, table=True):
    """What one reviewer has found so far, for nobody else's eyes. Not in the minutes, not in any count."""

    __tablename__ = "case_opinion_draft"
    __table_args__ = (UniqueConstraint("case_no", "round", "member_id", "clause_id", name="opinion_draft_once"),)

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no")
    round: int
    member_id: int = Field(foreign_key="member.id")
    clause_id: str
    value: str
    condition: str = Field(default="", sa_type=Text, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    evidence: list[Any] = Field(sa_column=Column(JSON, nullable=False))


class Opinion(Minuted, table=True):
    """What one reviewer found alone. The row is made when the findings of all reviewers are in."""

    __tablename__ = "case_opinion"
    __table_args__ = (
        CheckConstraint(f"value IN {FINDINGS}", name="opinion_value"),
        UniqueConstraint("case_no", "round", "member_id", "clause_id", name="opinion_once"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("case_no", "round", "member_id", "clause_id", "value", "condition")
    digested: ClassVar[tuple[str, ...]] = ("reason", "evidence")

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no")
    round: int
    member_id: int = Field(foreign_key="member.id")
    clause_id: str
    value: str
    condition: str = Field(default="", sa_type=Text, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    # exhibits as they were put in
    evidence: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    salt: str = Field(default_factory=salt)


class Dissent(Minuted, table=True):
    """A member does not agree with an agreed finding, and says why. It stays beside that finding for good."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("finding_id", "member_id", name="dissent_once"),)
    minuted: ClassVar[tuple[str, ...]] = ("finding_id", "member_id")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id")
    member_id: int = Field(foreign_key="member.id")
    words: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=salt)
    said_at: datetime = Field(sa_type=Moment, nullable=False)


class Reply(Minuted, table=True):
    """The vendor was asked; what they replied, word for word, or that nothing came in time. One a round."""

    __tablename__ = "case_reply"
    __table_args__ = (CheckConstraint("(words = '') = (received_on IS NULL)", name="reply_received"),)
    minuted: ClassVar[tuple[str, ...]] = ("asked_on", "due", "received_on", "is_silent")
    digested: ClassVar[tuple[str, ...]] = ("asked_of", "words", "said_by")

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # whom, and by what way
    asked_of: str
    asked_on: date
    due: date
    words: str = Field(default="", sa_type=Text, nullable=False)
    said_by: str = ""
    received_on: date | None = None
    is_silent: bool = False
    salt: str = Field(default_factory=salt)


class Notice(Minuted, table=True):
    """What is to be published was sent to the vendor, to point out errors of fact; and what came back. One a round."""

    __tablename__ = "case_notice"
    __table_args__ = (CheckConstraint("(answer = '') = (answered_at IS NULL)", name="notice_answered"),)
    minuted: ClassVar[tuple[str, ...]] = ("until", "answered_at")
    digested: ClassVar[tuple[str, ...]] = ("sent_to", "answer")

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # whom, and by what way
    sent_to: str
    sent_at: datetime = Field(sa_type=Moment, nullable=False)
    until: datetime = Field(sa_type=Moment, nullable=False)
    answer: str = Field(default="", sa_type=Text, nullable=False)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=salt)


class Reaffirmation(Minuted, table=True):
    """It was proposed that a case up for review stands as it is: what comes of it by a day if no member objects."""

    __tablename__ = "case_reaffirmation"
    __table_args__ = (
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('stands', 'objected', 'overtaken')", name="reaffirmation_outcome"
        ),
        CheckConstraint("(coalesce(outcome, '') = 'objected') = (objection <> '')", name="reaffirmation_objection"),
        Index("ix_case_reaffirmation_outcome", "outcome", "until"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("version", "until", "outcome")
    digested: ClassVar[tuple[str, ...]] = ("objection",)

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    # 1, 2, 3 … for this case
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # label of the version under which it would stand
    version: str = Field(foreign_key="version.label")
    proposed_by: int = Field(foreign_key="member.id")
    proposed_at: datetime = Field(sa_type=Moment, nullable=False)
    until: datetime = Field(sa_type=Moment, nullable=False)
    # None while it runs
    outcome: str | None = None
    objection: str = Field(default="", sa_type=Text, nullable=False)
    objected_by: int | None = Field(default=None, foreign_key="member.id")
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=salt)


class Appeal(Minuted, table=True):
    """An appeal against a published case: on which ground, by whom, and what the other panel made of it."""

    __tablename__ = "case_appeal"
    __table_args__ = (
        CheckConstraint(f"ground IN {GROUNDS}", name="appeal_ground"),
        CheckConstraint(f"outcome IS NULL OR outcome IN {OUTCOMES}", name="appeal_outcome"),
        CheckConstraint("(outcome IS NULL) = (heard_at IS NULL)", name="appeal_heard"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "ground",
        "lodged_by",
        "second_id",
        "began_at",
        "round",
        "outcome",
        "heard_at",
    )
    digested: ClassVar[tuple[str, ...]] = ("words", "on_behalf", "answer")

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ground: str
    words: str = Field(sa_type=Text, nullable=False)
    # the vendor or whoever reported the case, for whom an officer lodges it; "" for members
    on_behalf: str = ""
    lodged_by: int = Field(foreign_key="member.id")
    # the second member whom a member's appeal needs
    second_id: int | None = Field(default=None, foreign_key="member.id")
    lodged_at: datetime = Field(sa_type=Moment, nullable=False)
    # None while a second member is missing
    began_at: datetime | None = Field(default=None, sa_type=Moment)
    # the round of the panel that hears it; None: none is named yet
    round: int | None = None
    outcome: str | None = None
    answer: str = Field(default="", sa_type=Text, nullable=False)
    heard_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=salt)
