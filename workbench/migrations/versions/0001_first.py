"""The first schema"""

import sqlalchemy as sa
from alembic import op

import workbench.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = ("minutes", "vote")


def guard() -> None:
    """The database itself refuses to change or remove an entry of the minutes or a vote."""
    if op.get_context().dialect.name == "sqlite":
        for table in GUARDED:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def upgrade() -> None:
    tables()
    guard()


def tables() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("joined_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("fs_uniquifier"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("sample"),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "stored_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "version",
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("commit", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ordinal"),
        sa.UniqueConstraint("commit"),
        sa.UniqueConstraint("label"),
    )
    op.create_table(
        "wrong_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("wrong_password", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wrong_password_account"), ["account"], unique=False)

    op.create_table(
        "case_record",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(), nullable=True),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claim_by", sa.String(), nullable=False),
        sa.Column("claim_address", sa.String(), nullable=False),
        sa.Column("claim_date", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_address", sa.String(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("settled_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="case_settled"),
        sa.CheckConstraint("state IN ('open', 'settled', 're_review_due')", name="case_state"),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.label"],
        ),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("stem"),
    )
    op.create_table(
        "clause_state",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ordinal"],
            ["version.ordinal"],
        ),
        sa.PrimaryKeyConstraint("ordinal", "position"),
    )
    with op.batch_alter_table("clause_state", schema=None) as batch_op:
        batch_op.create_index("ix_clause_state_clause", ["clause_id", "ordinal"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("used_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "member_role",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["role.id"],
        ),
        sa.PrimaryKeyConstraint("member_id", "role_id"),
    )
    op.create_table(
        "minutes",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_thing"), ["thing"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("adopted_version", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("filed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'adopted') = (adopted_version IS NOT NULL)", name="proposal_adopted"),
        sa.CheckConstraint("claimed IN ('editorial', 'substantive', 'scope')", name="proposal_claimed"),
        sa.CheckConstraint(
            "state IN ('discussion', 'balloting', 'adopted', 'rejected', 'no_quorum', 'withdrawn')",
            name="proposal_state",
        ),
        sa.ForeignKeyConstraint(
            ["adopted_version"],
            ["version.label"],
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "revision_document",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["stored_text.sha256"],
        ),
        sa.PrimaryKeyConstraint("proposal_no", "n", "position"),
    )
    op.create_table(
        "version_document",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ordinal"],
            ["version.ordinal"],
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["stored_text.sha256"],
        ),
        sa.PrimaryKeyConstraint("ordinal", "position"),
    )
    op.create_table(
        "ballot",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("base_commit", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("rule_sha256", sa.String(length=64), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opens_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("closes_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("closed_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("tally", sa.JSON(), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="ballot_closed"),
        sa.CheckConstraint("opens_at < closes_at", name="ballot_window"),
        sa.ForeignKeyConstraint(
            ["base"],
            ["version.label"],
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.PrimaryKeyConstraint("no"),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_proposal_no"), ["proposal_no"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case_record.no"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_no", "proposal_no", "comment_id", name="citation_once"),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_case_no"), ["case_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_citation_proposal_no"), ["proposal_no"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("written_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.Column("settled_at", workbench.db.Moment(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("side IN ('base', 'proposed')", name="comment_side"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="comment_settled"),
        sa.CheckConstraint("parent_id IS NULL OR settled_at IS NULL", name="comment_thread"),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["comment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_proposal_no"), ["proposal_no"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("proposal_no", sa.Integer(), nullable=True),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("editing", sa.JSON(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("saved_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["base"],
            ["version.label"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_author_id"), ["author_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("found_by", sa.Integer(), nullable=True),
        sa.Column("found_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(value = 'conditional') = (condition <> '')", name="finding_condition"),
        sa.CheckConstraint(
            "value IN ('met', 'not_met', 'conditional', 'not_assessable', 'not_applicable')", name="finding_value"
        ),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case_record.no"],
        ),
        sa.ForeignKeyConstraint(
            ["found_by"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.label"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_case_no"), ["case_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_clause_id"), ["clause_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("commit", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("touched", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("filed_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["base"],
            ["version.label"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.PrimaryKeyConstraint("proposal_no", "n"),
        sa.UniqueConstraint("commit"),
    )
    op.create_table(
        "adoption",
        sa.Column("proposal_no", sa.Integer(), nullable=False),
        sa.Column("ballot_no", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(length=40), nullable=False),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('intended', 'published')", name="adoption_state"),
        sa.ForeignKeyConstraint(
            ["ballot_no"],
            ["ballot.no"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_no"],
            ["proposal.no"],
        ),
        sa.PrimaryKeyConstraint("proposal_no"),
        sa.UniqueConstraint("ballot_no"),
        sa.UniqueConstraint("label"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_finding_id"), ["finding_id"], unique=False)

    op.create_table(
        "roll_entry",
        sa.Column("ballot_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_no"],
            ["ballot.no"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("ballot_no", "member_id"),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("cast_at", workbench.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name="vote_choice"),
        sa.ForeignKeyConstraint(
            ["ballot_no"],
            ["ballot.no"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ballot_no", "member_id", "n", name="vote_once"),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_ballot_no"), ["ballot_no"], unique=False)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION append_only() CASCADE")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_ballot_no"))

    op.drop_table("vote")
    op.drop_table("roll_entry")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_finding_id"))

    op.drop_table("evidence")
    op.drop_table("adoption")
    op.drop_table("revision")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_clause_id"))
        batch_op.drop_index(batch_op.f("ix_finding_case_no"))

    op.drop_table("finding")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_author_id"))

    op.drop_table("draft")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_proposal_no"))
        batch_op.drop_index(batch_op.f("ix_comment_parent_id"))

    op.drop_table("comment")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_proposal_no"))
        batch_op.drop_index(batch_op.f("ix_citation_case_no"))

    op.drop_table("citation")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_proposal_no"))

    op.drop_table("ballot")
    op.drop_table("version_document")
    op.drop_table("revision_document")
    op.drop_table("proposal")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_thing"))
        batch_op.drop_index(batch_op.f("ix_minutes_act"))

    op.drop_table("minutes")
    op.drop_table("member_role")
    op.drop_table("invitation")
    with op.batch_alter_table("clause_state", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_state_clause")

    op.drop_table("clause_state")
    op.drop_table("case_record")
    with op.batch_alter_table("wrong_password", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrong_password_account"))

    op.drop_table("wrong_password")
    op.drop_table("version")
    op.drop_table("stored_text")
    op.drop_table("role")
    op.drop_table("member")
