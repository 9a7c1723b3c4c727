"""A vote may be a block; a casting vote may be for the text as it stands"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

RANKING = "OR substr(choice, 1, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')"
# table, name of the constraint, before, after, and what stands behind either
CHECKS = (
    ("vote", "vote_choice", "choice IN ('for', 'against', 'abstain')", "choice IN ('for', 'against', 'abstain', 'block')", RANKING),
    ("casting_vote", "casting_vote_by", '("option" = 0) = (member_id IS NULL)', '"option" = 0 OR member_id IS NOT NULL', ""),
)  # fmt: skip


def check(table: str, name: str, old: str, new: str, rest: str) -> None:
    """Another constraint, on SQLite in the text of the table, as its documentation of ALTER TABLE advises: votes are append-only
    and cannot be copied into another table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"{new} {rest}")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    for table, name, old, new, rest in CHECKS:
        check(table, name, old, new, rest)


def downgrade() -> None:
    for table, name, old, new, rest in CHECKS:
        check(table, name, new, old, rest)
