"""How people and systems write values into exports: 12K, 1.2万, ¥, full-width digits, 2026年3月1日, 本科; always without loss.

In flows a value and its column; out flows the cell. Every spelling here reads back to exactly the value it came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import random
    from datetime import date

    from workbench.contracts import Column

TYPED_SHARE = 0.3  # of amounts and dates, in files that people fill in
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WORDS = {  # what a Chinese HR system shows for a category
    "degree": {"none": "高中", "associate": "大专", "bachelor": "本科", "master": "硕士", "doctor": "博士"},
    "min_degree": {"none": "不限", "associate": "大专", "bachelor": "本科", "master": "硕士", "doctor": "博士"},
    "sex": {"female": "女", "male": "男", "other": "其他", "undisclosed": "不愿透露"},
    "age_band": {"under 25": "25岁以下", "25-34": "25-34岁", "35-44": "35-44岁", "45 and over": "45岁及以上", "undisclosed": "不愿透露"},
    "disability": {"yes": "是", "no": "否", "undisclosed": "不愿透露"},
    "stage": {
        "applied": "投递", "screened": "筛选", "invited": "邀约", "interviewed": "面试", "offered": "报价", "accepted": "接受",
        "hired": "入职", "rejected": "淘汰", "withdrawn": "放弃",
    },
    "currency": {"CNY": "人民币"},
    "period": {"month": "月"},
    "item": {
        "fee": "平台费", "advertising": "推广", "agency": "猎头费", "referral_bonus": "内推奖金", "event": "招聘会", "tool_fee": "工具费",
        "follow_up_labour": "复核工时", "manual_interview": "人工面试",
    },
}  # fmt: skip
WORDS["status"] = WORDS["stage"]


def write_text(value: Any, column: Column, *, chinese: bool, choice: random.Random) -> str:
    """Write one value as a cell of a text file."""
    if pd.isna(value):
        return ""
    if column.kind == "flag":
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if column.kind in {"date", "datetime"}:
        return _date(value, choice) if chinese else value.strftime("%Y-%m-%d")
    if column.kind == "money" and chinese and choice.random() < TYPED_SHARE:
        return _amount(float(value), choice)
    if column.kind in {"number", "integer", "money"}:
        return plain_number(value)
    return WORDS.get(column.name, {}).get(value, str(value)) if chinese else str(value)


def write_cell(value: Any, column: Column, *, choice: random.Random) -> Any:
    """Write one value as a cell of a workbook: typed, except where somebody typed text over it."""
    if pd.isna(value):
        return None
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind in {"date", "datetime"}:
        return _date(value, choice) if choice.random() < TYPED_SHARE / 3 else value.to_pydatetime()
    if column.kind == "money" and choice.random() < TYPED_SHARE / 3:
        return _amount(float(value), choice)
    if column.kind in {"number", "integer", "money"}:
        return int(value) if value == int(value) else float(value)
    return WORDS.get(column.name, {}).get(value, str(value))


def plain_number(value: float) -> str:
    """Write a number with no more digits than it needs."""
    return str(int(value)) if value == int(value) else repr(float(value))


def _date(value: date, choice: random.Random) -> str:
    spellings = (
        f"{value:%Y-%m-%d}", f"{value:%Y-%m-%d}", f"{value:%Y-%m-%d}", f"{value.year}/{value.month}/{value.day}",
        f"{value.year}年{value.month}月{value.day}日", f"{value.year}.{value.month}.{value.day}",
    )  # fmt: skip
    return choice.choice(spellings)


def _amount(value: float, choice: random.Random) -> str:
    spellings = [f"¥{value:,.2f}" if value != int(value) else f"¥{int(value):,}", f"{plain_number(value)}元"]
    spellings.append(plain_number(value).translate(FULL_WIDTH))
    if value >= 1000 and value % 100 == 0:
        spellings += [f"{plain_number(value / 1000)}K", f"{plain_number(value / 10_000)}万"]
    return choice.choice(spellings)
