"""What follows from each kind of claim, and what it leaves out.

In flows a `Statement` with whatever is known beside it; out flows one `ClaimCheck`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench import fairness, recruiting
from workbench.claims.findings import ClaimCheck, plain, signed
from workbench.errors import ContractError
from workbench.wording import Words

if TYPE_CHECKING:
    from workbench.claims.reading import Reading, Statement

IBM_LEFT, IBM_ALL = 237, 1470  # the public IBM attrition data: 1,470 employees of whom 237 left
MAJORITY = Words("say the more frequent outcome of everybody")
UNTOUCHED = Words("change nothing: the value before")
COIN = Words("rank by throwing a coin")

AS_MANY = Words("if {factor} times as many cases in the same time: {time} % time for each")
MORE = Words("if {factor} times more cases in the same time: {time} % time for each")
HOLDOUT = Words("on which people it was measured: ones the model had not seen, later in time")
NUMBER = Words("how many cases it was measured on (n)")
BASE = Words("the base rate: how many leave, fail or are hired anyway")
BESIDE = Words("AUC, average precision and Brier score beside it")
CALIBRATED = Words("whether foretold chances come true (calibration)")
GROUPS = Words("the same figure by group of people")
MINUTES = Words("the minutes before and after, measured")
WHAT_IS_MEASURED = Words("what is meant: time for one case, or cases in the same time")
QUALITY = Words("that quality stayed the same")
COMPARISON = Words("what changed in the same time without the tool (a comparison group)")
START = Words("the value it started from")
INTERVAL = Words("an interval, or the n of both periods")
CHOSEN = Words("why that period was chosen as the start: a bad one betters by itself")


def accuracy(said: Statement, about: Reading) -> ClaimCheck:
    """Check "92 % accurate"."""
    share = _share(said.value)
    follows = [Words("a rule without skill reaches {accuracy} % too wherever the rarer outcome is at most {rare} % of cases",
                     accuracy=plain(said.value), rare=plain(100 * min(share, 1 - share)))]  # fmt: skip
    missing, figures = [HOLDOUT, BESIDE, CALIBRATED, GROUPS], {"accuracy": share}
    if about.n:
        low, high = fairness.wilson(round(share * about.n), about.n)
        follows.append(
            Words(
                "on {n} cases the accuracy lies between {low} and {high} %",
                n=f"{about.n:,}",
                low=plain(100 * low),
                high=plain(100 * high),
            )
        )
    else:
        missing.insert(0, NUMBER)
    if about.base_rate is None:
        missing.insert(0, BASE)
        if about.leaving:
            nobody = 1 - IBM_LEFT / IBM_ALL
            follows.append(
                Words(
                    'for comparison: on the public IBM attrition data (1,470 people, 237 left) "nobody leaves" is right in {none} % of cases',
                    none=plain(100 * nobody),
                )
            )
            figures["no_skill_ibm"] = nobody
        verdict = Words("an accuracy of {accuracy} % says nothing without the base rate", accuracy=plain(said.value))
        return ClaimCheck(said.text, "accuracy", verdict, tuple(follows), tuple(missing), None, MAJORITY, figures)
    return _against_base(said, share, about.base_rate, follows, missing, figures)


def _against_base(
    said: Statement, share: float, base: float, follows: list[Words], missing: list[Words], figures: dict[str, float]
) -> ClaimCheck:
    none = max(base, 1 - base)
    figures |= {"base_rate": base, "no_skill": none, "gain_points": 100 * (share - none)}
    follows.insert(
        0,
        Words(
            "at a base rate of {base} % the rule without skill is right in {none} % of cases",
            base=plain(100 * base),
            none=plain(100 * none),
        ),
    )
    if share <= none:
        verdict = Words(
            "{accuracy} % is no better than the {none} % of a rule without skill",
            accuracy=plain(said.value),
            none=plain(100 * none),
        )
    else:
        figures["errors_removed"] = (share - none) / (1 - none)
        verdict = Words("{accuracy} % is {points} points more than the {none} % of a rule without skill", accuracy=plain(said.value),
                        points=plain(100 * (share - none)), none=plain(100 * none))  # fmt: skip
        follows.append(Words("it removes {share} % of the errors that rule makes", share=plain(100 * figures["errors_removed"])))
    return ClaimCheck(said.text, "accuracy", verdict, tuple(follows), tuple(missing), none, MAJORITY, figures)


def ranking(said: Statement, about: Reading) -> ClaimCheck:
    """Check "AUC 0.85"."""
    area = _share(said.value) if said.unit == "percent" else said.value
    if not 0 <= area <= 1:
        raise ContractError(
            "an AUC lies between 0 and 1",
            where="claims.check_claim",
            found=plain(area, 3),
            expected="0 to 1",
            cure="write it as a share",
        )
    follows = [Words("of two people, one with and one without the outcome, the first is ranked higher in {share} % of cases", share=plain(100 * area)),
               Words("an AUC does not depend on the base rate and says nothing of how many alarms are false")]  # fmt: skip
    missing = [*([] if about.n else [NUMBER]), HOLDOUT, *([BASE] if about.base_rate is None else []), CALIBRATED, GROUPS]
    verdict = (
        Words("the ranking is better than a coin's .50") if area > 0.5 else Words("the ranking is no better than a coin's .50")
    )
    return ClaimCheck(said.text, "ranking", verdict, tuple(follows), tuple(missing), 0.5, COIN, {"auc": area})


def correlation(said: Statement, about: Reading) -> ClaimCheck:
    """Check "validity .51"."""
    r = said.value
    follows = [
        Words("{share} % of the differences in the outcome go with it, the rest do not", share=plain(100 * r * r)),
        Words(
            "of people in its better half, {better} % turn out better than the median (instead of 50 %)",
            better=plain(100 * (0.5 + math.asin(r) / math.pi)),
        ),
    ]
    missing = [
        *([] if about.n else [NUMBER]),
        HOLDOUT,
        Words("corrected for range and unreliability, or as observed"),
        Words("what it adds to the measures already there"),
        GROUPS,
    ]
    if about.n and about.n > 3:
        reach = 1.959964 / math.sqrt(about.n - 3)
        low, high = (math.tanh(math.atanh(min(max(r, -0.999999), 0.999999)) + sign * reach) for sign in (-1, 1))
        follows.append(
            Words(
                "on {n} cases the correlation lies between {low} and {high}",
                n=f"{about.n:,}",
                low=plain(low, 2),
                high=plain(high, 2),
            )
        )
    return ClaimCheck(said.text, "correlation", Words("a correlation of {r} is worth judging only with its n and its corrections", r=plain(r, 2)), tuple(follows), tuple(missing),
                      0.0, COIN, {"r": r, "variance_share": r * r})  # fmt: skip


def gain(said: Statement, about: Reading) -> ClaimCheck:
    """Check "ROI 5000 %"."""
    percent = said.value * 100 if said.unit == "times" else said.value
    follows = [
        Words("if gross: for every 100 spent, {gross} came back; if net: {net}", gross=plain(percent), net=plain(percent + 100))
    ]
    missing = [
        Words("gross or net"),
        Words("what it is compared with: no hiring at all, average performers, or random choice"),
        Words("which costs are counted"),
        INTERVAL,
    ]
    return ClaimCheck(said.text, "return", Words("a return has no meaning without its counterfactual"), tuple(follows), tuple(missing), None,
                      figures={"gross_pct": percent, "net_if_gross_pct": percent - 100})  # fmt: skip


def faster(said: Statement, about: Reading) -> ClaimCheck:
    """Check "60 % more efficient" and "saves 60 % of the time" where no minutes are given."""
    if said.unit == "times":
        factor = said.value
        readings = [(AS_MANY, factor), (MORE, factor + 1)]
        follows = [
            Words(words, factor=plain(factor, 2), time=signed(100 / reading - 100)) for words, reading in readings if reading > 0
        ]
        return ClaimCheck(said.text, "efficiency", Words("a factor is clear, what it was measured on is not"), tuple(follows), (MINUTES, NUMBER, QUALITY, COMPARISON), None,
                          figures={"throughput": factor, "time_pct": 100 / factor - 100 if factor > 0 else math.nan})  # fmt: skip
    p = said.value / 100
    follows = [
        Words("if {p} % more cases in the same time: {time} % time for each", p=plain(said.value), time=signed(100 / (1 + p) - 100))
    ]
    figures = {"claimed_pct": said.value, "time_pct_if_throughput": 100 / (1 + p) - 100}
    if p < 1:
        follows.append(
            Words(
                "if {p} % less time for each: {factor} times the cases in the same time",
                p=plain(said.value),
                factor=plain(1 / (1 - p), 2),
            )
        )
        figures["throughput_if_time"] = 1 / (1 - p)
    verdict = Words('"{p} % more efficient" can mean two different things', p=plain(said.value))
    if said.kind == "less time" and p < 1:
        follows, verdict = (
            follows[1:],
            Words(
                "{p} % less time would be {factor} times the cases, if the time was measured",
                p=plain(said.value),
                factor=plain(1 / (1 - p), 2),
            ),
        )
    missing = (WHAT_IS_MEASURED, MINUTES, NUMBER, QUALITY, COMPARISON)
    return ClaimCheck(
        said.text, "efficiency", verdict, tuple(follows), missing if said.kind == "faster" else missing[1:], None, figures=figures
    )


def minutes(said: Statement, beside: list[Statement], about: Reading, *, hours_per_day: float = 8) -> ClaimCheck:
    """Check "30 → 5 min", and whether a percentage or candidates a day said beside it fit (M12)."""
    found = recruiting.time_per_candidate(str(said.before), str(said.value), hours_per_day=str(hours_per_day))
    throughput, change = float(found.throughput), float(found.change_pct)
    follows = [
        Words("{before} to {after} minutes is {change} % time and {factor} times the cases in the same time", before=plain(said.before or 0), after=plain(said.value),
              change=signed(change), factor=plain(throughput, 2)),
        Words("in {hours} hours a day: {more} cases more ({was} to {now}), if nothing else is done", hours=plain(hours_per_day), more=signed(float(found.more_per_day)),
              was=plain(float(found.per_day_before)), now=plain(float(found.per_day_after))),
    ]  # fmt: skip
    figures = {"time_pct": change, "throughput": throughput, "more_per_day": float(found.more_per_day)}
    fits = True
    for other in beside:
        if other.kind in ("faster", "less time") and other.unit == "percent":
            fits &= _fit(other.value, change, throughput, follows, figures)
        elif other.kind == "more a day":
            _hours_needed(other, said, follows, figures)
    verdict = Words(
        "the minutes are clear: {change} % time, {factor} times the cases", change=signed(change), factor=plain(throughput, 2)
    )
    if not fits:
        verdict = Words("the figures said do not fit each other: {change} % time and {factor} times the cases, not {claimed} %", change=signed(change),
                        factor=plain(throughput, 2), claimed=plain(figures["claimed_pct"]))  # fmt: skip
    missing = (*(() if about.n else (NUMBER,)), QUALITY, COMPARISON, Words("that the work left over was counted in full"))
    return ClaimCheck(said.text, "efficiency", verdict, tuple(follows), missing, None, UNTOUCHED, figures)


def _fit(claimed: float, change: float, throughput: float, follows: list[Words], figures: dict[str, float]) -> bool:
    """Say whether a claimed percentage is the change in time or in cases; it may be rounded."""
    figures["claimed_pct"] = claimed
    if abs(claimed + change) <= 1 or abs(claimed - 100 * (throughput - 1)) <= 1:
        follows.append(Words("{claimed} % fits these minutes", claimed=plain(claimed)))
        return True
    follows.append(Words("said: {claimed} %; from these minutes: {time} % less time, or {cases} % more cases", claimed=plain(claimed), time=plain(-change),
                         cases=plain(100 * (throughput - 1))))  # fmt: skip
    return False


def _hours_needed(other: Statement, said: Statement, follows: list[Words], figures: dict[str, float]) -> None:
    an_hour = 60 / said.value - 60 / (said.before or math.inf)
    if an_hour <= 0:
        return
    low, high = other.value / an_hour, (other.value_high or other.value) / an_hour
    figures |= {"hours_low": low, "hours_high": high}
    follows.append(Words("{low} to {high} more a day means {hours_low} to {hours_high} hours a day spent on this work", low=plain(other.value),
                         high=plain(other.value_high or other.value), hours_low=plain(low), hours_high=plain(high)))  # fmt: skip


def change(said: Statement, about: Reading, *, n_after: int | None = None) -> ClaimCheck:
    """Check "error 35 → 12 %"."""
    before, after = said.before or 0.0, said.value
    percent = said.unit == "percent"
    unit = Words("percentage points") if percent else Words("units of it")
    follows = [
        Words(
            "{before} to {after} is {points} {unit}",
            before=plain(before, 2),
            after=plain(after, 2),
            points=signed(after - before, 2),
            unit=unit,
        )
    ]
    figures = {"before": before, "after": after, "difference": after - before}
    if before:
        figures["relative_pct"] = 100 * (after / before - 1)
        follows.append(Words("relative to where it began that is {relative} %", relative=signed(figures["relative_pct"])))
    missing = [COMPARISON, CHOSEN, Words("how the two were measured: the same way, on the same kind of cases")]
    if not (percent and 0 <= before <= 100 and 0 <= after <= 100):
        missing.insert(0, INTERVAL)
        return ClaimCheck(said.text, "change", Words("a change of {points}, by itself no proof of a cause", points=signed(after - before, 2)), tuple(follows), tuple(missing), before,
                          UNTOUCHED, figures)  # fmt: skip
    if before != after:
        follows.append(Words("one case in {each} is different from before", each=plain(100 / abs(after - before))))
    shown = _shown(before / 100, after / 100, about.n, n_after, follows, figures)
    if about.n is None:
        missing.insert(0, INTERVAL)
    verdict = shown or Words("a change of {points} points, by itself no proof of a cause", points=signed(after - before, 2))
    return ClaimCheck(said.text, "change", verdict, tuple(follows), tuple(missing), before, UNTOUCHED, figures)


def _shown(
    before: float, after: float, n: int | None, n_after: int | None, follows: list[Words], figures: dict[str, float]
) -> Words | None:
    """Give Newcombe's interval of the difference where the numbers of cases are known, else the number that would show it."""
    if before == after:
        return Words("nothing changed")
    pooled = (before + after) / 2
    needed = math.ceil(
        (1.959964 * math.sqrt(2 * pooled * (1 - pooled)) + 0.841621 * math.sqrt(before * (1 - before) + after * (1 - after))) ** 2
        / (before - after) ** 2
    )
    figures["n_needed_each"] = float(needed)
    if n is None:
        follows.append(
            Words("about {n} cases before and as many after would show it four times in five, if it is real", n=f"{needed:,}")
        )
        return None
    second = n_after or n
    (low_b, high_b), (low_a, high_a) = fairness.wilson(round(before * n), n), fairness.wilson(round(after * second), second)
    low = (after - before) - math.sqrt((after - low_a) ** 2 + (high_b - before) ** 2)
    high = (after - before) + math.sqrt((high_a - after) ** 2 + (before - low_b) ** 2)
    figures |= {"difference_low": 100 * low, "difference_high": 100 * high}
    follows.append(
        Words(
            "on {n} and {m} cases the difference lies between {low} and {high} points",
            n=f"{n:,}",
            m=f"{second:,}",
            low=signed(100 * low),
            high=signed(100 * high),
        )
    )
    if low <= 0 <= high:
        return Words("no difference shown: chance alone can do as much")
    return Words("more than chance, which is no proof of the cause")


