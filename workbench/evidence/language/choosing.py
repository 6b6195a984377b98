"""One value per interview and indicator, out of all that was said: the clearest mention, the others kept, doubt named.

In flows a table of answers and the rubric (or indicator names); out flows a table, one row an interview × indicator. 五十多
satisfies a threshold of 50, 近五十 does not, and 四五十 is undecided and goes to a person.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.definitions import Indicator, Rubric
from workbench.errors import ContractError
from workbench.evidence.language.linking import Mention, mentions
from workbench.evidence.language.linking import indicators as catalogue
from workbench.evidence.language.noise import noise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

COLUMNS = (
    "interview_id", "indicator", "value", "value_low", "value_high", "unit", "operator", "quality", "status", "reason", "question_id",
    "span_start", "span_end", "quote", "n_mentions", "competing",
)  # fmt: skip
CLOSE_STRENGTH = 2.0


class Said(NamedTuple):
    """A mention and the answer it stands in."""

    question_id: str | None
    mention: Mention


class Demand(NamedTuple):
    """What a rubric asks of an indicator: the values at which points jump or stop, and whether less is better."""

    thresholds: tuple[float, ...] = ()
    less_is_better: bool = False


def indicators(answers: Any, wanted: Rubric | Iterable[str]) -> pd.DataFrame:
    """Link the quantities of answers to the indicators a rubric names.

    Parameters
    ----------
    answers : dataframe, ANSWERS, or str
        Reads ``interview_id``, ``question_id``, ``answer_text`` and, where present, ``question_text``; a single string is one answer.
    wanted : Rubric or names of indicators
        A rubric also gives the thresholds that decide whether a range is decided.

    Returns
    -------
    dataframe, one row per interview × indicator of class answer
        ``value`` (careful end of what was said), ``value_low``, ``value_high`` (±inf when open), ``unit``, ``operator``,
        ``quality`` [0-1], ``status`` (usable, undecided, abstained), ``reason``, ``question_id``, ``span_start``, ``span_end``,
        ``quote``, ``n_mentions`` and ``competing`` (JSON list of every mention, with what became of it).

    Raises
    ------
    ContractError
        If the answers have no answer_text or interview_id.
    """
    import pandas as pd

    table = _as_table(answers)
    names = tuple(dict.fromkeys(wanted.indicators if isinstance(wanted, Rubric) else wanted))
    names = tuple(name for name in names if name in catalogue() and catalogue()[name].aliases.zh)
    asked = demands(wanted) if isinstance(wanted, Rubric) else {}
    rows = []
    for interview, part in table.groupby("interview_id", sort=False):
        said = [s for row in part.to_dict("records") for s in listen(row, names)]
        rows += [
            {"interview_id": interview, **choose(name, [s for s in said if s.mention.indicator == name], asked.get(name, Demand()))}
            for name in names
        ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(
        {**dict.fromkeys(("value", "value_low", "value_high", "quality"), "float64"), "span_start": "Int64", "span_end": "Int64"}
    )


def listen(answer: dict[str, Any], names: Sequence[str] | None = None) -> list[Said]:
    """Every mention of one answer (a record of ANSWERS); a transcript that is noise has none."""
    text = answer.get("answer_text")
    if not isinstance(text, str) or not text.strip() or noise(text):
        return []
    question = answer.get("question_text")
    question = question if isinstance(question, str) else ""
    return [
        Said(answer.get("question_id"), m) for m in mentions(text, tuple(names) if names is not None else None, question=question)
    ]


def demands(rubric: Rubric) -> dict[str, Demand]:
    """Read from a rubric's scales where a range of values would leave the points in doubt."""
    found: dict[str, Demand] = {}
    for _, criterion, _ in rubric.criteria:
        scale, less = criterion.scale, False
        if scale.ramp:
            less = scale.ramp.full < scale.ramp.zero
            points = (scale.ramp.full,)
        elif scale.steps:
            points = tuple(start for start, _ in scale.steps)
        elif scale.band:
            points = (scale.band.low, scale.band.high)
        else:
            points = ()
        before = found.get(criterion.indicator, Demand())
        found[criterion.indicator] = Demand(tuple({*before.thresholds, *map(float, points)}), less)
    return found


