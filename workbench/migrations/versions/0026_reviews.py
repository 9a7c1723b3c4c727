"""A case is reaffirmed if nobody objects within a period, and the vendor has notice before it is published."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_notice",
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), primary_key=True),
        sa.Column("round", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("sent_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("until", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="notice_answered"),
    )
    op.create_table(
        "case_reaffirmation",
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(), sa.ForeignKey("version.label"), nullable=False),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("proposed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("until", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("objected_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('stands', 'objected', 'overtaken')", name="reaffirmation_outcome"
        ),
        sa.CheckConstraint("(coalesce(outcome, '') = 'objected') = (objection <> '')", name="reaffirmation_objection"),
    )
    op.create_index("ix_case_reaffirmation_outcome", "case_reaffirmation", ["outcome", "until"])
    op.create_index("ix_case_settled", "case_record", ["state", "settled_at"])


def downgrade() -> None:
    op.drop_index("ix_case_settled", "case_record")
    op.drop_table("case_reaffirmation")
    op.drop_table("case_notice")
