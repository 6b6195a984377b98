"""The way in: a login page of our own that needs nothing from elsewhere, and the cookie it sets.

In flow an account and a password, checked by the store (argon2); out flows a signed cookie that holds a random number only. Which
account it stands for is kept here, so logging out ends it for every tab, and the account's name never leaves the server.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
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
    clock : callable
        Seconds, never going back.
    """

    check: Callable[[str, str], bool]
    clock: Callable[[], float] = time.monotonic
    _open: dict[str, tuple[str, float]] = field(default_factory=dict)
    _failed: dict[str, list[float]] = field(default_factory=dict)

    def enter(self, account: str, password: str) -> str | None:
        """Give the number that stands for this login, or None if account and password do not belong together."""
        if not self.check(account, password):
            self._failed.setdefault(account, []).append(self.clock())
            return None
        self._failed.pop(account, None)
        number = secrets.token_urlsafe(32)
        self._open[number] = (account, self.clock() + HOURS * 3600)
        return number

    def wait_s(self, account: str) -> int:
        """Say how long this account has to wait after failing too often, in seconds."""
        recent = [at for at in self._failed.get(account, []) if at > self.clock() - PAUSE_S]
        if not recent:
            self._failed.pop(account, None)
        return int(recent[-ATTEMPTS] + PAUSE_S - self.clock()) + 1 if len(recent) >= ATTEMPTS else 0

    def account(self, number: str) -> str | None:
        """Name the account behind a number, or None when it was never given, has logged out or is too old."""
        account, until = self._open.get(number, (None, 0.0))
        if account is not None and until < self.clock():
            self.leave(number)
            return None
        return account

    def leave(self, number: str) -> None:
        """End a login."""
        self._open.pop(number, None)


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
            self.set_cookie(cookie, choice, expires_days=365, samesite="Lax", httponly=True)
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
        secure = self.request.protocol == "https"
        self.set_signed_cookie(COOKIE, number, expires_days=None, httponly=True, samesite="Lax", secure=secure)
        self.redirect(local(self.get_argument("next", "/")), status=303)

    def set_default_headers(self) -> None:
        """Send the rules the browser holds the page to."""
        for name, value in guard.HEADERS.items():
            self.set_header(name, value)

    def _preferences(self) -> preferences.Preferences:
        cookies = {name: morsel.value for name, morsel in self.request.cookies.items()}
        return preferences.settle(self.request.query_arguments, cookies, self.request.headers.get("Accept-Language", ""))

    def _show(self, problem: str, *, account: str = "", status: int = 200) -> None:
        chosen = self._preferences()
        wanted = local(self.get_argument("next", "/"))
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
        self.clear_cookie(COOKIE)
        self.redirect("/login", status=303)

    def get(self) -> None:
        """Do nothing: only the button logs out."""
        self.redirect("/")


def number_of(request: RequestHandler) -> str:
    """Read the number in a request's login cookie; "" when there is none or its signature is wrong."""
    value = request.get_signed_cookie(COOKIE, max_age_days=1)
    return value.decode("ascii", "replace") if value else ""


def local(wanted: str) -> str:
    """Keep a redirect inside the house: anything but a plain path of ours becomes the front page."""
    harmless = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if harmless and not wanted.startswith(("/login", "/logout")) else "/"


@cache
def _form() -> Any:
    return Template((ASSETS / "login.html").read_text(encoding="utf-8"), autoescape="xhtml_escape")
