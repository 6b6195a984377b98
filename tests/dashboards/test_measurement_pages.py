"""The pages of ratings and weights: who may open them, what they open with, and sliders that answer at once."""

from __future__ import annotations

import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import agreement, calibration
from dashboards.visit import Visit
from workbench import samples, store
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


def test_sliders_answer_with_what_weights_would_be_worth(tmp_path):
    company = samples.company(3000, seed=3, answers=False)
    with store.open(str(tmp_path / "w.db")) as db:
        db.add_account("hr", "long enough", "specialist")
        desk = db.as_operator()
        from workbench import definitions, scoring

        rubric = definitions.Rubric.load("data/definitions/rubric-backend-engineer.yaml")
        desk.save_definition(rubric, reason="test")
        for name in ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS", "EMPLOYEES", "PERFORMANCE"):
            desk.write(name, company.tables[name])
        wide = company.truth["tables"]["evidence"]
        own = wide[wide["job_id"] == "J-BE-01"].reindex(columns=["interview_id", *rubric.indicators])
        table = own.astype(dict.fromkeys(rubric.indicators, "float64"))
        scores = scoring.grade(scoring.score(table, rubric), rubric)
        desk.write(
            "SCORES", scores[["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]].assign(generic=False)
        )
        desk.write("COMPETENCY_SCORES", scoring.competency_scores(table, rubric))
        built = calibration.view(visit(db, job="J-BE-01", language="en"))
        before = text_of(built)
        assert "Your weights: r = " in before
        sliders = list(built.select(pmui.IntSlider))
        assert len(sliders) == 5
        assert sum(slider.value for slider in sliders) == pytest.approx(100, abs=3)
        sliders[0].value = 100
        sliders[0].param.trigger("value_throttled")
        assert text_of(built) != before
        for slider in sliders:
            slider.value = 0
        sliders[0].param.trigger("value_throttled")
        assert "Set one of the weights above 0." in text_of(built)
        button = next(iter(built.select(pmui.Button)))
        button.param.trigger("clicks")
        assert text_of(built) == before
