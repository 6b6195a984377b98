"""From evidence to score to pay, one interview recomputed only when something it depends on has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import pay, scoring
from workbench.definitions import catalogue_version
from workbench.evidence import features, gather, resume, reviewing
from workbench.pipeline.fingerprints import fingerprints, stale, together
from workbench.pipeline.unrated import fill_unrated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.definitions import Policy, Rubric
    from workbench.pipeline.rules import Rules
    from workbench.store import Desk

BATCH = 250
CANDIDATE_EVIDENCE = ["candidate_id", "degree", "years_experience", "current_title", "work_history", "certificates", "resume_text"]


def gather_evidence(
    desk: Desk, rules: Rules, *, progress: Callable[[int, int], None], only: Sequence[str] | None = None
) -> tuple[int, int]:
    """Turn answers, recordings, ratings and résumés of changed interviews (among `only`, if given) into EVIDENCE and SKILL_TAGS."""
    interviews = _scored_interviews(desk, rules, only)
    ids = list(interviews["interview_id"])
    answers, ratings, recordings = (_read(desk, name, only) for name in ("ANSWERS", "RATINGS", "RECORDINGS"))
    reviews = _read(desk, "EVIDENCE_REVIEWS", only)
    candidates = _columns(desk.read("CANDIDATES"), CANDIDATE_EVIDENCE)
    of_person = interviews[["interview_id", "candidate_id"]].merge(candidates, on="candidate_id", how="left")
    judgements = _read(desk, "JUDGEMENTS", only if rules.policy.judge else [])
    inputs = fingerprints(ids, [interviews, answers, ratings, recordings, of_person, judgements, reviews])
    fixed = together(
        catalogue_version(), gather.EXTRACTOR_VERSION, resume.READER_VERSION, rules.policy.version,
        rules.taxonomy.version if rules.taxonomy else "", *_of_machines(rules),
    )  # fmt: skip
    job_of = dict(zip(interviews["interview_id"], interviews["job_id"], strict=True))
    wanted = {name: together(mark, fixed, rules.rubrics[job_of[name]].version) for name, mark in inputs.items()}
    todo = stale(wanted, desk.marks("evidence"))
    families = _families(desk)
    for batch in _batches(todo, progress):
        found = gather.gather(
            _of(interviews, batch), _of(answers, batch), rubrics=rules.rubrics, recordings=_of(recordings, batch), ratings=_of(ratings, batch),
            candidates=candidates, taxonomy=rules.taxonomy, job_families=families,
        )  # fmt: skip
        evidence = fill_unrated(found.evidence, _of(interviews, batch), _of(answers, batch), _of(judgements, batch), rules)
        evidence = reviewing.reviewed(evidence, _of(reviews, batch))
        with desk.transaction() as work:
            work.replace("EVIDENCE", evidence, within={"interview_id": batch})
            work.replace("SKILL_TAGS", found.tags, within={"interview_id": batch})
            _mark(work, "evidence", batch, wanted)
    return len(todo), len(wanted) - len(todo)


def score_interviews(
    desk: Desk, rules: Rules, *, progress: Callable[[int, int], None], only: Sequence[str] | None = None
) -> tuple[int, int]:
    """Score the interviews (among `only`, if given) whose evidence, rubric or policy has changed, each by its own job's rubric."""
    interviews = _scored_interviews(desk, rules, only)
    job_of = dict(zip(interviews["interview_id"], interviews["job_id"], strict=True))
    evidence_marks = desk.marks("evidence")
    wanted = {
        name: together(evidence_marks.get(name, ""), rules.rubrics[job].version, rules.policy.version)
        for name, job in job_of.items()
    }
    todo = stale(wanted, desk.marks("score"))
    evidence = _read(desk, "EVIDENCE", only)
    by_rubric: dict[str, list[str]] = {}
    for name in todo:
        by_rubric.setdefault(rules.rubrics[job_of[name]].version, []).append(name)
    rubric_of = {rubric.version: rubric for rubric in rules.rubrics.values()}
    ordered = [name for version in sorted(by_rubric) for name in by_rubric[version]]
    for batch in _batches(ordered, progress, same=lambda name: rules.rubrics[job_of[name]].version):
        rubric = rubric_of[rules.rubrics[job_of[batch[0]]].version]
        wide = gather.wide(_of(evidence, batch), rubric.indicators, interviews=batch)
        generic = [job_of[name] in rules.generic for name in wide["interview_id"]]
        with desk.transaction() as work:
            _write_scores(work, wide, rubric, rules.policy, generic, batch)
            _mark(work, "score", batch, wanted)
    return len(todo), len(wanted) - len(todo)


