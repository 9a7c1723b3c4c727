"""The life of a version: working ones, releases of several together, ballots on a version, withdrawals"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

STATES = "('candidate', 'last_call', 'approved', 'published', 'returned')"
CLASSES = "('typographic', 'editorial', 'substantive', 'scope', 'procedure')"
SIZES = "('patch', 'minor', 'major')"


def upgrade() -> None:
    moment = workbench.db.Moment(timezone=True)
    op.add_column("version", sa.Column("publishes", sa.Integer(), nullable=True))
    with op.batch_alter_table("adoption") as adoption:
        adoption.add_column(sa.Column("is_working", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("adoption") as adoption:
        adoption.alter_column("is_working", server_default=None)
    op.create_table(
        "working_version",
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), primary_key=True, autoincrement=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"size IN {SIZES}", name="working_version_size"),
        sa.CheckConstraint(f"claimed IN {CLASSES}", name="working_version_claimed"),
        sa.CheckConstraint("days >= 0", name="working_version_days"),
    )
    op.create_table(
        "release",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), nullable=False, index=True),
        sa.Column("after", sa.Integer(), sa.ForeignKey("version.ordinal"), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("weighty", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_call", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("until", moment, nullable=True),
        sa.Column("approved_at", moment, nullable=True),
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), nullable=True),
        sa.Column("published", sa.Integer(), sa.ForeignKey("version.ordinal"), nullable=True, unique=True),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name="release_state"),
        sa.CheckConstraint("(state = 'published') = (published IS NOT NULL)", name="release_published"),
        sa.CheckConstraint("(state = 'returned') = (reason IS NOT NULL)", name="release_returned"),
        sa.CheckConstraint("(state IN ('published', 'returned')) = (ended_at IS NOT NULL)", name="release_ended"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_at IS NOT NULL", name="release_approved"
        ),
    )
    under_way = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_release_under_way", "release", ["after"], unique=True, sqlite_where=under_way, postgresql_where=under_way
    )
    op.create_table(
        "version_ballot",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), nullable=False, index=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("release_no", sa.Integer(), sa.ForeignKey("release.no"), nullable=True),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("question IN ('release', 'withdraw')", name="version_ballot_question"),
        sa.CheckConstraint("(question = 'release') = (release_no IS NOT NULL)", name="version_ballot_release"),
        sa.CheckConstraint("question = 'release' OR reason <> ''", name="version_ballot_reason"),
    )
    op.create_table(
        "version_withdrawal",
        sa.Column("ordinal", sa.Integer(), sa.ForeignKey("version.ordinal"), primary_key=True, autoincrement=False),
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), nullable=False, unique=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("at", moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("version_withdrawal", "version_ballot", "release", "working_version"):
        op.drop_table(table)
    op.drop_column("adoption", "is_working")
    op.drop_column("version", "publishes")
