"""Résumés of many layouts: sections, positions, dates, degree, name, phone and e-mail, every value with its place in the text."""

import io
import json
from pathlib import Path

import pytest

from workbench.contracts import RESUME_ITEMS
from workbench.errors import EvidenceError
from workbench.evidence import documents, resume
from workbench.evidence.resume import dates

HERE = Path(__file__).parent / "resumes"
WRITTEN = json.loads((HERE / "written.json").read_text(encoding="utf-8"))
PRINTED = {
    "sidebar_zh": ("林夏", "13800138000", "linxia@example.com", [("云杉软件有限公司", "销售主管", "2019-03", "2022-09"), ("蓝岸科技有限公司", "销售代表", "2016-03", "2019-02")],
                   ("浙江大学", "市场营销", "本科")),
    "grid_zh": ("张伟", "13700001111", "zw@example.com", [("京东物流", "运营经理", "2018-04", "2023-06"), ("中通快递", "仓储主管", "2015-08", "2018-03")],
                ("武汉大学", "物流管理", "本科")),
    "table_zh": ("赵敏", "18600001234", "zhaomin@example.com", [("木棉传媒", "主播", "2021-05", "2024-08"), ("一禾", "活动执行", "2019-06", "2021-04"),
                 ("青川文化有限公司", "客服专员", "2017-06", "2019-05")], ("四川传媒学院", "播音与主持艺术", "本科")),
    "sidebar_right_en": ("Jane Doe", "(617) 555-0142", "jane.doe@example.com", [("Acme Corp", "Regional Sales Manager", "2019-03", ""),
                         ("Globex Inc", "Account Executive", "2015-06", "2019-02")], ("University of Massachusetts", "Marketing", "Bachelor of Science")),
    "right_dates_en": ("Rahul Mehta", "+44 20 7946 0018", "rahul.mehta@example.co.uk", [("Northwind Labs", "Senior Backend Engineer", "2021-03", "2024-05"),
                       ("Contoso Ltd", "Software Developer", "2017", "2021"), ("Fabrikam Ltd", "Junior Developer", "2015", "2017")],
                       ("University of Leeds", "Computer Science", "MSc")),
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["id"])
def test_written_layouts(case):
    read, known = resume.parse(case["text"]), resume.facts(case["text"])
    jobs = [[j.employer, j.title, j.start_date, "open" if j.is_open else j.end_date, j.leads] for j in read.jobs]
    assert jobs == case["jobs"]
    assert [[s.get("institution"), s.get("area"), s.level, s.held] for s in read.studies] == case["schools"]
    assert [read.get("basics", field) for field in ("name", "phone", "email")] == [case["name"], case["phone"], case["email"]]
    assert sorted({entry.section for entry in read.entries}) == case["sections"]
    assert (known.degree_level, known.years_experience, known.led_team) == (case["degree_level"], case["years"], case["led_team"])


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_printed_layouts_in_columns_tables_and_embedded_chinese(name):
    who, phone, email, jobs, study = PRINTED[name]
    read = resume.parse(HERE / f"{name}.pdf")
    assert [read.get("basics", field) for field in ("name", "phone", "email")] == [who, phone, email]
    assert [(j.employer, j.title, j.start_date, j.end_date) for j in read.jobs] == jobs
    assert tuple(read.get("education", field) for field in ("institution", "area", "studyType")) == study


@pytest.mark.parametrize("name", ["sidebar_zh", "sidebar_right_en", "grid_zh"])
def test_the_columns_of_a_page_are_read_one_after_the_other(name):
    read = resume.parse(HERE / f"{name}.pdf")
    skills = [entry.value for entry in read.entries if entry.section == "skills"]
    expected = {"sidebar_zh": ["CRM", "商务谈判", "数据分析"], "sidebar_right_en": ["Salesforce", "Negotiation", "Forecasting"],
                "grid_zh": ["WMS", "SAP", "Excel"]}  # fmt: skip
    assert skills == expected[name]


@pytest.mark.parametrize("case", [*WRITTEN, *sorted(PRINTED)], ids=lambda case: case if isinstance(case, str) else case["id"])
def test_every_value_has_its_place(case):
    read = resume.parse(HERE / f"{case}.pdf" if isinstance(case, str) else case["text"])
    table = RESUME_ITEMS.check(read.table("C-1"))
    assert len(table) == len(read.entries)
    for row in table.itertuples():
        assert read.text[row.span_start : row.span_end] == row.quote
        said = "".join(row.quote.split()).lower()
        if row.field in {"startDate", "endDate"}:
            assert row.value[:4] in said or row.value[2:4] in said
        elif row.field == "phone":
            assert "".join(filter(str.isdigit, row.value)) in "".join(filter(str.isdigit, said))
        else:
            assert "".join(row.value.split()).lower() in said


