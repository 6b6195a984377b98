"""The page about tuning, from a database as the river leaves it: sentence, back-test, alternatives, figures, refusals."""

import pandas as pd
import pytest

from workbench import figures, reports, samples, scoring, store
from workbench.definitions import PayMatrix, Rubric
from workbench.errors import AccessDenied, UndefinedResult

TABLES = ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS", "MARKET_PAY", "OFFERS", "EMPLOYEES", "PERFORMANCE")


@pytest.fixture(scope="module")
def desks(tmp_path_factory, request):
    company, definitions = samples.company(2000, seed=20260101, answers=False), request.config.rootpath / "data" / "definitions"
    rubrics = {
        job: rubric for path in definitions.glob("rubric-*.yaml") for rubric in [Rubric.load(path)] for job in rubric.job_ids
    }
    with store.open(tmp_path_factory.mktemp("tuning") / "w.db") as db:
        desk = db.as_operator()
        for name in TABLES:
            desk.write(name, company.tables[name])
        evidence = company.truth["tables"]["evidence"].drop(columns="overall")
        scored = [
            scoring.score(own.reindex(columns=["interview_id", *rubrics[job].indicators]), rubrics[job])
            for job, own in evidence.groupby("job_id")
        ]
        desk.write(
            "SCORES", pd.concat([own[["interview_id", "overall", "error_band", "coverage", "rubric_version"]] for own in scored])
        )
        for path in definitions.glob("pay-matrix-*.yaml"):
            desk.save_definition(PayMatrix.load(path), reason="first")
        db.add_account("boss", "long enough", "manager")
        yield desk, db.as_user("boss")


@pytest.fixture(scope="module")
def report(desks):
    return reports.tuning(desks[0], job_family="technical", language="en", n_resamples=100)


def test_the_sentence_says_what_the_back_test_shows(report):
    value = report.tables["backtest"].set_index(["source", "measure"])["value"]
    for source, measure in (
        ("today", "acceptance"),
        ("proposal", "acceptance"),
        ("today", "placement_error"),
        ("proposal", "placement_error"),
    ):
        assert f"{value[source, measure] * 100:.0f} %" in report.sentence
    assert "that tuning never saw" in report.sentence
    assert report.facts["placement_error proposal less today"][2] < 0
    assert report.facts["n"] == len(report.tables["offers_changed"])
    assert any("% accepted, the model says" in note for note in report.notes)


def test_every_figure_is_drawn_from_the_table_of_its_name(report):
    assert set(report.figures) == {"bands", "front", "calibration"} <= set(report.tables)
    for element in report.figures.values():
        assert figures.to_bokeh(element).renderers
    assert set(report.tables["bands"]["matrix"]) == {"today", "proposal"}
    assert report.tables["front"]["alternative"].tolist()[:2] == ["today", "A"]


def test_it_is_said_in_chinese_and_printed(desks):
    told = reports.tuning(desks[0], job_family="sales", level="P3", city="苏州", language="zh", n_resamples=20)
    assert "建议方案 A：接受率" in told.sentence
    assert "对后续月份的回测" in reports.to_html(told, language="zh")
    assert told.facts["n"] < 40  # this level and city only


def test_who_may_not_read_offers_and_families_without_a_matrix_are_refused(desks):
    with pytest.raises(AccessDenied):
        reports.tuning(desks[1], job_family="technical")
    with pytest.raises(UndefinedResult, match="no pay matrix is in force for 'tecnical'.*did you mean 'technical'"):
        reports.tuning(desks[0], job_family="tecnical")
    with pytest.raises(UndefinedResult, match="too few offers to tune matrix"):
        reports.tuning(desks[0], job_family="technical", test_months=17, level="P6", city="nowhere")
