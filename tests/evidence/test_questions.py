"""The interview guide: the same core for everyone, the résumé's own facts quoted, every criterion covered, a time kept, the next probe."""

from pathlib import Path

import pytest

from workbench.definitions import QuestionBank, Rubric
from workbench.errors import DefinitionError
from workbench.evidence import questions, resume

FOLDER = Path("data/definitions")
BANK = QuestionBank.load(FOLDER / "questions.yaml")
SALES = Rubric.load(FOLDER / "rubric-sales-manager.yaml")
RUBRICS = [Rubric.load(path) for path in sorted(FOLDER.glob("rubric-*.yaml"))]
WORKED = "曾在某快消公司担任销售主管"
LONG = """王小明
工作经历
2014.07-2019.02  蓝岸科技有限公司  销售代表
2019.03-2022.09  云杉软件有限公司  销售主管
带领12人团队，年度新增客户47家，团队业绩增长25%
2022.10-至今  北岸商贸  市场专员
"""


@pytest.mark.parametrize("bank", [BANK, None], ids=["bank", "no bank"])
def test_worked_case_quotes_the_resume(bank):
    guide = questions.plan(SALES, WORKED, bank)
    (asked,) = [q for q in guide.questions if q.competency == "team_leadership" and not q.core]
    assert asked.text.zh == "请介绍你在某快消公司带团队的具体业绩？"
    assert WORKED[slice(*asked.span)] == asked.quote == WORKED


@pytest.mark.parametrize("bank", [BANK, None], ids=["bank", "no bank"])
@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda r: r.id)
def test_every_criterion_is_covered_and_the_core_is_the_same_for_everyone(rubric, bank):
    guides = [questions.plan(rubric, text, bank) for text in (None, "", WORKED, LONG, "没有工作经历")]
    cores = [[q for q in guide.questions if q.core] for guide in guides]
    assert all(core == cores[0] for core in cores)
    for guide in guides:
        assert guide.uncovered == ()
        asked = {(q.competency, name) for q in guide.questions for name in q.criteria} | {
            (None, n) for q in guide.questions for n in q.criteria
        }
        assert all((comp.id, crit.id) in asked or (None, crit.id) in asked for comp, crit, _ in rubric.criteria)
        assert guide.minutes == pytest.approx(sum(q.minutes for q in guide.questions))


def test_every_personal_question_quotes_words_that_stand_in_the_resume():
    for question in questions.plan(SALES, LONG, BANK).questions:
        assert question.core == (question.quote == "")
        assert LONG[slice(*question.span)] == question.quote
        assert "{" not in question.text.zh + question.text.en


def test_the_position_fits_the_question_and_figures_are_verified():
    asked = [q for q in questions.plan(SALES, LONG, BANK).questions if not q.core]
    by_competency = {q.competency: q.text.zh for q in asked if "简历里写到" not in q.text.zh}
    assert "云杉软件有限公司" in by_competency["client_development"]  # the latest of the sales positions
    assert "云杉软件有限公司" in by_competency["team_leadership"]  # the one that leads
    assert "北岸商贸" in by_competency["learning"]  # the latest of all
    assert {q.quote for q in asked if "简历里写到" in q.text.zh} == {"年度新增客户47家", "带领12人团队"}


def test_a_short_time_keeps_what_carries_the_score_and_names_the_rest():
    guide = questions.plan(SALES, LONG, BANK, minutes=8)
    assert [q.question_id for q in guide.questions] == ["q-client_development-1", "q-team_leadership-1"]
    assert guide.minutes == 8
    assert set(guide.uncovered) == {"structure", "clarity", "pace", "pressure_example", "on_topic", "courses", "learning_example"}
    assert "q-communication-1" in guide.left_out
    assert questions.plan(SALES, WORKED, BANK, minutes=8).questions == guide.questions
    assert questions.plan(SALES, LONG, BANK, minutes=0).questions == ()


def test_a_question_made_from_a_criterion_does_not_give_the_full_mark_away():
    guide = questions.plan(SALES, None, None)
    assert not [q for q in guide.questions if "满分" in q.text.zh or "50" in q.text.zh]


def test_braces_and_odd_names_are_words_not_gaps():
    odd = SALES.to_dict()
    odd["competencies"][0]["criteria"][1]["name"] = {"zh": "策略{employer}与{0}", "en": "{x}"}
    for question in questions.plan(Rubric.from_dict(odd), LONG, None).questions:
        assert "云杉软件有限公司}" not in question.text.zh
    named = questions.plan(SALES, "曾在{x}公司担任销售主管", BANK)
    assert all(isinstance(q.text.zh, str) for q in named.questions)


def test_next_probe_goes_after_what_is_missing_and_weighs_most():
    guide = questions.plan(SALES, None, BANK)
    asked = ["q-client_development-1", "q-team_leadership-1"]
    question, words = questions.next_probe(guide, asked, ["team_size"])
    assert (question, words.zh) == ("q-client_development-1", "去年大概新增了多少家？这个数字是怎么统计的？")
    question, words = questions.next_probe(guide, asked, ["team_size", "new_customers_year"])
    assert (question, words.zh) == ("q-team_leadership-1", "你带队的一年里，团队业绩增长了百分之多少？")
    _, again = questions.next_probe(guide, asked, ["team_size", "new_customers_year"], probed=[words.en])
    assert again.zh != words.zh
    everything = [name for q in guide.questions for name in q.feeds]
    assert questions.next_probe(guide, [q.question_id for q in guide.questions], everything) is None


def test_live_reads_the_answers_itself():
    guide = questions.plan(SALES, None, BANK)
    said = {"q-client_development-1": "去年我主要靠线下展会，新增了四十七家客户。", "q-team_leadership-1": "我带过八个人的团队。"}
    question, words = questions.live(guide, SALES, said)
    assert (question, words.feeds) == ("q-team_leadership-1", ("team_growth_pct",))
    said["q-team_leadership-1"] = "我带过八个人的团队，那一年团队业绩增长了两成。"
    question, words = questions.live(guide, SALES, said)
    assert question == "q-communication-1"
    assert questions.live(guide, SALES, {})[0] == "q-client_development-1"


def test_every_question_of_the_bank_has_probes_and_anchors():
    for question in BANK.questions:
        assert len(question.probes) >= 2
        assert sorted(question.anchors) == [1, 3, 5]
        assert all(name in question.feeds for probe in question.probes for name in probe.feeds)
    guide = questions.plan(SALES, None, BANK)
    assert [mark for mark, _ in guide.questions[0].anchors] == [1, 3, 5]


def test_a_gap_that_no_resume_fills_is_refused():
    bank = {
        "id": "b",
        "questions": [{"id": "q", "competency": "c", "text": {"zh": "x", "en": "x"}, "from_resume": {"zh": "{salary}", "en": "x"}}],
    }
    with pytest.raises(DefinitionError, match="a gap that is neither"):
        QuestionBank.from_dict(bank)


def test_a_file_and_a_read_resume_are_taken_too():
    path = Path("tests/evidence/resumes/sidebar_zh.pdf")
    for source in (path, path.read_bytes(), resume.parse(path), resume.facts(path)):
        assert any("云杉软件有限公司带团队" in q.text.zh for q in questions.plan(SALES, source, BANK).questions)