def test_json_resume_has_its_schema_s_shape_and_spans():
    read = resume.parse(WRITTEN[0]["text"])
    laid = read.json_resume()
    assert laid["basics"]["name"] == "王小明"
    assert laid["work"][0] | {"highlights": None} == {
        "name": "云杉软件有限公司",
        "position": "销售主管",
        "startDate": "2019-03",
        "endDate": "2022-09",
        "highlights": None,
    }
    assert laid["work"][0]["highlights"][0].startswith("带领12人团队")
    assert laid["education"] == [
        {"institution": "浙江大学", "studyType": "本科", "area": "市场营销", "startDate": "2010-09", "endDate": "2014-06"}
    ]
    first, last = laid["meta"]["spans"]["work[0].position"]
    assert read.text[first:last] == "销售主管"
    assert [row["language"] for row in laid["languages"]] == ["英语", "普通话"]
    assert json.loads(json.dumps(laid)) == laid


def test_what_protects_a_person_is_not_read():
    text = next(case["text"] for case in WRITTEN if case["id"] == "a")
    said = json.dumps(resume.parse(text).json_resume(), ensure_ascii=False)
    for private in ("男", "31岁", "党员", "178"):
        assert private not in said


def word(build):
    import docx

    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_with_a_table_of_labels_and_a_table_of_positions():
    def build(document):
        document.add_heading("个人简历")
        basics = document.add_table(rows=2, cols=4)
        for place, text in enumerate(["姓名", "赵敏", "学历", "本科", "电话", "186-0000-1234", "邮箱", "zhaomin@example.com"]):
            basics.cell(place // 4, place % 4).text = text
        document.add_paragraph("工作经历")
        worked = document.add_table(rows=3, cols=4)
        rows = [
            ["起止时间", "公司名称", "部门", "职位"],
            ["2021.05-2024.08", "木棉传媒", "直播部", "主播"],
            ["2019.06-2021.04", "一禾", "市场部", "活动执行"],
        ]
        for r, cells in enumerate(rows):
            for c, text in enumerate(cells):
                worked.cell(r, c).text = text
        document.add_paragraph("教育背景")
        document.add_paragraph("2015.09-2019.06\t四川传媒学院\t播音与主持艺术\t本科")

    read = resume.parse(word(build))
    assert [(j.employer, j.title, j.department) for j in read.jobs] == [
        ("木棉传媒", "主播", "直播部"),
        ("一禾", "活动执行", "市场部"),
    ]
    assert [read.get("basics", f) for f in ("name", "phone", "email")] == ["赵敏", "18600001234", "zhaomin@example.com"]
    assert read.get("education", "area") == "播音与主持艺术"


def test_word_laid_out_in_two_columns_by_a_table():
    def build(document):
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "Jane Doe\nCONTACT\n(617) 555-0142\njane.doe@example.com\nSKILLS\nSalesforce"
        table.cell(
            0, 1
        ).text = "EXPERIENCE\nRegional Sales Manager, Acme Corp\nMar 2019 – May 2022\nLed a team of 14 reps\nEDUCATION\nBA Economics, Tufts University, 2015"

    read = resume.parse(word(build))
    assert [(j.employer, j.title, j.end_date) for j in read.jobs] == [("Acme Corp", "Regional Sales Manager", "2022-05")]
    assert (read.get("basics", "name"), read.get("skills", "name"), read.degree_level) == ("Jane Doe", "Salesforce", 2)


def test_html():
    page = "<html><body><h1>Jane Doe</h1><p>jane.doe@example.com &middot; (617) 555-0142</p><h2>Experience</h2><div><b>Acme Corp</b> &mdash; <i>Sales Manager</i></div>" \
           "<div>Mar 2019 &ndash; Present</div><ul><li>Led a team of 14</li></ul><h2>Education</h2><p>MIT, BSc Physics, 2010&ndash;2014</p></body></html>"  # fmt: skip
    read = resume.parse(page.encode())
    assert [(j.employer, j.title, j.is_open) for j in read.jobs] == [("Acme Corp", "Sales Manager", True)]
    assert (read.get("education", "institution"), read.get("education", "area")) == ("MIT", "Physics")


@pytest.mark.parametrize(
    ("written", "start", "end", "is_open"),
    [
        ("2019.03-2022.09", "2019-03", "2022-09", False),
        ("2019年3月 至 今", "2019-03", "", True),
        ("2019/03 — 2022/09", "2019-03", "2022-09", False),
        ("2019-03 ~ 2022-09", "2019-03", "2022-09", False),
        ("2019-03-2022-09", "2019-03", "2022-09", False),
        ("2019.03.15–2022.09.30", "2019-03-15", "2022-09-30", False),
        ("201903-202209", "2019-03", "2022-09", False),
        ("Mar 2019 – Present", "2019-03", "", True),
        ("September 2019 to January 2021", "2019-09", "2021-01", False),
        ("03/2019 - 09/2022", "2019-03", "2022-09", False),
        ("2017 - 2021", "2017", "2021", False),
        ("Mar – Sep 2019", "2019-03", "2019-09", False),
        ("二〇一九年三月至二〇二一年", "2019-03", "2021", False),
        ("since 2020", "2020", "", True),
        ("2020年起", "2020", "", True),
        ("Jan '18 - Feb '20", "2018-01", "2020-02", False),
    ],
)
def test_periods(written, start, end, is_open):
    (period,) = dates.periods(f"云杉软件 {written} 销售")
    assert (period.start, period.end, period.is_open) == (start, end, is_open)


@pytest.mark.parametrize(
    "text", ["电话 138-0013-8000", "0755-23456789", "2022.09-2019.03", "第3-5名", "GPA 3.8/4.0", "1024-2048 MB", "增长20-30%"]
)
def test_what_is_no_period(text):
    assert dates.periods(text) == []


def test_time_that_overlaps_counts_once():
    found = resume.facts("工作经历\n2018.01-2020.01  甲公司  销售代表\n2019.01-2021.01  乙公司  销售主管")
    assert (found.years_experience, found.years_in_sales) == (3.0, 3.0)


def test_an_open_position_counts_up_to_the_day_that_is_given():
    read = resume.parse("工作经历\n2020.01-至今  甲公司  销售代表")
    assert resume.experience(read) == ()
    years = {entry.field: entry.years for entry in resume.experience(read, as_of="2023-07-01")}
    assert (years["all"], years["sales"]) == (3.5, 3.5)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("本科在读", None), ("博士后导师", None), ("教育背景\n北京大学 本科 2016-2020\n工作经历\n2020-2023 某公司 招聘专员\n负责硕士研究生招聘", 2.0),
        ("Certified Scrum Master", None), ("PhD candidate, MSc Chemistry", 3.0), ("MS Office", None), ("硕士（肄业）", None), ("高中毕业", 0.0),
    ],
)  # fmt: skip
def test_degrees_held(text, level):
    assert resume.facts(text).degree_level == level


