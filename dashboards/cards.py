"""The pieces a page is put together from: the sentence, cards, figures, and how they stand beside each other.

In flow a report's sentence, notes and figures; out flow Panel components. Everything written here is escaped: a candidate's words
never become markup.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import drawing, merging, preferences, theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dashboards.visit import Visit
    from workbench.reports import Report
    from workbench.wording import Speaker

NOTES_ON_TOP = 2
PERCENT = re.compile(r"(\d) %")
FOLDED = (
    "@media (max-width: 600px) { :host(:not([data-open])) { display: none !important; } :host { margin-top: 8px !important; } }"
)
FOLD = (
    "const open = this.getRootNode().host.nextElementSibling.toggleAttribute('data-open'); this.setAttribute('aria-expanded', open)"
)
CARD = {"background": "var(--wb-card)", "border": "1px solid var(--wb-line)", "border-radius": "12px", "padding": "16px 18px", "min-width": "0",
        "box-sizing": "border-box", "overflow": "hidden"}  # fmt: skip


def html(markup: str, *, sheet: str = "style.css", **layout: Any) -> pn.pane.HTML:
    """Show markup in the house's style; the caller has escaped what people wrote."""
    return pn.pane.HTML(markup, stylesheets=[theme.sheet(sheet)], margin=0, **{"sizing_mode": "stretch_width"} | layout)


def answer(title: str, sentence: str, notes: Iterable[str], *, marked: Mapping[str, str] | None = None) -> pn.pane.HTML:
    """Open a page: the question small, its answer large, and what it rests on.

    Parameters
    ----------
    title, sentence : str
    notes : iterable of str
    marked : mapping of str to {"good", "warn", "alarm"}
        Pieces of the sentence to bring out.
    """
    told = emphasise(sentence, marked or {})
    rests = "".join(f"<span>{escape(note)}</span>" for note in notes)
    return html(f'<div class="answer"><p class="question">{escape(title)}</p><h1>{told}</h1><p class="notes">{rests}</p></div>')


def unbroken(text: str) -> str:
    """Keep a number and its per cent sign on one line."""
    return PERCENT.sub("\\1\u00a0%", text)


def emphasise(sentence: str, marked: Mapping[str, str]) -> str:
    """Escape a sentence and bring out pieces of it, the longest first and each once."""
    sentence = unbroken(sentence)
    places: list[tuple[int, int, str]] = []
    for piece, kind in sorted(marked.items(), key=lambda item: -len(item[0])):
        start = sentence.find(piece) if piece else -1
        free = all(start + len(piece) <= begin or start >= end for begin, end, _ in places)
        if start >= 0 and free:
            places.append((start, start + len(piece), kind))
    told, at = [], 0
    for begin, end, kind in sorted(places):
        told += [escape(sentence[at:begin]), f'<b class="{kind}">{escape(sentence[begin:end])}</b>']
        at = end
    return "".join(told) + escape(sentence[at:])


def card(*content: Any, title: str = "", about: str = "", wide: int = 0, grow: int = 1) -> pn.Column:
    """Frame some content.

    Parameters
    ----------
    *content : Panel components
    title, about : str
        Heading and the small line below it.
    wide : int
        Width in pixels below which the card takes a line of its own; 0 for a card that always does.
    grow : int
        Share of a line it takes beside other cards.
    """
    heading = [html(f'<div class="head"><h2>{escape(title)}</h2><p>{escape(about)}</p></div>')] if title or about else []
    flex = (
        {"flex": f"{grow} 1 {wide}px", "height": "auto", "align-self": "stretch"} if wide else {"width": "100%", "flex": "0 0 auto"}
    )
    return pn.Column(*heading, *content, styles=CARD | flex, sizing_mode="stretch_width", margin=0)


def beside(*parts: Any) -> Any:
    """Set cards side by side where there is room, below each other where there is not; one alone takes the line."""
    kept = [part for part in parts if part is not None]
    if len(kept) == 1:
        kept[0].styles = {**kept[0].styles, "width": "100%", "flex": "0 0 auto"}
        return kept[0]
    styles = {"width": "100%", "flex": "0 0 auto", "height": "auto"}
    return (
        pn.FlexBox(*kept, gap="16px", align_items="stretch", flex_wrap="wrap", sizing_mode="stretch_width", margin=0, styles=styles)
        if kept
        else None
    )


def pile(*parts: Any, wide: int) -> pn.Column:
    """Set cards below each other beside another card."""
    flex = {"flex": f"1 1 {wide}px", "gap": "16px", "min-width": "0", "height": "auto"}
    return pn.Column(*(part for part in parts if part is not None), sizing_mode="stretch_width", margin=0, styles=flex)


def stack(*parts: Any) -> pn.Column:
    """Set the parts of a page below each other."""
    return pn.Column(
        *(part for part in parts if part is not None),
        sizing_mode="stretch_width",
        margin=0,
        styles={"gap": "16px", "min-width": "0"},
    )


def opening(report: Report, *, marked: Mapping[str, str] | None = None) -> pn.pane.HTML:
    """Open a page with its report's question, sentence and what it rests on; the other notes stand at the foot (`closing`)."""
    return answer(report.title, report.sentence, report.notes[:NOTES_ON_TOP], marked=marked)


def closing(report: Report) -> pn.pane.HTML | None:
    """End a page with what its report does not show."""
    rest = report.notes[NOTES_ON_TOP:]
    return html(f'<ul class="foot">{"".join(f"<li>{escape(note)}</li>" for note in rest)}</ul>') if rest else None


