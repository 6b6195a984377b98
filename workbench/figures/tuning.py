"""What a better matrix would do: bands before and after with offers as dots, the front of alternatives, and calibration.

In flow the tables of a tuning; out flow figures with the score, the cost or the prediction on the horizontal axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.pay import money_ticks
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd


def matrix_steps(bands: pd.DataFrame, offers: pd.DataFrame, *, language: str = "zh", title: str | None = None, currency: str = "CNY",
                 period: str = "month") -> Any:  # fmt: skip
    """Draw today's bands as outlines and the proposed ones as filled steps over the score, with people's offers as dots.

    Parameters
    ----------
    bands : pandas.DataFrame
        ``matrix`` {today, proposal}, ``score_from``, ``score_to``, ``pay_min``, ``pay_max``.
    offers : pandas.DataFrame
        ``overall``, ``people`` [amount offered], ``accepted`` where known.
    """
    hv, say = holoviews(), wording.speak(language)
    known = offers.dropna(subset=["overall", "people"])
    declined = (known["accepted"] == 0) if "accepted" in known else known["people"] != known["people"]
    left, right = min(float(bands["score_from"].min()), float(known["overall"].min(skipna=True) if len(known) else 100)) - 2, 101.0
    amounts = [*bands["pay_min"], *bands["pay_max"], *known["people"]]
    margin = 0.06 * (max(amounts) - min(amounts) or 1)
    low, high = max(0.0, min(amounts) - margin), max(amounts) + margin
    today, proposed = (_boxes(bands[bands["matrix"] == name]) for name in ("today", "proposal"))
    parts = [
        hv.Rectangles(proposed).opts(color=style.ACCENT_SOFT, line_color=style.ACCENT, alpha=0.5, backend="bokeh"),
        hv.Rectangles(today).opts(fill_alpha=0, line_color=style.QUIET, line_dash="dashed", line_width=1.5, backend="bokeh"),
        hv.Points(known.loc[~declined, ["overall", "people"]].to_numpy()).opts(color=style.INK, size=5, alpha=0.6, backend="bokeh"),
        hv.Points(known.loc[declined, ["overall", "people"]].to_numpy()).opts(color=style.WARNING, marker="triangle", size=7, alpha=0.8, backend="bokeh"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title or say("Today's bands and the proposal, over the score"),
        caption=say("filled = proposal, dashed = today, dots = people's offers of the months tested (n = {n}), amber triangles = declined ({declined})",
                    n=len(known), declined=int(declined.sum())),
        body=280, xlim=(left, right), ylim=(low, high), xlabel=say("overall score (points)"),
        ylabel=say("pay ({currency} a {period})", currency=currency, period=say(period)), yticks=money_ticks(low, high, currency),
    )  # fmt: skip


def tuning_front(front: pd.DataFrame, *, language: str = "zh", title: str | None = None) -> Any:
    """Draw every alternative by what it costs against today and whom it misplaces; beside each its name and the acceptance expected.

    Parameters
    ----------
    front : pandas.DataFrame
        ``name``, ``cost_change_pct``, ``placement_error`` [share], ``acceptance`` [share]; the row named ``today`` is grey.
    """
    hv, say = holoviews(), wording.speak(language)
    rows = front.assign(share=front["placement_error"] * 100, text=[
        f"\u2003{say('today') if name == 'today' else name} · {numbers.share(yes)}" for name, yes in zip(front["name"], front["acceptance"], strict=True)
    ])  # fmt: skip
    rows = rows.assign(at=_apart(rows))
    today, chosen = rows["name"] == "today", rows["name"] == "A"
    span = (rows["cost_change_pct"].max() - rows["cost_change_pct"].min()) or 1.0
    columns = ["cost_change_pct", "share"]
    parts = [
        hv.Points(rows.loc[~today & ~chosen, columns].to_numpy()).opts(color=style.ACCENT_SOFT, size=10, line_color=style.ACCENT, backend="bokeh"),
        hv.Points(rows.loc[chosen, columns].to_numpy()).opts(color=style.ACCENT, size=13, backend="bokeh"),
        hv.Points(rows.loc[today, columns].to_numpy()).opts(color=style.CONTEXT, size=11, marker="square", backend="bokeh"),
        hv.Labels(rows[["cost_change_pct", "at", "text"]], kdims=["cost_change_pct", "at"], vdims="text").opts(
            text_color=style.TEXT, text_font_size="9pt", text_align="left", text_baseline="middle", backend="bokeh"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title or say("What each alternative costs, and whom it misplaces"),
        caption=say("beside each: its name and the acceptance expected; A is proposed; on the months tuned on"),
        body=240, xlim=(rows["cost_change_pct"].min() - 0.08 * span, rows["cost_change_pct"].max() + 0.3 * span), ylim=(0, rows["share"].max() * 1.15 + 1),
        xlabel=say("accepted pay against today (%)"), ylabel=say("misplaced (%)"),
    )  # fmt: skip


def acceptance_calibration(calibration: pd.DataFrame, *, language: str = "zh", title: str | None = None) -> Any:
    """Draw the acceptance that was predicted against the one observed, with its interval; on the diagonal both agree.

    Parameters
    ----------
    calibration : pandas.DataFrame
        ``predicted``, ``observed``, ``low``, ``high`` [shares], ``n``.
    """
    hv, say = holoviews(), wording.speak(language)
    rows = calibration[["predicted", "observed", "low", "high"]] * 100
    parts = [
        hv.Segments([(0, 0, 100, 100)]).opts(color=style.CONTEXT, line_dash="dotted", backend="bokeh"),
        hv.Segments([(row.predicted, row.low, row.predicted, row.high) for row in rows.itertuples()]).opts(color=style.ACCENT, line_width=1.5, backend="bokeh"),
        hv.Points(rows[["predicted", "observed"]].to_numpy()).opts(color=style.ACCENT, size=9, backend="bokeh"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title or say("Acceptance predicted and observed"),
        caption=say("dot = a fifth of the offers (n = {n}), line = its interval; dotted = prediction and answer agree", n=int(calibration["n"].sum())),
        body=220, xlim=(0, 100), ylim=(0, 104), xlabel=say("predicted (%)"), ylabel=say("accepted (%)"), xticks=list(range(0, 101, 20)),
        yticks=list(range(0, 101, 20)),
    )  # fmt: skip


def _boxes(bands: pd.DataFrame) -> list[tuple]:
    return [tuple(row) for row in bands[["score_from", "pay_min", "score_to", "pay_max"]].itertuples(index=False)]


def _apart(rows: pd.DataFrame) -> list[float]:
    """Move labels up where two would lie on one another."""
    least = 0.055 * (rows["share"].max() or 1)
    placed: list[tuple[float, float]] = []
    span = (rows["cost_change_pct"].max() - rows["cost_change_pct"].min()) or 1.0
    for x, y in zip(rows["cost_change_pct"], rows["share"], strict=True):
        at = y
        while any(abs(at - other) < least and abs(x - beside) < 0.22 * span for beside, other in placed):
            at += least
        placed.append((x, at))
    return [at for _, at in placed]
