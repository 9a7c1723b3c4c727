"""Drafts (private), proposals and their revisions (filed, immutable), comments on words, and cited cases."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from workbench.db import Moment
from workbench.finding import Found
from workbench.minutes.record import Minuted

# The classes of change, the slightest first: doubt moves a change up (procedure 4.5).
CLASSES = ("typographic", "editorial", "substantive", "scope", "procedure")
# No requirement changes: nobody has to sponsor it, and it may not touch what a case is judged by.
SLIGHT = CLASSES[:2]
REPLAYED = ("carried", "confirm", "person")
STATES = (
    "submitted", "inadmissible", "seeking_sponsors", "lapsed", "discussion", "last_call", "tabled", "balloting", "ratifying",
    "ratified", "declined", "adopted", "rejected", "defeated", "dropped", "no_quorum", "withdrawn", "merged_into", "divided", "superseded", "fell",
)  # fmt: skip
# What a draft is to other proposals once it is filed; "amends" is decided when it is begun.
KINDS = ("amendment", "rival", "counter", "composite", "supersedes", "amends")
# A remark; wording to take over; an objection that stands in the way until it is cleared.
COMMENTS = ("remark", "suggestion", "concern")
AUDIENCES = ("public", "committee")
# The comments among which a page looks for those that are open.
NOT_SETTLED = text("settled_at IS NULL AND withdrawn_at IS NULL")
# The few revisions that a member may contest for a day.
TYPOGRAPHIC = text("is_typographic")
# What rows from before a column of text hold in it.
EMPTY = {"server_default": text("''")}


class Draft(SQLModel, table=True):
    """A working text: its authors' own, saved at every turn, gone from view once filed. Not in the minutes.

    `author_id` is who began it; whoever writes with them is in writing.DraftAuthor."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="member.id", index=True)
    # the proposal it will become a revision of; None: a new proposal
    proposal_no: int | None = Field(default=None, foreign_key="proposal.no")
    # label of the version it is written against
    base: str = Field(foreign_key="version.label")
    title: str = ""
    rationale: str = Field(default="", sa_type=Text, nullable=False)
    claimed: str = ""
    note: str = Field(default="", sa_type=Text, nullable=False)
    cases: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # path -> text as it should read
    documents: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    # clauses the author opened for editing, in order; empty: the whole text
    editing: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    kind: str = Field(default="amendment", sa_column_kwargs={"server_default": "amendment"})
    # the proposals that its kind is about
    others: list[int] | None = Field(default=None, sa_column=Column(JSON))
    # of an amendment to an amendment: the proposal and the revision that it is written against
    amends_no: int | None = Field(default=None, foreign_key="proposal.no")
    amends_n: int | None = None
    # numbers of the suggestions put into it
    taken: list[int] | None = Field(default=None, sa_column=Column(JSON))
    # what a case is to be judged by, as data (definition/requirements.py); None: as under the text before
    requirements: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    # counts the saves: a form from an older one is put together with what was saved since
    turn: int = 0
    # None: only its authors read it; else the committee does
    shared_at: datetime | None = Field(default=None, sa_type=Moment)
    saved_at: datetime = Field(sa_type=Moment, nullable=False)


class Proposal(Minuted, table=True):
    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="proposal_state"),
        CheckConstraint(f"claimed IN {CLASSES}", name="proposal_claimed"),
        CheckConstraint("(state = 'adopted') = (adopted_version IS NOT NULL)", name="proposal_adopted"),
        Index("ix_proposal_state", "state", "no"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "title",
        "claimed",
        "state",
        "author_id",
        "revision",
        "cases",
        "adopted_version",
        "claimed_at",
    )
    digested: ClassVar[tuple[str, ...]] = ("rationale",)
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        return Found("proposal", self.title, self.rationale)

    no: int | None = Field(default=None, primary_key=True)
    title: str
    rationale: str = Field(sa_type=Text, nullable=False)
    # the class of change, as its author claims it or as it was settled (classes.py)
    claimed: str
    # when a filing last claimed another class; None of what was filed before that was kept: with the first
    claimed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    # numbers of the cases it is meant to change
    cases: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    author_id: int = Field(foreign_key="member.id")
    state: str = "discussion"
    # the current revision
    revision: int = 1
    adopted_version: str | None = Field(default=None, foreign_key="version.label")
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    filed_at: datetime = Field(sa_type=Moment, nullable=False)


class Revision(Minuted, table=True):
    """One filed text of a proposal, on its base: commit `refs/proposals/<no>/<n>`. Immutable."""

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_typographic", "filed_at", sqlite_where=TYPOGRAPHIC, postgresql_where=TYPOGRAPHIC),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "base", "commit", "fingerprint", "author_id", "touched", "amends_no", "amends_n", "requirements", "is_typographic"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("note",)

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # label of the version it was written against
    base: str = Field(foreign_key="version.label")
    # of an amendment to an amendment: the proposal, and the revision of it that it was written against
    amends_no: int | None = Field(default=None, foreign_key="proposal.no")
    amends_n: int | None = None
    commit: str = Field(max_length=40, unique=True)
    fingerprint: str = Field(max_length=64)
    # ids of the clauses it changes, adds or removes
    touched: list[str] = Field(sa_column=Column(JSON, nullable=False))
    # what a case would be judged by, where it changes that; the same stands beside its text in its commit
    requirements: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    note: str = Field(default="", sa_type=Text, nullable=False)
    # whether the program found that it differs from the one before in its typography alone (wording/typography.py)
    is_typographic: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    author_id: int = Field(foreign_key="member.id", index=True)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    filed_at: datetime = Field(sa_type=Moment, nullable=False)


