import json

import openpyxl
import pandas as pd
import pytest

from workbench.contracts import APPLICATIONS, CANDIDATES, JOBS
from workbench.errors import ContractError, DefinitionError
from workbench.intake import Mapping, check_id_number, check_references, normal_phone, read_exports, read_sql, read_table

JOBS_ZH = "岗位名称,岗位编号,最低学历,薪资下限（元/月）,薪资上限（元/月）,备用列\n销售经理,J-SM-01,本科,１２Ｋ,1.8万,x\n后端工程师,J-BE-01,不限,¥15,20K,\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers_in_any_order_and_encoding(tmp_path, encoding):
    got = read_table(write(tmp_path / "jobs.csv", JOBS_ZH, encoding), JOBS)
    assert got.table[["job_id", "title", "min_degree"]].to_numpy().tolist() == [
        ["J-SM-01", "销售经理", "bachelor"],
        ["J-BE-01", "后端工程师", "none"],
    ]
    assert got.table["pay_min"].tolist() == [12000, 15]
    assert got.table["pay_max"].tolist() == [18000, 20000]
    assert got.table["currency"].tolist() == ["CNY", "CNY"]
    assert got.table["period"].tolist() == ["month", "month"]
    assert got.unknown == ("备用列",)
    assert len(got.quarantine) == 0
    JOBS.check(got.table)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_same_rows_in_every_format(tmp_path, ending):
    rows = pd.DataFrame(
        {
            "Job ID": ["J-1", "J-2"],
            "Job title": ["Recruiter", "招聘"],
            "Openings": [2, 3],
            "Opened on": pd.to_datetime(["2026-03-01", "2026-04-01"]),
        }
    )
    path = tmp_path / f"jobs.{ending}"
    {
        "csv": lambda: rows.to_csv(path, index=False),
        "xlsx": lambda: rows.to_excel(path, index=False),
        "parquet": lambda: rows.to_parquet(path),
    }[ending]()
    table = read_table(path, JOBS).table
    assert table["openings"].tolist() == [2, 3]
    assert table["opened_date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-01", "2026-04-01"]


def test_contents_decide_the_format_not_the_ending(tmp_path):
    path = tmp_path / "jobs.csv"
    pd.DataFrame({"岗位编号": ["J-1"], "岗位名称": ["a"]}).to_excel(tmp_path / "jobs.xlsx", index=False)
    (tmp_path / "jobs.xlsx").rename(path)
    assert read_table(path, JOBS).table["job_id"].tolist() == ["J-1"]


def test_a_title_above_the_header_and_blank_lines(tmp_path):
    text = "2026年岗位导出,,\n,,\n岗位编号;岗位名称\nJ-1;销售\n;\nJ-2;运营\n".replace(",", ";")
    assert read_table(write(tmp_path / "j.csv", text), JOBS).table["job_id"].tolist() == ["J-1", "J-2"]


