"""Tables that do not come as files: an SQL query, or a REST address that answers JSON. Both meet the same checks as files."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from workbench.contracts import BY_NAME, TableContract
from workbench.errors import ContractError
from workbench.intake.files import Sheet
from workbench.intake.table import Intake, read_sheet

if TYPE_CHECKING:
    from workbench.intake.mapping import TableMapping

TIMEOUT_S = 30
MOST_PAGES = 10_000


def read_sql(url: str, query: str, contract: TableContract | str, *, mapping: TableMapping | None = None) -> Intake:
    """Read one table from a database.

    Parameters
    ----------
    url : str
        SQLAlchemy URL of the HR, payroll or compensation system; its password never appears in a message.
    query : str
        A SELECT; its column names are matched like the headers of a file.

    Raises
    ------
    ContractError
        If the database does not answer, the query fails, or its columns lack a required one.
    """
    import sqlalchemy

    try:
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as connection:
            result = connection.execute(sqlalchemy.text(query))
            rows = [list(result.keys()), *map(list, result)]
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise ContractError("the query could not be answered", where=_contract(contract).name, found=type(error).__name__,
                            expected="a reachable database and a SELECT it understands",
                            cure="try the query in the database's own client first") from None  # fmt: skip
    return read_sheet(Sheet("SQL query", "", rows), _contract(contract), mapping=mapping)


def read_rest(
    url: str, contract: TableContract | str, *, headers: dict[str, str] | None = None, rows_at: str = "", next_at: str = "",
    mapping: TableMapping | None = None,
) -> Intake:  # fmt: skip
    """Read one table from a REST address that answers a JSON list of objects.

    Parameters
    ----------
    url : str
        http or https address.
    headers : dict, optional
        For a token; never logged.
    rows_at, next_at : str
        Dotted path of the list, and of the next page's address, inside the answer; empty when the answer is the list itself.

    Raises
    ------
    ContractError
        If the address does not answer, answers no JSON list, or its fields lack a required one.
    """
    name = _contract(contract).name
    objects: list[dict[str, Any]] = []
    address: str | None = url
    for _ in range(MOST_PAGES):
        if not address:
            break
        answer = _answer(address, headers or {}, name)
        page = _inside(answer, rows_at)
        if not isinstance(page, list) or not all(isinstance(item, dict) for item in page):
            raise ContractError("the answer is not a list of objects", where=name, found=type(page).__name__,
                                expected=f"a JSON list at '{rows_at or '(top)'}'", cure="pass rows_at=") from None  # fmt: skip
        objects += page
        address = _inside(answer, next_at) if next_at else None
    columns = list(dict.fromkeys(field for item in objects for field in item))
    rows = [columns, *([item.get(column) for column in columns] for item in objects)]
    return read_sheet(Sheet("REST answer", "", rows), _contract(contract), mapping=mapping)


def _contract(contract: TableContract | str) -> TableContract:
    return BY_NAME[contract] if isinstance(contract, str) else contract


def _answer(address: str, headers: dict[str, str], name: str) -> Any:
    if not address.lower().startswith(("http://", "https://")):
        raise ContractError("this is no web address", where=name, expected="http:// or https://", cure="correct the address")
    try:
        request = urllib.request.Request(address, headers={"Accept": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as reply:
            return json.load(reply)
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        found = f"HTTP status {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        raise ContractError("the address gave no JSON answer", where=name, found=found, expected="HTTP 200 with JSON",
                            cure="check address, token and network") from None  # fmt: skip


def _inside(answer: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        answer = answer.get(step) if isinstance(answer, dict) else None
    return answer
