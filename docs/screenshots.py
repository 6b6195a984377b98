"""Take the README's pictures from a running site: ``python docs/screenshots.py --db sqlite:///demo/workbench.db --recordings data/samples/recordings``.

A server of its own is started on a free port of this machine and ended again; a headless Chromium (``--chromium``, by default
/usr/bin/chromium) logs in and photographs every page, wide and as on a phone. Requests to anywhere else, errors on the console and
pages wider than the screen are reported, and end the run with 1.
"""

from __future__ import annotations

import argparse
import secrets
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
PATIENCE_MS = 120_000
LARGEST_BYTES = 400_000
PAGES = [
    "overview",
    "candidates",
    "candidate",
    "screening",
    "guide",
    "jobs",
    "agreement",
    "calibration",
    "pay",
    "tuning",
    "costs",
    "outcomes",
    "channels",
    "review",
    "rules",
]  # what HR sees
ACCOUNT = "photographer"


def main() -> int:
    """Photograph the pages and say what was wrong on them."""
    chosen = _arguments()
    chosen.out.mkdir(parents=True, exist_ok=True)
    from dashboards import app
    from workbench import store

    password = secrets.token_urlsafe(16)
    with store.open(chosen.db, create=False) as db:
        if ACCOUNT in set(db.accounts()["name"]):
            db.remove_account(ACCOUNT)
        db.add_account(ACCOUNT, password, "specialist")
        interview = chosen.interview or _telling_interview(db)
    port = _free_port()
    app.serve(chosen.db, port=port, recordings=chosen.recordings, threaded=True)
    try:
        problems = list(_photograph(f"http://127.0.0.1:{port}", password, interview, chosen))
    finally:
        import panel

        panel.state.kill_all_servers()
        with store.open(chosen.db, create=False) as db:
            db.remove_account(ACCOUNT)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", default="sqlite:///demo/workbench.db")
    parser.add_argument("--recordings", type=Path, default=Path("data/samples/recordings"))
    parser.add_argument("--interview", default="", help="whose page is photographed; by default the one with most to hear")
    parser.add_argument("--languages", nargs="+", default=["zh", "en"], choices=["zh", "en"])
    parser.add_argument("--themes", nargs="+", default=["light"], choices=["light", "dark"])
    parser.add_argument("--pages", nargs="+", default=PAGES)
    parser.add_argument("--whole", action="store_true", help="the whole page, not only what fits the screen")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    return parser.parse_args()


def _telling_interview(db: Any) -> str:
    """Give the interview with most pieces of evidence that can be heard, else the best scored one."""
    desk = db.as_operator()
    evidence = desk.read("EVIDENCE")
    quoted = evidence[evidence["quote"].notna()]
    told = quoted.assign(heard=quoted["start_s"].notna()).groupby("interview_id")["heard"].agg(["mean", "sum"])
    told = told[told["sum"] > 0].sort_values(["mean", "sum"], ascending=False)
    if len(told):
        return str(told.index[0])
    return str(desk.read("SCORES").sort_values("overall", ascending=False)["interview_id"].iloc[0])


def _photograph(site: str, password: str, interview: str, chosen: argparse.Namespace) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=ARGUMENTS)
        for language in chosen.languages:
            for theme in chosen.themes:
                for size, (width, height) in SIZES.items():
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, locale="zh-CN" if language == "zh" else "en-US"
                    )
                    page, heard = context.new_page(), []
                    _listen(page, site, heard)
                    _log_in(page, site, password, f"language={language}&theme={theme}")
                    for name in chosen.pages:
                        page.goto(f"{site}/{name}{f'?interview={interview}' if name == 'candidate' else ''}", timeout=PATIENCE_MS)
                        _settled(page)
                        if chosen.whole:
                            page.set_viewport_size({"width": width, "height": max(height, _content_height(page) + 60)})
                            page.wait_for_timeout(400)
                        target = chosen.out / f"{name}-{language}-{size}{'' if theme == 'light' else '-dark'}.png"
                        page.screenshot(path=target)
                        page.set_viewport_size({"width": width, "height": height})
                        yield from (f"{target.name}: {problem}" for problem in (*heard, *_wrong(page, target)))
                        heard.clear()
                    context.close()
        browser.close()


def _listen(page: Any, site: str, heard: list[str]) -> None:
    page.on("console", lambda message: heard.append(f"console: {message.text[:200]}") if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(f"error: {str(error)[:200]}"))
    page.on("request", lambda request: heard.append(f"outside: {request.url[:120]}") if not _own(request.url, site) else None)


def _own(url: str, site: str) -> bool:
    return url.startswith((site, site.replace("http", "ws"), "data:", "blob:"))


def _log_in(page: Any, site: str, password: str, choices: str) -> None:
    page.goto(f"{site}/login?{choices}&next=/candidate", timeout=PATIENCE_MS)
    page.fill("#account", ACCOUNT)
    page.fill("#password", password)
    with page.expect_navigation(timeout=PATIENCE_MS, wait_until="commit"):
        page.click("button[type=submit]", no_wait_after=True)


def _settled(page: Any) -> None:
    """Wait until everything is drawn, also what an overview fills in later."""
    page.wait_for_function("window.Bokeh?.index?.roots?.[0]?.is_idle === true", timeout=PATIENCE_MS)
    for waiting in ("Preparing …", "正在准备"):
        page.get_by_text(waiting).first.wait_for(state="detached", timeout=PATIENCE_MS)
    page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)
    page.wait_for_timeout(900)


def _content_height(page: Any) -> int:
    return page.evaluate(
        """() => { let most = 0; const walk = (node) => {
             if (node.classList?.contains("main-content")) most = Math.max(most, node.scrollHeight);
             for (const child of [...(node.shadowRoot?.children ?? []), ...node.children]) walk(child) }
           walk(document.body); return most }"""
    )


def _wrong(page: Any, target: Path) -> list[str]:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    found = [f"{wide} px wide on a screen of {room} px"] if wide > room else []
    size = target.stat().st_size
    return [*found, *([f"{size // 1000} kB; at most {LARGEST_BYTES // 1000}"] if size > LARGEST_BYTES else [])]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


if __name__ == "__main__":
    raise SystemExit(main())
