"""What a judge model said, and the version of the scorer or judge behind a piece of evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of judgements; evidence gains one column, at its end."""
    op.create_table(
        "judgements",
        sa.Column("interview_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("judge_version", sa.String(), nullable=False),
        sa.Column("repetition", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("status", sa.String()),
        sa.Column("rating", sa.Double()),
        sa.Column("reason", sa.Text()),
        sa.Column("question_id", sa.String()),
        sa.Column("span_start", sa.BigInteger()),
        sa.Column("span_end", sa.BigInteger()),
        sa.Column("quote", sa.Text()),
        sa.Column("reasoning", sa.Text()),
        sa.Column("model", sa.Text()),
        sa.Column("answers_hash", sa.Text()),
        sa.Column("row_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "criterion", "judge_version", "repetition", name="pk_judgements"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("source_version", sa.Text()))


def downgrade() -> None:
    """Take both away."""
    with op.batch_alter_table("evidence") as table:
        table.drop_column("source_version")
    op.drop_table("judgements")
