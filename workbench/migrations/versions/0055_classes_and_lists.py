"""Who has opened the list of the cases that a ballot affects; positions of those who do not vote; two more classes of change."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

THREE = "('editorial', 'substantive', 'scope')"
FIVE = "('typographic', 'editorial', 'substantive', 'scope', 'procedure')"
CONTEST = "claimed IN {0} AND named IN {0}"


def check(old: str, new: str) -> None:
    change = import_module("workbench.migrations.versions.0040_ratification").check
    change("proposal", "proposal_claimed", f"claimed IN {old}", f"claimed IN {new}")
    change("class_contest", "class_contest_classes", CONTEST.format(old), CONTEST.format(new))


def upgrade() -> None:
    check(THREE, FIVE)
    op.create_table(
        "cases_opened",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("opened_at", workbench.db.Moment(timezone=True), nullable=False),
    )
    op.create_table(
        "advice",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("stated_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("position IN ('for', 'against', 'neither')", name="advice_position"),
    )


def downgrade() -> None:
    op.drop_table("advice")
    op.drop_table("cases_opened")
    op.execute("UPDATE proposal SET claimed = 'editorial' WHERE claimed = 'typographic'")
    op.execute("UPDATE proposal SET claimed = 'scope' WHERE claimed = 'procedure'")
    for column in ("claimed", "named", "settled"):
        op.execute(f"UPDATE class_contest SET {column} = 'editorial' WHERE {column} = 'typographic'")
        op.execute(f"UPDATE class_contest SET {column} = 'scope' WHERE {column} = 'procedure'")
    check(FIVE, THREE)
