"""What became of each open proposal when another text was adopted"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replay",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('carried', 'confirm', 'person')", name="replay_state"),
        sa.CheckConstraint("(state = 'person') = (fingerprint IS NULL)", name="replay_text"),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["version"], ["version.label"]),
        sa.PrimaryKeyConstraint("proposal_no", "n", "version"),
    )


def downgrade() -> None:
    op.drop_table("replay")
