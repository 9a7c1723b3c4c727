"""Ballots that are scheduled and open by the clock."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'scheduled'")


def upgrade() -> None:
    op.create_table(
        "ballot_schedule",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("opens_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("closes_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("scheduled_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("scheduled_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("cancelled_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('scheduled', 'open', 'cancelled')", name="ballot_schedule_state"),
        sa.CheckConstraint("ballot_no IS NULL OR state = 'open'", name="ballot_schedule_open"),
        sa.CheckConstraint("opens_at < closes_at", name="ballot_schedule_window"),
    )
    op.create_index("ix_ballot_schedule_next", "ballot_schedule", ["opens_at"], sqlite_where=WAITING, postgresql_where=WAITING)  # fmt: skip


def downgrade() -> None:
    op.drop_table("ballot_schedule")
