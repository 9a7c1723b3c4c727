"""What the pages read of the repository: git stays the record, these rows are a copy that `check` compares with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel

from workbench.db import Moment
from workbench.minutes.record import Minuted


class StoredText(SQLModel, table=True):
    """A document's text, kept once by its SHA-256: versions, revisions and ballots point here."""

    __tablename__ = "stored_text"

    sha256: str = Field(primary_key=True, max_length=64)
    body: str = Field(sa_type=Text, nullable=False)


class Version(Minuted, table=True):
    """An adopted version of the definition. `label` is the tag without its v, or a number where history has no tags."""

    __tablename__ = "version"
    minuted: ClassVar[tuple[str, ...]] = ("label", "commit", "fingerprint")

    # 1, 2, 3 … along the history
    ordinal: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    label: str = Field(unique=True)
    # the last commit with this text: the one the next version is built on
    commit: str = Field(unique=True, max_length=40)
    # of the whole document set (wording.clauses.fingerprint)
    fingerprint: str = Field(max_length=64)
    title: str
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    # the ordinal of the working version that it publishes, byte for byte (releases.py); None: its text came with it
    publishes: int | None = None


class Transition(Minuted, table=True):
    """From when on a version is in force, where that is later than its adoption. Fixed by the ballot that adopted it."""

    __tablename__ = "transition"
    minuted: ClassVar[tuple[str, ...]] = ("in_force_at",)

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True, sa_column_kwargs={"autoincrement": False})
    in_force_at: datetime = Field(sa_type=Moment, nullable=False, index=True)


class VersionDocument(SQLModel, table=True):
    __tablename__ = "version_document"

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True)
    position: int = Field(primary_key=True)
    path: str
    # its path in that commit: another one where the document was renamed later
    source: str
    sha256: str = Field(foreign_key="stored_text.sha256")


class RequirementTree(Minuted, table=True):
    """What a case is judged by under a version: the tree that stands beside its text in the repository (requirements.py).

    A version without a row is judged by what `queries.requirements` makes of its text. An instance from before the tree stood
    there has one row that was taken over from its committee.toml; the next version puts it into the repository.
    """

    __tablename__ = "requirement_tree"
    minuted: ClassVar[tuple[str, ...]] = ("clauses",)

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True, sa_column_kwargs={"autoincrement": False})
    clauses: list[Any] = Field(sa_column=Column(JSON, nullable=False))


class ClauseState(SQLModel, table=True):
    """One clause in one version: where it stands and what it is called. The id never changes and is never reused.

    Computed from the history alone (wording.clauses.read, version after version), so it can be dropped and made again.
    """

    __tablename__ = "clause_state"
    __table_args__ = (Index("ix_clause_state_clause", "clause_id", "ordinal"),)

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True)
    position: int = Field(primary_key=True)
    clause_id: str
    document: str
    kind: str
    number: str
    heading: str
    level: int
    start: int
    end: int
    # SHA-256 of the clause's own text: equal in two versions = unchanged
    sha256: str = Field(max_length=64)


class Authorship(SQLModel, table=True):
    """Who put the words of a version there: one line of the book that `wording.provenance` keeps, written with the version.

    A book is all lines up to a version. Computed from the texts alone, version after version, and never changed.
    """

    __tablename__ = "authorship"

    ordinal: int = Field(foreign_key="version.ordinal", primary_key=True)
    line: str = Field(sa_type=Text, nullable=False)
