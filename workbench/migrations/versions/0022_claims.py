"""Claims of openness: reported, put to the vendor, corrected, watched"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("captured_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("correction", sa.String(), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("relapses", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=True),
        sa.Column("submitter", sa.String(), nullable=False),
        sa.Column("submitter_interest", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("filed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(correction = '') = (corrected_on IS NULL)", name="claim_corrected"),
        sa.CheckConstraint("(sha256 = '') = (captured_at IS NULL)", name="claim_capture"),
        sa.CheckConstraint("answer IN ('', 'agrees', 'disputes', 'ignores')", name="claim_answer"),
        sa.CheckConstraint(
            "correction IN ('', 'dropped', 'replaced', 'licence', 'artefact', 'partly')", name="claim_correction"
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'not_a_claim', 'third_party') OR sha256 <> ''", name="claim_verified"
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'verified', 'not_a_claim', 'third_party', 'contacted', 'awaiting', 'answered', 'in_case', 'promised', 'corrected', 'watched', 'relapsed', 'closed')",
            name="claim_state",
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["filed_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index("ix_claim_case_no", "claim", ["case_no"])
    op.create_index("ix_claim_key", "claim", ["key"])
    op.create_index("ix_claim_organisation", "claim", ["organisation", "no"])
    op.create_index("ix_claim_state_due", "claim", ["state", "due"])
    op.create_table(
        "claim_step",
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("captured_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("case_no", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(sha256 = '') = (captured_at IS NULL)", name="claim_step_capture"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"]),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("claim_no", "n"),
    )
    op.create_table(
        "held_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("received_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_held_claim_place", "held_claim", ["place"])


def downgrade() -> None:
    for table in ("held_claim", "claim_step", "claim"):
        op.drop_table(table)
