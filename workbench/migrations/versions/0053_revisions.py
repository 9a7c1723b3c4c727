"""Revisions that are offered to the sponsors before they are current; what members say of a text that was carried to a newer version."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revision_offer",
        sa.Column("proposal_no", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=True),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("again", sa.JSON(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("objected_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dropped_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_no", "n"], ["revision.proposal_no", "revision.n"]),
        sa.CheckConstraint(
            "outcome IN ('', 'current', 'rejected', 'replaced', 'closed')", name="revision_offer_outcome"
        ),
        sa.CheckConstraint("(outcome = '') = (ended_at IS NULL)", name="revision_offer_ended"),
        sa.CheckConstraint("(outcome = 'rejected') = (objected_by IS NOT NULL)", name="revision_offer_rejected"),
        sa.CheckConstraint("dropped_at IS NULL OR outcome = 'rejected'", name="revision_offer_dropped"),
    )
    is_open = sa.text("outcome = ''")
    op.create_index(
        "ix_revision_offer_open", "revision_offer", ["made_at"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "replay_voice",
        sa.Column("proposal_no", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_no", "n", "version"],
            ["replay.proposal_no", "replay.n", "replay.version"],
            name="replay_voice_replay",
        ),
        sa.CheckConstraint("says IN ('objects', 'confirms')", name="replay_voice_says"),
    )


def downgrade() -> None:
    op.drop_table("replay_voice")
    op.drop_table("revision_offer")
