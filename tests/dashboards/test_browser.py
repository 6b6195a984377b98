"""What a reader sees and does, in a real browser: no errors, nothing from outside, no sideways scrolling, and keys that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench import reports, store

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "a long enough password"
PATIENCE_MS = 90_000
NOT_SIDEWAYS = "document.documentElement.scrollWidth <= window.innerWidth"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium, site):
    """``reader(language, size)``: a logged-in page that notes what goes wrong on it in ``page.wrong``."""
    contexts = []

    def enter(language: str = "en", size: dict = WIDE, account: str = "hr"):
        context = chromium.new_context(viewport=size, locale="zh-CN" if language == "zh" else "en-US")
        contexts.append(context)
        return entered(context, site, account)

    yield enter
    for context in contexts:
        context.close()


def entered(context, site: str, account: str):
    """Log in with the keyboard and give the page, which notes what goes wrong on it in ``page.wrong``."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.wrong = []
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda sent: page.wrong.append(f"outside: {sent.url}") if not _own(sent.url, site) else None)
    page.goto(f"{site}/login?next=/candidate")
    page.locator("#account:focus").wait_for()  # the page gives the focus itself, a moment after it is there
    page.keyboard.type(account)
    page.keyboard.press("Tab")
    page.locator("#password:focus").wait_for()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/candidate")
    return page


def _own(url: str, site: str) -> bool:
    return url.startswith((site, site.replace("http", "ws"), "data:", "blob:"))


def go(page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("window.Bokeh?.index?.roots?.[0]?.is_idle === true")
    page.locator("h1").first.wait_for()
    page.wait_for_load_state("networkidle")


MAIN_PATHS = {
    "ana": ("overview?channel=内推", "rules"),
    "rita": ("candidates?period=2026", "screening?application={application}", "candidate?interview={interview}"),
    "hr": ("pay?job=J-SM-01", "channels?location=上海", "guide?application={application}"),
    "max": ("overview", "jobs", "guide?job=J-SM-01"),
    "cleo": ("notice",),
}  # fmt: skip
OTHER_PAGES = ("candidates", "candidate?interview={interview}", "jobs?job=J-SM-01", "agreement", "calibration?job=J-SM-01&attribute=sex", "pay?job=J-SM-01", "tuning",
               "screening?job=J-SM-01", "screening?application={application}", "guide?job=J-SM-01", "guide?application={application}", "costs", "outcomes", "channels",
               "fairness", "equity", "claims?channel=内推", "review")  # fmt: skip
EVERYWHERE = [(language, size) for language in ("en", "zh") for size in (WIDE, PHONE)]


@pytest.fixture(scope="module")
def seats(chromium, site):
    """``seats(account)``: the one page of an account, logged in once; languages and widths change on it as a reader changes them."""
    taken, contexts = {}, []

    def seat(account: str):
        if account not in taken:
            contexts.append(chromium.new_context(viewport=WIDE, locale="en-US"))
            taken[account] = entered(contexts[-1], site, account)
        taken[account].wrong.clear()  # the login leads to a page that is not open to every role
        return taken[account]

    yield seat
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def named(site_url, interview_id):
    """What the paths name: an interview and its application."""
    with store.open(site_url) as db:
        row = db.as_operator().read("INTERVIEWS", interview_id=interview_id).iloc[0]
    return {"interview": interview_id, "application": row["application_id"]}


@pytest.mark.parametrize(("account", "path"), [(account, path) for account, paths in MAIN_PATHS.items() for path in paths])
def test_the_main_path_of_every_role_is_clean_in_both_languages_and_widths(seats, site, named, account, path):
    be_clean(seats(account), f"{site}/{path.format(**named)}", barriers_at=EVERYWHERE)


@pytest.mark.parametrize("path", OTHER_PAGES)
def test_every_other_page_is_clean_in_both_languages_and_widths(seats, site, named, path):
    """The parts of a page are the same in both languages: each language and each width is searched for barriers once."""
    be_clean(seats("ana"), f"{site}/{path.format(**named)}", barriers_at=[("en", WIDE), ("zh", PHONE)])


def be_clean(page, address: str, *, barriers_at) -> None:
    """Go through a page's languages and widths: nothing on the console, nothing from outside, nothing sideways, no barrier."""
    for language in ("en", "zh"):
        go(page, f"{address}{'&' if '?' in address else '?'}language={language}")
        assert bool(re.search("[\u4e00-\u9fff]", page.locator("p.question").first.inner_text())) == (language == "zh")
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            page.wait_for_function("(width) => window.innerWidth === width", arg=size["width"])
            page.wait_for_function(NOT_SIDEWAYS, timeout=20_000)
            under_chips = (
                page.locator("section.filters").get_by_role("link").count() > 0
            )  # what is chosen stands above the sentence
            assert page.locator("h1").first.bounding_box()["y"] < (280 if under_chips else 160), (
                "it does not open with its sentence"
            )
            if (language, size) in barriers_at:
                assert barriers(page) == [], (language, size)
    assert page.wrong == []


def barriers(page) -> list[str]:
    """What keeps people with a screen reader, a keyboard or weak eyes out: axe-core's serious and critical findings."""
    from axe_playwright_python.sync_playwright import Axe

    for wait_ms in (0, 300, 2_200, 2_200):
        page.wait_for_timeout(wait_ms)
        page.evaluate("window.workbenchRows?.()")  # tables name their parts every two seconds, or when asked to
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in {"serious", "critical"}]
        if not found:
            break
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['any'][:1]}" for one in found]


