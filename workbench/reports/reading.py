"""What a report reads from a desk: every column of the contract, empty where the account's role stops.

In flows a desk; out flow pandas tables in the columns of their contracts and definitions, and the list of what the role
withheld, so that a page says "not yours to see" instead of breaking.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench import contracts
from workbench.errors import AccessDenied, Refusal

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import Document, Policy

# personal columns that no report shows to anybody: their absence is no news
UNUSED = {
    "CANDIDATES.id_number",
    "CANDIDATES.phone",
    "CANDIDATES.email",
    "CANDIDATES.city",
    "CANDIDATES.resume_text",
    "EMPLOYEES.pay",
}


@dataclass
class Reader:
    """Read for one report, remembering what the role did not give.

    Parameters
    ----------
    desk : desk of the store
        Anything with ``read``, ``definition``, ``definitions`` and ``in_force``.
    withheld : list of str
        Tables and columns the role may not read, filled while reading.
    """

    desk: Any
    withheld: list[str] = field(default_factory=list)

    def table(self, name: str, *, needed: bool = False, columns: tuple[str, ...] | None = None, **filters: Any) -> pd.DataFrame:
        """Read one contract table: all its columns, numbers as floats, dates as dates, JSON as Python data.

        Parameters
        ----------
        name : str
            The contract's name.
        needed : bool
            Whether the report cannot go on without it: then the refusal of the desk is passed on.
        columns : tuple of str, optional
            Only these (open ones), where a large table has more than the report needs.
        **filters
            Column to value or values; an empty list of values gives no rows.

        Returns
        -------
        pandas.DataFrame
            One row per the contract's grain; no rows where the role may not read the table, empty columns where it may not
            read the column.
        """
        contract = contracts.BY_NAME[name]
        wanted = {key: _as_list(value) for key, value in filters.items()}
        try:
            only = {} if columns is None else {"columns": columns}
            found = self.desk.read(name, **only, **wanted) if all(wanted.values()) else None
        except AccessDenied:
            if needed:
                raise
            self._withhold(name)
            found = None
        if found is None:
            return _empty(contract, columns)
        for column in contract.columns:
            if (
                columns is None
                and column.name not in found.columns
                and column.sensitivity != "open"
                and f"{name}.{column.name}" not in UNUSED
            ):
                self._withhold(f"{name}.{column.name}")
        return _typed(found.reindex(columns=contract.names if columns is None else list(columns)), contract)

    def version(self, kind: str, version: str | None) -> Document | None:
        """Give the definition a stored row names, or nothing when it cannot be read."""
        if not version:
            return None
        try:
            return self.desk.definition(kind, version=version)
        except Refusal:
            return None

    def in_force(self, kind: str) -> list[Document]:
        """List every definition of one kind that is in force, or nothing when none can be read."""
        try:
            return list(self.desk.all_in_force(kind).values())
        except Refusal:
            return []

    def versions(self) -> list[dict[str, Any]]:
        """List every version of every definition, or nothing when the role may not read them."""
        try:
            return self.desk.definitions().to_dict("records")
        except AccessDenied:
            return []

    def policy(self) -> Policy:
        """Give the policy in force, else the rules that hold without one."""
        from workbench.definitions import Policy

        return next(iter(self.in_force("policy")), None) or Policy.default()

    def _withhold(self, what: str) -> None:
        if what not in self.withheld:
            self.withheld.append(what)


def by(table: pd.DataFrame, key: str) -> dict[Any, dict[str, Any]]:
    """Index rows by one column, the first of each value."""
    return {row[key]: row for row in reversed(table.to_dict("records"))}


def first(table: pd.DataFrame) -> dict[str, Any]:
    """Give the first row, or an empty one."""
    rows = table.head(1).to_dict("records")
    return rows[0] if rows else dict.fromkeys(table.columns)


def _as_list(value: Any) -> list[Any]:
    values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
    return [item for item in dict.fromkeys(values) if item is not None and item == item]


def _empty(contract: contracts.TableContract, columns: tuple[str, ...] | None = None) -> pd.DataFrame:
    import pandas as pd

    return _typed(pd.DataFrame(columns=contract.names if columns is None else list(columns)), contract)


def _typed(table: pd.DataFrame, contract: contracts.TableContract) -> pd.DataFrame:
    import pandas as pd

    table = table.copy()
    for column in (contract[name] for name in table.columns):
        values = table[column.name]
        if column.kind in {"integer", "number", "money"}:
            table[column.name] = pd.to_numeric(values, errors="coerce").astype("float64")
        elif column.kind in {"date", "datetime"}:
            table[column.name] = pd.to_datetime(values, errors="coerce")
        elif column.kind == "json":
            table[column.name] = pd.Series([_parsed(value) for value in values], index=table.index, dtype=object)
        else:
            table[column.name] = values.astype(object).where(values.notna(), None)
    return table


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, (list, dict, tuple)) else None
