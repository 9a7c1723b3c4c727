"""How far members have read, and what they follow"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Who acted on a proposal before there were marks follows it, and has read it as it is.
ACTED = """
INSERT INTO reading_mark
  (member_id, proposal_no, revision, comment, before_revision, before_comment, state, rested, follows)
SELECT acted.member_id, p.no, p.revision, coalesce(c.last, 0), p.revision, coalesce(c.last, 0), p.state, 0, 'act'
FROM (
  SELECT author_id AS member_id, no AS proposal_no FROM proposal
  UNION SELECT author_id, proposal_no FROM comment WHERE reader = ''
  UNION SELECT v.member_id, b.proposal_no FROM vote v JOIN ballot b ON b.no = v.ballot_no
) acted
JOIN proposal p ON p.no = acted.proposal_no
LEFT JOIN (SELECT proposal_no, max(id) AS last FROM comment GROUP BY proposal_no) c ON c.proposal_no = p.no
"""


def upgrade() -> None:
    op.create_table(
        "reading_mark",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Integer(), nullable=False),
        sa.Column("before_revision", sa.Integer(), nullable=False),
        sa.Column("before_comment", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rested", sa.Integer(), nullable=False),
        sa.Column("follows", sa.String(), nullable=False),
        sa.CheckConstraint("follows IN ('', 'act', 'follow', 'mute')", name="reading_mark_follows"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("member_id", "proposal_no"),
    )
    op.create_index("ix_comment_author_id", "comment", ["author_id"])
    op.create_index("ix_disposition_reply", "disposition", ["reply", "reply_by"])
    op.execute(ACTED)


def downgrade() -> None:
    op.drop_index("ix_disposition_reply", "disposition")
    op.drop_index("ix_comment_author_id", "comment")
    op.drop_table("reading_mark")
