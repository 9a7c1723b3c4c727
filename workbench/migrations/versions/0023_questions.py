"""Open questions and the proposals that would answer them; what organisations said"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unsaid", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'answered') = (version IS NOT NULL)", name="question_answered"),
        sa.CheckConstraint("state IN ('open', 'answered')", name="question_state"),
        sa.ForeignKeyConstraint(["opened_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["version"], ["version.label"]),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "question_case",
        sa.Column("question_no", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["named_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["question_no"], ["question.no"]),
        sa.PrimaryKeyConstraint("question_no", "case_no"),
    )
    op.create_index("ix_question_case_case_no", "question_case", ["case_no"])
    op.create_table(
        "question_step",
        sa.Column("question_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["question_no"], ["question.no"]),
        sa.ForeignKeyConstraint(["version"], ["version.label"]),
        sa.PrimaryKeyConstraint("question_no", "n"),
    )
    op.create_table(
        "answering",
        sa.Column("question_no", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_no"], ["proposal.no"]),
        sa.ForeignKeyConstraint(["question_no"], ["question.no"]),
        sa.ForeignKeyConstraint(["said_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("question_no", "proposal_no"),
    )
    op.create_index("ix_answering_proposal_no", "answering", ["proposal_no"])
    op.create_table(
        "statement",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("gist", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=True),
        sa.Column("question_no", sa.Integer(), nullable=True),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("withdrawn_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (reason = '')", name="statement_withdrawn"),
        sa.CheckConstraint("clause_id = '' OR (case_no IS NULL AND question_no IS NULL)", name="statement_of_clause"),
        sa.CheckConstraint("quotation <> '' OR gist <> ''", name="statement_said"),
        sa.CheckConstraint("case_no IS NULL OR question_no IS NULL", name="statement_of_one"),
        sa.ForeignKeyConstraint(["case_no"], ["case_record.no"]),
        sa.ForeignKeyConstraint(["entered_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["question_no"], ["question.no"]),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index("ix_statement_case_no", "statement", ["case_no"])
    op.create_index("ix_statement_clause_id", "statement", ["clause_id"])
    op.create_index("ix_statement_organisation", "statement", ["organisation"])
    op.create_index("ix_statement_question_no", "statement", ["question_no"])


def downgrade() -> None:
    for table in ("statement", "answering", "question_step", "question_case", "question"):
        op.drop_table(table)
