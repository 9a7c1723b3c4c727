"""What each member is told by e-mail, and the mails themselves until they are a month old. Theirs alone: not in the minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from workbench.db import Moment

# At most one a day; within a minute or so; none.
HOW = ("daily", "at_once", "none")


class NoticeChoice(SQLModel, table=True):
    """How a member wants to hear of things, and of what they have heard."""

    __tablename__ = "notice_choice"
    __table_args__ = (CheckConstraint(f"how IN {HOW}", name="notice_how"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    how: str = "daily"
    # the keys (`telling.Line.key`) of what the last mail told that is still so
    told: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    last_at: datetime | None = Field(default=None, sa_type=Moment)


class Mail(SQLModel, table=True):
    """A mail to a member. `next_at`: when it may be tried (again); None: sent, or given up."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_next", "next_at"), Index("ix_mail_member", "member_id", "id"))

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    subject: str
    text: str = Field(sa_type=Text, nullable=False)
    html: str = Field(sa_type=Text, nullable=False)
    made_at: datetime = Field(sa_type=Moment, nullable=False)
    tries: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    # why the last try failed; empty: it did not
    fault: str = ""
