"""Who is logged in, shared by all the processes that serve one database."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "logins",
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name="pk_logins"),
    )
    op.create_table(
        "login_failures",
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.create_index("ix_login_failures_account_hash", "login_failures", ["account_hash"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("login_failures")
    op.drop_table("logins")
