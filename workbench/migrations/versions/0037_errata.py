"""Errors reported in a version, and what became of each."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

STATES = ("reported", "confirmed", "correction_candidate", "folded_in", "rejected")


def upgrade() -> None:
    op.create_table(
        "erratum",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("version", sa.String(), sa.ForeignKey("version.label"), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), nullable=True),
        sa.Column("folded_in", sa.String(), sa.ForeignKey("version.label"), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name="erratum_state"),
        sa.CheckConstraint("(state = 'folded_in') = (folded_in IS NOT NULL)", name="erratum_folded_in"),
    )
    for column in ("version", "clause_id", "state"):
        op.create_index(f"ix_erratum_{column}", "erratum", [column])
    op.create_table(
        "erratum_step",
        sa.Column("erratum_no", sa.Integer(), sa.ForeignKey("erratum.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("erratum_step")
    op.drop_table("erratum")
