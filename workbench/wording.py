"""The two languages the workbench speaks, read from gettext catalogues beside this file.

In flows an English sentence (the message id) with named gaps; out flows the sentence in the reader's language, filled in.
Each room keeps its own catalogue, ``locale/zh_CN/<room>.po``, so that two hands never edit one file.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Callable
from typing import Any

LANGUAGES = ("zh", "en")

Speaker = Callable[..., str]


def speak(language: str) -> Speaker:
    """Give the function that says things in one language.

    Parameters
    ----------
    language : {"zh", "en"}

    Returns
    -------
    callable
        ``say("{n} interviews", n=12)`` returns the sentence in that language; an unknown sentence comes back in English.
    """
    catalogue = _catalogue(language)

    def say(sentence: str, /, **gaps: Any) -> str:
        spoken = catalogue.get(sentence, sentence)
        return spoken.format(**gaps) if gaps else spoken

    return say


class Words(str):
    """An English sentence inside a result, which can also be said in another language.

    Parameters
    ----------
    sentence : str
        The message id of the catalogue, with named gaps.
    gaps : what stands in the gaps
    """

    __slots__ = ("gaps", "sentence")

    def __new__(cls, sentence: str, **gaps: Any) -> Words:
        """Fill the gaps in English."""
        text = super().__new__(cls, sentence.format(**gaps) if gaps else sentence)
        text.sentence, text.gaps = sentence, gaps
        return text

    def __deepcopy__(self, memo: dict) -> Words:
        """Stand for itself: it never changes (dataclasses.asdict copies deeply)."""
        return self

    def __reduce__(self) -> tuple:
        """Keep sentence and gaps when a result crosses a process."""
        return _again, (self.sentence, self.gaps)

    def say(self, language: str) -> str:
        """Say it in one language, words in its gaps too."""
        gaps = {name: value.say(language) if isinstance(value, Words) else value for name, value in self.gaps.items()}
        return speak(language)(self.sentence, **gaps)


def untranslated(sentences: set[str]) -> set[str]:
    """Find the sentences that have no Chinese yet."""
    return {sentence for sentence in sentences if not _catalogue("zh").get(sentence)}


@functools.cache
def _catalogue(language: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise ValueError(f"language '{language}' is not spoken here; choose one of {', '.join(LANGUAGES)}")
    return {} if language == "en" else _read_chinese()


def _read_chinese() -> dict[str, str]:
    from babel.messages.pofile import read_po  # 60 ms that a run without pages need not spend

    said: dict[str, str] = {}
    folder = importlib.resources.files("workbench") / "locale" / "zh_CN"
    for source in sorted((p for p in folder.iterdir() if p.name.endswith(".po")), key=lambda p: p.name):
        with source.open("rb") as file:
            said |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    return said


def _again(sentence: str, gaps: dict[str, Any]) -> Words:
    return Words(sentence, **gaps)