def price(
    desk: Desk, rules: Rules, *, progress: Callable[[int, int], None], only: Sequence[str] | None = None
) -> tuple[int, int, list[str]]:
    """Suggest pay for the scored interviews (among `only`, if given) whose score, matrix, market, budget or expectation has changed.

    Returns
    -------
    done, unchanged : int
    warnings : list of str
        Job families without a pay matrix.
    """
    table = _pay_inputs(desk, rules, only)
    families = set(table["job_family"].dropna())
    without = sorted(families - set(rules.matrices))
    table = table[table["job_family"].isin(set(rules.matrices))].reset_index(drop=True)
    inputs = fingerprints(list(table["interview_id"]), [table])
    family_of = dict(zip(table["interview_id"], table["job_family"], strict=True))
    wanted = {name: together(mark, rules.matrices[family_of[name]].version) for name, mark in inputs.items()}
    todo = sorted(stale(wanted, desk.marks("pay")), key=lambda name: (family_of[name], name))
    for batch in _batches(todo, progress, same=family_of.get):
        suggestions = pay.suggest(_of(table, batch).drop(columns="job_id"), rules.matrices[family_of[batch[0]]])
        with desk.transaction() as work:
            work.replace("PAY_SUGGESTIONS", suggestions, within={"interview_id": batch})
            _mark(work, "pay", batch, wanted)
    warnings = [f"job family '{name}' has no pay matrix: no pay was suggested for it" for name in without]
    return len(todo), len(wanted) - len(todo), warnings


def _write_scores(work: Any, wide: pd.DataFrame, rubric: Rubric, policy: Policy, generic: list[bool], batch: list[str]) -> None:
    scores = scoring.grade(scoring.score(wide, rubric, policy=policy), rubric)
    kept = scores[["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]].assign(
        generic=generic, policy_version=policy.version
    )
    within = {"interview_id": batch}
    work.replace("SCORES", kept, within=within)
    work.replace("COMPETENCY_SCORES", scoring.competency_scores(wide, rubric, policy=policy), within=within)
    work.replace("CRITERION_SCORES", scoring.explain(wide, rubric, policy=policy), within=within)


def _pay_inputs(desk: Desk, rules: Rules, only: Sequence[str] | None) -> pd.DataFrame:
    """Join each score with its job's family, budget and newest market pay, and the candidate's expectation."""
    scores = _read(desk, "SCORES", only)[["interview_id", "overall", "rubric_version"]]
    interviews = _read(desk, "INTERVIEWS", only)[["interview_id", "application_id", "candidate_id", "job_id"]]
    jobs = _columns(desk.read("JOBS"), ["job_id", "job_family", "budget"])
    people = _columns(desk.read("CANDIDATES"), ["candidate_id", "expected_pay", "currency", "period"])
    table = scores.merge(interviews, on="interview_id").merge(jobs, on="job_id", how="left")
    table = table.merge(people, on="candidate_id", how="left").merge(_market(desk, rules, jobs), on="job_id", how="left")
    for column in ("currency", "period"):  # where the export names none, the matrix's own is meant
        named = table["job_family"].map({family: getattr(matrix, column) for family, matrix in rules.matrices.items()})
        table[column] = table[column].fillna(named)
    return table.drop(columns="candidate_id")


def _market(desk: Desk, rules: Rules, jobs: pd.DataFrame) -> pd.DataFrame:
    market = desk.read("MARKET_PAY").sort_values("market_date").groupby("job_id", as_index=False).last()
    factor = {family: float(matrix.market.factor) for family, matrix in rules.matrices.items()}
    reference = {family: matrix.market.reference for family, matrix in rules.matrices.items()}
    market = market.merge(jobs[["job_id", "job_family"]], on="job_id", how="left")
    scale = market["job_family"].map(factor).astype("Float64").fillna(1.0)
    chosen = [row[reference.get(row["job_family"], "p50")] for row in market.to_dict("records")]
    return pd.DataFrame({
        "job_id": market["job_id"], "market_min": (market["p25"] * scale).round(2), "market_max": (market["p75"] * scale).round(2),
        "market_reference": (pd.Series(chosen, dtype="Float64") * scale).round(2),
    })  # fmt: skip


def _scored_interviews(desk: Desk, rules: Rules, only: Sequence[str] | None) -> pd.DataFrame:
    interviews = _read(desk, "INTERVIEWS", only)
    return interviews[interviews["job_id"].isin(set(rules.rubrics))].reset_index(drop=True)


def _read(desk: Desk, name: str, only: Sequence[str] | None) -> pd.DataFrame:
    return desk.read(name) if only is None else desk.read(name, interview_id=list(only))


def _families(desk: Desk) -> dict[str, str]:
    jobs = desk.read("JOBS")
    return dict(zip(jobs["job_id"], jobs["job_family"], strict=True))


def _columns(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    return table[[name for name in names if name in table]]


def _of(table: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return table[table["interview_id"].isin(set(ids))].reset_index(drop=True)


def _batches(
    ids: list[str], progress: Callable[[int, int], None], *, same: Callable[[str], Any] | None = None
) -> Iterator[list[str]]:
    """Cut the work so that a kill loses little; a batch never mixes two rubrics or matrices."""
    progress(0, len(ids))
    start = 0
    while start < len(ids):
        stop = min(start + BATCH, len(ids))
        while same and same(ids[stop - 1]) != same(ids[start]):
            stop -= 1
        yield ids[start:stop]
        start = stop
        progress(start, len(ids))


def _mark(work: Any, step: str, batch: list[str], wanted: dict[str, str]) -> None:
    work.mark_all(step, {name: wanted[name] for name in batch})


def _of_machines(rules: Rules) -> list[str]:
    """List what ratings by machines depend on; nothing where there are none, so that other evidence stays as it was marked."""
    if not rules.scorers and rules.policy.judge is None:
        return []
    return [features.VERSION, *(scorer.version for scorer in rules.scorers), *(bank.version for bank in rules.banks)]
