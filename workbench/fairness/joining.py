"""Which protected group each row's person belongs to: the join that stands in this room only.

In flow rows with ``candidate_id`` and the table of protected attributes; out flow labels, one a row, for a measure of another room to
compare. What was not said is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import frames
from workbench.errors import ContractError, closest
from workbench.fairness.audit import ATTRIBUTES, CROSSING, groups_of
from workbench.fairness.groups import UNKNOWN

if TYPE_CHECKING:
    import numpy as np


def group_labels(rows: frames.Frame, protected: frames.Frame, attribute: str) -> np.ndarray:
    """Label every row with its person's group.

    Parameters
    ----------
    rows : dataframe with ``candidate_id``
    protected : dataframe, PROTECTED
    attribute : str
        One protected attribute, or two crossed as in ``"sex × age_band"``.

    Returns
    -------
    array of text, one a row; None where the group is not known or was not said

    Raises
    ------
    ContractError
        If the attribute or a column is not there, or a candidate stands twice in PROTECTED.
    """
    named = str(attribute).split(CROSSING)
    if unknown := [name for name in named if name not in ATTRIBUTES]:
        raise ContractError(f"there is no attribute '{unknown[0]}'", where="fairness.group_labels", found=str(attribute),
                            expected=", ".join(ATTRIBUTES), cure=closest(unknown[0], ATTRIBUTES) or "choose one of them")  # fmt: skip
    people = frames.to_pandas(rows, where="rows")
    crossed = [named] if len(named) > 1 else []
    labels = groups_of(people, protected, named, crossed)[CROSSING.join(named)].astype(object)
    labels[[UNKNOWN in str(label) for label in labels]] = None
    return labels
