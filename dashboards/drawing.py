"""A figure in the page: drawn once on the server for all its readers, kept as text, and changed in place in the browser.

In flows a HoloViews element of a report; out flow its title, its caption, and a component that holds the plot's Bokeh model as JSON. No model of
it lives on the server, so a session costs no more for it than a reference to the text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bokeh
import param
from bokeh.core.serialization import Serializer
from panel.custom import JSComponent

from dashboards import shared, theme
from workbench import figures

if TYPE_CHECKING:
    from bokeh.model import Model

ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class Drawn:
    """A figure cut into what a card shows: `plot` is Bokeh's JSON, `height` its height in pixels (0 when it follows its content)."""

    title: str
    about: str
    plot: str
    height: int


class Drawing(JSComponent):
    """One plot; a new text of the same make is written into the plot that stands, anything else is drawn anew."""

    plot = param.String(default="")
    tall = param.Integer(default=0)

    _esm = ASSETS / "drawing.js"


def drawn(element: Any, *, dark: bool = False) -> Drawn:
    """Draw a figure, once in its life for light and once for dark pages."""
    return shared.beside(element, ("drawn", dark), lambda: _draw(element, dark))


def component(figure: Drawn) -> Drawing:
    """Give the component that shows a drawn figure."""
    return Drawing(plot=figure.plot, tall=figure.height, sizing_mode="stretch_width", margin=0)


def _draw(element: Any, dark: bool) -> Drawn:
    model = figures.to_bokeh(element)
    title, about = theme.untitled(model)
    theme.fit(model)
    if dark:
        theme.darken(model)
    model.sizing_mode = "stretch_width"
    return Drawn(title, about, json.dumps(_item(model), ensure_ascii=False, separators=(",", ":")), int(model.height or 0))


def _item(model: Model) -> dict[str, Any]:
    """Write a plot as `bokeh.embed.json_item` does, without the definitions of every kind of model that Panel brings.

    No plot needs them, and they are nine tenths of the text and two thirds of the time.
    """
    roots = Serializer(deferred=False).encode([model])
    return {
        "target_id": None,
        "root_id": model.id,
        "doc": {"version": bokeh.__version__, "title": "", "roots": roots},
        "version": bokeh.__version__,
    }
