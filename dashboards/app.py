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
    shell,
    tuning,
)
from dashboards.login import LoginDoor, Logins
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
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    db_url: str,
    *,
    port: int = 5006,
    address: str = "127.0.0.1",
    show: bool = False,
    recordings: str | Path | None = None,
    threaded: bool = False,
) -> Server | StoppableThread:
    """Serve the pages of one database.

    Parameters
    ----------
    db_url : str
        As `workbench.store.open` takes it.
    port : int
        0 takes a free one.
    address : str
        What the server listens on; 127.0.0.1 is this machine only. Behind a proxy that speaks https, set
        ``WORKBENCH_ORIGINS`` to the hosts people type, separated by commas.
    show : bool
        Open a browser.
    recordings : path, optional
        Folder with the clips the answers name.
    threaded : bool
        Come back at once and serve from a thread (tests, notebooks); otherwise serve until interrupted.

    Returns
    -------
    panel server, or the thread that runs it
    """
    from workbench import store

    journal.start()
    db = store.open(db_url)
    folder = Path(recordings).resolve() if recordings else None
    secret = os.environ.get("WORKBENCH_SECRET") or secrets.token_hex(32)
    settings: dict[str, Any] = {
        "port": port,
        "address": address,
        "show": show,
        "websocket_origin": _origins(address, port),
        "auth_provider": LoginDoor(Logins(db.check_password)),
        "cookie_secret": secret,
        "secret_key": secret.encode(),
        "sign_sessions": True,
        "xheaders": address in LOOPBACK,
        "liveness": True,
        "extra_patterns": [(r"/?", FrontDoor, {"db": db}), *_clips(db, folder)],
        "unused_session_lifetime_milliseconds": 60_000,
        "check_unused_sessions_milliseconds": 15_000,
        "verbose": False,
    }
    return pn.serve(_functions(db, folder), threaded=threaded, start=True, **settings)


def pages(db_url: str, recordings: str | Path | None = None) -> dict[str, Callable[[], Any]]:
    """Give the page functions by name, as `serve` serves them; each checks the role of the session that calls it.

    Parameters
    ----------
    db_url : str
    recordings : path, optional
    """
    from workbench import store

    return _functions(store.open(db_url), Path(recordings).resolve() if recordings else None)


class FrontDoor(RequestHandler):
    """Lead everyone to the page that is theirs: candidates to their notices, everybody else to the overview."""

    def initialize(self, db: Any) -> None:
        """Take the store."""
        self._db = db

    def get(self) -> None:
        """Redirect; who is not logged in is sent on to the login from there."""
        account = self.application.auth_provider.get_user(self)
        desk = _desk(self._db, account)
        self.redirect("/notice" if desk is not None and desk.role == "candidate" else "/overview")


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


def _origins(address: str, port: int) -> list[str]:
    named = [host.strip() for host in os.environ.get("WORKBENCH_ORIGINS", "").split(",") if host.strip()]
    own = ["127.0.0.1", "localhost"] if address in LOOPBACK else [address]
    return [f"{host}:{port or '*'}" for host in own] + named
