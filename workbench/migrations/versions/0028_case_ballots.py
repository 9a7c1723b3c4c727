"""A ballot of the committee on the findings in a case"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = "'deliberation', 'decided'"
STATES = (
    "state IN ('reported', 'screened', 'declined', 'duplicate', 'suspended', 'open', 'evidence', 'reply_wait', "
    "'draft_finding', 'deliberation', 'decided', 'settled', 'appealed', 're_review_due', 'superseded')"
)
AFTER = STATES.replace(BEFORE, "'deliberation', 'balloting', 'decided'")
ON = "(proposal_no IS NULL) = (case_no IS NOT NULL)"
# what the text of the table of ballots says without and with ballots on cases; SQLite has no statement for either
PLAIN = (("proposal_no INTEGER NOT NULL", "proposal_no INTEGER"),
         ("CONSTRAINT ballot_closed", f"CONSTRAINT ballot_on CHECK ({ON}), CONSTRAINT ballot_closed"))  # fmt: skip


def rewrite(table: str, *changes: tuple[str, str]) -> None:
    """Change the text of a table in place, as the documentation of ALTER TABLE advises where no row is laid out otherwise."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for old, new in changes:
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
        )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def states(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("case_state", "case_record", type_="check")
        op.create_check_constraint("case_state", "case_record", new)
    else:
        rewrite("case_record", (old, new))


def upgrade() -> None:
    states(STATES, AFTER)
    op.add_column("ballot", sa.Column("case_no", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("ballot_case_no_fkey", "ballot", "case_record", ["case_no"], ["no"])
        op.alter_column("ballot", "proposal_no", nullable=True)
        op.create_check_constraint("ballot_on", "ballot", ON)
    else:
        rewrite("ballot", *PLAIN, ("case_no INTEGER", "case_no INTEGER REFERENCES case_record (no)"))
    op.create_index("ix_ballot_case_no", "ballot", ["case_no"])


def downgrade() -> None:
    op.drop_index("ix_ballot_case_no", "ballot")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ballot_on", "ballot", type_="check")
        op.alter_column("ballot", "proposal_no", nullable=False)
    else:
        rewrite("ballot", *((new, old) for old, new in reversed(PLAIN)),
                ("case_no INTEGER REFERENCES case_record (no)", "case_no INTEGER"))  # fmt: skip
    op.drop_column("ballot", "case_no")
    states(AFTER, STATES)
