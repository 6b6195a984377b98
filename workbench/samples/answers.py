"""What candidates say: text in which the quantities are really spoken.

In flow signals and interviews; out flow ANSWERS and the truth of what was said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.samples.signals import Signals

COLUMNS = ["interview_id", "question_id", "question_text", "competency", "answer_text", "segments", "recording"]
SAID = ["interview_id", "question_id", "indicator", "value"]


def write_answers(
    seen: tuple[Signals, ...], interviews: pd.DataFrame, held: np.ndarray, *, seed: int, texts: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write ANSWERS and what was said in them."""
    rows, said = [], []
    for signal in seen if texts else ():
        for number, place in enumerate(np.searchsorted(held, signal.who).tolist()):
            name, language = interviews.at[place, "interview_id"], interviews.at[place, "language"]
            for slot in np.flatnonzero(signal.asked[number]):
                question = signal.plan.slots[slot]
                parts = []
                for indicator in question.indicators:
                    value = signal.values[indicator][number]
                    if value == value:
                        parts.append(f"{indicator}: {value:g}")
                        said.append((name, question.question_id, indicator, value))
                text = question.text_en if language == "en" else question.text_zh
                rows.append(
                    (
                        name,
                        question.question_id,
                        text,
                        signal.plan.competencies[question.competency],
                        "。".join(parts) or "嗯。",
                        None,
                        None,
                    )
                )
    return pd.DataFrame(rows, columns=COLUMNS), pd.DataFrame(said, columns=SAID)
