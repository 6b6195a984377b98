"""Open the book in a JupyterLab of its own, run it, move what can be moved: ``python benchmarks/lab.py [NN …] --out benchmarks/lab.md``.

A server is started on a free port of this machine on a copy of the notebooks (JupyterLab saves what it opens) and ended again; a
headless Chromium (``--chromium``, by default /usr/bin/chromium) opens each notebook, runs all cells, moves the slider with the arrow
keys and looks whether the figure becomes another. Requests to anywhere else and errors on the console are told, and end the run with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 300_000
NEEDED = ("data", "benchmarks", "tests/evidence/audio/clips")
SEEN = """cell => {
  const found = [];
  const walk = node => {
    if (node.tagName === 'CANVAS' && node.width) found.push(node.toDataURL().length + ':' + node.toDataURL().slice(-400));
    for (const child of node.shadowRoot ? node.shadowRoot.children : []) walk(child);
    for (const child of node.children) walk(child);
  };
  walk(cell);
  return found.join('|');
}"""
RUN_ALL = "async () => await window.jupyterapp.commands.execute('notebook:run-all-cells')"
FAILED = "() => window.jupyterapp.shell.currentWidget.content.widgets.filter(w => (w.model.toJSON().outputs || []).some(o => o.output_type === 'error')).length"


def main() -> int:
    """Open every notebook asked for and print what happened."""
    chosen = _arguments()
    paths = [
        path
        for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
        if not chosen.numbers or path.name[:2] in chosen.numbers
    ]
    with tempfile.TemporaryDirectory() as folder, _lab(Path(folder)) as address:
        rows = _opened(address, paths, chosen.chromium)
    text = _table(rows)
    print(text)
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8")
    return int(any(row["wrong"] for row in rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("numbers", nargs="*", help="notebooks by number; all when none is given")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


@contextmanager
def _lab(folder: Path):
    """Serve a copy of the book; the address holds the token."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(ROOT / name)
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(
        json.dumps({"windowingMode": "none"}), encoding="utf-8"
    )  # else what is off the screen is not drawn
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = os.urandom(12).hex()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={token}",
               f"--ServerApp.root_dir={folder / 'notebooks'}", "--LabApp.expose_app_in_browser=True",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url="]  # fmt: skip
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    log = (folder / "lab.log").open("w", encoding="utf-8")
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}", token
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("JupyterLab did not start")


def _opened(address: tuple[str, str], paths: list[Path], chromium: str) -> list[dict]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            return [_one(browser, address, path) for path in paths]
        finally:
            browser.close()


def _one(browser, address: tuple[str, str], path: Path) -> dict:
    site, token = address
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(PATIENCE_MS)
    row = {"notebook": path.stem, "wrong": [], "run_s": None, "slider": "–", "moved_ms": None}
    page.on("console", lambda said: row["wrong"].append(said.text[:160]) if said.type == "error" else None)
    page.on("pageerror", lambda error: row["wrong"].append(str(error)[:160]))
    page.on(
        "request",
        lambda sent: (
            row["wrong"].append(f"outside: {sent.url[:120]}")
            if not sent.url.startswith((site, site.replace("http", "ws"), "data:", "blob:"))
            else None
        ),
    )
    page.goto(f"{site}/lab/tree/{path.name}?token={token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
    begun = time.monotonic()
    if not page.evaluate(RUN_ALL):
        row["wrong"].append("a cell failed")
    row["run_s"] = time.monotonic() - begun
    failed = page.evaluate(FAILED)
    if failed:
        row["wrong"].append(f"{failed} cells show an error")
    if "pn.widgets." in path.read_text(encoding="utf-8"):
        _move(page, row)
    page.evaluate("async () => await window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    return row


def _move(page, row: dict) -> None:
    """Press an arrow key on the slider's handle and wait for another picture below it."""
    handle = page.locator(".jp-OutputArea-output .noUi-handle").first
    handle.scroll_into_view_if_needed()
    cell = page.locator(".jp-CodeCell", has=page.locator(".noUi-handle")).first.element_handle()
    page.wait_for_function(f"cell => ({SEEN})(cell).length > 0", arg=cell)
    page.wait_for_timeout(1500)  # the figure's own first drawing ends
    before = cell.evaluate(SEEN)
    handle.focus()
    begun = time.monotonic()
    page.keyboard.press("ArrowLeft")
    try:
        page.wait_for_function(
            f"([cell, before]) => {{ const now = ({SEEN})(cell); return now.length > 0 && now !== before; }}",
            arg=[cell, before],
            timeout=30_000,
        )
        row["moved_ms"], row["slider"] = 1000 * (time.monotonic() - begun), "the figure follows"
    except Exception as error:
        row["slider"] = "dead"
        row["wrong"].append(f"the slider moves nothing: {str(error).splitlines()[0][:80]}")


def _table(rows: list[dict]) -> str:
    lines = ["| notebook | run all, s | slider | key → new figure, ms | wrong |", "|---|---|---|---|---|"]
    for row in rows:
        moved = "–" if row["moved_ms"] is None else f"{row['moved_ms']:.0f}"
        lines.append(
            f"| {row['notebook']} | {row['run_s']:.0f} | {row['slider']} | {moved} | {'; '.join(dict.fromkeys(row['wrong'])) or 'nothing'} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
