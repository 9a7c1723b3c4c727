"""Acts that one proposes and another confirms."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'proposed'")


def upgrade() -> None:
    op.create_table(
        "second",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("proposed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("until", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'taken_back', 'lapsed')", name="second_state"),
        sa.CheckConstraint("ended_by IS NULL OR state <> 'confirmed' OR ended_by <> proposed_by", name="second_other"),
    )
    op.create_index("ix_second_waiting", "second", ["until"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_table("second")
