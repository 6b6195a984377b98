"""How a claim is read: its numbers by the quantity grammar, and by the words around them what is claimed.

In flows a sentence in Chinese or English; out flow `Statement` tuples in the order of the text, and what it says of base rate and numbers of cases.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from workbench.evidence import language

ACCURACY = r"accura|correct|right in|hit rate|准确|正确率|命中率|预测率|精度"
RANKING = r"\bauc\b|roc|c-?statistic|曲线下面积"
CORRELATION = r"\bcorrelat|\br\s*=|validity|相关|效度"
RETURN = r"\broi\b|return on|回报|投资收益"
FASTER = r"efficien|faster|productiv|quicker|speed|throughput|效率|提效|更快|倍速|产能"
LESS_TIME = r"(?:save|sav(?:es|ing)|cut|less|reduc|short)[^.;]*\btime|time[^.;]*(?:sav|reduc|cut|less|short)|节省[^，。；]*时间|时间[^，。；]*(?:节省|缩短|减少)|省时"
BASE_RATE = (
    r"base rate|attrition rate|turnover rate|of (?:them|all|employees) (?:leave|left)|prevalence|基准率|基础率|离职率|流失率|发生率"
)
CASES = r"员工|候选人|雇员|应聘者|employees|people|candidates|cases|persons|interviews|offers|hires|staff|participants|名|人|例|位|份|场|个样本|样本"
A_DAY = r"more (?:candidates |interviews )?(?:a|per) day|candidates more|每天多|日均多|每日多"
WORSE = r"less|fewer|lower|reduc|declin|drop|fell|cut|降低|下降|减少|缩短"
ARROW = re.compile(
    r"^\s*(?:min(?:utes)?|%|percent)?\s*(?:→|-+>|=+>|⇒|~>|to\b|down to\b|up to\b|(?:降|降低|下降|减少|缩短|缩减|提高|提升|上升|增加|增|升|减|变|变为|变成|改)?(?:到|至|为)(?:了)?)\s*$",
    re.IGNORECASE,
)
LEAVING = re.compile(r"attrition|turnover|leav|quit|resign|离职|流失|辞职", re.IGNORECASE)
N_EQUALS = re.compile(r"\bn\s*=\s*([\d,，]+)", re.IGNORECASE)
ERRORS = re.compile(r"error|mistake|misplac|outside|误差|错误|偏差|失误|偏离", re.IGNORECASE)


class Statement(NamedTuple):
    """One number, or one change from a number to another, and what it is said of."""

    kind: str
    text: str
    value: float
    unit: str
    before: float | None = None
    value_high: float | None = None


class Reading(NamedTuple):
    """What a text states, and what it tells beside."""

    statements: tuple[Statement, ...]
    base_rate: float | None
    n: int | None
    leaving: bool
    errors: bool


def read(text: str) -> Reading:
    """Read a claim.

    Returns
    -------
    Reading
        Shares in per cent, times of work in minutes, base rate as a share 0 to 1.
    """
    text = re.sub(r"(?<![\d.])\.(?=\d)", "0.", text)  # .51 is written so in statistics
    found = [q for q in language.quantities(text) if not _is_n(text, q)]
    changes, used = _changes(text, found)
    statements, base, n = list(changes), None, _n_equals(text)
    for quantity in found:
        if quantity.span in used:
            continue
        around = _around(text, quantity.span)
        if quantity.unit == "percent" and re.search(BASE_RATE, around, re.IGNORECASE):
            base = quantity.value / 100
        elif (
            quantity.unit == "count"
            and n is None
            and re.search(rf"(?:{CASES})", quantity.text + text[quantity.span[1] : quantity.span[1] + 14], re.IGNORECASE)
            and quantity.value >= 20
        ):
            n = int(quantity.value)
        elif kind := _kind(
            around, quantity.unit, quantity.value, text[quantity.span[0] - 6 if quantity.span[0] > 6 else 0 : quantity.span[0]]
        ):
            statements.append(Statement(kind, around.strip(), quantity.value, quantity.unit, None, quantity.value_max))
    order = {statement: text.find(statement.text) for statement in statements}
    return Reading(
        tuple(sorted(statements, key=lambda s: order[s])), base, n, bool(LEAVING.search(text)), bool(ERRORS.search(text))
    )


def _changes(text: str, found: list[language.Quantity]) -> tuple[list[Statement], set[tuple[int, int]]]:
    """Pair numbers that an arrow or "from … to" joins."""
    changes, used = [], set()
    for first, second in itertools.pairwise(found):
        between = text[first.span[1] : second.span[0]]
        if first.span in used or not ARROW.match(between) or not _alike(first, second):
            continue
        minutes = second.unit in ("hour", "day") or first.unit == "hour"
        factor = {"hour": 60.0, "day": 60.0 * 8}.get(second.unit, 1.0) if minutes else 1.0
        bare = (
            re.fullmatch(r"[\d.,，]+", first.text.strip()) is not None
        )  # "from 30 to 5 minutes": the unit stands at the second only
        before = (
            float(re.sub(r"[,，]", "", first.text)) / 60 if bare and second.unit == "hour" and _in_minutes(second) else first.value
        )
        around = _around(text, (first.span[0], second.span[1]))
        kind = "time" if minutes else "change"
        changes.append(
            Statement(
                kind,
                around.strip(),
                round(second.value * factor, 3),
                "minute" if minutes else second.unit,
                round(before * factor, 3),
            )
        )
        used |= {first.span, second.span}
    return changes, used


def _in_minutes(quantity: language.Quantity) -> bool:
    return re.search(r"min|分", quantity.text, re.IGNORECASE) is not None


def _alike(first: language.Quantity, second: language.Quantity) -> bool:
    return first.unit == second.unit or first.unit == "count"


def _kind(around: str, unit: str, value: float, just_before: str) -> str:
    def says(words: str) -> bool:
        return re.search(words, around, re.IGNORECASE) is not None

    if unit == "percent" and says(ACCURACY):
        return "accuracy"
    if says(RANKING):
        return "ranking"
    if says(CORRELATION) and abs(value) <= 1:
        return "correlation"
    if says(RETURN) and unit in ("percent", "times"):
        return "return"
    if says(A_DAY) and unit == "count":
        return "more a day"
    if unit in ("percent", "times") and says(LESS_TIME):
        return "less time"
    if unit in ("percent", "times") and says(FASTER):
        return "faster"
    return "improvement" if unit in ("percent", "times") else ""


def _around(text: str, span: tuple[int, int]) -> str:
    """Give the clause a number stands in."""
    start = max(
        (m.end() for m in re.finditer(r"[,，;；。!?！？\n]|(?<!\d)\.(?!\d)", text[: span[0]]) if not _inside_number(text, m)),
        default=0,
    )
    stop = next((m.start() + span[1] for m in re.finditer(r"[,，;；。!?！？\n]|\.(?!\d)", text[span[1] :])), len(text))
    return text[start:stop]


def _inside_number(text: str, match: re.Match) -> bool:
    return (
        match.group() in ",."
        and text[match.start() - 1 : match.start()].isdigit()
        and text[match.end() : match.end() + 1].isdigit()
    )


def _is_n(text: str, quantity: language.Quantity) -> bool:
    return any(m.start() <= quantity.span[0] < m.end() for m in N_EQUALS.finditer(text))


def _n_equals(text: str) -> int | None:
    match = N_EQUALS.search(text)
    digits = re.sub(r"\D", "", match.group(1)) if match else ""
    return int(digits) if digits else None
