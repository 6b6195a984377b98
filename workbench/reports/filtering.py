"""Whom a report is about: a job, a channel, a period and a location, read from words, applied to a desk, said before the answer.

In flow what a person chose, in an address or on the command line; out flow a `store.Filter`, the desk narrowed by it, and its parts in words.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.errors import ContractError, closest
from workbench.reports import words
from workbench.reports.jobs import job_labels
from workbench.reports.selection import span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workbench.reports.report import Report
    from workbench.store import Desk, Filter

NAMES = ("job", "channel", "period", "from", "until", "location")
UNKNOWN = {
    "job": "there is no job '{value}' among those you may see",
    "channel": "no application came through the channel '{value}'",
    "location": "there is no job in '{value}'",
    "period": "the period '{value}' cannot be read",
    "from": "the day '{value}' cannot be read",
    "until": "the day '{value}' cannot be read",
    "order": "the period ends before it begins",
}
PARTS = ("job", "channel", "period", "location")
# Where fewer people would not give a fair answer, a report takes fewer parts: fees are paid for everybody, channels are compared with
# each other, an offer is held against all who do the job, and a matrix stands for a family of jobs.
APPLIES = {
    "cost_return": ("period",),
    "channels": ("job", "period", "location"),
    "pay_review": ("job", "location"),
    "more_pay": ("channel", "period"),
    "tuning": ("channel", "period", "location"),
    "equity": ("job", "location"),  # equal pay is asked of all who do the job, whenever and however they came
    "review": ("job", "channel", "location"),  # drift is between periods: one alone has none
    "guide": (),  # the same questions for everybody
}


@dataclass(frozen=True)
class Offered:
    """What a filter may ask for on one desk.

    Parameters
    ----------
    jobs : dict of str to str
        Job id to title.
    channels, locations, quarters : tuple of str
        Quarters with an application, the newest first.
    """

    jobs: dict[str, str]
    channels: tuple[str, ...]
    locations: tuple[str, ...]
    quarters: tuple[str, ...]


def offered(desk: Desk, language: str) -> Offered:
    """List what an account may choose from: what it does not see is not offered."""
    jobs, applications = desk.read("JOBS"), desk.read("APPLICATIONS")
    quarters = applications["applied_date"].dropna().dt.to_period("Q").unique()
    return Offered(
        jobs=job_labels(jobs, language),
        channels=tuple(sorted(applications["channel"].dropna().unique())),
        locations=tuple(sorted(jobs["city"].dropna().unique())),
        quarters=tuple(f"{quarter.year}-Q{quarter.quarter}" for quarter in sorted(quarters, reverse=True)),
    )


def read(asked: Mapping[str, str], choice: Offered) -> tuple[Filter, dict[str, str]]:
    """Read a filter from words, part by part; a part that asks for what is not there is left out and named.

    Parameters
    ----------
    asked : mapping of str to str
        Any of ``job``, ``channel``, ``period`` ("2026", "2026-Q3", "2026-09"), ``from``, ``until`` (days) and ``location``.
    choice : Offered

    Returns
    -------
    Filter, dict of str to str
        The filter, and the names that could not be used with what they asked for.
    """
    from workbench.store import Filter

    given = {name: str(asked.get(name) or "").strip() for name in NAMES}
    known = {"job": choice.jobs, "channel": choice.channels, "location": choice.locations}
    unknown = {name: given[name] for name, values in known.items() if given[name] and given[name] not in values}
    parts = {name: given[name] for name in known if given[name] and name not in unknown}
    first, last = _days("period", given["period"], unknown)
    first = _days("from", given["from"], unknown)[0] or first
    last = _days("until", given["until"], unknown)[1] or last
    if first and last and first > last:
        unknown["order"] = f"{first} – {last}"
        first = last = ""
    return Filter(first=first, last=last, **parts), unknown


def narrow(desk: Desk, **asked: str | None) -> Desk:
    """Narrow a desk to a job, channel, period or location, for a report about fewer people.

    Parameters
    ----------
    desk : Desk
    **asked : str, optional
        As of `read`; ``since`` stands for ``from`` and ``job_id`` for ``job``.

    Returns
    -------
    Desk

    Raises
    ------
    ContractError
        If one of them is not known, or the period cannot be read.
    """
    from workbench.store import narrowed

    given = {{"since": "from", "job_id": "job"}.get(name, name): value for name, value in asked.items() if value}
    choice = offered(desk, "en")
    chosen, unknown = read(given, choice)
    for name, value in unknown.items():
        _refuse(name, value, choice)
    return narrowed(desk, chosen)


def said(chosen: Filter, choice: Offered, language: str) -> dict[str, str]:
    """Say every part of a filter that asks for something, by the name it has in an address."""
    say = wording.speak(language)
    parts = {"job": choice.jobs.get(chosen.job, chosen.job), "channel": words.channel(chosen.channel, language)}
    if chosen.first or chosen.last:
        parts["period"] = _period(chosen, choice, say)
    parts["location"] = chosen.location
    return {name: text for name, text in parts.items() if text}


def _period(chosen: Filter, choice: Offered, say: wording.Speaker) -> str:
    for quarter in choice.quarters:
        if _days("period", quarter, {}) == (chosen.first, chosen.last):
            return say("applied in {quarter}", quarter=quarter)
    if not chosen.last:
        return say("applied since {first}", first=chosen.first)
    if not chosen.first:
        return say("applied until {last}", last=chosen.last)
    return say("applied {first} to {last}", first=chosen.first, last=chosen.last)


def scoped(function: Callable[..., Report]) -> Callable[..., Report]:
    """Let a report begin its sentence with whom it is about, where its desk is narrowed; what would mislead it narrows it not."""
    by = APPLIES.get(function.__name__, PARTS)

    @functools.wraps(function)
    def told(desk: Any, **arguments: Any) -> Report:
        from workbench.store import narrowed

        asked = getattr(desk, "chosen", None)
        if not asked:
            return function(desk, **arguments)
        chosen = fair(asked, by)
        desk = narrowed(desk, chosen)
        report = function(desk, **arguments)
        if not chosen:
            return report
        language = arguments.get("language", "zh")
        about = words.listed(list(said(chosen, offered(desk, language), language).values()), language)
        return replace(report, sentence=wording.speak(language)("Only {about}: {sentence}", about=about, sentence=report.sentence))

    told.narrowed_by = by
    return told


def fair(chosen: Filter | None, by: Iterable[str]) -> Filter | None:
    """Leave out of a filter what does not narrow fairly."""
    fields = {"period": ("first", "last")}
    return chosen.without(*(part for name in PARTS if name not in by for part in fields.get(name, (name,)))) if chosen else chosen


def _days(name: str, text: str, unknown: dict[str, str]) -> tuple[str, str]:
    """Read a period as its first and last day; what cannot be read is noted."""
    try:
        start, end = span(text)
    except ContractError:
        unknown[name] = text
        return "", ""
    return ("", "") if start is None else (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")


def _refuse(name: str, value: str, choice: Offered) -> None:
    known = {"job": choice.jobs, "channel": choice.channels, "location": choice.locations}.get(name)
    expected = f"one of {', '.join(known) or 'none yet'}" if known is not None else "2026, 2026-Q3, 2026-09 or 2026-09-15"
    raise ContractError(UNKNOWN[name].format(value=value), where=f"filter '{name}'", found=value, expected=expected,
                        cure=closest(value, known or ()) or "choose one of them")  # fmt: skip
