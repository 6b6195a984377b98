"""Résumés read, applications screened, and the reviews that overrule the machine."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# column:Type, with ! for a column of the primary key and + for one with an index
TABLES = {
    "evidence_reviews": (
        "interview_id:String! indicator:String! n:BigInteger! verdict:String value:Double machine_value:Double machine_status:Text "
        "reason:Text reviewer:Text reviewed_at:Text"
    ),
    "resume_items": (
        "candidate_id:String! section:String! item:BigInteger! field:String! part:BigInteger! value:Text quote:Text "
        "span_start:BigInteger span_end:BigInteger reader_version:Text"
    ),
    "screening_checks": (
        "application_id:String!+ requirement:String! required:Text found:Text verdict:String source:Text quote:Text asked_by:Text "
        "requirements_version:Text"
    ),
    "screening_reviews": (
        "application_id:String!+ n:BigInteger! decision:String machine_decision:String reason:Text reviewer:Text reviewed_at:Text"
    ),
    "screenings": (
        "application_id:String!+ candidate_id:String job_id:String decision:String machine_decision:String reason:Text "
        "n_failed:BigInteger n_unknown:BigInteger n_keywords:BigInteger requirements_version:Text"
    ),
}


def upgrade() -> None:
    """Make the tables."""
    for name, columns in TABLES.items():
        written = [_column(text) for text in columns.split()]
        keys = [column.name for column in written if not column.nullable]
        row_hash = sa.Column("row_hash", sa.String(), nullable=False)
        op.create_table(name, *written, row_hash, sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"), sqlite_with_rowid=False)
        for column in (text.partition(":")[0] for text in columns.split() if text.endswith("+")):
            op.create_index(f"ix_{name}_{column}", name, [column])


def downgrade() -> None:
    """Take them away."""
    for name in TABLES:
        op.drop_table(name)


def _column(text: str) -> sa.Column:
    name, _, kind = text.partition(":")
    return sa.Column(name, getattr(sa, kind.rstrip("!+"))(), nullable="!" not in kind, autoincrement=False)
