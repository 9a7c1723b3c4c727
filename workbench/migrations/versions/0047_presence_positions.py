"""Who was present at a ballot; votes for positions that a rule names itself; parts of a roll; votes that members gave to others."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

DIGITS = "'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'"
OLD = f"choice IN ('for', 'against', 'abstain', 'block') OR substr(choice, 1, 1) IN ({DIGITS})"
NEW = "choice <> ''"


def check(old: str, new: str) -> None:
    import_module("workbench.migrations.versions.0040_ratification").check("vote", "vote_choice", old, new)


def upgrade() -> None:
    check(OLD, NEW)
    op.create_table(
        "presence",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("taken_at", workbench.db.Moment(timezone=True), nullable=False),
    )
    op.create_table(
        "part_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("until", workbench.db.Moment(timezone=True)),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name="part_member_time"),
    )
    now = sa.text("until IS NULL")
    op.create_index(
        "ix_part_member_now", "part_member", ["part", "member_id"], unique=True, sqlite_where=now, postgresql_where=now
    )
    op.create_table(
        "proxy",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("giver_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("holder_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("ended", sa.String()),
        sa.Column("ended_at", workbench.db.Moment(timezone=True)),
        sa.CheckConstraint("ended IN ('withdrawn', 'recused')", name="proxy_end"),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="proxy_ended"),
    )
    op.execute("ALTER TABLE vote ADD COLUMN by_id INTEGER REFERENCES member (id)")  # by hand: see migration 0008
    with op.batch_alter_table("roll_entry") as roll:
        roll.add_column(sa.Column("parts", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("roll_entry") as roll:
        roll.alter_column("parts", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("roll_entry") as roll:
        roll.drop_column("parts")
    op.execute("ALTER TABLE vote DROP COLUMN by_id")
    op.drop_table("proxy")
    op.drop_table("part_member")
    check(NEW, OLD)
    op.drop_table("presence")
