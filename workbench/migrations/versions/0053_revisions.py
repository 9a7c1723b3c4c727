"""Revisions that are offered to the sponsors before they are current; what members say of a text that was carried to a newer version;
proposals that are called incompatible, and what the members are asked."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0053"
down_revision = "0052"
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
    op.create_index("ix_replay_version", "replay", ["version"])
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
    moment = workbench.db.Moment(timezone=True)
    op.create_table(
        "incompatibility",
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("other_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("appealed_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", moment, nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("heard_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("heard_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("proposal_no < other_no", name="incompatibility_order"),
        sa.CheckConstraint("(appeal = '') = (appealed_at IS NULL)", name="incompatibility_appeal"),
        sa.CheckConstraint("(upheld IS NULL) = (heard_by IS NULL)", name="incompatibility_heard"),
        sa.CheckConstraint("heard_by IS NULL OR appealed_at IS NOT NULL", name="incompatibility_asked"),
    )
    op.create_index("ix_incompatibility_other_no", "incompatibility", ["other_no"])
    op.create_table(
        "member_motion",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), nullable=False),
        sa.Column("other_no", sa.Integer(), sa.ForeignKey("proposal.no"), nullable=True),
        sa.Column("made_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("seconded_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("opened_at", moment, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('inadmissible', 'incompatible')", name="member_motion_kind"),
        sa.CheckConstraint("(kind = 'incompatible') = (other_no IS NOT NULL)", name="member_motion_other"),
        sa.CheckConstraint("outcome IN ('', 'carried', 'lost', 'lapsed')", name="member_motion_outcome"),
        sa.CheckConstraint("(outcome = '') = (ended_at IS NULL)", name="member_motion_ended"),
        sa.CheckConstraint("(seconded_by IS NULL) = (opened_at IS NULL)", name="member_motion_seconded"),
    )
    for column in ("proposal_no", "other_no", "outcome"):
        op.create_index(f"ix_member_motion_{column}", "member_motion", [column])
    op.create_table(
        "motion_vote",
        sa.Column("motion_id", sa.Integer(), sa.ForeignKey("member_motion.id"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("is_for", sa.Boolean(), nullable=False),
        sa.Column("said_at", moment, nullable=False),
    )
    op.create_table(
        "filed_interest",
        sa.Column("proposal_no", sa.Integer(), sa.ForeignKey("proposal.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_index("ix_replay_version", "replay")
    for name in ("filed_interest", "motion_vote", "member_motion", "incompatibility"):
        op.drop_table(name)
    op.drop_table("replay_voice")
    op.drop_table("revision_offer")
