"""The clips behind the answers, served only to accounts whose role reads the answer.

In flows an interview and a question; out flow the bytes of the recording (whole or the part the player asks for).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.web import HTTPError, StaticFileHandler

from workbench.errors import Refusal

if TYPE_CHECKING:
    from pathlib import Path

PLAYABLE = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "audio/mp4", ".webm": "audio/webm", ".ogg": "audio/ogg",
            ".flac": "audio/flac", ".aac": "audio/aac"}  # fmt: skip


class Clip(StaticFileHandler):
    """Serve one answer's recording. The address names the answer, never a file."""

    def initialize(self, path: str, db: Any) -> None:
        """Take the folder of the recordings and the store."""
        self._db = db
        super().initialize(path)

    def get_current_user(self) -> str | None:
        """Ask the login who is there."""
        return self.application.auth_provider.get_user(self)

    async def get(self, interview_id: str, question_id: str, include_body: bool = True) -> None:
        """Find the answer at the reader's own desk, then serve its file; the player may ask for a part of it."""
        if self.current_user is None:
            raise HTTPError(403)
        name = self._file_of(interview_id, question_id)
        if name is None:
            raise HTTPError(404)
        await super().get(name, include_body)

    async def head(self, interview_id: str, question_id: str) -> None:
        """Answer a question about the file's size."""
        await self.get(interview_id, question_id, include_body=False)

    def set_extra_headers(self, path: str) -> None:
        """Keep a person's voice out of shared caches."""
        self.set_header("Cache-Control", "private, no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def get_content_type(self) -> str:
        """Name the sound's format by its ending."""
        ending = str(self.absolute_path).rpartition(".")[2].lower()
        return PLAYABLE.get(f".{ending}", "application/octet-stream")

    def _file_of(self, interview_id: str, question_id: str) -> str | None:
        try:
            desk = self._db.as_user(self.current_user)
            # a file's name is open, a voice is not: it is personal like the answer it speaks
            answers = desk.read("ANSWERS", columns=["question_id", "answer_text", "recording"], interview_id=[interview_id])
        except Refusal:
            raise HTTPError(403) from None
        found = answers.loc[answers["question_id"] == question_id, "recording"].dropna()
        return str(found.iloc[0]) if len(found) else None


def hears(desk: Any) -> bool:
    """Say whether the account may hear voices: they are personal, like the answers they speak."""
    return bool(desk.may("read personal columns"))


def address(interview_id: str, question_id: str, recording: str | None, folder: Path | None) -> str:
    """Give the address of an answer's clip, or "" where there is nothing to play."""
    from urllib.parse import quote

    if not recording or folder is None or not (folder / recording).is_file():
        return ""
    return f"recording/{quote(interview_id, safe='')}/{quote(question_id, safe='')}"
