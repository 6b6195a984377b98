"""From a résumé's own words to evidence and to the question that quotes them."""

from pathlib import Path

import pytest

from workbench.definitions import QuestionBank, Rubric
from workbench.evidence import questions, resume

BANK = QuestionBank.load(Path("data/definitions/questions.yaml"))
SALES = Rubric.load(Path("data/definitions/rubric-sales-manager.yaml"))
WORKED = "曾在某快消公司担任销售主管"


def test_worked_case_position_becomes_evidence_and_question():
    found = resume.facts(WORKED)
    assert (found.employers, found.titles) == (("某快消公司",), ("销售主管",))
    assert found.evidence[0].competency == "team_leadership"
    assert WORKED[slice(*found.evidence[0].span)] == found.evidence[0].quote
    asked = [q for q in questions.plan(SALES, WORKED, BANK).questions if q.competency == "team_leadership" and not q.core]
    assert [q.text.zh for q in asked] == ["请介绍你在某快消公司带团队的具体业绩？"]


@pytest.mark.parametrize(
    ("text", "employer", "title", "leads"),
    [
        ("2019年3月至2022年6月 在蓝岸科技有限公司担任客服组长", "蓝岸科技有限公司", "客服组长", True),
        ("2023.03-2026.06 云杉软件有限公司 后端工程师", "云杉软件有限公司", "后端工程师", False),
        ("现就职于远帆商贸，担任大客户经理", "远帆商贸", "大客户经理", False),
        ("Sales Manager at Lanan Trading, 2019 - 2022", "Lanan Trading", "Sales Manager", True),
        ("Worked at a consumer goods company as a sales supervisor", "a consumer goods company", "sales supervisor", True),
    ],
)
def test_positions(text, employer, title, leads):
    (job,) = resume.facts(text).jobs
    assert (job.employer, job.title, job.leads) == (employer, title, leads)


def test_years_and_degree():
    found = resume.facts("硕士，8年工作经验，其中5年销售经验。\n2018.01-2020.07 云杉软件有限公司 销售代表")
    assert (found.degree_level, found.years_experience, found.years_in_sales) == (3, 8, 5)
    assert found.jobs[0].years == 2.5
    assert resume.facts("Bachelor of Science, 6 years of experience").degree_level == 2
    assert resume.facts("本科在读").degree_level is None
    assert resume.facts(None).jobs == ()


@pytest.mark.parametrize("path", sorted(Path("data/definitions").glob("rubric-*.yaml")), ids=lambda p: p.stem)
def test_bank_covers_every_criterion(path):
    plan = questions.plan(Rubric.load(path), None, BANK)
    assert plan.uncovered == ()
    assert all(q.core for q in plan.questions)


def test_core_questions_are_the_same_for_everyone_and_come_first_in_short_time():
    one, other = questions.plan(SALES, WORKED, BANK), questions.plan(SALES, "没有工作经历", BANK)
    assert [q for q in one.questions if q.core] == list(other.questions)
    short = questions.plan(SALES, WORKED, BANK, minutes=other.minutes)
    assert list(short.questions) == list(other.questions)
    assert short.minutes <= other.minutes


def test_next_probe_asks_for_what_is_missing():
    plan = questions.plan(SALES, None, BANK)
    question, words = questions.next_probe(plan, ["q-team_leadership-1"], ["team_size"], BANK)
    assert question == "q-team_leadership-1"
    assert "增长" in words.zh
    everything = [name for q in BANK.questions for name in q.feeds]
    assert questions.next_probe(plan, [q.question_id for q in plan.questions], everything, BANK) is None
