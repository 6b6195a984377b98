"""The first tables: every contract, definitions, accounts, the audit trail, progress."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("openings", sa.Text(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "answers",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("question_text", sa.Text(), nullable=True),
        sa.Column("competency", sa.Text(), nullable=True),
        sa.Column("answer_text", sa.Text(), nullable=True),
        sa.Column("segments", sa.Text(), nullable=True),
        sa.Column("recording", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "question_id", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "applications",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("applied_date", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_applications")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applications_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_job_id"), ["job_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit")),
    )
    op.create_table(
        "candidates",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id_masked", sa.Text(), nullable=True),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("degree", sa.String(), nullable=True),
        sa.Column("school", sa.Text(), nullable=True),
        sa.Column("years_experience", sa.Double(), nullable=True),
        sa.Column("current_title", sa.Text(), nullable=True),
        sa.Column("work_history", sa.Text(), nullable=True),
        sa.Column("certificates", sa.Text(), nullable=True),
        sa.Column("resume_text", sa.Text(), nullable=True),
        sa.Column("current_pay", sa.Double(), nullable=True),
        sa.Column("expected_pay", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidates")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "changes",
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_changes")),
    )
    op.create_table(
        "competency_scores",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("error_band", sa.Double(), nullable=True),
        sa.Column("rubric_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "competency", name=op.f("pk_competency_scores")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "criterion_scores",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("contribution", sa.Double(), nullable=True),
        sa.Column("rubric_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "competency", "criterion", name=op.f("pk_criterion_scores")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decisions",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_decisions")),
    )
    op.create_table(
        "definitions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_definitions")),
    )
    op.create_table(
        "employees",
        sa.Column("employee_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=True),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("hired_date", sa.Date(), nullable=True),
        sa.Column("left_date", sa.Date(), nullable=True),
        sa.Column("pay", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_employees")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("employees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employees_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_employees_job_id"), ["job_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("value_low", sa.Double(), nullable=True),
        sa.Column("value_high", sa.Double(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("quality", sa.Double(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("question_id", sa.String(), nullable=True),
        sa.Column("span_start", sa.BigInteger(), nullable=True),
        sa.Column("span_end", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("n_mentions", sa.BigInteger(), nullable=True),
        sa.Column("catalogue_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "indicator", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "expression_events",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "question_id", "event", name=op.f("pk_expression_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interviews",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=True),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("interview_date", sa.Date(), nullable=True),
        sa.Column("duration_min", sa.Double(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_interviews")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_job_id"), ["job_id"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("job_family", sa.String(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("requirements", sa.Text(), nullable=True),
        sa.Column("core_competencies", sa.Text(), nullable=True),
        sa.Column("min_degree", sa.String(), nullable=True),
        sa.Column("min_years", sa.Double(), nullable=True),
        sa.Column("pay_min", sa.Double(), nullable=True),
        sa.Column("pay_max", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("openings", sa.BigInteger(), nullable=True),
        sa.Column("budget", sa.Double(), nullable=True),
        sa.Column("opened_date", sa.Date(), nullable=True),
        sa.Column("hiring_manager", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "market_pay",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("market_date", sa.Date(), nullable=False),
        sa.Column("p25", sa.Double(), nullable=True),
        sa.Column("p50", sa.Double(), nullable=True),
        sa.Column("p75", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "market_date", name=op.f("pk_market_pay")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("market_pay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_market_pay_job_id"), ["job_id"], unique=False)

    op.create_table(
        "marks",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("step", "key", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "offers",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("offer_date", sa.Date(), nullable=True),
        sa.Column("offered_pay", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.Double(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_offers")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_application_id"), ["application_id"], unique=False)

    op.create_table(
        "pay_suggestions",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=True),
        sa.Column("range_min", sa.Double(), nullable=True),
        sa.Column("range_max", sa.Double(), nullable=True),
        sa.Column("point", sa.Double(), nullable=True),
        sa.Column("decision", sa.Double(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("conflict", sa.Text(), nullable=True),
        sa.Column("compa_ratio", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("matrix_version", sa.Text(), nullable=True),
        sa.Column("rubric_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_pay_suggestions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "performance",
        sa.Column("employee_id", sa.String(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("performance", sa.Double(), nullable=True),
        sa.Column("contribution", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", "period_end", name=op.f("pk_performance")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("performance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performance_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "protected",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("age_band", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("disability", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_protected")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("source_file", sa.String(), nullable=False),
        sa.Column("row_number", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "n", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "ratings",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("rater_id", sa.String(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=True),
        sa.Column("rated_date", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "criterion", "rater_id", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recordings",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("descriptors", sa.Text(), nullable=True),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("extractor_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "question_id", name=op.f("pk_recordings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("finished", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_table(
        "scores",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("overall", sa.Double(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("error_band", sa.Double(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("generic", sa.Boolean(), nullable=True),
        sa.Column("rubric_version", sa.Text(), nullable=True),
        sa.Column("policy_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_scores")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "skill_tags",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=True),
        sa.Column("span_start", sa.BigInteger(), nullable=True),
        sa.Column("span_end", sa.BigInteger(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("catalogue_version", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "question_id", "tag", name=op.f("pk_skill_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spend",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "month", "item", name=op.f("pk_spend")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stages",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "stage", name=op.f("pk_stages")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stages_application_id"), ["application_id"], unique=False)

    op.create_table(
        "tool_costs",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("n_interviews", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.Double(), nullable=True),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "item", name=op.f("pk_tool_costs")),
        sqlite_with_rowid=False,
    )
    _guard(op.get_bind().dialect.name)


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("tool_costs")
    with op.batch_alter_table("stages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stages_application_id"))

    op.drop_table("stages")
    op.drop_table("spend")
    op.drop_table("skill_tags")
    op.drop_table("settings")
    op.drop_table("scores")
    op.drop_table("runs")
    op.drop_table("recordings")
    op.drop_table("ratings")
    op.drop_table("quarantine")
    op.drop_table("protected")
    with op.batch_alter_table("performance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_employee_id"))

    op.drop_table("performance")
    op.drop_table("pay_suggestions")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offers_application_id"))

    op.drop_table("offers")
    op.drop_table("marks")
    with op.batch_alter_table("market_pay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_market_pay_job_id"))

    op.drop_table("market_pay")
    op.drop_table("jobs")
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_job_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_candidate_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_application_id"))

    op.drop_table("interviews")
    op.drop_table("expression_events")
    op.drop_table("evidence")
    with op.batch_alter_table("employees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employees_job_id"))
        batch_op.drop_index(batch_op.f("ix_employees_application_id"))

    op.drop_table("employees")
    op.drop_table("definitions")
    op.drop_table("decisions")
    op.drop_table("criterion_scores")
    op.drop_table("competency_scores")
    op.drop_table("changes")
    op.drop_table("candidates")
    op.drop_table("audit")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applications_job_id"))
        batch_op.drop_index(batch_op.f("ix_applications_candidate_id"))

    op.drop_table("applications")
    op.drop_table("answers")
    op.drop_table("accounts")


def _guard(dialect: str) -> None:
    """Let the database itself refuse to change or delete what is kept for ever."""
    for table in ("audit", "definitions", "decisions"):
        for statement in _triggers(table) if dialect == "sqlite" else _functions(table):
            op.execute(statement)


def _triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ]


def _functions(table: str) -> list[str]:
    refuse = f"EXECUTE FUNCTION {table}_refuse()"
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_guard_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]
