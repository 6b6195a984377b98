"""What is wrong with a pay matrix that is being written, against the company it is written for.

In flow a desk and the matrix as it stands in a form, valid or not; out flow the findings of `pay.lint` with staff, market and scores of the
matrix's job family beside it, as far as the role reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import pay, wording
from workbench.errors import Refusal
from workbench.reports.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

SEVERITIES = {"error": "error", "warning": "warning", "note": "to know"}


def matrix_findings(desk: Any, content: Mapping[str, Any], *, language: str = "zh") -> pd.DataFrame:
    """Lint a matrix against its surroundings.

    Parameters
    ----------
    desk : desk of the store
    content : mapping
        As `PayMatrix.to_dict` gives it; bands need not be valid.
    language : {"zh", "en"}

    Returns
    -------
    pandas.DataFrame, one row a finding, errors first
        ``severity_text``, ``place``, ``found``, ``fix``, ``severity``, ``code``.
    """
    import pandas as pd

    say, reader = wording.speak(language), Reader(desk)
    content = {"edges": "half-open"} | dict(content)  # a stored matrix is [from, to) by its own rule
    try:
        found = pay.lint(content, language=language, **_around(reader, content))
    except Refusal:  # a surrounding that cannot be compared (another currency) does not keep the rest from being said
        found = pay.lint(content, language=language)
    if found.empty:
        return pd.DataFrame(columns=["severity_text", "place", "found", "fix", "severity", "code"])
    return found.assign(severity_text=[say(SEVERITIES[name]) for name in found["severity"]])[
        ["severity_text", "place", "found", "fix", "severity", "code"]
    ]


def _around(reader: Reader, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read staff, market and scores of the jobs the matrix is for; what there is none of is left out."""
    jobs = reader.table("JOBS")
    own = jobs[jobs["job_family"] == content.get("job_family")]
    for name in ("level", "city"):
        if content.get(name) is not None:
            own = own[own[name] == content[name]]
    ids = list(own["job_id"])
    staff, market = reader.table("EMPLOYEES", job_id=ids), reader.table("MARKET_PAY", job_id=ids)
    held = reader.table("INTERVIEWS", job_id=ids)
    scores = reader.table("SCORES", interview_id=list(held["interview_id"]))
    known = {"staff": staff[staff["pay"].notna()], "market": market, "scores": scores[scores["overall"].notna()]}
    return {name: table for name, table in known.items() if len(table)}
