"""What a draft was to others in each of its versions; declarations and agreements that were taken back; who wrote a revision"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = workbench.db.Moment(timezone=True)
# Added by hand: see migration 0008.
COLUMNS = {"kind": "VARCHAR NOT NULL DEFAULT 'amendment'", "others": "JSON"}


def upgrade() -> None:
    op.create_index("ix_revision_author_id", "revision", ["author_id"])
    op.create_index("ix_link_offered_at", "link", ["offered_at"])
    op.create_index("ix_revision_author_member_id", "revision_author", ["member_id"])
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE draft_version ADD COLUMN {name} {kind}")
        op.execute(f"UPDATE draft_version SET {name} = (SELECT {name} FROM draft WHERE draft.id = draft_id)")
    op.add_column("link", sa.Column("ended_at", MOMENT, nullable=True))
    op.create_table(
        "retraction",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_no", "kind", "other_no"],
            ["link.proposal_no", "link.kind", "link.other_no"],
            name="retraction_link",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("proposal_no", "kind", "other_no", "n"),
    )
    op.create_index("ix_retraction_other_no", "retraction", ["other_no"])


def downgrade() -> None:
    op.drop_table("retraction")
    op.drop_index("ix_link_offered_at", "link")
    op.drop_column("link", "ended_at")
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE draft_version DROP COLUMN {name}")
    op.drop_index("ix_revision_author_member_id", "revision_author")
    op.drop_index("ix_revision_author_id", "revision")
