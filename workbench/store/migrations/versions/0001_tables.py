"""The first tables: every contract, definitions, accounts, the audit trail, progress."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# column:Type, with ! for a column of the primary key, * for one never missing, + for one with an index
TABLES = {
    "accounts": ("name:String! password_hash:String* role:String* openings:Text* candidate_id:String created_at:String*"),
    "answers": (
        "interview_id:String! question_id:String! question_text:Text competency:Text answer_text:Text segments:Text "
        "recording:Text row_hash:String*"
    ),
    "applications": (
        "application_id:String! candidate_id:String+ job_id:String+ channel:String applied_date:Date status:String row_hash:String*"
    ),
    "audit": (
        "n:BigInteger! at:String* account:String* role:String* action:String* subject:String* reason:Text* "
        "details:Text* content_hash:String* previous_hash:String* hash:String*"
    ),
    "candidates": (
        "candidate_id:String! name:Text phone:Text email:Text id_masked:Text id_hash:Text degree:String school:Text "
        "years_experience:Double current_title:Text work_history:Text certificates:Text resume_text:Text "
        "current_pay:Double expected_pay:Double currency:String period:String channel:String city:Text "
        "row_hash:String*"
    ),
    "changes": ("table_name:String! counter:BigInteger*"),
    "competency_scores": (
        "interview_id:String! competency:String! points:Double weight:Double coverage:Double error_band:Double "
        "rubric_version:Text row_hash:String*"
    ),
    "criterion_scores": (
        "interview_id:String! competency:String! criterion:String! indicator:String value:Double points:Double "
        "weight:Double contribution:Double rubric_version:Text row_hash:String*"
    ),
    "decisions": (
        "n:BigInteger! kind:String* id:String* version:String* event:String* account:String* at:String* reason:Text* "
        "effective:String"
    ),
    "definitions": ("kind:String! version:String! id:String* body:Text*"),
    "employees": (
        "employee_id:String! application_id:String+ job_id:String+ hired_date:Date left_date:Date pay:Double "
        "currency:String period:String row_hash:String*"
    ),
    "evidence": (
        "interview_id:String! indicator:String! value:Double value_low:Double value_high:Double unit:Text "
        "quality:Double status:String reason:Text source:String question_id:String span_start:BigInteger "
        "span_end:BigInteger quote:Text start_s:Double end_s:Double n_mentions:BigInteger catalogue_version:Text "
        "row_hash:String*"
    ),
    "expression_events": ("interview_id:String! question_id:String! event:String! value:Double row_hash:String*"),
    "interviews": (
        "interview_id:String! application_id:String+ candidate_id:String+ job_id:String+ interview_date:Date "
        "duration_min:Double language:String mode:String row_hash:String*"
    ),
    "jobs": (
        "job_id:String! title:Text title_en:Text job_family:String level:Text city:Text description:Text "
        "requirements:Text core_competencies:Text min_degree:String min_years:Double pay_min:Double pay_max:Double "
        "currency:String period:String openings:BigInteger budget:Double opened_date:Date hiring_manager:String "
        "row_hash:String*"
    ),
    "market_pay": (
        "job_id:String!+ market_date:Date! p25:Double p50:Double p75:Double currency:String period:String row_hash:String*"
    ),
    "marks": ("step:String! key:String! input_hash:String*"),
    "offers": (
        "application_id:String!+ offer_date:Date offered_pay:Double currency:String period:String accepted:Boolean "
        "satisfaction:Double row_hash:String*"
    ),
    "pay_suggestions": (
        "interview_id:String! application_id:String range_min:Double range_max:Double point:Double decision:Double "
        "rule:String conflict:Text compa_ratio:Double currency:String period:String reason:Text matrix_version:Text "
        "rubric_version:Text row_hash:String*"
    ),
    "performance": (
        "employee_id:String!+ period_end:Date! performance:Double contribution:Double currency:String row_hash:String*"
    ),
    "protected": ("candidate_id:String! sex:String age_band:String origin:String disability:String row_hash:String*"),
    "quarantine": (
        "run_id:String! n:BigInteger! table_name:String* source_file:String* row_number:BigInteger reasons:Text* content:Text"
    ),
    "ratings": ("interview_id:String! criterion:String! rater_id:String! rating:Double rated_date:Date note:Text row_hash:String*"),
    "recordings": (
        "interview_id:String! question_id:String! recording:Text content_hash:Text verdict:String reason:Text "
        "duration_s:Double descriptors:Text track:Text envelope:Text extractor_version:Text row_hash:String*"
    ),
    "runs": ("run_id:String! started:String* finished:String status:String* summary:Text*"),
    "scores": (
        "interview_id:String! overall:Double coverage:Double error_band:Double grade:Text generic:Boolean "
        "rubric_version:Text policy_version:Text row_hash:String*"
    ),
    "settings": ("name:String! value:Text*"),
    "skill_tags": (
        "interview_id:String! question_id:String! tag:Text! polarity:String span_start:BigInteger span_end:BigInteger "
        "sentence:Text catalogue_version:Text row_hash:String*"
    ),
    "spend": ("channel:String! month:Date! item:String! amount:Double currency:String row_hash:String*"),
    "stages": ("application_id:String!+ stage:String! event_date:Date reason:Text row_hash:String*"),
    "tool_costs": (
        "month:Date! item:String! amount:Double currency:String n_interviews:BigInteger minutes:Double row_hash:String*"
    ),
}


def upgrade() -> None:
    """Make the tables and what guards them."""
    for name, columns in TABLES.items():
        written = [_column(text) for text in columns.split()]
        compact = {"sqlite_with_rowid": False} if name == "marks" or "row_hash" in columns else {}
        op.create_table(name, *written, sa.PrimaryKeyConstraint(*_keys(columns), name=f"pk_{name}"), **compact)
        for column in (text.partition(":")[0] for text in columns.split() if text.endswith("+")):
            op.create_index(f"ix_{name}_{column}", name, [column])
    _guard(op.get_bind().dialect.name)


def downgrade() -> None:
    """Take everything away."""
    for name in TABLES:
        op.drop_table(name)


def _column(text: str) -> sa.Column:
    name, _, kind = text.partition(":")
    return sa.Column(name, getattr(sa, kind.rstrip("!*+"))(), nullable=not {"!", "*"} & set(kind), autoincrement=False)


def _keys(columns: str) -> list[str]:
    return [text.partition(":")[0] for text in columns.split() if "!" in text]


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
