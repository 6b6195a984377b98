"""Write the next revision from what the contracts say now: ``python -m workbench.store.migrations "what changed"``.

``--first`` writes revision 0001 anew instead, which only a project without a release may do. Look at what was written: a
renamed column looks like one lost and one gained.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from workbench.store import schema

FIRST = schema.MIGRATIONS / "versions" / "0001_tables.py"
GUARDS = "    _guard(op.get_bind().dialect.name)\n"


def main() -> None:
    """Compare a database at the newest revision with the contracts, and write the difference down."""
    parser = argparse.ArgumentParser(prog="python -m workbench.store.migrations", description=__doc__)
    parser.add_argument("message", nargs="?", default="tables")
    parser.add_argument("--first", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        guards = FIRST.read_text(encoding="utf-8").split("\n\n\ndef _guard(")[-1]
        if asked.first:
            shutil.move(FIRST, Path(folder) / "before.py")
        engine = sa.create_engine(f"sqlite:///{folder}/compared.db")
        with engine.begin() as connection:
            configuration = schema.configuration(connection)
            command.upgrade(configuration, "head")
            number = "0001" if asked.first else f"{int(schema.head()) + 1:04}"
            command.revision(configuration, message="tables" if asked.first else asked.message, rev_id=number, autogenerate=True)
        engine.dispose()
    if asked.first:
        text = FIRST.read_text(encoding="utf-8")
        text = text.replace("\n\ndef downgrade", GUARDS + "\n\ndef downgrade", 1)
        FIRST.write_text(text.rstrip() + "\n\n\ndef _guard(" + guards, encoding="utf-8")


if __name__ == "__main__":
    main()
