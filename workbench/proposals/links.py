"""How proposals hang together, and who stands behind them: links, sponsors, objections, withdrawals, admissibility."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text
from sqlmodel import Field

from workbench.db import Moment
from workbench.minutes.record import Minuted

# rival: answers the same question otherwise. counter: the committee's own wording beside it. amends: changes a revision of it.
# composite: puts it and others together. part: stands for some of it. supersedes: takes its place. fell: fell because of it.
# again: asks again, word for word, what it had asked when it was decided.
LINKS = ("rival", "counter", "amends", "composite", "part", "supersedes", "fell", "again")
# Links that take effect once the author of the other proposal agrees.
AGREED = ("composite", "supersedes")


class Link(Minuted, table=True):
    """Proposal `proposal_no` is to proposal `other_no` what `kind` says; the other way is read from it."""

    __tablename__ = "link"
    __table_args__ = (CheckConstraint(f"kind IN {LINKS}", name="link_kind"),)
    minuted: ClassVar[tuple[str, ...]] = ("made_by", "agreed_in", "offered_at", "taken_in", "ended_at")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    kind: str = Field(primary_key=True)
    other_no: int = Field(foreign_key="proposal.no", primary_key=True, index=True)
    # None: the workbench
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # composite, supersedes: the revision of `proposal_no` that the author of the other agreed to
    agreed_in: int | None = None
    # amends: when the author of the other said that it will be taken over; sponsors may object for a day
    offered_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    # amends: the revision of the other that took it over
    taken_in: int | None = None
    # rival: when whoever declared it took that back; again: when a revision asked something else; None: it stands
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Retraction(Minuted, table=True):
    """A member took back what they had declared or agreed to, with a reason: a link, for the n-th time."""

    __tablename__ = "retraction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_no", "kind", "other_no"],
            ["link.proposal_no", "link.kind", "link.other_no"],
            name="retraction_link",
        ),
    )
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "revision", "at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    other_no: int = Field(primary_key=True, index=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    # composite, supersedes: the revision that was agreed to; None of rivals
    revision: int | None = None
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    at: datetime = Field(sa_type=Moment, nullable=False)


class Sponsorship(Minuted, table=True):
    """A member supports that a proposal be considered, which is not yet that it pass."""

    __tablename__ = "sponsorship"
    minuted: ClassVar[tuple[str, ...]] = ("since", "ended_at")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    since: datetime = Field(sa_type=Moment, nullable=False)
    # stepped back, or became its author
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Objection(Minuted, table=True):
    """A sponsor of a proposal is against its author taking over an amendment to it without a vote."""

    __tablename__ = "objection"
    minuted: ClassVar[tuple[str, ...]] = ("made_at", "ended_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    # the amendment to the amendment
    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Withdrawal(Minuted, table=True):
    """An author took a proposal back, with a reason; a sponsor may have taken it over."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="withdrawal_taken"),
    )  # fmt: skip
    minuted: ClassVar[tuple[str, ...]] = ("author_id", "state", "at", "taken_by", "taken_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # who withdrew it, and the state it was in
    author_id: int = Field(foreign_key="member.id")
    state: str
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    at: datetime = Field(sa_type=Moment, nullable=False, index=True)
    taken_by: int | None = Field(default=None, foreign_key="member.id")
    taken_at: datetime | None = Field(default=None, sa_type=Moment)


class Admissibility(Minuted, table=True):
    """Whether a proposal may be considered by the committee's rules; its author may appeal to the chair once."""

    __tablename__ = "admissibility"
    __table_args__ = (
        CheckConstraint("(rule = '') = is_admissible", name="admissibility_rule"),
        CheckConstraint("(appeal = '') = (appealed_at IS NULL)", name="admissibility_appeal"),
        CheckConstraint("(upheld IS NULL) = (heard_by IS NULL)", name="admissibility_heard"),
        CheckConstraint("heard_by IS NULL OR appealed_at IS NOT NULL", name="admissibility_order"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "is_admissible", "rule", "decided_by", "decided_at", "appealed_at", "upheld", "heard_by", "heard_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "appeal", "answer")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    is_admissible: bool
    # the committee's rule that it breaks; empty where it breaks none
    rule: str = ""
    reason: str = Field(default="", sa_type=Text, nullable=False)
    decided_by: int = Field(foreign_key="member.id")
    decided_at: datetime = Field(sa_type=Moment, nullable=False)
    # why its author appeals
    appeal: str = Field(default="", sa_type=Text, nullable=False)
    appealed_at: datetime | None = Field(default=None, sa_type=Moment)
    # whether the chair follows the appeal, and why
    upheld: bool | None = None
    answer: str = Field(default="", sa_type=Text, nullable=False)
    heard_by: int | None = Field(default=None, foreign_key="member.id")
    heard_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
