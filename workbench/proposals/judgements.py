"""What a member would find in a case if a revision of a proposal were the text: argument until it is, a finding then."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from workbench.cases.models import FINDINGS
from workbench.db import Moment
from workbench.minutes.record import Minuted


class Tentative(Minuted, table=True):
    """A finding under a revision. The last one for a case and clause counts; the others stay to be read."""

    __tablename__ = "tentative"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_no", "revision"], ["revision.proposal_no", "revision.n"], name="tentative_revision"
        ),
        CheckConstraint(f"value IN {FINDINGS}", name="tentative_value"),
        CheckConstraint("(value = 'conditional') = (condition <> '')", name="tentative_condition"),
        Index("ix_tentative_proposal_case", "proposal_no", "case_no"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "proposal_no", "revision", "case_no", "clause_id", "value", "condition", "found_by"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "exhibits")

    id: int | None = Field(default=None, primary_key=True)
    proposal_no: int
    revision: int
    case_no: int = Field(foreign_key="case_record.no")
    clause_id: str
    value: str
    condition: str = Field(default="", sa_type=Text, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    # each piece of evidence, by the names of Exhibit.FIELDS
    exhibits: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    found_by: int = Field(foreign_key="member.id")
    found_at: datetime = Field(sa_type=Moment, nullable=False)
