"""A judge model, asked only where the policy says so: an answer and its anchors in, a rating with quotes that are really in it out.

Answers are data to it, never instructions: what speaks to the judge is not sent at all. Nothing of the person but the answer's own
words leaves the house, and what comes back counts only if its quotes are found.
"""

from workbench.evidence.judge.asking import Judge, Judgement, connect, flag, judged
from workbench.evidence.judge.failures import (
    JudgeError,
    JudgeMalformedError,
    JudgeRefusedError,
    JudgeTimeoutError,
    JudgeUnavailableError,
)
from workbench.evidence.judge.injection import Suspicion, suspicion
from workbench.evidence.judge.instructions import Answer, Task, messages, version
from workbench.evidence.judge.quotes import locate

__all__ = [
    "Answer", "Judge", "JudgeError", "JudgeMalformedError", "JudgeRefusedError", "JudgeTimeoutError", "JudgeUnavailableError", "Judgement", "Suspicion", "Task",
    "connect", "flag", "judged", "locate", "messages", "suspicion", "version",
]  # fmt: skip
