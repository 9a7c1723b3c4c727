"""Organisations, artefacts and their terms, and precedents"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("tier_source", sa.Text(), nullable=False),
        sa.CheckConstraint("(tier = '') = (tier_source = '')", name="organisation_tier"),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "artefact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("spdx", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("terms_address", sa.Text(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('weights', 'code', 'data', 'paper', 'other')", name="artefact_kind"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_artefact_case_no", "artefact", ["case_no"])
    op.create_table(
        "precedent",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("cited_id", sa.Integer(), nullable=False),
        sa.Column("treatment", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "treatment IN ('follows', 'distinguishes', 'limits', 'not_followed', 'overrules')",
            name="precedent_treatment",
        ),
        sa.ForeignKeyConstraint(["cited_id"], ["finding.id"]),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"]),
        sa.PrimaryKeyConstraint("finding_id", "cited_id"),
    )
    op.create_index("ix_precedent_cited_id", "precedent", ["cited_id"])


def downgrade() -> None:
    for table in (
        "precedent",
        "artefact",
        "organisation",
    ):
        op.drop_table(table)
