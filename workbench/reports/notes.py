"""What stands under every report: what the role withheld, in words.

In flows the reader of a report; out flow sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import contracts, wording
from workbench.reports import words

if TYPE_CHECKING:
    from workbench.reports.reading import Reader


def reading_notes(reader: Reader, language: str) -> tuple[str, ...]:
    """Say which tables and columns the account's role did not show; nothing when it showed all."""
    if not reader.withheld:
        return ()
    named = list(dict.fromkeys(_label(what, language) for what in reader.withheld))
    return (wording.speak(language)("Not shown to this account's role: {what}.", what=words.listed(named, language)),)


def _label(what: str, language: str) -> str:
    table, _, column = what.partition(".")
    contract = contracts.BY_NAME[table]
    return getattr(contract[column] if column else contract, language)
