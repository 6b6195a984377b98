"""Why a score is what it is: one row a criterion, one row a competency, and the score again under other weights.

In flows the same wide evidence that `score` reads; out flow long tables (CRITERION_SCORES, COMPETENCY_SCORES) that add up to
the overall score, on the caller's engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import frames
from workbench.frames import nw
from workbench.scoring import entry
from workbench.scoring.scores import compile_rubric, criterion_points, enough, total, used

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.definitions import Policy, Rubric
    from workbench.scoring.scores import Compiled, Part


def explain(evidence: frames.Frame, rubric: Rubric, *, policy: Policy | None = None) -> frames.Frame:
    """Break each overall score into what every criterion brought.

    Parameters
    ----------
    evidence, rubric, policy
        As in `score`.

    Returns
    -------
    dataframe of the same engine, CRITERION_SCORES, one row per interview and criterion
        ``interview_id``, ``competency``, ``criterion``, ``indicator``, ``value`` [indicator's unit], ``points`` [0..100], ``weight`` [share
        of the overall score by the rubric], ``contribution`` [points; points times the weight used], ``rubric_version``. Where there
        is an overall score, an interview's contributions add up to it; where there is none, they are null. A criterion
        without evidence has null points and adds nothing. Eager tables come interview by interview in the rubric's order.
    """
    compiled = compile_rubric(rubric, policy=policy)
    frame = entry.admit(evidence, rubric, policy=policy)
    eager = isinstance(frame, nw.DataFrame)
    frame = frame.with_row_index("__row") if eager else frame
    frame = criterion_points(frame, compiled, keep=True)
    weight = total([(~nw.col(part.column).is_null()).cast(nw.Float64) * part.weight for part in compiled.parts])
    frame = frame.with_columns(weight.alias("__weight"))
    return _stack([_criterion_rows(frame, part, compiled, rubric) for part in compiled.parts])


def competency_scores(
    evidence: frames.Frame, rubric: Rubric, *, policy: Policy | None = None, errors: Mapping[str, float] | None = None
) -> frames.Frame:
    """Give each competency a row of its own, with its own coverage and error band.

    Parameters
    ----------
    evidence, rubric, policy, errors
        As in `score`.

    Returns
    -------
    dataframe of the same engine, COMPETENCY_SCORES, one row per interview and competency
        ``interview_id``, ``competency``, ``points`` [0..100 or null], ``weight`` [share of the overall score], ``coverage`` [0..1, share of
        the competency's weight with evidence], ``error_band`` [points, half-width of the 95 % interval], ``rubric_version``.
    """
    compiled = compile_rubric(rubric, policy=policy, errors=errors)
    frame = entry.admit(evidence, rubric, policy=policy)
    frame = frame.with_row_index("__row") if isinstance(frame, nw.DataFrame) else frame
    frame = criterion_points(frame, compiled, keep=True)
    return _stack([_competency_rows(frame, parts, compiled, rubric) for parts in compiled.groups])


def _criterion_rows(
    frame: nw.DataFrame | nw.LazyFrame, part: Part, compiled: Compiled, rubric: Rubric
) -> nw.DataFrame | nw.LazyFrame:
    weight, earned = nw.col("__weight"), nw.col(part.column)
    brought = earned.fill_null(0.0) if rubric.missing == "zero" else earned
    scored = enough(weight, compiled.total, rubric)
    return frame.select(
        *_place(frame, compiled.parts.index(part)),
        "interview_id",
        nw.lit(part.competency.id).alias("competency"),
        nw.lit(part.criterion.id).alias("criterion"),
        nw.lit(part.criterion.indicator).alias("indicator"),
        nw.col(part.criterion.indicator).alias("value"),
        earned.alias("points"),
        nw.lit(part.share).alias("weight"),
        nw.when(scored).then(brought * part.weight / used(weight, compiled.total, rubric)).alias("contribution"),
        nw.lit(rubric.version).alias("rubric_version"),
    )


def _competency_rows(
    frame: nw.DataFrame | nw.LazyFrame, parts: list[Part], compiled: Compiled, rubric: Rubric
) -> nw.DataFrame | nw.LazyFrame:
    whole = sum(part.weight for part in parts)
    present = [(~nw.col(part.column).is_null()).cast(nw.Float64) for part in parts]
    frame = frame.select(
        *(name for name in ("__row",) if name in frames.names(frame)),
        "interview_id",
        total([nw.col(part.column).fill_null(0.0) * part.weight for part in parts]).alias("__earned"),
        total([here * part.weight for here, part in zip(present, parts, strict=True)]).alias("__weight"),
        total([here * (part.weight * part.error) ** 2 for here, part in zip(present, parts, strict=True)]).alias("__variance"),
    )
    weight, share = nw.col("__weight"), used(nw.col("__weight"), whole, rubric)
    scored, unseen = enough(weight, whole, rubric, minimum=0), (1.0 - weight / whole) * compiled.unseen
    return frame.select(
        *_place(frame, compiled.groups.index(parts)),
        "interview_id",
        nw.lit(parts[0].competency.id).alias("competency"),
        nw.when(scored).then(nw.col("__earned") / share).alias("points"),
        nw.lit(float(parts[0].competency.weight)).alias("weight"),
        (weight / whole).alias("coverage"),
        nw.when(scored)
        .then((nw.col("__variance") / (share * share) + unseen * unseen).sqrt() * compiled.spread)
        .alias("error_band"),
        nw.lit(rubric.version).alias("rubric_version"),
    )


def _place(frame: nw.DataFrame | nw.LazyFrame, number: int) -> list[nw.Expr]:
    """Remember where a row belongs, so that an interview's rows can stand together (eager tables only)."""
    if isinstance(frame, nw.LazyFrame):
        return []
    return [nw.col("__row"), nw.lit(number).alias("__part")]


def _stack(rows: list) -> frames.Frame:
    stacked = nw.concat(rows, how="vertical")
    if isinstance(stacked, nw.DataFrame):
        stacked = stacked.sort("__row", "__part").drop("__row", "__part")
        stacked = nw.maybe_reset_index(stacked)
    return frames.leave(stacked)
