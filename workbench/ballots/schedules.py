"""The ballots that the clock is to open: few at a time, whatever was ever scheduled."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, Session, col, or_, select

from workbench import db
from workbench.ballots.candidates import headline
from workbench.cases.models import Case
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal

# What becomes of a ballot that was scheduled.
SCHEDULED = ("scheduled", "open", "cancelled")
WAITING = text("state = 'scheduled'")
# How long those who would have voted are told that a ballot is not held.
TOLD = timedelta(days=7)


class Schedule(Minuted, table=True):
    """A ballot that the clock opens: text, rule and options are bound already, its roll when it opens."""

    __tablename__ = "ballot_schedule"
    __table_args__ = (
        CheckConstraint(f"state IN {SCHEDULED}", name="ballot_schedule_state"),
        CheckConstraint("ballot_no IS NULL OR state = 'open'", name="ballot_schedule_open"),
        CheckConstraint("opens_at < closes_at", name="ballot_schedule_window"),
        Index("ix_ballot_schedule_next", "opens_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "statement",
        "rule",
        "binding",
        "opens_at",
        "closes_at",
        "scheduled_by",
        "state",
        "ballot_no",
    )
    digested: ClassVar[tuple[str, ...]] = ("why",)

    no: int | None = Field(default=None, primary_key=True)
    # what it is on, as the statement of the ballot will say; with its rule's hash and its times
    statement: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rule: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    # SHA-256 over the statement
    binding: str = Field(max_length=64)
    opens_at: datetime = Field(sa_type=Moment, nullable=False)
    closes_at: datetime = Field(sa_type=Moment, nullable=False)
    scheduled_by: int = Field(foreign_key="member.id")
    scheduled_at: datetime = Field(sa_type=Moment, nullable=False)
    state: str = "scheduled"
    ballot_no: int | None = Field(default=None, foreign_key="ballot.no")
    # why it was cancelled, and when
    why: str | None = Field(default=None, sa_type=Text)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))

    @property
    def proposals(self) -> list[int]:
        """The numbers of what it is on; none if it is on a case."""
        return numbers(self.statement)

    @property
    def case_no(self) -> int | None:
        return self.statement.get("case")


def numbers(said: dict[str, Any]) -> list[int]:
    """The proposals that a statement is on."""
    if "options" in said:
        return [one[0] for one in said["options"]]
    return [said["proposal"]] if "proposal" in said else []


def schedule(session: Session, no: int) -> Schedule:
    found = session.get(Schedule, no)
    if found is None:
        raise NotHere(f"There is no scheduled ballot {no}.")
    return found


def concerned(row: Schedule) -> list[int]:
    """The proposals of which who is recused leaves it to others: those it is on, and of a release those that are in it."""
    return [*row.proposals, *row.statement.get("recused_from", ())]


def title(session: Session, row: Schedule) -> str:
    """What it is on, in a line."""
    if "on_version" in row.statement:
        told = row.statement["on_version"]
        return f"{'Release' if told['question'] == 'release' else 'Withdrawal'} of version {told['label']}"
    if "elects" in row.statement:
        return headline(row.statement["elects_title"], row.statement["to_fill"])
    if row.case_no:
        case = session.get_one(Case, row.case_no)
        return f"Findings on {case.system}, {case.release}"
    return " / ".join(session.get_one(Proposal, no).title for no in row.proposals)


def waiting(session: Session) -> Sequence[Schedule]:
    """What is to open and was not recorded as open, the next one first."""
    query = select(Schedule).where(Schedule.state == "scheduled")
    query = query.order_by(col(Schedule.opens_at), col(Schedule.no))
    return db.once(session, "scheduled", lambda: session.exec(query).all())


def due(session: Session, now: datetime) -> Sequence[Schedule]:
    """What is open by the clock, and only has to be put on record."""
    query = select(Schedule).where(Schedule.state == "scheduled", Schedule.opens_at <= now)
    return session.exec(query.order_by(col(Schedule.opens_at), col(Schedule.no))).all()


def told(session: Session, now: datetime) -> Sequence[Schedule]:
    """What is to open, and what was cancelled these days."""
    fresh = col(Schedule.cancelled_at) > now - TOLD
    query = select(Schedule).where(or_(col(Schedule.state) == "scheduled", fresh))
    return session.exec(query.order_by(col(Schedule.opens_at), col(Schedule.no))).all()


def on(
    session: Session, proposals: Collection[int] = (), case: int | None = None, elects: str = "", version: Mapping[str, Any] | None = None
) -> Schedule | None:  # fmt: skip
    """The ballot that is scheduled on one of these proposals, on a case, to fill seats of a body, or on a version."""

    def is_on(said: Mapping[str, Any]) -> bool:
        told = said.get("on_version", {})
        same = version is not None and all(told.get(key) == version[key] for key in ("question", "ordinal", "release"))
        return same or bool(case and said.get("case") == case or elects and said.get("elects") == elects)

    found = [one for one in waiting(session) if {*one.proposals} & {*proposals} or is_on(one.statement)]
    return next((one for one in found if one.state == "scheduled"), None)  # not the one that is just being opened


def none_on(
    session: Session, proposals: Collection[int] = (), case: int | None = None, elects: str = "", version: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Refuse (409) a second ballot on what the clock opens one on."""
    if one := on(session, proposals, case, elects, version):
        raise Refusal(
            f"A ballot on it opens on {one.opens_at:%-d %B %Y, %H:%M} UTC (scheduled ballot {one.no}). Cancel that one on its page "
            "first.", status=409,
        )  # fmt: skip
