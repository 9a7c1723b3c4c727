"""What the text leaves unsaid: a question, the clauses nearest to it, the cases that met it, and the version that answers it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, String, Text, cast
from sqlmodel import Field, Session, col, func, select

from workbench import db
from workbench.cases.models import Case
from workbench.cases.states import as_told
from workbench.db import Moment
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.errors import NotHere, Refusal
from workbench.finding import Found
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.minutes.steps import FEED, Step, strayed

STEPS: tuple[Step, ...] = (
    Step("", "open", "member", "what the text leaves unsaid", "it stands beside its clauses", FEED),
    Step("open", "answered", "chair or secretary", "the version that answers it is named, and how", "its page says how the text has it now", FEED),
    Step("answered", "open", "chair or secretary", "a reason is published", "it stands beside its clauses again", FEED, at_will=True),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)
NEAR = 50  # questions shown beside a clause
NEAREST = 20  # clauses, at most


def salt() -> str:
    return secrets.token_hex(16)


class Question(Minuted, table=True):
    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered')", name="question_state"),
        CheckConstraint("(state = 'answered') = (version IS NOT NULL)", name="question_answered"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("title", "clauses", "state", "version")
    digested: ClassVar[tuple[str, ...]] = ("unsaid",)
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        return Found("question", self.title, self.unsaid)

    no: int | None = Field(default=None, primary_key=True)
    title: str
    # what the text leaves unsaid, in Markdown
    unsaid: str = Field(sa_type=Text, nullable=False)
    # ids of the clauses nearest to it, which they keep through all versions
    clauses: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str = "open"
    # label of the version that answers it
    version: str | None = Field(default=None, foreign_key="version.label")
    salt: str = Field(default_factory=salt)
    opened_by: int | None = Field(default=None, foreign_key="member.id")
    opened_at: datetime = Field(sa_type=Moment, nullable=False)


class QuestionCase(Minuted, table=True):
    """A case that met a question. One that was named in error is taken off, and stays on record."""

    __tablename__ = "question_case"
    minuted: ClassVar[tuple[str, ...]] = ("is_off",)
    digested: ClassVar[tuple[str, ...]] = ("note",)

    question_no: int = Field(foreign_key="question.no", primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", primary_key=True, index=True)
    # how it met it
    note: str = Field(sa_type=Text, nullable=False)
    is_off: bool = False
    salt: str = Field(default_factory=salt)
    named_by: int | None = Field(default=None, foreign_key="member.id")


class QuestionStep(Minuted, table=True):
    """A question was answered by a version, or opened again."""

    __tablename__ = "question_step"
    minuted: ClassVar[tuple[str, ...]] = ("source", "target", "version")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    question_no: int = Field(foreign_key="question.no", primary_key=True)
    # 1, 2, 3 … for this question
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    target: str
    version: str | None = Field(default=None, foreign_key="version.label")
    # how the version answers it, or why it is open again
    words: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=salt)
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


def question(session: Session, no: int) -> Question:
    found = session.get(Question, no)
    if found is None:
        raise NotHere(f"There is no open question {no}.")
    return found


def every(session: Session, *, state: str = "", below: int | None = None, limit: int = 50) -> Sequence[Question]:
    """Newest first; one more than `limit` when there are further ones."""
    query = select(Question).order_by(col(Question.no).desc()).limit(limit + 1)
    query = query.where(Question.state == state) if state else query
    return session.exec(query.where(col(Question.no) < below) if below else query).all()


def of_case(session: Session, case: Case) -> list[tuple[Question, QuestionCase]]:
    """The questions that a case met, and how."""
    query = select(Question, QuestionCase).join(QuestionCase, col(QuestionCase.question_no) == Question.no)
    query = query.where(QuestionCase.case_no == case.no, col(QuestionCase.is_off).is_(False))
    return list(session.exec(query.order_by(col(Question.no))).all())


def near(session: Session, clause_id: str) -> list[Question]:
    """The questions nearest to a clause, the newest first; some are enough for the page of the clause."""
    named = cast(col(Question.clauses), String).contains(json.dumps(clause_id), autoescape=True)
    return list(session.exec(select(Question).where(named).order_by(col(Question.no).desc()).limit(NEAR)))


def met(session: Session, one: Question) -> list[tuple[QuestionCase, Case]]:
    query = select(QuestionCase, Case).join(Case, col(Case.no) == QuestionCase.case_no)
    query = query.where(QuestionCase.question_no == one.no, col(QuestionCase.is_off).is_(False))
    return list(session.exec(query.order_by(col(Case.no))).all())


def steps(session: Session, one: Question) -> Sequence[QuestionStep]:
    query = select(QuestionStep).where(QuestionStep.question_no == one.no)
    return session.exec(query.order_by(col(QuestionStep.n))).all()


def clause_ids(session: Session, typed: str) -> list[str]:
    """The ids of clauses named by number (of the newest version) or by id, separated by commas or spaces."""
    numbers = {clause.number: clause.id for clause in definition.clauses(session, definition.judging(session))}
    used, found = definition.used(session), []
    for word in filter(None, re.split(r"[,;\s]+", typed)):
        clause_id = word if word in used else numbers.get(word.rstrip("."))
        if not clause_id:
            raise Refusal(
                f"There is no clause “{word}”. Give its number in the newest version, or its address.", field="clauses"
            )
        found.append(clause_id)
    if len(found) > NEAREST:
        raise Refusal(f"Name the nearest clauses only: {NEAREST} at most.", field="clauses")
    return list(dict.fromkeys(found))


def ask(
    session: Session, actor: Member, one: Question | None, *, title: str, unsaid: str, clauses: Iterable[str]
) -> Question:
    """Put a question on record, or say better what it asks."""
    permissions.require(actor, "cases.find")
    if one and one.state != "open":
        raise Refusal("This question is answered. Open it again before you change it.", status=409)
    made = one or Question(title="", unsaid="", opened_by=actor.id, opened_at=db.now())
    made.title, made.unsaid, made.clauses = title, unsaid, list(clauses)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "questions.change" if one else "questions.ask", made, made)
    return made


def meet(session: Session, actor: Member, one: Question, case: Case, *, note: str) -> QuestionCase:
    """Say that a case met the question, and how."""
    permissions.require(actor, "cases.find")
    if not note:
        raise Refusal("Say how the case met it.", field="note")
    known = session.get(QuestionCase, (one.no, case.no))
    if known and not known.is_off:
        raise Refusal(f"Case {case.no} is named here already.", field="case", status=409)
    made = known or QuestionCase(question_no=one.no or 0, case_no=case.no or 0, note=note, named_by=actor.id)
    made.note, made.is_off = note, False
    session.add(made)
    minutes.record(session, actor, "questions.meet", one, made)
    return made


def part(session: Session, actor: Member, one: Question, case_no: int) -> None:
    """A case was named in error: it is taken off, and the minutes keep it."""
    permissions.require(actor, "cases.find")
    known = session.get(QuestionCase, (one.no, case_no))
    if known is None:
        raise NotHere("This case is not named here.")
    known.is_off = True
    session.add(known)
    minutes.record(session, actor, "questions.part", one, known)


def close(session: Session, actor: Member, one: Question, *, version: Version, words: str) -> None:
    """A version answers it. Nothing else closes a question."""
    permissions.require(actor, "cases.settle")
    if not words:
        raise Refusal("Say how the version answers it, naming the clause.", field="words")
    _move(session, actor, one, "answered", version=version.label, words=words)


def reopen(session: Session, actor: Member, one: Question, *, words: str) -> None:
    permissions.require(actor, "cases.settle")
    if not words:
        raise Refusal("Give the reason. It is published.", field="words")
    _move(session, actor, one, "open", version=None, words=words)


def _move(session: Session, actor: Member, one: Question, target: str, *, version: str | None, words: str) -> None:
    if (one.state, target) not in _KNOWN:
        sentence = "This question is answered already." if target == "answered" else "This question is open."
        raise Refusal(sentence, status=409)
    last = session.exec(select(func.max(QuestionStep.n)).where(QuestionStep.question_no == one.no)).one() or 0
    step = QuestionStep(
        question_no=one.no or 0, n=last + 1, source=one.state, target=target, version=version, words=words,
        made_by=actor.id, made_at=db.now(),
    )  # fmt: skip
    one.state, one.version = target, version
    session.add_all([one, step])
    session.flush()
    minutes.record(session, actor, "questions.close" if version else "questions.reopen", one, one, step)


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a question's state in the minutes that the table does not know."""
    return strayed(entries, "question", lambda source, target: (source, target) in _KNOWN, as_told("question"))
