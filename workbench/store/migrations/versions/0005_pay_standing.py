"""Where a suggestion stands in its range, and what is left of the budget after it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("range_penetration", "budget_left")


def upgrade() -> None:
    """Add the columns at the end; suggestions made before have them empty."""
    with op.batch_alter_table("pay_suggestions") as table:
        for name in COLUMNS:
            table.add_column(sa.Column(name, sa.Double()))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("pay_suggestions") as table:
        for name in COLUMNS:
            table.drop_column(name)
