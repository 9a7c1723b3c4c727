"""Periods of a proposal: discussion, last call, set aside, after a ballot without a quorum; comments that were seen; formal objections; what asks again"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = workbench.db.Moment(timezone=True)
OLD = (
    "state IN ('submitted', 'inadmissible', 'seeking_sponsors', 'lapsed', 'discussion', 'balloting', 'adopted', 'rejected', "
    "'defeated', 'dropped', 'no_quorum', 'withdrawn', 'merged_into', 'divided', 'superseded', 'fell')"
)
NEW = OLD.replace("'discussion', ", "'discussion', 'last_call', 'tabled', ")
# Added by hand: see migration 0008.
COLUMNS = {
    "acknowledged_by": "INTEGER REFERENCES member (id)",
    "objects_to": "INTEGER REFERENCES comment (id)",
}
# table, name of the constraint, before, after
LINKS = "kind IN ('rival', 'counter', 'amends', 'composite', 'part', 'supersedes', 'fell')"
CHECKS = (
    ("proposal", "proposal_state", OLD, NEW),
    ("link", "link_kind", LINKS, LINKS.replace("'fell'", "'fell', 'again'")),
)


def check(table: str, name: str, old: str, new: str) -> None:
    """Another constraint. SQLite has no statement for it: the text of the table is changed in place, as its documentation of
    ALTER TABLE advises for a constraint that only lets more, or fewer, values in."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, new)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    for table, name, old, new in CHECKS:
        check(table, name, old, new)
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE comment ADD COLUMN {name} {kind}")
    op.add_column("comment", sa.Column("acknowledged_at", MOMENT, nullable=True))
    op.add_column("comment", sa.Column("upheld", sa.Boolean(), nullable=True))
    op.create_index("ix_comment_objects_to", "comment", ["objects_to"])
    op.create_table(
        "stay",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("latest", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('no_quorum', 'tabled', 'discussion', 'last_call')", name="stay_state"),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("proposal_no", "n"),
    )
    op.create_index("ix_stay_until", "stay", ["until"])
    op.create_index("ix_stay_ended_at", "stay", ["ended_at"])


def downgrade() -> None:
    op.drop_table("stay")
    op.drop_index("ix_comment_objects_to", "comment")
    for name in ("upheld", "acknowledged_at", *reversed(COLUMNS)):
        op.execute(f"ALTER TABLE comment DROP COLUMN {name}")
    for table, name, old, new in reversed(CHECKS):
        check(table, name, new, old)
