"""Did the score foretell performance: the correlation, what it adds to the résumé, and success by band of the score.

In flow the hires with score, résumé and performance; out flow what `outcomes` estimates, one table and one clause in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import contracts, figures, outcomes, wording
from workbench.errors import Refusal
from workbench.figures import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.reports.reading import Reader

RESUME = ("years_experience", "degree_level")
COLUMNS = ("label", "value", "low", "high", "n", "text")


@dataclass
class Foretold:
    """What could be estimated; each part that could not leaves a note."""

    validity: Any = None
    increment: Any = None
    expectancy: Any = None
    notes: list[str] = field(default_factory=list)


def resume_of(reader: Reader, candidate: pd.Series) -> pd.DataFrame:
    """Give what the résumé says in numbers, one row a hire: ``years_experience`` and ``degree_level`` [place among the degrees]."""
    known = reader.table("CANDIDATES").drop_duplicates("candidate_id").set_index("candidate_id")
    places = {degree: float(place) for place, degree in enumerate(contracts.DEGREES)}
    return pd.DataFrame({
        "years_experience": candidate.map(known["years_experience"]).astype("float64"),
        "degree_level": candidate.map(known["degree"].map(places)).astype("float64"),
    }, index=candidate.index)  # fmt: skip


def applicant_sd(scored: pd.DataFrame) -> float | None:
    """Give the spread of the score among everybody interviewed, within jobs; nothing where it cannot be told."""
    known = scored.dropna(subset=["overall", "job_id"])
    left = known["overall"] - known.groupby("job_id")["overall"].transform("mean")
    free = len(known) - known["job_id"].nunique()
    spread = float(np.sqrt((left**2).sum() / free)) if free > 0 else 0.0
    return spread if spread > 0 else None


def estimated(people: pd.DataFrame, performance: pd.Series, *, sd: float | None, say: wording.Speaker) -> Foretold:
    """Estimate everything the hires allow.

    Parameters
    ----------
    people : pandas.DataFrame, one row a hire
        ``overall``, ``job_id`` and the résumé's columns.
    performance : pandas.Series, in the same order
    sd : float, optional
        Spread of the score among everybody interviewed: only with it the correlation is corrected for selection.
    """
    found, job = Foretold(), people["job_id"]
    known = [name for name in RESUME if len(people[name].dropna().unique()) > 1]
    found.validity = _tried(lambda: outcomes.validity(people["overall"], performance, within=job, applicant_sd=sd), found,
                            say("no connection of score and performance: too few people have both"))  # fmt: skip
    if known:
        found.increment = _tried(lambda: outcomes.incremental_validity(performance, people[known], people[["overall"]], within=job), found,
                                 say("not told what the score adds to the résumé: too few people have score, résumé and performance"))  # fmt: skip
    found.expectancy = _tried(lambda: outcomes.expectancy(people["overall"], performance), found, say("no success by score: too few people have score and performance"))  # fmt: skip
    return found


def table(found: Foretold, language: str) -> pd.DataFrame:
    """Lay out the correlations: among the hired, corrected, the résumé's, both together, and what the score adds."""
    say, rows = wording.speak(language), []
    v, more = found.validity, found.increment
    if v is not None:
        rows.append((say("score and performance, among the hired"), v.r, v.low, v.high, v.n, v.verdict.say(language)))
        if not np.isnan(v.corrected):
            text = say(
                "corrected for selection: the score spreads {ratio} times as wide among everybody interviewed",
                ratio=f"{v.sd_ratio:.2f}",
            )
            rows.append(
                (
                    say("score and performance, corrected to everybody interviewed"),
                    v.corrected,
                    v.corrected_low,
                    v.corrected_high,
                    v.n,
                    text,
                )
            )
    if more is not None:
        fitted = say("multiple correlation, fitted on these people")
        rows.append((say("résumé and performance"), more.base_r, np.nan, np.nan, more.n, fitted))
        rows.append((say("résumé and score with performance"), more.full_r, np.nan, np.nan, more.n, fitted))
        rows.append(
            (say("score beyond the résumé"), more.added_r, more.added_r_low, more.added_r_high, more.n, more.verdict.say(language))
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def clauses(found: Foretold, say: wording.Speaker) -> list[str]:
    """Say whether the score goes with performance, and what it adds beyond the résumé."""
    parts, v, more = [], found.validity, found.increment
    if v is not None:
        reach = numbers.correlation_interval(v.r, v.low, v.high)
        shown = v.low > 0 or v.high < 0
        parts.append(
            say("the score goes with performance, r = {r}", r=reach)
            if shown
            else say("no connection of score and performance shown, r = {r}", r=reach)
        )
    if more is not None:
        reach = numbers.correlation_interval(more.added_r, more.added_r_low, more.added_r_high)
        adds = more.added_r_low > 0
        parts.append(
            say("the score adds r = {r} beyond the résumé", r=reach)
            if adds
            else say("no gain beyond the résumé shown, r = {r}", r=reach)
        )
    return parts


def drawn(found: Foretold, language: str) -> dict[str, Any]:
    """Draw success by band of the score."""
    if found.expectancy is None:
        return {}
    say, chart = wording.speak(language), found.expectancy
    title = say("Who turned out well, by band of the score (n = {n})", n=chart.n)
    return {"success": figures.expectancy_bars(chart.table, base_rate=chart.base_rate, language=language, title=title)}


def _tried(make: Callable[[], Any], found: Foretold, otherwise: str) -> Any:
    try:
        return make()
    except Refusal:
        found.notes.append(otherwise)
        return None
