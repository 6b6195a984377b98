"""What résumés say of the things jobs require: the degree, and the years in all and in each field of work.

In flows CANDIDATES; out flows one row per candidate and thing known, with the words it stands on, as screening reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.errors import EvidenceError
from workbench.evidence.resume.reading import Resume, parse
from workbench.evidence.resume.stated import experience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

COLUMNS = ("candidate_id", "known", "value", "at_least", "quote")
TEXTS = ("resume_text", "work_history")


def for_screening(
    candidates: Any, *, as_of: Mapping[str, str] | None = None, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """Read what screening needs from the texts of candidates.

    Parameters
    ----------
    candidates : dataframe, CANDIDATES
        Reads ``resume_text`` and ``work_history``; the résumé first, the work history where it is empty.
    as_of : mapping of candidate_id to ISO date, optional
        Up to when a position that is still held counts: the day of the application.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    pandas.DataFrame, one row per candidate and thing known
        ``candidate_id``, ``known`` [degree, years, years_<field>], ``value``, ``at_least`` [the true value may be higher], ``quote``.
    """
    import pandas as pd

    rows, people = [], frames.to_pandas(candidates, where="CANDIDATES").to_dict("records")
    tell = progress or (lambda done, total: None)
    for done, person in enumerate(people, start=1):
        text = next((person[name] for name in TEXTS if isinstance(person.get(name), str) and person[name].strip()), None)
        read = _read(text)
        if read is not None:
            day = (as_of or {}).get(person["candidate_id"], "")
            rows += [(person["candidate_id"], *row) for row in _known(read, day)]
        tell(done, len(people))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _read(text: str | None) -> Resume | None:
    try:
        return parse(text) if text else None
    except EvidenceError:  # what is no résumé says nothing, and nobody fails for it
        return None


def _known(read: Resume, as_of: str) -> list[tuple[str, float, bool, str | None]]:
    out: list[tuple[str, float, bool, str | None]] = []
    if read.degree_level is not None:
        study = next((s for s in read.studies if s.level == read.degree_level and s.held), None)
        out.append(("degree", read.degree_level, False, read.text[slice(*study.span)] if study else None))
    out += [
        ("years" if entry.field == "all" else f"years_{entry.field}", entry.years, entry.at_least, entry.quote)
        for entry in experience(read, as_of=as_of)
    ]
    return out
