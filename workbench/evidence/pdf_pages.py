"""The words of a PDF page in the order a person reads them: columns one after the other, rows of a table as rows.

In flows a page of pypdfium2; out flows its text. A page is cut at the white strip between columns when what stands on both sides is
written as two texts (headings on the right, or drawn one after the other) and not as rows of one.

References
----------
Nagy and Seth (1984), Hierarchical representation of optically scanned documents: the recursive X-Y cut.
"""

from __future__ import annotations

import ctypes
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.evidence.headings import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

FEWEST_ROWS = 3
NARROWEST_GUTTER = 7.0  # points
MOST_DEEP = 3
COLUMN_END = "\x1f"
GENERATED_ONLY = "\r\n\ufffe\x02"


class Run(NamedTuple):
    """Some characters that stand close to each other on one line, and their box (points, y upwards), and when they were drawn."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    drawn: int

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.bottom + self.top) / 2


def page_text(page: Any) -> str:
    """Read one page."""
    words = page.get_textpage()
    try:
        runs = _runs(words)
        return "\n".join(_read(runs, 0)) if runs else words.get_text_bounded().replace("\ufffe", "")
    finally:
        words.close()


def _runs(words: Any) -> list[Run]:
    """Gather characters into runs: the same line, no wider gap than a wide space."""
    out: list[Run] = []
    text: list[str] = []
    box: list[float] = []
    for place, (char, spaced, left, bottom, right, top) in enumerate(_characters(words)):
        size = max(top - bottom, 1.0)
        if box:
            same_line = min(top, box[3]) - max(bottom, box[1]) > 0.5 * min(size, box[3] - box[1])
            gap = left - box[2]
            if same_line and -0.6 * size < gap < 1.05 * size:
                apart = gap > (0.12 if spaced else 0.22) * size and (spaced or not _tight(text[-1], char))
                text.append((" " if apart else "") + char)
                box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
                continue
            out.append(Run("".join(text), *box, place - 1))
        text, box = [char], [left, bottom, right, top]
    if box:
        out.append(Run("".join(text), *box, len(out)))
    return [run._replace(text=run.text.strip()) for run in out if run.text.strip()]


def _characters(words: Any) -> Iterator[tuple[str, bool, float, float, float, float]]:
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    spaced = False
    for n in range(words.count_chars()):
        code = pdfium.FPDFText_GetUnicode(words, n)
        char = chr(code)
        if char.isspace():
            spaced = True
        if char.isspace() or char in GENERATED_ONLY or pdfium.FPDFText_IsGenerated(words, n) == 1 or not char.strip("\x00"):
            continue
        loose = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(words, n, loose) and loose.top > loose.bottom:
            # the sides of the ink, the height of the font: gaps are of ink, lines are of type
            if pdfium.FPDFText_GetCharBox(words, n, left, right, bottom, top) and right.value > left.value:
                yield char, spaced, loose.left, loose.bottom, max(loose.right, right.value), loose.top
            else:
                yield char, spaced, loose.left, loose.bottom, loose.right, loose.top
            spaced = False


def _tight(before: str, after: str) -> bool:
    """Chinese characters stand apart by their own white, which is no space."""
    return bool(re.match(r"[\u3000-\u9fff\uff00-\uffef]$", before[-1:]) and re.match(r"[\u3000-\u9fff\uff00-\uffef]", after))


def _read(runs: list[Run], deep: int) -> list[str]:
    gutter = _gutter(runs) if deep < MOST_DEEP else None
    if gutter is None:
        return [_line(row) for row in _rows(runs)]
    crossing = sorted((run for run in runs if run.left < gutter - 1 and run.right > gutter + 1), key=lambda run: -run.middle)
    lines: list[str] = []
    limit = float("inf")
    for band in [*crossing, None]:
        low = band.top if band else float("-inf")
        inside = [run for run in runs if run not in crossing and low <= run.middle < limit]
        sides = ([run for run in inside if run.right <= gutter + 1], [run for run in inside if run.left >= gutter - 1])
        for n, side in enumerate(sides):
            lines += [COLUMN_END] if n and all(sides) else []
            lines += _read(side, deep + 1) if side else []
        if band:
            lines += [band.text]
            limit = band.bottom
            beside = [run for run in runs if run not in crossing and band.bottom <= run.middle < band.top]
            lines += [_line(row) for row in _rows(beside)]
    return lines


def _gutter(runs: list[Run]) -> float | None:
    """Find the white strip between two columns: the widest that few lines cross, with a text of its own on either side."""
    if len(runs) < 2 * FEWEST_ROWS:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    best: tuple[float, float] | None = None
    edges = sorted({run.left for run in runs if left + 0.12 * (right - left) < run.left < left + 0.88 * (right - left)})
    for edge in edges:
        ends = [run.right for run in runs if run.left < edge and run.right <= edge]
        over = [run for run in runs if run.left < edge - 1 and run.right > edge]
        if not ends:
            continue
        white = edge - max(ends)
        sides = ([run for run in runs if run.right <= edge], [run for run in runs if run.left >= edge])
        if white < NARROWEST_GUTTER or len(over) > 0.2 * len(runs) or min(len(_rows(side)) for side in sides) < FEWEST_ROWS:
            continue
        if _two_texts(*sides) and (best is None or white > best[0]):
            best = (white, edge - white / 2)
    return best[1] if best else None


def _two_texts(left: list[Run], right: list[Run]) -> bool:
    """Tell two columns from the columns of a table or dates set to the right."""
    if any(_opens(run) for run in right):
        return any(_opens(run) for run in left) or _drawn_apart(left, right) or _own_lines(left, right) > 0.5
    dates = sum(
        bool(re.fullmatch(r"[\d\s./\-–—~年月至今()（）A-Za-z]*\d{4}[\d\s./\-–—~年月至今()（）A-Za-z]*", run.text)) for run in right
    )
    if dates > 0.6 * len(right):
        return False
    return _drawn_apart(left, right) and (_own_lines(left, right) > 0.3 or any(_opens(run) for run in left))


def _opens(run: Run) -> bool:
    """Whether a run is a heading that no cell of a table would be: 学历 labels a cell, 教育背景 opens a section."""
    return heading(run.text) is not None and len(run.text.strip()) >= 4


def _drawn_apart(left: list[Run], right: list[Run]) -> bool:
    """Whether one side was drawn whole before the other."""
    order = [side for _, side in sorted([(run.drawn, "l") for run in left] + [(run.drawn, "r") for run in right])]
    changes = sum(a != b for a, b in pairwise(order))
    return changes <= max(2, 0.25 * min(len(left), len(right)))


def _own_lines(left: list[Run], right: list[Run]) -> float:
    """Share of the right side's lines that stand beside no line of the left."""
    rows = _rows(right)
    alone = [row for row in rows if not any(abs(row[0].middle - run.middle) < 0.35 * (run.top - run.bottom) for run in left)]
    return len(alone) / len(rows)


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Gather runs into rows, top to bottom, each from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (-r.middle, r.left)):
        if rows and min(run.top, rows[-1][0].top) - max(run.bottom, rows[-1][0].bottom) > 0.5 * min(
            run.top - run.bottom, rows[-1][0].top - rows[-1][0].bottom
        ):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda r: r.left) for row in rows]


def _line(row: list[Run]) -> str:
    """Write a row: pieces that stand far apart keep two spaces between."""
    out = row[0].text
    for before, run in pairwise(row):
        size = max(run.top - run.bottom, 1.0)
        gap = run.left - before.right
        out += ("  " if gap > 0.9 * size else "" if gap < 0.15 * size or _tight(before.text, run.text) else " ") + run.text
    return out
