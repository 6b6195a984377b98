"""What a file really is: its first bytes in, the name of its container out; the extension is never asked."""

from __future__ import annotations

READABLE = "wav, flac, mp3, m4a/aac, ogg/opus, webm or mp4"
SOUNDFILE_READS = {"wav", "flac", "ogg", "mp3", "aiff", "caf", "au"}
HEAD_BYTES = 4096

_MAGIC = (
    (b"fLaC", "flac"), (b"OggS", "ogg"), (b"ID3", "mp3"), (b"\x1aE\xdf\xa3", "webm"), (b"caff", "caf"), (b".snd", "au"),
    (b"#!AMR", "amr"), (b"0&\xb2u\x8ef\xcf\x11", "wma"), (b"FLV", "flv"), (b"\x00\x00\x01\xba", "mpeg"), (b"RF64", "wav"),
    (b"%PDF", "a PDF document"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP, XLSX or DOCX file"), (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3", "a SQLite database"), (b"PAR1", "a Parquet table"), (b"\x7fELF", "a program"), (b"MZ", "a program"),
)  # fmt: skip
_FORM = {b"WAVE": "wav", b"AVI ": "avi", b"WEBP": "a WEBP picture", b"AIFF": "aiff", b"AIFC": "aiff"}
_TEXT_SHARE = 0.95
_MPEG_SYNC = 0xE0
_LAYER = 0x06


def sniff(head: bytes) -> str:
    """Name the container by its first bytes.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, 4,096 or as many as there are.

    Returns
    -------
    str
        A container (``wav``, ``flac``, ``mp3``, ``mp4``, ``webm``, …), a phrase for what is no recording (``a PDF document``,
        ``text``), ``nothing`` or ``unknown bytes``.
    """
    if not head:
        return "nothing"
    if head[:4] in (b"RIFF", b"RIFX", b"FORM"):
        return _FORM.get(head[8:12], "unknown bytes")
    if head[4:8] == b"ftyp":
        return "mp4"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if len(head) > 1 and head[0] == 0xFF and head[1] & _MPEG_SYNC == _MPEG_SYNC:
        return "mp3" if head[1] & _LAYER else "aac"
    return "text" if _reads_as_text(head) else "unknown bytes"


def is_recording(kind: str) -> bool:
    """Say whether `sniff` named something that may hold sound."""
    return kind not in ("text", "nothing") and not kind.startswith(("a ", "an "))


def _reads_as_text(head: bytes) -> bool:
    if b"\x00" in head[:512] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8", "gb18030"):
        text = head.decode(encoding, errors="replace")
        sound = sum(c.isprintable() or c in "\r\n\t" for c in text if c != "\ufffd")
        if text and sound / len(text) >= _TEXT_SHARE:
            return True
    return False
