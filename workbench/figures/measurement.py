"""How far scores can be trusted, and what their weights should be: weights, trade-off, raters, reliability, drift.

In flow tables of estimates with intervals; out flow figures in which the interval is a line and the number stands beside its dot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.placing import placed
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

ROW = 40
LOOK, SHIFTED = 0.10, 0.25


def weight_intervals(weights: pd.DataFrame, *, language: str = "zh", title: str = "", n: int = 0) -> Any:
    """Draw one row a criterion: dot = fitted weight with its interval, hollow = weight in use, dashed line = equal weights.

    Parameters
    ----------
    weights : pandas.DataFrame
        ``name``, ``weight``, ``low``, ``high``, ``current``, ``equal`` [shares].
    n : int
        People with an outcome.
    """
    hv, say = holoviews(), wording.speak(language)
    rows = _from_top(weights)
    top = max(float(rows["high"].max()), float(rows["current"].max()), 0.3) * 1.35
    equal = float(rows["equal"].iloc[0])
    texts = [(row["high"] + top * 0.02, row["y"], f"{100 * row['weight']:.0f} %\n({100 * row['low']:.0f}–{100 * row['high']:.0f})") for row in rows.to_dict("records")]  # fmt: skip
    parts = [
        hv.Segments([(equal, -0.6, equal, len(rows) - 0.4)]).opts(color=style.CONTEXT, line_dash="dashed", backend="bokeh"),
        *_dots(rows, "weight", style.ACCENT),
        hv.Points(list(zip(rows["current"], rows["y"], strict=True))).opts(color="white", line_color=style.INK, size=9, line_width=1.6, backend="bokeh"),
        _labels(texts, style.ACCENT),
    ]  # fmt: skip
    return _rows(parts, rows, title, say("dot = fitted weight with its interval, ring = in use, dashed = equal (n = {n})", n=n),
                 say("weight (per cent)"), (0, top), [(share, f"{100 * share:.0f} %") for share in _steps(top)])  # fmt: skip


def validity_schemes(validity: pd.DataFrame, *, language: str = "zh", title: str = "", caption: str = "") -> Any:
    """Draw one row per scheme of weights: correlation with the outcome and its interval.

    Parameters
    ----------
    validity : pandas.DataFrame
        ``name``, ``r``, ``low``, ``high``.
    """
    hv, say = holoviews(), wording.speak(language)
    rows = _from_top(validity)
    low, high = min(0.0, float(rows["low"].min())), max(0.5, float(rows["high"].max()))
    texts = [
        (row["high"] + 0.015, row["y"], numbers.correlation_interval(row["r"], row["low"], row["high"]).replace(" (", "\n("))
        for row in rows.to_dict("records")
    ]
    parts = [
        hv.Segments([(0.0, -0.6, 0.0, len(rows) - 0.4)]).opts(color=style.CONTEXT, backend="bokeh"),
        *_dots(rows, "r", style.ACCENT),
        _labels(texts, style.ACCENT),
    ]
    return _rows(parts, rows, title, caption, say("correlation with the outcome"), (low, high + 0.35 * (high - low)), None)


def trade_off(front: pd.DataFrame, marks: pd.DataFrame, *, language: str = "zh", title: str = "", n: int = 0) -> Any:
    """Draw the Pareto front of validity and expected impact ratio, with schemes of weights as dots on it.

    Parameters
    ----------
    front : pandas.DataFrame
        ``impact_ratio``, ``r``, ``r_unseen``.
    marks : pandas.DataFrame
        ``name``, ``impact_ratio``, ``r``.
    """
    hv, say = holoviews(), wording.speak(language)
    line = list(zip(front["impact_ratio"], front["r"], strict=True))
    unseen = list(zip(front["impact_ratio"], front["r_unseen"], strict=True))
    every = [*line, *unseen, *zip(marks["impact_ratio"], marks["r"], strict=True)]
    x, y = ([pair[place] for pair in every if not numbers.missing(pair[place])] for place in (0, 1))
    x = [*x, 0.8]
    wide, tall = max(x) - min(x) or 0.1, max(y) - min(y) or 0.1
    left, right, low, high = min(x) - 0.08 * wide, max(x) + 0.2 * wide, min(y) - 0.2 * tall, max(y) + 0.25 * tall
    parts = [
        hv.Segments([(0.8, low, 0.8, high)]).opts(color=style.WARNING, line_dash="dashed", backend="bokeh"),
        _labels([(0.8, high - 0.05 * tall, " .80")], style.WARNING),
        hv.Curve(line).opts(color=style.ACCENT, line_width=2.4, backend="bokeh"),
        hv.Curve(unseen).opts(color=style.ACCENT, line_width=1.4, line_dash="dotted", backend="bokeh"),
        hv.Points(list(zip(marks["impact_ratio"], marks["r"], strict=True))).opts(color=style.INK, size=9, line_color="white", backend="bokeh"),
        *_names(marks, (left, right), (low, high)),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title, caption=say("line = the best there is, dotted = on people not seen, dashed = four-fifths line (n = {n})", n=n),
        body=300, xlim=(left, right), ylim=(low, high), xlabel=say("expected impact ratio"), ylabel=say("correlation with the outcome"),
    )  # fmt: skip


def _names(marks: pd.DataFrame, xlim: tuple[float, float], ylim: tuple[float, float]) -> list[Any]:
    """Name the dots where the names do not cover each other."""
    known = marks.dropna(subset=["impact_ratio", "r"])
    names = placed(list(zip(known["impact_ratio"], known["r"], known["name"], strict=True)), xlim=xlim, ylim=ylim)
    sides = {side: [(name.x, name.y, name.text) for name in names if name.align == side] for side in ("left", "center", "right")}
    return [_labels(own, style.INK, align=side) for side, own in sides.items() if own]


def rater_severity(severity: pd.DataFrame, *, language: str = "zh", title: str = "", unit: str = "") -> Any:
    """Draw one row a rater: how far above or below colleagues on the same candidates; amber = the difference holds.

    Parameters
    ----------
    severity : pandas.DataFrame
        ``rater_id``, ``n``, ``effect``, ``low``, ``high`` [rating points], ``differs`` [bool].
    """
    hv, say = holoviews(), wording.speak(language)
    rows = _from_top(severity.assign(name=severity["rater_id"].astype(str)))
    reach = float(rows[["low", "high"]].abs().max().max()) or 1.0
    texts = [(row["high"] + 0.04 * reach, row["y"], f"{row['effect']:+.2f}") for row in rows.to_dict("records")]
    parts = [hv.Segments([(0.0, -0.6, 0.0, len(rows) - 0.4)]).opts(color=style.CONTEXT, backend="bokeh")]
    for colour, some in ((style.ACCENT, rows[~rows["differs"]]), (style.WARNING, rows[rows["differs"]])):
        parts += _dots(some, "effect", colour)
    parts.append(_labels(texts, style.TEXT))
    return _rows(parts, rows, title, say("dot = rating points against colleagues on the same candidates, with interval; amber = differs"),
                 say("stricter ← rating points → more lenient"), (-1.25 * reach, 1.45 * reach), None, least=30)  # fmt: skip


def reliability_by_raters(raters: pd.DataFrame, *, target: float, language: str = "zh", title: str = "") -> Any:
    """Draw what more raters buy: reliability of their mean with its interval, and the target.

    Parameters
    ----------
    raters : pandas.DataFrame
        ``n_raters``, ``reliability``, ``low``, ``high``.
    """
    hv, say = holoviews(), wording.speak(language)
    last = raters.iloc[-1]
    parts = [
        hv.Area(raters[["n_raters", "low", "high"]], kdims="n_raters", vdims=["low", "high"]).opts(color=style.ACCENT_SOFT, alpha=0.45, line_color=None, backend="bokeh"),
        hv.Curve(raters[["n_raters", "reliability"]]).opts(color=style.ACCENT, line_width=2.4, backend="bokeh"),
        hv.Points(raters[["n_raters", "reliability"]]).opts(color=style.ACCENT, size=7, line_color="white", backend="bokeh"),
        hv.Segments([(0.5, target, float(last["n_raters"]) + 0.5, target)]).opts(color=style.WARNING, line_dash="dashed", backend="bokeh"),
        _labels([(0.6, target + 0.035, say("target {target}", target=numbers.correlation(target)))], style.WARNING),
        _labels([(row["n_raters"], row["reliability"] - 0.05, numbers.correlation(row["reliability"])) for row in raters.to_dict("records")], style.ACCENT, align="center"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title, caption=say("line = reliability of the mean of so many raters, band = its interval"), body=280,
        xlim=(0.5, float(last["n_raters"]) + 0.5), ylim=(0, 1.02), xlabel=say("raters"), ylabel=say("reliability"),
        xticks=[int(number) for number in raters["n_raters"]],
    )  # fmt: skip


def variance_bars(components: pd.DataFrame, *, language: str = "zh", title: str = "", n: int = 0) -> Any:
    """Draw where the spread of ratings comes from, one bar a source.

    Parameters
    ----------
    components : pandas.DataFrame
        ``name``, ``share``, ``wanted`` [bool: what ratings are meant to show].
    """
    hv, say = holoviews(), wording.speak(language)
    rows = _from_top(components)
    bars = [
        (0.0, row["y"] - 0.3, row["share"], row["y"] + 0.3, style.ACCENT if row["wanted"] else style.CONTEXT)
        for row in rows.to_dict("records")
    ]
    top = max(0.1, float(rows["share"].max()))
    parts = [
        hv.Rectangles(bars, vdims="colour").opts(color="colour", line_color=None, backend="bokeh"),
        _labels(
            [(row["share"] + 0.015 * top, row["y"], numbers.share(row["share"])) for row in rows.to_dict("records")], style.INK
        ),
    ]
    return _rows(parts, rows, title, say("teal = what ratings are meant to show, grey = everything else (n = {n} ratings)", n=n),
                 say("share of the variance"), (0, top * 1.25), [(share, f"{100 * share:.0f} %") for share in _steps(top * 1.2)])  # fmt: skip


def stability_bars(psi: pd.DataFrame, *, language: str = "zh", title: str = "", caption: str = "") -> Any:
    """Draw the stability index of each criterion with its interval, and the customary lines at .10 and .25.

    Parameters
    ----------
    psi : pandas.DataFrame
        ``name``, ``psi``, ``low``, ``high``, ``drifts`` [bool].
    """
    hv, say = holoviews(), wording.speak(language)
    rows = _from_top(psi)
    reach = max(0.3, float(rows["high"].max()))
    bars = [
        (0.0, row["y"] - 0.28, row["psi"], row["y"] + 0.28, style.WARNING if row["drifts"] else style.ACCENT_SOFT)
        for row in rows.to_dict("records")
    ]
    texts = [(row["high"] + 0.015 * reach, row["y"], f"{row['psi']:.2f}") for row in rows.to_dict("records")]
    parts = [
        hv.Rectangles(bars, vdims="colour").opts(color="colour", line_color=None, backend="bokeh"),
        hv.Segments([(row["low"], row["y"], row["high"], row["y"]) for row in rows.to_dict("records")]).opts(color=style.INK, line_width=1.8, backend="bokeh"),
        *(hv.Segments([(line, -0.6, line, len(rows) - 0.4)]).opts(color=style.CONTEXT, line_dash="dashed", backend="bokeh") for line in (LOOK, SHIFTED)),
        _labels(texts, style.INK),
    ]  # fmt: skip
    return _rows(parts, rows, title, caption, say("population stability index"), (0, reach * 1.2), None, least=34)


def _rows(
    parts: list[Any],
    rows: pd.DataFrame,
    title: str,
    caption: str,
    label: str,
    xlim: tuple[float, float],
    ticks: list | None,
    *,
    least: int = ROW,
) -> Any:
    named = [style.wrapped(name) for name in rows["name"]]
    more = {} if ticks is None else {"xticks": ticks}
    return style.dress(
        holoviews().Overlay(parts), title=title, caption=caption, body=style.row_height(named, least) * max(1, len(rows)), xlim=xlim,
        ylim=(-0.6, len(rows) - 0.4), xlabel=label, ylabel="", yticks=list(zip(rows["y"], named, strict=True)), **more,
    )  # fmt: skip


def _from_top(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index(drop=True).assign(y=[float(len(table) - 1 - place) for place in range(len(table))])


def _dots(rows: pd.DataFrame, value: str, colour: str) -> list[Any]:
    hv = holoviews()
    banded = rows[rows["low"].notna() & rows["high"].notna()]
    return [
        hv.Segments(list(zip(banded["low"], banded["y"], banded["high"], banded["y"], strict=True))).opts(color=colour, line_width=2.2, backend="bokeh"),
        hv.Points(list(zip(rows[value], rows["y"], strict=True))).opts(color=colour, size=9, line_color="white", line_width=1, backend="bokeh"),
    ]  # fmt: skip


def _steps(top: float) -> list[float]:
    step = next((size for size in (0.05, 0.1, 0.2, 0.25) if top / size <= 6), 0.5)
    return [step * number for number in range(int(top / step) + 1)]


def _labels(points: list[tuple[float, float, str]], colour: str, *, align: str = "left") -> Any:
    return holoviews().Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align=align, text_baseline="middle", backend="bokeh",
    )  # fmt: skip
