"""Between HoloViews and the page: the library loaded on first use, and the Bokeh model a page embeds.

In flows nothing or an element; out flows the library with its Bokeh backend, or the model behind the element.
"""

from __future__ import annotations

from typing import Any

LIBRARY = "/* BEGIN bokeh.min.js */"


def holoviews() -> Any:
    """Give HoloViews with the Bokeh backend registered; it costs seconds, so only the first figure pays."""
    import holoviews as hv
    import holoviews.plotting.bokeh

    if hv.Store.current_backend != "bokeh":
        hv.Store.set_current_backend("bokeh")
    return hv


def to_bokeh(element: Any) -> Any:
    """Give the Bokeh model of a figure, for a file or a test."""
    return holoviews().render(element, backend="bokeh")


def embedded(drawn: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Give the scripts and the placeholders by name with which a page shows figures without asking the network.

    Parameters
    ----------
    drawn : dict of str to HoloViews element

    Returns
    -------
    scripts : str
        Everything the browser needs, inline.
    parts : dict of str to str
        HTML that stands where the figure of that name is to stand.
    """
    from bokeh.embed import components
    from bokeh.resources import INLINE

    script, parts = components({name: to_bokeh(figure) for name, figure in drawn.items()})
    # HoloViews brings Panel along, whose own models ask for files of a server; these figures need none of them
    library = "\n".join(f"<script>{code}</script>" for code in INLINE.js_raw if code.startswith(LIBRARY))
    return library + script, dict(parts)
