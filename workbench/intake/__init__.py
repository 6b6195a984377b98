"""Where exports become checked tables: files in, contract tables and a quarantine of unusable rows out."""

from workbench.intake.exports import read_exports
from workbench.intake.identity import check_id_number, normal_phone
from workbench.intake.mapping import Mapping, TableMapping
from workbench.intake.references import check_references
from workbench.intake.sources import read_rest, read_sql
from workbench.intake.table import QUARANTINE_COLUMNS, Exports, Intake, read_columns, read_table

__all__ = [
    "QUARANTINE_COLUMNS", "Exports", "Intake", "Mapping", "TableMapping", "check_id_number", "check_references", "normal_phone",
    "read_columns", "read_exports", "read_rest", "read_sql", "read_table",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
