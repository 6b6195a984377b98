"""One person's pay on one axis: band, market, budget, current, expected, suggested, and which rule decided.

In flows a `Case`; out flow the rows of the axis, one sentence and its facts. The suggestion itself is the stored one; it is
not computed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench import pay, wording
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.pricing import in_money, market_of
from workbench.reports.reading import first
from workbench.reports.standing import standing

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import PayMatrix
    from workbench.reports.case import Case

AXIS = ("item", "label", "low", "high", "amount", "text")


@dataclass(frozen=True)
class PayFit:
    """The rows of the pay axis, the sentence above it, and the scalars in it.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an ``item`` (job_range, band, market, peers, suggested, budget, expected, current), with ``low``, ``high`` or ``amount``.
    """

    table: pd.DataFrame
    sentence: str
    currency: str
    period: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def drawable(self) -> bool:
        """Whether there is a range to draw."""
        return bool(self.table["low"].notna().any())


def pay_fit(
    case: Case, language: str, *, suggestion: dict[str, Any] | None = None, budget: float | None = None, factor: float | None = None
) -> PayFit:
    """Set what is suggested beside band, market, budget, current and expected pay.

    Parameters
    ----------
    case : Case
    language : {"zh", "en"}
    suggestion : dict, optional
        A PAY_SUGGESTIONS row; by default the stored one of this interview.
    budget, factor : float, optional
        Shown in place of the job's budget and the matrix's market factor.
    """
    given = suggestion if suggestion is not None else first(case.reader.table("PAY_SUGGESTIONS", interview_id=case.id))
    matrix = matrix_of(case, given)
    currency, period = _money_base(given, matrix, case)
    limit = in_money(case.job, currency, period).get("budget") if budget is None else budget
    stands = standing(
        case.reader, given, job_id=case.interview["job_id"], matrix=matrix, budget=limit, currency=currency, period=period
    )
    table = _axis(case, given, matrix, currency, period, language, limit, factor, stands)
    facts = _facts(case, given, table) | stands | {"explanation": pay.reason(given, language) if given.get("rule") else ""}
    return PayFit(table, _sentence(facts, table, currency, period, language), currency, period, facts)


def matrix_of(case: Case, suggestion: dict[str, Any]) -> PayMatrix | None:
    """Give the matrix a suggestion names, else the one in force for the job's family."""
    named = case.reader.version("pay matrix", suggestion.get("matrix_version"))
    family = case.job.get("job_family")
    return named or next((matrix for matrix in case.reader.in_force("pay matrix") if matrix.job_family == family), None)


def _money_base(given: dict, matrix: PayMatrix | None, case: Case) -> tuple[str, str]:
    """Choose the currency and period everything is shown in: the suggestion's, else the matrix's, else the job's."""
    currency = given.get("currency") or (matrix.currency if matrix else None) or case.job.get("currency") or "CNY"
    period = given.get("period") or (matrix.period if matrix else None) or case.job.get("period") or "month"
    return currency, period


def _axis(
    case: Case,
    given: dict,
    matrix: PayMatrix | None,
    currency: str,
    period: str,
    language: str,
    limit: float | None,
    factor: float | None,
    stands: dict[str, Any],
) -> pd.DataFrame:
    import pandas as pd

    say = wording.speak(language)
    job, person = in_money(case.job, currency, period), in_money(case.person, currency, period)
    market = market_of(case.reader, case.interview["job_id"], matrix, currency=currency, period=period, factor=factor)
    band = matrix.band_of(case.score["overall"]) if matrix and not numbers.missing(case.score.get("overall")) else None
    rows = [
        ("job_range", say("job's range"), job.get("pay_min"), job.get("pay_max"), None),
        ("band", say("band of the score"), float(band.pay_min) if band else None, float(band.pay_max) if band else None, None),
        ("market", _market_label(market["factor"], say), market["market_min"], market["market_max"], market["market_reference"]),
        (
            "peers",
            say("staff in the job, P25–P75 (n = {n})", n=int(stands["n_peers"] or 0)),
            stands["peer_p25"],
            stands["peer_p75"],
            stands["peer_median"],
        ),
        ("suggested", say("suggested"), given.get("range_min"), given.get("range_max"), given.get("decision")),
        ("budget", say("budget"), None, None, limit),
        ("expected", say("expected"), None, None, person.get("expected_pay")),
        ("current", say("now"), None, None, person.get("current_pay")),
    ]
    kept = [row for row in rows if not all(numbers.missing(value) for value in row[2:])]
    table = pd.DataFrame(kept, columns=list(AXIS[:-1]))
    table[["low", "high", "amount"]] = table[["low", "high", "amount"]].astype("float64")
    table["text"] = [_row_text(row, currency) for row in table.to_dict("records")]
    return table


def _market_label(factor: float, say: Any) -> str:
    if factor == 1:
        return say("market P25–P75")
    return say("market P25–P75 {change}", change=f"{(factor - 1) * 100:+.0f} %".replace("-", "−"))


def _row_text(row: dict[str, Any], currency: str) -> str:
    parts = []
    if not numbers.missing(row["low"]):
        parts.append(f"{numbers.money_short(row['low'], currency)}–{numbers.money_short(row['high'], currency)}")
    if not numbers.missing(row["amount"]):
        parts.append(numbers.money_short(row["amount"], currency))
    return " · ".join(parts)


def _facts(case: Case, given: dict[str, Any], table: pd.DataFrame) -> dict[str, Any]:
    amounts = dict(zip(table["item"], table["amount"], strict=True))
    expected, current = amounts.get("expected"), amounts.get("current")
    low, high = given.get("range_min"), given.get("range_max")
    return {
        "range_min": _known(low), "range_max": _known(high), "point": _known(given.get("point")),
        "decision": _known(given.get("decision")), "rule": given.get("rule"), "conflict": given.get("conflict"),
        "compa_ratio": _known(given.get("compa_ratio")), "matrix_version": given.get("matrix_version"),
        "expected_pay": _known(expected), "current_pay": _known(current),
        "expectation_fit": _fit(expected, low, high),
        "rise_pct": None if numbers.missing(current) or numbers.missing(given.get("decision")) or not current
        else (given["decision"] / current - 1) * 100,
        "budget": _known(amounts.get("budget")), "overall": _known(case.score.get("overall")),
    }  # fmt: skip


def _known(value: Any) -> Any:
    return None if numbers.missing(value) else value


def _fit(expected: float | None, low: float | None, high: float | None) -> str | None:
    if any(numbers.missing(value) for value in (expected, low, high)):
        return None
    return "below" if expected < low else "above" if expected > high else "inside"


def _sentence(facts: dict[str, Any], table: pd.DataFrame, currency: str, period: str, language: str) -> str:
    say = wording.speak(language)
    if facts["rule"] is None:
        return say("No pay is suggested yet: no suggestion is stored for this interview.") if len(table) else ""
    if facts["decision"] is None:
        return facts["explanation"]
    said = {
        "low": numbers.money(facts["range_min"], None), "high": numbers.money(facts["range_max"], None),
        "offer": words.money_period(facts["decision"], currency, period, language), "why": words.code(facts["rule"], language),
    }  # fmt: skip
    return say("Suggested {low}–{high}; offer {offer}: {why}.", **said)
