"""Which groups weights are judged on: one attribute or several, with the groups that are large enough.

In flow group labels as callers have them; out flow, by attribute, the points and labels of the people whose group can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult
from workbench.wording import Words

ONE = "group"


@dataclass(frozen=True)
class Grouped:
    """People whose group is known and large enough, for one attribute: points [centred], group label of each, and the groups."""

    attribute: str
    points: np.ndarray
    labels: np.ndarray
    names: list


def attributes_of(groups: Any) -> dict[str, Any]:
    """Take several attributes apart: columns of a table (its ``interview_id`` goes with each), of an array, or entries of a mapping.

    Parameters
    ----------
    groups : None, one value a person, or a table, array or mapping of attributes

    Returns
    -------
    dict of attribute to values, empty without groups
    """
    if groups is None:
        return {}
    if hasattr(groups, "columns"):
        table = frames.to_pandas(groups, where="groups")
        named = [name for name in table.columns if name != "interview_id"]
        if len(named) < 2 or "groups" in named:
            return {ONE: table if "interview_id" in table or len(named) != 1 else table[named[0]]}
        return {str(name): table[["interview_id", name]] if "interview_id" in table else table[name] for name in named}
    if (
        isinstance(groups, dict)
        and groups
        and all(isinstance(part, list | tuple | np.ndarray | pd.Series) for part in groups.values())
    ):
        return {str(name): part for name, part in groups.items()}
    if np.ndim(groups) > 2:
        raise ContractError("groups are one value a person, or one column an attribute", where="groups", found=f"{np.ndim(groups)} dimensions", expected="1 or 2", cure="pass a table")  # fmt: skip
    if np.ndim(groups) == 2:
        return {f"attribute {place + 1}": column for place, column in enumerate(np.asarray(groups, dtype=object).T)}
    return {ONE: groups}


def grouped_by(
    points: np.ndarray, given: dict[str, np.ndarray], minimum_group: int, *, where: str
) -> tuple[tuple[Grouped, ...], tuple[Words, ...]]:
    """Keep, by attribute, the people of groups that are large enough, and say what is left out.

    Raises
    ------
    UndefinedResult
        If groups are given and no attribute has two that are large enough, or a criterion does not vary within them.
    """
    kept, small, few = [], 0, []
    for name, group in given.items():
        counts = pd.Series(group, dtype=object).value_counts()
        enough = counts[counts >= minimum_group]
        small += len(counts) - len(enough)
        if len(enough) < 2:
            few.append(name)
            continue
        inside = pd.Series(group, dtype=object).isin(enough.index).to_numpy()
        _must_vary_within(points[inside], group[inside], where=where)
        kept.append(Grouped(name, points[inside], group[inside], sorted(enough.index, key=str)))
    if given and not kept:
        raise UndefinedResult("two groups are needed to trade validity against an impact ratio", where=where,
                              found=f"{_large(given, minimum_group)} groups of at least {minimum_group} people, {small} smaller",
                              expected="two or more", cure="take a longer period")  # fmt: skip
    if len(given) == 1:
        return tuple(kept), ()
    notes = (
        [Words("{n} groups of fewer than {least} people are left out of the impact ratio.", n=small, least=minimum_group)]
        if small
        else []
    )
    if few:
        notes.append(Words("{n} attributes have no two groups large enough to compare.", n=len(few)))
    return tuple(kept), tuple(notes)


def _must_vary_within(points: np.ndarray, group: np.ndarray, *, where: str) -> None:
    """Refuse groups that leave no spread to measure differences by."""
    codes, names = pd.factorize(group)
    n, criteria = points.shape
    mean = np.stack([np.bincount(codes, column) for column in points.T], axis=1) / np.bincount(codes)[:, None]
    if n <= len(names) + criteria or (np.abs(points - mean[codes]).max(axis=0) < 1e-9).any():
        raise UndefinedResult("differences between groups need people who differ within them", where=where, found=f"{n} people in {len(names)} groups, {criteria} criteria",
                              expected="more people than groups and criteria together, and criteria that vary within groups", cure="join groups, or leave out a criterion that the group alone decides")  # fmt: skip


def _large(given: dict[str, np.ndarray], minimum_group: int) -> int:
    return sum(int((pd.Series(group, dtype=object).value_counts() >= minimum_group).sum()) for group in given.values())