@pytest.mark.parametrize(
    "text",
    [
        "没有带过团队",
        "从未担任过管理岗位",
        "I have never led a team of 5",
        "希望带领团队",
        "担任总经理助理",
        "Key Account Manager at Acme, 2019 - 2021",
    ],
)
def test_who_has_not_led_is_not_said_to_have(text):
    assert resume.facts(text).led_team is False


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bytes(n * 7919 % 251 for n in range(2_000_000)), id="bytes"),
        pytest.param(bytes(33 + n * n % 93 for n in range(2_000_000)), id="letters"),
        pytest.param("的一是在不了有和人\n".encode() * 80_000, id="Chinese"),
        pytest.param(b"<html><body>" + b"<p>" * 20 + b"x" * 2_000_000, id="page"),
        pytest.param(b"<html><![Hzo7u57[ <p>x</p>", id="damaged page"),
        pytest.param(b"%PDF-1.7\n" + b"\x8f\x01" * 1_000_000, id="PDF"),
    ],
)
def test_two_megabytes_of_garbage_are_refused(content):
    with pytest.raises(EvidenceError) as caught:
        resume.parse(content)
    assert caught.value.cure


def test_a_long_text_of_nothing_is_read_to_its_end():
    # a search that goes back over and over again would not come to an end here
    read = resume.parse("公司 " * 30_000)
    assert (read.jobs, read.studies) == ((), ())


def test_radicals_that_fonts_put_in_place_of_characters_are_mended():
    assert documents.text_of("⼯作经历\n⻓江贸易公司 销售主管".encode()) == "工作经历\n长江贸易公司 销售主管"


def test_a_folder_is_read_with_progress_and_a_bad_file_stops_nothing(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "C-1.txt").write_text(WRITTEN[0]["text"], encoding="utf-8")
    (tmp_path / "sub" / "C-2.pdf").write_bytes((HERE / "right_dates_en.pdf").read_bytes())
    (tmp_path / "C-3.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "~$C-1.docx").write_bytes(b"lock")
    seen = []
    batch = resume.read_folder(tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert batch.files.set_index("candidate_id")["status"].to_dict() == {"C-1": "read", "C-2": "read", "C-3": "refused"}
    assert "a picture" in batch.files.set_index("candidate_id").loc["C-3", "reason"]
    assert set(RESUME_ITEMS.check(batch.items)["candidate_id"]) == {"C-1", "C-2"}
    assert batch.resumes["C-1"].get("work", "position") == "销售主管"
    with pytest.raises(EvidenceError, match="there are no résumés"):
        resume.read_folder(tmp_path / "none")
