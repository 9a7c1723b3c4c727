"""The digest of a version is one of the digests of its passages"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from workbench.wording.provenance import Book

revision = "0043"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    authorship = import_module("workbench.migrations.versions.0002_authorship")
    book = Book()
    for ordinal, docs in authorship.texts():
        book.add(docs, ordinal)
    table = sa.table("authorship", sa.column("ordinal", sa.Integer()), sa.column("line", sa.Text()))
    for step in book.steps:
        op.execute(sa.update(table).where(table.c.ordinal == step.version).values(line=step.line()))


def downgrade() -> None:
    """The lines stay: a digest of this kind is read like the former one."""
