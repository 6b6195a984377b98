"""Values whose word is a person's: the reason of a reviewed row, said in the reader's language.

In flows the reason EVIDENCE keeps; out flows who decided, when, and what the machine had read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench import wording

if TYPE_CHECKING:
    from collections.abc import Callable

_BY = re.compile(
    r"(?P<verdict>confirmed|corrected|rejected) by (?P<who>.+?) on (?P<when>\d{4}-\d{2}-\d{2})(?:; the machine read (?P<read>\S+))?"
)
SENTENCES = {
    "confirmed": "confirmed by {who} on {when}", "corrected": "corrected by {who} on {when}", "rejected": "set aside by {who} on {when}",
    "read": "the machine read {read}",
}  # fmt: skip


def reason(text: str, language: str, *, otherwise: Callable[[str], str]) -> str:
    """Say whose word a value is; a reason that no review wrote is said by `otherwise`."""
    m = _BY.fullmatch(text)
    if not m:
        return otherwise(text)
    say = wording.speak(language)
    said = say(SENTENCES[m["verdict"]], who=m["who"], when=m["when"])
    return said if m["read"] is None else ("；" if language == "zh" else "; ").join([said, say(SENTENCES["read"], read=m["read"])])
