"""Résumés from the terminal."""

import json
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from workbench.cli import app

LAYOUTS = Path(__file__).parents[1] / "evidence" / "resumes"


def test_a_folder_of_resumes(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("sidebar_zh", "right_dates_en"):
        (tmp_path / "in" / f"{name}.pdf").write_bytes((LAYOUTS / f"{name}.pdf").read_bytes())
    (tmp_path / "in" / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    made = CliRunner().invoke(
        app, ["resumes", str(tmp_path / "in"), "-o", str(tmp_path / "files.csv"), "--items", str(tmp_path / "items.csv"), "--json", str(tmp_path / "json")]
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "1 of 3 files could not be read" in made.output
    files = pd.read_csv(tmp_path / "files.csv").set_index("candidate_id")
    assert files.loc["sidebar_zh", "years_in_sales"] == 6.4
    assert files.loc["scan", "status"] == "refused"
    assert {"value", "span_start"} <= set(pd.read_csv(tmp_path / "items.csv").columns)
    assert json.loads((tmp_path / "json" / "sidebar_zh.json").read_text(encoding="utf-8"))["work"][0]["position"] == "销售主管"


def test_a_folder_without_resumes_is_refused(tmp_path):
    made = CliRunner().invoke(app, ["resumes", str(tmp_path)])
    assert made.exit_code == 2
    assert "there are no résumés" in made.output
