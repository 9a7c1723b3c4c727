"""What others said of a system when"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.UniqueConstraint("source", "identity", name="outside_history_once"),
    )
    op.create_index("ix_outside_history_key", "outside_history", ["key"])
    op.create_table(
        "outside_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("history_id", sa.Integer(), sa.ForeignKey("outside_history.id"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.UniqueConstraint("history_id", "n", name="outside_event_once"),
        sa.CheckConstraint("event IN ('added', 'changed', 'removed')", name="outside_event_kind"),
        sa.CheckConstraint("(event = 'changed') = (criterion <> '')", name="outside_event_criterion"),
    )
    op.create_index("ix_outside_event_history_id", "outside_event", ["history_id"])


def downgrade() -> None:
    op.drop_table("outside_event")
    op.drop_table("outside_history")
