"""A member's open threads on what is open are found by one index.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_comment_by", "comment", ["author_id", "proposal_no", "parent_id", "settled_at"])
    op.drop_index("ix_comment_author_id", "comment")


def downgrade() -> None:
    op.create_index("ix_comment_author_id", "comment", ["author_id"])
    op.drop_index("ix_comment_by", "comment")
