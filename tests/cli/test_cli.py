"""The command line: what it prints, and that every refusal is one paragraph and an exit code other than 0."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench import samples
from workbench.cli import app

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "data" / "definitions"
CLIPS = ROOT / "data" / "samples" / "recordings"
SALES = (DEFINITIONS / "rubric-sales-manager.yaml").read_text(encoding="utf-8")
MATRIX = (DEFINITIONS / "pay-matrix-technical.yaml").read_text(encoding="utf-8")


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words):
    result = call(*words)
    assert result.exit_code == 2, result.output
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, result.stderr
    return errors[0]


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    samples.export(samples.company(60, seed=3), folder, recordings=CLIPS)
    return folder


@pytest.fixture(scope="module")
def finished(exports, tmp_path_factory):
    db = tmp_path_factory.mktemp("db") / "w.db"
    result = call("run", "--exports", exports, "--recordings", CLIPS, "--db", db, "--definitions", DEFINITIONS)
    assert result.exit_code == 0, result.output
    return db, result


def test_help_names_every_command():
    text = call("--help").output
    for name in ("demo", "run", "serve", "score", "suggest-pay", "costs", "report", "audio", "definitions", "users", "samples"):
        assert f" {name} " in text


def test_a_run_ends_with_a_summary(finished):
    text = finished[1].output
    assert re.search(r"CANDIDATES +60 new", text)
    assert re.search(r"\d+ interviews scored, mean \d+\.\d", text)
    assert "an interview costs ¥166.67 with the tool, ¥500 by hand" in text
    assert "gross return" in text


def test_a_second_run_says_that_nothing_has_changed(finished, exports):
    result = call("run", "--exports", exports, "--recordings", CLIPS, "--db", finished[0])
    assert result.exit_code == 0, result.output
    assert "nothing had changed" in result.output


def test_bad_weights(tmp_path):
    (tmp_path / "rubric-x.yaml").write_text(SALES.replace("weight: 0.3\n", "weight: 0.25\n", 1), encoding="utf-8")
    text = refused("definitions", "check", tmp_path / "rubric-x.yaml")
    assert "rubric-x.yaml" in text
    assert "add up to 95 % (25 + 25 + 20 + 15 + 10), not 100 %" in text
    assert "Cure:" in text


def test_overlapping_bands(tmp_path):
    (tmp_path / "pay-matrix-x.yaml").write_text(MATRIX.replace("score_to: 80", "score_to: 82"), encoding="utf-8")
    assert "bands 70-82 and 80-100 overlap between 80 and 82" in refused("definitions", "check", tmp_path / "pay-matrix-x.yaml")


def test_unknown_indicator(tmp_path):
    (tmp_path / "rubric-x.yaml").write_text(SALES.replace("indicator: team_size", "indicator: team_sise"), encoding="utf-8")
    text = refused("definitions", "check", tmp_path / "rubric-x.yaml")
    assert re.search(r"\(line \d+\): indicator 'team_sise' is not in the catalogue; did you mean 'team_size'", text)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("hr_candidates.csv", "候选人代号,名\nC1,a\n", "fits none of the tables"),
        ("hr_candidates.csv", "", "hr_candidates.csv: the file is empty. Found: 0 bytes"),
        ("hr_candidates.csv", "候选人编号,姓名\n", "there are no candidates"),
    ],
    ids=["wrong header", "empty file", "zero candidates"],
)
def test_exports_that_cannot_be_used(exports, tmp_path, name, content, message):
    shutil.copytree(exports, tmp_path / "exports")
    (tmp_path / "exports" / name).write_text(content, encoding="utf-8")
    text = refused("run", "--exports", tmp_path / "exports", "--db", tmp_path / "w.db", "--definitions", DEFINITIONS)
    assert message in text
    assert "Expected:" in text
    assert "Cure:" in text


def test_a_job_without_rubric(exports, tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    (tmp_path / "definitions" / "rubric-sales-manager.yaml").unlink()
    text = refused("run", "--exports", exports, "--db", tmp_path / "w.db", "--definitions", tmp_path / "definitions")
    assert "1 job has no rubric" in text
    assert "Found: jobs J-SM-01" in text


def test_a_text_file_named_wav_is_refused_alone_and_set_aside_among_others(tmp_path):
    (tmp_path / "answer.wav").write_text("this is no sound at all, only words", encoding="utf-8")
    result = call("audio", tmp_path / "answer.wav")
    assert result.exit_code == 2
    assert "cannot be scored" in result.stderr
    shutil.copy(CLIPS / "zh_aishell.flac", tmp_path)
    result = call("audio", tmp_path, "--output", tmp_path / "rows.csv")
    assert result.exit_code == 0, result.output
    assert "1 of 2 recordings cannot be scored" in result.stderr
    rows = pd.read_csv(tmp_path / "rows.csv")
    assert sorted(rows["verdict"]) == ["re-record", "scorable"]
    assert rows["reason"].dropna().str.contains("answer.wav").any()


def test_missing_recordings_warn_at_the_end(exports, tmp_path):
    (tmp_path / "none").mkdir()
    result = call(
        "run", "--exports", exports, "--recordings", tmp_path / "none", "--db", tmp_path / "w.db", "--definitions", DEFINITIONS
    )
    assert result.exit_code == 0, result.output
    assert "the recording file was not found" in result.stderr
    listed = call("quarantine", "--db", tmp_path / "w.db")
    assert "rows set aside" in listed.output


def test_scores_and_pay_from_tables(tmp_path):
    (tmp_path / "e.csv").write_text("interview_id,rating.coding,test_coverage_pct\nA,5,90\nB,1,\n", encoding="utf-8")
    rubric = tmp_path / "rubric-x.yaml"
    rubric.write_text(
        "id: x\ntitle: {zh: 甲, en: a}\ncompetencies:\n  - id: programming\n    name: {zh: 编程, en: Programming}\n    weight: 1\n    criteria:\n"
        "      - {id: coding, indicator: rating.coding, scale: {rating: {lowest: 1, highest: 5}}, weight: 0.6}\n"
        "      - {id: tests, indicator: test_coverage_pct, scale: {ramp: {zero: 0, full: 90}}, weight: 0.4}\n",
        encoding="utf-8",
    )
    result = call("score", tmp_path / "e.csv", "--rubric", rubric, "--output", tmp_path / "s.csv")
    assert result.exit_code == 0, result.output
    scores = pd.read_csv(tmp_path / "s.csv")
    assert scores["overall"].tolist() == [100.0, 0.0]
    assert scores["coverage"].tolist() == [1.0, 0.6]
    (tmp_path / "p.csv").write_text("interview_id,overall\nA,85\n", encoding="utf-8")
    words = ("suggest-pay", tmp_path / "p.csv", "--matrix", DEFINITIONS / "pay-matrix-technical.yaml")
    result = call(
        *words,
        "--market-min",
        16000,
        "--market-max",
        18000,
        "--budget",
        20000,
        "--expected",
        17000,
        "--output",
        tmp_path / "pay.csv",
    )
    assert result.exit_code == 0, result.output
    row = pd.read_csv(tmp_path / "pay.csv").iloc[0]
    assert (row["range_min"], row["range_max"], row["decision"], row["rule"]) == (16000, 18000, 17000, "expectation")
    assert call(*words).exit_code == 0
    assert "lacks rating.coding" in refused("score", tmp_path / "p.csv", "--rubric", rubric)


def test_costs_are_those_of_the_mission():
    text = call("costs").output
    for figure in ("100.00", "166.67", "500.00", "533.33", "133333.33", "3333.33", "833333.33"):
        assert figure in text


@pytest.mark.parametrize("name", ["job-fit", "cost-return"])
def test_reports_in_both_languages_and_as_one_file(finished, tmp_path, name):
    zh, en = (call("report", name, "--db", finished[0], "--language", language).output for language in ("zh", "en"))
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"[（(].*?[)）]", "", en.splitlines()[0]))
    result = call("report", name, "--db", finished[0], "--output", tmp_path / "r.html")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    outside = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)  # the figures' library names addresses it never opens here
    assert not re.search(r'(src|href)="https?://', outside)
    assert not re.search(r"<script[^>]+src=", text)


def test_a_report_as_pdf_and_as_tables(finished, tmp_path, monkeypatch):
    words = ("report", "rules", "--definition", "rubric:sales-manager", "--language", "en", "--db", finished[0])
    assert "Rubric Sales manager: version 1 is in force" in call(*words).output
    result = call(*words, "--output", tmp_path / "tables")
    assert result.exit_code == 0, result.output
    assert "State" in (tmp_path / "tables" / "versions.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    monkeypatch.setattr("workbench.cli.reporting.shutil.which", lambda name: None)
    assert "no browser is here to print with" in refused(*words, "--output", tmp_path / "r.pdf")
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="Chromium is not installed")
def test_a_printed_report_can_be_read(finished, tmp_path):
    import pypdfium2

    result = call("report", "cost-return", "--language", "en", "--db", finished[0], "--output", tmp_path / "r.pdf")
    assert result.exit_code == 0, result.output
    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "What did hiring cost and bring?" in text
    assert "an interview costs ¥166.67 with the tool" in " ".join(text.split())


def test_reports_that_are_not_there(finished):
    assert "there is no report 'nope'" in refused("report", "nope", "--db", finished[0])
    assert "the report 'candidate' needs --interview ID" in refused("report", "candidate", "--db", finished[0])
    assert "the report 'rules' needs --definition KIND:ID" in refused("report", "rules", "--db", finished[0])
    assert "the report 'tuning' needs --family ID" in refused("report", "tuning", "--db", finished[0])
    assert "does not take --channel" in refused("report", "cost-return", "--channel", "referral", "--db", finished[0])
    assert "not spoken here" in refused("report", "cost-return", "--language", "fr", "--db", finished[0])
    assert "no report format" in refused("report", "cost-return", "--db", finished[0], "-o", "x.docx")
    assert "candidate: " in call("report", "list").output
    assert "Cure" in refused("report", "candidate", "--interview", "NOBODY", "--db", finished[0])


def test_accounts_definitions_and_audit(finished, tmp_path):
    db = tmp_path / "w.db"
    shutil.copy(finished[0], db)
    assert call("users", "add", "ana", "--role", "administrator", "--db", db, "--password", "a long enough one").exit_code == 0
    assert "ana" in call("users", "list", "--db", db).output
    assert "error" in refused("users", "add", "bob", "--role", "king", "--db", db, "--password", "a long enough one")
    assert "0 new versions" in call("definitions", "load", DEFINITIONS, "--db", db).output
    listed = call("definitions", "list", "--db", db, "-o", tmp_path / "d.csv")
    assert listed.exit_code == 0
    assert "sales-manager" in (tmp_path / "d.csv").read_text(encoding="utf-8-sig")
    assert "new_customers_year" in call("definitions", "indicators", "-o", tmp_path / "i.csv").output + (
        tmp_path / "i.csv"
    ).read_text(encoding="utf-8-sig")
    result = call("audit", "--db", db)
    assert result.exit_code == 0
    assert "chain unbroken" in result.output


def test_serving_needs_a_database_and_an_account(finished, tmp_path):
    assert "Cure" in refused("serve", "--db", tmp_path / "none.db")
    result = call("serve", "--db", finished[0])
    assert result.exit_code == 2
    assert "there is no account yet" in result.stderr


def test_a_port_that_is_taken(finished, tmp_path):
    import socket

    db = tmp_path / "w.db"
    shutil.copy(finished[0], db)
    assert call("users", "add", "ana", "--role", "manager", "--db", db, "--password", "a long enough one").exit_code == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        text = refused("serve", "--db", db, "--port", taken.getsockname()[1])
    assert "the pages cannot listen there" in text
    assert "--port" in text


def test_samples_are_written(tmp_path):
    assert call("samples", tmp_path / "s", "--candidates", 30).exit_code == 0
    assert len(list((tmp_path / "s").iterdir())) == 15
    assert "no table format" in refused("definitions", "indicators", "-o", tmp_path / "x.pdf")


def test_a_report_is_about_the_people_asked_for(finished):
    db = finished[0]
    told = call(
        "report", "overview", "--db", db, "--channel", "内推", "--from", "2025-06-01", "--until", "2026-12-31", "--language", "en"
    ).output
    assert re.search(r"Only Referral, applied 2025-06-01 to 2026-12-31: \d+ applications, \d+ interviews scored", told)
    assert "filter 'location'" in refused("report", "overview", "--db", db, "--location", "Atlantis")
    assert "does not take --channel" in refused("report", "cost-return", "--db", db, "--channel", "内推")
    assert "does not take --from" in refused(
        "report", "rules", "--db", db, "--definition", "rubric:sales-manager", "--from", "2026"
    )
