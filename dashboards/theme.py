"""How every page looks: white or near-black ground, one accent, one warning, one alarm, greys for context.

Out flow the colours (as CSS variables that reach into every component), the settings of the component library, and the one style sheet.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from workbench.figures import style

ASSETS = Path(__file__).parent / "assets"
FONT = (
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
    '"Helvetica Neue", "Segoe UI", Arial, sans-serif'
)
LIGHT = {
    "ground": "#f5f7f9", "card": "#ffffff", "ink": "#17202b", "text": "#3d4855", "soft": "#5b6673", "faint": "#636f7c", "line": "#e1e6eb",
    "quiet": "#f0f3f6", "accent": "#0f766e", "on-accent": "#ffffff", "accent-soft": "#d5efeb", "accent-faint": "#eef8f6",
    "warn": "#b45309", "warn-soft": "#fdf3e4", "alarm": "#b42318", "alarm-soft": "#fef1f0",
}  # fmt: skip
DARK = {
    "ground": "#10151a", "card": "#182027", "ink": "#eaeff4", "text": "#c6d0da", "soft": "#9caab7", "faint": "#83919e", "line": "#2a343e",
    "quiet": "#1f2831", "accent": "#37c2b3", "on-accent": "#06201d", "accent-soft": "#12453f", "accent-faint": "#142b2b",
    "warn": "#f0a84c", "warn-soft": "#37290f", "alarm": "#ff8f85", "alarm-soft": "#3b1d1b",
}  # fmt: skip
# A figure's colours on white, and what they are on a dark ground.
INKS = {
    style.ACCENT: "#37c2b3", style.ACCENT_SOFT: "#1d6a61", style.ACCENT_FAINT: "#142b2b", style.WARNING: "#f0a84c", style.ALARM: "#ff8f85",
    style.INK: "#eaeff4", style.TEXT: "#c6d0da", style.QUIET: "#9caab7", style.CONTEXT: "#7c8a97", style.RIDGE: "#2f3b46", style.GRID: "#232d36",
    "white": "#182027",
}  # fmt: skip
MAIN_WIDTH = 1320
WIDE = "@media (min-width: 900px)"


def root_css(*, dark: bool) -> str:
    """Write the colours as variables; they are inherited into every component's shadow tree."""
    tokens = DARK if dark else LIGHT
    variables = " ".join(f"--wb-{name}: {colour};" for name, colour in tokens.items())
    scheme = "dark" if dark else "light"
    return (
        f":root {{ {variables} --wb-font: {FONT}; color-scheme: {scheme}; }} "
        "html, body { background: var(--wb-ground) !important; color: var(--wb-ink); font-family: var(--wb-font); overflow-x: hidden; }"
    )


def components(*, dark: bool) -> dict[str, object]:
    """Give the component library the same colours and letters."""
    tokens = DARK if dark else LIGHT
    palette = {
        "mode": "dark" if dark else "light",
        "primary": {"main": tokens["accent"], "contrastText": tokens["on-accent"]},
        "warning": {"main": tokens["warn"]},
        "error": {"main": tokens["alarm"]},
        "background": {"default": tokens["ground"], "paper": tokens["card"]},
        "text": {"primary": tokens["ink"], "secondary": tokens["soft"]},
        "divider": tokens["line"],
    }
    look = {
        "palette": palette,
        "typography": {"fontFamily": FONT, "fontSize": 14, "button": {"textTransform": "none"}},
        "shape": {"borderRadius": 8},
    }
    return {"light": look, "dark": look}


def page_look() -> dict[str, object]:
    """Lay out the frame of a page: a flat bar, the ground, and room around the content."""
    bar = {"backgroundColor": "var(--wb-card)", "backgroundImage": "none", "color": "var(--wb-ink)", "boxShadow": "none",
           "borderBottom": "1px solid var(--wb-line)"}  # fmt: skip
    return {
        "& .header": bar,
        "& .header .MuiToolbar-root": {"minHeight": "52px", "margin": "0 auto", "padding": "0 24px", "width": "100%",
                                       "@media (max-width: 899px)": {"padding": "0 16px"}},
        "& .MuiLinearProgress-root, & h5:empty": {"display": "none"},  # nothing is said by them, so nothing is read out
        "& .main": {"backgroundColor": "var(--wb-ground)", "minWidth": 0},
        "& .main .MuiToolbar-root": {"minHeight": "52px", "margin": 0},
        "& .main-content": {"padding": "22px 24px 56px", "boxSizing": "border-box", "overflowX": "hidden",
                            "@media (max-width: 899px)": {"padding": "16px 14px 40px"}},
    }  # fmt: skip


@cache
def sheet(name: str = "style.css") -> str:
    """Read one of the style sheets or scripts beside this file."""
    return (ASSETS / name).read_text(encoding="utf-8")


def untitled(model: Any) -> tuple[str, str]:
    """Take title and caption out of a figure and give them as text; the figure has broken them into lines, nearest the plot first."""
    from bokeh.models import Title

    titles = [part for part in model.above if isinstance(part, Title)]
    model.above = [part for part in model.above if part not in titles]
    bold, plain = (
        [part.text for part in reversed(titles) if (part.text_font_style == "bold") is is_bold] for is_bold in (True, False)
    )
    return _joined(bold), _joined(plain)


def _joined(lines: list[str]) -> str:
    """Join lines with a space, but not after Chinese punctuation."""
    joined = ""
    for line in lines:
        joined += line if not joined or joined[-1] in "，；：。、·" else f" {line}"
    return joined


def fit(model: Any) -> None:
    """Let a figure breathe with its card: words beside a mark may reach over the plot's edge, drawing needs no graphics card."""
    from bokeh.models import GlyphRenderer, Text

    model.output_backend = "canvas"
    for part in model.renderers:
        if isinstance(part, GlyphRenderer) and isinstance(part.glyph, Text):
            part.level = "overlay"


def darken(model: object) -> None:
    """Turn a figure's inks for a dark ground: the figures are drawn for white paper."""
    from bokeh.core.properties import value
    from bokeh.model import Model

    for part in model.references() if isinstance(model, Model) else ():
        for name, inked in part.properties_with_values(include_defaults=False).items():
            colour = inked.value if hasattr(inked, "value") else inked
            if isinstance(colour, str) and colour.lower() in INKS:
                setattr(part, name, value(INKS[colour.lower()]) if hasattr(inked, "value") else INKS[colour.lower()])
