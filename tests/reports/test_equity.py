"""The page on pay equity: a planted gap is found, taken apart and costed; what cannot be said says why; who may not read groups is refused."""

import numpy as np
import pandas as pd
import pytest

from workbench import fairness, figures, reports, samples, scoring, store
from workbench.definitions import PayMatrix, Rubric
from workbench.errors import AccessDenied, ContractError

TABLES = ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS", "MARKET_PAY", "OFFERS", "EMPLOYEES", "PERFORMANCE", "PROTECTED")
CUT = 0.88  # women's pay is cut to this share


@pytest.fixture(scope="module")
def db(tmp_path_factory, request):
    company, definitions = samples.company(2000, seed=20260101, answers=False), request.config.rootpath / "data" / "definitions"
    with store.open(tmp_path_factory.mktemp("equity") / "w.db") as opened:
        desk = opened.as_operator()
        for name in TABLES:
            desk.write(name, paid_less(company) if name == "EMPLOYEES" else company.tables[name])
        rubrics = {
            job: rubric for path in definitions.glob("rubric-*.yaml") for rubric in [Rubric.load(path)] for job in rubric.job_ids
        }
        evidence = company.truth["tables"]["evidence"].drop(columns="overall")
        scored = [scoring.score(own.reindex(columns=["interview_id", *rubrics[job].indicators]), rubrics[job])
                  for job, own in evidence.groupby("job_id")]  # fmt: skip
        desk.write(
            "SCORES", pd.concat([own[["interview_id", "overall", "error_band", "coverage", "rubric_version"]] for own in scored])
        )
        for path in definitions.glob("pay-matrix-*.yaml"):
            desk.save_definition(PayMatrix.load(path), reason="first")
        opened.add_account("hr", "long enough", "specialist")
        yield opened


def paid_less(company):
    staff = company.tables["EMPLOYEES"].merge(
        company.tables["APPLICATIONS"][["application_id", "candidate_id"]], on="application_id"
    )
    sex = fairness.group_labels(staff, company.tables["PROTECTED"], "sex")
    return staff.assign(pay=(staff["pay"] * np.where(sex == "female", CUT, 1)).round(2)).drop(columns="candidate_id")


@pytest.fixture(scope="module")
def report(db):
    return reports.equity(db.as_operator(), language="en")


def test_a_planted_gap_is_found_taken_apart_and_costed(report):
    _, low, high = report.facts["adjusted"]
    assert 0 < low < 1 - CUT < high
    assert (report.facts["group"], report.facts["reference"]) == ("female", "male")
    assert "women against men, at the same job and tenure" in report.sentence.lower()
    assert "paid less, more than chance" in report.sentence
    parts = report.tables["parts"].set_index("part_text")["value"]
    assert parts["not explained"] == pytest.approx(-np.log(CUT), abs=0.05)
    assert report.tables["characteristics"]["explained"].sum() == pytest.approx(parts["explained by the characteristics"])
    closing = report.tables["closing"]
    assert closing["gap_after"].abs().max() < 1e-5
    assert float(report.facts["cost"]) == pytest.approx(closing["cost"].iloc[0])
    lights = report.tables["lights"]
    assert lights[lights["light"] == "hidden"][["n", "gap"]].isna().all().all()
    assert lights[lights["light"] != "hidden"][["n", "n_reference"]].min().min() >= 5
    assert set(report.figures) == {"gaps"}
    assert figures.to_bokeh(report.figures["gaps"]).renderers
    assert report.tables["matrices"].empty


def test_with_a_family_the_page_says_what_a_tuned_matrix_does_to_the_gap(db):
    found = reports.equity(db.as_operator(), job_family="technical", language="zh")
    assert (
        found.tables["matrices"]["pay_text"].tolist() == ["现行矩阵", "提案", "招聘方的报价"] or len(found.tables["matrices"]) == 3
    )
    assert found.facts["n"] < 250
    assert not any("a group" in note for note in found.notes)


def test_several_groups_are_allowed_for_and_small_ones_hidden(db):
    found = reports.equity(db.as_operator(), attribute="sex × age_band", language="en", alike="job, tenure and score")
    assert found.tables["gaps"]["n"].min() >= 5
    assert any("findings allow for all of them" in note for note in found.notes)
    assert all("(unknown)" not in group for group in found.tables["gaps"]["group"])


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"attribute": "shoe_size"}, "there is no attribute 'shoe_size'"),
        ({"group": "martian"}, "there is no group 'martian'"),
        ({"alike": "luck"}, "there is no choice of what people have in common 'luck'"),
        ({"job_family": "tech"}, "there is no job family 'tech'"),
    ],
)
def test_a_choice_that_is_none_is_refused(db, choice, message):
    with pytest.raises(ContractError, match=message):
        reports.equity(db.as_operator(), **choice)


def test_only_who_reads_protected_attributes_may_look(db):
    with pytest.raises(AccessDenied):
        reports.equity(db.as_user("hr"))


def test_without_staff_the_page_says_so(tmp_path):
    with store.open(tmp_path / "empty.db") as empty:
        found = reports.equity(empty.as_operator(), language="en")
        assert found.sentence == "Nobody on the staff has a known pay."
        assert found.tables == {}
        assert "没有已知薪酬" in reports.equity(empty.as_operator(), language="zh").sentence


def test_labels_come_by_candidate_and_what_was_not_said_is_missing():
    rows = pd.DataFrame({"candidate_id": ["b", "a", "x", "b"]})
    protected = pd.DataFrame({"candidate_id": ["a", "b"], "sex": ["female", "undisclosed"], "age_band": ["25-34", "35-44"]})
    assert fairness.group_labels(rows, protected, "sex").tolist() == [None, "female", None, None]
    assert fairness.group_labels(rows, protected, "sex × age_band").tolist() == [None, "female × 25-34", None, None]
    with pytest.raises(ContractError, match=r"no attribute 'sexx'.*did you mean 'sex'"):
        fairness.group_labels(rows, protected, "sexx")
    with pytest.raises(ContractError, match="column missing: candidate_id"):
        fairness.group_labels(rows.rename(columns={"candidate_id": "id"}), protected, "sex")
    with pytest.raises(ContractError, match="stands twice"):
        fairness.group_labels(rows, pd.concat([protected, protected]), "sex")
