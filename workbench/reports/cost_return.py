"""What hiring cost and brought, on one page.

In flow a desk, the cost model in force (or assumptions tried in its place) and a month or none; out flows one `Report`: what one
interview costs by tool and by hand, the HR time saved under both counterfactuals, cost per hire, and return with its
counterfactuals and its alarm. Every estimate is `recruiting`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench import recruiting, wording
from workbench.definitions import CostModel
from workbench.errors import UndefinedResult
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.brought import Brought, against_table, brought, quality_table, returns_table, tornado_table, unit_tables
from workbench.reports.cost_drawings import drawings
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    import pandas as pd

SAVINGS = {"actual_volume": "at the volumes really held", "equal_volume": "at equal volume"}
ITEMS = {
    "fee": "fee", "advertising": "advertising", "agency": "agency", "referral_bonus": "referral bonus", "event": "event",
    "tool_fee": "tool fee", "follow_up_labour": "follow-up labour", "manual_interview": "manual interviews",
}  # fmt: skip
ASSUMPTIONS = {
    "hourly_rate": "hourly rate of HR", "working_days": "working days a year", "ai.annual_fee": "tool: yearly fee",
    "ai.interviews_per_year": "tool: interviews a year", "ai.follow_up_min": "tool: follow-up minutes an interview",
    "ai.interviews_per_day": "tool: interviews a day", "manual.cost_per_interview": "by hand: cost of an interview",
    "manual.minutes": "by hand: minutes an interview", "manual.interviews_per_day": "by hand: interviews a day",
    "return_threshold_pct": "threshold of the gross return, per cent",
    "contribution_per_performance": "contribution of one standard deviation of performance",
    "performance_periods_per_year": "reviews a year", "overhead_pct": "overhead on HR work, per cent",
}  # fmt: skip


@scoped
def cost_return(
    desk: Any, *, cost_model: CostModel | Mapping[str, Any] | None = None, month: Any = None, language: str = "zh"
) -> Report:
    """Report what hiring cost and what it brought.

    Parameters
    ----------
    desk : desk of the store
    cost_model : CostModel or mapping, optional
        In place of the one in force; a mapping changes single assumptions, nested as in the document:
        ``{"hourly_rate": 300, "ai": {"follow_up_min": 5}}``.
    month : str or date, optional
        ``"2026-09"``: costs of that month and hires who began in it; by default everything recorded.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``steps`` (waterfall of one interview), ``savings``, ``against`` (a year by tool and by hand), ``returns``, ``tornado``,
        ``channel_costs``, ``job_costs``, ``quality``, ``months``, ``ledger``, ``levers``, ``assumptions``; figures ``steps``, ``returns``, ``tornado``. Facts ``with_follow_up``, ``manual``, ``saving``, ``cost_per_hire``, ``gross_pct``, ``net_pct``,
        ``below_threshold``, ``minutes_per_day``, ….

    Raises
    ------
    UndefinedResult
        If no cost model is in force and none is given.
    ContractError
        If the month cannot be read, or an assumption is not an amount (DefinitionError).
    """
    reader = Reader(desk)
    model, tried = _model(reader, cost_model)
    interview, saved = recruiting.cost_per_interview(model), recruiting.hr_time_saved(model)
    books, left_out, gap = _books(reader, model, month)
    found = brought(reader, model, books)
    against, at_odds = against_table(model, language)
    facts = _facts(interview, saved, books, model) | _return_facts(found)
    tables = {
        "steps": _steps(interview, language), "savings": _savings(saved, language), "returns": returns_table(found, language),
        "tornado": tornado_table(found, language), "against": against, **unit_tables(reader, model), "quality": quality_table(reader, language),
        "months": books.by_month if books else _nothing("month"), "ledger": _ledger(books, language),
        "levers": _levers(books, language), "assumptions": _assumptions(model, language),
    }  # fmt: skip
    return Report(
        title=wording.speak(language)("What did hiring cost and bring?"),
        sentence=_sentence(facts, model.currency, language),
        tables=tables,
        figures=drawings(tables, facts, model, language),
        notes=(
            *_notes(model, tried, books, left_out, gap, language),
            *([at_odds] if at_odds else []),
            *_limits(found, language),
            *reading_notes(reader, language),
        ),
        facts=facts,
    )


def standing_return(reader: Reader) -> tuple[Any, CostModel]:
    """Give the books of everything recorded (None where there are none) and the cost model in force.

    Raises
    ------
    UndefinedResult
        If no cost model is in force.
    """
    model, _ = _model(reader, None)
    return _books(reader, model, None)[0], model


def _model(reader: Reader, given: CostModel | Mapping[str, Any] | None) -> tuple[CostModel, bool]:
    """Give the cost model and whether it is another than the one in force."""
    if isinstance(given, CostModel):
        return given, True
    standing = next(iter(reader.in_force("cost model")), None)
    if standing is None:
        raise UndefinedResult("no cost model is in force", where="reports.cost_return", found="none",
                              expected="one cost model", cure="save data/definitions/cost-model.yaml and have it approved")  # fmt: skip
    if not given:
        return standing, False
    whole = _merged(standing.to_dict(), given)
    kept = {
        name: ends for name, ends in whole.get("ranges", {}).items() if name not in _touched(given)
    }  # a range is of the value in force
    return CostModel.from_dict(whole | {"ranges": {**kept, **given.get("ranges", {})}}), True


def _merged(base: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    nested = {name: _merged(base.get(name, {}), value) if isinstance(value, Mapping) else value for name, value in change.items()}
    return {**base, **nested}


def _touched(change: Mapping[str, Any], path: str = "") -> set[str]:
    parts = [
        _touched(value, f"{path}{name}.") if isinstance(value, Mapping) else {f"{path}{name}"} for name, value in change.items()
    ]
    return set().union(*parts)


def _books(reader: Reader, model: CostModel, month: Any) -> tuple[Any, int, str]:
    """Add the books up in the model's currency; give them, the rows left out, and the month that is not in the books."""
    tables, left_out = {}, 0
    for name in ("TOOL_COSTS", "SPEND", "EMPLOYEES", "PERFORMANCE"):
        table = reader.table(name)
        same = (
            table["currency"].isna() | (table["currency"] == model.currency)
            if name != "EMPLOYEES"
            else table["employee_id"].notna()
        )
        readable = table["performance"].notna() if name == "PERFORMANCE" else same
        tables[name.lower()] = table[same & readable]
        left_out += int((~same).sum())
    try:
        return recruiting.month_costs(**tables, cost_model=model, month=month or None), left_out, ""
    except UndefinedResult:
        return None, left_out, str(month)


