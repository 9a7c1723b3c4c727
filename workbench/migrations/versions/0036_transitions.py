"""From when on a version is in force, where that is later than its adoption."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transition",
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), primary_key=True, autoincrement=False),
        sa.Column("in_force_at", workbench.db.Moment(timezone=True), nullable=False),
    )
    op.create_index("ix_transition_in_force_at", "transition", ["in_force_at"])


def downgrade() -> None:
    op.drop_table("transition")
