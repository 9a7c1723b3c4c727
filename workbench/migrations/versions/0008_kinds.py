"""Kinds of proposal and the links between them; sponsors, objections, withdrawals with a reason, admissibility"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD = "state IN ('discussion', 'balloting', 'adopted', 'rejected', 'no_quorum', 'withdrawn')"
NEW = (
    "state IN ('submitted', 'inadmissible', 'seeking_sponsors', 'lapsed', 'discussion', 'balloting', 'adopted', "
    "'rejected', 'no_quorum', 'withdrawn', 'merged_into', 'divided', 'superseded', 'fell')"
)
# Added by hand: a table that others lean on cannot be made again inside a transaction on SQLite.
COLUMNS = {
    "draft": {
        "kind": "VARCHAR NOT NULL DEFAULT 'amendment'",
        "others": "JSON",
        "amends_no": "INTEGER REFERENCES proposal (no)",
        "amends_n": "INTEGER",
    },
    "revision": {"amends_no": "INTEGER REFERENCES proposal (no)", "amends_n": "INTEGER"},
}


def states(old: str, new: str) -> None:
    """Another list of states. SQLite has no statement for it: the text of the table is changed in place, as its
    documentation of ALTER TABLE advises for a constraint that only lets more, or fewer, values in."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("proposal_state", "proposal", type_="check")
        op.create_check_constraint("proposal_state", "proposal", new)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'proposal'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    states(OLD, NEW)
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    op.create_table(
        "link",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_no", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("agreed_in", sa.Integer(), nullable=True),
        sa.Column("offered_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("taken_in", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rival', 'counter', 'amends', 'composite', 'part', 'supersedes', 'fell')", name="link_kind"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["other_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("proposal_no", "kind", "other_no"),
    )
    op.create_index("ix_link_other_no", "link", ["other_no"])
    supporters()
    endings()


def supporters() -> None:
    op.create_table(
        "sponsorship",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("proposal_no", "member_id"),
    )
    op.create_table(
        "objection",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("proposal_no", "member_id"),
    )


def endings() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="withdrawal_taken"),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["taken_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("proposal_no", "n"),
    )
    op.create_table(
        "admissibility",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("is_admissible", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("heard_by", sa.Integer(), nullable=True),
        sa.Column("heard_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("(rule = '') = is_admissible", name="admissibility_rule"),
        sa.CheckConstraint("(appeal = '') = (appealed_at IS NULL)", name="admissibility_appeal"),
        sa.CheckConstraint("(upheld IS NULL) = (heard_by IS NULL)", name="admissibility_heard"),
        sa.CheckConstraint("heard_by IS NULL OR appealed_at IS NOT NULL", name="admissibility_order"),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["heard_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("proposal_no"),
    )


def downgrade() -> None:
    for table in ("admissibility", "withdrawal", "objection", "sponsorship", "link"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    states(NEW, OLD)
