"""The pages on channels and fairness: a sentence that says what the tables say, both languages, rights, refusals, files to take home."""

import csv
import io
import re

import pandas as pd
import pytest

from workbench import fairness, pipeline, recruiting, reports, samples, store
from workbench.errors import AccessDenied, ContractError


@pytest.fixture(scope="module")
def house(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("channels")
    samples.export(samples.company(320, seed=11), folder / "exports")
    pipeline.run(exports=folder / "exports", db=str(folder / "w.db"), definitions=request.config.rootpath / "data" / "definitions")
    with store.open(folder / "w.db") as db:
        for name, role in (("ada", "administrator"), ("sam", "specialist"), ("mia", "manager")):
            db.add_account(name, "long enough", role)
        yield db


@pytest.fixture(scope="module")
def desk(house):
    return house.as_operator()


@pytest.fixture(scope="module")
def page(desk):
    return reports.channels(desk, language="en")


def test_the_page_shows_what_the_room_computes(desk, page):
    interviews = desk.read("INTERVIEWS")
    scores = desk.read("SCORES")[["interview_id", "overall"]].dropna()
    again = recruiting.channels(scores, desk.read("APPLICATIONS"), desk.read("SPEND"), interviews=interviews, employees=desk.read("EMPLOYEES"),
                                performance=desk.read("PERFORMANCE"))  # fmt: skip
    mine = again.table[again.table["measure"] == "score"].set_index("channel")
    shown = page.tables["channels"].set_index("channel")
    assert shown["estimate"].to_dict() == pytest.approx(mine["estimate"].to_dict())
    assert page.facts["differs"] == mine.index[mine["verdict"] == "differs"].tolist()
    assert page.tables["costs"]["hires"].sum() == len(desk.read("EMPLOYEES"))
    assert len(page.tables["bonus"]) == 1


def test_the_sentence_says_what_differs_and_what_is_too_few(page):
    for name in page.facts["differs"][:1]:
        gap = page.tables["channels"].set_index("channel").loc[name, "difference"]
        assert f"{abs(gap):.1f}" in page.sentence
    if page.facts["too_few"]:
        assert f"about {page.facts['n_needed']:,} people a channel" in page.sentence
    assert "cost per successful hire from" in page.sentence


@pytest.mark.parametrize("outcome", ["score", "hire_rate", "performance", "retention"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_outcome_in_both_languages(desk, outcome, language):
    found = reports.channels(desk, outcome=outcome, language=language)
    assert found.sentence.endswith("。" if language == "zh" else ".")
    told = " ".join([found.sentence, *found.notes])
    assert ("Job board" in told) == (language == "en" and "Job board" in told)
    if language == "zh":
        assert not re.search(r"[a-z]{4,} [a-z]{4,}", told.replace("n = ", ""))


def test_one_job_has_no_cost_and_says_why(desk):
    found = reports.channels(desk, job_id="J-SM-01", outcome="hire_rate", language="en")
    assert "costs" not in found.figures
    assert found.facts["differs"] == [] or found.tables["costs"].empty
    assert any("booked by channel" in note for note in found.notes) or found.tables == {}


def test_without_the_job_mix_the_note_warns(desk):
    found = reports.channels(desk, job_mix=False, language="en")
    assert any("mislead" in note for note in found.notes)
    shown = found.tables["channels"]
    assert shown["adjusted"].tolist() == pytest.approx(shown["raw"].tolist())


def test_nothing_matches_is_said(desk):
    found = reports.channels(desk, period="1999", language="en")
    assert found.sentence == "Nothing to show: no application matches this choice of job and period."
    assert found.facts["differs"] == []
    one = reports.channels(desk, period=("2025-04-01", "2025-04-03"), language="en")
    assert re.match("Nothing to|Too few|.*(beats|behind|no difference|too few)", one.sentence)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"outcome": "charm"}, "there is no outcome 'charm'"), ({"job_id": "J-XX"}, "there is no job 'J-XX'"), ({"period": "soon"}, "the period cannot be read"),
     ({"reference": "电视"}, "the reference channel '电视' is not there")],
)  # fmt: skip
def test_channels_refusals(desk, given, words):
    with pytest.raises(ContractError, match=words):
        reports.channels(desk, **given)


