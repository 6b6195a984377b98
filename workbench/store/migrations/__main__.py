"""Write the next revision from what the contracts say now: ``python -m workbench.store.migrations "what changed"``.

``--first`` writes the tables of revision 0001 anew instead, which only a project without a release may do. Look at what was
written: a renamed column looks like one lost and one gained.
"""

import argparse
import re
import tempfile

import sqlalchemy as sa
from alembic import command

from workbench.store import schema
from workbench.store.tables import METADATA

FIRST = schema.MIGRATIONS / "versions" / "0001_tables.py"
WIDTH = 120


def main() -> None:
    """Compare a database at the newest revision with the contracts, and write the difference down."""
    parser = argparse.ArgumentParser(prog="python -m workbench.store.migrations", description=__doc__)
    parser.add_argument("message", nargs="?", default="contracts changed")
    parser.add_argument("--first", action="store_true")
    asked = parser.parse_args()
    write_first() if asked.first else write_next(asked.message)


def write_next(message: str) -> None:
    """Write one more revision."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/compared.db")
        with engine.begin() as connection:
            configuration = schema.configuration(connection)
            command.upgrade(configuration, "head")
            command.revision(configuration, message=message, rev_id=f"{int(schema.head()) + 1:04}", autogenerate=True)
        engine.dispose()


def write_first() -> None:
    """Write the tables of the first revision anew."""
    tables = "TABLES = {\n" + "".join(map(_table, METADATA.sorted_tables)) + "}\n"
    text = FIRST.read_text(encoding="utf-8")
    FIRST.write_text(re.sub(r"TABLES = \{.*?\}\n", lambda _: tables, text, count=1, flags=re.DOTALL), encoding="utf-8")


def _table(table: sa.Table) -> str:
    lines, line = [], ""
    for column in table.columns:
        sign = ("!" if column.primary_key else "*" if not column.nullable else "") + ("+" if column.index else "")
        word = f"{column.name}:{type(column.type).__name__}{sign} "
        if len(line + word) > WIDTH - 10:
            lines.append(line)
            line = ""
        line += word
    return f'    "{table.name}": (\n' + "".join(f'        "{text}"\n' for text in [*lines, line.rstrip()]) + "    ),\n"


if __name__ == "__main__":
    main()
