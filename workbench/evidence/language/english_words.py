"""The words and signs English quantities are made of.

Nothing flows in; out flow patterns that `english` reads a text with.
"""

from __future__ import annotations

import re

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {w: n for n, w in enumerate(ONES.split(), 1)} | {w: 10 * n for n, w in enumerate(TENS.split(), 2)} | {"fourty": 40}
DECIMALS = WORDS | {"zero": 0, "oh": 0}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9, "grand": 1000, "k": 1000, "m": 1e6, "mn": 1e6, "mm": 1e6,
          "bn": 1e9, "b": 1e9, "mil": 1e6, "dozen": 12}  # fmt: skip
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
SCALE = r"hundred|thousand|million|billion|grand|mil"
TEENS = rf"(?:{WORD})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine)(?![a-z]))?"
SPOKEN = rf"(?:(?:a|{TEENS})\s(?:and\sa\shalf\s)?(?:{SCALE})|{TEENS}|zero(?=\spoint))(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))[\s-](?:and\s)?(?:{TEENS})(?:\s(?:{SCALE}))?|\s(?:{SCALE})|,\s(?={WORD})(?:{TEENS})\s(?:{SCALE}))*(?:\spoint(?:\s(?:zero|oh|{WORD}))+(?:\s(?:{SCALE}))?)?"
NUMBER = re.compile(
    rf"(?P<half_scale>half\sa\s(?:million|billion|thousand))|(?P<quarter_scale>(?:(?:a\s)?quarter|three[\s-]quarters)\sof\sa\s(?:million|billion))|(?P<dozen>half\sa\sdozen|half-dozen|a\shalf-dozen|(?:a\scouple\s(?:of\s)?|a\sgood\s|(?P<dozens>{WORD}|a|\d+)\s)dozen(?!s))|"
    rf"(?P<couple>a\scouple\s(?:of\s)?(?:hundred|thousand|million)?)|(?P<few>a\s(?:good\s)?few\s(?:hundred|thousand|million))|(?P<plural>(?<!the\s)(?:dozens|hundreds|thousands|tens\sof\sthousands|hundreds\sof\sthousands)(?=\sof))|"
    rf"(?P<arabic>(?<![\w.,/#:])(?<![a-jln-z\s]-){ARABIC}(?:\s?(?:{SCALE})(?![a-z])|(?:k|k|m|m|mn|mm|mm|bn|b|b)(?![a-za-z0-9]))?)|(?P<words>(?<![\w-])(?:{SPOKEN})(?![a-z]))",
)
MONTHS = "january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|may"
BLANK = re.compile(
    r"\b(?:one another|no one|some ?one|any ?one|every ?one|one of|one by one|one-on-one|one on one|one-to-one|one thing|(?:this|that|each|which|the|another|last|next|first|big|new|right|wrong|good|bad|hard|other|every) one|"
    r"one day(?=,| i| we| my| a| the)|one time(?=,| i| we)|at one point|two-way|two way street|three-tier|second to none|back to square one|zero-sum|day one|number one|one way or another|one or another|one after another|fifty-fifty|double-check\w*|"
    r"(?:nine|ninety-nine|99|9) times out of (?:ten|10|a hundred|100)|\d{1,3}(?:-\d{1,3}){2}|(?:seven|7)[- ]eleven|formula (?:one|two|three|\d)|(?:air force|pier|capital|channel|studio|motel|super|forever|century|big) (?:one|two|four|six|ten|\d+)(?=[,.!?]|$| (?:in|at|for|as|on|and|from|where|until|was)\b)|five guys|cloud nine|six sigma|\d+-to-\d+|(?:sixty|seventy|eighty|ninety)[-/ ](?:forty|thirty|twenty|ten) split|(?:item|slide|exhibit|appendix|footnote|gate|desk|aisle|terminal|track|ward|seat|locker) (?:number )?\d+|(?:three|four|five|six) nines|(?:at )?sixes and sevens|two cents|(?:two|one) birds?|(?:two|both) sides|catch-22|eleventh hour|one in a million|two left feet|nine yards|square one|(?:two|three) strikes|80[/-]20|50[/-]50|20[/-]20|360(?:-degree)?s?|second nature|four-letter|million[- ]dollar question|\d+ (?:[a-z]+ ){1,2}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|drive|suite)(?![a-z])|(?:suite|apt|apartment|flat|unit|building|bus|extension|ext|zip(?: code)?|postcode|employee(?: number| no\.?| id)?|id|invoice|order(?: number| no\.?)|ticket(?: number| no\.?)|number) (?:is |was )?#?\d+|on the double|24/7|401\(?k\)?|9-5|nine[- ]to[- ]five|9 to 5|fortune \d+|top (?:\d+|[a-z]+)(?= |,|\.)|s&p ?\d+|covid-?19|office 365|windows \d+|python ?\d(?:\.\d+)?|java ?\d+|web ?\d\.\d|iso ?\d+|big (?:four|five|three)|"
    r"(?:step|phase|question|questions|chapter|version|level|grade|room|stage|part|point|option|plan|tier|series|type|class|section|item|no\.|number|gate|floor|building|line|round|sprint|week|day|year|quarter|page|flight|route|highway|act|rule|lesson|figure|table)\s(?:#\s?)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)(?!\s?(?:%|percent|people|k\b|million|hundred|thousand|customers|clients|words))\b|flight (?:was |is |number |no\.? )?(?!(?:in|at|of|by|to|on|is|or|no|up|us) )[a-z]{2} ?\d{1,4}\b|"
    r"twenty (?:twenty|nineteen|eighteen|seventeen|sixteen|fifteen)(?:[- ](?:one|two|three|four|five|six))?|two thousand and (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?= i| we|,|\.)|"
    r"nineteen (?:ninety|eighty)[- ]?\w*|aged? (?:of )?\d+|(?:\d+|\w+)[- ]years?[- ]old|(?:\d+|[a-z]+) years of age)\b|"
    rf"\b(?:{MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{MONTHS})\b(?:,?\s(?:19|20)\d\d)?|\b(?:{MONTHS})\.?,?\s(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b|"
    r"\b(?:since|in|from|until|till|by|of|during|early|late|mid|year|around|before|after|and|to|to the end of|end of|summer|spring|winter|fall|autumn|class of|fiscal|fy|q[1-4],?|h[12],?|between|through|the)[\s-](?:19[5-9]\d|20[0-4]\d)(?:s\b|(?!\s?(?:%|percent|[a-z]*\s?(?:customers|clients|people|users|units|tickets|calls|leads|orders|followers|viewers|accounts))|[\d,.]\d))\b|"
    r"\b(?:19[5-9]\d|20[0-4]\d)(?:'?s\b|\s?[-–—/]\s?(?:19|20)?\d\d\b)|\b\d{4}-\d{1,2}(?:-\d{1,2})?\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}:\d{2}\b(?:\s?[ap]\.?m\b)?|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?(?:[ap]\.m\.|[ap]m\b|o'clock)|"
    r"\+\d{1,3}(?:[-\s]?\(?\d{2,4}\)?){2,5}|\+?\d[\d]{2,3}[-\s.]\d{3,4}[-\s.]\d{3,4}\b|\b\d{7,}\b(?!\s?(?:users|people|views|dollars|usd|customers|rows|requests))|\b[a-za-z]+-?\d+(?:\.\d+)*\b|\bv\d+(?:\.\d+)*\b|\b\d+(?:\.\d+){2,}\b|#\d+|\b\d{3}-\d{4}\b|\b\d+[a-za-z]\d*\w*(?<![\dkkmmbbxx])(?<!bn)(?<!mn)(?<!mm)(?<!mm)(?<!pp)(?<!pct)(?<!ish)(?<!odd)(?<!usd)\b(?!\s?%)",
)
KEEP = re.compile(r"^(?:us|usd|rmb|cny|eur|over|about)[-\s]?\d")
BEFORE = (
    (">=", r"(?:never|not|n\'t|hasn\'t|haven\'t|didn\'t) (?:once )?(?:been |gone |went |go |got |fell |fall |fallen |dropped |drop |dipped |dip |was |were )?(?:below|under|beneath|less than|fewer than)|at least|as few as|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|min\.?|minimum|upwards? of|>=|≥"),
    ("<=", r"(?:never|not|didn\'t|hasn\'t|haven\'t) (?:once )?(?:been |gone |went |go |got |rose |rise |risen |climbed |was |were )?(?:above|over|beyond|exceed(?:ed|ing)?|past|topped)|at most|as many as|as much as|no more than|not more than|never more than|a maximum of|maximum of|maximum|max\.?|capped at|within|<=|≤|up to|not exceeding|no greater than|no higher than|(?:no|never|not) (?:longer|bigger|larger|later|higher|greater) than"),
    ("<", r"sub|fewer than|less than|lower than|smaller than|under|below|nearly|almost|close to|closer to|just under|just shy of|shy of|just short of|short of|not quite|approaching|going on|not even|(?:the )?(?:better|best) part of|the thick end of|barely under|a little under|slightly under|a bit under|well under|<"),
    (">", r"more than|greater than|higher than|larger than|longer than|bigger than|(?<!took )(?<!take )(?<!taking )(?<!taken )(?<!handed )(?<!carried )over|above|exceeding|exceeded|in excess of|better than|north of|just over|well over|a little over|slightly over|slightly more than|beyond|(?<!the )(?<!this )past|surpassing|surpassed|topped|>"),
    ("~", r"about|around|roughly|approximately|approx\.?|circa|ca\.|some|maybe|perhaps|probably|something like|in the region of|in the neighbou?rhood of|more or less|give or take|plus or minus|~|≈|±|an estimated|estimated|somewhere around|or so|i think|i guess"),
)  # fmt: skip
GAP = r"(?:\s(?:a|an|the|of|total|only|just|about|my|another|like|have|had|you know|um|uh|er)){0,2}"
BEFORE_RE = [(sign, re.compile(rf"(?:(?<=[\s,(])|^)(?:{words}){GAP}[\s,]*[$€¥]?$")) for sign, words in BEFORE]
OVER_SPAN = re.compile(r"\bover (?:an?|the|that|this|my|these)\s$")  # over a three-year span: not more than it
UP_TO_LEVEL = re.compile(
    r"\b(?:went|rose|grew|moved|scaled|ramped|got|built|brought|came|climbed|jumped|is|was|it|them|us|that|bumped|pushed|took|and|back)\sup to\s[$€¥]?$"
)
AFTER = (
    (
        ">=",
        r"\s?\+|-plus\b|\s(?:or more|or above|or better|plus(?!\s(?:or minus|(?:an?|the|my|our|some|bonus|commission|benefits|equity)\b|[$\d]))|and above|and up|at least|minimum|at minimum|at the very least)\b",
    ),
    ("<=", r"\s(?:or less|or fewer|or under|at most|max|maximum|tops|or below|at the most)\b"),
    (">", r"[-\s]odd\b|[-\s]something\b|\sand change\b|\sand counting\b|[-\s]some\b"),
    (
        "~",
        r",?\s(?:give or take|plus or minus)\b|\s(?:or so|or thereabouts|give or take|approximately|roughly|or something|more or less|ish)\b|-?ish\b",
    ),
)
LATE = re.compile(
    r"(?:\s(?!and\b|or\b|to\b)[a-z]+){1,2}\s(?:(?P<most>tops|at most|at the most|max|or fewer|or less)|(?P<least>or more|at least(?!\s(?:\d|once|twice|a\b|one\b))|at minimum)|(?P<about>or so|or thereabouts|give or take))(?![a-z])"
)
AFTER_RE = [(sign, re.compile(words)) for sign, words in AFTER]
PERCENT = re.compile(r"\s?%|[\s-]?(?:percentage[\s-]points?|per\s?cents?|pct|pp)(?![a-z])")
TIMES = re.compile(
    r"x(?![a-za-z\d])|[-\s]?fold\b|\stimes(?=\s(?:as|more|the|our|what|larger|bigger|faster|higher|over|better|its|their|my|that|last|return)\b)|\s?×"
)
MONEY = re.compile(
    r"\s?(?:(?P<usd>us dollars|u\.s\. dollars|dollars?|usd|bucks)|(?P<eur>euros?|eur)|(?P<cny>yuan|rmb|cny|renminbi))(?![a-z])|\s?(?P<euro>€)"
)
SIGN = re.compile(r"(?:(?P<usd>us\$|\$|usd|dollars)|(?P<eur>€|eur)|(?P<cny>¥|rmb|cny|yuan))\s?$")
TIME = re.compile(
    r"[\s-](?:full |straight |consecutive |whole |calendar |business |working |more |solid |good |long )?(?:(?P<year>years?|yrs?)|(?P<month>months?|mos?(?=\b))|(?P<week>weeks?|wks?)|(?P<day>days?)|(?P<hour>hours?|hrs?)|(?P<minute>minutes?|mins?)|(?P<fortnight>fortnights?)|(?P<decade>decades?))(?![a-z])(?!-old)",
)
AND_HALF = re.compile(r"[\s-]and[\s-]a[\s-]half(?=[\s-](?:years?|months?|weeks?|days?|hours?|million|times|billion)\b|\b)")
ONE_UNIT = re.compile(
    r"(?P<sign>\b(?:over|about|around|nearly|almost|roughly|less than|more than|under|within|just over|just under|at least|(?:the )?(?:best|better) part of|in|for|took(?: me| us)?|spent|after|approximately)\s)?(?P<body>\b(?:an?|one)\s(?P<u>year|month|week|fortnight|day|hour|decade)(?P<half>\sand\sa\shalf)?)(?![a-z-])(?P<after>\sor so)?",
)
HALF_UNIT = re.compile(r"\bhalf\s(?:a|an)\s(?P<u>year|month|week|day|hour)(?![a-z])|\ba\shalf[-\s](?P<v>day|year|hour)(?![a-z])")
SIGNS = {"best part of": "<", "better part of": "<", "the best part of": "<", "the better part of": "<", "over": ">", "more than": ">", "just over": ">", "nearly": "<", "almost": "<", "less than": "<", "under": "<", "just under": "<", "about": "~",
          "around": "~", "roughly": "~", "approximately": "~", "within": "<=", "at least": ">="}  # fmt: skip
