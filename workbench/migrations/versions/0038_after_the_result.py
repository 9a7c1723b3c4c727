"""What may follow a ballot: that it is void, an error named in its result and the recount, opinions of the minority."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_void",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("declared_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("declared_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("ground IN ('text', 'roll', 'leak', 'count', 'other')", name="ballot_void_ground"),
    )
    op.create_table(
        "challenge",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("answered_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('confirmed', 'void')", name="challenge_outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (answered_by IS NULL)", name="challenge_answered"),
    )
    op.create_index("ix_challenge_open", "challenge", ["ballot_no"], sqlite_where=sa.text("outcome IS NULL"), postgresql_where=sa.text("outcome IS NULL"))  # fmt: skip
    op.create_table(
        "minority_opinion",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("published_at", workbench.db.Moment(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("minority_opinion", "challenge", "ballot_void"):
        op.drop_table(table)
