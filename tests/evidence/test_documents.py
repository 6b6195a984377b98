"""Résumé files of five layouts, made here, and files that are none: every fact leads back to its words."""

import io
import zipfile

import pytest

from workbench.errors import EvidenceError
from workbench.evidence import documents, questions, resume

ZH = [
    "王某某",
    "云杉软件有限公司 | 销售主管 2019.03-2022.09",
    "蓝岸科技有限公司 | 销售代表 2016.03-2019.03",
    "本科，某某大学",
    "带过12个人的团队",
]
EN = ["Sales Manager at Lanan Trading, 2019 - 2022", "Bachelor of Science, 6 years of experience", "Managed a team of 12 people"]


def pdf(lines, *, chinese=False):
    """A PDF written byte by byte: one page, one column, one font; Chinese by the character collection every reader knows."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        "/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor<</Type/FontDescriptor"
        "/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>"
        if chinese
        else "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    )
    written = [f"<{line.encode('utf-16-be').hex()}>" if chinese else f"({line})" for line in lines]
    stream = "BT /F1 12 Tf 16 TL 50 780 Td " + " ".join(f"{line} Tj T*" for line in written) + " ET"
    return assembled([
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        font, f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
    ])  # fmt: skip


def assembled(objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{place:010d} 00000 n \n" for place in places)
    return out + f"{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()


def scan():
    """A PDF of one page that only draws."""
    stream = "0.5 g 50 50 400 600 re f"
    return assembled([
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
    ])  # fmt: skip


def word(*, layout):
    import docx

    document = docx.Document()
    if layout == "paragraphs":
        for line in ZH:
            document.add_paragraph(line)
    elif layout == "table":  # a row a position, the name merged across the head
        document.add_paragraph("个人简历")
        table = document.add_table(rows=3, cols=3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "工作经历"
        for row, cells in enumerate(
            (("云杉软件有限公司", "销售主管", "2019.03-2022.09"), ("蓝岸科技有限公司", "销售代表", "2016.03-2019.03")), 1
        ):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        document.add_paragraph("本科，某某大学")
    elif layout == "columns":  # one table whose cells are the columns of the page
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "王某某\n本科，某某大学"
        table.cell(0, 1).text = "\n".join(ZH[1:3])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


HTML = f"""<!DOCTYPE html><html><head><title>x</title><style>p {{color: red}}</style></head><body><h1>{ZH[0]}</h1>
<script>var employer = "某某公司 | 销售总监";</script><table><tr><td>云杉软件有限公司</td><td>销售主管</td><td>2019.03&ndash;2022.09</td></tr>
<tr><td>蓝岸科技有限公司</td><td>销售代表</td><td>2016.03-2019.03</td></tr></table><ul><li>本科，某某大学<li>带过12个人的团队</ul></body></html>"""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf(ZH, chinese=True), id="pdf"),
        pytest.param(word(layout="paragraphs"), id="word, paragraphs"),
        pytest.param(word(layout="table"), id="word, table"),
        pytest.param(word(layout="columns"), id="word, columns"),
        pytest.param(HTML.encode(), id="html"),
        pytest.param(HTML.replace("<head>", "<head><meta charset=gbk>").encode("gbk"), id="html, gbk"),
        pytest.param("\r\n".join(ZH).encode("gb18030"), id="text, gb18030"),
        pytest.param("\n".join(ZH).encode("utf-16"), id="text, utf-16"),
        pytest.param("\n".join(ZH).encode("utf-8-sig"), id="text, utf-8 with mark"),
    ],
)
def test_layouts_give_the_same_facts(content):
    found = resume.facts(content)
    assert [(job.employer, job.title, job.years) for job in found.jobs] == [
        ("云杉软件有限公司", "销售主管", 3.5),
        ("蓝岸科技有限公司", "销售代表", 3.0),
    ]
    assert (found.degree_level, found.led_team) == (2, True)
    for part in (*found.jobs, *found.evidence):
        assert found.text[slice(*part.span)] == part.quote


def test_english_pdf():
    found = resume.facts(pdf(EN))
    assert [(job.employer, job.title) for job in found.jobs] == [("Lanan Trading", "Sales Manager")]
    assert (found.degree_level, found.years_experience, found.led_team) == (2, 6, True)


def test_a_path_is_read_and_a_string_is_the_text_itself(tmp_path):
    path = tmp_path / "resume.dat"  # the content decides, not the name
    path.write_bytes(pdf(EN))
    assert resume.facts(path) == resume.facts(pdf(EN))
    assert resume.facts(EN[0]).text == EN[0]


def test_text_boxes_are_read_once():
    import docx

    document = docx.Document()
    box = f"<w:txbxContent><w:p><w:r><w:t>{ZH[1]}</w:t></w:r></w:p></w:txbxContent>"
    names = " ".join(
        f'xmlns:{short}="{name}"'
        for short, name in {
            "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "v": "urn:schemas-microsoft-com:vml",
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        }.items()
    )  # fmt: skip
    shape = (
        f"<w:p {names}><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    document.element.body.insert(0, docx.oxml.parse_xml(shape))
    out = io.BytesIO()
    document.save(out)
    assert [job.title for job in resume.facts(out.getvalue()).jobs] == ["销售主管"]
    assert documents.text_of(out.getvalue()).count("销售主管") == 1


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (scan(), "holds no text.*scan or a picture.*text recognition"),
        (word(layout="none"), "holds no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(64)), "a picture.*Cure: ask for the document itself"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "a picture"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "old Word file.*save it as .docx or PDF"),
        (b"{\\rtf1 hello}", "rich text"),
        (bytes(range(1, 256)) * 4, "bytes that are no text"),
        (b"", "is empty"),
        (b"\x00" * 40, "is empty"),
        (pdf(EN)[:60], "PDF cannot be opened.*export or upload it again"),
        (word(layout="table")[:600], "Word file cannot be opened.*damaged"),
        (zipped(word__document_xml="<broken"), "Word file cannot be opened"),
        (zipped(notes_xml="<a/>"), "ZIP file that is no Word document.*unpack it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_cure(content, message):
    with pytest.raises(EvidenceError, match=message) as caught:
        resume.facts(content)
    assert caught.value.cure


def test_a_missing_file_is_refused_without_its_name(tmp_path):
    with pytest.raises(EvidenceError, match="cannot be opened") as caught:
        resume.facts(tmp_path / "王某某.pdf")
    assert "王某某" not in str(caught.value)


def test_guide_takes_the_facts_of_a_file():
    from pathlib import Path

    from workbench.definitions import QuestionBank, Rubric

    bank = QuestionBank.load(Path("data/definitions/questions.yaml"))
    rubric = Rubric.load(Path("data/definitions/rubric-sales-manager.yaml"))
    plan = questions.plan(rubric, resume.facts(word(layout="table")), bank)
    assert any("云杉软件有限公司" in question.text.zh for question in plan.questions)
