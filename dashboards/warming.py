"""Getting ready before the first reader comes: libraries loaded, tables read, and what every page shows first reckoned and drawn.

In flow the site's database and who may read it; out flow filled memories (`dashboards.shared`), said step by step on the way.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from dashboards import guard, journal, shell
from dashboards.visit import Visit
from workbench.errors import Refusal
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger("dashboards")
MOST_S = 30.0
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
) -> list[Callable[[], None]]:
    """Build every page once, as far as the time goes, and give the steps that are left for quiet moments.

    Parameters
    ----------
    db : store.Database
    views : dict of str to callable
        The page functions by name.
    tell : callable
        Hears how many steps are done, and of how many.
    most_s : float
        After so many seconds the site is opened with what is prepared by then.

    Returns
    -------
    list of callables
        The steps not taken, in their order.
    """
    todo = [partial(_step, db, views, *step) for step in steps(db)]
    until = time.monotonic() + most_s
    tell(0, len(todo))
    for done, step in enumerate(todo):
        if time.monotonic() > until:
            tell(len(todo), len(todo))
            return todo[done:]
        step()
        tell(done + 1, len(todo))
    return []


def _step(db: Any, views: dict[str, Callable[[Visit], Any]], page: str, role: str, language: str) -> None:
    """Build one page; one that cannot be built is left for its reader to see, who is told why."""
    try:
        shell.framed(page, views[page], Visit(desk=db.as_preparer(role), language=language))
    except Refusal as problem:
        LOG.warning("not prepared: %s, %s", page, type(problem).__name__)
    except Exception as problem:
        LOG.error("not prepared: %s, %s", page, journal.trouble(problem))  # noqa: TRY400 - a message may quote a person
