"""Quantities in English: find the numeral, then read what stands to its left (operator, currency) and right (unit, operator).

In flows text with half-width digits; out flow `Quantity` tuples. "One" alone, ordinals, dates and version numbers are words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.language.quantity import Quantity, apart, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {w: n for n, w in enumerate(_ONES.split())} | {w: 10 * n for n, w in enumerate(_TENS.split(), 2)} | {"fourty": 40}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9, "grand": 1000, "k": 1000, "m": 1e6, "mn": 1e6, "mm": 1e6,
          "bn": 1e9, "b": 1e9, "mil": 1e6, "dozen": 12}  # fmt: skip
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = r"hundred|thousand|million|billion|grand|mil"
_TEENS = rf"(?:{_WORD})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine)(?![a-z]))?"
_SPOKEN = rf"(?:(?:a|{_TEENS})\s(?:and\sa\shalf\s)?(?:{_SCALE})|{_TEENS})(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))[\s-](?:and\s)?(?:{_TEENS})(?:\s(?:{_SCALE}))?|\s(?:{_SCALE})|,\s(?={_WORD})(?:{_TEENS})\s(?:{_SCALE}))*(?:\spoint(?:\s(?:{_WORD}))+(?:\s(?:{_SCALE}))?)?"
_NUMBER = re.compile(
    rf"(?P<half_scale>half\sa\s(?:million|billion|thousand))|(?P<quarter_scale>(?:a\s)?quarter\sof\sa\s(?:million|billion))|(?P<dozen>half\sa\sdozen|half-dozen|a\shalf-dozen|(?:a\scouple\s(?:of\s)?|(?P<dozens>{_WORD}|a|\d+)\s)dozen(?!s))|"
    rf"(?P<couple>a\scouple\s(?:of\s)?(?:hundred|thousand|million)?)|(?P<few>a\sfew\s(?:hundred|thousand|million))|(?P<plural>(?<!the\s)(?:hundreds|thousands|tens\sof\sthousands|hundreds\sof\sthousands)(?=\sof))|"
    rf"(?P<arabic>(?<![\w.,/#:-]){_ARABIC}(?:\s?(?:{_SCALE})(?![a-z])|(?:k|k|m|m|mn|mm|mm|bn|b|b)(?![a-za-z0-9]))?)|(?P<words>(?<![\w-])(?:{_SPOKEN})(?![a-z]))",
)
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|may"
_BLANK = re.compile(
    r"\b(?:one another|no one|some ?one|any ?one|every ?one|one of|one by one|one-on-one|one on one|one-to-one|one thing|(?:this|that|each|which|the|another|last|next|first|big|new|right|wrong|good|bad|hard|other|every) one|"
    r"one day(?=,| i| we| my| a| the)|one time(?=,| i| we)|at one point|two-way|two way street|three-tier|second to none|back to square one|zero-sum|day one|number one|one way or another|one or another|one after another|fifty-fifty|double-check\w*|"
    r"double digits?|triple digits?|on the double|24/7|401\(?k\)?|9-5|nine[- ]to[- ]five|9 to 5|fortune \d+|top (?:\d+|[a-z]+)(?= |,|\.)|s&p ?\d+|covid-?19|office 365|windows \d+|python ?\d(?:\.\d+)?|java ?\d+|web ?\d\.\d|iso ?\d+|big (?:four|five|three)|"
    r"(?:step|phase|question|questions|chapter|version|level|grade|room|stage|part|point|option|plan|tier|series|type|class|section|item|no\.|number|gate|floor|building|line|round|sprint|week|day|year|quarter|page|flight|route|highway|act|rule|lesson|figure|table)\s(?:#\s?)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)(?!\s?(?:%|percent|people|k\b|million|hundred|thousand|customers|clients))\b|"
    r"twenty (?:twenty|nineteen|eighteen|seventeen|sixteen|fifteen)(?:[- ](?:one|two|three|four|five|six))?|two thousand and (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?= i| we|,|\.)|"
    r"nineteen (?:ninety|eighty)[- ]?\w*|aged? (?:of )?\d+|(?:\d+|\w+)[- ]years?[- ]old|(?:\d+|[a-z]+) years of age)\b|"
    rf"\b(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b(?:,?\s(?:19|20)\d\d)?|\b(?:{_MONTHS})\.?,?\s(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b|"
    r"\b(?:since|in|from|until|till|by|of|during|early|late|mid|year|around|before|after|and|to|to the end of|end of|summer|spring|winter|fall|autumn|class of|fiscal|fy|q[1-4],?|h[12],?|between|through|the)[\s-](?:19[5-9]\d|20[0-4]\d)(?:s\b|(?!\s?(?:%|percent|[a-z]*\s?(?:customers|clients|people|users|units|tickets|calls|leads|orders|followers|viewers|accounts))|[\d,.]\d))\b|"
    r"\b(?:19[5-9]\d|20[0-4]\d)(?:'?s\b|\s?[-–—/]\s?(?:19|20)?\d\d\b)|\b\d{4}-\d{1,2}(?:-\d{1,2})?\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}:\d{2}\b(?:\s?[ap]\.?m\b)?|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?(?:[ap]\.m\.|[ap]m\b|o'clock)|"
    r"\+?\d[\d]{2,3}[-\s.]\d{3,4}[-\s.]\d{3,4}\b|\b\d{7,}\b(?!\s?(?:users|people|views|dollars|usd|customers|rows|requests))|\b[a-za-z]+-?\d+(?:\.\d+)*\b|\bv\d+(?:\.\d+)*\b|\b\d+(?:\.\d+){2,}\b|#\d+|\b\d{3}-\d{4}\b|\b\d+[a-za-z]\d*\w*(?<![\dkkmmbbxx])(?<!bn)(?<!mn)(?<!mm)(?<!mm)(?<!pp)(?<!pct)(?<!ish)(?<!odd)(?<!usd)\b(?!\s?%)",
)
_KEEP = re.compile(r"^(?:us|usd|rmb|cny|eur|over|about)[-\s]?\d")
_BEFORE = (
    (">=", r"at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|min\.?|minimum|upwards? of|>=|≥"),
    ("<=", r"at most|no more than|not more than|never more than|a maximum of|maximum of|maximum|max\.?|capped at|within|<=|≤|up to|not exceeding|no greater than|no higher than"),
    ("<", r"fewer than|less than|lower than|smaller than|under|below|nearly|almost|close to|closer to|just under|just shy of|shy of|just short of|short of|not quite|approaching|not even|barely under|a little under|slightly under|a bit under|well under|<"),
    (">", r"more than|greater than|higher than|larger than|over|above|exceeding|exceeded|in excess of|better than|north of|just over|well over|a little over|slightly over|slightly more than|beyond|(?<!the )(?<!this )past|surpassing|surpassed|topped|>"),
    ("~", r"about|around|roughly|approximately|approx\.?|circa|ca\.|some|maybe|perhaps|probably|something like|in the region of|in the neighbou?rhood of|more or less|give or take|~|≈|an estimated|estimated|somewhere around|or so|i think|i guess"),
)  # fmt: skip
_GAP = r"(?:\s(?:a|an|the|of|total|only|just|about|my|another|like|have|had|you know|um|uh|er)){0,2}"
_BEFORE_RE = [(sign, re.compile(rf"(?:(?<=[\s,(])|^)(?:{words}){_GAP}[\s,]*[$€¥]?$")) for sign, words in _BEFORE]
_UP_TO_LEVEL = re.compile(
    r"\b(?:went|rose|grew|moved|scaled|ramped|got|built|brought|came|climbed|jumped|is|was|it|them|us|that|bumped|pushed|took|and|back)\sup to\s[$€¥]?$"
)
_AFTER = (
    (">=", r"\s?\+|\s(?:or more|or above|or better|plus|and above|and up|at least|minimum|at minimum|at the very least)\b"),
    ("<=", r"\s(?:or less|or fewer|or under|at most|max|maximum|tops|or below|at the most)\b"),
    (">", r"[-\s]odd\b|[-\s]something\b|\sand change\b|\sand counting\b|[-\s]some\b"),
    ("~", r"\s(?:or so|or thereabouts|give or take|approximately|roughly|or something|more or less|ish)\b|-?ish\b"),
)
_AFTER_RE = [(sign, re.compile(words)) for sign, words in _AFTER]
_PERCENT = re.compile(r"\s?%|[\s-]?(?:percentage[\s-]points?|per\s?cents?|pct|pp)(?![a-z])")
_TIMES = re.compile(
    r"x(?![a-za-z\d])|[-\s]?fold\b|\stimes(?=\s(?:as|more|the|our|what|larger|bigger|faster|higher|over|better|its|their|my|that|last|return)\b)|\s?×"
)
_MONEY = re.compile(
    r"\s?(?:(?P<usd>us dollars|u\.s\. dollars|dollars?|usd|bucks)|(?P<eur>euros?|eur)|(?P<cny>yuan|rmb|cny|renminbi))(?![a-z])|\s?(?P<euro>€)"
)
_SIGN = re.compile(r"(?:(?P<usd>us\$|\$|usd|dollars)|(?P<eur>€|eur)|(?P<cny>¥|rmb|cny|yuan))\s?$")
_TIME = re.compile(
    r"[\s-](?:full |straight |consecutive |whole |calendar |business |working |more |solid |good |long )?(?:(?P<year>years?|yrs?)|(?P<month>months?|mos?(?=\b))|(?P<week>weeks?|wks?)|(?P<day>days?)|(?P<hour>hours?|hrs?)|(?P<minute>minutes?|mins?)|(?P<decade>decades?))(?![a-z])(?!-old)",
)
_AND_HALF = re.compile(r"\sand\sa\shalf(?=\s(?:years?|months?|weeks?|days?|hours?|million|times|billion)\b|\b)")
_ONE_UNIT = re.compile(
    r"(?P<sign>\b(?:over|about|around|nearly|almost|roughly|less than|more than|under|within|just over|just under|at least|in|for|took(?: me| us)?|spent|after|approximately)\s)?(?P<body>\b(?:an?|one)\s(?P<u>year|month|week|day|hour|decade)(?P<half>\sand\sa\shalf)?)(?![a-z-])(?P<after>\sor so)?",
)
_HALF_UNIT = re.compile(r"\bhalf\s(?:a|an)\s(?P<u>year|month|week|day|hour)(?![a-z])|\ba\shalf[-\s](?P<v>day|year|hour)(?![a-z])")
_SIGNS = {"over": ">", "more than": ">", "just over": ">", "nearly": "<", "almost": "<", "less than": "<", "under": "<", "just under": "<", "about": "~",
          "around": "~", "roughly": "~", "approximately": "~", "within": "<=", "at least": ">="}  # fmt: skip
_PARTS = "thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|halves|half"
_PART = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_FRACTION = re.compile(
    rf"(?<!and )\b(?P<n>an?|one|two|three|four|five|six|seven|eight|nine)[\s-](?P<p>{_PARTS})(?![a-z-])(?!\s(?:a|an|time|party|year|month|day|hour|million|of a million|dozen|place|round|person|attempt|week|job|language|of a))"
    r"|(?<!and a )(?<!a )(?<!first )(?<!second )(?<!other )(?<!better )(?<!last )\b(?P<half>half)(?=\s(?:of|the|my|our|their|its|were|was|are|as)\b|\.|,|$)|\b(?P<cut>in half)\b|\bone\sin\s(?P<in>two|three|four|five|ten|\d+)\b",
)
_SHARE_BEFORE = re.compile(
    r"\b(?:by|about|nearly|almost|roughly|over|than|up|down|to|around|only|cut|lost|least|just|grew|fell|rose|a|quite|under|increased|dropped|approximately)\s$"
)
_MULTIPLE = re.compile(
    r"\b(?P<w>doubl|tripl|trebl|quadrupl|quintupl)(?:ed|ing|es|e)\b(?![-\s](?:check|digit|down|room|major|team))|\b(?P<fold>two|three|four|five|six|eight|ten|twenty|\d+)[-\s]?fold\b|\b(?P<twice>twice)(?=\sas\b|\sthe\b)"
)
_FACTOR = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
_HALVED = re.compile(r"\bhalv(?:ed|ing)\b")
_TO = re.compile(r"\s?(?:to|-|–|—|or|and|~|through|,?\s?maybe|or maybe|or even)\s?[$€¥]?")
_CHANGE = re.compile(
    r"\b(?:grew|grow|grown|growing|rose|risen|cut|increased?|increasing|reduc\w+|fell|went|gone|going|mov\w+|rais\w+|improv\w+|expand\w+|scal\w+|dropp\w+|shr[aiu]nk|lower\w+|brought|took|taking|down|up|jump\w+|climb\w+|doubled|chang\w+|push\w+|shorten\w+|bump\w+)\b[^.;]{0,40}\bfrom\b[^.;]{0,12}$"
)
_MONEY_NOUN = re.compile(
    r"\b(?:revenues?|sales|salar(?:y|ies)|budget|quota|pay|costs?|arr|mrr|gmv|bookings|profit|turnover|price|spend|spending|deals? worth|worth|income|earn\w*|paid|compensation|bonus|fee|fees|savings|saved|order value|expect|base|contract)\b"
)
_COUNT_NOUN = re.compile(
    r"\s(?:\w+\s){0,2}(?:users|customers|clients|people|followers|subscribers|views?|viewers|visitors|requests|tickets|calls|leads|accounts|downloads|orders|units|qps|rows|records|members|impressions|merchants|emails|merchants|students|hires|candidates|items|products|lines|signups|installs|events|messages|participants)\b"
)
_BAD_AFTER = re.compile(
    r"[-\s]?(?:year|yr)s?[-\s]old|\s?(?:°|degrees?|px|mb|gb|tb|ghz|mhz|kb|ms|seconds?|secs?)(?![a-z])|/\d|:\d|-(?:way|tier|sided|star|level|step|part|on-|shot|page|g\b)"
)
_HOURS = {"minute": ("hour", 1 / 60), "decade": ("year", 10.0)}


class _Atom(NamedTuple):
    start: int
    end: int
    low: float
    high: float
    sign: str
    scaled: bool
    text: str


def find(text: str) -> list[Quantity]:
    """Find the quantities of a text in English words or with international units.

    Parameters
    ----------
    text : str
        With half-width digits.

    Returns
    -------
    list of Quantity
        With an empty `text`; the caller fills it from the span.
    """
    if not re.search(r"[a-za-z]{2}|[$€£]", text):
        return []
    plain = _BLANK.sub(lambda m: m.group() if _KEEP.match(m.group()) else "□" * len(m.group()), text)
    return apart([*_set_phrases(plain), *_numerals(plain)], len(text))


def _numerals(text: str) -> Iterator[Quantity]:
    atoms = [atom for m in _NUMBER.finditer(text) if (atom := _read(text, m)) is not None]
    position = 0
    while position < len(atoms):
        pair = _as_range(text, atoms[position], atoms[position + 1]) if position + 1 < len(atoms) else None
        if pair:
            yield pair
            position += 2
            continue
        single = _as_single(text, atoms[position])
        if single:
            yield single
        position += 1


def _read(text: str, m: re.Match[str]) -> _Atom | None:
    run, sign, high = m.group().lower(), "", None
    scaled = False
    if m["arabic"]:
        body = re.match(_ARABIC, run)
        scale = run[body.end() :].strip()
        value = float(body.group().replace(",", "")) * SCALES.get(scale, 1)
        scaled = bool(scale)
    elif m["words"]:
        value, scaled = _spoken(run)
        if value is None:
            return None
    elif m["dozen"]:
        count = m["dozens"]
        value = 6.0 if "half" in run else (24.0 if "couple" in run else 12.0 * (1 if count == "a" else _small(count)))
        sign = "~" if "couple" in run else ""
    elif m["couple"]:
        value, sign = 2.0 * SCALES.get(run.split()[-1], 1), "~"
    elif m["half_scale"] or m["quarter_scale"]:
        value, scaled = (0.5 if m["half_scale"] else 0.25) * SCALES[run.split()[-1]], True
    elif m["few"]:
        value = 2.0 * SCALES[run.split()[-1]]
        high = 9.0 * SCALES[run.split()[-1]]
    else:
        first = {"hundreds": 100.0, "thousands": 1000.0, "tens": 10_000.0}[run.split()[0]] * (
            1000 if run.startswith("hundreds of t") else 1
        )
        value, high = first, first * 10 - 1
    end = m.start() + len(m.group().rstrip())
    return _Atom(m.start(), end, round(value, 6), round(high or value, 6), sign, scaled, run.strip())


def _spoken(run: str) -> tuple[float | None, bool]:
    """Read number words, "one hundred and twenty" as 120; a bare "one" or "a" is no number."""
    head, _, decimals = run.partition(" point ")
    total = current = 0.0
    scaled = False
    words = re.split(r"[\s,-]+", head)
    for word in words:
        if word in WORDS:
            if current and WORDS[word] >= 10 and current % 100:
                return (None, False)  # "nineteen ninety": a year, not a number
            current += WORDS[word]
        elif word == "a":
            current = current or 1
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "half":
            current += 0.5
        elif word in SCALES:
            total, current, scaled = total + (current or 1) * SCALES[word], 0.0, True
    value = total + current
    if decimals:
        digits = [str(WORDS[w]) for w in decimals.split() if w in WORDS]
        value += float("0." + "".join(digits))
        for word in decimals.split():
            value, scaled = (value * SCALES[word], True) if word in SCALES else (value, scaled)
    return value, scaled


def _as_range(text: str, first: _Atom, second: _Atom) -> Quantity | None:
    between = text[first.end : second.start]
    unit = _PERCENT.match(between) or re.match("", between)
    joint = _TO.fullmatch(between[unit.end() :])
    if not joint or first.high != first.low or second.high != second.low:
        return None
    word, before = joint.group().strip(" $€¥").lower(), text[max(0, first.start - 60) : first.start]
    if word == "and" and not re.search(r"\bbetween\s(?:about\s)?[$€¥]?$", before):
        return None
    if word == "to" and (_CHANGE.search(before) or (unit.group() and re.search(r"\bfrom\s[$€¥]?$", before))):
        return None
    if word in {"or", "or maybe", "or even"} and second.low > 3 * first.low:
        return None
    low = first.low
    if second.scaled and not first.scaled and low < second.low / 100:
        low *= SCALES.get(re.split(r"[\s\d.,]", second.text)[-1], 1)
    if low >= second.low:
        return None
    found = _unit(text, second)
    if found is None:
        return None
    kind, factor, end, _ = found
    sign = _SIGN.search(text[max(0, first.start - 8) : first.start])
    if kind == "count" and sign:
        kind = sign.lastgroup or kind
    return quantity(low * factor, kind, (first.start, end), high=second.low * factor)


def _as_single(text: str, atom: _Atom) -> Quantity | None:
    if atom.text in {"a", "one"} and not _one_counts(text, atom):
        return None
    found = _unit(text, atom)
    if found is None:
        return None
    unit, factor, end, plus = found
    if atom.high > atom.low:
        return quantity(atom.low * factor, unit, (atom.start, end), high=atom.high * factor)
    end, after = _right(text, end)
    if not after and unit != "count":
        end, after = max(end, _right(text, atom.end)[0]), _right(text, atom.end)[1]
    start = atom.start
    sign = _SIGN.search(text[max(0, start - 8) : start])
    start = start - len(sign.group()) if sign else start
    value = round((atom.low + plus) * factor, 6)
    left = _left(text, start)
    return quantity(value, unit, (start, end), after or (left if left != "=" else atom.sign or "="))


def _one_counts(text: str, atom: _Atom) -> bool:
    if atom.text == "a":
        return False
    if re.match(r"\sand\sa\shalf\b|\shour", text[atom.end :]):
        return True
    if re.match(r"\s?%|\s(?:percent|per cent|percentage)", text[atom.end :]):
        return True
    return bool(
        re.search(r"\b(?:only|just|exactly|at least|than)\s$", text[max(0, atom.start - 20) : atom.start])
    ) and not re.match(r"\s(?:of|who|that|thing)\b", text[atom.end :])


def _unit(text: str, atom: _Atom) -> tuple[str, float, int, float] | None:
    """Read what the number counts: unit, factor, where it ends, and a half said behind it."""
    at, plus = atom.end, 0.0
    half = _AND_HALF.match(text, at)
    if half:
        at, plus = half.end(), 0.5
        scale = re.match(r"\s(million|billion|thousand|hundred)\b", text[at:])
        if scale:
            factor = SCALES[scale.group(1).lower()]
            found = _unit(text, atom._replace(end=at + scale.end(), low=(atom.low + 0.5) * factor, scaled=True))
            return None if found is None else (found[0], found[1], found[2], (atom.low + 0.5) * factor - atom.low)
    suffix = re.match(r"-?(?:odd|something|some|plus|ish)\b|\s(?:odd|or so|plus|or more)\b|\+", text[at:])
    look = at + suffix.end() if suffix else at
    m = _PERCENT.match(text, look)
    if m:
        return "percent", 1.0, m.end(), plus
    m = _TIMES.match(text, look)
    if m:
        return "times", 1.0, m.end(), plus
    m = _TIME.match(text, look)
    if m and not re.match(r"\s(?:plan|ago)\b", text[m.end() :]):
        unit, factor = _HOURS.get(m.lastgroup or "", (m.lastgroup or "year", 1.0))
        return unit, factor, m.end(), plus
    if m:
        return None
    m = _MONEY.match(text, look)
    if m:
        return {"euro": "eur"}.get(m.lastgroup or "", m.lastgroup or "usd"), 1.0, m.end(), plus
    sign = _SIGN.search(text[max(0, atom.start - 8) : atom.start])
    if sign:
        return sign.lastgroup or "usd", 1.0, at, plus
    if _BAD_AFTER.match(text, at) or text[atom.start - 1 : atom.start] in {"-", "£"} or "basis point" in text[at : at + 13]:
        return None
    if (atom.start and "㐀" <= text[atom.start - 1] <= "鿿") or "㐀" <= text[at : at + 1] <= "鿿":
        return None
    return _count_or_money(text, atom, at, plus)


def _count_or_money(text: str, atom: _Atom, at: int, plus: float) -> tuple[str, float, int, float]:
    if atom.scaled and not _COUNT_NOUN.match(text, at):
        clause = re.split(r"[.;!?,]\s", text[max(0, atom.start - 60) : atom.start])[-1]
        after = re.split(r"[.;!?,]", text[at : at + 30])[0]
        if _MONEY_NOUN.search(clause) or _MONEY_NOUN.search(after) or "grand" in atom.text:
            return "usd", 1.0, at, plus
    return "count", 1.0, at, plus


def _set_phrases(text: str) -> Iterator[Quantity]:
    """Multiples, fractions, halves and "a year and a half": phrases that carry their own unit."""
    for m in _MULTIPLE.finditer(text):
        factor = _FACTOR[m["w"].lower()] if m["w"] else (_small(m["fold"]) if m["fold"] else 2)
        yield quantity(factor, "times", m.span(), _left(text, m.start()))
    for m in _HALVED.finditer(text):
        yield quantity(50, "percent", m.span())
    for m in _HALF_UNIT.finditer(text):
        yield quantity(0.5, (m["u"] or m["v"]).lower(), m.span(), _left(text, m.start()))
    for m in _FRACTION.finditer(text):
        yield from _fraction(text, m)
    for m in _ONE_UNIT.finditer(text):
        yield from _one_unit(text, m)


def _fraction(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    if m["cut"] or m["half"]:
        yield quantity(50, "percent", m.span(), _left(text, m.start()) if m["half"] else "=")
        return
    if m["in"]:
        yield quantity(round(100 / _small(m["in"]), 2), "percent", m.span(), _left(text, m.start()))
        return
    part = _PART[m["p"].lower().rstrip("s")]
    quarter = part == 4 and not (
        re.match(r"\sof\s(?!20|the\syear|a\s)", text[m.end() :])
        or (m["n"] in {"a", "one"} and _SHARE_BEFORE.search(text[max(0, m.start() - 20) : m.start()]))
    )
    third = (
        part == 3
        and m["n"].lower() == "a"
        and not (_SHARE_BEFORE.search(text[max(0, m.start() - 20) : m.start()]) or re.match(r"\sof\b", text[m.end() :]))
    )
    if quarter or third:
        return
    top = {"a": 1, "an": 1}.get(m["n"].lower()) or WORDS[m["n"].lower()]
    yield quantity(round(100 * top / part, 2), "percent", m.span(), _left(text, m.start()))


def _one_unit(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    if not m["sign"] and not m["half"] and not m["after"]:
        return
    sign = (m["sign"] or "").strip().lower()
    if sign in {"in", "for", "after"} and not m["half"]:
        clause = re.split(r"[.;!?,]\s", text[max(0, m.start() - 60) : m.start()])[-1]
        if (
            sign == "in"
            and re.search(r"\d|\b(?:" + _WORD + r")\b", clause)
            and not re.search(r"x\b|times|percent|%|doubl|tripl", clause)
        ):
            return
    unit, factor = _HOURS.get(m["u"].lower(), (m["u"].lower(), 1.0))
    value = (1.5 if m["half"] else 1.0) * factor
    operator = "~" if m["after"] else _SIGNS.get(sign, _left(text, m.start("body")))
    yield quantity(value, unit, m.span("body"), operator)


def _left(text: str, start: int) -> str:
    clause = re.split(r"[.;!?]\s|\n", text[max(0, start - 40) : start])[-1]
    if _UP_TO_LEVEL.search(clause):
        return "="
    best = ("=", 99)
    for sign, pattern in _BEFORE_RE:
        m = pattern.search(clause)
        if m and m.start() < best[1]:
            best = (sign, m.start())
    return best[0]


def _right(text: str, end: int) -> tuple[int, str]:
    for sign, pattern in _AFTER_RE:
        m = pattern.match(text, end)
        if m:
            return m.end(), sign
    return end, ""


def _small(word: str | None) -> float:
    if not word:
        return 1.0
    return float(word) if word[0].isdigit() else float(WORDS.get(word.lower(), 1))
