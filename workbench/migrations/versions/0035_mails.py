"""Members choose what they are told by mail, and mails wait to be sent."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True, autoincrement=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("last_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("how IN ('daily', 'at_once', 'none')", name="notice_how"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("sent_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
    )
    op.create_index("ix_mail_next", "mail", ["next_at"])
    op.create_index("ix_mail_member", "mail", ["member_id", "id"])


def downgrade() -> None:
    op.drop_table("mail")
    op.drop_table("notice_choice")
