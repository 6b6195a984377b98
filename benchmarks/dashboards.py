"""How long people wait for the pages: loading, a choice and its figures, fifty people at once, and what they cost in memory.

Run ``python benchmarks/dashboards.py browser --db sqlite:///10000.db --label "10,000 candidates"`` and the same with ``sessions``; each
starts ``workbench serve`` of its own on the database, adds an account for the time being, and replaces its rows in
``benchmarks/dashboards.csv``. The goals: a page of a warm server stands after 2.5 s and a choice shows its figures after 400 ms (p95) with
10,000 candidates, after 1 s with 100,000; fifty sessions that move twice a minute wait at most 1 s (p95), cost at most 6 MB each, and give
it back. Waiting is measured in a headless Chromium, from the press to the last frame it causes; sessions are sockets that speak Bokeh's
protocol as a browser does, so that the browsers' own work does not stand in the server's figures.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = Path(__file__).with_suffix(".csv")
HEADER = ("data", "measured", "page", "n", "median_ms", "p95_ms", "max_ms", "goal_ms", "load", "note")
ACCOUNT = "benchmark"
PATIENCE_MS = 180_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
LABEL = "(one) => one.ariaLabel ?? one.closest('.MuiFormControl-root')?.innerText.split('\\n')[0] ?? ''"
PAGES = ("overview", "candidates", "candidate", "jobs", "agreement", "calibration", "pay", "tuning", "costs", "outcomes", "channels",
         "fairness", "equity", "review", "rules")  # fmt: skip
# The last press is noted where the browser noted it, so that the driver's own checks before it do not count. Every socket message and every frame is noted; `stands` gives the moment of the last frame that a message caused, once one has changed
# more than the address.
WATCH = """
(() => { const watch = window.__watch = {message: 0, told: 0, frame: 0, pressed: 0};
  for (const kind of ["click", "keydown"]) addEventListener(kind, (event) => { watch.pressed = event.timeStamp; }, true);
  const frame = () => requestAnimationFrame(() => requestAnimationFrame(() => { watch.frame = performance.now(); }));
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain { constructor(...given) { super(...given);
    this.addEventListener("message", ({data}) => { const told = typeof data === "string" && data.includes('"events"') && !/"attr":"search"/.test(data);
      watch.message = performance.now(); if (told || typeof data !== "string") watch.told = watch.message; setTimeout(frame, 0); }); } };
  watch.idle = () => window.Bokeh?.documents?.length > 0 && window.Bokeh.documents.every((one) => one.is_idle);
  watch.stands = (since, quiet) => { const now = performance.now();
    if (!watch.idle()) { frame(); return null; }
    return watch.frame > watch.message && watch.told >= since && now - watch.message > quiet ? watch.frame : null; };
})()
"""


def main() -> None:
    """Measure what the command line asks for, print it and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["browser", "sessions"])
    parser.add_argument("--db", required=True)
    parser.add_argument("--label", required=True, help="what the data are, for the table")
    parser.add_argument("--goal-ms", type=int, default=400, help="p95 of a change")
    parser.add_argument("--moves", type=int, default=12, help="browser: changes of each control")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument(
        "--settle",
        type=float,
        default=0.0,
        help="seconds nobody asks for anything before the first page: the server prepares choices",
    )
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pages", nargs="+", default=PAGES)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    with served(chosen.db, chosen.workers) as (site, password, process):
        time.sleep(chosen.settle)
        rows = list(in_browser(site, password, chosen) if chosen.what == "browser" else by_socket(site, password, process, chosen))
    keep(rows)


@contextlib.contextmanager
def served(db: str, workers: int) -> Iterator[tuple[str, str, subprocess.Popen]]:
    """Serve the database with the real command until the block ends."""
    from workbench import store

    password = secrets.token_urlsafe(16)
    with store.open(db, create=False) as database:
        if ACCOUNT in set(database.accounts()["name"]):
            database.remove_account(ACCOUNT)
        database.add_account(ACCOUNT, password, "administrator")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = ["--workers", str(workers)] if workers > 1 else []
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        "from workbench.cli import app; app()",
        "serve",
        "--db",
        db,
        "--port",
        str(port),
        *more,
    ]
    process = subprocess.Popen(command)
    try:
        started = time.monotonic()
        _answers(f"http://127.0.0.1:{port}/liveness", process)
        print(f"ready after {time.monotonic() - started:.1f} s")
        yield f"http://127.0.0.1:{port}", password, process
    finally:
        process.terminate()
        process.wait(timeout=60)
        with store.open(db, create=False) as database:
            database.remove_account(ACCOUNT)


