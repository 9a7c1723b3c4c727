"""The words that a finding rests on, and what would be found under a proposal"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_finding_clause_case", "finding", ["clause_id", "case_no"])
    op.create_table(
        "ground",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("finding_id", sa.Integer(), sa.ForeignKey("finding.id"), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
    )
    op.create_index("ix_ground_finding_id", "ground", ["finding_id"])
    op.create_table(
        "tentative",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("exhibits", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("found_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("found_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_no", "revision"], ["revision.proposal_no", "revision.n"], name="tentative_revision"
        ),
        sa.CheckConstraint(
            "value IN ('met', 'not_met', 'conditional', 'not_assessable', 'not_applicable')", name="tentative_value"
        ),
        sa.CheckConstraint("(value = 'conditional') = (condition <> '')", name="tentative_condition"),
    )
    op.create_index("ix_tentative_proposal_case", "tentative", ["proposal_no", "case_no"])


def downgrade() -> None:
    op.drop_table("tentative")
    op.drop_table("ground")
    op.drop_index("ix_finding_clause_case", "finding")
