"""The indicator catalogue: every piece of evidence a rubric may name, with class, unit, plausible range and definition.

In flows ``catalogue.yaml`` beside this file; out flow `Indicator` objects. A name outside the catalogue is refused, and
the catalogue has no emotion, personality, accent, sex, age, origin or health.
"""

from __future__ import annotations

import functools
import importlib.resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.definitions.document import Bilingual, Document
from workbench.errors import closest

IndicatorClass = Literal["answer", "resume", "rating", "delivery", "recording", "expression"]
CLASSES: tuple[str, ...] = ("answer", "resume", "rating", "delivery", "recording", "expression")
NEVER = (
    "emotion", "personality", "accent", "gender", "sex", "health", "nervous", "confiden", "honest", "attractive", "ethnic",
    "情绪", "性格", "口音", "性别", "健康", "紧张", "自信", "诚实", "长相", "民族",
)  # fmt: skip
RATING_PREFIX = "rating."


class Aliases(BaseModel):
    """How people name the indicator when they speak, per language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Indicator(BaseModel):
    """One named piece of evidence.

    Parameters
    ----------
    id : str
        Column name in the wide evidence table.
    cls : str
        Class; the policy says which classes may enter a score.
    unit : str
        Unit of the value, in the words of `Quantity` for answers (count, percent, cny, month, …).
    low, high : float or None
        Plausible range; a value outside it abstains.
    period : str or None
        Time base of a rate (``year``: a monthly count is multiplied by 12).
    aliases : Aliases
        Words that link a quantity in an answer to this indicator.
    needs : Aliases
        Words of which the clause must hold at least one (of a language that lists any): 客户 alone is not a new customer.
    blocks : Aliases
        Words that give the quantity to something else: 拜访, 流失, existing.
    change : bool
        The value is a change (grew by 25 %), not a level (stands at 25 %).
    of_several : {"clear", "largest"}
        Which mention counts when several differ: the clearest one, or the largest.
    definition : str
        How it is measured and where the definition comes from.
    experimental : bool
        Not yet shown to agree with its reference; kept out of scores by the default policy.
    same_as : str or None
        The indicator this name is another spelling of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    cls: Annotated[IndicatorClass, Field(alias="class")]
    unit: str
    name: Bilingual
    low: float | None = None
    high: float | None = None
    period: Literal["year", "month", "week", "day"] | None = None
    aliases: Aliases = Aliases()
    needs: Aliases = Aliases()
    blocks: Aliases = Aliases()
    change: bool = False
    of_several: Literal["clear", "largest"] = "clear"
    definition: str = ""
    experimental: bool = False
    same_as: str | None = None


class Catalogue(Document):
    """Every indicator there is."""

    kind = "indicator catalogue"

    id: str
    indicators: tuple[Indicator, ...]


def indicators() -> dict[str, Indicator]:
    """Every indicator by name (ratings, one per criterion, are made on demand by `indicator`)."""
    return {entry.id: entry for entry in _catalogue().indicators}


def version() -> str:
    """Content hash of the catalogue, kept beside every piece of evidence."""
    return _catalogue().version


def indicator(name: str) -> Indicator:
    """Look one indicator up.

    Raises
    ------
    ValueError
        If the name is not in the catalogue, with the nearest name that is.
    """
    known = indicators()
    if name in known:
        return known[name]
    if any(word in name.lower() for word in NEVER):
        raise ValueError(
            f"indicator '{name}' is none we measure: nothing is inferred about emotion, personality, accent, sex or health"
        )
    if name.startswith(RATING_PREFIX) and name != RATING_PREFIX:
        return _rating(name)
    hint = closest(name, known) or "'workbench definitions indicators' lists them"
    raise ValueError(f"indicator '{name}' is not in the catalogue; {hint}")


def is_rating(name: str) -> bool:
    """Say whether an indicator is the mean human (or learned) rating of a criterion."""
    return name.startswith(RATING_PREFIX)


def _rating(name: str) -> Indicator:
    criterion = name.removeprefix(RATING_PREFIX)
    label = Bilingual(zh=f"评分：{criterion}", en=f"Rating: {criterion}")
    return Indicator(id=name, cls="rating", unit="rating", name=label, definition="Mean of the raters' ratings of this criterion.")


@functools.cache
def _catalogue() -> Catalogue:
    with importlib.resources.as_file(importlib.resources.files("workbench.definitions") / "catalogue.yaml") as path:
        return Catalogue.load(Path(path))
