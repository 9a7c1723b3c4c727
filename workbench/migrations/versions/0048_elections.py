"""Elections: what one fills, who stands and what became of each, who leaves it to others; approvals as votes"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

import workbench.db

check = import_module("workbench.migrations.versions.0010_ranked").check

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

# table, name of the constraint, before, after
CHECKS = (
    ("ballot", "ballot_on", "(proposal_no IS NULL) = (case_no IS NOT NULL)", "proposal_no IS NULL OR case_no IS NULL"),
)
RESULTS = "('elected', 'passed_over', 'tied', 'not_elected')"


def upgrade() -> None:
    for table, name, old, new in CHECKS:
        check(table, name, old, new)
    op.create_table(
        "election",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
    )
    op.create_index("ix_election_body", "election", ["body"])
    op.create_table(
        "candidate",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("affiliation", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("seated", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("seated_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(f"result IS NULL OR result IN {RESULTS}", name="candidate_result"),
        sa.CheckConstraint("(seated IS NULL) = (seated_at IS NULL)", name="candidate_seated"),
        sa.CheckConstraint("seated IS NULL OR result = 'elected'", name="candidate_elected"),
    )
    op.create_table(
        "election_recusal",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("election_recusal")
    op.drop_table("candidate")
    op.drop_table("election")
    for table, name, old, new in reversed(CHECKS):
        check(table, name, new, old)
