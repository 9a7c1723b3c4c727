"""A vote may be a block"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PLAIN = "choice IN ('for', 'against', 'abstain')"
BLOCK = "choice IN ('for', 'against', 'abstain', 'block')"
RANKING = "substr(choice, 1, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')"


def check(old: str, new: str) -> None:
    """Another constraint, on SQLite in the text of the table, as its documentation of ALTER TABLE advises: votes are append-only
    and cannot be copied into another table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint("vote_choice", "vote", type_="check")
        op.create_check_constraint("vote_choice", "vote", f"{new} OR {RANKING}")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'vote'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    check(PLAIN, BLOCK)


def downgrade() -> None:
    check(BLOCK, PLAIN)
