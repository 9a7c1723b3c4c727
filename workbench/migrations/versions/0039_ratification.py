"""Further bodies and who sits in them; ratification by one of them as the second stage of a decision; objections in a period."""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0039"
down_revision = "0043"
branch_labels = None
depends_on = None

MOMENT = workbench.db.Moment(timezone=True)
OLD = (
    "state IN ('submitted', 'inadmissible', 'seeking_sponsors', 'lapsed', 'discussion', 'last_call', 'tabled', 'balloting', "
    "'adopted', 'rejected', 'defeated', 'dropped', 'no_quorum', 'withdrawn', 'merged_into', 'divided', 'superseded', 'fell')"
)
NEW = OLD.replace("'balloting', ", "'balloting', 'ratifying', 'ratified', 'declined', ")
SETTLED = "outcome IS NULL OR outcome IN ('ratified', 'declined', 'returned', 'overtaken', 'void')"
# Added by hand: see migration 0008.
COLUMNS = {"body": "VARCHAR", "ratifies": "INTEGER REFERENCES ballot (no)"}


def check(table: str, name: str, old: str, new: str) -> None:
    """Another constraint; on SQLite as in migration 0014."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    check("proposal", "proposal_state", OLD, NEW)
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE ballot ADD COLUMN {name} {kind}")
    op.create_index("ix_ballot_ratifies", "ballot", ["ratifies"])
    op.create_table(
        "body_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name="body_member_time"),
    )
    now = sa.text("until IS NULL")
    op.create_index(
        "ix_body_member_now", "body_member", ["body", "member_id"], unique=True, sqlite_where=now, postgresql_where=now
    )
    op.create_table(
        "ratification",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ballot.no"), primary_key=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("by_ballot", sa.Integer(), sa.ForeignKey("ballot.no"), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint(SETTLED, name="ratification_outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="ratification_settled"),
        sa.CheckConstraint("(body IS NULL) = (until IS NOT NULL)", name="ratification_how"),
    )
    waits = sa.text("outcome IS NULL")
    op.create_index("ix_ratification_waits", "ratification", ["until"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "ratification_objection",
        sa.Column("ballot_no", sa.Integer(), sa.ForeignKey("ratification.ballot_no"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
    )


def downgrade() -> None:
    for table in ("ratification_objection", "ratification", "body_member"):
        op.drop_table(table)
    op.drop_index("ix_ballot_ratifies", "ballot")
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE ballot DROP COLUMN {name}")
    check("proposal", "proposal_state", NEW, OLD)
