"""Evidence says where and what it is; files kept by their digest; pages looked at again"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kept_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["kept_file.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_no", "sha256", "member_id", name="case_file_once"),
    )
    op.create_index("ix_case_file_case_no", "case_file", ["case_no"])
    op.create_index("ix_case_file_sha256", "case_file", ["sha256"])
    op.create_table(
        "recheck",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('same', 'words_stand', 'page_changed', 'words_gone', 'no_text', 'unreachable')",
            name="recheck_outcome",
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),
        sa.PrimaryKeyConstraint("evidence_id", "n"),
    )
    op.add_column("evidence", sa.Column("locator", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("evidence", sa.Column("artefact", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("evidence", sa.Column("sha256", sa.String(length=64), server_default=sa.text("''"), nullable=False))
    op.add_column("evidence", sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("evidence", "kept")
    op.drop_column("evidence", "sha256")
    op.drop_column("evidence", "artefact")
    op.drop_column("evidence", "locator")
    for table in (
        "recheck",
        "case_file",
        "kept_file",
    ):
        op.drop_table(table)