def _nothing(*columns: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(columns))


def _facts(interview: Any, saved: Any, books: Any, model: CostModel) -> dict[str, Any]:
    amounts = ("direct", "follow_up", "with_follow_up", "manual", "manual_labour", "manual_other", "saving", "saving_pct")
    facts = {name: float(getattr(interview, name)) for name in amounts}
    for name in SAVINGS:
        saving = getattr(saved, name)
        facts |= {
            f"{name}_{field}": float(getattr(saving, field)) for field in ("minutes_per_day", "amount_per_day", "amount_per_year")
        }
    named = ("total", "external", "internal", "hires", "cost_per_hire", "contribution", "n_contributing", "gross_pct", "net_pct")
    return facts | {name: _number(getattr(books, name, None)) for name in named} | {
        "threshold_pct": float(model.return_threshold_pct), "below_threshold": bool(books and books.below_threshold),
        "month": f"{books.month:%Y-%m}" if books and books.month is not None else None,
    }  # fmt: skip


def _return_facts(found: Brought) -> dict[str, Any]:
    """Give each further return with its range, and the chance that the gross one lies below the threshold."""
    rows = {} if found.compared is None else found.compared.table.set_index("name").to_dict("index")
    facts = {f"{name}{end}": _number(rows[name][column]) if name in rows else None
             for name in ("gross", "incremental", "utility") for end, column in (("_low", "low"), ("_high", "high"))}  # fmt: skip
    facts |= {f"{name}_pct": _number(rows[name]["return_pct"]) if name in rows else None for name in ("incremental", "utility")}
    return facts | {
        "share_below_threshold": found.compared.share_below_threshold if found.compared else None,
        "validity": found.validity.r if found.validity else None,
    }


def _limits(found: Brought, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    if found.compared is None:
        return ()
    notes = [
        say(
            "ranges: {draws} draws of the assumptions' ranges and of who was hired; the tornado moves one input at a time",
            draws=f"{found.compared.draws:,}",
        )
    ]
    if found.validity is not None:
        r = found.validity
        told = {"n": r.n, "r": f"{r.r:.2f}", "low": f"{r.low:.2f}", "high": f"{r.high:.2f}"}
        notes.append(say("validity of the score among {n} hires r = {r} ({low} to {high}), not corrected for selection", **told))
    return tuple(notes)


def _number(value: Any) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)


def _sentence(facts: dict[str, Any], currency: str, language: str) -> str:
    say = wording.speak(language)
    amount = {name: numbers.money(facts[name], currency) for name in ("with_follow_up", "manual")}
    parts = [say("an interview costs {with_follow_up} with the tool, {manual} by hand", **amount)]
    if facts["cost_per_hire"] is not None:
        parts.insert(
            0, say("{cost} a hire (n = {n})", cost=numbers.money(facts["cost_per_hire"], currency, decimals=0), n=facts["hires"])
        )
    else:
        parts.insert(0, say("no cost per hire: nobody was hired or nothing was spent"))
    if facts["gross_pct"] is not None:
        parts.insert(
            1,
            say(
                "gross return {gross}, net {net}", gross=numbers.percent(facts["gross_pct"]), net=numbers.percent(facts["net_pct"])
            ),
        )
    if facts["incremental_pct"] is not None:
        reach = f"{numbers.percent(facts['incremental_pct'])} ({facts['incremental_low']:,.0f}–{facts['incremental_high']:,.0f})"
        parts.insert(2, say("incremental {incremental} against average performers", incremental=reach))
    if facts["below_threshold"]:
        parts.append(say("below the threshold of {threshold}", threshold=numbers.percent(facts["threshold_pct"])))
    return words.clauses(parts, language)


