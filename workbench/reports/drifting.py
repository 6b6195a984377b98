"""Whether a job's points still mean what they meant: shifts by quarter, validity over time, and the days its rubric changed.

In flow dated points; out flow the tables and figures that the pages on weights and on the quarterly review share. The estimates are
`scoring.drift`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench import figures, scoring, wording
from workbench.errors import ContractError, UndefinedResult
from workbench.figures import numbers
from workbench.reports import words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import Rubric
    from workbench.reports.reading import Reader

QUARTER_LEAST = 20


@dataclass(frozen=True)
class Drifting:
    """What is told of drift: tables, figures, notes, and one clause for a sentence."""

    clause: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def stability(psi: pd.DataFrame, names: dict[str, str], language: str) -> tuple[pd.DataFrame, Any, tuple[str, ...]]:
    """Give the table of all quarters, the figure of the last one, and the names of what drifted in it.

    Parameters
    ----------
    psi : pandas.DataFrame
        As `scoring.drift` gives it, without rows that could not be judged.
    names : dict of str to str
    """
    say = wording.speak(language)
    table = psi.assign(
        name=psi["criterion"].map(names), drifts=psi["finding"].eq("drift"), finding=[say(text) for text in psi["finding"]]
    )
    last = table[table["period"] == psi["period"].max()].sort_values("psi", ascending=False)
    moved = tuple(last.loc[last["drifts"], "name"])
    drawn = figures.stability_bars(
        last, language=language,
        title=say("{names} drifted", names=words.listed(list(moved), language)) if moved else say("No competency shown to drift"),
        caption=say("{period} (n = {n}) against the first quarter; bar = index as counted, to which chance adds; line = interval of the true one; dashed = .10 and .25; amber = more than chance", period=psi["period"].max(),
                    n=int(last["n"].max())),
    )  # fmt: skip
    return table, drawn, moved


def performance_of(reader: Reader, interview_ids: list[str]) -> pd.DataFrame:
    """Give each hire's mean performance, by interview: ``interview_id``, ``performance``."""
    staff = reader.table("EMPLOYEES")
    mean = reader.table("PERFORMANCE").groupby("employee_id")["performance"].mean()
    interviews = reader.table("INTERVIEWS", interview_id=interview_ids)
    known = staff.assign(performance=staff["employee_id"].map(mean)).dropna(subset=["performance", "application_id"])
    joined = interviews.merge(known[["application_id", "performance"]], on="application_id")
    return joined[["interview_id", "performance"]].drop_duplicates("interview_id")


def drifting(reader: Reader, interviews: pd.DataFrame, rubric: Rubric | None, language: str) -> Drifting:
    """Tell of one job's drift, criterion by criterion.

    Parameters
    ----------
    reader : Reader
    interviews : dataframe, INTERVIEWS of one job up to the end of the quarter
    rubric : Rubric or None
        Names the criteria.
    language : {"zh", "en"}
    """
    say, ids = wording.speak(language), list(interviews["interview_id"])
    dated = _dated(reader, interviews, ids)
    outcome = "performance" if dated["performance"].notna().any() else None
    try:
        found = scoring.drift(dated.drop(columns=[] if outcome else "performance"), minimum=QUARTER_LEAST, outcome=outcome)
    except (UndefinedResult, ContractError):
        return Drifting(say("too few interviews a quarter to judge drift (two quarters of {n} are needed)", n=QUARTER_LEAST))
    psi, names = found.psi.dropna(subset="psi"), _names(rubric, language)
    if psi.empty:
        return Drifting(say("too few interviews a quarter to judge drift (two quarters of {n} are needed)", n=QUARTER_LEAST))
    named = {key: names.get(key, key.partition(".")[2] or key) for key in psi["criterion"]} | {"overall": say("Overall score")}
    table, drawn, moved = stability(psi, named, language)
    tables, drawings = {"drift": table, "rubric_changes": found.changes}, {"drift": drawn}
    clause = (say("drift since {start}: {names}", start=found.reference, names=words.listed(list(moved), language)) if moved
              else say("no drift shown since {start}", start=found.reference))  # fmt: skip
    if len(found.validity):
        tables["validity_quarters"] = found.validity[found.validity["n"] >= reader.policy().minimum_group].reset_index(drop=True)
        drawings |= _validity_drawn(found.validity, language)
    return Drifting(clause, tables, drawings, (*(note.say(language) for note in found.notes), *_decay(found.decay, say)), moved)


def _dated(reader: Reader, interviews: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    rows = reader.table("CRITERION_SCORES", interview_id=ids)
    rows = rows.assign(key=rows["competency"].astype(str) + "." + rows["criterion"].astype(str))
    wide = rows.pivot_table(index="interview_id", columns="key", values="points", observed=True).reset_index()
    wide.columns.name = None
    scores = reader.table("SCORES", interview_id=ids)[["interview_id", "overall", "rubric_version"]]
    table = (
        interviews[["interview_id", "interview_date"]].merge(scores, on="interview_id").merge(wide, on="interview_id", how="left")
    )
    return table.merge(performance_of(reader, ids), on="interview_id", how="left")


def _names(rubric: Rubric | None, language: str) -> dict[str, str]:
    parts = [(comp, crit) for comp in rubric.competencies for crit in comp.criteria] if rubric else []
    return {f"{comp.id}.{crit.id}": words.criterion_name(crit, language) for comp, crit in parts}


def _validity_drawn(validity: pd.DataFrame, language: str) -> dict[str, Any]:
    say, known = wording.speak(language), validity.dropna(subset=["r", "low", "high"])
    if known.empty:
        return {}
    rows = known.assign(name=known["period"] + [f"\nn = {int(n)}" for n in known["n"]])
    return {"validity_quarters": figures.validity_schemes(rows, language=language, title=say("Does the score still foretell performance?"),
                                                          caption=say("people hired, by the quarter they were interviewed in; line = 95 % interval"))}  # fmt: skip


def _decay(decay: dict[str, Any], say: wording.Speaker) -> tuple[str, ...]:
    if not decay or numbers.missing(decay["slope"]):
        return (
            say(
                "whether the score foretells performance less than it did cannot be told yet: fewer than three quarters with outcomes"
            ),
        )
    sizes = {name: f"{decay[name]:+.2f}".replace("-", "−") for name in ("slope", "low", "high")}
    return (say("validity by quarter: {finding} (Fisher's z {slope} a quarter, {low} to {high}; among people hired)", finding=say(decay["finding"]), **sizes),)  # fmt: skip
