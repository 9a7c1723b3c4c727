"""Who was present at a ballot."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("taken_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("presence")
