"""How every figure looks: white ground, one teal, amber to warn, red to alarm, greys for context.

In flows a HoloViews element; out flows the same element with the house's fonts, axes and toolbar. Colours and fonts stand
only here.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ACCENT = "#0f766e"
ACCENT_SOFT = "#99d5cb"
ACCENT_FAINT = "#e6f2f0"
WARNING = "#b45309"
ALARM = "#b91c1c"
INK = "#1e293b"
TEXT = "#475569"
QUIET = "#7c8796"
CONTEXT = "#94a3b8"
RIDGE = "#e2e8f0"
GRID = "#eef1f4"
FONT = (
    "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', 'Helvetica Neue', Arial, sans-serif"
)
# calm enough to stand side by side, dark enough for text on white (3:1 or more), told apart without red against green
PALETTE = ("#0f766e", "#3b6ea8", "#8a5a9e", "#a8702a", "#5f7a2f", "#b0506a", "#4a6572", "#7a6a4f", "#2a8fa3", "#6b5bb0")
LABELS = 116  # pixels on the left for the labels of the vertical axis, so that figures on one page align
BARE = 8
TEXT_SIZE = "9.5pt"
TITLE_SIZE, CAPTION_SIZE = "11pt", "9pt"
TITLE_COLUMNS, CAPTION_COLUMNS = 46, 56  # half-width characters on a line that a phone of 390 pixels still shows
LINE_HEIGHT, AXIS_HEIGHT = 21, 56
LABEL_LINE, LABEL_GAP = 19, 9  # pixels of one line of an axis label, and between two labels


def colours(names: Iterable[str]) -> dict[str, str]:
    """Give each competency or channel its colour, the same one on every page that shows the same set.

    The colour hangs on the name itself; only when two names fall on one colour does the later in the alphabet move on.
    """
    taken: dict[str, str] = {}
    for name in sorted(set(names)):
        start = zlib.crc32(name.encode()) % len(PALETTE)
        ring = [PALETTE[(start + step) % len(PALETTE)] for step in range(len(PALETTE))]
        taken[name] = next((colour for colour in ring if colour not in taken.values()), ring[0])
    return taken


def dress(element: Any, *, title: str, body: int, caption: str = "", **options: Any) -> Any:
    """Give a HoloViews element the house's look.

    Parameters
    ----------
    element : HoloViews overlay or element
    title : str
        The finding or the question.
    body : int
        Height of the drawing itself in pixels; titles and axis are added to it, the width follows the page.
    caption : str
        n, what the marks mean; stands under the title.
    **options
        Further HoloViews plot options (xlabel, xlim, yticks, …).
    """
    left = LABELS
    if options.get("yticks") == []:  # an axis that says nothing is left out
        options, left = {**options, "yticks": None, "yaxis": None}, BARE
    headings = [(line, TITLE_SIZE, "bold", INK) for line in broken(title, TITLE_COLUMNS)]
    headings += [(line, CAPTION_SIZE, "normal", QUIET) for line in broken(caption, CAPTION_COLUMNS)]
    common = {
        "title": "", "responsive": True, "height": body + AXIS_HEIGHT + LINE_HEIGHT * len(headings), "toolbar": "right", "show_legend": False,
        "show_frame": False, "backend": "bokeh", "default_tools": ["save"], "active_tools": [],
    }  # fmt: skip
    return element.opts(**{**common, **options, "hooks": [_finish(headings, left), *options.get("hooks", [])]})


def row_height(labels: Iterable[str], least: int) -> int:
    """Give every row of a figure the pixels its longest label needs, at least some."""
    return max([least, *(LABEL_LINE * (label.count("\n") + 1) + LABEL_GAP for label in labels)])


def wrapped(label: str, *, width: int = 7) -> str:
    """Break a label for a narrow page: Chinese by characters (a few per line), others between words."""
    if len(label) <= width * (1 if _is_chinese(label) else 2):
        return label
    if not _is_chinese(label):
        return _by_words(label, width * 2)
    lines = -(-len(label) // width)
    each = -(-len(label) // lines)
    return "\n".join(label[i : i + each] for i in range(0, len(label), each))


def broken(text: str, width: int) -> list[str]:
    """Break a line of text to lines of about `width` half-width characters, at spaces and after Chinese punctuation."""
    lines, line = [], ""
    text = text.replace(" = ", "\u00a0=\u00a0").replace(" · ", "\u00a0· ")  # what a mark means stays on one line with the mark
    for part in re.findall(r"[^ ，；：。、·]+[，；：。、·]? *| +|[，；：。、·] *", text):
        if line and _length(line) + _length(part.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += part
    return [*lines, line.rstrip()] if line.strip() else lines


def _length(text: str) -> int:
    """Count half-width columns: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _by_words(label: str, width: int) -> str:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _is_chinese(label: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in label)


def _finish(headings: list[tuple[str, str, str, str]], left: int) -> Callable[[Any, Any], None]:
    def finish(plot: Any, _element: Any) -> None:
        figure = plot.state
        _ground(figure, left)
        _axes(figure)
        _texts(figure)
        _titles(figure, headings, left)

    return finish


def _ground(figure: Any, left: int) -> None:
    figure.outline_line_color = None
    figure.background_fill_alpha = figure.border_fill_alpha = 0
    figure.toolbar.autohide = True
    figure.toolbar.logo = None
    figure.min_border_left, figure.min_border_right = left, 10
    figure.xgrid.grid_line_color = GRID
    figure.ygrid.grid_line_color = None


def _axes(figure: Any) -> None:
    for axis in figure.axis:
        axis.axis_line_color = None
        axis.major_tick_line_color = axis.minor_tick_line_color = None
        axis.major_label_text_font = axis.axis_label_text_font = FONT
        axis.major_label_text_color, axis.axis_label_text_color = TEXT, QUIET
        axis.major_label_text_font_size = axis.axis_label_text_font_size = TEXT_SIZE
        axis.axis_label_text_font_style = "normal"


def _texts(figure: Any) -> None:
    """Give texts inside the figure the house's font (HoloViews would read a font list as a column's name)."""
    from bokeh.core.properties import value
    from bokeh.models import Text

    for renderer in figure.renderers:
        if isinstance(getattr(renderer, "glyph", None), Text):
            renderer.glyph.text_font = value(FONT)


def _titles(figure: Any, headings: list[tuple[str, str, str, str]], left: int) -> None:
    """Put title and caption flush left with the page rather than with the axis, broken where a phone is narrow."""
    from bokeh.models import Title

    figure.above = [part for part in figure.above if not isinstance(part, Title)]
    for text, size, weight, colour in reversed(headings):
        heading = Title(text=text, text_font=FONT, text_font_size=size, text_font_style=weight, text_color=colour,
                        offset=BARE - left, standoff=3)  # fmt: skip
        figure.add_layout(heading, "above")
