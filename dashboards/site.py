"""How the site is served: where it listens, under which address people reach it, and over what; each wrong setting is refused in words.

In flow the options of `workbench serve`; out flow checked settings, and what the web server is told by them.
"""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado.web import OutputTransform

from workbench.errors import Refusal

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_WORKERS = 64
SWITCHING = 101
PREFIX = re.compile(r"(/[A-Za-z0-9_.~-]+)+")
HOST = re.compile(r"(\*\.)?[A-Za-z0-9_.-]+(:(\d{1,5}|\*))?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")
# Every answer carries these, whoever gives it; the pages add what their scripts may do.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
A_YEAR = "max-age=31536000"


@dataclass(frozen=True)
class Site:
    """The settings of a served site.

    Parameters
    ----------
    port : int
        0 takes a free one.
    address : str
        What the server listens on; 127.0.0.1 is this machine only.
    origins : tuple of str
        Hosts people type, with a port where it is not the usual one, when a proxy stands before the site.
    prefix : str
        Path under which a proxy hands the site on (``/hiring``), kept in every address; "" for none.
    tls_cert, tls_key : pathlib.Path or None
        PEM files to speak https with.
    behind_proxy : bool
        Whether a proxy stands before the site, whose word on the caller's address and protocol is taken.
    workers : int
        Processes that share the work.
    log_file : pathlib.Path or None
        Where the log is kept besides the error stream.
    """

    port: int = 5006
    address: str = "127.0.0.1"
    origins: tuple[str, ...] = ()
    prefix: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    workers: int = 1
    log_file: Path | None = None

    @property
    def url(self) -> str:
        """The address of the front page, as typed on this machine."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}{self.prefix}/"


def checked(site: Site) -> Site:
    """Give the settings in their plain form, with the origins of the environment added.

    Raises
    ------
    Refusal
        Naming the option that cannot be served with, and what it should be.
    """
    named = [*site.origins, *os.environ.get("WORKBENCH_ORIGINS", "").split(",")]
    _must_be_prefix(site.prefix)
    _must_be_tls(site)
    _must_be_workers(site)
    if site.log_file is not None:
        _must_be_writable(site.log_file)
    plain = {"origins": tuple(_origin(name.strip()) for name in named if name.strip()), "prefix": site.prefix}
    return Site(**{**site.__dict__, **plain})


def websocket_origins(site: Site) -> list[str]:
    """List the hosts whose pages may open a socket: the site's own, and those that were named."""
    own = ["127.0.0.1", "localhost"] if site.address in LOOPBACK else [site.address]
    return [f"{host}:{site.port or '*'}" for host in own] + list(site.origins)


def told(site: Site) -> dict[str, Any]:
    """Give what the web server is told."""
    files = {"ssl_certfile": str(site.tls_cert), "ssl_keyfile": str(site.tls_key)} if site.tls_cert else {}
    return files | {
        "websocket_origin": websocket_origins(site),
        "prefix": site.prefix,
        "use_xheaders": site.behind_proxy or site.address in LOOPBACK,
        "transforms": [Headers],
    }


class Headers(OutputTransform):
    """Put the rules for browsers on every answer; over https, that it stays https."""

    def __init__(self, request: Any) -> None:
        self._https = request.protocol == "https"

    def transform_first_chunk(self, status_code: int, headers: Any, chunk: bytes, finishing: bool) -> tuple[int, Any, bytes]:
        """Add the headers that an answer has not set itself."""
        for name, value in (ALWAYS | ({"Strict-Transport-Security": A_YEAR} if self._https else {})).items():
            if name not in headers:
                headers[name] = value
        headers.pop("Server", None)
        return status_code, headers, chunk


class OneRequest(OutputTransform):
    """Let a connection carry one request only, or become a socket: the next request may be for another process."""

    def transform_first_chunk(self, status_code: int, headers: Any, chunk: bytes, finishing: bool) -> tuple[int, Any, bytes]:
        """Say that the connection ends with this answer."""
        if status_code != SWITCHING:
            headers["Connection"] = "close"
        return status_code, headers, chunk


def _must_be_prefix(prefix: str) -> None:
    if prefix and (not PREFIX.fullmatch(prefix) or ".." in prefix):
        raise Refusal("this is no path to serve under", where="--prefix", found=f"'{prefix}'",
                      expected="a path that begins with a slash and ends without one, like /hiring",
                      cure="leave it out, or write it as the proxy hands it on")  # fmt: skip


def _must_be_tls(site: Site) -> None:
    if bool(site.tls_cert) != bool(site.tls_key):
        missing = "--tls-key" if site.tls_cert else "--tls-cert"
        raise Refusal("https needs a certificate and its key", where=missing, found="one of both", expected="two PEM files",
                      cure=f"name the other file with {missing}")  # fmt: skip
    for option, path in (("--tls-cert", site.tls_cert), ("--tls-key", site.tls_key)):
        if path is not None and not path.is_file():
            raise Refusal("there is no such file", where=option, found=str(path), expected="a PEM file", cure="correct the path")
    if site.tls_cert:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(site.tls_cert, site.tls_key, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as problem:
            raise Refusal("certificate and key cannot be used", where="--tls-cert, --tls-key", found=getattr(problem, "reason", None) or str(problem),
                          expected="a certificate in PEM and the key it was made for, without a password", cure="check both files") from None  # fmt: skip


def _no_password() -> str:
    raise ValueError("the key is locked with a password")


def _must_be_workers(site: Site) -> None:
    if not 1 <= site.workers <= MOST_WORKERS:
        raise Refusal("this number of processes cannot serve", where="--workers", found=str(site.workers), expected=f"1 to {MOST_WORKERS}",
                      cure="take about one for every core")  # fmt: skip
    if site.workers > 1 and os.name != "posix":
        raise Refusal("several processes can share the work only where connections can be handed on", where="--workers", found=os.name,
                      expected="Linux or macOS", cure="serve with one")  # fmt: skip


def _must_be_writable(path: Path) -> None:
    try:
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as problem:
        raise Refusal("the log cannot be kept there", where="--log-file", found=f"{path}: {problem.strerror}",
                      expected="a file in a folder that can be written to", cure="make the folder, or name another file") from None  # fmt: skip


def _origin(name: str) -> str:
    """Take a host as people copy it, also with its protocol."""
    host = re.sub(r"^https?://", "", name).rstrip("/")
    if not HOST.fullmatch(host):
        raise Refusal("this is no host that pages could come from", where="--origin", found=f"'{name}'",
                      expected="a host as people type it, like hiring.example.com or hiring.example.com:8443", cure="write it without a path")  # fmt: skip
    return host