def test_the_audit_is_what_the_room_computes(desk):
    found = reports.audit(desk, stage="hired", language="en")
    people = desk.read("APPLICATIONS")
    protected = desk.read("PROTECTED").set_index("candidate_id")["sex"].where(lambda s: s != "undisclosed")
    decided = people["status"].isin(["hired", "rejected", "withdrawn"])
    mine = fairness.impact((people["status"] == "hired").where(decided, None), people["candidate_id"].map(protected))
    shown = found.tables["impact"].set_index("group")
    assert shown.loc["women", "n"] == mine.table.set_index("group").loc["female", "n"]
    assert shown.loc["women", "impact_ratio"] == pytest.approx(mine.table.set_index("group").loc["female", "impact_ratio"])
    assert found.facts["attribute"] == "sex"
    assert f"{found.facts['lowest']['impact_ratio']:.2f}" in found.sentence


def test_the_tables_of_the_law_and_of_the_guidelines(desk):
    tables = reports.audit(desk, language="en").tables
    law = tables["ll144_selection"]
    assert law.columns.tolist() == ["attribute_text", "group", "n", "selected", "rate", "impact_ratio"]
    assert {"Sex", "Age band", "Sex × Age band"} <= set(law["attribute_text"])
    assert tables["ll144_scoring"].columns.tolist() == ["attribute_text", "group", "n", "scoring_rate", "impact_ratio"]
    for _, rows in law.groupby("attribute_text"):
        known = rows.dropna(subset="impact_ratio")
        assert known["impact_ratio"].to_numpy() == pytest.approx(
            (known["rate"] / known.loc[known["impact_ratio"] == 1, "rate"].iloc[0]).to_numpy()
        )
    assert {"flagged", "p_exact", "shortfall", "finding_text"} <= set(tables["guidelines"])
    assert tables["ll144_unknown"]["n"].nunique() == 1
    for table in tables.values():
        assert "candidate_id" not in table


def test_an_offer_is_of_those_interviewed_and_undecided_cases_wait(desk):
    from workbench.reports.audit_decisions import read_decisions
    from workbench.reports.reading import Reader

    table = read_decisions(Reader(desk)).table.set_index("application_id")
    stages = desk.read("STAGES")
    reached = stages.groupby("stage")["application_id"].agg(set)
    assert set(table.index[table["offered"].notna()]) <= reached["interviewed"]
    assert set(table.index[table["offered"] == 1]) == reached["offered"] & set(table.index)
    assert set(table.index[table["hired"] == 1]) == set(desk.read("EMPLOYEES")["application_id"])
    waiting = table.index[table["status"].isin(["applied", "screened", "invited"])]
    assert table.loc[waiting, "hired"].isna().all()


@pytest.mark.parametrize("stage", ["invited", "offered", "hired"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_stage_in_both_languages(desk, stage, language):
    found = reports.audit(desk, stage=stage, attribute="sex × age_band", language=language)
    assert found.sentence
    assert ("women" in " ".join(found.tables["impact"]["group"])) == (language == "en")


def test_only_who_may_read_protected_attributes_sees_the_audit(house):
    assert reports.audit(house.as_user("ada"), language="en").sentence
    for name in ("sam", "mia"):
        with pytest.raises(AccessDenied):
            reports.audit(house.as_user(name))
    assert reports.channels(house.as_user("sam"), language="en").sentence


@pytest.mark.parametrize(
    ("given", "words"),
    [({"stage": "fired"}, "there is no stage 'fired'"), ({"attribute": "hair"}, "there is no attribute 'hair'"), ({"job_id": "J-XX"}, "there is no job 'J-XX'")],
)  # fmt: skip
def test_audit_refusals(desk, given, words):
    with pytest.raises(ContractError, match=words):
        reports.audit(desk, **given)
    assert "no application matches" in reports.audit(desk, period="1999", language="en").sentence


@pytest.mark.parametrize(("language", "page_of"), [("zh", reports.channels), ("en", reports.audit)])
def test_both_export_to_one_page_and_to_sheets(desk, language, page_of):
    for report in [page_of(desk, language=language)]:
        html = reports.to_html(report, language)
        assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']https?:", html)
        heads = " ".join(re.findall("<th[^>]*>(.*?)</th>", html))
        assert not re.findall(r"[a-z]+_[a-z_]+", heads)
        sheets = reports.to_csv(report, language)
        assert set(sheets) == {name for name, table in report.tables.items() if len(table)}
        for name, text in sheets.items():
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
            assert len(rows) == len(report.tables[name]) + 1
            assert len(set(rows[0])) == len(rows[0])


def test_a_sheet_runs_no_formula():
    report = reports.Report("t", "s", tables={"x": pd.DataFrame({"group": ["=1+1", "plain"], "n": [-3, 4]})})
    text = reports.to_csv(report, "en")["x"]
    assert "'=1+1" in text
    assert "-3" in text
    assert "'-3" not in text
