"""Opening the pages from the terminal: where, for whom, by how many processes, and what is said until they stand."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.terminal import REFUSED, WAITED_FOR, bars, err, out, refusing
from workbench.errors import Refusal

if TYPE_CHECKING:
    from dashboards.site import Site

DEFAULT_DB = "sqlite:///workbench.db"

Db = Annotated[str, typer.Option("--db", help="Database: SQLAlchemy URL, or the path of an SQLite file.")]
Recordings = Annotated[Path | None, typer.Option("--recordings", help="Folder with the recordings that answers name.")]


def serve(
    db: Db = DEFAULT_DB,
    recordings: Recordings = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 5006,
    address: Annotated[str, typer.Option("--address", help="What to listen on; 127.0.0.1 is this machine only.")] = "127.0.0.1",
    origin: Annotated[list[str] | None, typer.Option("--origin", help="Host that people type, if a proxy stands before the pages; may be repeated.")] = None,
    prefix: Annotated[str, typer.Option("--prefix", help="Path under which a proxy hands the pages on, like /hiring.")] = "",
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy", help="Take a proxy's word (X-Forwarded-Proto, -For) for who calls, and over what.")] = False,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="Certificate (PEM), to speak https without a proxy.")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="The certificate's key (PEM).")] = None,
    workers: Annotated[int, typer.Option("--workers", help="Processes that share the work; about one for every core.")] = 1,
    warm: Annotated[bool, typer.Option("--warm/--no-warm", help="Prepare every page before the first reader is let in.")] = True,
    log_file: Annotated[Path | None, typer.Option("--log-file", help="Keep the log there, a line a request, no values; begun anew at 10 MB.")] = None,
) -> None:  # fmt: skip
    """Open the pages on a database; Ctrl-C or SIGTERM ends them. PREFIX/liveness answers once everything is prepared."""
    with refusing():
        _must_have_accounts(db)
        from dashboards import running, site

        chosen = site.checked(
            site.Site(port=port, address=address, origins=tuple(origin or ()), prefix=prefix, tls_cert=tls_cert, tls_key=tls_key,
                      behind_proxy=behind_proxy, workers=workers, log_file=log_file)
        )  # fmt: skip
        chosen = _on_a_free_port(chosen)
        with bars() as tell:
            running.run(db, chosen, recordings=recordings, prepare=warm, tell=lambda done, of: tell(WAITED_FOR, done, of),
                        ready=lambda: out.print(f"pages on {chosen.url}  (Ctrl-C ends)", markup=False))  # fmt: skip


def _must_have_accounts(db: str) -> None:
    from workbench import store

    with store.open(db, create=False) as database:
        if database.accounts().empty:
            err.print("there is no account yet: 'workbench users add NAME --role administrator' makes one")
            raise typer.Exit(REFUSED)


def _on_a_free_port(site: Site) -> Site:
    """Refuse a port that something else listens on before the server starts half, and settle which one 0 is."""
    from dataclasses import replace

    try:
        family, _, _, _, target = socket.getaddrinfo(site.address, site.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
            return replace(site, port=probe.getsockname()[1])
    except OSError as error:
        raise Refusal(
            "the pages cannot listen there", where=f"{site.address}:{site.port}", found=error.strerror or type(error).__name__,
            expected="a free port of this machine", cure="end the other server, or choose another with --port or --address",
        ) from None  # fmt: skip
