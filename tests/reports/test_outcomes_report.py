"""The pages on outcomes and on cost and return, over a company large enough to have something to say, and over one that is not."""

import html

import pytest

from workbench import definitions, figures, reports, store
from workbench.errors import AccessDenied, ContractError, UndefinedResult


@pytest.fixture(scope="module")
def database(tmp_path_factory, request, scored_company):
    """2,500 candidates with the scores their evidence earns, written without the river above them."""
    with store.open(tmp_path_factory.mktemp("outcomes") / "w.db") as db:
        desk = db.as_operator()
        desk.save_definition(
            definitions.CostModel.load(request.config.rootpath / "data" / "definitions" / "cost-model.yaml"), reason="start"
        )
        scored_company(desk)
        db.add_account("max", "long enough", "manager")
        yield db


@pytest.fixture(scope="module")
def large(database):
    return database.as_operator()


@pytest.fixture(scope="module")
def page(large):
    return reports.outcomes(large, language="en")


def test_what_the_score_adds_to_the_resume(page, large):
    """Performance follows ability, which the planted résumé says nothing of: the score adds it nearly whole, and the sentence says so."""
    facts, told = page.facts, page.tables["foretold"].set_index("label")
    assert facts["added_r_low"] < facts["added_r"] < facts["added_r_high"]
    assert facts["added_r"] == pytest.approx(facts["r"], abs=0.06)
    assert "the score adds r = ." in page.sentence
    assert "beyond the résumé" in page.sentence
    assert told.loc["score beyond the résumé", "value"] == facts["added_r"]
    both, alone = (told.loc[name, "value"] for name in ("résumé and score with performance", "résumé and performance"))
    assert both**2 - alone**2 == pytest.approx(facts["added_r"] ** 2)
    among, corrected = (
        told.loc[f"score and performance, {name}", "value"] for name in ("among the hired", "corrected to everybody interviewed")
    )
    assert corrected > among
    assert "得分在简历之外增加 r = ." in reports.outcomes(large, language="zh").sentence


def test_success_by_band_of_the_score(page):
    chart = page.tables["success"]
    assert (chart["n"] >= 5).all()
    assert chart["share"].iloc[0] > chart["share"].iloc[-1]  # highest band first
    assert (chart["low"] <= chart["share"]).all()
    assert (chart["share"] <= chart["high"]).all()
    assert "success" in page.figures


def test_the_answer_comes_with_its_uncertainty(page):
    facts = page.facts
    assert facts["low"] < facts["share"] < facts["high"]
    assert f"{100 * facts['share']:.0f} % ({100 * facts['low']:.0f}–{100 * facts['high']:.0f})" in page.sentence
    assert f"n = {facts['n']}" in page.sentence
    assert 0.1 < facts["r"] < 0.5
    assert page.facts["pay_difference_low"] > 0


def test_accuracy_stands_beside_the_rule_without_skill(page):
    rows = page.tables["forecast"].set_index("measure")
    assert rows.loc["accuracy", "no_skill"] == pytest.approx(max(page.facts["base_rate"], 1 - page.facts["base_rate"]))
    assert {"base_rate", "auc", "average_precision", "brier", "calibration_slope"} <= set(rows.index)
    assert "better than by chance" in page.sentence or "a coin .50" in page.sentence


def test_every_figure_has_its_table(page):
    assert set(page.figures) == {"curve", "effects", "expectancy", "success", "chances"}
    for name, element in page.figures.items():
        assert len(page.tables[name])
        assert figures.to_bokeh(element)


@pytest.mark.parametrize("by", ["channel", "score_band", "pay_band", "job_id"])
def test_groups(large, by):
    found = reports.outcomes(large, by=by, language="zh")
    assert (found.tables["at_horizon"]["n"] >= 5).all()
    assert found.sentence.startswith("12 个月留任率")


