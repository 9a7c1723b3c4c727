"""Words that two officers removed; alarms, and whatever the record is watched by."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0054"
down_revision = "0051"
branch_labels = None
depends_on = None

MOMENT = workbench.db.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("comment", sa.Column("removed_at", MOMENT, nullable=True))
    op.add_column("evidence", sa.Column("removed_at", MOMENT, nullable=True))
    op.create_table(
        "redaction",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.CheckConstraint("proposed_by <> confirmed_by", name="redaction_two"),
    )
    op.create_index("ix_redaction_thing", "redaction", ["thing"])


def downgrade() -> None:
    op.drop_index("ix_redaction_thing", table_name="redaction")
    op.drop_table("redaction")
    op.drop_column("evidence", "removed_at")
    op.drop_column("comment", "removed_at")
