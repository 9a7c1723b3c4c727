"""Comments with a kind, an audience and earlier texts; reviews sent as one; dispositions; notes; letters; mentions"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Added by hand: a table that others lean on cannot be made again inside a transaction on SQLite.
COLUMNS = {
    "kind": "VARCHAR NOT NULL DEFAULT 'remark' CONSTRAINT comment_kind CHECK (kind IN ('remark', 'suggestion', 'concern'))",
    "audience": "VARCHAR NOT NULL DEFAULT 'public' CONSTRAINT comment_audience CHECK (audience IN ('public', 'committee'))",
    "reader": "VARCHAR NOT NULL DEFAULT ''",
    "wording": "TEXT NOT NULL DEFAULT ''",
    "remedy": "TEXT NOT NULL DEFAULT ''",
    "taken_in": "INTEGER",
    "review_id": "INTEGER REFERENCES review (id)",
    "texts": "INTEGER NOT NULL DEFAULT '1'",
    "withdrawn_at": "{moment}",
    "withdrawn_by": "INTEGER REFERENCES member (id)",
    "withdrawn_why": "TEXT NOT NULL DEFAULT ''",
}


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("sent_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_proposal_no", "review", ["proposal_no"])
    moment = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE comment ADD COLUMN {name} {kind.format(moment=moment)}")
    op.execute("ALTER TABLE draft ADD COLUMN taken JSON")
    around_comments()
    unsent()


def around_comments() -> None:
    op.create_table(
        "comment_text",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"]),
        sa.PrimaryKeyConstraint("comment_id", "n"),
    )
    op.create_table(
        "disposition",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("replied_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "value IN ('accepted', 'accepted_modified', 'rejected', 'deferred', 'out_of_scope', 'duplicate', 'invalid', "
            "'retracted')",
            name="disposition_value",
        ),
        sa.CheckConstraint("reply IN ('', 'satisfied', 'not_satisfied')", name="disposition_reply"),
        sa.CheckConstraint("(reply = '') = (replied_at IS NULL)", name="disposition_replied"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("comment_id", "n"),
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "comment_id", name="mention_once"),
    )
    op.create_index("ix_mention_comment_id", "mention", ["comment_id"])


def unsent() -> None:
    """What nobody else reads yet: notes and remarks of members, letters of readers."""
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("becomes", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("written_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('note', 'remark')", name="note_kind"),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_note_author_id", "note", ["author_id"])
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_letter_proposal_no", "letter", ["proposal_no"])
    op.create_index("ix_letter_source", "letter", ["source"])


def downgrade() -> None:
    for table in ("letter", "note", "mention", "disposition", "comment_text"):
        op.drop_table(table)
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE comment DROP COLUMN {name}")
    op.execute("ALTER TABLE draft DROP COLUMN taken")
    op.drop_table("review")
