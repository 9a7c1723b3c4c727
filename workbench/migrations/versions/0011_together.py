"""What a draft was to others in each of its versions; who wrote a revision is asked of every list"""

from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

# Added by hand: see migration 0008.
COLUMNS = {"kind": "VARCHAR NOT NULL DEFAULT 'amendment'", "others": "JSON"}


def upgrade() -> None:
    op.create_index("ix_revision_author_id", "revision", ["author_id"])
    op.create_index("ix_revision_author_member_id", "revision_author", ["member_id"])
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE draft_version ADD COLUMN {name} {kind}")
        op.execute(f"UPDATE draft_version SET {name} = (SELECT {name} FROM draft WHERE draft.id = draft_id)")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE draft_version DROP COLUMN {name}")
    op.drop_index("ix_revision_author_member_id", "revision_author")
    op.drop_index("ix_revision_author_id", "revision")
