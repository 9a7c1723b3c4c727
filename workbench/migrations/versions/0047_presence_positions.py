"""Who was present at a ballot; votes for positions that a rule names itself."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0047"
down_revision = "0045"
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


def downgrade() -> None:
    check(NEW, OLD)
    op.drop_table("presence")
