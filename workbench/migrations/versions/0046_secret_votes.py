"""Secret ballots: a vote without its choice, the key of a ballot, and the choices under their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def nullable(is_so: bool) -> None:
    """Whether a vote may have no choice; on SQLite in the text of the table, since votes cannot be copied into another one."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.alter_column("vote", "choice", nullable=is_so)
        return
    texts = ("choice VARCHAR NOT NULL", "choice VARCHAR")
    old, new = texts if is_so else texts[::-1]
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'vote'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    nullable(True)
    op.create_table(
        "ballot_key",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("key", sa.String(), nullable=False),
    )
    # kept in the order of the receipts, so that its place does not tell when a vote was cast
    op.create_table(
        "secret_vote",
        sa.Column("receipt", sa.String(length=64), primary_key=True),
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_secret_vote_ballot_no", "secret_vote", ["ballot_no"])


def downgrade() -> None:
    op.drop_table("secret_vote")
    op.drop_table("ballot_key")
    nullable(False)
