"""`workbench scorer`: trains, reports, saves; refuses in one paragraph."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench.cli import app


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_train_report_and_list(desk, tmp_path):
    db = tmp_path / "w.db"
    trained = call("scorer", "train", "clarity", "--db", db, "--language", "en")
    assert trained.exit_code == 0, trained.output
    assert "known questions" in trained.output
    assert "it rates nobody until the policy names it (scorers: [answers-clarity])" in trained.output
    reported = call("scorer", "report", "--db", db)
    assert "两位评分人之间" in reported.output
    written = call("scorer", "report", "answers-clarity", "--db", db, "--output", tmp_path / "worth.csv")
    assert written.exit_code == 0
    assert {"value", "low", "high", "n"} <= set(pd.read_csv(tmp_path / "worth.csv").columns)
    assert call("definitions", "list", "--db", db, "--output", tmp_path / "all.csv").exit_code == 0
    assert "answers-clarity" in set(pd.read_csv(tmp_path / "all.csv")["id"])


def test_a_dry_run_saves_nothing(desk, tmp_path):
    result = call("scorer", "train", "clarity", "--db", tmp_path / "w.db", "--method", "ordinal", "--dry-run", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "nothing was saved" in result.output
    assert desk.definitions("scorer").empty


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("train", "clarty"), "no rubric in force rates 'clarty'"),
        (("train", "strategy"), "too few ratings to learn from"),
        (("train", "clarity", "--method", "forest"), "there is no such method"),
        (("report",), "there is no scorer"),
        (("report", "nobody"), "there is no such scorer"),
    ],
)
def test_refusals_are_one_paragraph(desk, tmp_path, words, message):
    result = call("scorer", *words, "--db", tmp_path / "w.db")
    assert result.exit_code == 2
    assert message in result.stderr
    assert len([line for line in result.stderr.splitlines() if line.startswith("error: ")]) == 1
    assert "Traceback" not in result.output


def test_a_language_that_is_not_spoken_is_refused(desk, tmp_path):
    result = call("scorer", "train", "clarity", "--db", tmp_path / "w.db", "--dry-run", "--language", "fr")
    assert result.exit_code == 2
    assert "error: --language: this language is not spoken here" in result.stderr
