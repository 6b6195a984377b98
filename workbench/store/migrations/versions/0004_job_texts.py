"""What job descriptions said before; those there already are the first text of their job."""

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXTS = ("title", "description", "requirements", "core_competencies")
GUARDS = (
    "CREATE TRIGGER job_texts_guard BEFORE UPDATE OR DELETE ON job_texts FOR EACH ROW EXECUTE FUNCTION job_texts_refuse()",
    "CREATE TRIGGER job_texts_guard_all BEFORE TRUNCATE ON job_texts FOR EACH STATEMENT EXECUTE FUNCTION job_texts_refuse()",
)


def upgrade() -> None:
    """Make the table, begin it with what stands in JOBS, and guard it."""
    texts = [sa.Column(name, sa.Text()) for name in TEXTS]
    table = op.create_table(
        "job_texts", sa.Column("job_id", sa.String(), nullable=False), sa.Column("n", sa.BigInteger(), nullable=False, autoincrement=False), *texts,
        sa.Column("kept_at", sa.Text()), sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "n", name="pk_job_texts"), sqlite_with_rowid=False,
    )  # fmt: skip
    _begin(op.get_bind(), table)
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("job_texts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION job_texts_refuse()")


def _begin(connection: sa.Connection, table: sa.Table) -> None:
    """Keep each job's present text as its first, at the moment the jobs were last written: it stood then, and perhaps before."""
    jobs = connection.execute(sa.text(f"SELECT job_id, {', '.join(TEXTS)} FROM jobs")).all()
    written = connection.execute(sa.text("SELECT max(at) FROM audit WHERE subject = 'JOBS'")).scalar()
    moment = written or datetime.now(UTC).isoformat(timespec="microseconds")
    rows = [(job[0], 1, *job[1:], moment) for job in jobs]
    names = ("job_id", "n", *TEXTS, "kept_at")
    sent = [dict(zip(names, row, strict=True)) | {"row_hash": _hash(row)} for row in rows]
    if sent:
        connection.execute(table.insert(), sent)


def _hash(row: tuple) -> str:
    return hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _guards(dialect: str) -> list[str]:
    """Let the database itself refuse to change or delete what is kept for ever."""
    if dialect == "sqlite":
        return [f"CREATE TRIGGER job_texts_no_{act.lower()} BEFORE {act} ON job_texts BEGIN SELECT RAISE(ABORT, 'job_texts is append-only'); END"
                for act in ("UPDATE", "DELETE")]  # fmt: skip
    return ["CREATE FUNCTION job_texts_refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'job_texts is append-only'; END $$ LANGUAGE plpgsql",
            *GUARDS]  # fmt: skip
