"""One reader on one page: what the desk gives, in which language, and what the address asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.errors import AccessDenied

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Visit:
    """One reader on one page.

    Parameters
    ----------
    desk : store.Desk or None
        What this account may read and write; None when nobody is logged in.
    account : str
    language : {"zh", "en"}
    dark : bool
    query : dict of str to str
        What the address asks for.
    recordings : pathlib.Path or None
        The folder with the clips.
    offered : dict of str to tuple of str
        What the page's choosers offer, by their names in the address; filled while the page is built.
    """

    desk: Any
    account: str = ""
    language: str = "en"
    dark: bool = False
    query: dict[str, str] = field(default_factory=dict)
    recordings: Path | None = None
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def say(self) -> wording.Speaker:
        """Say a sentence in the reader's language."""
        return wording.speak(self.language)

    @property
    def role(self) -> str:
        """The account's role at this moment."""
        try:
            return self.desk.role if self.desk is not None else "nobody"
        except AccessDenied:  # the account was removed since it logged in
            return "nobody"
