"""Files the terminal writes: safe in a spreadsheet, and whole or not there."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from workbench.cli.terminal import save, whole
from workbench.errors import Refusal

RISKY = pd.DataFrame({"said": ["=1+1", "+86 10", "@x", "fine", None], "n": [-1, 2, 3, 4, 5]})


def test_text_that_looks_like_a_formula_stays_text_in_both_kinds_of_sheet(tmp_path):
    save(RISKY, str(tmp_path / "rows.csv"))
    save(RISKY, str(tmp_path / "rows.xlsx"))
    assert pd.read_csv(tmp_path / "rows.csv")["said"].tolist()[:4] == ["'=1+1", "'+86 10", "'@x", "fine"]
    cell = openpyxl.load_workbook(tmp_path / "rows.xlsx").active["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1"), "a cell of type f would be run"


def test_parquet_keeps_the_text_as_it_was_said(tmp_path):
    save(RISKY, str(tmp_path / "rows.parquet"))
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "rows.parquet"), RISKY)


def test_a_failed_writing_leaves_the_earlier_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(OSError, match="disk"), whole(path) as part:
        part.write_text("half", encoding="utf-8")
        raise OSError("the disk is full")
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]
    assert path.read_text(encoding="utf-8") == "earlier"


def test_a_file_in_no_folder_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(Refusal, match=r"no folder for this file.*missing"):
        save(RISKY, str(tmp_path / "missing" / "rows.csv"))


def test_a_folder_in_the_file_s_place_is_refused(tmp_path):
    (tmp_path / "rows.csv").mkdir()
    with pytest.raises(Refusal, match="a folder stands where the file should go"):
        save(RISKY, str(tmp_path / "rows.csv"))


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(Refusal, match="this ending is no table format"):
        save(RISKY, str(tmp_path / "rows.doc"))