def _answers(address: str, process: subprocess.Popen) -> None:
    import requests

    while process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(address, timeout=30).ok:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def in_browser(site: str, password: str, chosen: argparse.Namespace) -> Iterator[tuple]:
    """Load every page, then operate every control that stands on it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(WATCH)
        page.goto(f"{site}/login?language=en")
        page.fill("#account", ACCOUNT)
        page.fill("#password", password)
        page.click("button[type=submit]")
        page.wait_for_url(f"{site}/overview")
        waits: dict[str, list[float]] = {"slider": [], "other": []}
        for name in chosen.pages:
            address = f"{site}/{name}" + (f"?interview={_interview(chosen.db)}" if name == "candidate" else "")
            loads = [_loaded(page, address) for _ in range(4)]
            yield row(chosen.label, "page load", name, loads[1:], 2500, note=f"first {loads[0]:.0f} ms")
            moved = {control: _moves(page, control, chosen.moves) for control in _controls(page)}
            for control, times in moved.items():
                if times:
                    yield row(chosen.label, f"change: {control[1]}", name, times, chosen.goal_ms)
                    waits["slider" if control[0] == "slider" else "other"] += times
        yield row(chosen.label, "change: all sliders", "all", waits["slider"], chosen.goal_ms)
        yield row(chosen.label, "change: all choosers and fields", "all", waits["other"], chosen.goal_ms)
        browser.close()


def _interview(db: str) -> str:
    from workbench import store

    with store.open(db, create=False) as database:
        return str(database.as_operator().read("SCORES")["interview_id"].iloc[0])


def _loaded(page: Any, address: str) -> float:
    """Open a page and give the milliseconds from the address to the last frame: all cards are filled, all figures drawn."""
    page.goto(address, wait_until="commit")
    page.locator("h1").first.wait_for()
    page.get_by_text("Preparing …").first.wait_for(state="detached")
    return float(page.wait_for_function("window.__watch.stands(0, 400)", polling=50).json_value())


def _controls(page: Any) -> list[tuple[str, str]]:
    """List the page's own choosers, sliders and number fields, as (role, label)."""
    found = []
    for role in ("combobox", "slider", "textbox"):
        for part in page.locator(".main-content").get_by_role(role).all():
            label = part.evaluate(LABEL)
            if part.is_visible() and label and (role, label) not in found:
                found.append((role, label))
    return found


def _moves(page: Any, control: tuple[str, str], times: int) -> list[float]:
    """Operate one control again and again; each time the milliseconds from the press to the last frame it causes."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    role, label = control
    part = page.locator(".main-content").get_by_role(role).filter(visible=True)
    labels = [one.evaluate(LABEL) for one in part.all()]
    if label not in labels:  # another choice took it off the page, as another job has other competencies
        return []
    part = part.nth(labels.index(label))
    act = {"combobox": _choose, "slider": _slide, "textbox": _type}[role]
    waited = []
    for n in range(times):
        since = act(page, part, n)
        if since is None:
            continue
        try:
            ended = page.wait_for_function(f"window.__watch.stands({since}, 500)", polling=25, timeout=30_000).json_value()
        except PlaywrightTimeout:  # a field of a form, which waits for its button
            break
        waited.append(float(ended) - since)
    return waited


def _choose(page: Any, part: Any, n: int) -> float | None:
    present = part.inner_text()
    part.click()
    options = page.locator(".MuiMenuItem-root")
    options.first.wait_for()
    offered = [one for one in options.all() if one.inner_text() != present]
    if not offered:
        page.keyboard.press("Escape")
        return None
    return _pressed(page, offered[n % len(offered)].click)


def _slide(page: Any, part: Any, n: int) -> float:
    part.focus()
    return _pressed(page, lambda: page.keyboard.press("ArrowRight" if n % 4 < 2 else "ArrowLeft"))


def _type(page: Any, part: Any, n: int) -> float | None:
    if part.get_attribute("placeholder") != "–" or "ID" in part.evaluate(LABEL):
        return None
    part.fill(str((1, 2, 5)[n % 3] + n / 10))
    return _pressed(page, lambda: page.keyboard.press("Enter"))


def _pressed(page: Any, act: Any) -> float:
    act()
    return float(page.evaluate("window.__watch.pressed"))


def by_socket(site: str, password: str, process: subprocess.Popen, chosen: argparse.Namespace) -> Iterator[tuple]:
    """Keep many sessions open, each with a move every 30 seconds, and look at what they cost."""
    from dashboards_clients import Crowd  # beside this file

    before = memory_mb(process.pid)
    crowd = Crowd(site, ACCOUNT, password, count=chosen.sessions)
    crowd.enter()
    entered = memory_mb(process.pid)
    crowd.move(minutes=chosen.minutes)
    moved = memory_mb(process.pid)
    crowd.leave()
    after = _settled_memory(process.pid)
    each = (moved - before) / chosen.sessions
    note = (f"{chosen.workers} worker(s), {crowd.errors} errors; memory before {before:.0f} MB, {chosen.sessions} open {entered:.0f}, after the moves {moved:.0f} "
            f"({each:.1f} a session), after closing {after:.0f}")  # fmt: skip
    yield row(chosen.label, f"{chosen.sessions} sessions: opening", "mixed", crowd.openings, 0)
    yield row(chosen.label, f"{chosen.sessions} sessions: a move", "mixed", crowd.waits, 1000, note=note)


def _settled_memory(pid: int) -> float:
    """Wait until the server has dropped what nobody looks at any more."""
    time.sleep(100)
    return memory_mb(pid)


def memory_mb(pid: int) -> float:
    """Add up the proportional memory of a process and its children, in MB."""
    family, total = [pid], 0
    for one in family:
        with contextlib.suppress(OSError):
            family += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1024


def row(data: str, measured: str, page: str, times: list[float], goal: int, note: str = "") -> tuple:
    """Give one line of the table, with the machine's load beside it."""
    median, high, most = (round(float(np.quantile(times, share))) for share in (0.5, 0.95, 1.0)) if times else ("", "", "")
    made = (data, measured, page, len(times), median, high, most, goal or "", f"{os.getloadavg()[0]:.1f}", note)
    print(
        f"{data:20s} {page:12s} {measured:44s} n={len(times):<4d} median {median:>6} p95 {high:>6} max {most:>6}  goal {goal}  load {made[8]}  {note}",
        flush=True,
    )
    return made


def keep(rows: list[tuple]) -> None:
    """Replace the rows of the same data and measure in the table."""
    old = list(csv.reader(OUT.open(encoding="utf-8")))[1:] if OUT.exists() else []
    new = {tuple(one[:3]) for one in rows}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *(one for one in old if tuple(one[:3]) not in new), *rows])


if __name__ == "__main__":
    main()