def test_from_the_score_to_the_second_with_the_keyboard(reader, site, interview_id):
    page = reader()
    go(page, f"{site}/candidate?interview={interview_id}")
    chips = page.locator(".chips [role=radio]")
    chips.first.wait_for()
    page.locator(".chips [aria-checked=true]").focus()
    for _ in range(chips.count()):
        if page.locator(".chips [aria-checked=true]").get_attribute("data-id") == "team_leadership":
            break
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**competency=team_leadership**")
    row = page.locator("tbody tr[data-id=growth]")
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**criterion=growth**")
    assert row.get_attribute("aria-selected") == "true"
    page.wait_for_function("() => true")
    marked = page.locator(".said mark.here")
    marked.wait_for()
    assert marked.inner_text() == "一成五"
    assert "那一年团队业绩增长" in "".join(page.locator(".said .sentence.here").all_inner_texts())
    second = page.locator("audio").evaluate("(a) => new Promise((r) => setTimeout(() => r(a.currentTime), 1500))")
    assert second == pytest.approx(2 + 3 * 9 / 13, abs=0.1)
    row.locator(".play").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    assert page.locator("audio").evaluate("(a) => a.currentTime") > second
    assert page.wrong == []


def test_changing_the_language_keeps_what_is_on_the_screen(reader, site, interview_id):
    page = reader("en")
    go(page, f"{site}/candidate?interview={interview_id}&competency=team_leadership&criterion=growth")
    page.locator("span.own a[lang=zh]").click()
    page.wait_for_url("**language=zh**")
    page.locator(".chips [aria-checked=true]").wait_for()
    assert page.locator(".chips [aria-checked=true]").get_attribute("data-id") == "team_leadership"
    assert page.locator("tbody tr[aria-selected=true]").get_attribute("data-id") == "growth"
    assert "证据覆盖" in page.locator("h1").first.inner_text()
    assert page.wrong == []


def test_changing_the_language_keeps_what_was_chosen_since(reader, site):
    page = reader("en")
    go(page, f"{site}/jobs?job=J-BE-01")
    page.get_by_role("combobox").first.click()
    page.get_by_role("menuitem", name="Sales manager").click()
    page.wait_for_url("**job=J-SM-01**")
    page.locator("span.own a[lang=zh]").click()
    page.wait_for_url("**language=zh**")
    assert "job=J-SM-01" in page.url
    assert page.wrong == []


def test_a_choice_moves_into_the_address(reader, site):
    page = reader()
    go(page, f"{site}/jobs?job=J-BE-01")
    first = page.locator("h1").first.inner_text()
    page.get_by_role("combobox").first.click()
    page.get_by_role("menuitem", name="Sales manager").click()
    page.wait_for_url("**job=J-SM-01**")
    page.wait_for_function("(before) => [...document.querySelectorAll('*')].length && true", arg=first)
    page.get_by_text("Sales manager", exact=False).first.wait_for()
    assert page.wrong == []


def test_choices_leave_no_plot_behind(reader, site):
    page = reader()
    go(page, f"{site}/jobs?job=J-BE-01")
    ready = "window.Bokeh.documents.every((one) => one.is_idle)"
    page.wait_for_function(ready)
    stood = page.evaluate("window.Bokeh.documents.length")
    for job in ("Sales manager", "Customer service lead", "Sales manager", "Backend engineer"):
        page.get_by_role("combobox").first.click()
        page.get_by_role("menuitem", name=job).click()
        page.locator("h1", has_text=job).wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_function(ready)
    assert page.evaluate("window.Bokeh.documents.length") <= stood + 1, "each plot has one document, whatever was shown before it"
    assert page.locator(".bk-Figure").count() >= 1
    assert page.wrong == []


def test_on_a_phone_the_menu_is_closed_and_opens(reader, site):
    page = reader("en", PHONE)
    go(page, f"{site}/candidates")
    assert not page.locator(".menu .sheet").is_visible()
    page.locator(".menu summary").click()
    page.locator(".menu .sheet a", has_text="Jobs").click()
    page.wait_for_url(f"{site}/jobs")