def drawn(report: Report, name: str, *, dark: bool = False, wide: int = 0, grow: int = 1) -> pn.Column | None:
    """Frame one of a report's figures; its title and caption become the card's heading, which can break its lines on a phone."""
    if name not in report.figures:
        return None
    title, about, plot = plotted(report.figures[name], dark=dark)
    return card(plot, title=title, about=about, wide=wide, grow=grow)


def plotted(element: Any, *, dark: bool = False) -> tuple[str, str, drawing.Drawing]:
    """Give a figure's title, its caption, and the plot without them."""
    figure = drawing.drawn(element, dark=dark)
    return figure.title, figure.about, drawing.component(figure)


def controls(*widgets: Any, say: Speaker) -> pn.Column:
    """Set a page's widgets in a line; on a phone they are folded behind one row that says what is chosen."""
    line = pn.FlexBox(
        *widgets,
        gap="12px",
        align_items="end",
        flex_wrap="wrap",
        sizing_mode="stretch_width",
        margin=0,
        styles={"flex": "0 0 auto"},
        stylesheets=[FOLDED],
    )
    label, standing = escape(say("Choose")), escape(" · ".join(filter(None, map(_standing, widgets))))
    row = html(
        f'<button type="button" class="fold" aria-expanded="false" onclick="{FOLD}"><b>{label}</b><span>{standing}</span></button>',
        sheet="fold.css",
    )
    return pn.Column(row, line, sizing_mode="stretch_width", margin=0, styles={"flex": "0 0 auto"})


def _standing(widget: Any) -> str:
    """Say what a widget stands at, in the words on it."""
    options = getattr(widget, "options", None)
    if isinstance(options, dict):
        return next((text for text, value in options.items() if value == widget.value), "")
    return f"{widget.label} {widget.value}" if widget.value else ""


def chooser(
    visit: Visit, name: str, label: str, options: Mapping[str, str], *, otherwise: str | None = None, width: int = 230
) -> pmui.Select:
    """Give a chooser that starts with what the address asks for, and that the address follows.

    Parameters
    ----------
    visit : Visit
    name : str
        Its name in the address.
    label : str
    options : mapping of str to str
        Words to values.
    otherwise : str, optional
        The value to start with where the address asks for nothing that is here; the first unless given.
    width : int
    """
    values = list(options.values())
    visit.offered[name] = tuple(values)
    start = next((value for value in (visit.query.get(name, ""), otherwise) if value in values), values[0])
    chosen = pmui.Select(label=label, options=dict(options), value=start, width=width, margin=0, size="small")
    preferences.follow(chosen, {"value": name})
    return chosen


def field(visit: Visit, name: str, label: str) -> pmui.TextInput:
    """Give a field that starts with what the address asks for, and that the address follows; empty, nothing is tried."""
    typed = pmui.TextInput(label=label, value=visit.query.get(name, ""), placeholder="–", width=190, margin=0, size="small")
    preferences.follow(typed, {"value": name})
    return typed


def folded(*parts: tuple[str, Any]) -> pmui.Accordion:
    """Keep what few readers need behind its title."""
    look = {"& .MuiPaper-root": {"border": "1px solid var(--wb-line)", "borderRadius": "12px !important", "boxShadow": "none", "marginBottom": "8px",
                                 "backgroundColor": "var(--wb-card)", "backgroundImage": "none", "&:before": {"display": "none"}},
            "& .MuiAccordionSummary-root *": {"fontSize": "15px"}}  # fmt: skip
    return pmui.Accordion(*parts, active=[], sizing_mode="stretch_width", margin=0, sx=look)


def filtered(page: Callable[..., Any], *widgets: Any, say: Speaker) -> pn.Column:
    """Show a page that follows its widgets: the sentence first, then the widgets, then what stands below.

    Parameters
    ----------
    page : callable
        Takes the widgets' values; gives (opening, rest), or one component that says why there is nothing.
    *widgets : Panel widgets
    say : callable
        Says what stands on the row that folds the widgets on a phone.
    """

    def parts() -> tuple[Any, Any]:
        built = page(*(widget.value for widget in widgets))
        return built if isinstance(built, tuple) else (None, built)

    def follow(*_: Any) -> None:
        opening, rest = parts()
        wanted = stack(opening, *([controls(*widgets, say=say)] if widgets else []), rest).objects
        with pn.io.hold():  # one message to the browser, not one a part
            place[:] = merging.merged(place.objects, wanted)

    place = stack()
    follow()
    for widget in widgets:
        widget.param.watch(follow, "value_throttled" if "value_throttled" in widget.param else "value")
    return place


def later(make: Callable[[], Any], *, wide: int = 0, grow: int = 1, waiting: str) -> pn.Column:
    """Hold a card's place until the page stands, then fill it: a page opens at once, whatever its reports cost.

    Parameters
    ----------
    make : callable
        Gives the card, or None to leave the place empty.
    wide, grow : int
        As of `card`.
    waiting : str
        What the place says until then.
    """
    place = card(html(f'<p class="muted" role="status">{escape(waiting)}</p>'), wide=wide, grow=grow)

    def fill() -> None:
        made = make()
        place.visible = made is not None
        place[:] = list(made) if made is not None else []

    if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        pn.state.onload(fill)
    else:
        fill()
    return place
