"""The whole invented company: every source table, and the truth behind them.

In flow a size and a seed; out flows a `Company`, the same bytes for the same seed and definitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench import contracts
from workbench.samples import ability as abilities
from workbench.samples import money, people, process, results, signals, world
from workbench.samples.answers import write_answers
from workbench.samples.plan import JobPlan, plans

NEVER = process.NEVER


@dataclass(frozen=True)
class Company:
    """One invented company.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Every source table by its contract's name.
    truth : dict
        What was planted, as plain data; under ``tables`` what is true of each person (ability, what was said, reference
        pay, stable performance), as dataframes.
    """

    tables: dict[str, pd.DataFrame]
    truth: dict[str, Any]


def company(n_candidates: int = 2000, *, seed: int = 20260101, answers: bool = True) -> Company:
    """Invent a company with planted truths.

    Parameters
    ----------
    n_candidates : int
        Size, up to a million.
    seed : int
        The same seed, size and definitions give the same tables, byte for byte.
    answers : bool
        Write answers, work histories and résumés; False leaves ANSWERS empty (values said are then in the truth only) and
        changes nothing else.

    Returns
    -------
    Company

    Raises
    ------
    ValueError
        If `n_candidates` is not positive.
    DefinitionError
        If a job of the company has no rubric in ``data/definitions``.
    """
    if n_candidates < 1:
        raise ValueError(f"n_candidates is {n_candidates}; a company needs at least one candidate")
    jobs = plans()
    ability = abilities.draw(n_candidates, jobs, seed=seed)
    attributes = people.protected(n_candidates, seed=seed)
    degree, years = people.schooling(n_candidates, seed=seed)
    journey = process.travel(ability, degree, years, seed=seed)
    seen = _interview(jobs, ability, attributes, journey, years, seed=seed)
    selection = process.select(seen, journey, seed=seed)
    pay = results.wishes(ability, seed=seed)
    offers = results.make_offers(ability, jobs, selection, pay["expected_pay"], seed=seed)
    employees, performance, staying = results.employment(ability, jobs, offers, seed=seed)
    stages, last = process.stages(_days(ability, journey, selection, offers), journey.passed)
    interviews = process.interviews(ability, journey, _asked(seen, n_candidates), seed=seed)
    written, said = write_answers(seen, interviews, process.held(journey), seed=seed, texts=answers)
    tables = {
        "JOBS": _jobs(jobs),
        "CANDIDATES": people.candidates(ability, attributes, degree, years, pay, seed=seed, texts=answers),
        "PROTECTED": attributes,
        "APPLICATIONS": process.applications(ability, last),
        "STAGES": stages,
        "INTERVIEWS": interviews,
        "ANSWERS": written,
        "EXPRESSION_EVENTS": _expression_events(interviews, seen, process.held(journey), seed=seed),
        "RATINGS": _ratings(seen, interviews, process.held(journey)),
        "MARKET_PAY": results.market_pay(),
        "OFFERS": results.offers_table(selection, offers, pay["expected_pay"], seed=seed),
        "EMPLOYEES": employees,
        "PERFORMANCE": performance,
        "SPEND": money.spend(ability, offers, seed=seed),
        "TOOL_COSTS": money.tool_costs(interviews),
    }
    truth = {"seed": seed, "n_candidates": n_candidates, **world.truth(), **_planted(jobs, selection, seed=seed)}
    truth["tables"] = {
        "ability": _ability_table(jobs, ability),
        "evidence": _wide(seen, interviews, process.held(journey)),
        **said,
        "offers": _offer_truth(offers, ability),
        "employees": staying,
    }
    return Company({contract.name: tables[contract.name] for contract in contracts.SOURCES}, truth)


def _interview(
    jobs: tuple[JobPlan, ...], ability: abilities.Ability, attributes: pd.DataFrame, journey: process.Journey, years: np.ndarray, *,
    seed: int,
) -> tuple[signals.Signals, ...]:  # fmt: skip
    attribute, group, reference, _, difference = world.PLANTED_GROUP
    held = attributes[attribute].to_numpy()
    moved = difference / 2 * ((held == group).astype(float) - (held == reference))
    return tuple(
        signals.observe(
            plan, ability, np.flatnonzero((ability.job == number) & (journey.interviewed < NEVER)),
            disadvantage=moved, years=years, seed=seed,
        )
        for number, plan in enumerate(jobs)
    )  # fmt: skip


def _asked(seen: tuple[signals.Signals, ...], n: int) -> np.ndarray:
    count = np.zeros(n, dtype=int)
    for signal in seen:
        count[signal.who] = signal.asked.sum(axis=1)
    return count


def _days(
    ability: abilities.Ability, journey: process.Journey, selection: process.Selection, offers: results.Offers
) -> dict[str, np.ndarray]:
    refused = (journey.screened < NEVER) & ~journey.passed
    turned_down = (selection.decided < NEVER) & ~selection.offered
    declined = (offers.replied < NEVER) & ~offers.accepted
    return {
        "applied": ability.day,
        "screened": journey.screened,
        "invited": journey.invited,
        "interviewed": journey.interviewed,
        "offered": np.where(selection.offered, selection.decided, NEVER),
        "accepted": np.where(offers.accepted, offers.replied, NEVER),
        "hired": offers.hired,
        "rejected": np.where(refused, journey.screened, np.where(turned_down, selection.decided, NEVER)),
        "withdrawn": np.where(declined, offers.replied, journey.withdrawn),
    }


def _jobs(jobs: tuple[JobPlan, ...]) -> pd.DataFrame:
    rows = [
        {
            "job_id": plan.job.job_id, "title": plan.job.title, "title_en": plan.job.title_en, "job_family": plan.job.family,
            "level": plan.job.level, "city": plan.job.city, "description": plan.job.description,
            "requirements": plan.job.requirements, "core_competencies": "、".join(zh for zh, _ in plan.names),
            "min_degree": plan.job.min_degree, "min_years": float(plan.job.min_years), "pay_min": round(plan.job.market * 0.8, -2),
            "pay_max": round(plan.job.market * 1.35, -2), "currency": world.CURRENCY, "period": world.PERIOD, "openings": 12,
            "budget": round(plan.job.market * 1.3, -2), "opened_date": np.datetime64(world.FIRST_DAY, "us"), "hiring_manager": "manager",
        }
        for plan in jobs
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _interview_numbers(held: np.ndarray, who: np.ndarray) -> np.ndarray:
    return np.searchsorted(held, who)


def _ratings(seen: tuple[signals.Signals, ...], interviews: pd.DataFrame, held: np.ndarray) -> pd.DataFrame:
    names, days = interviews["interview_id"].to_numpy(dtype=object), interviews["interview_date"].to_numpy()
    number, criterion, rater, rating = [], [], [], []
    for signal in seen:
        own = _interview_numbers(held, signal.who)
        for name, (interview, who, given) in signal.ratings.items():
            number.append(own[interview])
            criterion.append(np.full(len(interview), name, dtype=object))
            rater.append(who)
            rating.append(given)
    place, by = np.concatenate(number), np.concatenate(rater)
    named, given = np.concatenate(criterion), np.concatenate(rating)
    order = np.argsort(place, kind="stable")
    place, by = place[order], by[order]
    rated = np.minimum(days[place] + np.timedelta64(1, "D"), np.datetime64(world.AS_OF, "us"))
    return pd.DataFrame(
        {
            "interview_id": names[place],
            "criterion": named[order],
            "rater_id": people.pick(world.RATERS, by),
            "rating": given[order],
            "rated_date": rated.astype("datetime64[us]"),
        }
    )


def _expression_events(interviews: pd.DataFrame, seen: tuple[signals.Signals, ...], held: np.ndarray, *, seed: int) -> pd.DataFrame:
    """Give one interview in ten the two events the tool can report; they follow nothing."""
    random = abilities.stream(seed, "expression")
    first = np.empty(len(interviews), dtype=object)
    for signal in seen:
        questions = np.array([slot.question_id for slot in signal.plan.slots], dtype=object)
        first[_interview_numbers(held, signal.who)] = questions[signal.asked.argmax(axis=1)]
    some = np.flatnonzero(random.random(len(interviews)) < 0.1)
    shared = {"interview_id": interviews["interview_id"].to_numpy(dtype=object)[some], "question_id": first[some]}
    smiles = pd.DataFrame({**shared, "event": "smile_count", "value": random.poisson(3, len(some)).astype(float)})
    gaze = pd.DataFrame({**shared, "event": "gaze_steadiness", "value": np.round(random.beta(8, 3, len(some)), 3)})
    return pd.concat([smiles, gaze], ignore_index=True)


def _wide(seen: tuple[signals.Signals, ...], interviews: pd.DataFrame, held: np.ndarray) -> pd.DataFrame:
    """Lay out the true evidence, one row an interview and one column an indicator, with the overall score it makes."""
    columns: dict[str, np.ndarray] = {"overall": np.full(len(interviews), np.nan)}
    for signal in seen:
        place = _interview_numbers(held, signal.who)
        columns["overall"][place] = signal.overall
        for name, values in signal.said.items():
            columns.setdefault(name, np.full(len(interviews), np.nan))[place] = values
    return pd.DataFrame({"interview_id": interviews["interview_id"], "job_id": interviews["job_id"], **columns})


def _ability_table(jobs: tuple[JobPlan, ...], ability: abilities.Ability) -> pd.DataFrame:
    names = sorted({name for plan in jobs for name in plan.competencies})
    columns = {name: np.full(len(ability.job), np.nan) for name in names}
    for number, plan in enumerate(jobs):
        there = ability.job == number
        for place, name in enumerate(plan.competencies):
            columns[name][there] = ability.theta[there, place]
    return pd.DataFrame({"candidate_id": people.ids("C", len(ability.job)), **columns})


def _offer_truth(offers: results.Offers, ability: abilities.Ability) -> pd.DataFrame:
    who = np.flatnonzero(offers.replied < NEVER)
    return pd.DataFrame(
        {
            "application_id": people.ids("A", len(ability.job))[who],
            "reference_pay": np.round(offers.reference[who], 2),
            "market_p50": offers.market[who],
        }
    )


def _planted(jobs: tuple[JobPlan, ...], selection: process.Selection, *, seed: int) -> dict[str, Any]:
    severity = signals.severities(seed)
    return {
        "severity": {name: round(float(value), 6) for name, value in zip(world.RATERS, severity, strict=True)},
        "cuts": {month: round(cut, 6) for month, cut in selection.cuts.items()},
        "targets": {p.job.job_id: {c: p.job.targets.get(c, p.job.target) for c in p.competencies} for p in jobs},
        "means": {p.job.job_id: dict(zip(p.competencies, p.means.round(6).tolist(), strict=True)) for p in jobs},
        "betas": {p.job.job_id: dict(zip(p.competencies, p.betas.round(6).tolist(), strict=True)) for p in jobs},
        "links": {
            p.job.job_id: {
                link.criterion: {"indicator": link.indicator, "form": link.form, "intercept": round(link.intercept, 6)}
                for link in p.links
            }
            for p in jobs
        },
        "rubric_versions": {p.job.job_id: p.rubric_version for p in jobs},
        "placement_log_sd": round(results.placement_sd(), 6),
    }
