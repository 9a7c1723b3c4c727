"""Voting rules that were put into force in the workbench"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_version",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("rule_sha256", sa.String(64), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rule_version")
