"""What a reader sees and does, in a real browser: no errors, nothing from outside, no sideways scrolling, and keys that work."""

from __future__ import annotations

from pathlib import Path

import pytest

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

    yield enter
    for context in contexts:
        context.close()


def _own(url: str, site: str) -> bool:
    return url.startswith((site, site.replace("http", "ws"), "data:", "blob:"))


def go(page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("window.Bokeh?.index?.roots?.[0]?.is_idle === true")
    page.locator("h1").first.wait_for()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("zh", PHONE)], ids=["wide", "phone"])
def test_every_page_is_clean(reader, site, interview_id, language, size):
    page = reader(language, size, account="ana")
    for name in ("overview", "candidates", f"candidate?interview={interview_id}", "jobs?job=J-SM-01", "agreement", "calibration?job=J-SM-01",
                 "pay?job=J-SM-01", "tuning", "costs", "outcomes", "channels", "fairness", "equity", "claims", "review", "rules"):  # fmt: skip
        go(page, f"{site}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
        assert page.locator("h1").first.bounding_box()["y"] < 160, f"{name} does not open with its sentence"
        assert page.wrong == [], name
        assert barriers(page) == [], name


def barriers(page) -> list[str]:
    """What keeps people with a screen reader, a keyboard or weak eyes out: axe-core's serious and critical findings."""
    from axe_playwright_python.sync_playwright import Axe

    for _ in range(4):
        page.wait_for_timeout(2_200)  # tables name their parts every two seconds
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


MAIN_PATHS = {
    "ana": ("overview?channel=内推", "rules"), "rita": ("candidates?period=2026", "candidate?interview={interview}"),
    "hr": ("pay?job=J-SM-01", "channels?location=上海"), "max": ("overview", "jobs"), "cleo": ("notice",),
}  # fmt: skip


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("zh", PHONE)], ids=["wide", "phone"])
@pytest.mark.parametrize("account", MAIN_PATHS)
def test_the_main_path_of_every_role_is_clean(reader, site, interview_id, account, language, size):
    page = reader(language, size, account=account)
    page.wrong.clear()  # the login leads to a page that is not open to every role
    for name in MAIN_PATHS[account]:
        go(page, f"{site}/{name.format(interview=interview_id)}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
        assert page.wrong == [], name
    assert barriers(page) == []


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
