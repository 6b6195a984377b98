"""How the invented company grows: its making must stay in proportion, so that a million candidates take less than a minute.

Run ``python benchmarks/samples.py``. The reference is the same company a quarter as large, in the same run: four times the candidates may
take five times as long.
"""

from __future__ import annotations

import time

from workbench import samples

SMALL, LARGE, GOAL = 50_000, 200_000, 5.0


def main() -> None:
    """Make both companies, best of three, and print seconds and their ratio."""
    small, large = (min(seconds(n) for _ in range(3)) for n in (SMALL, LARGE))
    print(f"{SMALL:,} candidates {small:.2f} s, {LARGE:,} {large:.2f} s: {large / small:.2f} times as long (goal {GOAL})")
    print(f"a million at that rate: {large * 1_000_000 / LARGE:.0f} s (goal 60)")


def seconds(n: int) -> float:
    """Give the processor seconds that one company takes, without its answers."""
    begin = time.process_time()
    samples.company(n, seed=1, answers=False)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
