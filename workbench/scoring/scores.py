"""Evidence × rubric → scores: the rubric compiled to column expressions over one row an interview.

In flows a wide evidence table of any engine; out flows SCORES on the same engine, with each competency, the coverage and
the error band beside the overall score. No join and no group-by: the same body runs in a notebook and on a cluster.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import TYPE_CHECKING

from workbench import frames
from workbench.definitions import Policy, Rubric, indicator
from workbench.errors import DefinitionError, closest
from workbench.frames import nw
from workbench.scoring import entry, scales

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.definitions import Competency, Criterion

FINEST = 10**12  # integer weights stay far inside what 64-bit floats add exactly
ROUNDING = 1e-9  # a score this close below a limit has reached it


def score(
    evidence: frames.Frame, rubric: Rubric, *, policy: Policy | None = None, errors: Mapping[str, float] | None = None
) -> frames.Frame:
    """Score interviews by a rubric.

    Parameters
    ----------
    evidence : dataframe of any supported engine, one row an interview
        ``interview_id`` and one column per indicator of the rubric. Null and NaN are missing evidence; other columns are
        ignored, except that rows whose ``job_id`` is not among the rubric's ``job_ids`` are refused.
    rubric : Rubric
    policy : Policy, optional
        Which indicator classes may enter a score, and the standard error of each class where `errors` is silent.
    errors : mapping of str to float, optional
        Measured standard errors in points [0..100], by criterion id (or ``competency.criterion``) or indicator name.

    Returns
    -------
    dataframe of the same engine, SCORES
        ``interview_id``, ``overall`` [0..100 or null], one column per competency [0..100 or null], ``coverage`` [0..1, share of
        the rubric's weight that had evidence], ``error_band`` [points], ``rubric_version``. Rows, their order and a pandas index stay.

    Raises
    ------
    ContractError
        If a column is missing or not a number, or rows belong to another job.
    DefinitionError
        If the policy keeps an indicator of the rubric out of scores, or `errors` names no criterion of it.

    See Also
    --------
    explain : the same score, one row a criterion.
    grade : the grade a score earns.

    Notes
    -----
    Missing evidence follows ``rubric.missing``, overall and within each competency alike. ``renormalise``: the weights of the
    criteria that have evidence are scaled up to 1, and the overall score is null where coverage is below the rubric's
    ``minimum_coverage``. ``zero``: a criterion without evidence earns nothing. ``incomplete``: no score unless all is there.

    The error band is the half-width of the interval at the policy's confidence (95 %):
    ``1.96 · √(Σ (w'ᵢ · seᵢ)² + ((1 − coverage) · unseen)²)`` with w' the weights used. It is the standard error of a
    weighted composite whose criterion errors are independent (Lord & Novick 1968, ch. 4; Nunnally & Bernstein 1994,
    ch. 7), plus what the unseen share could have moved. Assumed: errors are independent between criteria, normal, equal
    for everybody; the class defaults of `Policy.standard_errors` are planning values until an agreement study replaces them.
    """
    compiled = compile_rubric(rubric, policy=policy, errors=errors)
    frame = entry.admit(evidence, rubric, policy=policy)
    planned = isinstance(frame, nw.DataFrame) and frame.implementation.is_polars()
    frame = criterion_points(frame.lazy() if planned else frame, compiled)  # Polars shares steps between columns when it plans
    frame = frame.select("interview_id", *_present(compiled)).select("interview_id", *_sums(compiled))
    scored = frame.select(*_results(rubric, compiled))
    return frames.leave(frames.collect(scored) if planned else scored)


def points(evidence: frames.Frame, rubric: Rubric, *, policy: Policy | None = None) -> frames.Frame:
    """Give the points of every criterion, one row an interview.

    Parameters
    ----------
    evidence, rubric, policy
        As in `score`.

    Returns
    -------
    dataframe of the same engine
        ``interview_id`` and one column per criterion in rubric order [0..100, null where there is no evidence], named by the
        criterion's id, or ``competency.criterion`` where two competencies share that id.
    """
    compiled = compile_rubric(rubric, policy=policy)
    frame = criterion_points(entry.admit(evidence, rubric, policy=policy), compiled)
    return frames.leave(frame.select("interview_id", *(nw.col(part.column).alias(part.name) for part in compiled.parts)))


def grade(scores: frames.Frame, rubric: Rubric) -> frames.Frame:
    """Add the grade each overall score earns.

    Parameters
    ----------
    scores : dataframe of any engine, SCORES
        Reads ``overall``.
    rubric : Rubric
        Its ``grades`` name the lowest overall score of each.

    Returns
    -------
    dataframe of the same engine
        The table with a column ``grade``; null where there is no overall score.
    """
    frame = frames.enter(scores, where="SCORES")
    overall, earned = frames.numeric(frame, "overall"), nw.lit(None, dtype=nw.String)
    for name, limit in sorted(rubric.grades.items(), key=lambda item: item[1]):
        earned = nw.when(overall >= float(limit) - ROUNDING).then(nw.lit(name)).otherwise(earned)
    return frames.leave(frame.with_columns(earned.alias("grade")))


@dataclass(frozen=True)
class Part:
    """One criterion, ready to compute: its weight as a whole number, its standard error in points, its column."""

    competency: Competency
    criterion: Criterion
    name: str
    column: str
    weight: float
    share: float
    error: float


@dataclass(frozen=True)
class Compiled:
    """A rubric ready to compute: whole-number weights add exactly, so full evidence is coverage 1 and 100 stays 100."""

    parts: tuple[Part, ...]
    total: float
    unseen: float
    spread: float

    @property
    def groups(self) -> list[list[Part]]:
        """The criteria of each competency, in the rubric's order."""
        ids = dict.fromkeys(part.competency.id for part in self.parts)
        return [[part for part in self.parts if part.competency.id == name] for name in ids]


def compile_rubric(rubric: Rubric, *, policy: Policy | None = None, errors: Mapping[str, float] | None = None) -> Compiled:
    """Prepare a rubric for scoring: exact weights, standard errors by criterion, names of columns."""
    policy = policy or Policy.default()
    entry.check_policy(rubric, policy)
    names, weights = criterion_names(rubric), _whole_numbers([share for _, _, share in rubric.criteria])
    known = _errors(rubric, names, errors or {}, policy)
    parts = tuple(
        Part(comp, crit, name, f"__points_{number}", weight, float(share), error)
        for number, ((comp, crit, share), name, weight, error) in enumerate(
            zip(rubric.criteria, names, weights, known, strict=True)
        )
    )
    spread = NormalDist().inv_cdf(0.5 + policy.confidence / 2)
    return Compiled(parts, sum(weights), policy.standard_errors.unseen, spread)


def criterion_names(rubric: Rubric) -> list[str]:
    """Name every criterion once: by its id, or with its competency where the id alone is ambiguous."""
    ids = [crit.id for _, crit, _ in rubric.criteria]
    return [
        crit.id if ids.count(crit.id) == 1 and crit.id != "interview_id" else f"{comp.id}.{crit.id}"
        for comp, crit, _ in rubric.criteria
    ]


def _whole_numbers(shares: list[Decimal]) -> list[float]:
    digits = max(-share.normalize().as_tuple().exponent for share in shares)
    scale = Decimal(10) ** digits if 0 <= digits <= 12 else Decimal(FINEST)
    return [float(max(1, round(share * scale))) for share in shares]


def _errors(rubric: Rubric, names: list[str], errors: Mapping[str, float], policy: Policy) -> list[float]:
    keys = [
        (name, f"{comp.id}.{crit.id}", crit.id, crit.indicator)
        for name, (comp, crit, _) in zip(names, rubric.criteria, strict=True)
    ]
    known = {key for group in keys for key in group}
    strange = [
        f"'{key}' ({closest(key, known) or 'no criterion or indicator of the rubric'})" for key in errors if key not in known
    ]
    wrong = [f"'{key}' is {value}" for key, value in errors.items() if not 0 <= float(value) < float("inf")]
    if strange or wrong:
        raise DefinitionError(
            "these standard errors cannot be used",
            where=f"errors for rubric '{rubric.id}'",
            found="; ".join(strange + wrong),
            expected="points of 0 or more, by criterion id or indicator of the rubric",
            cure=f"name one of {', '.join(names)}",
        )
    by_class = policy.standard_errors
    return [
        float(next((errors[key] for key in group if key in errors), getattr(by_class, indicator(group[-1]).cls))) for group in keys
    ]


def criterion_points(frame: nw.DataFrame | nw.LazyFrame, compiled: Compiled, *, keep: bool = False) -> nw.DataFrame | nw.LazyFrame:
    """Compute the points of every criterion into its working column; `keep` leaves the indicators beside them."""
    earned = (scales.points(nw.col(part.criterion.indicator), part.criterion.scale).alias(part.column) for part in compiled.parts)
    return frame.with_columns(*earned) if keep else frame.select("interview_id", *earned)


def _present(compiled: Compiled) -> Iterable[nw.Expr]:
    """Split each criterion into its points, 0 where missing, and a 1 where there is evidence."""
    for part in compiled.parts:
        yield nw.col(part.column).fill_null(0.0)
        yield (~nw.col(part.column).is_null()).cast(nw.Float64).alias(f"{part.column}_here")


def _sums(compiled: Compiled) -> Iterable[nw.Expr]:
    """Sum per competency: weighted points, and the weight that has evidence; and the error variance over all."""
    for number, parts in enumerate(compiled.groups):
        yield total([nw.col(part.column) * part.weight for part in parts]).alias(f"__points_of_{number}")
        yield total([nw.col(f"{part.column}_here") * part.weight for part in parts]).alias(f"__weight_of_{number}")
    yield total([nw.col(f"{part.column}_here") * (part.weight * part.error) ** 2 for part in compiled.parts]).alias("__variance")


def total(terms: list[nw.Expr]) -> nw.Expr:
    """Add expressions up."""
    return functools.reduce(operator.add, terms)


def _results(rubric: Rubric, compiled: Compiled) -> Iterable[nw.Expr]:
    groups = compiled.groups
    earned, weight = (total([nw.col(f"__{what}_of_{number}") for number in range(len(groups))]) for what in ("points", "weight"))
    variance = nw.col("__variance")
    scored, share = enough(weight, compiled.total, rubric), used(weight, compiled.total, rubric)
    yield nw.col("interview_id")
    yield nw.when(scored).then(earned / share).alias("overall")
    for number, parts in enumerate(groups):
        yield _competency(number, parts, rubric).alias(rubric.competencies[number].id)
    coverage = weight / compiled.total
    yield coverage.alias("coverage")
    unseen = (1.0 - coverage) * compiled.unseen
    yield nw.when(scored).then((variance / (share * share) + unseen * unseen).sqrt() * compiled.spread).alias("error_band")
    yield nw.lit(rubric.version).alias("rubric_version")


def _competency(number: int, parts: list[Part], rubric: Rubric) -> nw.Expr:
    earned, weight, whole = nw.col(f"__points_of_{number}"), nw.col(f"__weight_of_{number}"), sum(part.weight for part in parts)
    return nw.when(enough(weight, whole, rubric, minimum=0)).then(earned / used(weight, whole, rubric))


def enough(weight: nw.Expr, whole: float, rubric: Rubric, *, minimum: Decimal | int | None = None) -> nw.Expr:
    """Say whether there is evidence enough for a number, by the rubric's policy on missing evidence."""
    if rubric.missing == "zero":
        return weight >= 0.0
    if rubric.missing == "incomplete":
        return weight >= whole
    least = float(Decimal(str(rubric.minimum_coverage if minimum is None else minimum)) * Decimal(whole))
    return (weight > 0.0) & (weight >= least)


def used(weight: nw.Expr, whole: float, rubric: Rubric) -> nw.Expr | float:
    """Give the weight that counts as 100 %: what has evidence when renormalising, everything otherwise."""
    return weight if rubric.missing == "renormalise" else whole