def choose(name: str, said: list[Said], demand: Demand) -> dict[str, Any]:
    """Choose the mention that counts, and say why the others do not."""
    entry = catalogue()[name]
    alive = [s for s in said if not s.mention.refused]
    if not alive:
        return _nothing(entry, said)
    chosen = _best(entry, alive)
    rivals = [s for s in alive if s is not chosen and not _agree(s.mention, chosen.mention)]
    strong = [s for s in rivals if s.mention.strength > chosen.mention.strength - CLOSE_STRENGTH]
    status, reason = "usable", chosen.mention.note
    if strong and entry.of_several != "largest":
        status, reason = "undecided", f"{len(strong) + 1} different values are said"
    elif _in_doubt(chosen.mention, demand):
        status, reason = "undecided", "what was said leaves the rubric's threshold open"
    return _row(entry, chosen, said, status=status, reason=reason, demand=demand)


def _as_table(answers: Any) -> pd.DataFrame:
    import pandas as pd

    from workbench import frames

    if isinstance(answers, str):
        return pd.DataFrame({"interview_id": ["answer"], "question_id": [None], "answer_text": [answers]})
    table = frames.to_pandas(answers, where="ANSWERS")
    absent = [column for column in ("interview_id", "answer_text") if column not in table]
    if absent:
        raise ContractError(
            f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where="ANSWERS",
            found=f"columns {', '.join(map(str, table.columns))}", expected="interview_id, question_id and answer_text",
            cure="rename the columns, or read the export with intake",
        )  # fmt: skip
    return table


def _best(entry: Indicator, alive: list[Said]) -> Said:
    strongest = max(s.mention.strength for s in alive)
    near = [s for s in alive if s.mention.strength > strongest - CLOSE_STRENGTH * (3 if entry.of_several == "largest" else 1)]
    if entry.of_several == "largest":
        return max(near, key=lambda s: s.mention.value)
    return max(near, key=lambda s: (s.mention.strength, -abs(s.mention.likely_high - s.mention.likely_low)))


def _agree(one: Mention, other: Mention) -> bool:
    """Two mentions agree when the bounds a listener takes from them meet."""
    slack = 0.02 * max(abs(one.value), abs(other.value))
    return one.likely_low <= other.likely_high + slack and other.likely_low <= one.likely_high + slack


def _in_doubt(mention: Mention, demand: Demand) -> bool:
    if mention.operator in {"=", "~"}:
        return False
    low, high = mention.likely_low, mention.likely_high
    if mention.operator in {"<", ">"}:  # open ends: fifty-odd is below sixty, nearly fifty is below fifty
        return any(low < t < high for t in demand.thresholds)
    if mention.operator == ">=":
        return any(low < t for t in demand.thresholds if t < high) and False
    return any(low < t <= high for t in demand.thresholds)


def _row(entry: Indicator, chosen: Said, said: list[Said], *, status: str, reason: str, demand: Demand) -> dict[str, Any]:
    m = chosen.mention
    value = m.value
    if demand.less_is_better and m.operator in {"<", "<=", "range"}:
        value = m.likely_high  # the careful end of a number that should be small
    return {
        "indicator": entry.id, "value": value, "value_low": m.low, "value_high": m.high, "unit": entry.unit, "operator": m.operator,
        "quality": m.quality, "status": status, "reason": reason or None, "question_id": chosen.question_id,
        "span_start": m.span[0], "span_end": m.span[1], "quote": m.quote, "n_mentions": len(said), "competing": _competing(said, chosen),
    }  # fmt: skip


def _nothing(entry: Indicator, said: list[Said]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS[1:])
    reasons = dict.fromkeys(s.mention.refused for s in said)
    row |= {
        "indicator": entry.id, "unit": entry.unit, "quality": 0.0, "status": "abstained", "n_mentions": len(said),
        "reason": f"named, but {'; '.join(reasons)}" if said else "no answer states it", "competing": _competing(said, None),
    }  # fmt: skip
    if said:
        first = said[0]
        row |= {
            "question_id": first.question_id,
            "span_start": first.mention.span[0],
            "span_end": first.mention.span[1],
            "quote": first.mention.quote,
        }
    return row


def _competing(said: list[Said], chosen: Said | None) -> str:
    """Every mention with what became of it, as JSON."""
    return json.dumps(
        [
            {"question_id": s.question_id, "quote": s.mention.quote, "value": s.mention.value, "span": list(s.mention.span),
             "outcome": "taken" if s is chosen else s.mention.refused or "another mention is clearer"}
            for s in said
        ],
        ensure_ascii=False,
    )  # fmt: skip
