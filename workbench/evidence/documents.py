"""The text of a résumé file, whatever it was saved as: PDF, Word, HTML or plain text.

In flow a path or the bytes of a file; out flows its text, line by line, in reading order. What a file is, its content says, never
its name. A scan without text and a file of another kind are refused with what to do about it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import EvidenceError
from workbench.evidence import pdf_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

READABLE = "PDF with text, Word (.docx), HTML or plain text"
LARGEST = 50_000_000  # bytes, of the file and of what a Word file unpacks to
FEWEST_LETTERS = 4
OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)", "save it as .docx or PDF"),
    (b"{\\rtf", "a rich text file (.rtf)", "save it as .docx or PDF"),
    (b"\x89PNG", "a picture", "ask for the document itself, or run text recognition on it first"),
    (b"\xff\xd8\xff", "a picture", "ask for the document itself, or run text recognition on it first"),
    (b"GIF8", "a picture", "ask for the document itself, or run text recognition on it first"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|head|div|p|table|h[1-6])\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_WORDPROCESSING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Radicals and compatibility forms that PDF fonts map characters to, ligatures, invisible marks: the character that is meant, one for one
_RADICALS = (
    {
        code: unicodedata.normalize("NFKC", chr(code))
        for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06))
        for code in range(first, last + 1)
    }
    | dict(zip(map(ord, "⻅⻉⻋⻓⻔⻙⻚⻛⻜⻢⻥⻦⻩⻬⻮⻰⺁⺟⺠⻆"), "见贝车长门韦页风飞马鱼鸟黄齐齿龙厂母民角", strict=True))
    | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None)
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of(source: str | Path | bytes) -> str:
    """Read the text of a résumé file.

    Parameters
    ----------
    source : path or bytes
        A file's path, or what is in it.

    Returns
    -------
    str
        Lines in reading order; cells of a table row stand in one line, separated by " | ".

    Raises
    ------
    EvidenceError
        If the file cannot be opened, is of another kind, damaged, locked, or holds pictures instead of text.
    """
    content, name = _content(source)
    kind = _kind(content, name)
    text = {"pdf": _pdf, "docx": _docx, "html": _html, "text": _plain}[kind](content, name)
    text = "\n".join(_tidied(line) for line in unicodedata.normalize("NFC", text).translate(_RADICALS).splitlines())
    if len(_LETTER.findall(text)) < FEWEST_LETTERS:
        raise EvidenceError("the résumé holds no text", where=name, found=f"a {kind} file without text, likely a scan or a picture",
                            expected=READABLE, cure="ask for the document itself, or run text recognition on it first")  # fmt: skip
    return (
        re.sub(r"\n{3,}", "\n\n", text).replace(f"\n{pdf_pages.COLUMN_END}\n", "\n\n\n").replace(pdf_pages.COLUMN_END, "").strip()
    )


def _tidied(line: str) -> str:
    """Write one space for one, two for more: they part what stands in one line."""
    return (
        re.sub(r"[ \xa0\u2002-\u200a]*\t[ \t\xa0]*|[ \xa0\u2002-\u200a]{2,}", "  ", line)
        .replace("\xa0", " ")
        .strip(" \u200b\ufeff")
    )


def _content(source: str | Path | bytes) -> tuple[bytes, str]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        content, name = bytes(source), "résumé"
    else:
        path = Path(source)
        name = f"résumé{path.suffix.lower()}"  # file names hold people's names
        try:
            content = path.read_bytes()
        except OSError as error:
            raise EvidenceError("the résumé cannot be opened", where=name, found=error.strerror or type(error).__name__,
                                expected=f"a file: {READABLE}", cure="check the path and the folder of résumés") from None  # fmt: skip
    if not content.strip(b"\x00 \r\n\t"):
        raise EvidenceError("the résumé is empty", where=name, found="no content", expected=READABLE, cure="export it again")
    if len(content) > LARGEST:
        raise _too_large(name)
    return content, name


def _kind(content: bytes, name: str) -> str:
    for head, found, cure in OTHER_KINDS:
        if content.startswith(head):
            raise EvidenceError("this résumé cannot be read", where=name, found=found, expected=READABLE, cure=cure)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK"):
        return "docx"
    return "html" if _HTML.search(content[:4096]) else "text"


def _pdf(content: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise EvidenceError(
            "the PDF cannot be opened", where=name, found="a locked file" if locked else "a file that is cut short or damaged",
            expected=READABLE, cure="ask for a version without a password" if locked else "export or upload it again",
        ) from None  # fmt: skip
    try:
        return "\n".join(_pages(document))
    finally:
        document.close()


def _pages(document: Any) -> Iterator[str]:
    for page in document:
        yield pdf_pages.page_text(page)
        page.close()


def _docx(content: bytes, name: str) -> str:
    import docx

    _check_package(content, name)
    try:
        document = docx.Document(io.BytesIO(content))
        return "\n".join([*_blocks(document), *_boxes(document.element.body)])
    except Exception as error:  # any part of a damaged package can fail, each with its own error
        raise _damaged_package(name, error) from None


def _check_package(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts, size = archive.namelist(), sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged_package(name, error) from None
    if "word/document.xml" not in parts:
        raise EvidenceError("this résumé cannot be read", where=name, found="a ZIP file that is no Word document", expected=READABLE,
                            cure="unpack it and pass the document inside")  # fmt: skip
    if size > LARGEST:
        raise _too_large(name)


def _damaged_package(name: str, error: Exception) -> EvidenceError:
    return EvidenceError("the Word file cannot be opened", where=name, found=f"a file that is cut short or damaged ({type(error).__name__})",
                         expected=READABLE, cure="export or upload it again")  # fmt: skip


def _blocks(holder: Any) -> Iterator[str]:
    """Paragraphs and tables in the order they are read; a merged cell is said once."""
    for block in holder.iter_inner_content():
        if not hasattr(block, "rows"):
            yield block.text
            continue
        for row in block.rows:
            cells = list({cell._tc: cell for cell in row.cells}.values())
            said = [[line for block in _blocks(cell) for line in block.split("\n") if line.strip()] for cell in cells]
            yield from _row(said)


def _row(cells: list[list[str]]) -> list[str]:
    """One line for a row of short cells; a cell of several lines is a layout column and keeps its lines."""
    if any(len(lines) > 1 for lines in cells):
        return [line for lines in cells for line in lines]
    return [" | ".join(lines[0] for lines in cells if lines)]


def _boxes(body: Any) -> Iterator[str]:
    """Text boxes, which many templates are made of; the copy kept for old programs is left out."""
    for box in body.iter(f"{_WORDPROCESSING}txbxContent"):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            for paragraph in box.iter(f"{_WORDPROCESSING}p"):
                yield "".join(part.text or "" for part in paragraph.iter(f"{_WORDPROCESSING}t"))


def _html(content: bytes, name: str) -> str:
    said = _CHARSET.search(content[:2048])
    reader = _Reader()
    try:
        reader.feed(_decoded(content, name, said[1].decode("ascii") if said else None))
        reader.close()
    except AssertionError:  # what the parser says of a declaration that is none
        raise EvidenceError("the page cannot be read", where=name, found="HTML that is damaged", expected=READABLE,
                            cure="save the page again, or as PDF") from None  # fmt: skip
    return "".join(reader.parts)


def _plain(content: bytes, name: str) -> str:
    return _decoded(content, name, None)


def _decoded(content: bytes, name: str, said: str | None) -> str:
    """Decode by what is declared, by its mark, as UTF-8, else as the encoding of Chinese systems."""
    marked = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else None
    for encoding in (marked, said, "utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding) if encoding else None
        except (UnicodeDecodeError, LookupError):
            continue
        if text is not None and len(_NO_TEXT.findall(text)) <= len(text) / 100:
            return text
    raise EvidenceError("this résumé cannot be read", where=name, found="bytes that are no text", expected=READABLE,
                        cure="check that the right file was exported; the name's ending is not looked at")  # fmt: skip


def _too_large(name: str) -> EvidenceError:
    return EvidenceError("the résumé is too large", where=name, found="more than 50 MB", expected="a few pages",
                         cure="save it without its pictures")  # fmt: skip


class _Reader(HTMLParser):
    """Collect the words of a page: blocks on their own lines, cells of a row in one."""

    SILENT = frozenset({"script", "style", "head", "noscript", "template", "svg"})
    BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header",
                        "footer", "dt", "dd", "hr"})  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block."""
        self.silent += tag in self.SILENT
        self.parts.append("\n" if tag in self.BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block, a cell with a bar."""
        self.silent = max(self.silent - (tag in self.SILENT), 0)
        self.parts.append("\n" if tag in self.BLOCKS else (" | " if tag in {"td", "th"} else ""))

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))
