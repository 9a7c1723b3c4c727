"""The number of changes, by which a page that is kept knows that it is still the same; and what first pages look for"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


NOT_SETTLED = sa.text("settled_at IS NULL AND withdrawn_at IS NULL")
NOT_CLOSED = sa.text("closed_at IS NULL")

# The kind of a thing is one of its words, so that one kind can be asked for without reading past all others.
INDEX = (
    "CREATE VIRTUAL TABLE search_words USING fts5({columns}, content='search_entry', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')"
)
TAKEN_OUT = "INSERT INTO search_words(search_words, rowid, {columns}) VALUES ('delete', old.id, {old}); "
PUT_IN = "INSERT INTO search_words(rowid, {columns}) VALUES (new.id, {new}); "
FOLLOWING = {
    "search_entry_added": "AFTER INSERT ON search_entry BEGIN " + PUT_IN,
    "search_entry_removed": "AFTER DELETE ON search_entry BEGIN " + TAKEN_OUT,
    "search_entry_changed": "AFTER UPDATE ON search_entry BEGIN " + TAKEN_OUT + PUT_IN,
}


def index(*columns: str) -> None:
    """The index of words over these columns, which follows the table by itself, filled from what is there."""
    if op.get_bind().dialect.name != "sqlite":
        return
    names = {
        "columns": ", ".join(columns),
        "old": ", ".join(f"old.{name}" for name in columns),
        "new": ", ".join(f"new.{name}" for name in columns),
    }
    for trigger in FOLLOWING:
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE search_words")
    op.execute(INDEX.format(**names))
    for trigger, does in FOLLOWING.items():
        op.execute(f"CREATE TRIGGER {trigger} {does.format(**names)}END")
    op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO change (id, number) VALUES (1, 1)")
    op.create_index("ix_withdrawal_at", "withdrawal", ["at"])
    index("title", "body", "kind")
    op.create_index("ix_proposal_state", "proposal", ["state", "no"])
    op.create_index(
        "ix_comment_unsettled", "comment", ["proposal_no", "parent_id", "audience", "kind"],
        sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED,
    )  # fmt: skip
    op.create_index("ix_ballot_running", "ballot", ["closes_at"], sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED)


def downgrade() -> None:
    index("title", "body")
    op.drop_index("ix_ballot_running", "ballot")
    op.drop_index("ix_comment_unsettled", "comment")
    op.drop_index("ix_proposal_state", "proposal")
    op.drop_index("ix_withdrawal_at", "withdrawal")
    op.drop_table("change")
