"""Recusals from proposals; affiliations, the chair and the recused on the roll of a ballot"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recusal",
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("moved_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("moved_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("seconded_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("seconded_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('moved', 'recused', 'dismissed')", name="recusal_state"),
    )
    with op.batch_alter_table("roll_entry") as roll:
        roll.add_column(sa.Column("affiliation", sa.String(), nullable=False, server_default=""))
        roll.add_column(sa.Column("is_chair", sa.Boolean(), nullable=False, server_default=sa.false()))
        roll.add_column(sa.Column("status", sa.String(), nullable=False, server_default="eligible"))
        roll.create_check_constraint("roll_entry_status", "status IN ('eligible', 'recused', 'dismissed', 'left')")
    with op.batch_alter_table("roll_entry") as roll:
        for column in ("affiliation", "is_chair", "status"):
            roll.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("roll_entry") as roll:
        roll.drop_constraint("roll_entry_status", type_="check")
        for column in ("affiliation", "is_chair", "status"):
            roll.drop_column(column)
    op.drop_table("recusal")
