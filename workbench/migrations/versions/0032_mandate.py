"""The ballot that carried a new version of a voting rule"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rule_version") as rule:
        rule.add_column(sa.Column("ballot_no", sa.Integer(), nullable=True))
        rule.create_foreign_key("rule_version_ballot_no_fkey", "ballot", ["ballot_no"], ["no"])


def downgrade() -> None:
    with op.batch_alter_table("rule_version") as rule:
        rule.drop_constraint("rule_version_ballot_no_fkey", type_="foreignkey")
        rule.drop_column("ballot_no")
