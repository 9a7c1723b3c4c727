"""Since when a class of change is claimed and who contests it; revisions that change the typography only, and who contests that."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

CLASSES = "('editorial', 'substantive', 'scope')"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("claimed_at", workbench.db.Moment(timezone=True), nullable=True))
    op.add_column("revision", sa.Column("is_typographic", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_proposal_claimed_at", "proposal", ["claimed_at"])
    is_so = sa.text("is_typographic")
    op.create_index("ix_revision_typographic", "revision", ["filed_at"], sqlite_where=is_so, postgresql_where=is_so)
    op.create_table(
        "class_contest",
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("settled", sa.String(), nullable=True),
        sa.Column("settled_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'settled', 'conceded', 'raised')", name="class_contest_state"),
        sa.CheckConstraint(f"claimed IN {CLASSES} AND named IN {CLASSES}", name="class_contest_classes"),
        sa.CheckConstraint("(state = 'open') = (settled IS NULL)", name="class_contest_settled"),
        sa.CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name="class_contest_when"),
    )
    op.create_index("ix_class_contest_state", "class_contest", ["state"])
    op.create_table(
        "typography_contest",
        sa.Column("proposal_no", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_no", "n"], ["revision.proposal_no", "revision.n"]),
    )


def downgrade() -> None:
    op.drop_table("typography_contest")
    op.drop_table("class_contest")
    op.drop_index("ix_revision_typographic", "revision")
    op.drop_index("ix_proposal_claimed_at", "proposal")
    op.drop_column("revision", "is_typographic")
    op.drop_column("proposal", "claimed_at")
