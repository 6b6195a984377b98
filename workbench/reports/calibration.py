"""Are these the right weights? Fitted to performance, against equal ones and the ones in use, on one page.

In flow a desk, a job and a method; out flows one `Report` with weights and their intervals, validity on people not seen, the trade-off
with an impact ratio, item statistics and drift. The estimates are `scoring.calibrate`'s, `scoring.distribution`'s and `scoring.drift`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import contracts, fairness, figures, scoring, wording
from workbench.errors import ContractError, UndefinedResult
from workbench.fairness.audit import NOT_SAID
from workbench.reports import words
from workbench.reports.audit_tables import attribute_name, group_name
from workbench.reports.drifting import QUARTER_LEAST, performance_of, stability
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report
from workbench.reports.selection import Selection, select_scores

if TYPE_CHECKING:
    from workbench.scoring import Calibration
    from workbench.wording import Words

ALL = "all"
SCHEMES = {"equal": "Equal weights", "current": "Weights in use", "fitted": "Fitted weights"}
METHODS = {
    "ridge": "Ridge towards equal weights", "nonnegative": "Non-negative regression", "relative": "Relative weights (Johnson)",
    "unit": "Equal weights", "pareto": "Trade-off with the impact ratio",
}  # fmt: skip


@scoped
def calibration(
    desk: Any,
    *,
    job_id: str,
    method: str = "ridge",
    attribute: str | None = None,
    selection_ratio: float | None = None,
    language: str = "zh",
) -> Report:
    """Report what the weights of a job's competencies should be.

    Parameters
    ----------
    desk : desk of the store
    job_id : str
    method : {"ridge", "nonnegative", "relative", "unit", "pareto"}
    attribute : str, optional
        A column of the protected attributes, for the trade-off with the impact ratio, or "all" for all of them together; only roles that may
        read it.
    selection_ratio : float, optional
        Share selected, for the expected impact ratio.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``weights``, ``validity``, ``trade_off``, ``groups_together`` [with all attributes], ``items``, ``drift``; figures ``weights``, ``validity``, ``trade_off``, ``drift``. Facts ``calibration`` [the
        `Calibration`, for sliders; None with too few outcomes], ``names`` [competency to name], ``beats_equal``, ``gain``, ``n``, ``n_outcome``.

    Raises
    ------
    ContractError
        If the attribute is not one of the protected ones.
    """
    reader, say = Reader(desk), wording.speak(language)
    chosen = select_scores(reader, job_id=job_id)
    points = _points(chosen)
    names = {name: chosen.name(job_id, name, language) for name in points.columns if name != "interview_id"}
    tables, drawn = _told(points, chosen, names, language)
    title, outcome = say("Are these the right weights?"), performance_of(reader, list(chosen.scores["interview_id"]))
    try:
        found = scoring.calibrate(
            points, outcome, method=method, groups=_groups(reader, points, attribute, chosen), over="lowest" if attribute == ALL else None, weights=_in_use(chosen, job_id, names),
            selected_on=chosen.scores.set_index("interview_id")["overall"].reindex(points["interview_id"]).to_numpy(), selection_ratio=selection_ratio,
        )  # fmt: skip
    except (UndefinedResult, ContractError) as refusal:
        if isinstance(refusal, ContractError) and len(points):
            raise
        return Report(title, _too_few(refusal, len(points), len(outcome), names, language), tables, drawn, notes=reading_notes(reader, language),
                      facts={"calibration": None, "names": names, "beats_equal": False, "n": len(points), "n_outcome": len(outcome)})  # fmt: skip
    tables = _tables(found, names, language) | tables
    drawn = _figures(tables, found, language) | drawn
    return Report(
        title=title,
        sentence=found.sentence.say(language),
        tables=tables,
        figures=drawn,
        notes=(*_notes(found, chosen, method, names, language), *reading_notes(reader, language)),
        facts={
            "calibration": found,
            "names": names,
            "beats_equal": found.beats_equal,
            "gain": found.gain,
            "n": found.n,
            "n_outcome": found.n_outcome,
            "schemes": tables["validity"],
        },
    )


def _points(chosen: Selection) -> pd.DataFrame:
    wide = chosen.competencies.pivot_table(index="interview_id", columns="competency", values="points", observed=True)
    wide.columns.name = None
    return wide.reset_index() if len(wide) else pd.DataFrame({"interview_id": []}, dtype=object)


def _in_use(chosen: Selection, job_id: str, names: dict[str, str]) -> dict[str, float] | None:
    rubric = chosen.rubrics.get(job_id)
    shares = {part.id: float(part.weight) for part in rubric.competencies if part.id in names} if rubric else {}
    return shares if sum(shares.values()) > 0 else None


def _groups(reader: Reader, points: pd.DataFrame, attribute: str | None, chosen: Selection) -> Any:
    """Give each person's group, or groups of all attributes; what was not said is not known, so it is no group."""
    if attribute is None:
        return None
    protected = contracts.PROTECTED
    if attribute != ALL and attribute not in fairness.ATTRIBUTES:
        raise ContractError(f"'{attribute}' is no protected attribute", where=protected.name, found=attribute, expected=", ".join((*fairness.ATTRIBUTES, ALL)),
                            cure="choose one of them")  # fmt: skip
    people = reader.table("INTERVIEWS", interview_id=list(chosen.scores["interview_id"])).merge(
        reader.table(protected.name, needed=True), on="candidate_id", how="left"
    )
    named = [name for name in fairness.ATTRIBUTES if name in people] if attribute == ALL else [attribute]
    found = people.drop_duplicates("interview_id").set_index("interview_id")[named].reindex(points["interview_id"]).astype(object)
    found = found.where(~found.isin(NOT_SAID), None)
    return found.reset_index(drop=True) if attribute == ALL else found[attribute].to_numpy()


