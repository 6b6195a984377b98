"""Ten thousand answers of 300 characters, read in full on one core: quantities, indicators, tags, structure, noise.

Run ``python benchmarks/language.py [answers]``; the goal is 60 s for 10,000 answers on one core, without the extras.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.definitions import SkillTaxonomy
from workbench.evidence import language

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
TAXONOMY = SkillTaxonomy.load(ROOT / "data" / "definitions" / "skills.yaml")
WRITTEN = ROOT / "tests" / "evidence" / "language" / "linked_long.txt"
QUESTION = "去年你新增了多少客户？请举一个具体的例子。"


def main(count: int = 10_000) -> None:
    texts = answers(count)
    readings: dict[str, Callable[[str], object]] = {
        "is it noise": language.noise,
        "quantities": language.quantities,
        "indicators (with quantities)": language.mentions,
        "skill tags": lambda text: language.tags(text, TAXONOMY),
        "structure": lambda text: language.structure(text, tongue(text), question=QUESTION),
    }
    total = 0.0
    print(f"{count:,} answers of 300 characters, half Chinese, one core")
    for name, read in readings.items():
        seconds = timed(read, texts)
        total += 0.0 if name == "quantities" else seconds  # linking reads them itself
        print(f"{name:30s} {seconds:7.2f} s")
    print(f"{'together':30s} {total:7.2f} s   {1000 * total / count:.2f} ms an answer (goal: 60 s for 10,000)")
    kilobytes = sum(len(text.encode()) for text in texts) / 1000
    print(f"{'per kB of text':30s} {1000 * total / kilobytes:7.2f} ms (goal: 10)")


def answers(count: int) -> list[str]:
    """Answers of 300 characters, put together from sentences people wrote."""
    lines = [line.rpartition("|")[0] for line in WRITTEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    pools = [[line for line in lines if tongue(line) == code] for code in ("zh", "en")]
    dice, made = random.Random(7), []
    for place in range(count):
        text = ""
        while len(text) < 300:
            text += dice.choice(pools[place % 2]) + " "
        made.append(text[:300])
    return made


def tongue(text: str) -> str:
    return "zh" if any("㐀" <= character <= "鿿" for character in text) else "en"


def timed(read: Callable[[str], object], texts: list[str]) -> float:
    read(texts[0])  # patterns are compiled on first use
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
