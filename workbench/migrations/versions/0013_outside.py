"""What others published about systems"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = [
        sa.Column(name, sa.String() if name != "address" and name != "licence" else sa.Text(), nullable=False)
        for name in ("system", "release", "organisation", "address", "licence", "released", "key", "release_key")
    ]
    op.create_table(
        "outside_record",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *words,
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.UniqueConstraint("source", "identity", "n", name="outside_once"),
    )
    op.create_index("ix_outside_record_key", "outside_record", ["key"])
    op.create_index("ix_outside_record_release_key", "outside_record", ["release_key"])


def downgrade() -> None:
    op.drop_table("outside_record")
