"""A candidate's skills over all interviews: what was claimed, when, how often, and in which sentence.

In flow SKILL_TAGS and INTERVIEWS; out flows one row a candidate and tag. A later interview adds to an earlier one and never
erases it: a skill denied in spring and shown in autumn is held, with both on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.errors import ContractError

if TYPE_CHECKING:
    import pandas as pd

RANK = {"has": 0, "hypothetical": 1, "negated": 2}
COLUMNS = (
    "candidate_id", "tag", "polarity", "n_interviews", "n_mentions", "n_negated", "first_date", "last_date", "interview_id", "question_id",
    "span_start", "span_end", "sentence",
)  # fmt: skip


def accumulate(tags: Any, interviews: Any) -> pd.DataFrame:
    """Bring the tags of every interview of a candidate together.

    Parameters
    ----------
    tags : dataframe, SKILL_TAGS, one row per interview × question × tag
    interviews : dataframe, INTERVIEWS
        Reads ``interview_id``, ``candidate_id`` and ``interview_date``.

    Returns
    -------
    pandas.DataFrame, one row per candidate × tag
        ``polarity`` (has outweighs hypothetical, that outweighs negated), ``n_interviews``, ``n_mentions``, ``n_negated``,
        ``first_date`` and ``last_date`` of any mention, and place and sentence of the latest mention of that polarity.

    Raises
    ------
    ContractError
        If a column read is missing, or a tag belongs to an interview that is not there.
    """
    import pandas as pd

    said = _checked(tags, "SKILL_TAGS", ("interview_id", "tag", "polarity", "sentence"))
    held = _checked(interviews, "INTERVIEWS", ("interview_id", "candidate_id", "interview_date"))
    joined = said.merge(
        held[["interview_id", "candidate_id", "interview_date"]].drop_duplicates("interview_id"), on="interview_id", how="left"
    )
    strangers = joined["candidate_id"].isna()
    if strangers.any():
        raise ContractError(
            f"{int(strangers.sum())} tags belong to interviews that are not in INTERVIEWS", where="SKILL_TAGS",
            found=f"rows {', '.join(map(str, list(joined.index[strangers])[:5]))}", expected="every interview_id in INTERVIEWS",
            cure="pass the interviews the tags were gathered from",
        )  # fmt: skip
    joined["rank"] = joined["polarity"].map(RANK)
    ordered = joined.sort_values(["candidate_id", "tag", "interview_date", "interview_id"], kind="stable")
    rows = [_one(key, part) for key, part in ordered.groupby(["candidate_id", "tag"], sort=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _checked(table: Any, where: str, needed: tuple[str, ...]) -> pd.DataFrame:
    frame = frames.to_pandas(table, where=where)
    absent = [column for column in needed if column not in frame]
    if absent:
        raise ContractError(
            f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, frame.columns))}",
            expected=f"at least {', '.join(needed)}", cure="rename the columns, or read the export with intake",
        )  # fmt: skip
    return frame


def _one(key: tuple[Any, ...], part: pd.DataFrame) -> dict[str, Any]:
    best = part[part["rank"] == part["rank"].min()].iloc[-1]
    place = {name: best.get(name) for name in ("interview_id", "question_id", "span_start", "span_end", "sentence")}
    return {
        "candidate_id": key[0], "tag": key[1], "polarity": best["polarity"], "n_interviews": part["interview_id"].nunique(),
        "n_mentions": len(part), "n_negated": int((part["polarity"] == "negated").sum()), "first_date": part["interview_date"].iloc[0],
        "last_date": part["interview_date"].iloc[-1], **place,
    }  # fmt: skip
