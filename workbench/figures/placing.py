"""Names beside dots that lie close together: each where it covers neither another name nor another dot.

In flow dots with their names and what part of the plane is shown; out flow the places of the names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTER_PX, LINE_PX, DOT_PX = 6.5, 17.0, 10.0
LEVELS = (1, -1, 2, -2, 3, -3, 4, -4)  # lines above (below) the dot, the nearest first
NARROWEST = (190.0, 295.0)  # the plane on a phone, in pixels: what is apart there is apart everywhere wider


class Placed(NamedTuple):
    """A name and where it stands: in the plane's units, with the side it is written from, and how many lines away from its dot."""

    x: float
    y: float
    text: str
    align: str
    level: int


def placed(
    dots: Sequence[tuple[float, float, str]],
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    size: tuple[float, float] = NARROWEST,
) -> list[Placed]:
    """Place the names of dots above or below them, further away where there is no room.

    Parameters
    ----------
    dots : sequence of (x, y, name)
        The one that comes first has the first choice.
    xlim, ylim : (low, high)
        The part of the plane shown.
    size : (width, height) [pixels]
        Of the plane, at its narrowest.

    Returns
    -------
    list of Placed, in the order of the dots
    """
    across, up = (xlim[1] - xlim[0]) / size[0], (ylim[1] - ylim[0]) / size[1]
    pixels = [((x - xlim[0]) / across, (y - ylim[0]) / up, text) for x, y, text in dots]
    taken = [(x - DOT_PX / 2, y - DOT_PX / 2, x + DOT_PX / 2, y + DOT_PX / 2) for x, y, _ in pixels]
    found = []
    for (x, y, text), (own_x, own_y, _) in zip(pixels, dots, strict=True):
        align, left = _side(x, _width(text), size[0])
        boxes = [(level, (left, y + (level - 0.5) * LINE_PX, left + _width(text), y + (level + 0.5) * LINE_PX)) for level in LEVELS]
        free = [
            (level, box)
            for level, box in boxes
            if box[1] >= 0 and box[3] <= size[1] and not any(_meet(box, other) for other in taken)
        ]
        level, box = (free or boxes)[0]
        taken.append(box)
        found.append(Placed(own_x, own_y + level * LINE_PX * up, text, align, level))
    return found


def _width(text: str) -> float:
    """Estimate how wide a name is; a Chinese letter takes the width of two others."""
    return LETTER_PX * sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _side(x: float, width: float, of: float) -> tuple[str, float]:
    """Choose the side a name is written from, so that it stays inside, and give its left edge."""
    if x - width / 2 < 0:
        return "left", x
    return ("right", x - width) if x + width / 2 > of else ("center", x - width / 2)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
