"""The way in: a login page of our own that needs nothing from elsewhere, and the cookie it sets.

In flow an account and a password, checked by the store (argon2); out flows a signed cookie that holds a random number only. Which
account it stands for is kept in the store, so logging out ends it for every tab, and the account's name never leaves the server.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bokeh.server.auth_provider import AuthProvider
from tornado.template import Template
from tornado.web import RequestHandler

from dashboards import guard, preferences
from workbench import wording

if TYPE_CHECKING:
    from collections.abc import Callable

COOKIE = "workbench_login"
HOURS = 12
ATTEMPTS, PAUSE_S = 5, 60
ASSETS = Path(__file__).parent / "assets"


@dataclass
class Logins:
    """Who is logged in, and who has tried too often.

    Parameters
    ----------
    check : callable
        ``check(account, password) -> bool``, slow on purpose.
    kept : store.Database.logins
        Where logins are kept, shared by all the processes that serve one database.
    clock : callable
        Seconds, the same for all these processes.
    """

    check: Callable[[str, str], bool]
    kept: Any
    clock: Callable[[], float] = time.time

    def enter(self, account: str, password: str) -> str | None:
        """Give the number that stands for this login, or None if account and password do not belong together."""
        if not self.check(account, password):
            self.kept.fail(account, at=self.clock(), since=self.clock() - PAUSE_S)
            return None
        self.kept.pardon(account)
        number = secrets.token_urlsafe(32)
        self.kept.begin(number, account, self.clock() + HOURS * 3600, at=self.clock())
        return number

    def wait_s(self, account: str) -> int:
        """Say how long this account has to wait after failing too often, in seconds."""
        recent = self.kept.failures(account, since=self.clock() - PAUSE_S)
        return int(recent[-ATTEMPTS] + PAUSE_S - self.clock()) + 1 if len(recent) >= ATTEMPTS else 0

    def account(self, number: str) -> str | None:
        """Name the account behind a number, or None when it was never given, has logged out or is too old."""
        account, until = (number and self.kept.find(number)) or (None, 0.0)
        return account if until >= self.clock() else None

    def leave(self, number: str) -> None:
        """End a login."""
        if number:
            self.kept.end(number)


class LoginDoor(AuthProvider):
    """Tell the server where the login is and who a request comes from.

    Parameters
    ----------
    logins : Logins
    """

    def __init__(self, logins: Logins) -> None:
        self.logins = logins
        super().__init__()

    @property
    def get_user(self) -> Callable[[RequestHandler], str | None]:
        """The function that finds the account behind a request."""
        return lambda request: self.logins.account(number_of(request))

    @property
    def login_url(self) -> str:
        """Where to log in."""
        return "/login"

    @property
    def login_handler(self) -> type[RequestHandler]:
        """The login page."""
        return LoginPage

    @property
    def logout_url(self) -> str:
        """Where to log out."""
        return "/logout"

    @property
    def logout_handler(self) -> type[RequestHandler]:
        """The way out."""
        return LogoutPage

    get_login_url = None
    get_user_async = None


class LoginPage(RequestHandler):
    """Ask for account and password; send back to the page that was wanted."""

    def get(self) -> None:
        """Show the form."""
        for cookie, choice in preferences.chosen(self.request.arguments).items():
            self.set_cookie(cookie, choice, **guard.cookie_rules(self), expires_days=365)
        self._show("")

    async def post(self) -> None:
        """Check account and password, off the server's own thread: argon2 is slow on purpose."""
        logins, account = self.application.auth_provider.logins, self.get_body_argument("account", "").strip()
        say = wording.speak(self._preferences().language)
        if wait := logins.wait_s(account):
            self._show(say("Too many attempts. Try again in {wait} seconds.", wait=wait), account=account, status=429)
            return
        password = self.get_body_argument("password", "", strip=False)
        number = await asyncio.get_running_loop().run_in_executor(None, logins.enter, account, password)
        if number is None:
            self._show(say("Account and password do not belong together."), account=account, status=401)
            return
        self.set_signed_cookie(COOKIE, number, **guard.cookie_rules(self), expires_days=None)
        self.redirect(local(self.get_argument("next", "/"), prefix=self.application.prefix), status=303)

    def set_default_headers(self) -> None:
        """Send the rules the browser holds the page to."""
        for name, value in guard.HEADERS.items():
            self.set_header(name, value)

    def _preferences(self) -> preferences.Preferences:
        cookies = {name: morsel.value for name, morsel in self.request.cookies.items()}
        return preferences.settle(self.request.query_arguments, cookies, self.request.headers.get("Accept-Language", ""))

    def _show(self, problem: str, *, account: str = "", status: int = 200) -> None:
        chosen = self._preferences()
        wanted = local(self.get_argument("next", "/"), prefix=self.application.prefix)
        other = "en" if chosen.language == "zh" else "zh"
        self.set_status(status)
        self.write(
            _form().generate(
                say=wording.speak(chosen.language),
                language=chosen.language,
                dark=chosen.dark,
                problem=problem,
                account=account,
                wanted=wanted,
                switch=preferences.address("login", {"next": wanted, "language": other}),
            )
        )


class LogoutPage(RequestHandler):
    """End the login and go back to the form. A link from another site can not do it: the cookie does not travel with its POST."""

    def post(self) -> None:
        """Log out."""
        self.application.auth_provider.logins.leave(number_of(self))
        self.clear_cookie(COOKIE, path=guard.cookie_rules(self)["path"])
        self.redirect(f"{self.application.prefix}/login", status=303)

    def get(self) -> None:
        """Do nothing: only the button logs out."""
        self.redirect(f"{self.application.prefix}/")


def number_of(request: RequestHandler) -> str:
    """Read the number in a request's login cookie; "" when there is none or its signature is wrong."""
    value = request.get_signed_cookie(COOKIE, max_age_days=1)
    return value.decode("ascii", "replace") if value else ""


def local(wanted: str, *, prefix: str = "") -> str:
    """Keep a redirect inside the house: anything but a plain path of ours becomes the front page."""
    harmless = wanted.startswith(f"{prefix}/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if harmless and not wanted.startswith((f"{prefix}/login", f"{prefix}/logout")) else f"{prefix}/"


@cache
def _form() -> Any:
    return Template((ASSETS / "login.html").read_text(encoding="utf-8"), autoescape="xhtml_escape")
