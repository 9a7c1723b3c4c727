"""Acts that one proposes and another confirms; blocks that end; recusals that are taken back."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

RECUSED = ("moved", "recused", "dismissed")
WAITING = sa.text("state = 'proposed'")


def upgrade() -> None:
    op.create_table(
        "second",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("proposed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("until", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'taken_back', 'lapsed')", name="second_state"),
        sa.CheckConstraint("ended_by IS NULL OR state <> 'confirmed' OR ended_by <> proposed_by", name="second_other"),
    )
    op.create_table(
        "block_end",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('withdrawn', 'overruled')", name="block_end_state"),
    )
    op.create_table(
        "block_voice",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("said_by", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("said_at", workbench.db.Moment(timezone=True), nullable=False),
    )
    with op.batch_alter_table("recusal") as recusal:
        recusal.drop_constraint("recusal_state", type_="check")
        recusal.create_check_constraint("recusal_state", "state IN ('moved', 'recused', 'dismissed', 'taken_back')")
    op.create_index("ix_second_waiting", "second", ["until"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    for table in ("block_voice", "block_end", "second"):
        op.drop_table(table)
    op.execute("UPDATE recusal SET state = 'moved' WHERE state = 'taken_back'")
    with op.batch_alter_table("recusal") as recusal:
        recusal.drop_constraint("recusal_state", type_="check")
        recusal.create_check_constraint("recusal_state", f"state IN {RECUSED}")
