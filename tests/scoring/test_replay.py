"""Past interviews under a proposed rubric: planted flips come out one by one, and a slow obvious version agrees with the fast one."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import scoring
from workbench.definitions import Rubric
from workbench.errors import ContractError

RATED = {"rating": {"lowest": 0, "highest": 100}}


def rubric(weights, *, missing="renormalise", **more):
    parts = [{"id": name, "name": {"zh": name, "en": name}, "weight": weight, "criteria": [{"id": name, "indicator": f"rating.{name}", "weight": 1, "scale": RATED}]}
             for name, weight in weights.items()]  # fmt: skip
    return Rubric.from_dict({"id": "r", "title": {"zh": "r", "en": "r"}, "missing": missing, "competencies": parts} | more)


BEFORE = rubric({"offline": "0.3", "team": "0.7"})
AFTER = rubric({"offline": "0.15", "team": "0.7", "live": "0.15"})
PEOPLE = pd.DataFrame(
    [  # offline, team, live (missing: not asked); by hand: before = .3·o + .7·t, after = .15·o + .7·t + .15·l, or over .85 without l
        ("up", 60, 80, 100, 74.0, 80.0, "C", "B"),
        ("down", 100, 80, 0, 86.0, 71.0, "A", "C"),
        ("same", 80, 80, 80, 80.0, 80.0, "B", "B"),
        ("unasked", 100, 80, None, 86.0, 71 / 0.85, "A", "B"),
        ("nothing", None, None, None, None, None, None, None),
    ],
    columns=["interview_id", "rating.offline", "rating.team", "rating.live", "before", "after", "was", "now"],
)


def test_each_planted_flip_comes_out_with_its_size_and_its_band():
    found = scoring.replay(PEOPLE, BEFORE, AFTER)
    table = found.table.set_index("interview_id")
    np.testing.assert_allclose(table["overall_before"], PEOPLE["before"].astype(float))
    np.testing.assert_allclose(table["overall_after"], PEOPLE["after"].astype(float))
    assert table["grade_before"].where(table["grade_before"].notna(), None).to_list() == PEOPLE["was"].to_list()
    assert table["grade_after"].where(table["grade_after"].notna(), None).to_list() == PEOPLE["now"].to_list()
    assert table["outcome"].to_dict() == {
        "up": "up",
        "down": "down",
        "same": "same grade",
        "unasked": "down",
        "nothing": "no grade either way",
    }
    assert table["change"].round(3).to_dict() == pytest.approx(
        {"up": 6, "down": -15, "same": 0, "unasked": -2.471, "nothing": np.nan}, nan_ok=True
    )
    assert (found.n, found.n_up, found.n_down, found.n_flips, found.n_lost, found.n_unasked) == (4, 1, 2, 3, 0, 1)
    band = table["error_band"]
    assert table["inside_band"].to_dict() == {name: bool(abs(table["change"][name]) <= band[name]) for name in table.index}
    assert found.criteria.to_dict("records") == [
        {"competency": "live", "criterion": "live", "indicator": "rating.live", "n_asked": 3, "n_unasked": 1}
    ]


def test_what_becomes_of_those_not_asked_is_the_rubric_s_own_policy():
    asked = PEOPLE.drop(columns="rating.live")  # nobody was
    found = {missing: scoring.replay(asked, BEFORE, rubric({"offline": "0.15", "team": "0.7", "live": "0.15"}, missing=missing))
             for missing in ("renormalise", "zero", "incomplete")}  # fmt: skip
    assert {name: one.n_unasked for name, one in found.items()} == {"renormalise": 4, "zero": 4, "incomplete": 4}
    assert {name: one.n_lost for name, one in found.items()} == {"renormalise": 0, "zero": 0, "incomplete": 4}
    np.testing.assert_allclose(found["zero"].table["overall_after"][:4], [65, 71, 68, 71])
    np.testing.assert_allclose(found["renormalise"].table["overall_after"][:4], np.array([65, 71, 68, 71]) / 0.85)
    assert found["incomplete"].table["outcome"].to_list() == ["no grade any more"] * 4 + ["no grade either way"]


def test_too_little_coverage_is_no_grade_and_evidence_for_the_new_may_bring_one():
    wanted = {"minimum_coverage": "0.6"}
    before, after = (
        rubric({"offline": "0.3", "team": "0.7"}, **wanted),
        rubric({"offline": "0.2", "team": "0.2", "live": "0.6"}, **wanted),
    )
    people = pd.DataFrame(
        {
            "interview_id": ["lost", "gained"],
            "rating.offline": [np.nan, np.nan],
            "rating.team": [80, np.nan],
            "rating.live": [np.nan, 90],
        }
    )
    found = scoring.replay(people, before, after)
    assert found.table["outcome"].to_list() == ["no grade any more", "a grade for the first time"]
    assert (found.n, found.n_lost, found.n_flips) == (1, 1, 0)


def test_a_grade_of_the_same_name_is_the_same_wherever_it_begins():
    moved = rubric({"offline": "0.3", "team": "0.7"}, grades={"A": 85, "B": 70, "C": 60, "D": 0})
    found = scoring.replay(PEOPLE, BEFORE, moved)
    assert found.table["outcome"].to_list()[:4] == ["up", "same grade", "same grade", "same grade"]
    assert (found.n_unasked, len(found.criteria)) == (0, 0)  # nothing is new


def test_another_scale_counts_as_new_and_the_same_rubric_flips_nobody():
    found = scoring.replay(PEOPLE, BEFORE, BEFORE)
    assert (found.n_flips, found.n_lost, found.n_unasked) == (0, 0, 0)
    content = BEFORE.to_dict()
    content["competencies"][0]["criteria"][0]["scale"] = {"rating": {"lowest": 0, "highest": 200}}
    other = scoring.replay(PEOPLE, BEFORE, Rubric.from_dict(content))
    assert other.criteria["criterion"].to_list() == ["offline"]
    assert other.n_down == 3


def test_the_fast_replay_equals_a_slow_obvious_one():
    draw = np.random.default_rng(5)
    n = 400
    table = pd.DataFrame({"interview_id": [f"I{k}" for k in range(n)]} | {f"rating.{name}": np.where(draw.random(n) < 0.25, np.nan, draw.uniform(0, 100, n)) for name in ("offline", "team", "live")})  # fmt: skip

    def slow(row, weights, limits=(("A", 85), ("B", 75), ("C", 60), ("D", 0))):
        seen = {name: Decimal(str(share)) for name, share in weights.items() if not np.isnan(row[f"rating.{name}"])}
        coverage = sum(seen.values(), Decimal(0))
        if coverage < Decimal("0.5"):
            return None
        overall = sum(Decimal(repr(float(row[f"rating.{name}"]))) * share for name, share in seen.items()) / coverage
        return next(name for name, limit in limits if overall >= limit)

    found = scoring.replay(table, BEFORE, AFTER)
    one = [slow(row, {"offline": "0.3", "team": "0.7"}) for row in table.to_dict("records")]
    other = [slow(row, {"offline": "0.15", "team": "0.7", "live": "0.15"}) for row in table.to_dict("records")]
    rank = {"A": 3, "B": 2, "C": 1, "D": 0}
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a]
    assert found.n == len(pairs)
    assert found.n_up == sum(b is not None and rank[b] > rank[a] for a, b in pairs)
    assert found.n_down == sum(b is not None and rank[b] < rank[a] for a, b in pairs)
    assert found.n_lost == sum(b is None for _, b in pairs)
    assert found.n_unasked == sum(a is not None and np.isnan(live) for a, live in zip(one, table["rating.live"], strict=True))
    assert min(found.n_up, found.n_down, found.n_unasked) > 0
    again = scoring.replay(pl.from_pandas(table), BEFORE, AFTER)
    pd.testing.assert_frame_equal(found.table, again.table, check_dtype=False)


def test_nobody_is_nobody_and_a_table_must_be_one_row_an_interview():
    found = scoring.replay(PEOPLE.head(0), BEFORE, AFTER)
    assert (found.n, found.n_flips, len(found.table)) == (0, 0, 0)
    with pytest.raises(ContractError, match="1 interview stands more than once"):
        scoring.replay(pd.concat([PEOPLE, PEOPLE.head(1)]), BEFORE, AFTER)
    with pytest.raises(ContractError, match="column missing: interview_id"):
        scoring.replay(PEOPLE.drop(columns="interview_id"), BEFORE, AFTER)


def test_among_a_hundred_thousand_interviews_each_is_replayed_as_if_it_were_alone():
    draw = np.random.default_rng(1)
    table = pd.DataFrame({f"rating.{name}": draw.uniform(0, 100, 100_000) for name in ("offline", "team", "live")}).assign(
        interview_id=np.arange(100_000)
    )
    found = scoring.replay(table, BEFORE, AFTER)
    alone = scoring.replay(table.tail(20), BEFORE, AFTER)
    pd.testing.assert_frame_equal(found.table.tail(20).reset_index(drop=True), alone.table.reset_index(drop=True))
    assert (found.n, len(found.table)) == (100_000, 100_000)
