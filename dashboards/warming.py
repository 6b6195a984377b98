"""Getting ready before the first reader comes: libraries loaded, tables read, and what every page shows first reckoned and drawn.

In flow the site's database and who may read it; out flow filled memories (`dashboards.shared`), said step by step on the way.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from dashboards import guard, journal, shell
from dashboards.visit import Visit
from workbench import store
from workbench.errors import Refusal
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger("dashboards")
MOST_S = 30.0
LONGEST_S = 2.0  # of one choice: nobody is served while it is prepared, so what takes longer is left to those who make it
# Choices that look at protected attributes: each look stands in the audit trail, so only a reader makes them.
OWN_LOOKS_PAGES, OWN_LOOKS_NAMES = ("fairness", "equity"), ("attribute",)
QUIET_S, BETWEEN_S, LOOK_S = 3.0, 0.1, 30.0
# Recruiters read what specialists read. Managers see their own openings, each another view: theirs is made when the first of them comes.
ROLES = {"administrator": ("administrator",), "specialist": ("specialist", "recruiter")}


def steps(db: Any) -> list[tuple[str, str, str]]:
    """List what is prepared, as (page, role, language): every page, for each role of HR whose like has an account.

    Parameters
    ----------
    db : store.Database
    """
    present = set(db.accounts()["role"])
    pages = [page for page in shell.NAVIGATION if page != "notice"]
    return [
        (page, role, language)
        for language in LANGUAGES
        for role, alike in ROLES.items()
        if present & set(alike)
        for page in pages
        if role in guard.RIGHTS[page]
    ]


def warm(
    db: Any,
    views: dict[str, Callable[[Visit], Any]],
    *,
    tell: Callable[[int, int], None] = lambda done, of: None,
    most_s: float = MOST_S,
) -> Preparation:
    """Build every page once, as far as the time goes, and give what is left for quiet moments.

    Parameters
    ----------
    db : store.Database
    views : dict of str to callable
        The page functions by name.
    tell : callable
        Hears how many pages are done, and of how many.
    most_s : float
        After so many seconds the site is opened with what is prepared by then.
    """
    rest = Preparation(db, views)
    of, until = len(rest.pages), time.monotonic() + most_s
    tell(0, of)
    while rest.pages and time.monotonic() < until:
        rest.step()
        tell(of - len(rest.pages), of)
    tell(of, of)
    return rest


class Preparation:
    """What is still to be prepared: first the pages as they open, then each with one choice made otherwise; again once the data change.

    Parameters
    ----------
    db : store.Database
    views : dict of str to callable
        The page functions by name.
    """

    def __init__(self, db: Any, views: dict[str, Callable[[Visit], Any]]) -> None:
        self._db, self._views = db, views
        self._begin()

    def _begin(self) -> None:
        self._stood = store.standing(self._db)
        self.pages = deque(steps(self._db))
        self.choices: deque[tuple[tuple[str, str, str], dict[str, str]]] = deque()

    def step(self) -> None:
        """Prepare the next page; when all are, the next choice on one of them."""
        if self.pages:
            step = self.pages.popleft()
            offered = _built(self._db, self._views, *step)
            self.choices += [
                (step, {name: value})
                for name, values in offered.items()
                for value in values
                if step[0] not in OWN_LOOKS_PAGES and name not in OWN_LOOKS_NAMES
            ]
        elif self.choices:
            step, query = self.choices.popleft()
            begun = time.process_time()
            _built(self._db, self._views, *step, query)
            if time.process_time() - begun > LONGEST_S:
                self.choices = deque(one for one in self.choices if (one[0], *one[1]) != (step, *query))

    def go_on(self, *, quiet_s: float) -> float:
        """Take a step if nobody would wait for it.

        Parameters
        ----------
        quiet_s : float
            For how long no reader has asked for anything.

        Returns
        -------
        float
            Seconds after which to come again.
        """
        if quiet_s < QUIET_S:
            return QUIET_S - quiet_s
        if self.pages or self.choices:
            self.step()
            return BETWEEN_S
        if store.standing(self._db) != self._stood:
            self._begin()
        return LOOK_S


def _built(
    db: Any, views: dict[str, Callable[[Visit], Any]], page: str, role: str, language: str, query: dict[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Build one page and give what can be chosen on it; one that cannot be built is left for its reader to see, who is told why."""
    visit = Visit(desk=db.as_preparer(role), language=language, query=query or {})
    try:
        shell.framed(page, views[page], visit)
    except Refusal as problem:
        LOG.warning("not prepared: %s, %s", page, type(problem).__name__)
    except Exception as problem:
        LOG.error("not prepared: %s, %s", page, journal.trouble(problem))  # noqa: TRY400 - a message may quote a person
    return visit.offered
