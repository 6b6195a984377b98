"""What we offer and whether it is fair, on one page.

In flow a desk and one interview or one job; out flows one `Report`: the suggestion on one pay axis with the rule that decided and
the peers around it, or a job's suggestions with rules, budget and the offers made so far. Another budget or market factor is
tried through the same `pay.suggest` that made the stored suggestions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import figures, pay, wording
from workbench.errors import ContractError, UndefinedResult
from workbench.figures import numbers
from workbench.reports import pricing, standing, words
from workbench.reports.case import Case, case_line, open_case
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_title, known_job
from workbench.reports.notes import reading_notes
from workbench.reports.offers import offer_history
from workbench.reports.portrait import matrix_of, pay_fit
from workbench.reports.reading import Reader, first
from workbench.reports.report import Report

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import PayMatrix

SUGGESTIONS = (
    "interview_id", "overall", "error_band", "range_min", "range_max", "point", "decision", "stored_decision", "change", "rule", "rule_text",
    "conflict", "conflict_text", "explanation", "compa_ratio", "range_penetration", "peer_ratio", "budget_left", "expected_pay", "current_pay", "expectation_met",
)  # fmt: skip


@scoped
def pay_review(
    desk: Any,
    *,
    interview_id: str | None = None,
    job_id: str | None = None,
    budget: float | None = None,
    market_factor: float | None = None,
    language: str = "zh",
) -> Report:
    """Review one suggestion, or all suggestions of one job.

    Parameters
    ----------
    desk : desk of the store
    interview_id, job_id : str
        Exactly one of the two.
    budget : float, optional
        Try this budget per hire [matrix's currency and period] in place of the job's.
    market_factor : float, optional
        Try this market factor in place of the matrix's own (1.05 is market + 5 %).
    language : {"zh", "en"}

    Returns
    -------
    Report
        For an interview: tables ``pay``, ``peers``, ``history``; figure ``pay``. For a job: ``suggestions``, ``rules``, ``bands``,
        ``budget``, ``history``; figure ``ladder``.

    Raises
    ------
    ContractError
        If both or neither id is given, or it is not known.
    """
    if (interview_id is None) == (job_id is None):
        raise ContractError(
            "a pay review is of one interview or of one job",
            where="reports.pay_review",
            found="both ids" if interview_id else "no id",
            expected="interview_id or job_id",
            cure="pass exactly one of the two",
        )
    if interview_id is not None:
        return _of_interview(open_case(desk, interview_id), budget, market_factor, language)
    return _of_job(Reader(desk), job_id, budget, market_factor, language)


def _of_interview(case: Case, budget: float | None, factor: float | None, language: str) -> Report:
    say = wording.speak(language)
    matrix = matrix_of(case, first(case.reader.table("PAY_SUGGESTIONS", interview_id=case.id)))
    job = _priced(case.reader, {**case.job, "job_id": case.interview["job_id"]}, matrix, budget, factor)
    tried = budget is not None or factor is not None
    own = first(job[job["interview_id"] == case.id]) if tried and len(job) else None
    fit = pay_fit(case, language, suggestion=own, budget=budget, factor=factor)
    peers = _peers(case, job, matrix, language)
    left = fit.facts["budget_left"]
    facts = fit.facts | {"n_similar": int(peers["n"].iloc[0]) if len(peers) else 0, "tried": tried}
    tail = "" if left is None else say(" Budget left {left}.", left=words.money_period(left, fit.currency, fit.period, language))
    history = offer_history(case.reader, case.interview["job_id"], case.policy, language)
    drawn = {"pay": figures.pay_axis(fit.table, language=language, title=fit.sentence, currency=fit.currency, period=fit.period)}
    return Report(
        title=say("What do we offer, and is it fair?"),
        sentence=(fit.sentence or say("No pay is suggested yet: no suggestion is stored for this interview.")) + tail,
        tables={"pay": fit.table, "peers": peers, "history": history},
        figures=drawn if fit.drawable else {},
        notes=(case_line(case, language), *_rule_notes(fit, tried, matrix, say),
               *standing.said(fit.facts, fit.currency, fit.period, language), *_peer_notes(peers, case, say),
               *reading_notes(case.reader, language)),
        facts=facts,
    )  # fmt: skip


def _of_job(reader: Reader, job_id: str, budget: float | None, factor: float | None, language: str) -> Report:
    say = wording.speak(language)
    job = known_job(reader, job_id)
    matrix = next((found for found in reader.in_force("pay matrix") if found.job_family == job.get("job_family")), None)
    if matrix is None:
        raise UndefinedResult(
            f"job '{job_id}' has no pay matrix in force", where="reports.pay_review", found=f"job family {job.get('job_family')}",
            expected="a pay matrix of that job family", cure="save a matrix for the family and have it approved",
        )  # fmt: skip
    minimum = reader.policy().minimum_group
    each = budget if budget is not None else pricing.in_money(job, matrix.currency, matrix.period).get("budget")
    table = _suggestions(reader, _priced(reader, job, matrix, budget, factor), job_id, (matrix, each), language)
    facts = _job_facts(table, job, each)
    bands = _bands(matrix, table, minimum)
    history = offer_history(reader, job_id, reader.policy(), language)
    return Report(
        title=say("What do we offer, and is it fair?"),
        sentence=_job_sentence(facts, matrix, job_title(job, language), language),
        tables={"suggestions": table, "rules": _rules(table), "bands": bands, "budget": _budget(facts, matrix, language), "history": history},
        figures={"ladder": figures.pay_ladder(bands, table, market=facts["market"], language=language, currency=matrix.currency,
                                              period=matrix.period)} if len(table) else {},
        notes=(say("{n} scored interviews; matrix {name} version {version}", n=len(table), name=matrix.id, version=matrix.version),
               *_tried_note(facts["changed"] if budget is not None or factor is not None else None, say), *reading_notes(reader, language)),
        facts=facts | {"job_id": job_id, "matrix_version": matrix.version},
    )  # fmt: skip


def _priced(
    reader: Reader, job: dict[str, Any], matrix: PayMatrix | None, budget: float | None, factor: float | None
) -> pd.DataFrame:
    """Every scored interview of the job with its suggestion: as stored, or as it would be with the budget or factor tried."""
    if matrix is None:
        return first_rows(reader)
    inputs = pricing.inputs_of(reader, job, matrix, budget=budget, factor=factor)
    stored = reader.table("PAY_SUGGESTIONS", interview_id=list(inputs["interview_id"]))
    beside = inputs[["interview_id", "overall", "error_band", "expected_pay", "current_pay", "market_min", "market_max"]]
    if budget is None and factor is None:
        return stored.merge(beside, on="interview_id").assign(stored_decision=lambda table: table["decision"])
    table = pricing.suggestions(inputs, matrix).merge(beside[["interview_id", "market_min", "market_max"]], on="interview_id")
    return table.merge(
        stored[["interview_id", "decision"]].rename(columns={"decision": "stored_decision"}), on="interview_id", how="left"
    )


def first_rows(reader: Reader) -> pd.DataFrame:
    """Give an empty table of suggestions."""
    return reader.table("PAY_SUGGESTIONS", interview_id=[]).assign(
        overall=0.0, error_band=0.0, expected_pay=0.0, current_pay=0.0, market_min=0.0, market_max=0.0, stored_decision=0.0
    )


def _peers(case: Case, job: pd.DataFrame, matrix: PayMatrix | None, language: str) -> pd.DataFrame:
    """Quartiles of what others of the same job and band would be offered, where they are enough not to be recognised."""
    import pandas as pd

    columns = ["label", "n", "p25", "median", "p75"]
    own = case.score.get("overall")
    band = matrix.band_of(own) if matrix and not numbers.missing(own) else None
    if band is None:
        return pd.DataFrame(columns=columns)
    top = float(band.score_to) if band.score_to != 100 else 101.0
    others = job[(job["interview_id"] != case.id) & job["overall"].between(float(band.score_from), top, inclusive="left")][
        "decision"
    ].dropna()
    if len(others) < case.policy.minimum_group:
        return pd.DataFrame(columns=columns)
    label = wording.speak(language)("same job, scores {low}–{high}", low=band.score_from, high=band.score_to)
    return pd.DataFrame([(label, len(others), *others.quantile([0.25, 0.5, 0.75]))], columns=columns)


def _rule_notes(fit: Any, tried: bool, matrix: PayMatrix | None, say: Any) -> tuple[str, ...]:
    notes = [fit.facts["explanation"]] if fit.facts["explanation"] != fit.sentence else []
    if tried:
        notes.append(say("tried here, not stored: another budget or market factor"))
    if fit.facts["compa_ratio"] is not None:
        notes.append(say("compa-ratio {ratio} (1.00 = at the market reference)", ratio=f"{fit.facts['compa_ratio']:.2f}"))
    if fit.facts["rise_pct"] is not None:
        notes.append(say("{rise} against the present pay", rise=f"{fit.facts['rise_pct']:+.0f} %"))
    if matrix is not None:
        notes.append(say("matrix {name} version {version}", name=matrix.id, version=matrix.version))
    return tuple(notes)


def _peer_notes(peers: pd.DataFrame, case: Case, say: Any) -> tuple[str, ...]:
    if peers.empty:
        return (say("fewer than {minimum} offers in the same band: not shown", minimum=case.policy.minimum_group),)
    row = peers.iloc[0]
    said = {name: numbers.money(row[name], None, decimals=0) for name in ("p25", "median", "p75")}
    return (
        say("{n} others of the same job and band would be offered a median of {median} ({p25}–{p75})", n=int(row["n"]), **said),
    )


def _suggestions(
    reader: Reader, priced: pd.DataFrame, job_id: str, money: tuple[PayMatrix, float | None], language: str
) -> pd.DataFrame:
    matrix, each = money
    table = standing.decided(reader, priced, job_id=job_id, matrix=matrix, budget=each)
    table["rule_text"] = [words.code(rule, language) for rule in table["rule"]]
    table["conflict_text"] = [words.conflict(text, language) for text in table["conflict"]]
    table["explanation"] = list(pay.explain(table, language)["explanation"])
    table["change"] = table["decision"] - table["stored_decision"]
    inside = table["expected_pay"].between(table["range_min"], table["range_max"])
    table["expectation_met"] = inside.astype(object).where(table["expected_pay"].notna() & table["decision"].notna(), None)
    table.attrs = {"market": _market_range(priced)}
    return table[list(SUGGESTIONS)].sort_values(["overall", "interview_id"], ascending=[False, True], ignore_index=True)


def _market_range(priced: pd.DataFrame) -> tuple[float, float] | None:
    known = priced[["market_min", "market_max"]].dropna()
    return None if known.empty else (float(known.iloc[0, 0]), float(known.iloc[0, 1]))


def _job_facts(table: pd.DataFrame, job: dict[str, Any], each: float | None) -> dict[str, Any]:
    priced, met = table.dropna(subset="decision"), table["expectation_met"].dropna()
    openings = None if numbers.missing(job.get("openings")) else int(job["openings"])
    best = priced.head(openings) if openings else priced.iloc[:0]
    total = None if numbers.missing(each) or not openings else each * openings
    cost = float(best["decision"].sum()) if len(best) else None
    changed = (table["change"].abs() > 0.005) | (table["decision"].isna() != table["stored_decision"].isna())
    return {
        "n": len(table), "n_priced": len(priced), "median": float(priced["decision"].median()) if len(priced) else None,
        "n_asked": len(met), "expectation_met": float(met.astype(bool).mean()) if len(met) else None,
        "n_conflict": int((table["rule"] == "conflict").sum()), "openings": openings, "budget_total": total, "n_best": len(best),
        "best_cost": cost, "budget_left": None if total is None or cost is None else total - cost, "changed": int(changed.sum()),
        "market": table.attrs.get("market"),
    }  # fmt: skip


def _job_sentence(facts: dict[str, Any], matrix: PayMatrix, title: str, language: str) -> str:
    say = wording.speak(language)
    if not facts["n_priced"]:
        return say(
            "{title}: no suggestion yet; {n} scored interviews, {conflicts} conflicts.",
            title=title,
            n=facts["n"],
            conflicts=facts["n_conflict"],
        )
    parts = [say("{title}: {n} suggestions, median {median}", title=title, n=facts["n_priced"],
                 median=words.money_period(facts["median"], matrix.currency, matrix.period, language))]  # fmt: skip
    if facts["expectation_met"] is not None:
        parts.append(say("expectation met for {share} of {n}", share=numbers.share(facts["expectation_met"]), n=facts["n_asked"]))
    if facts["n_conflict"]:
        parts.append(say("{n} in conflict", n=facts["n_conflict"]))
    if facts["budget_left"] is not None:
        left = words.money_period(facts["budget_left"], matrix.currency, matrix.period, language)
        parts.append(say("the best {n} leave {left} of the budget", n=facts["n_best"], left=left))
    return words.clauses(parts, language)


def _rules(table: pd.DataFrame) -> pd.DataFrame:
    counted = table.groupby(["rule", "rule_text"]).size().rename("n").reset_index()
    counted["share"] = counted["n"] / max(len(table), 1)
    return counted.sort_values("n", ascending=False, ignore_index=True)


def _bands(matrix: PayMatrix, table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """List the matrix's bands with how many scores fall in each and the median suggested there (groups too small: hidden)."""
    import pandas as pd

    rows = []
    for band in matrix.ladder:
        inside = [matrix.band_of(score) == band if not numbers.missing(score) else False for score in table["overall"]]
        decisions = table.loc[inside, "decision"].dropna()
        rows.append((float(band.score_from), float(band.score_to), float(band.pay_min), float(band.pay_max), sum(inside),
                     decisions.median() if len(decisions) >= minimum else None))  # fmt: skip
    return pd.DataFrame(rows, columns=["score_from", "score_to", "pay_min", "pay_max", "n", "median"]).astype({"median": "float64"})


def _budget(facts: dict[str, Any], matrix: PayMatrix, language: str) -> pd.DataFrame:
    import pandas as pd

    say = wording.speak(language)
    rows = [
        (say("openings"), facts["openings"]), (say("budget for all openings"), facts["budget_total"]),
        (say("suggested for the best {n}", n=facts["n_best"]), facts["best_cost"]), (say("budget left"), facts["budget_left"]),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["label", "amount"]).astype({"amount": "float64"})
    table["text"] = [
        numbers.plain(table["amount"][0]),
        *(words.money_period(v, matrix.currency, matrix.period, language) for v in table["amount"][1:]),
    ]
    return table


def _tried_note(changed: int | None, say: Any) -> tuple[str, ...]:
    return () if changed is None else (say("tried here, not stored: {n} suggestions would change", n=changed),)
