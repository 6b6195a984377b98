"""A pay matrix read like code: every finding with its place, severity and fix.

In flows a compiled matrix, or one still being written (plain data, YAML text, a table of bands), and what surrounds it: staff, market,
minimum wage, scores. Out flows a table of findings; an empty one means nothing was found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from workbench.definitions import PayMatrix, workbook
from workbench.definitions.document import read_yaml
from workbench.errors import ContractError
from workbench.pay import surroundings
from workbench.pay.findings import SEVERITIES, Band, Finding, error, note, say, warning

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("place", "severity", "code", "found", "fix")
WIDEST_SPREAD = Decimal(1)  # maximum twice the minimum: wider ranges give a score hardly any say in pay
CLOSED, HALF_OPEN, AS_WRITTEN = "closed", "half-open", "as written"


def lint(
    matrix: Any, *, staff: Any = None, market: Any = None, minimum_wage: Any = None, scores: Any = None, language: str = "en"
) -> pd.DataFrame:
    """Find what is wrong, ambiguous or out of date in a pay matrix.

    Parameters
    ----------
    matrix : PayMatrix, mapping, sequence of bands, YAML text, path of a YAML file or workbook, or a workbook's bytes
        It need not be valid. A band is ``{score_from, score_to, pay_min, pay_max}``; or, as written on paper, ``[80, 100, 15000, 20000]``
        or ``{score: [80, 100], pay: [15000, 20000]}``, whose edges are then read as closed on both sides. A field ``edges: closed`` or
        ``edges: half-open`` says so for any form. Codes listed under ``deliberate`` were chosen: they are told as notes.
    staff : dataframe, EMPLOYEES, optional
        Current staff of the job family: ``pay``, and ``overall`` where their score is known; who has left is not counted.
    market : number, mapping of p25, p50, p75, or dataframe MARKET_PAY, optional
        Compared with the matrix's own strategy (its market reference times its factor).
    minimum_wage : number, optional
        In the matrix's currency and period.
    scores : dataframe, SCORES, or sequence of scores, optional
        To find the bands that nobody reaches.
    language : {"zh", "en"}

    Returns
    -------
    pandas.DataFrame, one row a finding, errors first
        ``place`` [in the document], ``severity`` {error, warning, note}, ``code``, ``found``, ``fix``. An error makes the matrix unusable
        or ambiguous.

    Raises
    ------
    ContractError
        If the matrix is nothing that has bands.
    """
    content, edges = _content(matrix)
    bands, findings = _bands(content)
    if not content["bands"]:
        findings.append(error("bands", "no_bands", "there is no band", "add a band: score_from, score_to, pay_min and pay_max"))
    findings += [finding for band in bands for finding in _in_band(band)]
    ladder = sorted(bands, key=lambda band: (band.score_from, band.score_to))
    findings += [finding for below, above in itertools.pairwise(ladder) for finding in _between(below, above, edges)]
    if ladder:
        findings += _ends(ladder)
        findings += surroundings.findings(ladder, content, staff=staff, market=market, minimum_wage=minimum_wage, scores=scores)
    return _table([_chosen(finding, content.get("deliberate") or ()) for finding in findings], language)


def _content(matrix: Any) -> tuple[dict[str, Any], str]:
    """Read any form of a matrix into plain data, and how its score edges are meant."""
    if isinstance(matrix, PayMatrix):
        return matrix.to_dict(), HALF_OPEN
    if isinstance(matrix, bytes) or (isinstance(matrix, (str, Path)) and str(matrix).lower().endswith(".xlsx")):
        return workbook.read(matrix)[0], HALF_OPEN
    is_file = isinstance(matrix, Path) or (isinstance(matrix, str) and "\n" not in matrix)
    if is_file:
        matrix, _ = read_yaml(Path(matrix))
    elif isinstance(matrix, str):
        matrix = yaml.safe_load(matrix)
    if hasattr(matrix, "to_dict") and hasattr(matrix, "columns"):
        matrix = matrix.to_dict("records")
    content = dict(matrix) if isinstance(matrix, Mapping) else {"bands": matrix}
    if not isinstance(content.get("bands"), (list, tuple)):
        raise ContractError("this has no bands", where="pay.lint", found=f"a {type(matrix).__name__}", expected="a pay matrix",
                            cure="start from data/definitions/pay-matrix-technical.yaml")  # fmt: skip
    on_paper = any(not isinstance(band, Mapping) or "score" in band for band in content["bands"])
    unsaid = CLOSED if on_paper else HALF_OPEN if is_file else AS_WRITTEN  # a definition file is [from, to) by its own rule
    return content, content.get("edges") or unsaid


def _bands(content: Mapping[str, Any]) -> tuple[list[Band], list[Finding]]:
    bands, findings = [], []
    for number, written in enumerate(content["bands"]):
        place = f"bands[{number}]"
        fields, missing = _fields(written)
        if missing:
            findings.append(error(place, "unreadable", "{fields} is missing or not a number",
                                  "write score_from, score_to, pay_min and pay_max as numbers", fields=", ".join(missing)))  # fmt: skip
        else:
            bands.append(Band(place, **fields))
    return bands, findings


def _fields(written: Any) -> tuple[dict[str, Decimal], list[str]]:
    names = ("score_from", "score_to", "pay_min", "pay_max")
    if isinstance(written, Mapping):
        spread = dict(zip(names, [*_pair(written.get("score")), *_pair(written.get("pay"))], strict=True))
        values = [written.get(name, spread[name]) for name in names]
    else:
        values = [*written, *[None] * 4][:4] if isinstance(written, (list, tuple)) else [None] * 4
    numbers = {name: _number(value) for name, value in zip(names, values, strict=True)}
    return numbers, [name for name, number in numbers.items() if number is None]


def _pair(written: Any) -> list[Any]:
    if isinstance(written, str):
        written = re.findall(r"\d+(?:\.\d+)?", written.replace(",", ""))
    return [*written, None, None][:2] if isinstance(written, (list, tuple)) else [None, None]


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and not isinstance(value, bool) else None


def _in_band(band: Band) -> list[Finding]:
    found = []
    if band.score_from >= band.score_to:
        found.append(error(band.place, "score_order", "score {low} is not below score {high}", "swap or correct the two scores",
                            low=say(band.score_from), high=say(band.score_to)))  # fmt: skip
    if band.score_from < 0 or band.score_to > 100:
        found.append(error(band.place, "score_range", "scores {low} to {high} leave 0 to 100", "keep scores between 0 and 100",
                            low=say(band.score_from), high=say(band.score_to)))  # fmt: skip
    if band.pay_min <= 0:
        found.append(error(band.place, "pay_not_positive", "pay starts at {low}", "state pay above 0", low=say(band.pay_min)))
    if band.pay_min > band.pay_max:
        found.append(error(band.place, "falling_range", "pay falls from {low} to {high} inside the band", "swap or correct the two amounts",
                            low=say(band.pay_min), high=say(band.pay_max)))  # fmt: skip
    elif band.pay_min == band.pay_max:
        found.append(note(band.place, "no_width", "one amount for the whole band: {low}", "widen the range if scores in it should matter",
                           low=say(band.pay_min)))  # fmt: skip
    elif band.pay_min > 0 and band.pay_max / band.pay_min - 1 > WIDEST_SPREAD:
        found.append(warning(band.place, "wide_range", "the maximum {high} is more than twice the minimum {low}",
                              "split the band or narrow its range", low=say(band.pay_min), high=say(band.pay_max)))  # fmt: skip
    return found


def _between(below: Band, above: Band, edges: str) -> list[Finding]:
    place = f"{below.place} → {above.place}"
    names = {"below": below.name, "above": above.name}
    found = []
    if above.score_from < below.score_to:
        found.append(error(place, "overlap", "bands {below} and {above} both claim scores {low} to {high}",
                            "let band {below} end where band {above} begins",
                            **names, low=say(above.score_from), high=say(min(below.score_to, above.score_to))))  # fmt: skip
    elif above.score_from > below.score_to:
        found.append(error(place, "gap", "no band has the scores between {low} and {high}", "let band {above} begin at {low}",
                            **names, low=say(below.score_to), high=say(above.score_from)))  # fmt: skip
    elif edges == CLOSED:
        found.append(error(place, "shared_edge", "score {edge} is ambiguous: bands {below} and {above} both include it",
                            "write [{edge}, …) for the upper band: the lower edge belongs to a band, the top edge only in the last",
                            **names, edge=say(below.score_to)))  # fmt: skip
    elif edges == AS_WRITTEN:
        found.append(note(place, "shared_edge", "score {edge} ends one band and begins the next: it is ambiguous unless edges are agreed",
                           "agree that edges are [from, to): the compiled matrix gives it to band {above}",
                           **names, edge=say(below.score_to)))  # fmt: skip
    return found + _pay_between(place, below, above, names)


def _pay_between(place: str, below: Band, above: Band, names: dict[str, str]) -> list[Finding]:
    if above.pay_min < below.pay_min or above.pay_max < below.pay_max:
        return [error(place, "falling_ladder", "pay falls as the score rises: band {below} pays {one}, band {above} pays {other}",
                       "raise the range of band {above}", **names, one=below.pay, other=above.pay)]  # fmt: skip
    if below.pay_max > above.middle:
        return [warning(place, "top_above_next_middle", "the top of band {below} ({top}) lies above the middle of band {above} ({middle})",
                         "lower the top or raise the next range, unless the choice is deliberate",
                         **names, top=say(below.pay_max), middle=say(above.middle))]  # fmt: skip
    if below.pay_max < above.pay_min:
        return [note(place, "pay_gap", "no score is paid between {low} and {high}: one point is worth {step} there",
                      "let the ranges touch if such a step is not meant",
                      low=say(below.pay_max), high=say(above.pay_min), step=say(above.pay_min - below.pay_max))]  # fmt: skip
    return []


def _ends(ladder: list[Band]) -> list[Finding]:
    found, first, last = [], ladder[0], max(ladder, key=lambda band: band.score_to)
    if first.score_from > 0:
        found.append(warning(first.place, "no_floor", "nothing is said below score {edge}",
                              "add a band, or keep in mind that such scores get no suggestion", edge=say(first.score_from)))  # fmt: skip
    if last.score_to < 100:
        found.append(warning(last.place, "no_top", "nothing is said above score {edge}", "let the last band end at 100",
                              edge=say(last.score_to)))  # fmt: skip
    return found


def _chosen(finding: Finding, deliberate: Sequence[str]) -> Finding:
    """Tell what was chosen on purpose as a note; an error cannot be chosen."""
    return replace(finding, severity="note") if finding.code in deliberate and finding.severity != "error" else finding


def _table(findings: list[Finding], language: str) -> pd.DataFrame:
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    rows = [(f.place, f.severity, f.code, f.found.say(language), f.fix.say(language)) for f in ordered]
    return pd.DataFrame(rows, columns=list(COLUMNS))
