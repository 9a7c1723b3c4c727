"""Ranked ballots: the options of a ballot, rankings as votes, the casting vote, and what rivals that lost are"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENDED = "'withdrawn', 'merged_into', 'divided', 'superseded', 'fell')"
BEGUN = "state IN ('submitted', 'inadmissible', 'seeking_sponsors', 'lapsed', 'discussion', 'balloting', 'adopted', 'rejected', "
PLAIN = "choice IN ('for', 'against', 'abstain')"
RANKING = "substr(choice, 1, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')"
# table, name of the constraint, before, after
CHECKS = (
    (
        "proposal",
        "proposal_state",
        f"{BEGUN}'no_quorum', {ENDED}",
        f"{BEGUN}'defeated', 'dropped', 'no_quorum', {ENDED}",
    ),
    ("vote", "vote_choice", PLAIN, f"{PLAIN} OR {RANKING}"),
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
    op.create_table(
        "ballot_option",
        sa.Column("ballot_no", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_no"], ["ballot.no"]),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.PrimaryKeyConstraint("ballot_no", "proposal_no"),
    )
    op.create_index("ix_ballot_option_proposal_no", "ballot_option", ["proposal_no"])
    op.execute(
        "INSERT INTO ballot_option (ballot_no, proposal_no, revision, fingerprint, claimed) "
        "SELECT ballot.no, ballot.proposal_no, ballot.revision, ballot.fingerprint, proposal.claimed "
        "FROM ballot JOIN proposal ON proposal.no = ballot.proposal_no"
    )
    op.create_table(
        "casting_vote",
        sa.Column("ballot_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("cast_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint('("option" = 0) = (member_id IS NULL)', name="casting_vote_by"),
        sa.ForeignKeyConstraint(["ballot_no"], ["ballot.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("ballot_no"),
    )


def downgrade() -> None:
    op.drop_table("casting_vote")
    op.drop_table("ballot_option")
    for table, name, old, new in reversed(CHECKS):
        check(table, name, new, old)
