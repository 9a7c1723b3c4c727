"""The life of a case from a report to an appeal: panels, findings made alone, dissent, the vendor's reply; interests of members"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN, PUBLISHED = "(state = 'open')", "(state IN ('settled', 'appealed', 're_review_due', 'superseded'))"
# name of the constraint, before, after
CHECKS = (
    (
        "case_state",
        "state IN ('open', 'settled', 're_review_due')",
        (
            "state IN ('reported', 'screened', 'declined', 'duplicate', 'suspended', 'open', 'evidence', 'reply_wait', "
            "'draft_finding', 'deliberation', 'decided', 'settled', 'appealed', 're_review_due', 'superseded')"
        ),
    ),
    ("case_settled", f"{OPEN} = (settled_at IS NULL)", f"{PUBLISHED} = (settled_at IS NOT NULL)"),
)


def check(name: str, old: str, new: str) -> None:
    """Another constraint. SQLite has no statement for it: the text of the table is changed in place, as its documentation of
    ALTER TABLE advises for a constraint that only lets more, or fewer, values in."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, "case_record", type_="check")
        op.create_check_constraint(name, "case_record", new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'case_record'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    for known in CHECKS:
        check(*known)
    op.create_table(
        "held_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("received_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_held_report_place", "held_report", ["place"])
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('employment', 'contract', 'equity', 'office', 'grant', 'family')", name="interest_kind"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_interest_member_id", "interest", ["member_id"])
    op.create_table(
        "case_appeal",
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("lodged_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("began_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("heard_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('new_evidence', 'wrong_fact', 'wrong_procedure', 'wrong_reading')", name="appeal_ground"
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('affirmed', 'overturned', 'remanded')", name="appeal_outcome"
        ),
        sa.CheckConstraint("(outcome IS NULL) = (heard_at IS NULL)", name="appeal_heard"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["lodged_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("case_no", "n"),
    )
    op.create_table(
        "case_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "value IN ('met', 'not_met', 'conditional', 'not_assessable', 'not_applicable')", name="opinion_value"
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_no", "round", "member_id", "clause_id", name="opinion_once"),
    )
    op.create_table(
        "case_opinion_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_no", "round", "member_id", "clause_id", name="opinion_draft_once"),
    )
    op.create_table(
        "case_reply",
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_of", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("(words = '') = (received_on IS NULL)", name="reply_received"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.PrimaryKeyConstraint("case_no", "round"),
    )
    op.create_table(
        "case_reviewer",
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("named_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("declared_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("is_tied", sa.Boolean(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("is_recused", sa.Boolean(), nullable=False),
        sa.Column("handed_in_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("(sealed = '') = (handed_in_at IS NULL)", name="reviewer_sealed"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("case_no", "round", "member_id"),
    )
    op.create_index("ix_case_reviewer_member_id", "case_reviewer", ["member_id"])
    op.create_table(
        "case_step",
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("other_no", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["other_no"], ["case_record.no"]),
        sa.PrimaryKeyConstraint("case_no", "n"),
    )
    op.create_table(
        "dissent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("said_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("finding_id", "member_id", name="dissent_once"),
    )
    op.add_column("case_record", sa.Column("question", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("case_record", sa.Column("submitter", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "case_record", sa.Column("submitter_interest", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("case_record", sa.Column("round", sa.Integer(), server_default="1", nullable=False))
    op.add_column("case_record", sa.Column("dispute", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("finding", sa.Column("round", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("finding", "round")
    op.drop_column("case_record", "dispute")
    op.drop_column("case_record", "round")
    op.drop_column("case_record", "submitter_interest")
    op.drop_column("case_record", "submitter")
    op.drop_column("case_record", "question")
    for table in (
        "dissent",
        "case_step",
        "case_reviewer",
        "case_reply",
        "case_opinion_draft",
        "case_opinion",
        "case_appeal",
        "interest",
        "held_report",
    ):
        op.drop_table(table)
    for name, old, new in reversed(CHECKS):
        check(name, new, old)
