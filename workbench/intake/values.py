"""What people type into cells, read as values: full-width digits, 12K, 1.2万, ¥, dates in a dozen spellings.

In flows one cell and its column; out flows the value (None when the cell is empty) or an `UnreadableError` with the reason.
Reasons never quote the cell: it may be personal.
"""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbench.intake.headers import normal
from workbench.intake.vocabulary import EMPTY_WORDS, FALSE_WORDS, TRUE_WORDS, meaning

if TYPE_CHECKING:
    from workbench.contracts import Column

EXCEL_EPOCH = date(1899, 12, 30)
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?号?)?月?(?:[T\s].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T\s].*)?$")
_MONTH_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y", "%d-%b-%y", "%b %Y", "%B %Y")
_ABOUT = re.compile(r"^(?:大?约|税前|about|approx\.?|~|≈)\s*", re.IGNORECASE)
_WAN_AND = re.compile(r"^(\d+)万(\d)千?(?=\D|$)")  # 1万2 is 12,000
_NUMBER = re.compile(
    r"^(?P<sign>[-+−]?)\s*(?P<symbol>hk\$|us\$|¥|￥|\$|€|rmb|cny|usd|eur|hkd|人民币)?\s*(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"\s*(?P<scale>k|w|m|千|万|百万|亿)?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "千": 1_000, "w": 10_000, "万": 10_000, "m": 1_000_000, "百万": 1_000_000, "亿": 100_000_000}
_TAILS = re.compile(
    r"^(?P<tail>美元|美金|欧元|港币|港元|元|块|圆|人民币|rmb|cny|usd|eur|hkd|人|名|个|位|次|场|年|岁|分钟|分|min|minutes?|years?|yrs?|people|points?|%|以上|及以上|\+)*"
    r"\s*(?P<period>(?:/|每|per |a )?\s*(?:月|年|小时|month|mo|year|yr|hour|hr|h))?$",
    re.IGNORECASE,
)
_PERIOD_WORDS = {"月": "month", "mo": "month", "年": "year", "y": "year", "小时": "hour", "h": "hour"}
_CURRENCY_WORDS = (("HKD", ("hk$", "hkd", "港")), ("USD", ("us$", "$", "usd", "美")), ("EUR", ("€", "eur", "欧")),
                   ("CNY", ("¥", "￥", "rmb", "cny", "元", "块", "圆")))  # fmt: skip
_DURATIONS = {
    "years": {"年": 1, "岁": 1, "year": 1, "yr": 1, "月": 1 / 12, "month": 1 / 12, "mo": 1 / 12},
    "min": {"分": 1, "min": 1, "小时": 60, "hour": 60, "hr": 60, "h": 60, "秒": 1 / 60, "s": 1 / 60},
}
_TERM = re.compile(
    r"(\d+(?:\.\d+)?|半)个?(年|岁|years?|yrs?|月|months?|mos?|分钟?|minutes?|mins?|小时|hours?|hrs?|h|秒|seconds?|s)(半)?", re.I
)
_AT_LEAST = re.compile(r"(?:及?以上|以内|左右|工作|经验|experience|of|\+)+$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+|\s*\((?:周|星期).\)", re.IGNORECASE)
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


class UnreadableError(ValueError):
    """A cell that is not what its column holds; the text says why, never what stands there."""


def read_cell(cell: Any, column: Column) -> Any:
    """Read one cell by its column's kind, and check range and allowed values.

    Raises
    ------
    UnreadableError
        With the reason.
    """
    if _is_empty(cell) and normal(cell).lower() not in column.allowed:
        return None
    value = _READERS[column.kind](cell, column)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        _check_range(value, column)
    return value


def stated_period(cell: Any) -> str | None:
    """Say which pay period a money cell names itself (15万/年 is a year's), if any."""
    match = _NUMBER.match(normal(cell))
    tail = match and _TAILS.match(match["rest"].strip())
    if not tail or not tail["period"]:
        return None
    word = tail["period"].lower().lstrip("/每 ").removeprefix("per ").removeprefix("a ")
    return next(period for start, period in _PERIOD_WORDS.items() if word.startswith(start))


def stated_currency(cell: Any) -> str | None:
    """Say which currency a money cell names itself ($3,000 is not yuan), if any; a bare $ is the dollar of the US."""
    match = _NUMBER.match(_plain_amount(cell))
    tail = match and _TAILS.match(match["rest"].strip())
    named = f"{match['symbol'] or ''} {match['rest'].strip()[: tail.end()]}".lower() if tail else ""
    return next((currency for currency, words in _CURRENCY_WORDS if any(word in named for word in words)), None)


def _is_empty(cell: Any) -> bool:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and normal(cell).lower() in EMPTY_WORDS


def _check_range(value: float, column: Column) -> None:
    unit = f" {column.unit}" if column.unit else ""
    if column.low is not None and value < column.low:
        raise UnreadableError(f"is below {column.low:g}{unit}")
    if column.high is not None and value > column.high:
        raise UnreadableError(f"is above {column.high:g}{unit}")


def _number(cell: Any, column: Column) -> float:
    if isinstance(cell, (bool, datetime, date)):
        raise UnreadableError("is not a number")
    if isinstance(cell, (int, float, Decimal)):
        return _finite(float(cell))
    text = _plain_amount(cell)
    if column.unit in _DURATIONS and (length := _duration(text, column.unit)) is not None:
        return _finite(length)
    match = _NUMBER.match(text) or _NUMBER.match(_chinese_number(text))
    tail = match and _TAILS.match(match["rest"].strip())
    if not tail or (tail["period"] and column.kind != "money"):
        raise UnreadableError("is not a number")
    digits = Decimal(re.sub("[,，]", "", match["digits"])) * _SCALES.get((match["scale"] or "").lower(), 1)
    return _finite(float(-digits if match["sign"] in {"-", "−"} else digits))


