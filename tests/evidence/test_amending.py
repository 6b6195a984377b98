"""A job description that asks for something new becomes a proposal: who gets which weight, from whom, and that it always adds up to 1."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.definitions import Rubric, SkillTaxonomy, differences
from workbench.errors import DefinitionError
from workbench.evidence.amending import amend_rubric, asked_anew, reweighted
from workbench.evidence.drafting import description_hash, named_competencies

FOLDER = Path("data/definitions")
HOUSE = [Rubric.load(path) for path in sorted(FOLDER.glob("rubric-*.yaml"))]
TAXONOMY = SkillTaxonomy.load(FOLDER / "skills.yaml")
SALES = next(rubric for rubric in HOUSE if rubric.id == "sales-manager")
BEFORE = {"job_id": "J-SM-01", "title": "销售经理", "description": "负责华东区域客户开发与销售团队管理，完成年度销售指标。",
          "requirements": "本科及以上学历，能承受压力。", "core_competencies": "客户资源拓展能力、团队管理经验、沟通表达能力"}  # fmt: skip
AFTER = BEFORE | {"description": f"{BEFORE['description']}开展直播销售。"}


def asked(before, after, **more):
    return asked_anew(before, after, **({"rubrics": HOUSE, "taxonomy": TAXONOMY} | more))


def weights(rubric):
    return {part.id: part.weight for part in rubric.competencies}


def rubric_of(shares, **names):
    parts = [{"id": name, "name": {"zh": names.get(name, name), "en": name}, "weight": share,
              "criteria": [{"id": "x", "indicator": f"rating.{name}", "weight": 1, "scale": {"rating": {"lowest": 1, "highest": 5}}}]}
             for name, share in shares.items()]  # fmt: skip
    return Rubric.from_dict({"id": "r", "title": {"zh": "r", "en": "r"}, "competencies": parts})


def test_worked_case_live_selling_comes_in_at_15_and_client_development_goes_from_30_to_15():
    made = amend_rubric(SALES, asked(BEFORE, AFTER), rubrics=HOUSE)
    assert weights(SALES)["client_development"] == Decimal("0.30")
    assert weights(made.rubric) == {
        "client_development": Decimal("0.15"), "team_leadership": Decimal("0.25"), "communication": Decimal("0.2"), "stress_tolerance": Decimal("0.15"),
        "learning": Decimal("0.1"), "live_strategy": Decimal("0.15"),
    }  # fmt: skip
    assert sum(weights(made.rubric).values()) == 1
    new = made.rubric.competencies[-1]
    assert (new.name.zh, [c.indicator for c in new.criteria]) == ("直播策略", ["rating.live_strategy"])
    assert made.rubric.drafted_from == description_hash(AFTER)
    assert (made.rubric.id, made.rubric.job_ids) == (SALES.id, SALES.job_ids)  # its next version
    assert {w.competency: w.rule for w in made.weighings if w.before != w.after} == {
        "client_development": "heaviest",
        "live_strategy": "new",
    }
    said = [change.say("zh") for change in differences(SALES, made.rubric)]
    assert "客户资源拓展能力 · 权重: 30 % → 15 %" in said


def test_offline_work_gives_to_the_network_even_when_it_is_not_the_heaviest():
    rubric = rubric_of({"team": "0.4", "offline": "0.3", "talk": "0.3"}, offline="线下客户拓展")
    made = amend_rubric(rubric, asked(BEFORE, AFTER))
    assert weights(made.rubric) == {
        "team": Decimal("0.4"),
        "offline": Decimal("0.15"),
        "talk": Decimal("0.3"),
        "live_strategy": Decimal("0.15"),
    }
    assert made.weighings[1].rule == "offline"


def test_what_the_text_names_no_more_gives_first_and_keeps_its_place():
    before = BEFORE | {"requirements": "能承受压力，英语流利。"}
    after = AFTER | {"requirements": "能承受压力。"}
    rubric = rubric_of({"client_development": "0.5", "english": "0.3", "communication": "0.2"})
    found = asked(before, after)
    assert [p.competency for p in found.dropped] == ["english"]
    made = amend_rubric(rubric, found)
    assert weights(made.rubric) == {"client_development": Decimal("0.5"), "english": Decimal("0.15"), "communication": Decimal("0.2"), "live_strategy": Decimal("0.15")}  # fmt: skip
    assert made.weighings[1].rule == "no longer named"


def test_none_is_left_lighter_than_the_new_one():
    made = amend_rubric(rubric_of({f"c{n}": "0.25" for n in range(4)}), asked(BEFORE, AFTER))
    assert list(weights(made.rubric).values()) == [Decimal(x) for x in ("0.15", "0.2", "0.25", "0.25", "0.15")]
    many = amend_rubric(rubric_of({f"c{n}": "0.1" for n in range(10)}), asked(BEFORE, AFTER))
    assert many.share == Decimal("0.0909")  # ten to one: an eleventh, in four places, and the rest stays where it was
    assert sum(weights(many.rubric).values()) == 1
    assert min(list(weights(many.rubric).values())[:-1]) >= many.share


def test_the_share_and_the_giver_can_be_chosen():
    made = amend_rubric(SALES, asked(BEFORE, AFTER), share="0.10", takes_from="team_leadership")
    assert weights(made.rubric)["team_leadership"] == weights(made.rubric)["live_strategy"] + Decimal("0.05") == Decimal("0.15")
    assert {w.rule for w in made.weighings} == {"kept", "chosen", "new"}


def test_a_competency_that_is_no_way_of_selling_brings_the_house_s_criteria():
    after = BEFORE | {"requirements": "本科及以上学历，能承受压力，会编程。"}
    made = amend_rubric(SALES, asked(BEFORE, after), rubrics=HOUSE)
    new = made.rubric.competencies[-1]
    house = next(part for rubric in HOUSE for part in rubric.competencies if part.id == "programming")
    assert (new.id, new.name) == ("programming", house.name)
    assert [c.indicator for c in new.criteria] == [c.indicator for c in house.criteria]


def test_a_strategy_listed_by_name_and_in_the_text_is_one():
    after = AFTER | {"core_competencies": BEFORE["core_competencies"] + "、直播策略"}
    assert len(asked(BEFORE, after).added) == 2
    made = amend_rubric(SALES, asked(BEFORE, after))
    assert [c.name.zh for c in made.rubric.competencies][5:] == ["直播策略"]
    taken = asked(BEFORE, AFTER).new_to(made.rubric)
    assert taken == ()  # once it is in the rubric, it is proposed no more


def test_each_competency_is_named_once_by_the_list_first():
    named = named_competencies(AFTER, rubrics=HOUSE, taxonomy=TAXONOMY)
    assert [p.competency for p in named][:3] == ["client_development", "team_leadership", "communication"]
    assert len({p.competency for p in named}) == len(named)
    assert named_competencies({"job_id": "J", "title": "T"}) == ()


def test_a_denied_skill_is_not_asked_for():
    assert asked(BEFORE, BEFORE | {"description": f"{BEFORE['description']}不需要直播。"}).new_to(SALES) == ()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"share": 0}, "no weight for a new competency.*over 0 and under 1"),
        ({"share": 1}, "no weight for a new competency"),
        ({"share": "a lot"}, "Found: a lot"),
        ({"share": "nan"}, "no weight for a new competency"),
        ({"takes_from": "comunication"}, "no competency of the rubric.*did you mean 'communication'"),
        ({"takes_from": "learning"}, "'learning' has not that much to give.*10.* %"),
    ],
)
def test_what_is_refused(more, message):
    with pytest.raises(DefinitionError, match=message):
        amend_rubric(SALES, asked(BEFORE, AFTER), **more)


def test_nothing_new_is_no_proposal():
    with pytest.raises(DefinitionError, match="nothing that the rubric does not weigh already"):
        amend_rubric(SALES, asked(BEFORE, BEFORE | {"description": "负责团队管理。"}))


class TestWeightsByHand:
    def test_are_taken_as_they_are_typed_and_0_takes_a_competency_out(self):
        changed = reweighted(SALES, {"client_development": "0.2", "learning": 0, "team_leadership": Decimal("0.45")})
        assert weights(changed) == {"client_development": Decimal("0.2"), "team_leadership": Decimal("0.45"), "communication": Decimal("0.2"),
                                    "stress_tolerance": Decimal("0.15")}  # fmt: skip
        assert reweighted(SALES, {}).version == SALES.version

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"client_development": 0.4}, "110 %"),
            ({"client_development": -0.3}, "no share.*from 0 to 1"),
            ({"client_development": "x"}, "no share"),
            ({"client_development": float("nan")}, "no share"),
            ({"clients": 0.3}, "'clients' is no competency"),
        ],
    )
    def test_are_refused_where_they_add_up_to_something_else(self, typed, message):
        with pytest.raises(DefinitionError, match=message):
            reweighted(SALES, typed)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=9),
    st.decimals("0.0001", "0.9999", places=4),
    st.sampled_from([AFTER, AFTER | {"requirements": "能承受压力，会编程，英语流利，数据分析。"}]),
)
def test_weights_always_add_up_to_exactly_one_and_nobody_gains_but_the_new(parts, share, after):
    whole = sum(parts)
    shares = [(Decimal(n) / whole).quantize(Decimal("0.0001"), rounding="ROUND_FLOOR") for n in parts]
    shares[0] += 1 - sum(shares)
    if min(shares) <= 0:
        return
    rubric = rubric_of({f"c{n}": str(value) for n, value in enumerate(shares)})
    made = amend_rubric(rubric, asked(BEFORE, after), share=share)
    after_weights = weights(made.rubric)
    assert sum(after_weights.values()) == 1
    assert all(after_weights[name] <= before for name, before in weights(rubric).items())
    lowered = [after_weights[name] for name, before in weights(rubric).items() if after_weights[name] < before]
    assert all(value >= made.share for value in lowered)
    assert made.share <= share
    assert len(made.weighings) == len(made.rubric.competencies)
