"""Exports look like three systems' files, lose nothing, and are damaged exactly where the list says."""

import io
import itertools
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from workbench import contracts, intake, samples
from workbench.samples.clips import sentence_times
from workbench.samples.exports import FILES

DATA = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def company():
    return samples.company(250, seed=31)


@pytest.fixture(scope="module")
def folder(company, tmp_path_factory):
    target = tmp_path_factory.mktemp("exports")
    assert samples.export(company, target).empty
    return target


def test_every_table_is_a_file_of_one_of_three_systems(folder):
    assert {path.name for path in folder.iterdir()} == {file.name for file in FILES}
    assert {file.table for file in FILES} == {contract.name for contract in contracts.SOURCES}
    assert {file.name.split("_")[0] for file in FILES} == {"hr", "tool", "compensation", "payroll"}


def test_encodings_and_header_languages_are_as_promised(folder):
    candidates = (folder / "hr_candidates.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        candidates.decode("utf-8")
    assert "候选人编号" in candidates.decode("gb18030").splitlines()[0]
    assert (folder / "tool_answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (folder / "tool_interviews.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Interview ID" in (folder / "tool_interviews.csv").read_text("utf-8").splitlines()[0]
    sheet = openpyxl.load_workbook(folder / "compensation_offers.xlsx").active
    assert "录用薪资" in [cell.value for cell in sheet[1]]


def test_columns_stand_in_odd_order_and_values_as_people_type_them(folder, company):
    header = (folder / "hr_candidates.csv").read_bytes().decode("gb18030").splitlines()[0].split(",")
    assert header != [contracts.CANDIDATES[name].zh for name in company.tables["CANDIDATES"]]
    text = (folder / "hr_candidates.csv").read_bytes().decode("gb18030")
    for habit in ("K", "万", "¥", "元", "１", "本科", "人民币"):
        assert habit in text, habit
    dates = (folder / "hr_applications.csv").read_text("utf-8")
    assert "年" in dates
    assert "/" in dates


def same(value, other):
    if pd.isna(value) or pd.isna(other):
        return pd.isna(value) and pd.isna(other)
    return abs(value - other) < 1e-9 if isinstance(value, float) else value == other


def test_nothing_is_lost_on_the_way_through_intake(folder, company):
    read = intake.read_exports(folder)
    assert read.quarantine.empty
    for name, table in company.tables.items():
        assert len(read.tables[name]) == len(table), name
        for column in table.columns:
            pairs = zip(table[column], read.tables[name][column], strict=True)
            assert all(same(mine, theirs) for mine, theirs in pairs), (name, column)


def test_same_seed_same_files(folder, company, tmp_path):
    samples.export(company, tmp_path / "again")
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
    samples.export(company, tmp_path / "other", seed=2)
    assert (tmp_path / "other" / "hr_candidates.csv").read_bytes() != (folder / "hr_candidates.csv").read_bytes()


def test_damage_hits_the_share_asked_in_every_way_and_each_row_is_found(company, tmp_path):
    damage = samples.export(company, tmp_path, damage=0.05)
    lengths = {name: len(table) for name, table in company.tables.items()}
    for name, own in damage.groupby("table"):
        assert len(own) == round(0.05 * lengths[name])
        assert own["row"].is_unique
    kinds = {"missing_id", "duplicate_id", "shifted_columns", "text_in_number", "impossible_date", "unknown_job", "negative_pay"}
    assert set(damage["kind"]) == kinds
    read = intake.read_exports(tmp_path)
    tables, aside = intake.check_references(read)
    found = set(zip(aside["table"], aside["row"], strict=True))
    assert set(zip(damage["table"], damage["row"], strict=True)) <= found
    for name in tables:  # every row is either in or set aside
        assert len(tables[name]) + (aside["table"] == name).sum() == lengths[name], name
    others = aside[
        [key not in set(zip(damage["table"], damage["row"], strict=True)) for key in zip(aside["table"], aside["row"], strict=True)]
    ]
    assert others["reasons"].str.contains("is not in").all()  # what hangs on a damaged row follows it, and nothing else


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_damage_is_a_share(company, tmp_path, share):
    with pytest.raises(ValueError, match="it is a share of rows, from 0 to 1"):
        samples.export(company, tmp_path / "no", damage=share)
    assert not (tmp_path / "no").exists()


def test_everything_may_be_damaged(company, tmp_path):
    damage = samples.export(company, tmp_path, damage=1.0)
    assert (damage["table"] == "CANDIDATES").sum() == 250
    assert not (damage["kind"] == "duplicate_id").any()  # there is no sound row left to repeat


def test_clips_play_for_answers_of_their_language(company, tmp_path):
    clips = DATA / "recordings"
    samples.export(company, tmp_path, recordings=clips)
    answers = pd.read_csv(io.BytesIO((tmp_path / "tool_answers.csv").read_bytes()), encoding="utf-8-sig")
    tied = answers.dropna(subset=["Recording file"]).merge(
        company.tables["INTERVIEWS"], left_on="Interview ID", right_on="interview_id"
    )
    assert len(tied) >= 20
    assert tied["Recording file"].is_unique
    assert all((clips / name).exists() for name in tied["Recording file"])
    assert (tied["Recording file"].str.startswith("zh") == (tied["language"] == "zh")).all()
    assert (tied["mode"] == "ai").all()
    assert tied.groupby("Interview ID").size().max() <= 3
    for answer in tied.itertuples():
        times = json.loads(answer[tied.columns.get_loc("Sentence times") + 1])
        text = answer[tied.columns.get_loc("Answer") + 1]
        assert times[0][0] == 0
        assert times[-1][3] == len(text)
        assert all(a[1] == b[0] and a[3] == b[2] for a, b in itertools.pairwise(times))
    assert company.tables["ANSWERS"]["recording"].isna().all()  # the company itself is untouched


def test_sentences_share_a_clip_by_their_length():
    assert sentence_times("一二三四。五六七八九。十", 12.0) == [[0.0, 5.0, 0, 5], [5.0, 11.0, 5, 11], [11.0, 12.0, 11, 12]]
    assert sentence_times("One two. Three?", 15.0) == [[0.0, 9.0, 0, 9], [9.0, 15.0, 9, 15]]
    assert sentence_times("About 8.1 percent. Yes.", 23.0) == [[0.0, 19.0, 0, 19], [19.0, 23.0, 19, 23]]


def test_truth_reads_back(company, tmp_path):
    samples.write_truth(company, tmp_path / "truth.json")
    back = samples.read_truth(tmp_path / "truth.json")
    assert {k: v for k, v in back.items() if k != "tables"} == json.loads(
        json.dumps({k: v for k, v in company.truth.items() if k != "tables"})
    )
    for name, table in company.truth["tables"].items():
        assert list(back["tables"][name]) == list(table)
        assert len(back["tables"][name]) == len(table)
    high = company.truth["tables"]["said"]["value_high"]
    assert (back["tables"]["said"]["value_high"] == high).all()


def test_the_small_set_in_the_tree_is_the_one_the_seed_makes(tmp_path):
    small = samples.small()
    samples.export(small, tmp_path, recordings=DATA / "recordings")
    for file in FILES:
        fresh, kept = (folder / file.name for folder in (tmp_path, DATA / "exports"))
        if file.encoding == "xlsx":  # the archive's bytes are the zip library's business
            rows = [[[cell.value for cell in row] for row in openpyxl.load_workbook(p).active.iter_rows()] for p in (fresh, kept)]
            assert rows[0] == rows[1], file.name
        else:
            assert fresh.read_bytes() == kept.read_bytes(), f"{file.name}: write data/samples again with samples.small()"
    tied = pd.read_csv(DATA / "exports" / "tool_answers.csv", encoding="utf-8-sig")["Recording file"].dropna()
    assert 20 <= len(tied) <= 30
    samples.write_truth(small, tmp_path / "truth.json")
    assert (tmp_path / "truth.json").read_text("utf-8") == (DATA / "truth.json").read_text("utf-8")
