"""What an organisation has publicly said of the definition, of a clause, of a case, or on an open question. Disagreement stays."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.cases import proof, subjects
from workbench.cases.models import Case
from workbench.cases.questions import Question
from workbench.cases.subjects import Organisation
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.finding import Found
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

PAGE = 50


class Statement(Minuted, table=True):
    """One that was entered in error is withdrawn with a reason; its place stays."""

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("quotation <> '' OR gist <> ''", name="statement_said"),
        CheckConstraint("case_no IS NULL OR question_no IS NULL", name="statement_of_one"),
        CheckConstraint("clause_id = '' OR (case_no IS NULL AND question_no IS NULL)", name="statement_of_clause"),
        CheckConstraint("(withdrawn_at IS NULL) = (reason = '')", name="statement_withdrawn"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "organisation", "address", "said_on", "case_no", "question_no", "clause_id", "withdrawn_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("speaker", "quotation", "gist", "reason")
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        if self.withdrawn_at:
            return None
        return Found("statement", f"{self.organisation}, {self.said_on.isoformat()}", f"{self.quotation} {self.gist}")

    no: int | None = Field(default=None, primary_key=True)
    # the vendor, sponsor, regulator or other body that speaks
    organisation: str = Field(index=True)
    speaker: str = ""
    # the words themselves; "" where only a report of them is at hand
    quotation: str = Field(default="", sa_type=Text, nullable=False)
    # what is said, in our words
    gist: str = Field(default="", sa_type=Text, nullable=False)
    address: str = Field(sa_type=Text, nullable=False)
    said_on: date
    # what it speaks of; nothing of the three: the definition as a whole
    case_no: int | None = Field(default=None, foreign_key="case_record.no", index=True)
    question_no: int | None = Field(default=None, foreign_key="question.no", index=True)
    clause_id: str = Field(default="", index=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    entered_by: int | None = Field(default=None, foreign_key="member.id")
    entered_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Said:
    """A statement with who stands behind it: the organisation and those above it, as far as they are on record."""

    statement: Statement
    behind: tuple[Organisation, ...]

    @property
    def givers(self) -> tuple[Organisation, ...]:
        """Those of them that give to the body that keeps the definition."""
        return tuple(one for one in self.behind if one.tier)


def statement(session: Session, no: int) -> Statement:
    found = session.get(Statement, no)
    if found is None:
        raise NotHere(f"There is no statement {no}.")
    return found


def enter(
    session: Session, actor: Member, *, case: Case | None = None, question: Question | None = None, **facts: Any
) -> Statement:
    """Put on record what an organisation said, with where and when. `facts` are columns of Statement."""
    permissions.require(actor, "cases.find")
    made = Statement(
        case_no=case.no if case else None, question_no=question.no if question else None, entered_by=actor.id,
        entered_at=db.now(), **facts,
    )  # fmt: skip
    if not made.quotation and not made.gist:
        raise Refusal("Give the words, or say in your own what is said.", field="quotation")
    if made.quotation and proof.is_filler(made.quotation):
        raise Refusal("This is no quotation. Copy the words, or say in your own what is said.", field="quotation")
    if fault := proof.address_fault(made.address):
        raise Refusal(fault, field="address")
    if known := subjects.called(session, made.organisation):
        made.organisation = known.name
    session.add(made)
    session.flush()
    minutes.record(session, actor, "statements.enter", made, made)
    return made


def withdraw(session: Session, actor: Member, one: Statement, *, reason: str) -> None:
    """It was entered in error. By who entered it, or an officer."""
    permissions.require(actor, "cases.find")
    if one.entered_by != actor.id:
        permissions.require(actor, "cases.settle")
    if one.withdrawn_at:
        raise Refusal("This statement is withdrawn already.", status=409)
    if not reason:
        raise Refusal("Give the reason. It stands in the place of the statement.", field="reason")
    one.withdrawn_at, one.reason = db.now(), reason
    session.add(one)
    minutes.record(session, actor, "statements.withdraw", one, one)


def newest(session: Session, *, below: int | None = None) -> list[Said]:
    """Newest first; one more than PAGE when there are further ones."""
    query = select(Statement).order_by(col(Statement.no).desc()).limit(PAGE + 1)
    return _said(session, session.exec(query.where(col(Statement.no) < below) if below else query).all())


def of_case(session: Session, case: Case) -> list[Said]:
    return _said(session, session.exec(_in_order().where(Statement.case_no == case.no)).all())


def on_question(session: Session, question: Question) -> list[Said]:
    """The positions on a question."""
    return _said(session, session.exec(_in_order().where(Statement.question_no == question.no)).all())


def of_clause(session: Session, clause_id: str) -> list[Said]:
    return _said(session, session.exec(_in_order().where(Statement.clause_id == clause_id)).all())


def of_definition(session: Session) -> list[Said]:
    """Those of the definition as a whole."""
    whole = (col(Statement.case_no).is_(None), col(Statement.question_no).is_(None), Statement.clause_id == "")
    return _said(session, session.exec(_in_order().where(*whole).limit(PAGE)).all())


def _in_order() -> Any:
    return select(Statement).order_by(col(Statement.said_on), col(Statement.no))


def _said(session: Session, rows: Sequence[Statement]) -> list[Said]:
    known = {name: subjects.called(session, name) for name in {row.organisation for row in rows}}
    behind = {name: (one, *subjects.above(session, one)) if one else () for name, one in known.items()}
    return [Said(row, behind[row.organisation]) for row in rows]