def _steps(interview: Any, language: str) -> pd.DataFrame:
    """List the waterfall of one interview: by hand, by tool, and what is saved."""
    import pandas as pd

    say = wording.speak(language)
    labour, other, manual = float(interview.manual_labour), float(interview.manual_other), float(interview.manual)
    direct, full, saving = float(interview.direct), float(interview.with_follow_up), float(interview.saving)
    rows = [
        ("manual_labour", say("by hand: interviewer's time"), 0.0, labour, "manual"),
        ("manual_other", say("by hand: everything else"), labour, labour + other, "manual"),
        ("manual", say("by hand, in all"), 0.0, manual, "total"),
        ("direct", say("tool: its fee"), 0.0, direct, "ai"),
        ("follow_up", say("tool: a person's follow-up"), direct, full, "ai"),
        ("with_follow_up", say("tool, in all"), 0.0, full, "total"),
        ("saving", say("saved") if saving >= 0 else say("dearer by"), min(full, manual), max(full, manual), "saved" if saving >= 0 else "dearer"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["item", "label", "start", "end", "kind"])
    table["amount"] = table["end"] - table["start"]
    table["formula"] = [interview.formula.get(item, "") for item in table["item"]]
    return table


def _savings(saved: Any, language: str) -> pd.DataFrame:
    import pandas as pd

    say = wording.speak(language)
    rows = []
    for name, label in SAVINGS.items():
        saving = getattr(saved, name)
        rows.append({"name": name, "label": say(label), "minutes_per_day": float(saving.minutes_per_day), "amount_per_day": float(saving.amount_per_day),
                     "amount_per_year": float(saving.amount_per_year), "counterfactual": _said(saving.counterfactual, language),
                     "formula": saving.formula})  # fmt: skip
    return pd.DataFrame(rows)


def _ledger(books: Any, language: str) -> pd.DataFrame:
    """List the rows behind the cost, with side and item in words."""
    if books is None:
        return _nothing("month", "side", "item", "channel", "amount")
    say, table = wording.speak(language), books.ledger.copy()
    table.insert(2, "side_text", [say(side) for side in table["side"]])
    table.insert(4, "item_text", [say(ITEMS.get(item, item)) for item in table["item"]])
    return table


def _levers(books: Any, language: str) -> pd.DataFrame:
    import pandas as pd

    say = wording.speak(language)
    actions = {
        "rubric": say("rubric: are the right people chosen? compare weights with performance on the calibration page"),
        "matrix": say("pay matrix: is too much paid? back-test another matrix on the pay page"),
        "channel": say("channel: which brings few good hires for its cost? compare them on the channels page"),
    }
    rows = [(name, actions.get(name, name)) for name in (books.levers if books else ())]
    return pd.DataFrame(rows, columns=["lever", "text"])


def _assumptions(model: CostModel, language: str) -> pd.DataFrame:
    import pandas as pd

    say, rows = wording.speak(language), []
    for path, label in ASSUMPTIONS.items():
        value: Any = model
        for step in path.split("."):
            value = getattr(value, step)
        rows.append((path, say(label), float(value)))
    return pd.DataFrame(rows, columns=["field", "label", "value"])


def _notes(model: CostModel, tried: bool, books: Any, left_out: int, gap: str, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [say("cost model {name} version {version}", name=model.id, version=model.version)]
    if tried:
        notes.append(say("tried here, not stored: other assumptions than those in force"))
    if gap:
        notes.append(say("no cost is recorded for {month}", month=gap))
    elif books:
        cost = numbers.money(float(books.total), model.currency)
        notes.append(
            say(
                "period {period}; cost {cost}; hires: {hires}",
                period=_period(books) or say("none recorded"),
                cost=cost,
                hires=books.hires,
            )
        )
    if left_out:
        notes.append(say("{n} rows in another currency are left out", n=left_out))
    if books and books.warning:
        notes.append(_said(books.warning, language))
    if books is None or books.gross_pct is None:
        notes.append(say("no return: the hires' contribution or the cost of the period is not recorded"))
    else:
        notes.append(
            say("Gross and net return compare with not hiring at all; they do not show what other candidates would have brought.")
        )
    return tuple(notes)


def _period(books: Any) -> str:
    months = books.ledger["month"].dropna()
    if months.empty:
        return ""
    first, last = f"{months.min():%Y-%m}", f"{months.max():%Y-%m}"
    return first if first == last else f"{first} – {last}"


def _said(sentence: Any, language: str) -> str:
    return sentence.say(language) if hasattr(sentence, "say") else str(sentence)
