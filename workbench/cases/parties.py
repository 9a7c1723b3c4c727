"""Who takes no part in a case: members who step aside, and motions that another does (procedure 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.cases.life import salt
from workbench.cases.models import Case
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

OUTCOMES = {"dismissed": "they take no part in this case", "stays": "they stay"}
# how long the one concerned may answer before it is decided
TO_ANSWER = timedelta(hours=48)


class Recusal(Minuted, table=True):
    """A member takes no part in a case, by their own decision or by that of others. It stays on record with the case."""

    __tablename__ = "case_recusal"
    minuted: ClassVar[tuple[str, ...]] = ("is_dismissed", "since")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    is_dismissed: bool = False
    words: str = Field(sa_type=Text, nullable=False)
    since: datetime = Field(sa_type=Moment, nullable=False)
    salt: str = Field(default_factory=salt)


class Dismissal(Minuted, table=True):
    """A motion that a member takes no part in a case, what that member answered, and what others decided."""

    __tablename__ = "case_dismissal"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('dismissed', 'stays')", name="dismissal_outcome"),
        CheckConstraint("(outcome IS NULL) = (decided_by IS NULL)", name="dismissal_decided"),
        CheckConstraint("decided_by <> member_id AND moved_by <> member_id", name="dismissal_others"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "moved_by", "outcome", "decided_by")
    digested: ClassVar[tuple[str, ...]] = ("words", "answer", "reasons")

    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    # 1, 2, 3 … for this case
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    moved_by: int = Field(foreign_key="member.id")
    words: str = Field(sa_type=Text, nullable=False)
    moved_at: datetime = Field(sa_type=Moment, nullable=False)
    answer: str = Field(default="", sa_type=Text, nullable=False)
    outcome: str | None = None
    reasons: str = Field(default="", sa_type=Text, nullable=False)
    decided_by: int | None = Field(default=None, foreign_key="member.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=salt)


class Note(Minuted, table=True):
    """What a member says while a case is deliberated on, for the committee alone: never for the public, nor for who is recused."""

    __tablename__ = "case_note"
    minuted: ClassVar[tuple[str, ...]] = ("case_no", "member_id", "written_at")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", index=True)
    member_id: int = Field(foreign_key="member.id")
    words: str = Field(sa_type=Text, nullable=False)
    written_at: datetime = Field(sa_type=Moment, nullable=False)
    salt: str = Field(default_factory=salt)


def recused(session: Session, case: Case) -> Sequence[Recusal]:
    """Who takes no part in a case, beside those who gave up a seat."""
    query = select(Recusal).where(Recusal.case_no == case.no)
    return session.exec(query.order_by(col(Recusal.since), col(Recusal.member_id))).all()


def motions(session: Session, case: Case) -> Sequence[Dismissal]:
    """The motions that somebody takes no part, the newest first."""
    query = select(Dismissal).where(Dismissal.case_no == case.no)
    return session.exec(query.order_by(col(Dismissal.n).desc())).all()


def pending(session: Session, case: Case) -> Dismissal | None:
    """The motion that is not decided."""
    return next((one for one in motions(session, case) if one.outcome is None), None)


def step_aside(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Take no part in a case: one's own decision, whatever the register says."""
    permissions.require(actor, "cases.find")
    if session.get(Recusal, (case.no, actor.id)):
        raise Refusal("You take no part in this case already.", status=409)
    if not words:
        raise Refusal("Say what ties you to the vendor.", field="words")
    made = Recusal(case_no=case.no or 0, member_id=actor.id or 0, words=words, since=db.now())
    session.add(made)
    minutes.record(session, actor, "cases.recuse", case, made)


def move(session: Session, actor: Member, case: Case, member: Member, *, words: str) -> Dismissal:
    """Move that another member takes no part in a case. Others decide, once that member has answered or had time to."""
    permissions.require(actor, "cases.find")
    if member.id == actor.id:
        raise Refusal("You may step aside by yourself.", field="members")
    if session.get(Recusal, (case.no, member.id)):
        raise Refusal(f"{member.name} takes no part in this case already.", field="members")
    if pending(session, case):
        raise Refusal("Another such motion waits to be decided. Move yours after that.", status=409)
    if not words:
        raise Refusal("Give the reason.", field="words")
    made = Dismissal(
        case_no=case.no or 0, n=len(motions(session, case)) + 1, member_id=member.id or 0, moved_by=actor.id or 0,
        words=words, moved_at=db.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.move_dismissal", case, made, named=[member.name])
    return made


def answer(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Answer the motion against oneself."""
    made = pending(session, case)
    if made is None or made.member_id != actor.id or made.answer:
        raise Refusal("No motion against you waits for an answer in this case.", status=409)
    if not words:
        raise Refusal("Write your answer.", field="words")
    made.answer = words
    session.add(made)
    minutes.record(session, actor, "cases.answer_dismissal", case, made)


def deciders(session: Session, made: Dismissal, aside: set[int]) -> set[int]:
    """Who may decide a motion: the officers who are not a party to it; where there is none, the other members."""
    active = session.exec(select(Member).where(col(Member.active))).all()
    out = aside | {made.member_id, made.moved_by}
    able = [one for one in active if one.id not in out and permissions.may(one, "cases.find")]
    officers = [one for one in able if permissions.may(one, "cases.settle")]
    return {one.id or 0 for one in officers or able}


def decide(session: Session, actor: Member, case: Case, aside: set[int], *, outcome: str, words: str) -> Dismissal:
    """Decide the motion that waits. Neither who moved it nor who is concerned does."""
    made = pending(session, case)
    if made is None:
        raise Refusal("No such motion waits to be decided in this case.", status=409)
    if actor.id not in deciders(session, made, aside):
        raise Refusal("An officer who is not a party to the motion decides it.", status=403)
    if not made.answer and db.now() < made.moved_at + TO_ANSWER:
        until = f"{made.moved_at + TO_ANSWER:%-d %B %Y, %H:%M} UTC"
        raise Refusal(
            f"The member concerned may answer until {until}. Decide after that, or after the answer.", status=409
        )
    if outcome not in OUTCOMES:
        raise Refusal("Choose what was decided.", field="choice")
    if not words:
        raise Refusal("Give the reasons.", field="words")
    made.outcome, made.reasons, made.decided_by, made.decided_at = outcome, words, actor.id, db.now()
    rows: list[Minuted] = [made]
    if outcome == "dismissed" and session.get(Recusal, (case.no, made.member_id)) is None:
        rows.append(
            Recusal(case_no=case.no or 0, member_id=made.member_id, is_dismissed=True, words=words, since=db.now())
        )
    session.add_all(rows)
    minutes.record(session, actor, "cases.decide_dismissal", case, *rows)
    return made


def note(session: Session, actor: Member, case: Case, aside: set[int], *, words: str) -> None:
    """Say something to the committee while it deliberates."""
    permissions.require(actor, "cases.find")
    if actor.id in aside:
        raise Refusal("You take no part in this case.", status=403)
    if not words:
        raise Refusal("Write the note.", field="words")
    made = Note(case_no=case.no or 0, member_id=actor.id or 0, words=words, written_at=db.now())
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.note", case, made)


def notes(session: Session, case: Case, viewer: Member | None, aside: set[int]) -> Sequence[Note]:
    """The notes on a case, the oldest first; none for the public, for who does not judge, and for who takes no part."""
    if viewer is None or viewer.id in aside or not permissions.may(viewer, "cases.find"):
        return []
    return session.exec(select(Note).where(Note.case_no == case.no).order_by(col(Note.id))).all()
