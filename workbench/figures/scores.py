"""How good, and against whom: a person's competencies on the job's distribution, and a job's competencies side by side.

In flow tables of points per competency; out flow dot-with-interval rows over grey ridges, and ridges with the weak one marked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

ROW_HEIGHT = 52
RIDGE_HEIGHT = 0.62
RIDGE_POINTS = 101
MANY, BINS = 2000, 2000
ROOM_RIGHT = 66  # points above which the number stands left of its dot, where a phone still has room


def competency_bullets(
    competencies: pd.DataFrame, distribution: pd.DataFrame, *, language: str = "zh", title: str | None = None
) -> Any:
    """Draw one row a competency: dot = points, line = error band, grey ridge = the job's candidates.

    Parameters
    ----------
    competencies : pandas.DataFrame
        ``name``, ``competency``, ``points``, ``low``, ``high`` [0-100], ``weight`` [share], ``mark`` (strongest, weakest or empty).
    distribution : pandas.DataFrame
        ``competency``, ``points`` of the job's interviews; no rows where the group is too small to show.
    language : {"zh", "en"}
    title : str, optional

    Returns
    -------
    HoloViews overlay
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = _from_top(competencies)
    known = rows[rows["points"].notna()]
    parts = [_ridges(rows, distribution, colour=dict.fromkeys(rows["competency"], style.RIDGE))]
    for colour, part in ((style.ACCENT, known[known["mark"] != "weakest"]), (style.WARNING, known[known["mark"] == "weakest"])):
        parts += _dots(part, colour)
    unknown = rows[rows["points"].isna()].assign(text=say("no evidence"), at=1.0)
    parts.append(_texts(unknown, "at", "y", "text", style.QUIET))
    n = int(distribution.groupby("competency").size().max()) if len(distribution) else 0
    caption = say("dot = points, line = error band, grey = this job's candidates (n = {n})", n=n) if n else say(
        "dot = points, line = error band; too few candidates to show the job's distribution")  # fmt: skip
    labels = [_label(row) for row in rows.to_dict("records")]
    return style.dress(
        hv.Overlay(parts),
        title=title or (say("Points by competency, against {n} candidates for this job", n=n) if n else say("Points by competency")),
        caption=caption, body=style.row_height(labels, ROW_HEIGHT) * len(rows), xlim=(0, 103), ylim=(-0.45, len(rows) - 0.2),
        xlabel=say("points (0–100)"), ylabel="", xticks=list(range(0, 101, 20)),
        yticks=list(zip(rows["y"], labels, strict=True)),
    )  # fmt: skip