def test_pages_beyond_the_bar_stand_behind_more(reader, site):
    page = reader("en", account="ana")
    go(page, f"{site}/candidates")
    assert not page.locator(".more .sheet").is_visible()
    page.locator(".more summary").click()
    page.locator(".more .sheet a", has_text="Rules").click()
    page.wait_for_url(f"{site}/rules**")
    page.locator("span.pages > a[aria-current]", has_text="Rules").wait_for()


def test_dark_stays_dark(reader, site):
    page = reader()
    go(page, f"{site}/candidates?theme=dark")
    go(page, f"{site}/candidates")
    ground = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--wb-ground').trim()")
    assert ground == "#10151a"


def test_a_refusal_is_a_page_not_an_error(reader, site):
    page = reader("en", account="max")
    page.goto(f"{site}/pay")
    page.locator(".state.refused").wait_for()
    assert "This is not open to your role (Hiring manager)." in page.locator(".state.refused").inner_text()
    assert page.locator("span.pages a", has_text="Pay").count() == 0


def test_logging_out_leads_to_the_login(reader, site):
    page = reader()
    go(page, f"{site}/candidates")
    page.locator("span.own button").click()
    page.wait_for_url(f"{site}/login")
    page.goto(f"{site}/candidates")
    page.wait_for_url("**/login?next=**")


def test_what_is_filtered_stays_from_page_to_page_and_in_the_language(reader, site):
    page = reader(account="ana")
    go(page, f"{site}/overview")
    page.locator("section.filters summary").click()
    page.locator("section.filters select[name=channel]").select_option(index=1)
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/overview?channel=**")
    assert "period=" not in page.url, "an empty field has no place in the address"
    for name in ("Jobs", "Candidates"):
        page.locator(".chip").first.wait_for()
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_url(f"**/{name.lower()}?**channel=**")
    page.locator("span.own a[lang=zh]").click()
    page.wait_for_url("**channel=**language=zh**")
    page.locator("a.clear").click()
    page.wait_for_url(lambda address: "channel=" not in address)
    assert page.wrong == []


def test_three_questions_are_answered_from_the_first_page(reader, site):
    """What 1,000 more would do to acceptance, which channel to stop paying, who changed a weight: one click, two and two."""
    page = reader(account="ana")
    go(page, f"{site}/overview")
    page.get_by_role("link", name="Pay", exact=True).first.click()
    page.get_by_text("a month more").first.wait_for()
    for name, answer in (("Channels", "deserves the next yuan"), ("Rules", "saved by")):
        page.locator(".more summary").click()
        page.locator(".more a", has_text=name).click()
        page.wait_for_url(f"**/{name.lower()}**")
        page.get_by_text(answer).first.wait_for()
    assert page.wrong == []


CLICKS = "document.addEventListener('click', (event) => { if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1 }, true)"


def test_a_candidates_weakest_competency_and_its_evidence_are_three_clicks_away(reader, site, site_url, named):
    """From the first page: the list, the person (whose page names the weakest in its first figure), and the competency, for its words and values."""
    with store.open(site_url) as db:
        weakest = reports.candidate(db.as_user("hr"), named["interview"], language="en").facts["weakest"]
    page = reader()
    page.add_init_script(CLICKS)
    go(page, f"{site}/overview")
    page.get_by_role("link", name="Candidates", exact=True).first.click()
    page.wait_for_url("**/candidates**")
    search = page.locator(".tabulator-col[tabulator-field=interview_id] input")
    search.focus()
    page.keyboard.type(named["interview"])
    page.locator(".tabulator-row a", has_text=named["interview"]).click()
    page.wait_for_url(f"**/candidate?interview={named['interview']}**")
    page.locator(f".chips [data-id={weakest['competency']}]").click()
    page.wait_for_url(f"**competency={weakest['competency']}**")
    page.locator("tbody tr[data-id]").first.wait_for()
    assert weakest["name"] in page.locator(".chips [aria-checked=true]").inner_text()
    assert page.evaluate("sessionStorage.clicks") == "3"
    assert page.wrong == []


def test_keeping_a_draft_after_a_replay_says_so_where_it_was_clicked(chromium, another_site):
    """The page is built anew, without the weights that were tried, and says which version waits for whom."""

    def asks_for_something_new(desk):
        jobs = desk.read("JOBS", job_id="J-SM-01")
        desk.write("JOBS", jobs.assign(description="负责客户开发，开展直播销售。"), reason="next quarter")

    address = another_site(asks_for_something_new)
    context = chromium.new_context(viewport=WIDE, locale="en-US")
    page = entered(context, address, "ana")
    go(page, f"{address}/review?language=en")
    page.get_by_role("button", name="Replay with these weights").click()
    page.wait_for_url("**weights=client_development**")
    page.get_by_label("Why (kept in the audit trail)").fill("live selling is asked for")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Kept as a draft: version").wait_for()
    page.get_by_text("a draft waits for a second administrator").first.wait_for()
    page.wait_for_url(lambda there: "client_development" not in there)
    assert page.get_by_role("button", name="Keep as a draft").count() == 0
    assert page.wrong == []
    context.close()
