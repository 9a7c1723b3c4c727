"""Versions that are released together (procedure 2.6): the working ones, what is made of them, and what was withdrawn. Tables and
questions; the acts are in the room of the ballots.

A committee that publishes every adoption at once has none of these rows, but those of what it withdrew.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, Session, col, select

from workbench.db import Moment
from workbench.definition.models import Version
from workbench.errors import NotHere
from workbench.minutes.record import Minuted

STATES = ("candidate", "last_call", "approved", "published", "returned")
SIZES = ("patch", "minor", "major")
# The classes of change, the least first; and those of which no two are released without a ballot on the whole text.
CLASSES = ("typographic", "editorial", "substantive", "scope", "procedure")
WEIGHTY = CLASSES[2:]
UNDER_WAY = text("ended_at IS NULL")


class Working(Minuted, table=True):
    """A version that was adopted and waits to be released with others: what its ballot fixed for that."""

    __tablename__ = "working_version"
    __table_args__ = (
        CheckConstraint(f"size IN {SIZES}", name="working_version_size"),
        CheckConstraint(f"claimed IN {CLASSES}", name="working_version_claimed"),
        CheckConstraint("days >= 0", name="working_version_days"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("size", "because", "claimed", "days")

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True, sa_column_kwargs={"autoincrement": False})
    # how far it raises the number and, where that is not as its class has it, why
    size: str
    because: str = ""
    claimed: str
    # of transition
    days: int = 0


class Release(Minuted, table=True):
    """What is made of the working versions since the last published one: a candidate, and what becomes of it."""

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="release_state"),
        CheckConstraint("(state = 'published') = (published IS NOT NULL)", name="release_published"),
        CheckConstraint("(state = 'returned') = (reason IS NOT NULL)", name="release_returned"),
        CheckConstraint("(state IN ('published', 'returned')) = (ended_at IS NOT NULL)", name="release_ended"),
        CheckConstraint("state NOT IN ('approved', 'published') OR approved_at IS NOT NULL", name="release_approved"),
        Index("ix_release_under_way", "after", unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "ordinal", "after", "label", "size", "because", "claimed", "weighty", "days", "last_call", "fingerprint", "state",
        "made_by", "made_at", "until", "approved_at", "ballot_no", "published", "ended_by", "ended_at",
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    no: int | None = Field(default=None, primary_key=True)
    # the last working version, whose text it is; and the published one that it follows
    ordinal: int = Field(foreign_key="version.ordinal", index=True)
    after: int = Field(foreign_key="version.ordinal")
    # what it is called once it is published
    label: str
    size: str
    because: str = ""
    # the highest class of what it combines, and how many change the substance, the scope or the procedure
    claimed: str
    weighty: int
    # of transition: the longest of those that the ballots fixed
    days: int = 0
    # how many days of last call it has to have, as the committee's file said when it was made
    last_call: int = 0
    fingerprint: str = Field(max_length=64)
    state: str = "candidate"
    made_by: int = Field(foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # the end of its last call; None: that has not begun
    until: datetime | None = Field(default=None, sa_type=Moment)
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    # by which it was approved; None: an officer could
    ballot_no: int | None = Field(default=None, foreign_key="ballot.no")
    published: int | None = Field(default=None, foreign_key="version.ordinal", unique=True)
    ended_by: int | None = Field(default=None, foreign_key="member.id")
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    # why it was sent back
    reason: str | None = Field(default=None, sa_type=Text)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))


class Withdrawal(Minuted, table=True):
    """A version that is in force no more because a ballot withdrew it; that ballot says why."""

    __tablename__ = "version_withdrawal"
    minuted: ClassVar[tuple[str, ...]] = ("ballot_no", "by_id", "at")

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True, sa_column_kwargs={"autoincrement": False})
    ballot_no: int = Field(foreign_key="ballot.no", unique=True)
    by_id: int | None = Field(default=None, foreign_key="member.id")
    at: datetime = Field(sa_type=Moment, nullable=False)


_IS_WORKING = select(Working.ordinal)


def release(session: Session, no: int) -> Release:
    found = session.get(Release, no)
    if found is None:
        raise NotHere(f"There is no release {no}.")
    return found


def under_way(session: Session) -> Release | None:
    """The candidate that is neither published nor sent back: there is never more than one."""
    return session.exec(select(Release).where(col(Release.ended_at).is_(None))).first()


def last_published(session: Session) -> Version:
    """The newest version that is no working one, withdrawn or not: what the next one is called after, and compared with."""
    published = select(Version).where(col(Version.ordinal).not_in(_IS_WORKING))
    return session.exec(published.order_by(col(Version.ordinal).desc()).limit(1)).one()


def unreleased(session: Session) -> list[tuple[Version, Working]]:
    """The working versions that no published release combines, the first one first."""
    return _between(session, last_published(session).ordinal, None)


def combined(session: Session, made: Release) -> list[tuple[Version, Working]]:
    """The working versions that a release combines, the first one first."""
    return _between(session, made.after, made.ordinal)


def _between(session: Session, after: int, until: int | None) -> list[tuple[Version, Working]]:
    query = select(Version, Working).join(Working, col(Working.ordinal) == Version.ordinal)
    query = query.where(Working.ordinal > after).order_by(col(Version.ordinal))
    return list(session.exec(query.where(Working.ordinal <= until) if until else query))


def of(session: Session, version: Version) -> Release | None:
    """The release that publishes a version, or combines a working one: the published one, else that under way."""
    query = select(Release).where(Release.published == version.ordinal)
    if version.publishes is None:
        query = select(Release).where(Release.ordinal >= version.ordinal, Release.after < version.ordinal)
        query = query.where(Release.state != "returned")
    return session.exec(query.order_by(col(Release.no)).limit(1)).first()


def befores(session: Session, ordinals: Sequence[int]) -> dict[int, str]:
    """Of these versions the releases, each with the label of the version published before it."""
    query = select(Release.published, Version.label).join(Version, col(Version.ordinal) == Release.after)
    return {no: label for no, label in session.exec(query.where(col(Release.published).in_(ordinals))) if no}


def on_text(session: Session, ordinal: int) -> Sequence[Release]:
    """Everything that was made of the text of a working version, the newest first."""
    return session.exec(select(Release).where(Release.ordinal == ordinal).order_by(col(Release.no).desc())).all()


def gone_after(session: Session, version: Version) -> tuple[Version, Withdrawal] | None:
    """The newest version after this one that was withdrawn."""
    query = select(Version, Withdrawal).join(Withdrawal, col(Withdrawal.ordinal) == Version.ordinal)
    return session.exec(
        query.where(Version.ordinal > version.ordinal).order_by(col(Version.ordinal).desc()).limit(1)
    ).first()


def gone(session: Session, version: Version) -> Withdrawal | None:
    """When and by which ballot a version was withdrawn."""
    return session.get(Withdrawal, version.ordinal)
