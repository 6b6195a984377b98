"""What must hold before anything is scored: the policy admits the rubric, the table has its columns, the rows are this job's.

In flow a wide evidence table (one row an interview, one column an indicator), a rubric and a policy; out flows the
narwhals frame to score, or a refusal that names everything that is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import frames
from workbench.definitions import Policy, Rubric, indicator
from workbench.errors import ContractError, DefinitionError, closest
from workbench.frames import nw

if TYPE_CHECKING:
    from workbench.definitions import Criterion

WHERE = "evidence to score"
LONG_FORM = {"indicator", "value"}
NUMBERLESS = (nw.String, nw.Categorical, nw.Enum, nw.Date, nw.Datetime, nw.Duration, nw.Time, nw.List, nw.Struct, nw.Binary)


def admit(evidence: frames.Frame, rubric: Rubric, *, policy: Policy | None = None) -> nw.DataFrame | nw.LazyFrame:
    """Let a wide evidence table in, with every indicator of the rubric as 64-bit floats.

    Parameters
    ----------
    evidence : dataframe of any supported engine, one row an interview
        ``interview_id`` and one column per indicator of the rubric; NaN counts as missing; other columns are ignored.
    rubric : Rubric
    policy : Policy, optional
        Which indicator classes may enter a score; the default policy if not given.

    Returns
    -------
    narwhals frame
        ``interview_id`` and the rubric's indicators, Float64, missing as null.

    Raises
    ------
    DefinitionError
        If a criterion's indicator may not enter a score.
    ContractError
        If a column is missing or not a number, or rows belong to a job the rubric was not made for.
    """
    policy = policy or Policy.default()
    check_policy(rubric, policy)
    frame = frames.enter(evidence, where=WHERE)
    _check_columns(frame, rubric)
    _check_jobs(frame, rubric, policy)
    return frame.select("interview_id", *(_number(frame, name).alias(name) for name in rubric.indicators))


def check_policy(rubric: Rubric, policy: Policy) -> None:
    """Refuse a rubric that names evidence the policy keeps out of scores.

    Raises
    ------
    DefinitionError
        Naming every such criterion with its indicator and class.
    """
    if not isinstance(rubric, Rubric):
        raise DefinitionError(
            "scoring needs a rubric",
            found=f"an object of type {type(rubric).__name__}",
            expected="a definitions.Rubric",
            cure="read it with definitions.Rubric.load(path) or Rubric.from_dict(content)",
        )
    refused = list(filter(None, (_objection(crit, policy) for _, crit, _ in rubric.criteria)))
    if refused:
        raise DefinitionError(
            "the policy does not let this evidence into a score",
            where=f"rubric '{rubric.id}' under policy '{policy.id}'",
            found="; ".join(refused),
            expected=f"indicators of the classes {', '.join(policy.score_classes)}"
            + ("" if policy.allow_experimental else ", none of them experimental"),
            cure="take another indicator for the criterion, or have score_classes (allow_experimental) of the policy changed and approved",
        )


def _objection(criterion: Criterion, policy: Policy) -> str:
    entry = indicator(criterion.indicator)
    name = f"criterion '{criterion.id}' reads indicator '{entry.id}' of class '{entry.cls}'"
    if entry.cls not in policy.score_classes:
        return name
    if (entry.experimental or criterion.experimental) and not policy.allow_experimental:
        return f"{name}, which is experimental"
    return ""


def _check_columns(frame: nw.DataFrame | nw.LazyFrame, rubric: Rubric) -> None:
    present = frames.names(frame)
    needed = ["interview_id", *rubric.indicators]
    absent = [name for name in needed if name not in present]
    if absent:
        spare = [name for name in present if name not in needed]
        hints = [f"'{name}': {hint}" for name in absent if (hint := closest(name, spare))]
        long = set(present) >= LONG_FORM
        raise ContractError(
            f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}",
            where=f"{WHERE} with rubric '{rubric.id}'",
            found=f"{'a long table with columns' if long else 'columns'} {', '.join(present) or '(none)'}",
            expected="interview_id and one column for each indicator of the rubric, one row an interview",
            cure="; ".join(
                [
                    *hints,
                    "evidence.gather.wide(evidence, rubric) makes this table and fills what nobody has evidence for with nulls",
                ]
            ),
        )
    text = [name for name in rubric.indicators if _is_text(frame, name)]
    if text:
        schema = frame.collect_schema()
        raise ContractError(
            f"column{'s' if len(text) > 1 else ''} not numeric: {', '.join(text)}",
            where=f"{WHERE} with rubric '{rubric.id}'",
            found=", ".join(f"'{name}' of type {schema[name]}" for name in text),
            expected="numbers (or flags), missing as null",
            cure="read the file with intake, which turns '12K' or '五十' into numbers and sets aside what it cannot read",
        )


def _is_text(frame: nw.DataFrame | nw.LazyFrame, name: str) -> bool:
    if not isinstance(frame.collect_schema()[name], NUMBERLESS):
        return False
    return not _is_empty(frame, name)


def _is_empty(frame: nw.DataFrame | nw.LazyFrame, name: str) -> bool:
    """Recognise a column of nothing: pandas calls it text, and it may well be an indicator nobody spoke of."""
    return isinstance(frame, nw.DataFrame) and bool(frame[name].is_null().all())


def _number(frame: nw.DataFrame | nw.LazyFrame, name: str) -> nw.Expr:
    if isinstance(frame.collect_schema()[name], NUMBERLESS):
        return nw.lit(None, dtype=nw.Float64) + nw.col(name).is_null().cast(nw.Float64)
    return frames.numeric(frame, name)


def _check_jobs(frame: nw.DataFrame | nw.LazyFrame, rubric: Rubric, policy: Policy) -> None:
    """Refuse rows of other jobs: nobody is scored silently by another job's rubric."""
    if "job_id" not in frames.names(frame) or not rubric.job_ids or policy.generic_rubric == rubric.id:
        return
    job = nw.col("job_id").cast(nw.String)
    foreign = frames.collect(frame.filter(job.is_null() | ~job.is_in(list(rubric.job_ids))).select(job.alias("job_id")))
    if len(foreign):
        others = sorted(set(foreign.filter(~nw.col("job_id").is_null())["job_id"].to_list()))
        others = [str(name) for name in others] or ["(missing)"]
        raise ContractError(
            f"{len(foreign)} row{'s belong' if len(foreign) > 1 else ' belongs'} to a job this rubric was not made for",
            where=f"{WHERE} with rubric '{rubric.id}'",
            found=f"job_id {', '.join(others[:5])}{' and more' if len(others) > 5 else ''}",
            expected=f"job_id {', '.join(rubric.job_ids)}",
            cure="score each job with its own rubric, add the job to the rubric's job_ids, or name this rubric generic_rubric in the policy",
        )
