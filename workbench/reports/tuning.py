"""What a better matrix would do, on one page.

In flow a desk and a job family, or a tuning already made; out flows one `Report`: the proposal beside today's bands, the front of
alternatives, and the back-test on months that tuning never saw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import figures, pay, wording
from workbench.errors import AccessDenied, UndefinedResult, closest
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import PayMatrix

MEASURES = {
    "acceptance": "acceptance", "placement_error": "further than ±10 % from the reference", "mean_pay": "mean offer",
    "cost_year": "accepted pay a year", "value_year": "value a year less pay", "satisfaction": "satisfaction with the offer (1–5)",
}  # fmt: skip
SOURCES = {
    "people": "people's offers",
    "today": "today's matrix",
    "proposal": "the proposal",
    "proposal less today": "proposal less today",
}
CHOSEN = {
    "placement": "fewest misplaced",
    "acceptance": "most accepted",
    "value": "most value",
    "cost": "least cost",
    "between": "between",
}
TERMS = {
    "intercept": "at expectation and market",
    "offer_to_expectation": "offer over expectation",
    "offer_to_market": "offer over market",
}
PER = {"pay over market": "pay over market", "offer over expectation": "offer over expectation"}
OUTCOMES = {"leaving": "leaving (log hazard)", "performance": "performance", "satisfaction": "satisfaction with the offer"}
FINDINGS = {"rises with pay": "rises with pay", "falls with pay": "falls with pay", "no difference shown": "no difference shown"}
SHARES = ("acceptance", "placement_error")


@scoped
def tuning(
    desk: Any, *, job_family: str, level: str | None = None, city: str | None = None, language: str = "zh", **choices: Any
) -> Report:
    """Tune the matrix in force for a job family and show what the proposal would have done.

    Parameters
    ----------
    desk : desk of the store
    job_family : str
    level, city : str, optional
        Tune for these jobs only: the proposal is then a matrix of its own for them.
    language : {"zh", "en"}
    **choices
        As `pay.tune` takes them: ``objective``, ``test_months``, ``spreads``, ``most_cost_change``, …

    Returns
    -------
    Report
        Tables ``bands``, ``front``, ``backtest``, ``offers_changed``, ``by_job``, ``acceptance``, ``calibration``, ``responses``; figures ``bands``, ``front``,
        ``calibration``.

    Raises
    ------
    AccessDenied
        If the role does not read what people were offered.
    UndefinedResult
        If no matrix is in force for the family, or the history is too short.
    """
    reader = Reader(desk)
    made, past = tuned(reader, job_family, level, city, **choices)
    return tuning_page(made, past, language=language, more_notes=reading_notes(reader, language))


def tuned(
    reader: Reader, job_family: str, level: str | None = None, city: str | None = None, **choices: Any
) -> tuple[pay.Tuning, pd.DataFrame]:
    """Tune the matrix in force for a job family on what the reader may read; gives the history, too.

    Raises
    ------
    AccessDenied, UndefinedResult
        As `tuning`.
    """
    matrix = _matrix(reader, job_family, level, city)
    names = ("INTERVIEWS", "SCORES", "OFFERS", "CANDIDATES", "MARKET_PAY", "JOBS", "EMPLOYEES", "PERFORMANCE")
    read = {name: reader.table(name, needed=name in ("OFFERS", "CANDIDATES")) for name in names}
    if hidden := [what for what in ("OFFERS.offered_pay", "CANDIDATES.expected_pay") if what in reader.withheld]:
        raise AccessDenied("this account's role does not read what people were offered", where="reports.tuning", found=f"{', '.join(hidden)} withheld",
                           expected="a role that reads personal columns", cure="ask an administrator or an HR specialist")  # fmt: skip
    past = pay.history(interviews=read["INTERVIEWS"], scores=read["SCORES"], offers=read["OFFERS"], candidates=read["CANDIDATES"],
                       market=read["MARKET_PAY"], jobs=read["JOBS"], employees=read["EMPLOYEES"], performance=read["PERFORMANCE"])  # fmt: skip
    same = (past["currency"].isna() | (past["currency"] == matrix.currency)) & (
        past["period"].isna() | (past["period"] == matrix.period)
    )
    return pay.tune(matrix, past[same], minimum_group=reader.policy().minimum_group, **choices), past


def tuning_page(made: pay.Tuning, past: pd.DataFrame, *, language: str = "zh", more_notes: tuple[str, ...] = ()) -> Report:
    """Lay out a tuning that is already made.

    Parameters
    ----------
    made : Tuning
    past : dataframe, HISTORY
        The one it was made from: tells who accepted.
    language : {"zh", "en"}
    more_notes : tuple of str
        Stand under the report's own.
    """
    say, matrix = wording.speak(language), made.today
    facts = _facts(made)
    tables = {
        "bands": _bands(made, say), "front": _front(made, say), "backtest": _backtest(made, language), "offers_changed": made.changes, "by_job": made.by_job,
        "acceptance": _terms(made, say), "calibration": made.acceptance.calibration, "responses": _responses(made, say),
    }  # fmt: skip
    offers = made.changes.merge(past[["application_id", "accepted"]], on="application_id", how="left")
    offers["accepted"] = offers["accepted"].astype(object).map(lambda yes: None if numbers.missing(yes) else float(yes))
    sentence = _sentence(facts, matrix, language)
    drawn = {
        "bands": figures.matrix_steps(tables["bands"], offers, language=language, currency=matrix.currency, period=matrix.period),
        "front": figures.tuning_front(made.front, language=language),
        "calibration": figures.acceptance_calibration(made.acceptance.calibration, language=language),
    }
    return Report(title=say("What would a better matrix do?"), sentence=sentence, tables=tables, figures=drawn,
                  notes=(*_notes(made, facts, say), *_observed(offers, facts, say), *more_notes), facts=facts)  # fmt: skip


def _matrix(reader: Reader, family: str, level: str | None, city: str | None) -> PayMatrix:
    known = reader.in_force("pay matrix")
    own = [
        matrix for matrix in known if matrix.job_family == family and matrix.level in (None, level) and matrix.city in (None, city)
    ]
    if not own:
        families = sorted({matrix.job_family for matrix in known})
        raise UndefinedResult(f"no pay matrix is in force for '{family}'", where="reports.tuning", found=f"matrices of {', '.join(families) or 'no family'}",
                              expected="a pay matrix of that job family", cure=closest(family, families) or "save a matrix for the family and have it approved")  # fmt: skip
    best = max(own, key=lambda matrix: (matrix.level is not None) + (matrix.city is not None))
    narrower = {name: value for name, value in (("level", level), ("city", city)) if value is not None}
    return best.model_copy(update=narrower) if narrower else best


def _facts(made: pay.Tuning) -> dict[str, Any]:
    value = made.backtest.set_index(["source", "measure"])
    facts: dict[str, Any] = {
        "n": made.n_tested,
        "n_tuned": made.n_tuned,
        "split_date": made.split_date,
        "matrix_version": made.proposal.version,
    }
    for source in ("people", "today", "proposal", "proposal less today"):
        for measure in value.loc[source].index:
            facts[f"{measure} {source}"] = tuple(float(value.loc[(source, measure), part]) for part in ("value", "low", "high"))
    change = made.changes["change"].abs() > 0.005
    cost = facts["cost_year today"][0]
    return facts | {"changed": int(change.sum()), "cost_pct": (facts["cost_year proposal"][0] / cost - 1) * 100 if cost else None}


def _sentence(facts: dict[str, Any], matrix: PayMatrix, language: str) -> str:
    say = wording.speak(language)
    gain = facts["placement_error proposal less today"]
    shown = gain[1] > 0 or gain[2] < 0
    parts = [
        say("Proposal A: acceptance {one} → {other}", one=numbers.share(facts["acceptance today"][0]), other=numbers.share(facts["acceptance proposal"][0])),
        say("mean offer {change}", change=_signed(facts["mean_pay proposal less today"][0] / facts["mean_pay today"][0] * 100)),
        say("misplaced {one} → {other}", one=numbers.share(facts["placement_error today"][0]), other=numbers.share(facts["placement_error proposal"][0])),
        say("on {n} offers since {day} that tuning never saw", n=facts["n"], day=f"{facts['split_date']:%Y-%m-%d}"),
    ]  # fmt: skip
    tail = "" if shown else say(" The interval of the difference includes nothing: no difference shown.")
    return words.clauses(parts, language) + tail


def _signed(percent: float) -> str:
    return f"{percent:+.1f} %".replace("-", "−")


def _notes(made: pay.Tuning, facts: dict[str, Any], say: wording.Speaker) -> tuple[str, ...]:
    gain, people = facts["placement_error proposal less today"], facts["placement_error people"]
    calibrated = made.acceptance
    notes = [
        say("{n} offers tuned on, {later} tested; matrix {name}, today {today}, proposal {proposal}", n=made.n_tuned, later=made.n_tested,
            name=made.today.id, today=made.today.version, proposal=made.proposal.version),
        say("misplaced, proposal less today: {gain} points ({low} to {high}); people's own offers: {people}", gain=f"{gain[0] * 100:+.0f}",
            low=f"{gain[1] * 100:+.0f}", high=f"{gain[2] * 100:+.0f}", people=numbers.share(people[0])),
        say("{changed} of {n} people would have had another amount than today's matrix gives", changed=facts["changed"], n=facts["n"]),
        say("acceptance model: {n} answers, calibration slope {slope} (1 is right), Brier {brier} against {base} for saying the base rate to everybody",
            n=calibrated.n, slope=f"{calibrated.calibration_slope:.2f}", brier=f"{calibrated.brier:.3f}", base=f"{calibrated.brier_of_base_rate:.3f}"),
        say("What people would answer to other pay is the model's word, not seen; offers were not made at random."),
    ]  # fmt: skip
    if made.placement.reliability == made.placement.reliability:
        notes.append(say("The reference is the curve of past offers over the score; the score's reliability is {share}, so one person's reference is uncertain by ±{spread}.",
                         share=f"{made.placement.reliability:.2f}", spread=numbers.share(1.96 * made.placement.reference_sd)))  # fmt: skip
    else:
        notes.append(say("The reference is the curve of past offers over the score."))
    notes += [say("not fitted: {what}", what=text) for text in made.response.not_fitted]
    return tuple(notes)


def _observed(offers: pd.DataFrame, facts: dict[str, Any], say: wording.Speaker) -> tuple[str, ...]:
    """Set what people really answered in the months tested beside what the model, fitted before them, says of the same offers."""
    answered = offers["accepted"].dropna()
    if answered.empty:
        return ()
    return (say("people's offers of the months tested: {share} accepted, the model says {said}", share=numbers.share(float(answered.astype(float).mean())),
                said=numbers.share(facts["acceptance people"][0])),)  # fmt: skip


def _bands(made: pay.Tuning, say: wording.Speaker) -> pd.DataFrame:
    import pandas as pd

    named = {"today": say(SOURCES["today"]), "proposal": say(SOURCES["proposal"])}
    rows = [{"matrix": name, "matrix_text": named[name], **{field: float(band[field]) for field in ("score_from", "score_to", "pay_min", "pay_max", "midpoint", "spread")}}
            for name, matrix in (("today", made.today), ("proposal", made.proposal)) for band in matrix.table]  # fmt: skip
    return pd.DataFrame(rows)


def _front(made: pay.Tuning, say: wording.Speaker) -> pd.DataFrame:
    names = [say("today") if name == "today" else name for name in made.front["name"]]
    table = made.front.drop(columns="name").assign(
        chosen_for=[say(CHOSEN[name]) if name else "" for name in made.front["chosen_for"]]
    )
    table.insert(0, "alternative", names)
    return table


def _backtest(made: pay.Tuning, language: str) -> pd.DataFrame:
    say, matrix = wording.speak(language), made.today
    table = made.backtest.copy()
    table["source_text"] = [say(SOURCES[name]) for name in table["source"]]
    table["measure_text"] = [say(MEASURES[name]) for name in table["measure"]]
    table["text"] = [_written(row, matrix, language) for row in table.to_dict("records")]
    return table


def _written(row: dict[str, Any], matrix: PayMatrix, language: str) -> str:
    if row["measure"] in SHARES:
        parts = [f"{row[name] * 100:.0f}" for name in ("value", "low", "high")]
        text = f"{parts[0]} % ({parts[1]}–{parts[2]})"
    elif row["measure"] == "satisfaction":
        text = f"{row['value']:.2f} ({row['low']:.2f}–{row['high']:.2f})"
    else:
        value, low, high = (numbers.money(row[name], matrix.currency, decimals=0) for name in ("value", "low", "high"))
        text = f"{value} ({low}–{high})"
    return text.replace("–-", " – −").replace("(-", "(−").replace("-", "−") if row["source"] == "proposal less today" else text


def _terms(made: pay.Tuning, say: wording.Speaker) -> pd.DataFrame:
    return made.acceptance.table.rename(columns={"estimate": "slope"}).assign(
        term_text=[say(TERMS[term]) for term in made.acceptance.table["term"]]
    )


def _responses(made: pay.Tuning, say: wording.Speaker) -> pd.DataFrame:
    table = made.response.table.rename(columns={"estimate": "slope"})
    return table.assign(
        label=[say(OUTCOMES[name]) for name in table["outcome"]], finding=[say(FINDINGS[text]) for text in table["finding"]]
    )
