"""Linking on answers written by hand, on thresholds, and on a walk from every value back to its words."""

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from workbench.definitions import Rubric, indicators
from workbench.errors import ContractError
from workbench.evidence import language

HERE = Path(__file__).parent
NAMES = tuple(name for name, entry in indicators().items() if entry.aliases.zh)
SALES = Rubric.load(Path("data/definitions/rubric-sales-manager.yaml"))


def answers(name="linked.txt"):
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _, facts = line.rpartition("|")
            yield text, dict(fact.split("=") for fact in facts.split(";"))


def row(text, name="new_customers_year", wanted=None):
    return language.indicators(text, wanted or [name]).set_index("indicator").loc[name]


@pytest.mark.parametrize("name", ["linked.txt", "linked_long.txt"])
def test_precision_and_recall_on_answers_written_by_hand(name):
    right = wrong = missed = 0
    cases = list(answers(name))
    for text, facts in cases:
        table = language.indicators(text, NAMES)
        got = {r.indicator: r.value for r in table.itertuples() if r.status == "usable"}
        want = {k: float(v) for k, v in facts.items() if v not in {"none", "undecided"}}
        right += sum(got.get(k) == v for k, v in want.items())
        wrong += sum(want.get(k) != v for k, v in got.items())
        missed += sum(got.get(k) != v for k, v in want.items())
    assert len(cases) >= 100
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.80


def test_long_answers_are_long():
    for text, _ in answers("linked_long.txt"):
        assert 3 <= len(re.findall(r"[。！？]|[.!?](?=\s|$)", text)) <= 10, text


def test_every_value_leads_back_to_its_words():
    for text, _ in (*answers(), *answers("linked_long.txt")):
        for r in language.indicators(text, NAMES).itertuples():
            if r.quote is not None and r.quote == r.quote:
                assert text[int(r.span_start) : int(r.span_end)] == r.quote


def test_thresholds():
    over = row("去年我新增了五十多个客户。", wanted=SALES)
    assert (over.status, over.value, over.value_low, over.value_high) == ("usable", 50, 50, math.inf)
    near = row("去年我新增了近五十个客户。", wanted=SALES)
    assert near.status == "usable"
    assert near.value < 50 == near.value_high
    between = row("去年我新增了四五十个客户。", wanted=SALES)
    assert (between.status, between.value_low, between.value_high) == ("undecided", 40, 50)
    assert "threshold" in between.reason
    below = row("去年我新增了二三十个客户。", wanted=SALES)
    assert (below.status, below.value) == ("usable", 20)


def test_correction_wins_and_the_slip_is_kept():
    found = row("去年新增客户四十七个，不对，应该是三十九个。")
    assert (found.value, found.quote, found.reason) == (39, "三十九个", "corrected by the speaker")
    outcomes = {m["quote"]: m["outcome"] for m in json.loads(found.competing)}
    assert outcomes == {"四十七个": "taken back by the speaker", "三十九个": "taken"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("如果给我一年，我能新增五十个客户。", "imagined"),
        ("我没有新增五十个客户。", "denied"),
        ("我同事去年新增了五十个客户。", "somebody else"),
        ("三年累计开发了一百五十个客户。", "several years"),
        ("If I had more time I would win 50 new customers.", "imagined"),
    ],
)
def test_no_evidence_says_why(text, why):
    found = row(text)
    assert found.status == "abstained"
    assert math.isnan(found.value)
    assert why in found.reason


def test_periods_are_converted():
    assert row("平均每个月新签五个客户。").value == 60
    assert row("I signed five new customers a month.").value == 60


def test_two_different_values_go_to_a_person():
    found = row("去年我新增了五十个客户。去年我新增了二十个客户。")
    assert found.status == "undecided"
    assert found.n_mentions == 2


def test_question_lends_its_indicator_to_a_bare_number():
    table = pd.DataFrame(
        {
            "interview_id": ["a", "b"],
            "question_id": ["q", "q"],
            "question_text": ["去年你新增了多少客户？"] * 2,
            "answer_text": ["大概四十七个吧。", "[音乐]"],
        }
    )
    found = language.indicators(table, ["new_customers_year"]).set_index("interview_id")
    assert found.loc["a", "value"] == 47
    assert found.loc["b", "status"] == "abstained"


def test_answers_without_text_are_refused():
    with pytest.raises(ContractError, match="column missing: answer_text"):
        language.indicators(pd.DataFrame({"interview_id": ["a"]}), ["team_size"])
