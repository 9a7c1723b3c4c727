"""Other published definitions, and findings on what they alone ask"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rival_definition",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("tree", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "rival_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rival_no", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("found_by", sa.Integer(), nullable=True),
        sa.Column("found_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(address = '') = (seen_on IS NULL)", name="rival_finding_evidence"),
        sa.CheckConstraint("(value = 'conditional') = (condition <> '')", name="rival_finding_condition"),
        sa.CheckConstraint(
            "value IN ('met', 'not_met', 'conditional', 'not_assessable', 'not_applicable')", name="rival_finding_value"
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["found_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["rival_no"], ["rival_definition.no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("rival_no", "case_no", "leaf", "n", name="rival_finding_once"),
    )
    op.create_index("ix_rival_finding_case_no", "rival_finding", ["case_no"])


def downgrade() -> None:
    for table in ("rival_finding", "rival_definition"):
        op.drop_table(table)