def _told(
    points: pd.DataFrame, chosen: Selection, names: dict[str, str], language: str
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Give what can be told without an outcome: items and drift."""
    say = wording.speak(language)
    tables, drawn = {}, {}
    dated = points.merge(chosen.scores[["interview_id", "job_id", "interview_date", "rubric_version"]], on="interview_id")
    try:
        items = scoring.distribution(dated.drop(columns=["interview_date", "rubric_version"]), language=language).items
        tables["items"] = items.assign(
            name=items["competency"].map(names), finding=[say(text) if text else "" for text in items["finding"]]
        )
    except (UndefinedResult, ContractError):
        pass
    try:
        psi = scoring.drift(dated.drop(columns="job_id"), minimum=QUARTER_LEAST).psi.dropna(subset="psi")
    except (UndefinedResult, ContractError):
        return tables, drawn
    if len(psi):
        tables["drift"], drawn["drift"], _ = stability(psi, names, language)
    return tables, drawn


def _too_few(refusal: UndefinedResult | ContractError, n: int, n_outcome: int, names: dict[str, str], language: str) -> str:
    """Say why there is nothing to fit; what a refusal names after its colon are competencies."""
    say = wording.speak(language)
    clause, _, named = refusal.what.partition(": ")
    reason = say(clause)
    if named:
        reason = f"{reason}: {words.listed([names.get(name, name) for name in named.split(', ')], language)}"
    return say(
        "Keep equal weights: {reason} ({n} of {all} interviewed have a judged performance).", reason=reason, n=n_outcome, all=n
    )


def _tables(found: Calibration, names: dict[str, str], language: str) -> dict[str, pd.DataFrame]:
    say = wording.speak(language)
    tables = {
        "weights": found.weights.rename(columns={"criterion": "competency"}).assign(name=found.weights["criterion"].map(names)),
        "validity": found.validity.assign(label=[say(SCHEMES[scheme]) for scheme in found.validity["scheme"]]),
    }
    if len(found.expected):
        tables["validity"] = tables["validity"].merge(found.expected, on="scheme")
    if len(found.front):
        tables["trade_off"] = _said(found.front, language).rename(columns=names)
    if len(found.groups):
        tables["groups_together"] = _said(found.groups, language).rename(columns={scheme: f"ratio_{scheme}" for scheme in SCHEMES})
    return tables


def _said(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Name attributes and groups in the reader's language, where a table has them."""
    named = {name: table[name].map(lambda group: group_name(group, language)) for name in ("group", "reference") if name in table}
    if "attribute" in table:
        named["attribute"] = table["attribute"].map(lambda attribute: attribute_name(attribute, language))
    return table.assign(**named)


def compared(told: Any, language: str) -> dict[str, str]:
    """Name the two groups a ratio is of, in the reader's language: of all attributes together with the attribute.

    Parameters
    ----------
    told : Calibration, or mapping with ``attribute``, ``group``, ``reference``
    """
    found = told if isinstance(told, dict) else {name: getattr(told, name) for name in ("attribute", "group", "reference")}
    group, reference = (group_name(found[name], language) for name in ("group", "reference"))
    if found["attribute"]:
        group = wording.speak(language)("{attribute}: {group}", attribute=attribute_name(found["attribute"], language), group=group)
    return {"group": group, "reference": reference}


def front_title(found: Calibration, language: str) -> str:
    """Ask the front's question: of two groups, or of all groups together."""
    say = wording.speak(language)
    if len(found.groups):
        return say(
            "What a higher impact ratio of the group worst off costs in validity: {n} groups of all attributes together",
            n=len(found.groups),
        )
    return say("What a higher impact ratio costs in validity: {group} against {reference}", **compared(found, language))


def _figures(tables: dict[str, pd.DataFrame], found: Calibration, language: str) -> dict[str, Any]:
    say, schemes = wording.speak(language), tables["validity"].rename(columns={"label": "name"})
    title = say("The data support other weights") if found.beats_equal else say("Equal weights are not beaten")
    drawn = {
        "weights": figures.weight_intervals(tables["weights"], language=language, title=title, n=found.n_outcome),
        "validity": figures.validity_schemes(
            schemes, language=language, title=say("How well each set of weights foretells performance"),
            caption=say("among everybody interviewed; fitted weights on people they had not seen (n = {n})", n=found.n_outcome),
        ),
    }  # fmt: skip
    if len(found.front):
        drawn["trade_off"] = figures.trade_off(
            found.front, schemes.assign(r=schemes["r_fitted_on"])[["name", "impact_ratio", "r"]], language=language, n=found.n_outcome,
            title=front_title(found, language),
        )  # fmt: skip
    return drawn


def _notes(found: Calibration, chosen: Selection, method: str, names: dict[str, str], language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    return (
        say("n = {n} interviewed from {first} to {last}, {outcome} of them with a judged performance; method: {method}", n=found.n, first=chosen.first,
            last=chosen.last, outcome=found.n_outcome, method=say(METHODS[method])),
        found.selection.say(language),
        *(_named(_with_groups(note, language).say(language), names) for note in found.notes),
        say("A change of weights needs the whole interval of the gain above 0 on people the weights had not seen, and slopes that a test tells apart."),
        say("It shows what goes with performance here, not what causes it; another job or year may differ."),
    )  # fmt: skip


def _with_groups(note: Words, language: str) -> Words:
    """Name the groups in a note in the reader's language."""
    said = {name: group_name(note.gaps[name], language) for name in ("group", "reference") if name in note.gaps}
    return wording.Words(note.sentence, **(note.gaps | said)) if said else note


def _named(note: str, names: dict[str, str]) -> str:
    for name, said in names.items():
        note = note.replace(name, said)
    return note
