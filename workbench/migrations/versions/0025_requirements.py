"""What a case is judged by is kept with each version of the text, and is changed by a proposal."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requirement_tree",
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), primary_key=True, autoincrement=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
    )
    for table in ("draft", "revision"):
        op.add_column(table, sa.Column("requirements", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table in ("revision", "draft"):
        op.drop_column(table, "requirements")
    op.drop_table("requirement_tree")
