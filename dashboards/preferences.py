"""The two choices a reader makes once: language and light or dark. They travel in the address and stay in a cookie.

In flow the address, the cookies and the browser's languages; out flow ``language`` and ``dark``.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import panel as pn

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOICES = {"language": ("zh", "en"), "theme": ("light", "dark")}
COOKIES = {f"workbench_{name}": name for name in CHOICES}


@dataclass(frozen=True)
class Preferences:
    """How this reader wants to read: `language` is "zh" or "en"."""

    language: str = "en"
    dark: bool = False


def read() -> Preferences:
    """Give the choices of the session that is being built."""
    headers = {name.lower(): value for name, value in dict(pn.state.headers).items()}
    return settle(pn.state.session_args, pn.state.cookies, str(headers.get("accept-language", "")))


def settle(arguments: Mapping[str, list[bytes]], cookies: Mapping[str, str], accepted: str) -> Preferences:
    """Decide between the address (first), the cookie, and the browser's first language among ours.

    Parameters
    ----------
    arguments : mapping of str to list of bytes
        The query of the address.
    cookies : mapping of str to str
    accepted : str
        The ``Accept-Language`` header.
    """
    kept = {cookie: cookies[cookie] for cookie, name in COOKIES.items() if cookies.get(cookie) in CHOICES[name]}
    kept |= chosen(arguments)
    return Preferences(
        language=kept.get("workbench_language") or _browser_language(accepted),
        dark=kept.get("workbench_theme") == "dark",
    )


def chosen(arguments: Mapping[str, list[bytes]]) -> dict[str, str]:
    """Read the choices an address makes, as cookie name to value; anything else in the address is left alone."""
    found = {cookie: arguments.get(name, [b""])[-1].decode("utf-8", "replace") for cookie, name in COOKIES.items()}
    return {cookie: value for cookie, value in found.items() if value in CHOICES[COOKIES[cookie]]}


def address(path: str, query: Mapping[str, str], **changed: str) -> str:
    """Write a link: the path with its query, some of it changed; an empty value leaves its name out."""
    asked = {name: value for name, value in (dict(query) | changed).items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def follow(part: Any, names: dict[str, str]) -> None:
    """Let the address say what a widget or component stands at, from the moment the page is shown.

    Parameters
    ----------
    part : Panel component
    names : dict of str to str
        Its parameter to the name in the address.
    """
    location = pn.state.location
    if location is not None and pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        # only after loading: what is set before is taken for what the browser shows already
        pn.state.onload(lambda: location.sync(part, names))


def leave(part: Any) -> None:
    """Let the address follow this part no longer."""
    location = pn.state.location
    if location is not None and pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        location.unsync(part)


def number(typed: str) -> float | None:
    """Read a number a person typed; what is not a finite one, above zero, is not asked for."""
    try:
        asked = float(unicodedata.normalize("NFKC", typed).replace(",", ""))
    except ValueError:
        return None
    return asked if math.isfinite(asked) and asked > 0 else None


def _browser_language(accepted: str) -> str:
    for part in accepted.lower().split(","):
        language = part.partition(";")[0].strip()[:2]
        if language in CHOICES["language"]:
            return language
    return "en"
