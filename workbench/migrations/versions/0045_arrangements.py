"""How rivals are decided: together, or one after the other, in which order and why."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangement",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('ranked', 'serial', 'perfect')", name="arrangement_way"),
    )
    op.create_table(
        "arranged",
        sa.Column("arrangement_no", sa.Integer(), sa.ForeignKey("arrangement.no"), primary_key=True),
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    op.create_index("ix_arranged_proposal_no", "arranged", ["proposal_no"])


def downgrade() -> None:
    op.drop_table("arranged")
    op.drop_table("arrangement")
