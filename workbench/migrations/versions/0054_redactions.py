"""Words that two officers removed, and alarms."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0054"
down_revision = "0053"
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
    op.create_table(
        "alarm",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('repository', 'head')", name="alarm_kind"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (words = '')", name="alarm_ended"
        ),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index("ix_alarm_open", "alarm", ["no"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    op.drop_index("ix_alarm_open", table_name="alarm")
    op.drop_table("alarm")
    op.drop_index("ix_redaction_thing", table_name="redaction")
    op.drop_table("redaction")
    op.drop_column("evidence", "removed_at")
    op.drop_column("comment", "removed_at")
