"""Who wants a result reconsidered; that a ballot is void because most of its roll did."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OLD = "ground IN ('text', 'roll', 'leak', 'count', 'other')"
NEW = "ground IN ('text', 'roll', 'leak', 'count', 'other', 'reconsidered')"


def check(old: str, new: str) -> None:
    import_module("workbench.migrations.versions.0040_ratification").check(
        "ballot_void", "ballot_void_ground", old, new
    )


def upgrade() -> None:
    check(OLD, NEW)
    op.create_table(
        "reconsideration",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("reconsideration")
    op.execute("UPDATE ballot_void SET ground = 'other' WHERE ground = 'reconsidered'")
    check(NEW, OLD)
