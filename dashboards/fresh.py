"""A page that follows its interview: when new evidence of it reaches the store, it is built again where it stands, without a reload.

In flows what builds the page; out flows the page, looked after every two seconds while somebody has it open. A look costs one
number; only when that has moved are the interview's own rows compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel as pn

from dashboards import cards, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit

EVERY_MS = 2000
SHOWN = ("ANSWERS", "RECORDINGS", "EVIDENCE", "SKILL_TAGS", "SCORES", "CRITERION_SCORES", "PAY_SUGGESTIONS", "RATINGS")


class Following:
    """One open page and the state of the store it shows.

    Parameters
    ----------
    build : callable
        ``build(visit)`` gives the page's content.
    visit : Visit
    interview_id : str
    """

    def __init__(self, build: Callable[[Visit], Any], visit: Visit, interview_id: str) -> None:
        self._build, self._visit, self._interview_id = build, visit, interview_id
        self._counter, self._rows = visit.desk.changes(), self._own_rows()
        self.page = cards.stack(build(visit))

    def look(self) -> bool:
        """Build the page again if its interview's rows have changed, and say whether they had."""
        counter = self._visit.desk.changes()
        if counter == self._counter:
            return False
        rows, self._counter = self._own_rows(), counter
        if rows == self._rows:
            return False
        self._rows = rows
        self.page[:] = [states.shown(self._build, self._visit)]
        return True

    def _own_rows(self) -> tuple[str, ...]:
        import pandas as pd

        tables = (self._visit.desk.read(name, interview_id=self._interview_id) for name in SHOWN)
        return tuple(str(pd.util.hash_pandas_object(table.astype(str)).sum()) for table in tables)


def followed(build: Callable[[Visit], Any], visit: Visit, interview_id: str) -> Any:
    """Give a page that follows its interview for as long as it is open."""
    following = Following(build, visit, interview_id)
    if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        pn.state.add_periodic_callback(following.look, period=EVERY_MS)
    return following.page
