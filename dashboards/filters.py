"""The filters that stay across pages: job, channel, period, location, in the address and in one bar under the navigation.

In flows the address and what the account may choose from; out flow the visit with its desk narrowed, the bar with what is chosen as chips to
take off, and the words for what the address asks for in vain. A page that some of them would mislead leaves these out and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, preferences, states, theme
from workbench import reports, store
from workbench.errors import AccessDenied
from workbench.reports import filtering, words

if TYPE_CHECKING:
    import panel as pn

    from dashboards.visit import Visit
    from workbench.wording import Speaker

REPORT = {
    "overview": "overview", "candidates": "", "jobs": "job_fit", "agreement": "agreement", "calibration": "calibration", "pay": "pay_review",
    "tuning": "tuning", "costs": "cost_return", "channels": "channels", "outcomes": "outcomes", "fairness": "audit",
    "screening": "screening", "guide": "guide", "equity": "equity", "review": "review", "claims": "claims", "rules": "rules",
}  # fmt: skip
# These choose the job among their own controls, which answer at once; the address carries it like the rest.
OWN_JOB = ("candidates", "jobs", "agreement", "calibration", "pay", "channels", "fairness", "screening", "guide", "review")
ONE_PERSON = ("screening", "guide")  # an address that names one application is about nobody else
# Fewer people would change nothing on these; what is chosen stays in the address for the other pages.
UNMOVED = {
    "guide": "the same questions are asked of everybody who applies for a job",
    "claims": "a claim is checked against its own words and the numbers beside it, not against our records",
    "rules": "a rule holds for everybody",
}
DAYS = ("from", "until")
# An empty field asks for nothing, so it does not stand in the address; a form in a shadow tree tells nobody outside that it is sent.
FILLED_ONLY = "for (const field of this.elements) if (!field.value) field.disabled = true"


@dataclass(frozen=True)
class Asked:
    """What one address asks for on one page.

    Parameters
    ----------
    visit : Visit
        With its desk narrowed by what applies here.
    chips : dict of str to str
        What is chosen and applies, in words, by its name in the address.
    aside : tuple of str
        Names of what is chosen and does not apply here.
    problems : tuple of str
        What cannot be used, in words.
    choice : filtering.Offered
    n, of : int
        Applications after and before narrowing.
    """

    visit: Visit
    chips: dict[str, str]
    aside: tuple[str, ...]
    problems: tuple[str, ...]
    choice: filtering.Offered
    n: int
    of: int


def read(page: str, visit: Visit) -> Asked | None:
    """Read the filters of an address for one page; None where a page knows none or the account reads no records.

    Parameters
    ----------
    page : str
        A key of `guard.RIGHTS`.
    visit : Visit
    """
    if page not in REPORT or visit.desk is None or (page in ONE_PERSON and visit.query.get("application")):
        return None
    try:
        choice = filtering.offered(visit.desk, visit.language)
        of = len(visit.desk.read("APPLICATIONS", columns=["application_id"]))
    except AccessDenied:
        return None
    chosen, unknown = filtering.read(visit.query, choice)
    applies = parts(page)
    here = filtering.fair(chosen, applies)
    said = filtering.said(chosen, choice, visit.language)
    aside = tuple(
        name for name in filtering.PARTS if name in said and name not in (*applies, *(("job",) if page in OWN_JOB else ()))
    )
    desk = store.narrowed(visit.desk, here) if here else visit.desk
    n = len(desk.read("APPLICATIONS", columns=["application_id"])) if here else of
    problems = [visit.say(filtering.UNKNOWN[name], value=value) for name, value in unknown.items()]
    if page in OWN_JOB and chosen.job and here.location and desk.read("JOBS", job_id=chosen.job).empty:
        problems.append(visit.say("{job} is not in {location}", job=said["job"], location=here.location))
    query = {name: value for name, value in visit.query.items() if name not in unknown}
    return Asked(
        replace(visit, desk=desk, query=query),
        {name: said[name] for name in applies if name in said},
        aside,
        tuple(problems),
        choice,
        n,
        of,
    )


def parts(page: str) -> tuple[str, ...]:
    """Name the filters of the bar that give a fair answer on a page."""
    if page in UNMOVED:
        return ()
    fair = getattr(getattr(reports, REPORT[page], None), "narrowed_by", filtering.PARTS)
    return tuple(name for name in fair if name != "job" or page not in OWN_JOB)


def kept(query: dict[str, str]) -> dict[str, str]:
    """Take the filters out of an address, for the links to other pages."""
    return {name: value for name, value in query.items() if name in filtering.NAMES and value}


def bar(page: str, asked: Asked) -> pn.pane.HTML | None:
    """Write the bar: what is chosen, how many applications that leaves, and the form to choose anew; None where there is nothing to say."""
    if page in UNMOVED:
        return _unmoved(page, asked) if asked.aside else None
    say, query = asked.visit.say, asked.visit.query
    clear = _taken_off(page, query, *filtering.NAMES)
    chips = "".join(_chip(page, name, text, query, say) for name, text in asked.chips.items())
    numbers = {"n": f"{asked.n:,}", "of": f"{asked.of:,}"}
    count = say("{n} of {of} applications, all jobs", **numbers) if page in OWN_JOB else say("{n} of {of} applications", **numbers)
    off = f'<a class="clear" data-as-is href="{escape(clear)}">{escape(say("Clear all"))}</a>' if asked.chips or asked.aside else ""
    labels = _labels(say)
    aside = say("not used on this page: {names}", names=words.listed([labels[name] for name in asked.aside], asked.visit.language))
    told = [aside] * bool(asked.aside) + [say("{problem}; shown without it.", problem=problem) for problem in asked.problems]
    notes = "".join(f'<p class="note" role="status">{escape(words.capital(text))}</p>' for text in told)
    return cards.html(
        f'<section class="filters" aria-label="{escape(say("Filters"))}"><details{_open(asked)}><summary><b>{escape(say("Filters"))}</b></summary>'
        f"{_form(page, asked)}</details>{chips}<span class='count'>{escape(count)}</span>{off}{notes}</section>"
        f"<script>{theme.sheet('filters.js')}</script>",
        sheet="filters.css",
    )


def _unmoved(page: str, asked: Asked) -> pn.pane.HTML:
    """Say of a page that shows the same for everybody what it leaves aside, and why."""
    say, labels = asked.visit.say, _labels(asked.visit.say)
    names = words.listed([labels[name] for name in asked.aside], asked.visit.language)
    told = say(
        "not used on this page: {names}, because {why}; it stays chosen for the other pages.", names=names, why=say(UNMOVED[page])
    )
    clear = _taken_off(page, asked.visit.query, *filtering.NAMES)
    return cards.html(
        f'<section class="filters" aria-label="{escape(say("Filters"))}"><p class="note" role="status">{escape(words.capital(told))} '
        f'<a class="clear" data-as-is href="{escape(clear)}">{escape(say("Clear all"))}</a></p></section><script>{theme.sheet("filters.js")}</script>',
        sheet="filters.css",
    )


def nobody(asked: Asked) -> Any:
    """Say that nobody is left, and what to do about it."""
    say = asked.visit.say
    return cards.card(
        states.empty(say, say("No application matches these filters."), say("Take one of them off, or choose a longer period."))
    )


def _labels(say: Speaker) -> dict[str, str]:
    return {"job": say("Job"), "channel": say("Channel"), "period": say("Applied in"), "location": say("Location")}


def _open(asked: Asked) -> str:
    return " open" if asked.problems else ""


def _chip(page: str, name: str, text: str, query: dict[str, str], say: Speaker) -> str:
    names = ("period", *DAYS) if name == "period" else (name,)
    label = say("Take off: {filter}", filter=text)
    return (
        f'<span class="chip">{escape(text)}<a data-as-is href="{escape(_taken_off(page, query, *names))}" '
        f'aria-label="{escape(label)}" title="{escape(label)}">×</a></span>'
    )


def _taken_off(page: str, query: dict[str, str], *names: str) -> str:
    return preferences.address(page, query, **dict.fromkeys(names, ""))


def _form(page: str, asked: Asked) -> str:
    """Write the form; what else the address says travels with it, hidden."""
    visit, say, choice, applies = asked.visit, asked.visit.say, asked.choice, parts(page)
    labels, query = _labels(say), asked.visit.query
    everything = {
        "job": say("All jobs"),
        "channel": say("All channels"),
        "period": say("All the time"),
        "location": say("All locations"),
    }
    options = {
        "job": choice.jobs, "channel": {name: words.channel(name, visit.language) for name in choice.channels},
        "period": {name: name for name in choice.quarters}, "location": {name: name for name in choice.locations},
    }  # fmt: skip
    fields = [_select(name, labels[name], {"": everything[name]}, options[name], query.get(name, "")) for name in applies]
    fields += [
        _day(name, say("From") if name == "from" else say("Until"), query.get(name, "")) for name in DAYS if "period" in applies
    ]
    used = {*applies, *(DAYS if "period" in applies else ())}
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in query.items() if name not in used
    )
    return f'<form method="get" action="{page}" onsubmit="{FILLED_ONLY}">{hidden}{"".join(fields)}<button type="submit">{escape(say("Apply"))}</button></form>'


def _select(name: str, label: str, everything: dict[str, str], options: dict[str, str], value: str) -> str:
    """Write a chooser; a value that is not among its options (a month, a year) stands there too, or it would be lost."""
    shown = everything | options | ({value: value} if value and value not in options else {})
    written = "".join(
        f'<option value="{escape(one)}"{" selected" if one == value else ""}>{escape(text)}</option>' for one, text in shown.items()
    )
    return f'<label>{escape(label)}<select name="{name}">{written}</select></label>'


def _day(name: str, label: str, value: str) -> str:
    return f'<label>{escape(label)}<input type="date" name="{name}" value="{escape(value)}"></label>'
