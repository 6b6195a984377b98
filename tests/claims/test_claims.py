"""What vendors claim, in Chinese and English: worked cases, what follows, what is missing, what no skill reaches."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from workbench import claims, wording
from workbench.claims.reading import read
from workbench.cli import app
from workbench.errors import ContractError, UndefinedResult


def said(audit, what, language="en"):
    return [sentence for kind, sentence in audit.lines(language) if kind == what]


@pytest.mark.parametrize("text", ["92 % accurate", "准确率达到92%", "accuracy of 92%", "The model is correct in 92 % of cases"])
def test_accuracy_alone_says_nothing(text):
    audit = claims.check_claim(text)
    assert audit.no_skill is None
    assert "at most 8 % of cases" in said(audit, "follows")[0]
    assert "the base rate: how many leave, fail or are hired anyway" in said(audit, "missing")
    assert "AUC, average precision and Brier score beside it" in said(audit, "missing")
    assert "没有基准率" in said(audit, "verdict", "zh")[0]


def test_m29_the_vendors_92_against_83_9():
    audit = claims.check_claim("our attrition model is 92 % accurate", base_rate=237 / 1470, n=1470)
    assert round(100 * audit.no_skill, 1) == 83.9
    assert audit.figures["gain_points"] == pytest.approx(8.12, abs=0.01)
    assert audit.figures["errors_removed"] == pytest.approx(0.504, abs=0.001)
    assert said(audit, "verdict") == ["92 % is 8.1 points more than the 83.9 % of a rule without skill"]
    assert "83.9" in " ".join(said(claims.check_claim("离职预测准确率 92%"), "follows", "zh"))


def test_base_rate_and_n_are_read_from_the_text():
    audit = claims.check_claim("准确率达到 92.5%，离职率16.1%，样本1,470名员工")
    assert audit.no_skill == pytest.approx(0.839)
    assert read("92 % accurate (n = 1,470)").n == 1470
    assert read("92 % accurate on 1,470 employees").n == 1470
    assert read("准确率92%，1,470名员工").n == 1470


def test_no_better_than_no_skill_is_said():
    audit = claims.check_claim("80 % accurate", base_rate=0.16)
    assert said(audit, "verdict") == ["80 % is no better than the 84 % of a rule without skill"]


@pytest.mark.parametrize(
    "text",
    [
        "30 min → 5 min a candidate, 60 % more efficient, 10–15 candidates more a day",
        "每位候选人从30分钟缩短到5分钟，效率提升60%，每天多处理10到15名候选人",
    ],
)
def test_m12_thirty_to_five_minutes_is_not_sixty_per_cent(text):
    audit = claims.check_claim(text)
    assert (audit.figures["time_pct"], audit.figures["throughput"]) == (-83.3, 6)
    assert (audit.figures["hours_low"], audit.figures["hours_high"]) == (1, 1.5)
    wanted = "the figures said do not fit each other: -83.3 % time and 6 times the cases, not 60 %"
    assert said(audit, "verdict") == [wanted]
    assert len(audit.checks) == 1


def test_a_percentage_that_fits_the_minutes_is_said_to_fit():
    assert "83 % fits these minutes" in said(claims.check_claim("from 30 to 5 minutes, saves 83 % of the time"), "follows")
    assert "500 % fits these minutes" in said(claims.check_claim("from 30 to 5 minutes: 500 % more efficient"), "follows")


@pytest.mark.parametrize("text", ["60 % more efficient", "效率提升60%", "60% faster"])
def test_efficiency_has_two_readings(text):
    audit = claims.check_claim(text)
    assert audit.figures["time_pct_if_throughput"] == pytest.approx(-37.5)
    assert audit.figures["throughput_if_time"] == pytest.approx(2.5)
    assert len(said(audit, "follows")) == 2


@pytest.mark.parametrize(
    "text",
    ["error 35 → 12 %", "error from 35% to 12%", "定薪误差从35%降到12%", "误差由35%下降至12%", "error 35% -> 12%"],
)
def test_m21_error_thirty_five_to_twelve(text):
    audit = claims.check_claim(text)
    assert (audit.figures["difference"], audit.figures["relative_pct"]) == (-23, pytest.approx(-65.71, abs=0.01))
    assert audit.no_skill == 35
    assert "an interval, or the n of both periods" in said(audit, "missing")


def test_the_same_change_on_few_and_on_many():
    few, many = (claims.check_claim("error 35 → 12 %", n=n) for n in (20, 200))
    assert said(few, "verdict") == ["no difference shown: chance alone can do as much"]
    assert said(many, "verdict") == ["more than chance, which is no proof of the cause"]
    # Newcombe's hybrid score interval of 24/200 - 70/200
    assert many.figures["difference_low"] == pytest.approx(-30.8, abs=0.05)
    assert many.figures["difference_high"] == pytest.approx(-14.8, abs=0.05)


@pytest.mark.parametrize(
    ("text", "kind", "name", "value"),
    [
        ("AUC 0.85", "ranking", "auc", 0.85),
        ("validity r = .51", "correlation", "variance_share", 0.2601),
        ("效度 0.51", "correlation", "r", 0.51),
        ("ROI 5000%", "return", "net_if_gross_pct", 4900),
        ("投资回报率 5000%", "return", "gross_pct", 5000),
        ("satisfaction + 28 %", "improvement", "claimed", 28),
        ("3 times faster", "efficiency", "throughput", 3),
    ],
)
def test_other_claims(text, kind, name, value):
    audit = claims.check_claim(text)
    assert audit.checks[0].kind == kind
    assert audit.figures[name] == pytest.approx(value)
    assert said(audit, "missing")


def test_confusion_table():
    check = claims.check_table({"tp": 100, "fp": 60, "fn": 137, "tn": 1173})
    assert check.no_skill == pytest.approx(1233 / 1470)
    assert check.figures["accuracy"] == pytest.approx(1273 / 1470)
    assert check.figures["precision"] == 0.625
    assert check.verdict == "better than the rule without skill"


AUDIT = pd.DataFrame({"Category": ["Male", "Female", "Total"], "# of applicants": [100, 80, 180], "# selected": [50, 28, 78],
                      "Selection rate": ["50%", "40%", "43%"], "Impact ratio": [1.0, 0.8, None]})  # fmt: skip


def test_an_audit_tables_own_arithmetic_is_checked_first():
    check = claims.check_table(AUDIT)
    assert (check.figures["n_wrong"], check.figures["lowest_ratio"]) == (2, pytest.approx(0.7))
    assert check.verdict == "2 printed figures do not follow from the counts"
    right = AUDIT.assign(**{"Selection rate": ["50%", "35%", "43%"], "Impact ratio": [1, 0.7, None]})
    assert claims.check_table(right).verdict == "the table's arithmetic holds"
    assert claims.check_table(right.assign(**{"# selected": [50, 28, 99]})).figures["n_wrong"] == 1


# 2 of 8 against 5 of 10: pooled z .280, Fisher .367, Yates .554 (worked by hand in R, prop.test and fisher.test)
SMALL = pd.DataFrame({"Category": ["A", "B"], "Applicants": [8, 10], "Selected": [2, 5], "Impact ratio": [0.5, 1.0]})


@pytest.mark.parametrize(("header", "p", "wrong"), [("p-value", 0.02, 1), ("p-value", 0.28, 0), ("p", "0.367", 0), ("P 值", "<0.05", 1), ("p 值", "< .30", 0), ("Fisher p", "p = 0.001", 1),
                                                    ("p-value", "n/a", 0), ("p-value", "0.3", 0), ("p-value", "", 0)])  # fmt: skip
def test_a_p_value_that_no_test_of_the_counts_gives_is_noticed(header, p, wrong):
    check = claims.check_table(SMALL.assign(**{header: [p, None]}))
    assert check.figures["n_wrong"] == wrong
    told = [line for line in check.follows if "p printed" in line]
    assert len(told) == wrong
    if wrong:
        assert "Fisher 0.37, z 0.28" in told[0] or "Fisher 0.367, z 0.28" in told[0]
        assert "检验" in told[0].say("zh")


def test_a_p_value_against_everybody_else_is_one_too():
    table = pd.DataFrame({"group": ["a", "b", "c"], "n": [100, 120, 80], "selected": [40, 30, 30]})
    others = stats.chi2_contingency([[30, 90], [70, 110]], correction=False).pvalue
    assert claims.check_table(table.assign(p=["", f"{others:.4f}", ""])).figures["n_wrong"] == 0
    assert claims.check_table(table.assign(p=["", f"{others / 3:.4f}", ""])).figures["n_wrong"] == 1


def test_a_table_without_counts_cannot_tell_chance():
    check = claims.check_table(pd.DataFrame({"类别": ["男", "女"], "通过率": ["50%", "35%"]}))
    assert "counts behind the rates" in check.missing[0]
    assert check.figures["n_below_four_fifths"] == 1
    # the line itself is not below it
    assert claims.check_table(pd.DataFrame({"group": ["a", "b"], "rate": [0.75, 0.6]})).figures["n_below_four_fifths"] == 0


@pytest.mark.parametrize(
    ("claim", "arguments", "error", "message"),
    [
        ("hello", {}, UndefinedResult, "nothing in this text is a claim"),
        ("", {}, ContractError, "there is no claim"),
        (None, {}, ContractError, "there is no claim"),
        ("accuracy 120 %", {}, ContractError, "between 0 and 100"),
        ("92 % accurate", {"base_rate": 16}, ContractError, "a base rate is a share"),
        ("92 % accurate", {"n": 0}, ContractError, "n counts cases"),
        ("from 30 minutes to 0 minutes", {}, UndefinedResult, "0 minutes a case"),
        (pd.DataFrame({"x": [1]}), {}, UndefinedResult, "cannot be checked"),
        ({"tp": 1, "fp": -1, "fn": 1, "tn": 1}, {}, ContractError, "'fp' is no count"),
        ({"tp": 0, "fp": 1, "fn": 0, "tn": 1}, {}, UndefinedResult, "one of the two outcomes never occurs"),
        (pd.DataFrame({"group": ["a", "b"], "n": [5, 5], "selected": [0, 0]}), {}, UndefinedResult, "nobody was selected"),
        (pd.DataFrame({"group": ["a", "a"], "n": [5, 5], "selected": [1, 2]}), {}, ContractError, "stands in the table twice"),
        (pd.DataFrame({"group": ["a", "b"], "n": [5, 5], "selected": [6, 2]}), {}, ContractError, "more people selected"),
    ],
)
def test_claims_refuse(claim, arguments, error, message):
    with pytest.raises(error, match=message):
        claims.check_claim(claim, **arguments)


def test_the_command(tmp_path):
    run = CliRunner()
    shown = run.invoke(app, ["check-claim", "92 % accurate", "--base-rate", "16.1", "--n", "1470", "--language", "en"])
    assert shown.exit_code == 0
    assert "8.1 points more than the 83.9 %" in shown.output
    assert "结论: 92 %" in run.invoke(app, ["check-claim", "准确率92%", "--base-rate", "16.1"]).output
    AUDIT.to_csv(tmp_path / "audit.csv", index=False)
    told = run.invoke(app, ["check-claim", "--table", str(tmp_path / "audit.csv"), "--language", "en"])
    assert "2 printed figures" in told.output
    assert run.invoke(app, ["check-claim"]).exit_code == 2
    assert run.invoke(app, ["check-claim", "hello"]).exit_code == 2
    assert run.invoke(app, ["check-claim", "92 % accurate", "--output", str(tmp_path / "o.csv")]).exit_code == 0


def sentences(room):
    for path in (Path(claims.__file__).parents[1] / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield first.value


@pytest.mark.parametrize("room", ["claims", "outcomes", "recruiting"])
def test_every_sentence_has_its_chinese(room):
    known = set(sentences(room))
    assert wording.untranslated(known) == set()
    for sentence in known:
        spoken = wording.speak("zh")(sentence)
        assert sorted(re.findall(r"{\w+}", spoken)) == sorted(re.findall(r"{\w+}", sentence)), sentence
