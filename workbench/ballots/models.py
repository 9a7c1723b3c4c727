"""A ballot is bound to everything it decides: text, base, rule, roll, times. Votes are only ever added."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workbench.db import Moment
from workbench.minutes.record import Minuted

# The ballots whose result is not on record: few, whatever was ever voted on.
NOT_CLOSED = text("closed_at IS NULL")
OUTCOMES = ("adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tie_pending", "tied")
NOT_ANSWERED = text("outcome IS NULL")
# What makes a ballot void, whatever its count; with a reason in words.
GROUNDS = ("text", "roll", "leak", "count", "other", "reconsidered")
# What becomes of a seat on a roll. Of the recused and the dismissed no vote counts; who left stays on, unless the rule drops them.
STATUSES = ("eligible", "recused", "dismissed", "left")


class Ballot(Minuted, table=True):
    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="ballot_closed"),
        CheckConstraint("opens_at < closes_at", name="ballot_window"),
        CheckConstraint("proposal_no IS NULL OR case_no IS NULL", name="ballot_on"),
        Index("ix_ballot_running", "closes_at", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "proposal_no", "revision", "base", "base_commit", "fingerprint", "rule", "rule_sha256", "binding",
        "opens_at", "closes_at", "closed_at", "outcome", "tally", "case_no",
        "body", "ratifies", "bloc",
    )  # fmt: skip

    no: int | None = Field(default=None, primary_key=True)
    # what is adopted if it carries; of a ranked ballot its first option, until one has won. None: it is on a case or a version, or an election
    proposal_no: int | None = Field(default=None, foreign_key="proposal.no", index=True)
    # the case on whose findings it is
    case_no: int | None = Field(default=None, foreign_key="case_record.no", index=True)
    # of the proposal; of a case its round; of an election, or on a version, 0
    revision: int
    # label and commit of the version the text was written against, or under which the case is judged; of an election, or on a version, the newest
    base: str = Field(foreign_key="version.label")
    base_commit: str = Field(max_length=40)
    # of the document set that is adopted if it carries, of a version, of the findings, or of those who stand
    fingerprint: str = Field(max_length=64)
    rule: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rule_sha256: str = Field(max_length=64)
    # SHA-256 over text, base, rule, roll and times (integrity 3.4)
    binding: str = Field(max_length=64)
    opened_by: int = Field(foreign_key="member.id")
    opens_at: datetime = Field(sa_type=Moment, nullable=False)
    closes_at: datetime = Field(sa_type=Moment, nullable=False)
    # when the result was recorded; the clock alone decides which votes are in time
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None
    # the counts and every inequality with its numbers, as recorded at the close
    tally: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # which other body votes, and on what ballot of the committee; None: the committee itself does
    body: str | None = None
    ratifies: int | None = Field(default=None, foreign_key="ballot.no", index=True)
    # the number that it shares with those it was opened together with; None: it was opened by itself
    bloc: int | None = Field(default=None, index=True)


class Option(SQLModel, table=True):
    """What a ballot is on: one text, or in a ranked ballot each of the rivals. The minutes have them in its statement."""

    __tablename__ = "ballot_option"

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True, index=True)
    revision: int
    fingerprint: str = Field(max_length=64)
    # the class of change, as claimed when the ballot opened
    claimed: str


class RollEntry(Minuted, table=True):
    """Who may vote in a ballot, frozen when it opened; a recusal, or leaving the committee, changes the status alone."""

    __tablename__ = "roll_entry"
    __table_args__ = (CheckConstraint(f"status IN {STATUSES}", name="roll_entry_status"),)
    minuted: ClassVar[tuple[str, ...]] = ("name", "affiliation", "is_chair", "status", "parts")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    name: str
    # for whom they worked that day, by the register of interests; empty: for nobody that it knows
    affiliation: str = ""
    is_chair: bool = False
    status: str = "eligible"
    # the parts of the roll that they belonged to that day, by their names, with commas
    parts: str = ""


class Vote(Minuted, table=True):
    """One cast vote. A later one by the same member counts instead; this one stays. Unseen until the close."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("ballot_no", "member_id", "n", name="vote_once"),
        CheckConstraint("choice <> ''", name="vote_choice"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("ballot_no", "member_id", "n", "cast_at", "by_id")
    digested: ClassVar[tuple[str, ...]] = ("choice", "reason")

    id: int | None = Field(default=None, primary_key=True)
    ballot_no: int = Field(foreign_key="ballot.no", index=True)
    member_id: int = Field(foreign_key="member.id")
    # 1, 2, 3 … for this member in this ballot
    n: int
    # a position, such as “for”; in a ranked ballot a ranking, such as “3 > 0 = 4”: numbers of proposals, and 0 for the text as it stands;
    # in an election by approvals whom it approves, such as “+1 +4”; None in a secret ballot, which keeps it under a receipt (`secrecy`)
    choice: str | None = None
    reason: str = Field(default="", sa_type=Text, nullable=False)
    # published at the close, so that everybody can open the digests in the minutes
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    cast_at: datetime = Field(sa_type=Moment, nullable=False)
    # who cast it for this member, with their proxy; None: they did
    by_id: int | None = Field(default=None, foreign_key="member.id")


class CaseRead(Minuted, table=True):
    """A member on the roll says that they have read what the ballot would do to a case."""

    __tablename__ = "case_read"
    minuted: ClassVar[tuple[str, ...]] = ("read_at",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    read_at: datetime = Field(sa_type=Moment, nullable=False)


class CastingVote(Minuted, table=True):
    """How a tie was decided: by the chair, or for the text as it stands because the time ran out."""

    __tablename__ = "casting_vote"
    __table_args__ = (CheckConstraint('"option" = 0 OR member_id IS NOT NULL', name="casting_vote_by"),)
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "option", "cast_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    # None: nobody decided in time
    member_id: int | None = Field(default=None, foreign_key="member.id")
    # a proposal, or in an election one who stands; or 0: the text as it stands, or nobody
    option: int
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    cast_at: datetime = Field(sa_type=Moment, nullable=False)


class Voiding(Minuted, table=True):
    """Why a ballot is void: its votes are kept, none counts, and another may be held."""

    __tablename__ = "ballot_void"
    __table_args__ = (CheckConstraint(f"ground IN {GROUNDS}", name="ballot_void_ground"),)
    minuted: ClassVar[tuple[str, ...]] = ("ground", "outcome", "declared_by", "declared_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    ground: str
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    # the one that was on record; None: it was not closed, and nobody ever sees how members voted
    outcome: str | None = None
    declared_by: int = Field(foreign_key="member.id")
    declared_at: datetime = Field(sa_type=Moment, nullable=False)


class Challenge(Minuted, table=True):
    """An error that a member names in a result, and what the recount said of it."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('confirmed', 'void')", name="challenge_outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_by IS NULL)", name="challenge_answered"),
        Index("ix_challenge_open", "ballot_no", sqlite_where=NOT_ANSWERED, postgresql_where=NOT_ANSWERED),
    )
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "made_at", "outcome", "answered_by", "answered_at")
    digested: ClassVar[tuple[str, ...]] = ("wrong", "answer")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    wrong: str = Field(sa_type=Text, nullable=False)
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # None: it is open, and nothing is adopted
    outcome: str | None = None
    answer: str | None = Field(default=None, sa_type=Text)
    answered_by: int | None = Field(default=None, foreign_key="member.id")
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))


class MinorityOpinion(Minuted, table=True):
    """What a member who was not with the side that prevailed has to say of the result; Markdown."""

    __tablename__ = "minority_opinion"
    minuted: ClassVar[tuple[str, ...]] = ("published_at",)
    digested: ClassVar[tuple[str, ...]] = ("body",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    body: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    published_at: datetime = Field(sa_type=Moment, nullable=False)


class Reconsideration(Minuted, table=True):
    """Who wants a result reconsidered: the first one, of the side that prevailed, moves it; others of the roll support it."""

    __tablename__ = "reconsideration"
    minuted: ClassVar[tuple[str, ...]] = ("n", "at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    n: int
    # empty of who only supports it
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    at: datetime = Field(sa_type=Moment, nullable=False)


class Adoption(Minuted, table=True):
    """The intent to move `main`, written before it moves and confirmed after: recovery finishes it or raises an alarm."""

    __tablename__ = "adoption"
    __table_args__ = (CheckConstraint("state IN ('intended', 'published')", name="adoption_state"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "proposal_no", "ballot_no", "old", "new", "fingerprint", "label", "state", "is_working",
    )  # fmt: skip

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    ballot_no: int = Field(foreign_key="ballot.no", unique=True)
    # commits of `main` before and after
    old: str = Field(max_length=40)
    new: str = Field(max_length=40)
    fingerprint: str = Field(max_length=64)
    label: str = Field(unique=True)
    state: str = "intended"
    decided_at: datetime = Field(sa_type=Moment, nullable=False)
    # whether its version waits to be released with others
    is_working: bool = False


class RuleVersion(Minuted, table=True):
    """A voting rule that was put into force in the workbench; the newest of its name stands before one in the committee's file."""

    __tablename__ = "rule_version"
    minuted: ClassVar[tuple[str, ...]] = (
        "rule",
        "rule_sha256",
        "in_force",
        "reason",
        "made_by",
        "made_at",
        "ballot_no",
    )

    name: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    # as a ballot would keep it
    rule: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rule_sha256: str = Field(max_length=64)
    # False: from here on the committee has no rule of this name
    in_force: bool = True
    # what the committee decided, and where that is written down
    reason: str = Field(sa_type=Text, nullable=False)
    made_by: int = Field(foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # what carried it, where ballots had been held under the rule that it changes
    ballot_no: int | None = Field(default=None, foreign_key="ballot.no")
