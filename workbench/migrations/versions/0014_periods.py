"""Periods of a proposal: after a ballot without a quorum"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = workbench.db.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stay",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('no_quorum')", name="stay_state"),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("proposal_no", "n"),
    )
    op.create_index("ix_stay_until", "stay", ["until"])
    op.create_index("ix_stay_ended_at", "stay", ["ended_at"])


def downgrade() -> None:
    op.drop_table("stay")
