"""The close of an open ballot is moved later, with a reason."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_extension",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("before", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("closes_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("before < closes_at", name="ballot_extension_later"),
    )


def downgrade() -> None:
    op.drop_table("ballot_extension")
