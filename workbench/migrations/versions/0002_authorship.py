"""Who put the words of each version there"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from workbench.wording.provenance import Book

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def texts() -> Iterator[tuple[int, dict[str, str]]]:
    """The versions that are there, by their ordinals, with their documents in order."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT d.ordinal, d.path, t.body FROM version_document d JOIN stored_text t ON t.sha256 = d.sha256 "
            "ORDER BY d.ordinal, d.position"
        )
    )
    ordinal = 0
    docs: dict[str, str] = {}
    for number, path, body in rows:
        if docs and number != ordinal:
            yield ordinal, docs
            docs = {}
        ordinal = number
        docs[path] = body
    if docs:
        yield ordinal, docs


def upgrade() -> None:
    table = op.create_table(
        "authorship",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ordinal"], ["version.ordinal"]),
        sa.PrimaryKeyConstraint("ordinal"),
    )
    book = Book()
    for ordinal, docs in texts():
        book.add(docs, ordinal)
    if book.steps:
        op.bulk_insert(table, [{"ordinal": step.version, "line": step.line()} for step in book.steps])


def downgrade() -> None:
    op.drop_table("authorship")
