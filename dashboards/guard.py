"""Who may open what: the doors in front of the pages, and the check that stands inside every page.

Panel's `authorize_callback` guards the HTML of a page only. The socket behind it accepts any signed token, also one that was handed
out for another page, and ``autoload.js`` hands out a token to whoever is logged in. Three of the four routes of every page are
therefore replaced (`install`): a token names the page and the account it was made for, a socket takes only its own page's token from
the account that is logged in at that moment, and the other ways to a token are closed. The second layer is `allow`, which every page
function calls before it shows anything; the third is the store, which checks the role on every read and write.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import panel as pn
from bokeh.util.token import check_token_signature, generate_jwt_token, generate_session_id, get_token_payload
from panel.io.server import DocHandler, WSHandler, per_app_patterns
from tornado.web import RequestHandler, authenticated

from dashboards import preferences
from workbench.errors import AccessDenied

if TYPE_CHECKING:
    from bokeh.server.session import ServerSession

EVERYONE = frozenset({"administrator", "recruiter", "specialist", "manager"})
RIGHTS = {
    "overview": EVERYONE,
    "candidates": EVERYONE,
    "candidate": EVERYONE,
    "jobs": EVERYONE,
    "agreement": frozenset({"administrator", "specialist"}),
    "calibration": frozenset({"administrator", "specialist"}),
    "screening": EVERYONE,
    "guide": EVERYONE,
    "pay": frozenset({"administrator", "specialist"}),
    "tuning": frozenset({"administrator", "specialist"}),
    "costs": EVERYONE,
    "channels": EVERYONE,
    "claims": EVERYONE,
    "equity": frozenset({"administrator"}),
    "fairness": frozenset({"administrator"}),  # protected attributes are read by nobody else
    "review": frozenset({"administrator", "recruiter", "specialist"}),
    "rules": EVERYONE,
    "outcomes": frozenset({"administrator", "specialist"}),  # single people's pay and performance stand behind it
    "notice": frozenset({"candidate"}),
}

# All that a page loads comes from its own server; the browser holds us to it.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self' ws: wss: data: blob:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def install() -> None:
    """Replace the routes Bokeh gives every page with the guarded ones. Calling it again changes nothing."""
    per_app_patterns[:] = [
        (r"/ws", GuardedSocket),
        (r"/metadata", Closed),
        (r"/autoload.js", Closed),
        (r"/?", GuardedPage),
    ]


def allow(desk: Any, page: str) -> None:
    """Refuse a page to an account whose role does not include it.

    Parameters
    ----------
    desk : store.Desk or None
        None when nobody is logged in. The role is looked up in the store at each call.
    page : str
        A key of `RIGHTS`.

    Raises
    ------
    AccessDenied
    """
    role = desk.role if desk is not None else "nobody"
    if role not in RIGHTS[page]:
        raise AccessDenied(
            f"the page '{page}' is not open to the role '{role}'",
            expected=f"one of {', '.join(sorted(RIGHTS[page]))}",
            cure="ask an administrator for the role you need",
        )


def may_review(desk: Any) -> bool:
    """Tell whether an account may confirm or correct evidence, asked in the store at this moment."""
    return desk is not None and desk.may("review evidence")


def allow_review(desk: Any) -> None:
    """Refuse a review to an account whose role does not include it, before the store does.

    Raises
    ------
    AccessDenied
    """
    if not may_review(desk):
        raise AccessDenied("this role does not review evidence", expected="one of administrator, recruiter",
                           cure="ask an administrator for the role you need")  # fmt: skip


def account() -> str | None:
    """Name the account of the session that is being built, from the token its page was served with."""
    context = pn.state.curdoc.session_context if pn.state.curdoc else None
    payload = getattr(context, "token_payload", None) or {}
    return payload.get("account") or pn.state.user


def cookie_rules(request: RequestHandler) -> dict[str, Any]:
    """Say how far a cookie travels: this site's own pages only, out of reach of scripts, and over https only once the page came that way."""
    secure = request.request.protocol == "https"
    return {"path": request.application.prefix or "/", "httponly": True, "samesite": "Lax", "secure": secure}


class GuardedPage(DocHandler):
    """Serve a page with a token that names the page and the account, and never on a token brought along."""

    @authenticated
    async def get(self, *args: str, **kwargs: str) -> None:
        """Serve the page, and keep the language and the theme that its address asks for."""
        _heard()
        for cookie, choice in preferences.chosen(self.request.arguments).items():
            self.set_cookie(cookie, choice, **cookie_rules(self), expires_days=365)
        await super().get(*args, **kwargs)

    @authenticated
    async def get_session(self) -> ServerSession:
        """Open a new session under a token of our own making; what the request says about tokens and sessions is not read."""
        app = self.application
        session_id = generate_session_id(secret_key=app.secret_key, signed=app.sign_sessions)
        token = generate_jwt_token(
            session_id,
            secret_key=app.secret_key,
            signed=app.sign_sessions,
            expiration=app.session_token_expiration,
            extra_payload=self._generate_token_payload(),
        )
        return await self.application_context.create_session_if_needed(session_id, self.request, token)

    def _generate_token_payload(self) -> dict[str, Any]:
        """Fill the token: which page, for whom, asked how. The login cookie stays out of it: a token stands in the HTML."""
        kept = {name: morsel.value for name, morsel in self.request.cookies.items() if name in preferences.COOKIES}
        asked = {"Accept-Language": self.request.headers.get("Accept-Language", "")}
        payload = {"headers": asked, "cookies": kept, "arguments": self.request.arguments or {}}
        return payload | {
            "page": self.application_context.url,
            "account": self.current_user,
            "app_path": self.application_context.url,
        }

    def set_default_headers(self) -> None:
        """Send the rules the browser holds the page to."""
        for name, value in HEADERS.items():
            self.set_header(name, value)


class GuardedSocket(WSHandler):
    """Open a socket only for its own page's token, brought by the account that is logged in now."""

    async def prepare(self) -> None:
        """Answer 403 before the handshake when the token is missing, forged, another page's or another account's."""
        await super().prepare()
        if not self._finished and not self._own_token():
            self.set_status(403)
            self.finish()

    async def on_message(self, fragment: str | bytes) -> None:
        """Hang up on an account that has logged out since."""
        if self.get_current_user() is None:
            self.close(code=4401, reason="logged out")
            return
        _heard()
        await super().on_message(fragment)
        _heard()

    def _own_token(self) -> bool:
        token = self.request.headers.get("Sec-Websocket-Protocol", "").rpartition(",")[2].strip()
        app = self.application
        try:
            if not check_token_signature(token, secret_key=app.secret_key, signed=app.sign_sessions):
                return False
            payload = get_token_payload(token)
        except Exception:
            return False
        return payload.get("page") == self.application_context.url and payload.get("account") == self.current_user


def quiet_s() -> float:
    """Say for how many seconds no reader has asked this process for anything."""
    return time.monotonic() - _last[0]


_last = [time.monotonic()]


def _heard() -> None:
    _last[0] = time.monotonic()


class Closed(RequestHandler):
    """A route of Bokeh's that no page of ours needs."""

    def initialize(self, **_context: Any) -> None:
        """Take the context every route is given; nothing in it is used."""

    def prepare(self) -> None:
        """Say that there is nothing here, whatever the method."""
        self.set_status(404)
        self.finish()
