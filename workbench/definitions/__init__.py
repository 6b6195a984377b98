"""What people decided: documents read from YAML, frozen, hashed and compared."""

from workbench.definitions.answer_scorer import AnswerScorer
from workbench.definitions.catalogue import CLASSES, Indicator, indicator, indicators, is_rating
from workbench.definitions.catalogue import version as catalogue_version
from workbench.definitions.cost_model import CostModel
from workbench.definitions.difference import Change, differences
from workbench.definitions.document import Bilingual, Document, content_hash
from workbench.definitions.pay_matrix import PayBand, PayMatrix
from workbench.definitions.policy import JudgeRules, Policy, RecordingGate, StandardErrors
from workbench.definitions.questions import Probe, Question, QuestionBank
from workbench.definitions.rubric import Competency, Criterion, Rubric, Scale
from workbench.definitions.skills import Skill, SkillTaxonomy
from workbench.definitions.texts import TextChange, compare_texts
from workbench.definitions.work_fields import WORK_FIELDS

KINDS = {"rubric": Rubric, "pay-matrix": PayMatrix, "cost-model": CostModel, "policy": Policy, "questions": QuestionBank,
         "skills": SkillTaxonomy, "scorer": AnswerScorer}  # fmt: skip

__all__ = [
         "CLASSES",
         "KINDS",
         "WORK_FIELDS",
         "AnswerScorer",
         "Bilingual",
         "Change",
         "Competency",
         "CostModel",
         "Criterion",
         "Document",
         "Indicator",
         "JudgeRules",
         "PayBand",
         "PayMatrix",
         "Policy",
         "Probe",
         "Question",
         "QuestionBank",
         "RecordingGate",
         "Rubric",
         "Scale",
         "Skill",
         "SkillTaxonomy",
         "StandardErrors",
         "TextChange",
         "catalogue_version",
         "compare_texts",
         "content_hash",
         "differences",
         "indicator",
         "indicators",
         "is_rating",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
