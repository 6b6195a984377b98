"""The loop in one place: exports and recordings in; evidence, scores, pay and the month's cost and return out."""

from workbench.pipeline.drafting import draft_rubric, interview_guide
from workbench.pipeline.judging import Judged, judge_answers, judge_worth
from workbench.pipeline.learning import save_scorer, train_scorer
from workbench.pipeline.live import Taken, take_answer
from workbench.pipeline.resumes import take_resumes
from workbench.pipeline.reviewing import review
from workbench.pipeline.rules import matrix_in_force, policy_in_force, rubric_in_force
from workbench.pipeline.run import run
from workbench.pipeline.screening import screen
from workbench.pipeline.summary import StageCount, Summary
from workbench.pipeline.worth import worded, worth_lines, worth_table

__all__ = [
    "Judged", "StageCount", "Summary", "Taken", "draft_rubric", "interview_guide", "judge_answers", "judge_worth",
    "matrix_in_force", "policy_in_force", "review", "rubric_in_force", "run", "save_scorer", "screen", "take_answer", "take_resumes", "train_scorer", "worded",
    "worth_lines", "worth_table",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
