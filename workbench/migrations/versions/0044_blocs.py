"""Ballots that were opened together as a bloc; which of them was taken out of it, by whom and why."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE ballot ADD COLUMN bloc INTEGER")  # by hand: see migration 0008
    op.create_index("ix_ballot_bloc", "ballot", ["bloc"])
    op.create_table(
        "bloc_exit",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("taken_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bloc_exit")
    op.drop_index("ix_ballot_bloc", "ballot")
    op.execute("ALTER TABLE ballot DROP COLUMN bloc")
