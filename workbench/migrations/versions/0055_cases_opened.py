"""Who has opened the list of the cases that a ballot affects, before they vote."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0055"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases_opened",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("opened_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("cases_opened")
