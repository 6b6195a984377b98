"""The loop in one place: exports and recordings in; evidence, scores, pay and the month's cost and return out."""

from workbench.pipeline.live import Taken, take_answer
from workbench.pipeline.run import run
from workbench.pipeline.summary import StageCount, Summary

__all__ = ["StageCount", "Summary", "Taken", "run", "take_answer"]
