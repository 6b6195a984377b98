"""Tables that vendors print: a confusion table, or selection by group. Their own arithmetic is checked first.

In flow counts or printed rates under Chinese or English headers; out flows one `ClaimCheck` with the table beside what it should say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import fairness, frames
from workbench.claims.checks import CALIBRATED, GROUPS, HOLDOUT, MAJORITY
from workbench.claims.findings import ClaimCheck, plain
from workbench.claims.p_values import contradicted
from workbench.errors import ContractError, UndefinedResult
from workbench.wording import Words

WHERE = "claims.check_table"
CELLS = {
    "tp": r"^tp$|true.?pos|真阳|真正",
    "fp": r"^fp$|false.?pos|假阳|误报",
    "fn": r"^fn$|false.?neg|假阴|漏报",
    "tn": r"^tn$|true.?neg|真阴|真负",
}
HEADERS = {
    "p": r"\bp\b|\bp.?val|p\s*值|显著性",
    "ratio": r"impact.?ratio|adverse|影响比|不利影响", "rate": r"rate|%|率|比例", "selected": r"select|hired|advanc|passed|offer|录用|通过|选中|入选|晋级",
    "n": r"applic|number|total|count|^n$|人数|总数|申请|应聘|样本", "group": r"group|categor|sex|gender|race|ethnic|age|origin|类别|群体|性别|种族|年龄|分组",
}  # fmt: skip
TOTALS = re.compile(r"^(?:total|all|overall|合计|总计|全部|总体)$", re.IGNORECASE)
ROUNDING = 0.0051  # printed to two decimals, or whole per cents


def check_table(table: Any) -> ClaimCheck:
    """Check a printed table.

    Parameters
    ----------
    table : dataframe, or mapping
        Either the four cells of a confusion table (tp, fp, fn, tn; one row, or a mapping), or selection by group: a group column with counts of
        people and of selected, and whatever rates and impact ratios were printed.

    Raises
    ------
    UndefinedResult
        If it is neither.
    ContractError
        If counts are impossible.
    """
    frame = pd.DataFrame([table]) if isinstance(table, Mapping) and not any(hasattr(v, "__len__") and not isinstance(v, str) for v in table.values()) else (
        pd.DataFrame(table) if isinstance(table, Mapping) else frames.to_pandas(table, where=WHERE))  # fmt: skip
    frame = frame.rename(columns=str)
    cells = {
        cell: next((name for name in frame.columns if re.search(pattern, name, re.IGNORECASE)), None)
        for cell, pattern in CELLS.items()
    }
    if all(cells.values()) and len(frame) == 1:
        return _confusion({cell: frame[name].iloc[0] for cell, name in cells.items()})
    columns = _columns(list(frame.columns))
    if "group" in columns and len(frame) > 1 and ({"n", "selected"} <= set(columns) or "rate" in columns):
        return _selection(frame, columns)
    raise UndefinedResult("this table cannot be checked", where=WHERE, found=f"columns {', '.join(frame.columns)}, {len(frame)} rows",
                          expected="tp, fp, fn, tn; or group, number of people, number selected (and rate, impact ratio)", cure="rename the columns so")  # fmt: skip


def _columns(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        kind = next(
            (kind for kind, pattern in HEADERS.items() if kind not in found and re.search(pattern, name, re.IGNORECASE)), None
        )
        if kind:
            found[kind] = name
    rest = [name for name in names if name not in found.values()]
    if "group" not in found and rest:
        found["group"] = rest[0]
    return found


def _confusion(cells: Mapping[str, Any]) -> ClaimCheck:
    tp, fp, fn, tn = (_count(cells[name], name) for name in ("tp", "fp", "fn", "tn"))
    n = tp + fp + fn + tn
    if n == 0 or tp + fn == 0 or fp + tn == 0:
        raise UndefinedResult("one of the two outcomes never occurs, so nothing was foretold", where=WHERE, found=f"{tp + fn} with and {fp + tn} without the outcome",
                              expected="both", cure="take more cases")  # fmt: skip
    accuracy, base = (tp + tn) / n, (tp + fn) / n
    none = max(base, 1 - base)
    low, high = fairness.wilson(tp + tn, n)
    sensitivity, specificity = tp / (tp + fn), tn / (fp + tn)
    precision = tp / (tp + fp) if tp + fp else math.nan
    figures = {"n": float(n), "accuracy": accuracy, "accuracy_low": low, "accuracy_high": high, "base_rate": base, "no_skill": none, "sensitivity": sensitivity,
               "specificity": specificity, "precision": precision, "balanced_accuracy": (sensitivity + specificity) / 2, "false_alarms_share": 1 - precision}  # fmt: skip
    follows = [
        Words("accuracy {accuracy} % ({low} to {high} %, n = {n}); the rule without skill reaches {none} %", accuracy=plain(100 * accuracy), low=plain(100 * low), high=plain(100 * high),
              n=f"{n:,}", none=plain(100 * none)),
        Words("of those with the outcome {caught} % are found, of those without {spared} % are left alone; on average {balanced} % (a coin: 50 %)", caught=plain(100 * sensitivity),
              spared=plain(100 * specificity), balanced=plain(100 * figures["balanced_accuracy"])),
    ]  # fmt: skip
    if tp + fp:
        follows.append(Words("of {alarms} alarms {false} are false", alarms=f"{tp + fp:,}", false=f"{fp:,}"))
    verdict = (
        Words("better than the rule without skill") if low > none else Words("not shown to be better than the rule without skill")
    )
    return ClaimCheck("(table)", "confusion table", verdict, tuple(follows), (HOLDOUT, CALIBRATED, GROUPS), none, MAJORITY, figures,
                      pd.DataFrame({"measure": list(figures), "value": list(figures.values())}))  # fmt: skip


def _selection(frame: pd.DataFrame, columns: dict[str, str]) -> ClaimCheck:
    rows = pd.DataFrame({kind: frame[name] for kind, name in columns.items()})
    rows["group"] = rows["group"].astype(str).str.strip()
    for kind in ("n", "selected", "rate", "ratio"):
        if kind in rows:
            rows[kind] = [_figure(value) for value in rows[kind]]
    if "rate" in rows and rows["rate"].max() > 1:
        rows["rate"] = rows["rate"] / 100
    if "ratio" in rows and rows["ratio"].max() > 10:
        rows["ratio"] = rows["ratio"] / 100
    total, groups = rows[rows["group"].str.match(TOTALS)], rows[~rows["group"].str.match(TOTALS)].reset_index(drop=True)
    counted = {"n", "selected"} <= set(rows) and groups[["n", "selected"]].notna().all(axis=None)
    follows: list[Words] = []
    missing = [
        Words("how candidates came to be in the table, and who is missing from it"),
        Words("the same table by stage and for combined groups"),
    ]
    groups["true_rate"] = groups["selected"] / groups["n"].where(groups["n"] > 0) if counted else groups["rate"]
    best = groups["true_rate"].max()
    if not best > 0:
        raise UndefinedResult(
            "nobody was selected, so rates cannot be compared",
            where=WHERE,
            found="0 selected",
            expected="at least 1",
            cure="take a stage with selections",
        )
    groups["true_ratio"] = groups["true_rate"] / best
    wrong = _wrong(groups, follows, counted)
    if counted and len(total):
        wrong += _totals(groups, total.iloc[0], follows)
    if counted and "p" in groups:
        doubted = contradicted(groups)
        follows, wrong = [*follows, *doubted], wrong + len(doubted)
    below = groups[groups["true_ratio"] < 0.8 - 1e-12]
    figures = {"lowest_ratio": float(groups["true_ratio"].min()), "n_wrong": float(wrong), "n_below_four_fifths": float(len(below))}
    if counted:
        below_n = _tested(groups, follows, figures)
        figures["n_below_four_fifths"] = float(below_n)
    else:
        missing.insert(0, Words("the counts behind the rates: without them chance cannot be told from difference"))
        follows.append(
            Words(
                "lowest impact ratio {ratio}; {n} groups below four fifths", ratio=plain(figures["lowest_ratio"], 2), n=len(below)
            )
        )
    verdict = (
        Words("{n} printed figures do not follow from the counts", n=wrong) if wrong else Words("the table's arithmetic holds")
    )
    return ClaimCheck("(table)", "selection table", verdict, tuple(follows), tuple(missing), 1.0, Words("select by lot: every impact ratio is 1, but for chance"), figures,
                      groups.rename(columns={"true_rate": "rate_recomputed", "true_ratio": "impact_ratio_recomputed"}))  # fmt: skip


def _wrong(groups: pd.DataFrame, follows: list[Words], counted: bool) -> int:
    """Count printed rates and ratios that the counts (or the rates) contradict beyond rounding."""
    wrong = 0
    pairs = [("rate", "true_rate", Words("selection rate as printed"))] if counted and "rate" in groups else []
    pairs += [("ratio", "true_ratio", Words("impact ratio as printed"))] if "ratio" in groups else []
    for printed, true, name in pairs:
        for row in groups[(groups[printed] - groups[true]).abs() > ROUNDING].to_dict("records"):
            wrong += 1
            follows.append(Words("{group}: {name} {printed}, from the table itself {true}", group=row["group"], name=name, printed=plain(row[printed], 3),
                                 true=plain(row[true], 3)))  # fmt: skip
    return wrong


def _totals(groups: pd.DataFrame, total: pd.Series, follows: list[Words]) -> int:
    wrong = 0
    for kind, name in (("n", Words("people in the table")), ("selected", Words("people selected"))):
        if not math.isnan(total[kind]) and total[kind] != groups[kind].sum():
            wrong += 1
            follows.append(
                Words(
                    "total of {name} printed {printed}, the groups add up to {true}",
                    name=name,
                    printed=plain(total[kind]),
                    true=plain(groups[kind].sum()),
                )
            )
    return wrong


def _tested(groups: pd.DataFrame, follows: list[Words], figures: dict[str, float]) -> int:
    if len(set(groups["group"])) < len(groups):
        raise ContractError(
            "a group stands in the table twice",
            where=WHERE,
            found="repeated groups",
            expected="one row a group",
            cure="add their counts first",
        )
    counts = {row["group"]: (_count(row["selected"], "selected"), _count(row["n"], "n")) for row in groups.to_dict("records")}
    try:
        tested = fairness.impact_of_counts(counts)
    except UndefinedResult:
        follows.append(Words("fewer than two groups of five people or more: nothing can be compared"))
        return 0
    shown = tested.table[tested.table["group"] != tested.reference]
    best = plain(100 * tested.table["rate"].max())
    follows += [
        Words("{group}: {rate} % against {best} % ({reference}), impact ratio {ratio} ({low} to {high}), exact p = {p}", group=row["group"], rate=plain(100 * row["rate"]), best=best,
              reference=tested.reference, ratio=plain(row["impact_ratio"], 2), low=plain(row["ratio_low"], 2), high=plain(row["ratio_high"], 2), p=plain(row["p_exact"], 3))
        for row in shown.to_dict("records")
    ]  # fmt: skip
    if tested.n_groups_hidden:
        follows.append(Words("{n} groups are too small to say anything", n=tested.n_groups_hidden))
    figures["n_more_than_chance"] = float((shown["p_exact"] < 1 - tested.confidence).sum())
    return int(shown["flagged"].sum())


def _figure(value: Any) -> float:
    text = str(value).strip().replace(",", "").replace("，", "")
    percent = text.endswith(("%", "％"))
    try:
        number = float(text.rstrip("%％ "))
    except ValueError:
        return math.nan
    return number / 100 if percent else number


def _count(value: Any, name: str) -> int:
    number = _figure(value)
    if not (number >= 0 and number == int(number)):
        raise ContractError(
            f"'{name}' is no count",
            where=WHERE,
            found="a value that is negative, missing or not whole",
            expected="whole numbers, 0 or more",
            cure="give counts, not shares",
        )
    return int(number)
