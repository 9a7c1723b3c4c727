"""A proposal would answer an open question: said by a member, shown on the pages of both."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.cases.questions import Question
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal


class Answering(Minuted, table=True):
    """What was said in error is taken back, and stays on record."""

    __tablename__ = "answering"
    minuted: ClassVar[tuple[str, ...]] = ("is_off",)

    question_no: int = Field(foreign_key="question.no", primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True, index=True)
    is_off: bool = False
    said_by: int | None = Field(default=None, foreign_key="member.id")
    said_at: datetime = Field(sa_type=Moment, nullable=False)


def say(session: Session, actor: Member, question: Question, proposal: Proposal) -> Answering:
    """Say that a proposal, once adopted, would answer a question."""
    permissions.require(actor, "cases.find")
    known = session.get(Answering, (question.no, proposal.no))
    if known and not known.is_off:
        raise Refusal(f"Proposal {proposal.no} is named here already.", field="proposal", status=409)
    made = known or Answering(
        question_no=question.no or 0, proposal_no=proposal.no or 0, said_by=actor.id, said_at=db.now()
    )
    made.is_off = False
    session.add(made)
    minutes.record(session, actor, "questions.answering", question, made)
    return made


def unsay(session: Session, actor: Member, question: Question, proposal_no: int) -> None:
    permissions.require(actor, "cases.find")
    known = session.get(Answering, (question.no, proposal_no))
    if known is None:
        raise NotHere("This proposal is not named here.")
    known.is_off = True
    session.add(known)
    minutes.record(session, actor, "questions.unanswering", question, known)


def proposals(session: Session, question: Question) -> list[Proposal]:
    """The proposals that would answer a question."""
    query = select(Proposal).join(Answering, col(Answering.proposal_no) == Proposal.no)
    query = query.where(Answering.question_no == question.no, col(Answering.is_off).is_(False))
    return list(session.exec(query.order_by(col(Proposal.no))))


def questions(session: Session, proposal: Proposal) -> list[Question]:
    """The questions that a proposal would answer."""
    query = select(Question).join(Answering, col(Answering.question_no) == Question.no)
    query = query.where(Answering.proposal_no == proposal.no, col(Answering.is_off).is_(False))
    return list(session.exec(query.order_by(col(Question.no))))
