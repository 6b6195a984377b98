"""A job's own words become its draft rubric: keyed by the job, in equal weights, each competency with the words it was proposed from."""

import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.definitions import Rubric, SkillTaxonomy, compare_texts
from workbench.errors import DefinitionError
from workbench.evidence.drafting import description_hash, draft_rubric

FOLDER = Path("data/definitions")
HOUSE = [Rubric.load(path) for path in sorted(FOLDER.glob("rubric-*.yaml"))]
TAXONOMY = SkillTaxonomy.load(FOLDER / "skills.yaml")
JOB = {"job_id": "J-SM-01", "title": "销售经理", "title_en": "Sales manager",
       "core_competencies": "客户资源拓展能力、团队管理经验、沟通表达能力、抗压能力、学习与应变能力",
       "description": "负责华东区域客户开发与销售团队管理。", "requirements": "两年以上销售经验，能承受压力，熟悉商务谈判。"}  # fmt: skip


def ids(draft):
    return [competency.id for competency in draft.rubric.competencies]


def test_worked_case_the_job_s_competencies_become_its_draft_keyed_by_its_id():
    draft = draft_rubric(JOB, rubrics=HOUSE, taxonomy=TAXONOMY)
    assert draft.rubric.job_ids == ("J-SM-01",)
    assert [c.name.zh for c in draft.rubric.competencies] == JOB["core_competencies"].split("、")
    assert {c.weight for c in draft.rubric.competencies} == {Decimal("0.2")}
    assert ids(draft) == ["client_development", "team_leadership", "communication", "stress_tolerance", "learning"]
    own = next(rubric for rubric in HOUSE if "J-SM-01" in rubric.job_ids)
    assert draft.rubric.id == own.id  # its next version
    assert [c.indicator for c in draft.rubric.competencies[1].criteria] == ["team_size", "team_growth_pct"]  # the job's own scales
    assert draft.rubric.drafted_from == description_hash(JOB)
    assert [p.competency for p in draft.also] == ["negotiation"]


@pytest.mark.parametrize("n", range(1, 9))
def test_weights_are_equal_and_add_up_to_exactly_one(n):
    listed = "、".join(f"能力{chr(0x4E00 + k)}" for k in range(n))
    weights = [c.weight for c in draft_rubric({"job_id": "J", "title": "T", "core_competencies": listed}).rubric.competencies]
    assert sum(weights) == 1
    assert max(weights) - min(weights) <= Decimal("0.0001")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("负责短视频账号的粉丝增长，策划线上活动，能承受高强度工作。", ["user_growth", "campaign_execution", "stress_tolerance"]),
        ("要求：编程功底扎实，有高并发系统设计经验，善于解决疑难问题。", ["programming", "system_design", "problem_solving"]),
        ("Lead a team of 8 sales reps, win new customers, negotiate contracts and work well under pressure.",
         ["team_leadership", "client_development", "negotiation", "stress_tolerance"]),
        ("Handle complaints, coach agents, communicate clearly.", ["service_quality", "communication"]),
        ("招聘主管：负责人才寻访与候选人评估，带领3人招聘团队。", ["sourcing", "assessment", "team_leadership"]),
        ("无需带团队，沟通能力强。", ["communication"]),
    ],
)  # fmt: skip
def test_without_a_list_the_text_speaks_each_with_its_words(text, expected):
    job = {"job_id": "J", "title": "T", "description": text}
    draft = draft_rubric(job)
    assert set(expected) <= set(ids(draft))
    for proposal in draft.proposals:
        assert text[slice(*proposal.span)] == proposal.quote != ""
    if "无需" in text:
        assert "team_leadership" not in ids(draft)


def test_a_competency_nobody_knows_is_a_rating_and_keeps_its_id():
    job = {"job_id": "J", "title": "T", "core_competencies": "跨境合规；商务礼仪（Business etiquette）; 跨境合规"}
    draft = draft_rubric(job)
    assert [c.name.zh for c in draft.rubric.competencies] == ["跨境合规", "商务礼仪"]
    assert draft.rubric.competencies[1].id == "business_etiquette"
    assert draft.rubric.competencies[0].criteria[0].indicator == f"rating.{draft.rubric.competencies[0].id}"
    assert draft_rubric(job).rubric.version == draft.rubric.version


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ({"job_id": "J", "title": "打字员"}, "name no competency.*list the core competencies"),
        ({"job_id": "J", "title": "T", "core_competencies": " 、；"}, "name no competency"),
        ({"job_id": "J", "title": "T", "core_competencies": math.nan, "description": None}, "name no competency"),
        ({"job_id": " ", "title": None}, "not a job.*no job_id and no title"),
    ],
)
def test_jobs_that_give_no_draft(job, message):
    with pytest.raises(DefinitionError, match=message):
        draft_rubric(job)


@given(st.text(max_size=300), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_valid_draft_or_a_refusal(text, listed):
    try:
        draft = draft_rubric({"job_id": "J", "title": "T", "description": text, "core_competencies": listed}, taxonomy=TAXONOMY)
    except DefinitionError:
        return
    assert Rubric.from_dict(draft.rubric.to_dict()) == draft.rubric


def test_the_difference_of_two_descriptions_in_words():
    old, new = "负责线下展会，维护老客户。完成年度指标。", "完成年度指标。负责直播带货，维护老客户和渠道。"
    changes = compare_texts(old, new, taxonomy=TAXONOMY)
    assert [change.say("zh") for change in changes] == [
        "新增表述“负责直播带货”", "“维护老客户”改为“维护老客户和渠道”", "删除表述“负责线下展会”", "不再提到的技能：线下展会", "新提到的技能：直播带货",
    ]  # fmt: skip
    assert compare_texts(old, old) == ()
    assert [c.kind for c in compare_texts("参加线下展会", "不再参加线下展会", taxonomy=TAXONOMY)] == ["reworded", "skill removed"]
    assert compare_texts("甲。乙", "乙，甲") == ()
    assert compare_texts(None, "") == ()
    assert [c.say("en") for c in compare_texts(None, "Sells")] == ["now says “Sells”"]
