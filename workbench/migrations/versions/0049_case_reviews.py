"""Who has read what a revision would do to the cases, before a ballot on it"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_review",
        sa.Column("proposal_no", sa.Integer(), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("read_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_no", "revision"], ["revision.proposal_no", "revision.n"], name="case_review_revision"
        ),
    )


def downgrade() -> None:
    op.drop_table("case_review")
