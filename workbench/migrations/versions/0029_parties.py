"""Who takes no part in a case: stepping aside, motions that somebody does, seats that are given to others; notes of the committee"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_reviewer", sa.Column("relieved_at", workbench.db.Moment(timezone=True), nullable=True))
    op.add_column("case_reviewer", sa.Column("relief", sa.Text(), nullable=False, server_default=""))
    op.add_column("draft_version", sa.Column("requirements", sa.JSON(), nullable=True))
    op.create_table(
        "case_recusal",
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("is_dismissed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
    )
    op.create_table(
        "case_dismissal",
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("moved_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("moved_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("decided_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('dismissed', 'stays')", name="dismissal_outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (decided_by IS NULL)", name="dismissal_decided"),
        sa.CheckConstraint("decided_by <> member_id AND moved_by <> member_id", name="dismissal_others"),
    )
    op.create_table(
        "case_note",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_no", sa.Integer(), sa.ForeignKey("case_record.no"), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
    )
    op.create_index("ix_case_note_case_no", "case_note", ["case_no"])
    op.execute(
        "INSERT INTO search_entry (thing, kind, title, body, audience) SELECT 'rival_definition:' || no, 'definition', name, "
        "body || ' ' || summary, 'public' FROM rival_definition"
    )


def downgrade() -> None:
    op.execute("DELETE FROM search_entry WHERE kind = 'definition'")
    for table in ("case_note", "case_dismissal", "case_recusal"):
        op.drop_table(table)
    op.drop_column("draft_version", "requirements")
    op.drop_column("case_reviewer", "relief")
    op.drop_column("case_reviewer", "relieved_at")
