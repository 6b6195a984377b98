"""Who stays and performs, and did the score foretell it? Curves by group, what goes with leaving, what pay would do, how good a forecast is.

In flow a grouping, a horizon and a change of pay; out flows the page of `reports.outcomes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, states, tables
from dashboards.shared import reports

if TYPE_CHECKING:
    from dashboards.visit import Visit

HORIZONS = (180, 365, 540)
CHANGES = (-0.05, 0.05, 0.1)


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name the groups ``by`` (channel, score_band, pay_band, job_id), the ``horizon`` in days and a change of ``pay`` in per cent of market.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "outcomes")
    say = visit.say
    groups = {
        say("By channel"): "channel",
        say("By score band"): "score_band",
        say("By pay position"): "pay_band",
        say("By job"): "job_id",
    }
    horizons = {say("{months} months", months=round(days / 365 * 12)): str(days) for days in HORIZONS}
    changes = {f"{100 * change:+.0f} %": f"{100 * change:.0f}" for change in CHANGES}
    by = cards.chooser(visit, "by", say("Groups"), groups, width=190)
    horizon = cards.chooser(visit, "horizon", say("Horizon"), horizons, otherwise="365", width=190)
    pay = cards.chooser(visit, "pay", say("Try pay, of market"), changes, otherwise="5", width=190)
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), by, horizon, pay, say=say)


def _page(visit: Visit, by: str, horizon: str, pay: str) -> tuple[Any, Any]:
    report = reports.outcomes(visit.desk, by=by, horizon_days=int(horizon), pay_change=int(pay) / 100, language=visit.language)
    drawn = {
        name: cards.drawn(report, name, dark=visit.dark, wide=480)
        for name in ("curve", "expectancy", "success", "effects", "chances")
    }
    return cards.opening(report), cards.stack(
        cards.beside(drawn["curve"], drawn["expectancy"]),
        cards.beside(
            drawn["success"],
            tables.card(report, "foretold", visit, columns=("label", "value", "low", "high", "n", "text"), wide=480),
        ),
        tables.card(report, "at_horizon", visit, columns=("group", "n", "n_left", "n_at_risk", "share_text")),
        cards.beside(
            drawn["effects"], tables.card(report, "proportionality", visit, columns=("label", "chi2", "df", "p", "text"), wide=480)
        ),
        tables.card(report, "what_if", visit, columns=("label", "share_text", "counterfactual")),
        cards.beside(
            drawn["chances"],
            tables.card(report, "forecast", visit, columns=("label", "value", "low", "high", "no_skill"), wide=480),
        ),
        tables.card(
            report,
            "families",
            visit,
            columns=("label", "brier", "auc", "average_precision", "brier_gain", "gain_low", "gain_high", "text"),
            decimals={"brier": 3, "brier_gain": 4, "gain_low": 4, "gain_high": 4},
        ),
        tables.card(report, "individuals", visit, columns=("employee_id", "chance_text", "base_text", "why")),
        cards.closing(report),
        tables.whole_report(report, visit, filename="outcomes.html"),
    )
