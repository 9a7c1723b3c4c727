"""Tables around a draft: who writes it, every save of it, what was typed and not saved; and who wrote a filed revision."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

from workbench.db import Moment
from workbench.minutes.record import Minuted


class DraftAuthor(SQLModel, table=True):
    """A member whom the author of a draft has asked to write it with them."""

    __tablename__ = "draft_author"

    draft_id: int = Field(primary_key=True, foreign_key="draft.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="member.id", index=True)
    invited_at: datetime = Field(sa_type=Moment, nullable=False)
    # None: invited, and has not answered
    joined_at: datetime | None = Field(default=None, sa_type=Moment)


class DraftVersion(SQLModel, table=True):
    """A draft as one save left it; `n` is the turn. Written once, and gone with the draft."""

    __tablename__ = "draft_version"

    draft_id: int = Field(primary_key=True, foreign_key="draft.id", ondelete="CASCADE")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id")
    # path -> text, of those that differ from the base
    documents: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    editing: list[str] = Field(sa_column=Column(JSON, nullable=False))
    title: str = ""
    rationale: str = Field(default="", sa_type=Text, nullable=False)
    claimed: str = ""
    note: str = Field(default="", sa_type=Text, nullable=False)
    cases: list[int] = Field(sa_column=Column(JSON, nullable=False))
    kind: str = Field(default="amendment", sa_column_kwargs={"server_default": "amendment"})
    # the proposals that its kind is about
    others: list[int] | None = Field(default=None, sa_column=Column(JSON))
    # what a case would be judged by, where the draft changed that
    requirements: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    # what differs from the save before, in words; empty: nothing
    changed: str = ""
    # of the form that was saved (unsaved.py), so that its author's browser knows that the words have arrived
    slip: str = ""
    saved_at: datetime = Field(sa_type=Moment, nullable=False)


class Unsaved(SQLModel, table=True):
    """What a member has typed into a draft and not saved, so that a closed tab loses nothing. Nobody else's business.

    A form has a slip of its own, and `mark` counts what was kept of it: two tabs never write over one another."""

    __tablename__ = "unsaved"

    draft_id: int = Field(primary_key=True, foreign_key="draft.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="member.id")
    slip: str = Field(primary_key=True, max_length=40)
    mark: int
    # the higher, the later it was kept
    place: int
    # the fields of the form in order, as pairs
    form: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    kept_at: datetime = Field(sa_type=Moment, nullable=False)


class RevisionAuthor(Minuted, table=True):
    """A member who wrote a filed revision together with the one who filed it."""

    __tablename__ = "revision_author"
    __table_args__ = (ForeignKeyConstraint(["proposal_no", "n"], ["revision.proposal_no", "revision.n"]),)
    minuted: ClassVar[tuple[str, ...]] = ("proposal_no", "n", "member_id")

    proposal_no: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    member_id: int = Field(primary_key=True, foreign_key="member.id", index=True)
