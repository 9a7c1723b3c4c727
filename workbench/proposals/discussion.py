"""What surrounds a comment: reviews sent as one, earlier words, dispositions, private notes and reading marks, letters, mentions."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from workbench.db import Moment
from workbench.minutes.record import Minuted

DISPOSITIONS = (
    "accepted", "accepted_modified", "rejected", "deferred", "out_of_scope", "duplicate", "invalid", "retracted"
)  # fmt: skip
REPLIES = ("", "satisfied", "not_satisfied")
NOTES = ("note", "remark")
# Whether a member follows a proposal: not, by what they did on it, because they chose to; or they want to hear nothing of it.
FOLLOWS = ("", "act", "follow", "mute")


class Review(Minuted, table=True):
    """Remarks on one revision that a member drafted and sent together, with a few words on the whole."""

    __tablename__ = "review"
    minuted: ClassVar[tuple[str, ...]] = ("proposal_no", "revision", "author_id", "remarks")
    digested: ClassVar[tuple[str, ...]] = ("summary",)

    id: int | None = Field(default=None, primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", index=True)
    revision: int
    author_id: int = Field(foreign_key="member.id")
    summary: str = Field(default="", sa_type=Text, nullable=False)
    # how many comments it brought
    remarks: int
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    sent_at: datetime = Field(sa_type=Moment, nullable=False)


class CommentText(SQLModel, table=True):
    """The words a comment had before an edit. The minutes hold the digest of each with the comment's salt."""

    __tablename__ = "comment_text"

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    # 1: as first filed
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: str = Field(sa_type=Text, nullable=False)
    written_at: datetime = Field(sa_type=Moment, nullable=False)


class Disposition(Minuted, table=True):
    """What became of a comment, with a reason; the one with the highest n counts, the others are how it came to be."""

    __tablename__ = "disposition"
    __table_args__ = (
        CheckConstraint(f"value IN {DISPOSITIONS}", name="disposition_value"),
        CheckConstraint(f"reply IN {REPLIES}", name="disposition_reply"),
        CheckConstraint("(reply = '') = (replied_at IS NULL)", name="disposition_replied"),
        Index("ix_disposition_reply", "reply", "reply_by"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "value", "revision", "decided_by", "reply_by", "reply", "replied_at"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "answer")

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: str
    reason: str = Field(sa_type=Text, nullable=False)
    # the revision that answers the comment, where one does
    revision: int | None = None
    decided_by: int = Field(foreign_key="member.id")
    decided_at: datetime = Field(sa_type=Moment, nullable=False)
    # the last day on which its author may say whether this satisfies
    reply_by: date
    reply: str = ""
    # what the author of the comment says to it
    answer: str = Field(default="", sa_type=Text, nullable=False)
    replied_at: datetime | None = Field(default=None, sa_type=Moment)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))


class Voice(Minuted, table=True):
    """What a member who is no party says on a formal objection, where every officer is one (council.py)."""

    __tablename__ = "voice"
    minuted: ClassVar[tuple[str, ...]] = ("upheld", "said_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    # the objection
    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    upheld: bool
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    # when first
    said_at: datetime = Field(sa_type=Moment, nullable=False)


class Note(SQLModel, table=True):
    """Words for oneself on a revision (`note`), or a remark of a review not yet sent (`remark`). Never in the minutes."""

    __tablename__ = "note"
    __table_args__ = (CheckConstraint(f"kind IN {NOTES}", name="note_kind"),)

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="member.id", index=True)
    kind: str
    proposal_no: int = Field(foreign_key="proposal.no")
    revision: int
    side: str = "proposed"
    document: str = ""
    clause_id: str = ""
    quote: str = Field(default="", sa_type=Text, nullable=False)
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    body: str = Field(sa_type=Text, nullable=False)
    # what the comment will be once sent (models.COMMENTS, models.AUDIENCES)
    becomes: str = "remark"
    audience: str = "public"
    wording: str = Field(default="", sa_type=Text, nullable=False)
    remedy: str = Field(default="", sa_type=Text, nullable=False)
    written_at: datetime = Field(sa_type=Moment, nullable=False)


class Letter(SQLModel, table=True):
    """A comment by a reader without an account, held until the secretary lets it in as a comment. Not in the minutes."""

    __tablename__ = "letter"

    id: int | None = Field(default=None, primary_key=True)
    # counts what comes from one place, and says nothing about it: salted SHA-256 of the address
    source: str = Field(max_length=64, index=True)
    name: str
    proposal_no: int = Field(foreign_key="proposal.no", index=True)
    revision: int
    side: str = "proposed"
    clause_id: str = ""
    quote: str = Field(default="", sa_type=Text, nullable=False)
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    body: str = Field(sa_type=Text, nullable=False)
    received_at: datetime = Field(sa_type=Moment, nullable=False)


class Mention(SQLModel, table=True):
    """A member named in a comment by “@” and the whole name."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("member_id", "comment_id", name="mention_once"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    comment_id: int = Field(foreign_key="comment.id", index=True)


class ReadingMark(SQLModel, table=True):
    """How far a member has read a proposal, and whether they follow it. Theirs alone, and never in the minutes.

    Comments are counted by their numbers: those up to `comment` were on the page when the member looked last."""

    __tablename__ = "reading_mark"
    __table_args__ = (CheckConstraint(f"follows IN {FOLLOWS}", name="reading_mark_follows"),)

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    revision: int
    comment: int
    # what they had read before the look that brought them something new; 0: nothing
    before_revision: int
    before_comment: int
    # where the proposal stood
    state: str
    # comments up to this one want no answer: the member marked them as read
    rested: int = 0
    follows: str = ""
