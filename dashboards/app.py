"""The served site: which page stands at which address, and how the server is set up.

In flows the address of a database and a folder of recordings; out flows a running server, or the page functions for tests.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import holoviews as hv
import panel as pn
from tornado.web import RequestHandler

from dashboards import (
    agreement,
    calibration,
    candidate,
    candidates,
    channels,
    claims,
    cost_return,
    equity,
    fairness,
    guard,
    guide,
    job_fit,
    journal,
    notice,
    outcomes,
    overview,
    pay_review,
    preferences,
    recordings,
    review,
    rules,
    screening,
    shell,
    tuning,
)
from dashboards.login import LoginDoor, Logins
from dashboards.site import Site, checked, told
from dashboards.visit import Visit
from workbench.errors import AccessDenied

if TYPE_CHECKING:
    from collections.abc import Callable

    from panel.io.server import Server
    from panel.io.threads import StoppableThread

VIEWS = {
    "overview": overview.view,
    "candidates": candidates.view,
    "candidate": candidate.view,
    "jobs": job_fit.view,
    "agreement": agreement.view,
    "calibration": calibration.view,
    "screening": screening.view,
    "guide": guide.view,
    "pay": pay_review.view,
    "tuning": tuning.view,
    "costs": cost_return.view,
    "channels": channels.view,
    "fairness": fairness.view,
    "equity": equity.view,
    "claims": claims.view,
    "review": review.view,
    "rules": rules.view,
    "outcomes": outcomes.view,
    "notice": notice.view,
}


def serve(
    db_url: str,
    *,
    port: int = 5006,
    address: str = "127.0.0.1",
    show: bool = False,
    recordings: str | Path | None = None,
    threaded: bool = False,
    **options: Any,
) -> Server | StoppableThread:
    """Serve the pages of one database from this process; `running.run` serves them as the command line does.

    Parameters
    ----------
    db_url : str
        As `workbench.store.open` takes it.
    port : int
        0 takes a free one.
    address : str
        What the server listens on; 127.0.0.1 is this machine only.
    show : bool
        Open a browser.
    recordings : path, optional
        Folder with the clips the answers name.
    threaded : bool
        Come back at once and serve from a thread (tests, notebooks); otherwise serve until interrupted.
    **options
        Further settings of `site.Site`, such as ``prefix`` and ``origins``.

    Returns
    -------
    panel server, or the thread that runs it

    Raises
    ------
    Refusal
        If one of the settings cannot be served with.
    """
    from workbench import store

    chosen = checked(Site(port=port, address=address, **options))
    journal.start(file=chosen.log_file)
    db = store.open(db_url)
    return pn.serve(**settings(db, _folder(recordings), chosen, secret=secret()), show=show, threaded=threaded, start=True)


def settings(db: Any, folder: Path | None, site: Site, *, secret: str) -> dict[str, Any]:
    """Give all that Panel's server is told, its pages too.

    Parameters
    ----------
    db : store.Database
    folder : pathlib.Path or None
        Where the recordings are.
    site : Site
        As `site.checked` gave it.
    secret : str
        Signs cookies and tokens; the same in all processes of a site.
    """
    return told(site) | {
        "panels": _functions(db, folder),
        "port": site.port,
        "address": site.address,
        "auth_provider": LoginDoor(Logins(db.check_password, db.logins)),
        "cookie_secret": secret,
        "secret_key": secret.encode(),
        "sign_sessions": True,
        "extra_patterns": [(r"/?", FrontDoor, {"db": db}), (r"/liveness", Alive), *_clips(db, folder)],
        "unused_session_lifetime_milliseconds": 60_000,
        "check_unused_sessions_milliseconds": 15_000,
        "verbose": False,
    }


def secret() -> str:
    """Give what cookies and tokens are signed with: the deployment's own, else one for this start."""
    return os.environ.get("WORKBENCH_SECRET") or secrets.token_hex(32)


def pages(db_url: str, recordings: str | Path | None = None) -> dict[str, Callable[[], Any]]:
    """Give the page functions by name, as `serve` serves them; each checks the role of the session that calls it.

    Parameters
    ----------
    db_url : str
    recordings : path, optional
    """
    from workbench import store

    return _functions(store.open(db_url), _folder(recordings))


class FrontDoor(RequestHandler):
    """Lead everyone to the page that is theirs: candidates to their notices, everybody else to the overview."""

    def initialize(self, db: Any) -> None:
        """Take the store."""
        self._db = db

    def get(self) -> None:
        """Redirect; who is not logged in is sent on to the login from there."""
        account = self.application.auth_provider.get_user(self)
        desk = _desk(self._db, account)
        page = "notice" if desk is not None and desk.role == "candidate" else "overview"
        self.redirect(f"{self.application.prefix}/{page}")


class Alive(RequestHandler):
    """Say that the site answers, to whoever watches over it; it opens only when everything is prepared."""

    def get(self) -> None:
        """Say so."""
        self.set_header("Cache-Control", "no-store")
        self.write({self.request.path: True})


def _functions(db: Any, folder: Path | None) -> dict[str, Callable[[], Any]]:
    pn.extension("tabulator", sizing_mode="stretch_width")
    hv.extension("bokeh", logo=False)
    guard.install()
    return {name: _function(name, db, folder) for name in VIEWS}


def _function(name: str, db: Any, folder: Path | None) -> Callable[[], Any]:
    def page() -> Any:
        account, chosen = guard.account(), preferences.read()
        visit = Visit(
            desk=_desk(db, account),
            account=account or "",
            language=chosen.language,
            dark=chosen.dark,
            query={key: values[-1].decode("utf-8", "replace") for key, values in pn.state.session_args.items() if values},
            recordings=folder,
        )
        return shell.framed(name, VIEWS[name], visit)

    return page


def _desk(db: Any, account: str | None) -> Any:
    """Give the account's desk; an account that was removed since its login has none."""
    try:
        return db.as_user(account) if account else None
    except AccessDenied:
        return None


def _clips(db: Any, folder: Path | None) -> list[tuple[str, type, dict[str, Any]]]:
    return [(r"/recording/([^/]+)/([^/]+)", recordings.Clip, {"path": str(folder), "db": db})] if folder else []


def _folder(recordings: str | Path | None) -> Path | None:
    return Path(recordings).resolve() if recordings else None