def improvement(said: Statement, about: Reading) -> ClaimCheck:
    """Check "satisfaction up 28 %", a change without its start."""
    p, factor = said.value, said.unit == "times"
    follows = [Words("without the start, {p} can be a lot or nothing: of 2 % it is {small} points, of 50 % it is {large}", p=f"{plain(p)} {'×' if factor else '%'}",
                     small=plain(2 * ((p - 1) if factor else p / 100), 2), large=plain(50 * ((p - 1) if factor else p / 100)))]  # fmt: skip
    if not factor:
        follows.append(Words("per cent and percentage points are different things: from 50 %, {p} % more is {relative} %, {p} points more is {points} %", p=plain(p),
                             relative=plain(50 * (1 + p / 100)), points=plain(50 + p)))  # fmt: skip
    return ClaimCheck(said.text, "improvement", Words("a change without its start cannot be judged"), tuple(follows), (START, Words("per cent or percentage points"), NUMBER, INTERVAL, COMPARISON),
                      None, UNTOUCHED, {"claimed": p})  # fmt: skip


def _share(percent: float) -> float:
    if not 0 <= percent <= 100:
        raise ContractError(
            "an accuracy lies between 0 and 100 %",
            where="claims.check_claim",
            found=f"{plain(percent)} %",
            expected="0 to 100 %",
            cure="correct the claim",
        )
    return percent / 100