def test_nobodys_own_chance_is_on_the_page(page):
    assert not any("employee_id" in table for table in page.tables.values())
    assert any("nobody's own chance of leaving" in note for note in page.notes)


def test_single_chances_stand_there_with_their_error_where_the_policy_allows_them(large, request):
    policy = definitions.Policy.load(request.config.rootpath / "data" / "definitions" / "policy.yaml")
    allowed = definitions.Policy.from_dict(policy.to_dict() | {"individual_attrition": True})
    large.save_definition(allowed, reason="agreed with the works council")
    found = reports.outcomes(large, language="en")
    listed = found.tables["individuals"]
    assert listed["chance_text"].str.fullmatch(r"\d+ \(\d+–\d+\) %").all()
    assert listed["employee_id"].is_unique
    assert listed["why"].str.contains("the odds of leaving").all()
    assert any("no ground for a decision" in note for note in found.notes)
    assert found.tables["families"]["label"].tolist() == ["logistic regression", "boosted trees"]
    large.save_definition(policy, reason="back")
    assert "individuals" not in reports.outcomes(large, language="en").tables


def test_a_small_company_says_what_it_cannot_say(desk):
    small = reports.outcomes(desk, language="en")
    assert "no forecast of leaving" in " ".join(small.notes)
    assert small.facts["auc"] is None
    assert small.tables["effects"].empty or "p" in small.tables["effects"]


@pytest.mark.parametrize(
    ("arguments", "message"), [({"by": "sex"}, "cannot be grouped"), ({"horizon_days": 0}, "horizon is not above 0")]
)
def test_outcomes_refuse(large, arguments, message):
    with pytest.raises(ContractError, match=message):
        reports.outcomes(large, **arguments)


def test_nobody_hired_is_said(tmp_path):
    with store.open(tmp_path / "empty.db") as db, pytest.raises(UndefinedResult, match="nobody was hired"):
        reports.outcomes(db.as_operator())


def test_outcomes_export_to_one_file(page):
    assert html.escape(page.sentence) in reports.to_html(page, "en")


def test_returns_stand_with_their_ranges_and_counterfactuals(large):
    page = reports.cost_return(large, language="en")
    rows = page.tables["returns"].set_index("name")
    assert list(rows.index) == ["gross", "net", "incremental", "utility"]
    assert (rows["low"] < rows["return_pct"]).all()
    assert (rows["return_pct"] < rows["high"]).all()
    assert rows["counterfactual"].str.len().min() > 20
    assert f"incremental {rows.loc['incremental', 'return_pct']:,.0f} %" in page.sentence
    assert page.facts["share_below_threshold"] > 0.9
    assert page.tables["levers"]["lever"].tolist() == ["rubric", "matrix", "channel"]
    assert {"steps", "returns", "tornado"} == set(page.figures)
    assert page.tables["tornado"].query("name == 'incremental'")["swing"].is_monotonic_decreasing


def test_units_add_up_to_the_books(large):
    page = reports.cost_return(large)
    for name in ("channel_costs", "job_costs"):
        assert page.tables[name]["total"].sum() == pytest.approx(page.facts["total"], abs=0.01)
    assert (page.tables["quality"]["n"] >= 5).all()


def test_the_year_by_tool_names_both_counterfactuals(large):
    rows = reports.cost_return(large, language="en").tables["against"].set_index("name")
    assert rows.loc[["saving_equal", "saving_actual"], "amount_per_year"].round(2).tolist() == [333333.33, 208333.33]
    assert "had they all been held by hand" in rows.loc["saving_equal", "counterfactual"]


def test_an_assumption_tried_outside_its_range_still_answers(large):
    assert reports.cost_return(large, cost_model={"hourly_rate": 900}).facts["with_follow_up"] == 250


def test_a_manager_without_openings_learns_nothing_about_people(database):
    desk = database.as_user("max")
    with pytest.raises((UndefinedResult, AccessDenied)):
        reports.outcomes(desk)