def competency_ridges(
    competencies: pd.DataFrame, distribution: pd.DataFrame, *, language: str = "zh", title: str | None = None
) -> Any:
    """Draw one ridge a competency with its mean and interval; a weak one is amber and says so.

    Parameters
    ----------
    competencies : pandas.DataFrame
        ``competency``, ``name``, ``mean``, ``low``, ``high`` [0-100], ``n``, ``weak`` (bool), ``text`` written beside the mean.
    distribution : pandas.DataFrame
        ``competency``, ``points``.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = _from_top(competencies).assign(points=lambda table: table["mean"])
    palette = style.colours(rows["competency"])
    weak = dict(zip(rows["competency"], rows["weak"], strict=True))
    colour = {name: style.WARNING if weak[name] else palette[name] for name in palette}
    parts = [_ridges(rows, distribution, colour=colour, alpha=0.28)]
    for row in rows[rows["points"].notna()].to_dict("records"):
        parts += _dots(rows[rows["competency"] == row["competency"]], colour[row["competency"]])
    n = int(rows["n"].max()) if len(rows) else 0
    named = [style.wrapped(name) for name in rows["name"]]
    return style.dress(
        hv.Overlay(parts), title=title or say("Points by competency"),
        caption=say("dot = mean, line = its interval, shape = distribution (n = {n}); amber = weak against the others", n=n),
        body=style.row_height(named, ROW_HEIGHT) * len(rows), xlim=(0, 103), ylim=(-0.45, len(rows) - 0.2), xlabel=say("points (0–100)"),
        ylabel="", xticks=list(range(0, 101, 20)), yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def _from_top(table: pd.DataFrame) -> pd.DataFrame:
    """Give every row its height on the axis, the first on top."""
    return table.reset_index(drop=True).assign(y=[float(len(table) - 1 - place) for place in range(len(table))])


def _ridges(rows: pd.DataFrame, distribution: pd.DataFrame, *, colour: dict[str, str], alpha: float = 1.0) -> Any:
    hv = holoviews()
    import numpy as np

    shapes = []
    grid = np.linspace(0, 100, RIDGE_POINTS)
    for row in rows.to_dict("records"):
        points = distribution.loc[distribution["competency"] == row["competency"], "points"].to_numpy()
        density = _density(points, grid)
        if density is not None:
            base = row["y"] + 0.12
            shapes.append({"x": np.r_[grid, grid[::-1]], "y": np.r_[base + RIDGE_HEIGHT * density, np.full(grid.size, base)],
                           "fill": colour[row["competency"]]})  # fmt: skip
    return hv.Polygons(shapes, vdims="fill").opts(color="fill", line_color=None, fill_alpha=alpha, backend="bokeh")


def _density(points: Any, grid: Any) -> Any:
    """Smooth the points into a shape whose top is 1; nothing where they do not vary."""
    import numpy as np
    from scipy.stats import gaussian_kde

    if len(points) < 5 or np.ptp(points) == 0:
        return None
    if len(points) > MANY:  # counted in bins of a twentieth of a point: the same shape, in a fraction of the time
        counts, edges = np.histogram(points, bins=BINS, range=(0, 100))
        density = gaussian_kde((edges[:-1] + edges[1:]) / 2, bw_method=len(points) ** -0.2, weights=counts)(grid)
    else:
        density = gaussian_kde(points)(grid)
    return density / density.max()


def _dots(rows: pd.DataFrame, colour: str) -> list[Any]:
    """Give each row its interval, its dot, and its number written beside it."""
    hv = holoviews()

    banded = rows[rows["low"].notna() & rows["high"].notna()]
    segments = [(row["low"], row["y"], row["high"], row["y"]) for row in banded.to_dict("records")]
    dots = [(row["points"], row["y"]) for row in rows.to_dict("records")]
    written = rows.assign(text=[_lines(row.get("text") or _number(row)) for row in rows.to_dict("records")])
    left = written[["points", "high"]].max(axis=1) > ROOM_RIGHT
    before, after = written[left], written[~left]
    return [
        hv.Segments(segments).opts(color=colour, line_width=2.2, backend="bokeh"),
        hv.Points(dots).opts(color=colour, size=9, line_color="white", line_width=1, backend="bokeh"),
        _texts(before.assign(at=before[["points", "low"]].min(axis=1) - 1.5), "at", "y", "text", colour, bold=True, align="right"),
        _texts(after.assign(at=after[["points", "high"]].max(axis=1) + 1.5), "at", "y", "text", colour, bold=True),
    ]


def _label(row: dict[str, Any]) -> str:
    """Name with its weight: on its own line under a short name, behind the second line of a long one."""
    name = style.wrapped(row["name"])
    return f"{name}{' ' if chr(10) in name else chr(10)}{numbers.share(row['weight'])}"


def _number(row: dict[str, Any]) -> str:
    if numbers.missing(row["low"]):
        return numbers.whole(row["points"])
    return f"{row['points']:.0f}  ({row['low']:.0f}–{row['high']:.0f})"


def _lines(text: str) -> str:
    """Set what follows the number on a line of its own: a phone has no room beside it."""
    return re.sub(r"[,，] *", "\n", text, count=1)


def _texts(rows: pd.DataFrame, x: str, y: str, text: str, colour: str, *, bold: bool = False, align: str = "left") -> Any:
    hv = holoviews()

    return hv.Labels(rows[[x, y, text]], kdims=[x, y], vdims=text).opts(
        text_color=colour, text_font_size="9.5pt", text_align=align, text_baseline="middle",
        text_font_style="bold" if bold else "normal", padding=0, backend="bokeh",
    )  # fmt: skip
