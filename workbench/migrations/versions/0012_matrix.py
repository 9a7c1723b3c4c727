"""Cases are found in the order of their organisations"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_organisation", "case_record", ["vendor", "system", "no"])


def downgrade() -> None:
    op.drop_index("ix_case_organisation", "case_record")
