"""The texts that the items of a bloc give together, made when it opens."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bloc_text",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("proposals", sa.String(), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("requirements_sha256", sa.String(64), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("bloc_text")
