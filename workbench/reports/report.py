"""What a page, a notebook's last cell and an exported file share: one sentence, tables, figures and what they do not show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Report:
    """One page's content.

    Parameters
    ----------
    title : str
        The question the page answers.
    sentence : str
        The answer with its number and uncertainty, in words.
    tables : dict of str to pandas.DataFrame
        One behind every figure, under the figure's name, and any others.
    figures : dict of str to holoviews element
    notes : tuple of str
        n, period, source, versions, and what this does not show.
    facts : dict
        The scalars that stand in the sentence, for tests and notebooks.
    """

    title: str
    sentence: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
