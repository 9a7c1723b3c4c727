"""How settled the class of a change is (procedure 4.5): claimed by its author, contested by a member, settled.

The acts are in contesting.py. What opens a ballot or begins a last call asks `uncontested`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.minutes.record import Minuted
from workbench.minutes.steps import Step
from workbench.proposals.models import CLASSES, Proposal

# In which a member may contest a class from the filing that claimed it; and in which somebody settles what is contested.
TO_CONTEST = TO_SETTLE = timedelta(days=7)
STEPS = (
    Step(
        "",
        "open",
        "member",
        "no author, within 7 days of the filing that claims it, with another class and a reason",
        "until it is settled no last call begins and no ballot opens",
        "officers",
    ),
    Step(
        "open",
        "settled",
        "chair or secretary",
        "no author, not who contests it and not recused, with a reason",
        "the class is the one that is settled",
        "watchers",
    ),
    Step("open", "conceded", "author", "gives in", "the class is the one that was named", "watchers"),
    Step(
        "open",
        "raised",
        "workbench",
        "7 days later: doubt moves it up",
        "the higher of the two classes holds",
        "watchers",
    ),
)
STATES = tuple(step.target for step in STEPS)


class ClassContest(Minuted, table=True):
    """A member says that a change is of another class than its author claims: of a proposal, for the n-th time."""

    __tablename__ = "class_contest"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="class_contest_state"),
        CheckConstraint(f"claimed IN {CLASSES} AND named IN {CLASSES}", name="class_contest_classes"),
        CheckConstraint("(state = 'open') = (settled IS NULL)", name="class_contest_settled"),
        CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name="class_contest_when"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "state", "revision", "claimed", "named", "member_id", "made_at", "settled", "settled_by", "settled_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "answer")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str = Field(default="open", index=True)
    # the current one when it was made, and what its author claimed
    revision: int
    claimed: str
    named: str
    member_id: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # the class that it came to; who said so, None: the workbench; and why
    settled: str | None = None
    settled_by: int | None = Field(default=None, foreign_key="member.id")
    answer: str = Field(default="", sa_type=Text, nullable=False)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def until(self) -> datetime:
        """When the higher of the two holds if nobody has settled it."""
        return self.made_at + TO_SETTLE


@dataclass(frozen=True)
class Standing:
    """How the class of a proposal stands: `claimed` until then, `contested` until then, or `settled`."""

    state: str
    until: datetime
    contests: Sequence[ClassContest]

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until

    @property
    def open(self) -> ClassContest | None:
        return next((one for one in self.contests if one.state == "open"), None)


def of(session: Session, proposal: Proposal) -> Standing:
    """In one query. A revision that claims another class begins anew; one that claims the same does not."""
    query = select(ClassContest).where(ClassContest.proposal_no == proposal.no).order_by(col(ClassContest.n))
    found = session.exec(query).all()
    since = proposal.claimed_at or proposal.filed_at
    for one in found:
        if one.state == "open":
            return Standing("contested", one.until, found)
    until = since + TO_CONTEST
    is_settled = any(one.made_at >= since for one in found) or db.now() >= until
    return Standing("settled" if is_settled else "claimed", until, found)


def higher(one: str, other: str) -> str:
    return max(one, other, key=CLASSES.index)


def contest(session: Session, proposal: Proposal) -> ClassContest | None:
    """The contest that nobody has settled."""
    query = select(ClassContest).where(ClassContest.proposal_no == proposal.no, ClassContest.state == "open")
    return session.exec(query).first()


def uncontested(session: Session, proposal: Proposal) -> None:
    """Refuse (409) a last call and a ballot while a member contests the class of change."""
    if one := contest(session, proposal):
        raise Refusal(
            f"Its class is contested: claimed as {one.claimed}, and a member says {one.named}. First an officer settles that, or an "
            f"author gives in, on the proposal's page; otherwise the higher of the two holds from {one.until:%-d %B %Y, %H:%M} UTC.",
            status=409,
        )  # fmt: skip


def claims(session: Session, proposal: Proposal, claimed: str) -> None:
    """Refuse a further revision that would change a class under contest otherwise than by giving in."""
    one = contest(session, proposal)
    if one and claimed not in (proposal.claimed, one.named):
        raise Refusal(
            f"The class is contested: keep {proposal.claimed}, or give in and claim {one.named}. Claim another once it is settled.",
            field="claimed",
        )
