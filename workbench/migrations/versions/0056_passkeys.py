"""Passkeys of members, what they are asked to sign, and the votes that they signed."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False, unique=True),
        sa.Column("public_key", sa.String(128), nullable=False, unique=True),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=True),
    )
    op.create_index("ix_passkey_member_id", "passkey", ["member_id"])
    op.create_table(
        "passkey_prompt",
        sa.Column("challenge", sa.String(64), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("expires_at", workbench.db.Moment(timezone=True), nullable=False),
    )
    op.create_index("ix_passkey_prompt_member_id", "passkey_prompt", ["member_id"])
    op.create_table(
        "vote_signature",
        sa.Column("vote_id", sa.Integer(), sa.ForeignKey("vote.id"), primary_key=True, autoincrement=False),
        sa.Column("passkey_id", sa.Integer(), sa.ForeignKey("passkey.id"), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("client_data", sa.Text(), nullable=False),
        sa.Column("authenticator_data", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
    )
    op.create_index("ix_vote_signature_passkey_id", "vote_signature", ["passkey_id"])


def downgrade() -> None:
    op.drop_table("vote_signature")
    op.drop_table("passkey_prompt")
    op.drop_table("passkey")