class RevisionDocument(SQLModel, table=True):
    __tablename__ = "revision_document"

    proposal_no: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    path: str
    sha256: str = Field(foreign_key="stored_text.sha256")


class Replay(Minuted, table=True):
    """What became of a revision when another text was adopted: its change made again on that version. Written once."""

    __tablename__ = "replay"
    __table_args__ = (
        CheckConstraint(f"state IN {REPLAYED}", name="replay_state"),
        CheckConstraint("(state = 'person') = (fingerprint IS NULL)", name="replay_text"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("state", "fingerprint", "documents")
    digested: ClassVar[tuple[str, ...]] = ("receipt",)

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    n: int = Field(primary_key=True)
    # label of the version it was carried to
    version: str = Field(foreign_key="version.label", primary_key=True, index=True)
    state: str
    # of the revision on that version; None where a person has to write
    fingerprint: str | None = Field(default=None, max_length=64)
    # path -> SHA-256 of the stored text; empty where a person has to write
    documents: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    # the words removed and added, and those that want a person (wording.rebase)
    receipt: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)


class Comment(Minuted, table=True):
    """A remark on words of one revision (either side), on a clause, or a reply. The anchor is never rewritten."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("side IN ('base', 'proposed')", name="comment_side"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="comment_settled"),
        CheckConstraint("parent_id IS NULL OR settled_at IS NULL", name="comment_thread"),
        CheckConstraint(f"kind IN {COMMENTS}", name="comment_kind"),
        CheckConstraint(f"audience IN {AUDIENCES}", name="comment_audience"),
        Index(
            "ix_comment_unsettled",
            "proposal_no",
            "parent_id",
            "audience",
            "kind",
            sqlite_where=NOT_SETTLED,
            postgresql_where=NOT_SETTLED,
        ),
        Index("ix_comment_by", "author_id", "proposal_no", "parent_id", "settled_at"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "proposal_no", "revision", "parent_id", "author_id", "side", "document", "clause_id", "start", "end", "cases",
        "settled_at", "settled_by", "kind", "audience", "review_id", "texts", "taken_in", "withdrawn_at", "withdrawn_by",
        "acknowledged_at", "acknowledged_by", "objects_to", "upheld", "removed_at",
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("body", "quote", "outcome", "reader", "wording", "remedy", "withdrawn_why")
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        said = f"{self.body} {self.wording} {self.remedy}"
        return None if self.withdrawn_at or self.removed_at else Found("comment", self.quote, said, self.audience)

    id: int | None = Field(default=None, primary_key=True)
    proposal_no: int = Field(foreign_key="proposal.no", index=True)
    revision: int
    # the comment it answers; None: it opens a thread
    parent_id: int | None = Field(default=None, foreign_key="comment.id", index=True)
    author_id: int = Field(foreign_key="member.id")
    side: str = "proposed"
    document: str = ""
    clause_id: str = ""
    # empty: on the whole clause
    quote: str = Field(default="", sa_type=Text, nullable=False)
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    body: str = Field(sa_type=Text, nullable=False)
    # numbers of cited cases
    cases: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    written_at: datetime = Field(sa_type=Moment, nullable=False)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_by: int | None = Field(default=None, foreign_key="member.id")
    # how it was settled, in words
    outcome: str = Field(default="", sa_type=Text, nullable=False)
    kind: str = Field(default="remark", sa_column_kwargs={"server_default": "remark"})
    # committee: only its members, the secretary and the chair read it
    audience: str = Field(default="public", sa_column_kwargs={"server_default": "public"})
    # the name a reader without an account signed with; author_id is then who let the comment in
    reader: str = Field(default="", sa_column_kwargs=EMPTY)
    # of a suggestion: what should stand for the quote, or for the whole clause
    wording: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    # of a concern: what would satisfy
    remedy: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    # the revision that took a suggestion
    taken_in: int | None = None
    # the review it was sent with
    review_id: int | None = Field(default=None, foreign_key="review.id")
    # how many texts it has had; the earlier ones are kept (discussion.CommentText)
    texts: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: int | None = Field(default=None, foreign_key="member.id")
    withdrawn_why: str = Field(default="", sa_type=Text, nullable=False, sa_column_kwargs=EMPTY)
    # when an author of the proposal or the secretary said that it was seen, and who
    acknowledged_at: datetime | None = Field(default=None, sa_type=Moment)
    acknowledged_by: int | None = Field(default=None, foreign_key="member.id")
    # of a formal objection: the comment whose disposition it attacks
    objects_to: int | None = Field(default=None, foreign_key="comment.id", index=True)
    # of a formal objection that was decided on: whether it was followed
    upheld: bool | None = None
    # when two officers removed its words; when, by whom and why stands in place of the body (minutes/redactions.py)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class Citation(SQLModel, table=True):
    """A proposal or comment that names a case: what the case page lists. `comment_id` 0: the proposal itself."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("case_no", "proposal_no", "comment_id", name="citation_once"),)

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", index=True)
    proposal_no: int = Field(foreign_key="proposal.no", index=True)
    comment_id: int = 0
