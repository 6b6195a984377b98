"""What stands beside a Chinese number and bounds it: 不到, 超过, 将近 before it, 以上, 左右, 出头 behind it.

In flows a text and a place; out flows an operator.
"""

from __future__ import annotations

import re

from workbench.evidence.language.chinese_words import AFTER_RE, BARE_SIGNS, BEFORE_RE, FREE_RE, LITTLE, RECENT


def left(text: str, start: int, *, duration: bool = False) -> str:
    """Read the operator said before a number; the nearest wins, the longer phrase first."""
    clause = re.split("[，。;；!！?？、\n]|,(?!\\d{3})", text[max(0, start - 22) : start])[-1]
    if RECENT.search(clause or "") and duration:
        return "="
    if re.search(r"(?<![最附接将靠临亲])近(?:了)?\s?$|(?<![很更加飞尽赶爽轻愉较太挺])快(?:有)?\s?$", clause):
        return "=" if duration and re.search("(?:^|[在这最])近$", clause) else "<"
    if clause[-1:] in BARE_SIGNS and text[start : start + 1] in "百千万亿":
        return BARE_SIGNS[clause[-1]]
    if LITTLE.search(clause):
        return "<"
    best = ("=", -1, 0)
    for sign, pattern in BEFORE_RE:
        m = pattern.search(clause)
        if m and (best[1] < 0 or (m.start() < best[1] and m.end() >= best[2])):
            best = (sign, m.start(), m.end())
    return best[0] if best[1] >= 0 else next((sign for sign, pattern in FREE_RE if pattern.search(clause)), "=")


def right(text: str, end: int) -> tuple[int, str]:
    """Read the operator said behind a number, and where it ends."""
    for sign, pattern in AFTER_RE:
        m = pattern.match(text, end)
        if m:
            return m.end(), sign
    if re.match("内(?![容部心勤训推蒙地])", text[end : end + 2]) and re.search(
        "(?:小时|钟头|分钟|天|日|周|月|年|星期)$", text[max(0, end - 4) : end]
    ):
        return end + 1, "<="
    return end, ""
