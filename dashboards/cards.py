"""The pieces a page is put together from: the sentence, cards, figures, and the states of having nothing to show.

In flow a report's sentence, notes and figures; out flow Panel components. Everything written here is escaped: a candidate's words
never become markup.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn

from dashboards import theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.wording import Speaker

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


def emphasise(sentence: str, marked: Mapping[str, str]) -> str:
    """Escape a sentence and bring out pieces of it, the longest first and each once."""
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
    flex = {"flex": f"{grow} 1 {wide}px"} if wide else {"width": "100%", "flex": "1 1 100%"}
    return pn.Column(*heading, *content, styles=CARD | flex, sizing_mode="stretch_width", margin=0)


def beside(*parts: Any) -> pn.FlexBox:
    """Set cards side by side where there is room, below each other where there is not."""
    return pn.FlexBox(
        *parts, gap="16px", align_items="stretch", flex_wrap="wrap", sizing_mode="stretch_width", margin=0, styles={"width": "100%"}
    )


def stack(*parts: Any) -> pn.Column:
    """Set the parts of a page below each other."""
    return pn.Column(
        *(part for part in parts if part is not None),
        sizing_mode="stretch_width",
        margin=0,
        styles={"gap": "16px", "min-width": "0"},
    )


def figure(element: Any) -> pn.pane.HoloViews:
    """Show a report's figure as wide as its card."""
    return pn.pane.HoloViews(element, sizing_mode="stretch_width", linked_axes=False, margin=0)


def state(kind: str, mark: str, title: str, *lines: str) -> pn.pane.HTML:
    """Say in a designed way that there is nothing to show: `kind` is "empty", "few", "refused", "failed" or "stale"."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return html(
        f'<div class="state {kind}" role="status"><span class="mark">{escape(mark)}</span><h2>{escape(title)}</h2>{said}</div>'
    )


def refusal(problem: Any, say: Speaker) -> pn.pane.HTML:
    """Show one of the workbench's refusals: what, what was found and expected, and what to do."""
    from workbench.errors import AccessDenied, UndefinedResult

    kinds = {AccessDenied: ("refused", say("No right to see this")), UndefinedResult: ("few", say("Too little data"))}
    kind, mark = kinds.get(type(problem), ("failed", say("Cannot be shown")))
    found = say("Found: {found}", found=problem.found) if problem.found else ""
    expected = say("Expected: {expected}", expected=problem.expected) if problem.expected else ""
    return state(kind, mark, _sentence(problem.what), found, expected, _sentence(problem.cure))


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:].rstrip(".") + "." if clause else ""
