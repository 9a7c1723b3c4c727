"""What members who are no party say on a formal objection, where every officer is a party to it"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice",
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("said_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("voice")
