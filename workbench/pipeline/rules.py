"""The definitions in force, gathered for one run: which rubric scores which job, what the policy lets in, which machines may rate.

In flows a desk; out flow `Rules` and a refusal for everything that somebody decided and that cannot be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.definitions import AnswerScorer, PayMatrix, Policy, QuestionBank, Rubric, SkillTaxonomy
from workbench.errors import DefinitionError

if TYPE_CHECKING:
    import pandas as pd

    from workbench.errors import Refusal
    from workbench.store import Desk


@dataclass(frozen=True)
class Rules:
    """The definitions in force, each rubric under the jobs it scores.

    Parameters
    ----------
    rubrics : dict of str to Rubric
        By job_id.
    generic : set of str
        Jobs scored with the generic rubric, marked so.
    matrices : dict of str to PayMatrix
        By job family.
    scorers : tuple of AnswerScorer
        Those in force that the policy names.
    banks : tuple of QuestionBank
    """

    rubrics: dict[str, Rubric]
    generic: frozenset[str]
    matrices: dict[str, PayMatrix]
    policy: Policy
    taxonomy: SkillTaxonomy | None
    scorers: tuple[AnswerScorer, ...] = ()
    banks: tuple[QuestionBank, ...] = ()


def policy_in_force(desk: Desk) -> Policy:
    """Read the deployment's policy, or the default where none is stored."""
    return _one(desk, "policy") or Policy.default()


def rubric_in_force(desk: Desk, job_id: str) -> Rubric:
    """Read the rubric that scores a job.

    Parameters
    ----------
    desk : Desk
    job_id : str

    Returns
    -------
    Rubric

    Raises
    ------
    DefinitionError
        If no rubric in force names the job and the policy has no generic one.
    """
    rubrics = _by_job(desk)
    generic = policy_in_force(desk).generic_rubric
    if job_id in rubrics:
        return rubrics[job_id]
    if generic:
        return desk.in_force("rubric", generic)
    raise DefinitionError("no rubric in force scores this job", where="definitions", found=f"'{job_id}'",
                          expected=f"one of {', '.join(sorted(rubrics)) or '(no rubric in force)'}", cure="add the job to a rubric's job_ids")  # fmt: skip


def matrix_in_force(desk: Desk, job_id: str) -> PayMatrix:
    """Read the pay matrix of a job's family.

    Parameters
    ----------
    desk : Desk
    job_id : str

    Returns
    -------
    PayMatrix

    Raises
    ------
    DefinitionError
        If the job is not known or no matrix in force is for its family.
    """
    jobs = desk.read("JOBS")
    family = dict(zip(jobs["job_id"], jobs["job_family"], strict=True)).get(job_id)
    matrices = _by_family(desk)
    if family in matrices:
        return matrices[family]
    raise DefinitionError("no pay matrix in force is for this job's family", where="definitions", found=f"'{family or job_id}'",
                          expected=f"one of {', '.join(sorted(matrices)) or '(no matrix in force)'}", cure="save a matrix for the family, and have it approved")  # fmt: skip


def rules_in_force(desk: Desk) -> tuple[Rules, list[Refusal]]:
    """Read the definitions in force and say which jobs have none.

    Returns
    -------
    Rules
    refusals : list of DefinitionError
        One for the jobs without a rubric (unless the policy names a generic one), one for each scorer the policy names that is not
        in force.
    """
    policy = policy_in_force(desk)
    rubrics = _by_job(desk)
    interviewed = desk.read("INTERVIEWS", columns=["job_id"])["job_id"].value_counts()
    bare = sorted(set(interviewed.index) - set(rubrics))
    generic = desk.in_force("rubric", policy.generic_rubric) if policy.generic_rubric else None
    refusals = [] if generic or not bare else [_no_rubric(bare, interviewed)]
    if generic:
        rubrics |= dict.fromkeys(bare, generic)
    matrices = _by_family(desk)
    scorers, absent = _scorers(desk, policy)
    taxonomy, banks = _one(desk, "skill taxonomy"), tuple(desk.all_in_force("question bank").values())
    return Rules(rubrics, frozenset(bare if generic else ()), matrices, policy, taxonomy, scorers, banks), refusals + absent


def _by_job(desk: Desk) -> dict[str, Rubric]:
    return {job: rubric for rubric in _all(desk, "rubric") for job in rubric.job_ids}


def _by_family(desk: Desk) -> dict[str, PayMatrix]:
    return {matrix.job_family: matrix for matrix in _all(desk, "pay matrix")}


def _all(desk: Desk, kind: str) -> list:
    """Give what is in force: a draft nobody has approved, of an id that has no other version, decides nothing."""
    there = desk.all_in_force(kind)
    return [there[name] for name in sorted(there)]


def _one(desk: Desk, kind: str) -> Any:
    return next(iter(_all(desk, kind)), None)


def _scorers(desk: Desk, policy: Policy) -> tuple[tuple[AnswerScorer, ...], list[Refusal]]:
    """Give the scorers the policy names, and a refusal for each that is not in force: a machine never rates silently, nor is silently left out."""
    there = desk.all_in_force("answer scorer") if policy.scorers else {}
    absent = [name for name in policy.scorers or () if name not in there]
    refusals = [
        DefinitionError("the policy names a scorer that is not in force", where=f"policy '{policy.id}'", found=f"'{name}'",
                        expected=f"one of {', '.join(there) or '(none in force)'}", cure="train it, have it approved, or take it out of the policy")
        for name in absent
    ]  # fmt: skip
    return tuple(there[name] for name in policy.scorers or () if name in there), refusals


def _no_rubric(jobs: list[str], interviewed: pd.Series) -> DefinitionError:
    return DefinitionError(
        f"{len(jobs)} job{'s have' if len(jobs) > 1 else ' has'} no rubric, so {int(interviewed[jobs].sum())} interviews were not scored",
        where="scoring",
        found=f"jobs {', '.join(jobs[:10])}",
        expected="each job in the job_ids of one rubric",
        cure="add the job to a rubric, or name a rubric for such jobs in the policy's generic_rubric: its scores are marked generic",
    )