PARTS = "thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|halves|half"
PART = {
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
FRACTION = re.compile(
    rf"(?<!and )\b(?P<n>another|an?|one|two|three|four|five|six|seven|eight|nine)(?P<good>\sgood|\sfull)?[\s-](?P<p>{PARTS})(?![a-z-])(?!\s(?:a|an|time|party|year|month|day|hour|million|of a million|dozen|place|round|person|attempt|week|job|language|of a))"
    r"|(?<!and a )(?<!a )(?<!first )(?<!second )(?<!other )(?<!better )(?<!last )(?<!□ )\b(?P<half>half)(?=\s(?:of|the|my|our|their|its|were|was|are|as|showed|came|left|said|went|dropped|quit|stayed|renewed|converted|accepted|passed|failed|agreed|made)\b|\.|,|$)|\b(?P<cut>in half)\b|\b(?P<of>one|1|two|three|four|seven|eight|nine)\s(?:in|out\sof)\s(?:every\s)?(?P<in>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+)\b(?!\s(?:consecutive |straight |short )?(?:years?|months?|weeks?|days?|hours?|quarters?|minutes?)\b)(?![,.]\d|-)",
)
SHARE_BEFORE = re.compile(
    r"\b(?:by|about|nearly|almost|roughly|over|than|up|down|to|around|only|cut|lost|least|just|grew|fell|rose|a|quite|under|increased|dropped|approximately)\s$"
)
MULTIPLE = re.compile(
    r"\b(?P<w>doubl|tripl|trebl|quadrupl|quintupl)(?:ed|ing|es|e)\b(?![-\s](?:check|digit|down|room|major|team))|\b(?P<fold>two|three|four|five|six|eight|ten|twenty|\d+)[-\s]?fold\b|\b(?P<twice>twice)(?=\sas\b|\sthe\b)"
)
HALF_AGAIN = re.compile(r"\bhalf again(?=\sas\b)")
NUMERAL_TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
FIGURE_WORDS = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
PART_OF_TEN = {"low": (1, 3), "mid": (4, 6), "high": (7, 9), "upper": (7, 9), "early": (1, 3), "late": (7, 9)}
TENS_OF = re.compile(
    rf"(?<!my )(?<!his )(?<!her )(?<!their )\b(?:(?P<part>low|mid|high|upper)[-\s](?:to[-\s](?P<other>mid|high)[-\s])?)(?P<tens>{'|'.join(NUMERAL_TENS)})(?![a-z])"
)
FIGURES = re.compile(rf"\b(?:(?P<part>low|mid|high)[-\s])?(?P<n>{'|'.join(FIGURE_WORDS)})[-\s]figures?(?![a-z])")
DIGITS_OF = re.compile(r"\b(?P<n>double|triple)[-\s]digits?(?![a-z])")
GROWN = re.compile(
    r"\b(?:grew|grown|grow|growing|rose|risen|up|down|fell|dropp\w+|climb\w+|increas\w+|declin\w+|improv\w+|expand\w+)\s(?:\w+\s)?(?:by|in|to|into)?\s?(?:the\s)?$"
)
RATE_NOUN = re.compile(
    r"\b(?:rate|percent(?:age)?|share|attainment|coverage|retention|conversion|growth|increase|gains?|improvement|margin|churn)\b"
)
FACTOR = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
BY_FACTOR = re.compile(rf"\ba factor of (?:about |roughly |nearly )?(?P<n>{WORD}|\d+(?:\.\d+)?)\b(?P<half>\sand\sa\shalf)?")
HALF_PERCENT = re.compile(r"\bhalf\s(?:an?|of one)\s(?:percent|per cent|percentage point|point|pct)\b")
OR_TWO = re.compile(
    r"\b(?P<sign>(?:about|around|maybe|probably)\s)?an?\s(?P<u>(?:year|month|week|day|hour)|[a-z]{3,14})\sor\s(?P<n>two|three)\b(?!\s(?:weeks|days|months|years|hours|people)\b)"
)
HALVED = re.compile(r"\bhalv(?:ed|ing)\b")
TO = re.compile(r"\s?(?:to|-|–|—|or|and|~|through|,(?=\s)|,?\s?maybe|or maybe|or even)\s?[$€¥]?")
CHANGE = re.compile(
    r"\b(?:grew|grow|grown|growing|rose|risen|cut|increased?|increasing|reduc\w+|fell|went|gone|going|mov\w+|rais\w+|improv\w+|expand\w+|scal\w+|dropp\w+|shr[aiu]nk|lower\w+|brought|took|taking|down|up|jump\w+|climb\w+|doubled|chang\w+|push\w+|shorten\w+|bump\w+)\b[^.;]{0,40}\bfrom\b[^.;]{0,12}$"
)
MONEY_NOUN = re.compile(
    r"\b(?:revenues?|sales|salar(?:y|ies)|budget|quota|pay|costs?|arr|mrr|gmv|bookings|profit|turnover|price|spend|spending|deals? worth|worth|income|earn\w*|paid|compensation|bonus|fee|fees|savings|saved|order value|expect\w*|commission|package|i\'d want|i want|base|contract)\b"
)
COUNT_NOUN = re.compile(
    r"\s(?:\w+\s){0,2}(?:users|customers|clients|people|followers|subscribers|views?|viewers|visitors|requests|tickets|calls|leads|accounts|downloads|orders|units|qps|rows|records|members|impressions|merchants|emails|merchants|students|hires|candidates|items|products|lines|signups|installs|events|messages|participants)\b"
)
BAD_AFTER = re.compile(
    r"\s(?:yen|pounds?|sterling|hong kong dollars|hkd|gbp|jpy|won|rupees?|francs?)(?![a-z])|[-\s]?(?:year|yr)s?[-\s]old|\s?(?:°|degrees?|px|mb|gb|tb|ghz|mhz|kb|ms|milliseconds?|seconds?|secs?)(?![a-z])|/\d|:\d|-(?:way|tier|sided|star|level|step|part|on-|shot|page|g\b)"
)
HOURS = {"fortnight": ("day", 14.0), "minute": ("hour", 1 / 60), "decade": ("year", 10.0)}
