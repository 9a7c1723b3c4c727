"""What can be found by its words"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VECTOR = "to_tsvector('simple', left(title || ' ' || body, 200000))"
# The index follows the table by itself (SQLite's documentation of FTS5, external content tables).
FOLLOWING = (
    (
        "CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='search_entry', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0')"
    ),
    (
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END"
    ),
    (
        "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_words(search_words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END"
    ),
    (
        "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN "
        "INSERT INTO search_words(search_words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); "
        "INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END"
    ),
)
# What was there before: the same words as the models give.
KNOWN = (
    (
        "SELECT 'clause:' || c.clause_id, 'clause', trim(c.number || ' ' || c.heading), "
        "substr(t.body, c.start + 1, c.\"end\" - c.start), 'public' FROM clause_state c "
        "JOIN version_document d ON d.ordinal = c.ordinal AND d.path = c.document "
        "JOIN stored_text t ON t.sha256 = d.sha256 WHERE c.ordinal = (SELECT max(ordinal) FROM version)"
    ),
    (
        "SELECT 'case_record:' || no, 'case', system || ' ' || release, vendor || ' ' || claim || ' ' || background, 'public' "
        "FROM case_record"
    ),
    "SELECT 'proposal:' || no, 'proposal', title, rationale, 'public' FROM proposal",
    (
        "SELECT 'comment:' || id, 'comment', quote, body || ' ' || wording || ' ' || remedy, audience FROM comment "
        "WHERE withdrawn_at IS NULL ORDER BY id"
    ),
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("thing"),
    )
    op.create_index("ix_search_entry_kind", "search_entry", ["kind"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in FOLLOWING:
            op.execute(statement)
    else:
        op.execute(f"CREATE INDEX ix_search_entry_words ON search_entry USING gin ({VECTOR})")
    for rows in KNOWN:
        op.execute(f"INSERT INTO search_entry (thing, kind, title, body, audience) {rows}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
