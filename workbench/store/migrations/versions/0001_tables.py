"""The first tables: every contract, definitions, accounts, audit, progress.

While the first release is being built the contract tables are taken as they are; from then on they are written out here.
"""

from alembic import op

from workbench.store.tables import METADATA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT_FOR_EVER = ("audit", "definitions", "decisions")


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change or delete what is kept for ever."""
    METADATA.create_all(op.get_bind())
    for table in KEPT_FOR_EVER:
        for statement in _guards(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take everything away."""
    METADATA.drop_all(op.get_bind())


def _guards(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ]
    function = (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql"
    )
    rows = f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    whole = f"CREATE TRIGGER {table}_guard_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    return [function, rows, whole]