def test_damaged_rows_are_set_aside_with_every_reason(tmp_path):
    text = ("候选人编号,姓名,手机号,最高学历,工作年限,期望薪资,计薪周期\n"
            "C1,张三,13900000000,本科,3年,12K,月\n"
            "C1,张三,13900000000,本科,3年,12K,月\n"
            "C1,李四,13900000001,本科,3年,12K,月\n"
            ",王五,13900000002,本科,3,12K,月\n"
            "C5,赵六,123,小学,三百年,-1,月\n"
            "C6,钱七,13900000003,本科,3,12K,月,extra\n"
            "C7,孙八,13900000004,本科,3,15万/年,月\n"
            "C8,周九,+86 139-0000-0005,硕士,2,１．２万,月\n")  # fmt: skip
    got = read_table(write(tmp_path / "候选人.csv", text), CANDIDATES)
    assert got.table["candidate_id"].tolist() == ["C1", "C8"]
    assert got.table["phone"].tolist() == ["13900000000", "13900000005"]
    why = dict(zip(got.quarantine["row"], got.quarantine["reasons"], strict=True))
    assert why[3] == "repeats row 2 exactly"
    assert why[4] == "candidate_id repeats row 2 with other values in name, phone; the first row was kept"
    assert why[5] == "candidate_id is missing"
    assert [part.split(" ")[0] for part in why[6].split("; ")] == ["phone", "degree", "years_experience", "expected_pay"]
    assert why[7].startswith("has 8 fields where the header has 7")
    assert why[8] == "expected_pay is an amount per year in a row per month"
    assert json.loads(got.quarantine.loc[0, "content"])["姓名"] == "张三"
    assert not any(name in reason for reason in why.values() for name in ("张三", "李四", "13900"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty. Found: 0 bytes"),
        (b"\xef\xbb\xbf\n\n", "the file is empty"),
        ("岗位编码,名称\n1,2\n".encode(), "the header lacks job_id, title.*did you mean"),
        (b"PK\x03\x04garbage", r"the Excel \(.xlsx\) file is damaged"),
        (b"PAR1garbage", "the Parquet file is damaged"),
        (bytes(range(256)) * 4, "this is not a table file"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, content, message):
    (tmp_path / "jobs.csv").write_bytes(content)
    with pytest.raises(ContractError, match=f"jobs.csv.*{message}"):
        read_table(tmp_path / "jobs.csv", JOBS)


def test_missing_file_folder_and_sheet(tmp_path):
    with pytest.raises(ContractError, match=r"nope.csv: there is no such file"):
        read_table(tmp_path / "nope.csv", JOBS)
    with pytest.raises(ContractError, match="there is no such folder"):
        read_exports(tmp_path / "nope")
    with pytest.raises(ContractError, match=r"holds no table. Found: 1 other files"):
        write(tmp_path / "notes.txt", "hello")
        read_exports(tmp_path)
    with pytest.raises(ContractError, match="this is a folder"):
        read_table(tmp_path, JOBS)
    book = openpyxl.Workbook()
    book.active.append(["岗位编号", "岗位名称"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(ContractError, match="there is no sheet 'x'. Found: Sheet"):
        read_table(tmp_path / "b.xlsx", JOBS, sheet="x")
    assert len(read_table(tmp_path / "b.xlsx", JOBS).table) == 0


def test_a_folder_is_recognised_by_headers_and_references_followed(tmp_path):
    write(tmp_path / "a.csv", JOBS_ZH)
    write(tmp_path / "b.csv", "Candidate ID,Name\nC1,甲\nC2,乙\n")
    write(tmp_path / "c.csv", "申请编号,候选人编号,岗位编号\nA1,C1,J-SM-01\nA2,C2,J-XX\nA3,C9,J-BE-01\n", "gb18030")
    write(
        tmp_path / "d.csv",
        "Interview ID,Application ID,Candidate ID,Job ID,Interview date\nI1,A1,C1,J-SM-01,2026-03-01\nI2,A2,C2,J-SM-01,2026-03-01\n",
    )
    exports = read_exports(tmp_path)
    assert {name: len(table) for name, table in exports.tables.items()} == {
        "JOBS": 2,
        "CANDIDATES": 2,
        "APPLICATIONS": 3,
        "INTERVIEWS": 2,
    }
    tables, quarantine = check_references(exports)
    assert tables["APPLICATIONS"]["application_id"].tolist() == ["A1"]
    assert tables["INTERVIEWS"]["interview_id"].tolist() == ["I1"]
    assert quarantine[["table", "file", "row", "reasons"]].to_numpy().tolist() == [
        ["APPLICATIONS", "c.csv", 3, "job_id is not in JOBS"],
        ["APPLICATIONS", "c.csv", 4, "candidate_id is not in CANDIDATES"],
        ["INTERVIEWS", "d.csv", 3, "application_id is not in APPLICATIONS"],
    ]
    known = check_references(exports, known={"JOBS.job_id": {"J-XX"}, "CANDIDATES.candidate_id": {"C9"}})
    assert len(known[0]["APPLICATIONS"]) == 3


def test_a_key_given_by_two_files_is_set_aside(tmp_path):
    write(tmp_path / "jobs1.csv", "岗位编号,岗位名称\nJ1,甲\n")
    write(tmp_path / "jobs2.csv", "岗位编号,岗位名称\nJ2,乙\nJ1,丙\n")
    exports = read_exports(tmp_path)
    assert exports.tables["JOBS"]["title"].tolist() == ["甲", "乙"]
    assert exports.quarantine[["file", "row"]].to_numpy().tolist() == [["jobs2.csv", 3]]


def test_an_unknown_table_is_refused_with_the_nearest(tmp_path):
    write(tmp_path / "x.csv", "姓名,部门\n1,2\n")
    with pytest.raises(
        ContractError, match=r"x.csv: the header fits none of the tables.*comes nearest to CANDIDATES, which lacks 候选人编号"
    ):
        read_exports(tmp_path)


def test_a_mapping_file_explains_unusual_headers(tmp_path):
    write(tmp_path / "人选表.csv", "代号,岗,周\nA1,J1,C1\n")
    mapping = Mapping.from_dict(
        {
            "tables": {
                "APPLICATIONS": {
                    "file": "人选表.csv",
                    "columns": {"代号": "application_id", "岗": "job_id", "周": "candidate_id"},
                    "constants": {"channel": "内推"},
                }
            }
        }
    )
    table = read_exports(tmp_path, mapping=mapping).tables["APPLICATIONS"]
    assert table.to_numpy().tolist() == [["A1", "C1", "J1", "内推"]]
    with pytest.raises(DefinitionError, match="'APPLICATION' is no table of ours; did you mean 'APPLICATIONS'"):
        Mapping.from_dict({"tables": {"APPLICATION": {}}})
    with pytest.raises(DefinitionError, match="'jobid' is no column of JOBS; did you mean 'job_id'"):
        Mapping.from_dict({"tables": {"JOBS": {"columns": {"x": "jobid"}}}})


def test_sql_meets_the_same_checks(tmp_path):
    import sqlalchemy

    url = f"sqlite:///{tmp_path}/hr.db"
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table v (申请编号, 候选人编号, 岗位编号)"))
        connection.execute(sqlalchemy.text("insert into v values ('A1', 'C1', 'J1'), ('A2', null, 'J1')"))
    engine.dispose()
    got = read_sql(url, "select * from v", APPLICATIONS)
    assert got.table["application_id"].tolist() == ["A1"]
    assert got.quarantine["reasons"].tolist() == ["candidate_id is missing"]
    with pytest.raises(ContractError, match="the query could not be answered"):
        read_sql(url, "select * from nothing", APPLICATIONS)


# GB 11643-1999 annex examples and the published examples of python-stdnum
@pytest.mark.parametrize(
    "number", ["11010519491231002X", "34052419800101001X", "360426199101010071", "44011320141005001X", "440524188001010014"]
)
def test_published_id_numbers(number):
    assert check_id_number(number) == number
    assert check_id_number(f" {number[:6]} {number[6:].lower()}") == number
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    with pytest.raises(ValueError, match="fails its check character") as caught:
        check_id_number(wrong)
    assert wrong not in str(caught.value)


def test_id_numbers_of_wrong_form():
    with pytest.raises(ValueError, match="has 15 characters"):
        check_id_number("110105491231002")
    with pytest.raises(ValueError, match="other than 17 digits"):
        check_id_number("1101051949123100AX")
    assert normal_phone("0086 139 0000 0000") == "13900000000"
    assert normal_phone("010-88886666") == "01088886666"
    with pytest.raises(ValueError, match="has 3 digits"):
        normal_phone("110")


def test_a_row_of_people_in_place_of_a_header_is_never_quoted(tmp_path):
    write(tmp_path / "candidates.csv", "C1,张三,13800138000,11010519491231002X\nC2,李四,13900139000,\n")
    for read in (lambda: read_exports(tmp_path), lambda: read_table(tmp_path / "candidates.csv", CANDIDATES)):
        with pytest.raises(ContractError, match="4 cells that look like data, not like a header") as caught:
            read()
        assert not any(value in str(caught.value) for value in ("张三", "13800138000", "11010519491231002X"))


def test_an_amount_in_another_currency_than_its_row_is_set_aside(tmp_path):
    rows = '候选人编号,期望薪资,币种,计薪周期\nC1,"$3,000",CNY,月\nC2,3000美元,人民币,月\nC3,$3000,USD,月\nC4,¥12K,CNY,月\n'
    got = read_table(write(tmp_path / "c.csv", rows), CANDIDATES)
    assert got.table["candidate_id"].tolist() == ["C3", "C4"]
    assert set(got.quarantine["reasons"]) == {"expected_pay is an amount in USD in a row in CNY"}


def test_cover_sheets_and_other_formats_are_named_not_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active["A1"] = "本表由系统导出"
    people = book.create_sheet("候选人")
    people.merge_cells("A1:C1")
    people["A1"] = "2026 候选人名单"
    people.append(["候选人编号", "姓名", "期望薪资(元/月)"])
    people.append([1001.0, "张三", "1.2万"])
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    got = read_exports(tmp_path)
    assert got.tables["CANDIDATES"]["expected_pay"].tolist() == [12000]
    assert dict(zip(got.quarantine["file"], got.quarantine["reasons"], strict=True)) == {
        "book.xlsx [说明]": "is a sheet of notes: no row has two cells",
        "old.xls": "is no CSV, .xlsx or Parquet file",
    }
    assert read_table(tmp_path / "book.xlsx", CANDIDATES).table["candidate_id"].tolist() == ["1001"]


def test_a_table_of_another_name_is_refused(tmp_path):
    with pytest.raises(ContractError, match="there is no table 'CANDIDATE'.*did you mean 'CANDIDATES'"):
        read_table(write(tmp_path / "c.csv", "candidate_id\nC1\n"), "CANDIDATE")
