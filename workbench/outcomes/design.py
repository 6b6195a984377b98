"""How named columns become the columns of a model: numbers as they are, categories against a reference level.

In flows a table and the names of its covariates; out flows a frozen `Design` that lays out new rows in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Design:
    """The columns of a model.

    Parameters
    ----------
    covariates : tuple of str
        The table's columns, in order.
    levels : dict of str to tuple of str
        Levels of each category, the reference first; a number has none.
    terms : tuple of str
        One name a model column: the covariate, or ``covariate_level``.
    of_term : tuple of str
        The covariate behind each term.
    means, sds : tuple of float
        Of the model columns in the table the design was made from.
    """

    covariates: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    terms: tuple[str, ...]
    of_term: tuple[str, ...]
    means: tuple[float, ...] = ()
    sds: tuple[float, ...] = ()

    def matrix(self, table: pd.DataFrame, *, where: str) -> np.ndarray:
        """Lay out rows, one model column a term.

        Raises
        ------
        ContractError
            If a column is missing, a value is missing, or a level was not in the table the design was made from.
        """
        _present(table, self.covariates, where)
        columns: list[np.ndarray] = []
        for name in self.covariates:
            if name not in self.levels:
                columns.append(_numbers(table[name], name, where))
                continue
            values = _words(table[name])
            known = self.levels[name]
            if strange := sorted(set(values[values.notna()]) - set(known)):
                raise ContractError(f"'{name}' has a level the model does not know", where=where, found=f"{len(strange)} unknown",
                                    expected=", ".join(known), cure="map it to one of them, or fit again with it")  # fmt: skip
            _complete(values, name, where)
            columns += [(values == level).to_numpy(float) for level in known[1:]]
        return np.column_stack(columns) if columns else np.empty((len(table), 0))


def lay_out(
    table: pd.DataFrame, covariates: Sequence[str], *, reference: Mapping[str, Any] | None = None, where: str
) -> tuple[Design, np.ndarray]:
    """Make the design of a table and its matrix.

    Parameters
    ----------
    table : pandas.DataFrame
    covariates : sequence of str
        Numbers and flags enter as they are; text and categories as one column a level but the reference.
    reference : mapping of str to level, optional
        Reference level of a category; else the first in order (of the category's own order, or of the alphabet).

    Raises
    ------
    ContractError
        If a column is missing, has missing values, or a reference is no level of it.
    UndefinedResult
        If a column does not vary, or columns say the same.
    """
    names = list(dict.fromkeys([covariates] if isinstance(covariates, str) else covariates))
    _present(table, names, where)
    levels, terms, of_term = {}, [], []
    for name in names:
        if _is_number(table[name]):
            terms.append(name)
            of_term.append(name)
            continue
        levels[name] = _levels(table[name], name, (reference or {}).get(name), where)
        terms += [f"{name}_{level}" for level in levels[name][1:]]
        of_term += [name] * (len(levels[name]) - 1)
    draft = Design(tuple(names), levels, tuple(terms), tuple(of_term))
    matrix = draft.matrix(table, where=where)
    _varied(matrix, draft, where)
    means, sds = matrix.mean(axis=0), matrix.std(axis=0)
    return Design(draft.covariates, levels, draft.terms, draft.of_term, tuple(means.tolist()), tuple(sds.tolist())), matrix


def _present(table: pd.DataFrame, names: Sequence[str], where: str) -> None:
    absent = [name for name in names if name not in table]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, table.columns))}",
                            expected=", ".join(names),
                            cure=closest(absent[0], map(str, table.columns)) or "join the column to the table")  # fmt: skip


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)


def _numbers(values: pd.Series, name: str, where: str) -> np.ndarray:
    try:
        numbers = values.astype("float64")
    except (TypeError, ValueError):
        raise ContractError(f"'{name}' is not a number", where=where, found="text", expected="numbers, as in the table fitted",
                            cure="convert the column") from None  # fmt: skip
    _complete(numbers.where(np.isfinite(numbers)), name, where)
    return numbers.to_numpy()


def _words(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), None).map(lambda value: None if value is None else str(value))


def _complete(values: pd.Series, name: str, where: str) -> None:
    if absent := int(values.isna().sum()):
        raise ContractError(f"'{name}' is missing or not finite in {absent} of {len(values)} rows", where=where, found=f"{absent} rows without a value",
                            expected="a value in every row", cure="leave those rows out and say so, or leave the covariate out")  # fmt: skip


def _levels(values: pd.Series, name: str, reference: Any, where: str) -> tuple[str, ...]:
    words = _words(values)
    _complete(words, name, where)
    present = set(words)
    ordered = [str(c) for c in values.cat.categories] if isinstance(values.dtype, pd.CategoricalDtype) else sorted(present)
    ordered = [level for level in ordered if level in present]
    if reference is None:
        return tuple(ordered)
    if str(reference) not in present:
        raise ContractError(f"the reference of '{name}' is none of its levels", where=where, found=str(reference), expected=", ".join(ordered),
                            cure=closest(str(reference), ordered) or "choose one of them")  # fmt: skip
    return (str(reference), *(level for level in ordered if level != str(reference)))


def _varied(matrix: np.ndarray, draft: Design, where: str) -> None:
    flat = [name for name in draft.covariates if name in draft.levels and len(draft.levels[name]) < 2]
    flat += [term for term, column in zip(draft.terms, matrix.T, strict=True) if len(column) == 0 or np.ptp(column) == 0]
    if flat:
        raise UndefinedResult(f"'{flat[0]}' does not vary, so nothing can be said about its effect", where=where,
                              found=f"one value in {len(matrix)} rows", expected="at least two values",
                              cure="leave it out, or choose a longer period")  # fmt: skip
    centred = matrix - matrix.mean(axis=0)
    scaled = centred / centred.std(axis=0)
    if scaled.shape[1] and np.linalg.matrix_rank(scaled, tol=1e-8 * max(scaled.shape)) < scaled.shape[1]:
        raise UndefinedResult("covariates say the same thing in other words, so their effects cannot be told apart", where=where,
                              found=", ".join(draft.terms), expected="columns of which none follows from the others",
                              cure="leave one of them out")  # fmt: skip
