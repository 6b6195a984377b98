"""A sentence that stands in a result: kept as its message and numbers, read in either language."""

from __future__ import annotations

from typing import Any

from workbench import wording


class Words(str):
    """English text that can also be said in another language.

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
        """Say it in one language."""
        return wording.speak(language)(self.sentence, **self.gaps)


def _again(sentence: str, gaps: dict[str, Any]) -> Words:
    return Words(sentence, **gaps)
