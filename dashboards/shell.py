"""What stands around every page: the bar with the pages the role may open, language, light or dark, and the way out.

In flows a page's function and its reader; out flows the page as Panel serves it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui
from panel.util import edit_readonly

from dashboards import cards, filters, guard, preferences, states, theme
from workbench.errors import AccessDenied

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit
    from workbench import wording

NAVIGATION = (
    "overview", "candidates", "jobs", "agreement", "calibration", "pay", "screening", "guide", "tuning", "costs", "channels", "outcomes", "fairness", "equity", "claims",
    "review", "rules", "notice",
)  # fmt: skip
BELONGS_TO = {"candidate": "candidates"}
ON_THE_BAR = 6


def names(say: wording.Speaker) -> dict[str, str]:
    """Give every page its name in the bar."""
    return {
        "overview": say("Today"),
        "candidates": say("Candidates"),
        "candidate": say("Candidate"),
        "jobs": say("Jobs"),
        "agreement": say("Ratings"),
        "calibration": say("Weights"),
        "pay": say("Pay"),
        "screening": say("Screening"),
        "guide": say("Interview guide"),
        "tuning": say("Matrix tuning"),
        "costs": say("Cost & return"),
        "outcomes": say("Outcomes"),
        "channels": say("Channels"),
        "fairness": say("Fairness"),
        "equity": say("Pay equity"),
        "claims": say("Check a claim"),
        "review": say("Review"),
        "rules": say("Rules"),
        "notice": say("My applications"),
    }


def framed(name: str, view: Callable[[Visit], Any], visit: Visit) -> pmui.Page:
    """Set one page into the frame.

    Parameters
    ----------
    name : str
        A key of `guard.RIGHTS`.
    view : callable
        ``view(visit)`` gives the page's content, or refuses.
    visit : Visit
    """
    say = visit.say
    # pmui starts its components from this process-wide setting, so it is set for the session before the first of them
    pn.config.theme = "dark" if visit.dark else "default"
    page = pmui.Page(
        header=[bar(name, visit)],
        main=_content(name, view, visit),
        meta_title=f"{names(say)[name]} · {say('Interview workbench')}",
        main_width=theme.MAIN_WIDTH,
        theme="dark" if visit.dark else "default",
        theme_config=theme.components(dark=visit.dark),
        theme_toggle=False,
        busy_indicator=None,
        raw_css=[theme.root_css(dark=visit.dark)],
        sx=theme.page_look(),
    )
    _untied(page)
    return page


def _untied(page: pmui.Page) -> None:
    """Take the page off the whole process' being busy: every event would patch every session, and no page would ever be let go."""
    with edit_readonly(page):
        page.busy = False
    tied = pn.state.param.watchers.get("busy", {}).get("value", [])
    for watcher in [one for one in tied if getattr(getattr(one.fn, "__self__", None), "self", None) is page]:
        pn.state.param.unwatch(watcher)


def _content(name: str, view: Callable[[Visit], Any], visit: Visit) -> list[Any]:
    """Give the bar of filters, where the page has one, and the page for whom they leave."""
    asked = filters.read(name, visit) if _open(name, visit) else None
    if asked is None:
        return [states.shown(view, visit)]
    nobody = asked.n == 0 < asked.of
    shown = filters.nobody(asked) if nobody else states.shown(view, asked.visit)
    bar_of_filters = filters.bar(name, asked)
    return [shown] if bar_of_filters is None else [bar_of_filters, shown]


def bar(name: str, visit: Visit) -> pn.pane.HTML:
    """Write the bar on top: pages, language, light or dark, who is here, and the way out."""
    say, here = visit.say, BELONGS_TO.get(name, name)
    open_here = {page: label for page, label in names(say).items() if page in NAVIGATION and _open(page, visit)}
    links = "".join(_link(page, label, visit, current=page == here) for page, label in open_here.items())
    who = (
        f'<span class="who">{escape(visit.account)} · {escape(states.roles(say).get(visit.role, say("Not logged in")))}</span>'
        if visit.account
        else ""
    )
    way_out = (
        f'<form method="post" action="logout"><button type="submit">{escape(say("Log out"))}</button></form>'
        if visit.account
        else ""
    )
    own = _switches(name, visit)
    menu = escape(say("Menu"))
    return cards.html(
        f'<nav aria-label="{escape(say("Pages"))}"><a class="house" href="./">{escape(say("Interview workbench"))}</a>'
        f'<span class="pages">{_pages(open_here, here, visit)}</span><span class="own">{who}{own}{way_out}</span>'
        f'<details class="menu"><summary aria-label="{menu}" title="{menu}">☰</summary><div class="sheet">{links}<hr>{own}{who}{way_out}</div></details></nav><script>{theme.sheet("rows.js")}</script>',
        sheet="bar.css",
    )


def _pages(shown: dict[str, str], here: str, visit: Visit) -> str:
    """Write the pages that fit a bar, and the rest behind one word; the page that is open always stands on the bar."""
    first = list(shown)[:ON_THE_BAR]
    first += [here] if here in shown and here not in first else []
    links = "".join(_link(page, shown[page], visit, current=page == here) for page in first)
    rest = "".join(_link(page, label, visit, current=False) for page, label in shown.items() if page not in first)
    more = f'<details class="more"><summary>{escape(visit.say("More"))} ▾</summary><div class="sheet">{rest}</div></details>'
    return links + (more if rest else "")


def _open(page: str, visit: Visit) -> bool:
    try:
        guard.allow(visit.desk, page)
    except AccessDenied:
        return False
    return True


def _link(page: str, label: str, visit: Visit, *, current: bool) -> str:
    address = preferences.address(page, filters.kept(visit.query))
    return f'<a href="{escape(address)}"{" aria-current=page" if current else ""}>{escape(label)}</a>'


def _switches(name: str, visit: Visit) -> str:
    """Write the two switches. They reload the page at the address the browser shows, so nothing that is chosen on it is lost."""
    say, other = visit.say, "en" if visit.language == "zh" else "zh"
    brightness = "light" if visit.dark else "dark"
    title = escape(say("Light") if visit.dark else say("Dark"))
    return (
        f'{_switch(name, visit, "language", other)} lang="{other}">{"English" if other == "en" else "中文"}</a>'
        f'{_switch(name, visit, "theme", brightness)} class="theme" title="{title}" aria-label="{title}">{"◐" if not visit.dark else "◑"}</a>'
    )


def _switch(name: str, visit: Visit, choice: str, value: str) -> str:
    # inside a handler written into the markup the bare name is document.URL, a text
    keep = f"const u = new window.URL(location); u.searchParams.set('{choice}', '{value}'); this.href = u.href"
    return f'<a href="{escape(preferences.address(name, visit.query, **{choice: value}))}" onclick="{escape(keep)}"'
