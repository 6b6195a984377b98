"""The pages of ratings and weights: who may open them, what they open with, and sliders that answer at once."""

from __future__ import annotations

import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import agreement, calibration, drawing
from dashboards.visit import Visit
from workbench import definitions, samples, scoring, store
from workbench.errors import AccessDenied


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


def visit(db, account="hr", *, language="en", **query) -> Visit:
    return Visit(desk=db.as_user(account), account=account, language=language, dark=False, query=query)


def text_of(component) -> str:
    return "\n".join(str(part.object) for part in component.select(pn.pane.HTML))


@pytest.mark.parametrize("page", [agreement, calibration])
def test_ratings_and_weights_are_not_open_to_managers(db, page):
    with pytest.raises(AccessDenied):
        page.view(visit(db, "max"))


def test_more_raters_buy_more(db):
    built = agreement.view(visit(db, raters="4"))
    assert "mean of 4 raters" in text_of(built)
    slider = next(iter(built.select(pmui.IntSlider)))
    slider.value = 8
    slider.param.trigger("value_throttled")
    assert "mean of 8 raters" in text_of(built)


def test_too_few_hires_say_so_and_offer_no_sliders(db):
    built = calibration.view(visit(db, job="J-SM-01"))
    assert "Keep equal weights" in text_of(built)
    assert not list(built.select(pmui.IntSlider))


@pytest.fixture(scope="module")
def weighed(tmp_path_factory):
    """A company with enough judged hires to weigh a job's competencies by."""
    company = samples.company(3000, seed=3, answers=False)
    with store.open(str(tmp_path_factory.mktemp("weights") / "w.db")) as db:
        for name, role in (("hr", "specialist"), ("ada", "administrator"), ("ben", "administrator")):
            db.add_account(name, "long enough", role)
        desk = db.as_operator()
        rubric = definitions.Rubric.load("data/definitions/rubric-backend-engineer.yaml")
        desk.save_definition(rubric, reason="test")
        for name in ("JOBS", "CANDIDATES", "PROTECTED", "APPLICATIONS", "INTERVIEWS", "EMPLOYEES", "PERFORMANCE"):
            desk.write(name, company.tables[name])
        wide = company.truth["tables"]["evidence"]
        own = wide[wide["job_id"] == "J-BE-01"].reindex(columns=["interview_id", *rubric.indicators])
        table = own.astype(dict.fromkeys(rubric.indicators, "float64"))
        scores = scoring.grade(scoring.score(table, rubric), rubric)
        desk.write(
            "SCORES", scores[["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]].assign(generic=False)
        )
        desk.write("COMPETENCY_SCORES", scoring.competency_scores(table, rubric))
        yield db


def test_sliders_keep_their_sum_and_say_what_the_weights_would_be_worth(weighed):
    built = calibration.view(visit(weighed, job="J-BE-01", language="en"))
    before, sliders = text_of(built), list(built.select(pmui.IntSlider))
    assert "Your weights: r = " in before
    assert "Sum: 100 %" in before
    assert [slider.value for slider in sliders] == [10, 10, 20, 35, 25]
    sliders[0].value = 55
    sliders[0].param.trigger("value_throttled")
    assert [slider.value for slider in sliders] == [55, 5, 10, 18, 12]  # the others give way in proportion
    assert text_of(built) != before
    buttons = {button.label: button for button in built.select(pmui.Button)}
    buttons["Equal weights"].param.trigger("clicks")
    assert [slider.value for slider in sliders] == [20] * 5
    buttons["Weights in use"].param.trigger("clicks")
    assert text_of(built) == before
    assert "Propose these weights" not in buttons  # a specialist changes no rule
    assert "Front for the groups of" not in [select.label for select in built.select(pmui.Select)]


def test_all_attributes_together_are_one_choice_of_the_front(weighed):
    built = calibration.view(visit(weighed, "ada", job="J-BE-01", language="zh", attribute="all"))
    assert "所有属性一起" in [name for select in built.select(pmui.Select) for name in select.options]
    text = text_of(built)
    assert "所有属性共" in text
    assert "所有属性各群体的影响比" in text
    assert "最小的群体只有" in text
    assert "比值最低的是哪个群体" in text


def test_an_administrator_sees_the_front_and_proposes_weights_for_another_to_approve(weighed):
    built = calibration.view(visit(weighed, "ada", job="J-BE-01", language="en", attribute="sex"))
    assert "Expected impact ratio" in text_of(built)
    assert "What a higher impact ratio costs in validity" in text_of(built)
    sliders = list(built.select(pmui.IntSlider))
    plots = list(built.select(drawing.Drawing))
    sliders[1].value = 60
    sliders[1].param.trigger("value_throttled")
    assert sum(slider.value for slider in sliders) == 100
    assert len([pane for pane in built.select(drawing.Drawing) if pane not in plots]) == 1  # only the front is drawn again
    button = next(button for button in built.select(pmui.Button) if button.label == "Propose these weights")
    button.param.trigger("clicks")
    assert "waits on the page of rules" not in text_of(built)  # no reason, no proposal
    next(field for field in built.select(pmui.TextInput) if field.label.startswith("Why")).value = "the data say so"
    button.param.trigger("clicks")
    assert "waits on the page of rules" in text_of(built)
    kept = weighed.as_user("ben").definitions("rubric")
    draft = kept[kept["state"].eq("draft")].iloc[-1] if "state" in kept else kept.iloc[-1]
    changed = weighed.as_user("ben").definition("rubric", version=draft["version"])
    assert sorted(round(100 * float(part.weight)) for part in changed.competencies) == sorted(slider.value for slider in sliders)
    assert {part.id: round(100 * float(part.weight)) for part in changed.competencies}["learning"] == 60