def _plain_amount(cell: Any) -> str:
    """Fold a typed amount: no spaces, no 'about', 1万2 as 12000."""
    text = _ABOUT.sub("", normal(cell).replace(" ", ""))
    return _WAN_AND.sub(lambda found: str(int(found[1]) * 10_000 + int(found[2]) * 1_000), text)


def _duration(text: str, unit: str) -> float | None:
    """Add up a length of time in the column's own unit (12个月 is 1 year, 1小时30分 is 90 minutes); None if it is none."""
    text, length, end = _chinese_number(_AT_LEAST.sub("", text)), 0.0, 0
    for term in _TERM.finditer(text):
        factor = next((factor for word, factor in _DURATIONS[unit].items() if term[2].lower().startswith(word)), None)
        if factor is None or term.start() != end:
            return None
        length += (0.5 if term[1] == "半" else float(term[1]) + 0.5 * bool(term[3])) * factor
        end = term.end()
    return length if end and end == len(text) else None


def _chinese_number(text: str) -> str:
    """Rewrite a leading Chinese numeral (三年, 两万) with digits; anything else comes back unchanged."""
    leading = re.match(r"^[〇零一二两三四五六七八九十百千万]+", text)
    if not leading:
        return text
    import cn2an

    try:
        return f"{cn2an.cn2an(leading[0].replace('两', '二'), 'smart'):g}{text[leading.end() :]}"
    except ValueError:
        return text


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise UnreadableError("is not a finite number")
    return value


def _integer(cell: Any, column: Column) -> int:
    value = _number(cell, column)
    if value != int(value):
        raise UnreadableError("is not a whole number")
    return int(value)


def _date(cell: Any, column: Column) -> datetime:
    if isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _excel_serial(float(cell))
    text = _plain_date(normal(cell))
    if re.fullmatch(r"[2-9]\d{4}", text):  # a spreadsheet's day number, saved as text
        return _excel_serial(float(text))
    return _calendar(*_date_parts(text))


def _plain_date(text: str) -> str:
    """Fold a typed date: one kind of dash, no weekday, no 1st or Sept, Chinese numerals as digits."""
    text = _WEEKDAY.sub("", re.sub("[‐‑–—−]", "-", text))
    if re.match(r"^[〇零一二三四五六七八九]{4}年", text):
        text = text[:4].translate(_CHINESE_DIGITS) + re.sub(r"[一二三四五六七八九十]+", _small_number, text[4:])
    return re.sub(r"(?i)\b(sep)t\b|(?<=\d)(?:st|nd|rd|th)\b|(?<=[a-z])\.", r"\1", text)


def _small_number(found: re.Match) -> str:
    tens, ten, ones = found[0].rpartition("十")
    return str((10 * int((tens or "一").translate(_CHINESE_DIGITS)) if ten else 0) + int((ones or "零").translate(_CHINESE_DIGITS)))


def _date_parts(text: str) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.match(text):
        return int(match[1]), int(match[2]), int(match[3] or 1)
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first <= 12 and second <= 12 and first != second:
            raise UnreadableError("is a date whose day and month cannot be told apart (write 2026-03-01)")
        return (year, first, second) if second > 12 else (year, second, first)
    for form in _MONTH_NAMED:
        try:
            named = datetime.strptime(text, form)
        except ValueError:
            continue
        return named.year, named.month, named.day
    raise UnreadableError("is not a date")


def _calendar(year: int, month: int, day: int) -> datetime:
    if not 1900 <= year <= 2200:
        raise UnreadableError("is a date outside 1900-2200")
    try:
        return datetime(year, month, day)
    except ValueError:
        raise UnreadableError("is not a day of the calendar") from None


def _excel_serial(number: float) -> datetime:
    if 19_000_101 <= number <= 22_001_231 and number == int(number):
        return _calendar(*_date_parts(str(int(number))))
    if not 1 <= number <= 110_000:
        raise UnreadableError("is not a date")
    day = EXCEL_EPOCH + timedelta(days=int(number))
    return datetime(day.year, day.month, day.day)


def _flag(cell: Any, column: Column) -> bool:
    word = normal(cell).lower()
    if isinstance(cell, bool) or word in TRUE_WORDS or word in FALSE_WORDS:
        return cell if isinstance(cell, bool) else word in TRUE_WORDS
    raise UnreadableError("is neither yes nor no")


def _category(cell: Any, column: Column) -> str:
    text = normal(cell)
    if not column.allowed:
        return text
    found = meaning(column.name, text, column.allowed)
    if found is None:
        raise UnreadableError(f"is not one of {', '.join(column.allowed)}")
    return found


def _identifier(cell: Any, column: Column) -> str:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)  # spreadsheets keep 1001 as 1001.0
    text = normal(cell)
    if "\n" in text or len(text) > 200:
        raise UnreadableError("is too long for an id")
    return text


def _text(cell: Any, column: Column) -> str:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return str(cell).replace("\x00", "").strip().strip("\ufeff")


def _json(cell: Any, column: Column) -> str:
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    try:
        json.loads(text)
    except ValueError:
        raise UnreadableError("is not JSON") from None
    return text


_READERS = {
    "id": _identifier, "text": _text, "category": _category, "integer": _integer, "number": _number, "money": _number,
    "date": _date, "datetime": _date, "flag": _flag, "json": _json,
}  # fmt: skip
