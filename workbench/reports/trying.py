"""Weights of one's own: kept at 100 %, what they would be worth, their point beside the front, and the rubric they would make.

In flow a calibration and shares from sliders; out flow shares, a sentence, a figure, a rubric to propose. Nothing here is in force before
somebody else approves it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import figures, scoring, wording
from workbench.definitions import Rubric
from workbench.errors import ContractError, UndefinedResult
from workbench.figures import numbers
from workbench.reports.calibration import compared, front_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.reports.report import Report
    from workbench.scoring import Calibration

WHOLE = 100


def kept_at_100(shares: Mapping[str, float], *, moved: str | None = None) -> dict[str, int]:
    """Bring whole percentages to a sum of 100: the one moved stays, the others give or take in proportion.

    Parameters
    ----------
    shares : mapping of name to share [any unit, none below 0]
    moved : str, optional
        The one that stays as it is [per cent]; without it all are scaled.

    Returns
    -------
    dict of str to int
        Adds up to 100; what rounding leaves goes to the largest remainders.

    Raises
    ------
    ContractError
        If a share is below 0, or the one moved is not among them.
    """
    if any(share < 0 for share in shares.values()) or (moved is not None and moved not in shares):
        raise ContractError("these are no shares", where="reports.kept_at_100", found=f"{sum(share < 0 for share in shares.values())} below 0", expected="shares of 0 or more, the one moved among them",
                            cure="set them to 0 or more")  # fmt: skip
    fixed = {} if moved is None else {moved: WHOLE if len(shares) == 1 else min(WHOLE, round(shares[moved]))}
    others = {name: float(share) for name, share in shares.items() if name not in fixed}
    left, total = WHOLE - sum(fixed.values()), sum(others.values())
    exact = {name: left * (share / total if total > 0 else 1 / len(others)) for name, share in others.items()}
    whole = {name: int(value) for name, value in exact.items()}
    for name in sorted(exact, key=lambda name: whole[name] - exact[name])[: left - sum(whole.values())]:
        whole[name] += 1
    return {name: (fixed | whole)[name] for name in shares}


def weights_tried(found: Calibration, weights: dict[str, float], language: str) -> str:
    """Say what some weights would be worth: the sentence under the sliders.

    Parameters
    ----------
    found : Calibration
    weights : dict of competency to share

    Returns
    -------
    str
    """
    say = wording.speak(language)
    told = scoring.validity_under(found, weights)
    text = numbers.correlation_interval(told["r"], told["low"], told["high"])
    gain = numbers.correlation_interval(told["gain"], told["gain_low"], told["gain_high"])
    ratio = told["impact_ratio"]
    ends = (
        ""
        if numbers.missing(ratio)
        else " "
        + say(
            "Expected impact ratio {ratio} ({group} against {reference}).",
            ratio=f"{ratio:.2f}",
            **compared(told, language),
        )
    )
    if told["gain_low"] <= 0 <= told["gain_high"]:
        return say("Your weights: r = {r}; against equal weights {gain}: no difference shown.", r=text, gain=gain) + ends
    if told["gain"] > 0:
        return (
            say(
                "Your weights: r = {r}; against equal weights {gain}: better on these people, which flatters weights chosen by looking at them.",
                r=text,
                gain=gain,
            )
            + ends
        )
    return say("Your weights: r = {r}; against equal weights {gain}: worse.", r=text, gain=gain) + ends


def front_tried(report: Report, weights: Mapping[str, float], language: str) -> Any:
    """Draw the front of validity and impact ratio with one's own point on it; nothing where no front was traced.

    Parameters
    ----------
    report : Report
        Of `calibration`, with groups and the method "pareto".
    weights : mapping of competency to share
    """
    found = report.facts["calibration"]
    if found is None or not len(found.front):
        return None
    say, told = wording.speak(language), scoring.validity_under(found, weights)
    marks = report.facts["schemes"].rename(columns={"label": "name"}).assign(r=lambda table: table["r_fitted_on"])
    own = pd.DataFrame([{"name": say("Your weights"), "impact_ratio": told["impact_ratio"], "r": told["r"]}])
    return figures.trade_off(found.front, pd.concat([marks[["name", "impact_ratio", "r"]], own], ignore_index=True), language=language, n=found.n_outcome, title=front_title(found, language))  # fmt: skip


def rubric_tried(desk: Any, job_id: str, weights: Mapping[str, int]) -> Rubric:
    """Give the job's rubric with other competency weights, to be proposed: a draft until a second person approves it.

    Parameters
    ----------
    desk : desk of the store
    job_id : str
    weights : mapping of competency to share [per cent, adding up to 100]

    Raises
    ------
    UndefinedResult
        If the job has no rubric in force.
    DefinitionError
        If the weights do not make a rubric.
    """
    rubric = next((one for one in desk.all_in_force("rubric").values() if job_id in one.job_ids), None)
    if rubric is None:
        raise UndefinedResult("there is no rubric to change", where="reports.rubric_tried", found=f"no rubric in force for {job_id}", expected="one",
                              cure="propose a rubric for the job first")  # fmt: skip
    plain = rubric.to_dict()
    parts = [part | {"weight": str(Decimal(weights.get(part["id"], 0)) / WHOLE)} for part in plain["competencies"]]
    return Rubric.from_dict(plain | {"competencies": parts})
