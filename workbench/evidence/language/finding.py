"""Every quantity of a text, Chinese and English together.

In flows any text; out flow `Quantity` tuples in the order of the text. Numbers that are names, dates, clock times, ordinals,
phone numbers or parts of idioms are not quantities.
"""

from __future__ import annotations

import re

from workbench.evidence.language import chinese, english
from workbench.evidence.language.quantity import Quantity, apart, lower, narrow

# Excel 365, Gate 12: a name and its number inside a sentence, where no noun follows that could be counted
_NAMED = re.compile(
    r"(?<=[a-z,] )(?!(?:About|Over|Under|Only|Just|May|March|June|July|April|August)\b)[A-Z][a-z]+ \d{1,4}(?:\.\d+)?"
    r"(?=\s?(?:[.,;:)](?!\d)|$)|\s(?:and|or|for|to|as|on|with|when|is|was)\s)"
)


def quantities(text: str | None) -> list[Quantity]:
    """Find every quantity in a text.

    Parameters
    ----------
    text : str
        Spoken or written, Chinese or English or mixed; None counts as empty.

    Returns
    -------
    list of Quantity
        In the order of the text, never overlapping.

    Examples
    --------
    >>> [(q.operator, q.value, q.unit) for q in quantities("去年我新增了五十多个客户，增长近四成。")]
    [('>', 50.0, 'count'), ('<', 40.0, 'percent')]
    >>> [(q.value_low, q.value_high, q.text) for q in quantities("I closed 40 to 50 deals.")]
    [(40.0, 50.0, '40 to 50')]
    """
    if not text:
        return []
    plain = narrow(text)
    found = apart([*chinese.find(plain), *english.find(lower(_NAMED.sub(lambda m: "□" * len(m.group()), plain)))], len(text))
    return [q._replace(text=text[q.span[0] : q.span[1]]) for q in found]
