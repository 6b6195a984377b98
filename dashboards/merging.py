"""Changing a page in place: what a choice leaves alike is kept, and only words, plots and rows are sent to the browser.

In flow the parts that stand and the parts that are to stand; out flow the parts to show, as many as possible of those that stand, brought up
to date. Widgets and whatever belongs to them (their card's words and buttons) are never merged: their functions speak of their own parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONTAINERS = (pn.Column, pn.Row, pn.FlexBox)
# What a grid may be told anew without being built again; the rest decides how it is built.
TOLD = ("value", "min_height")
BUILT = ("titles", "formatters", "text_align", "header_filters", "frozen_columns", "pagination", "page_size")


def merged(standing: Sequence[Any], wanted: Sequence[Any]) -> list[Any]:
    """Give the parts to show: for each wanted one the standing one, brought up to date, or else the wanted one itself.

    Parameters
    ----------
    standing, wanted : sequences of Panel components
        In the order in which they stand below each other.
    """
    if len(standing) != len(wanted):
        return list(wanted)
    return [_merged(old, new) for old, new in zip(standing, wanted, strict=True)]


def _merged(old: Any, new: Any) -> Any:
    if old is new or type(old) is not type(new):
        return new
    if isinstance(new, CONTAINERS):
        return _container(old, new)
    update = next((told for kind, told in LEAVES if isinstance(new, kind)), None)
    return old if update is not None and update(old, new) else new


def _container(old: Any, new: Any) -> Any:
    """Merge a container's parts; one in which a widget stands is taken as it is wanted, its words may be the widget's."""
    if len(old) == len(new) and all(part is was for part, was in zip(new, old, strict=True)):
        return old  # the same widgets in a new frame: they keep the one they stand in
    if old.css_classes != new.css_classes or old.visible != new.visible or _owned(new):
        return new
    parts = merged(list(old), list(new))
    if len(parts) != len(old) or any(part is not was for part, was in zip(parts, old, strict=True)):
        old[:] = parts
    if old.styles != new.styles:
        old.styles = new.styles
    return old


def _owned(container: Any) -> bool:
    return any(not isinstance(part, (*CONTAINERS, *(kind for kind, _ in LEAVES))) for part in container)


def _words(old: Any, new: Any) -> bool:
    if old.stylesheets != new.stylesheets:
        return False
    if old.object != new.object:
        old.object = new.object
    return True


def _plot(old: Any, new: Any) -> bool:
    if old.plot != new.plot:
        old.param.update(tall=new.tall, plot=new.plot)
    return True


def _rows(old: Any, new: Any) -> bool:
    """Give a grid its new rows where its columns are the same and written alike."""
    if list(old.value.columns) != list(new.value.columns) or any(_said(old, name) != _said(new, name) for name in BUILT):
        return False
    if old.value is not new.value:
        old.param.update(**{name: getattr(new, name) for name in TOLD}, page=1)
    return True


def _said(grid: Any, name: str) -> Any:
    """Compare how a grid is built by what its parts say: formatters are models, equal only to themselves."""
    value = getattr(grid, name)
    if not isinstance(value, dict):
        return value
    return {key: (type(part).__name__, part.properties_with_values()) if hasattr(part, "properties_with_values") else part for key, part in value.items()}  # fmt: skip


def _file(old: Any, new: Any) -> bool:
    if old.label != new.label:
        return False
    old.param.update(callback=new.callback, filename=new.filename)
    return True


LEAVES: tuple[tuple[type, Callable[[Any, Any], bool]], ...] = (
    (pn.pane.HTML, _words), (Drawing, _plot), (pn.widgets.Tabulator, _rows), (pmui.FileDownload, _file),
)  # fmt: skip
