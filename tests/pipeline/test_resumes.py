"""Files find their candidates by id, phone or e-mail; what fits two people or nobody is left to a person."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench import pipeline, store
from workbench.cli import app
from workbench.evidence import resume

FILES = {
    "C-1.txt": "王小明\n工作经历\n2019.03-2022.09 云杉软件有限公司 销售主管",
    "another.txt": "李四\n手机：+86 139 1234 5678\n工作经历\n2019.03-2022.09 蓝岸科技 销售代表",
    "mail.txt": "Jane Doe\nJane.Doe@example.com\nSales Manager at Acme, 2019 - 2022",
    "nobody.txt": "张三\n13500000000\n工作经历\n2019.03-2022.09 甲公司 销售代表",
    "C-4.txt": "王五\n13912345678\n工作经历\n2019.03-2022.09 乙公司 会计",
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def database(tmp_path):
    with store.open(tmp_path / "workbench.db") as db:
        db.as_operator().write("CANDIDATES", pd.DataFrame({
            "candidate_id": ["C-1", "C-2", "C-3", "C-4"], "name": ["王小明", "李四", "张三", "王五"],
            "phone": [None, "13912345678", None, None], "email": [None, None, "jane.doe@example.com", None]}))  # fmt: skip
        yield db


def test_each_file_finds_its_candidate_or_a_person_decides(database, folder):
    desk = database.as_operator()
    taken = pipeline.take_resumes(desk, resume.read_folder(folder)).set_index("file")
    assert taken["outcome"].to_dict() == {
        "C-1": "kept",
        "another": "kept",
        "mail": "kept",
        "nobody": "nobody fits",
        "C-4": "several fit",
    }
    assert taken["matched_by"].dropna().to_dict() == {"C-1": "file name", "another": "phone", "mail": "e-mail"}
    texts = desk.read("CANDIDATES").set_index("candidate_id")["resume_text"]
    assert texts.notna().to_dict() == {"C-1": True, "C-2": True, "C-3": True, "C-4": False}
    for row in desk.read("RESUME_ITEMS").itertuples():
        assert texts[row.candidate_id][row.span_start : row.span_end] == row.quote
    assert desk.read("CANDIDATES").set_index("candidate_id").loc["C-2", "name"] == "李四"  # a part never wipes the rest


def test_two_files_of_one_person_are_left_to_a_person(database, folder):
    (folder / "again.txt").write_text(FILES["another.txt"], encoding="utf-8")
    taken = pipeline.take_resumes(database.as_operator(), resume.read_folder(folder)).set_index("file")
    assert taken.loc[["another", "again"], "outcome"].to_list() == ["two files"] * 2


def test_from_the_terminal(database, folder, tmp_path):
    run = CliRunner().invoke(
        app, ["resumes", str(folder), "--db", str(tmp_path / "workbench.db"), "-o", str(tmp_path / "files.csv")]
    )
    assert run.exit_code == 0, run.output
    assert "3 of 5 résumés kept with their candidates" in run.output
    assert "李四" not in run.output
    outcomes = pd.read_csv(tmp_path / "files.csv").set_index("candidate_id")["outcome"]
    assert outcomes["nobody"] == "nobody fits"
