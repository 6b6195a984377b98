"""Tables between an answer and a rating that no person gave: features of answers, and what a judge model said.

ANSWER_FEATURES passes from evidence to scoring and is kept nowhere; JUDGEMENTS is stored, one row for each time the judge was asked.
"""

from __future__ import annotations

from workbench.contracts.interviews import INTERVIEW_ID, QUESTION_ID
from workbench.contracts.table import Column, TableContract

FEATURES = (
    Column("star_situation", "number", "情境", "Situation named", unit="share", low=0, high=1, about="1 when the answer sets a scene."),
    Column("star_task", "number", "任务", "Task named", unit="share", low=0, high=1),
    Column("star_action", "number", "行动", "Action named", unit="share", low=0, high=1),
    Column("star_result", "number", "结果", "Result named", unit="share", low=0, high=1),
    Column("speaking_s", "number", "讲述时长", "Length at a usual pace", unit="s", low=0, about="From the text alone, so that slow speech counts neither way."),
    Column("sentence_s", "number", "句长", "Sentence length at a usual pace", unit="s", low=0),
    Column("connectives_per_100", "number", "连接词密度", "Connectives per 100 words", low=0),
    Column("connective_kinds", "number", "连接词种类", "Kinds of connectives", low=0, high=5),
    Column("on_topic_share", "number", "切题比例", "On-topic share", unit="share", low=0, high=1, about="Missing where the question is not known."),
    Column("examples_given", "number", "举例数", "Examples given", low=0),
    Column("quantities_per_100", "number", "数量密度", "Quantities per 100 words", low=0),
    Column("indicators_stated", "number", "有据指标数", "Indicators stated", low=0, about="Quantities that count as evidence: not denied, imagined or somebody else's."),
    Column("skills_named", "number", "技能数", "Skills named", low=0),
    Column("skills_denied", "number", "否认技能数", "Skills denied", low=0),
    Column("distinct_share", "number", "用词多样性", "Distinct words", unit="share", low=0, high=1, about="Distinct words of the first hundred."),
    Column("question_similarity", "number", "与题目相似度", "Similarity to the question", low=-1, high=1, about="Of embeddings; only with the extra [semantic]."),
    Column("best_anchor_similarity", "number", "与最高锚点相似度", "Similarity to the top anchor", low=-1, high=1, about="Of embeddings; only with the extra [semantic]."),
    Column("anchor_lean", "number", "偏向最高锚点", "Lean to the top anchor", low=-2, high=2,
           about="Similarity to the top anchor less that to the bottom one; only with the extra [semantic]."),
)  # fmt: skip
FEATURE_NAMES = tuple(column.name for column in FEATURES)
SEMANTIC = ("question_similarity", "best_anchor_similarity", "anchor_lean")

ANSWER_FEATURES = TableContract(
    name="ANSWER_FEATURES",
    grain="interview × question",
    zh="回答特征",
    en="Answer features",
    derived=True,
    columns=(
        INTERVIEW_ID,
        QUESTION_ID,
        *FEATURES,
        Column("reason", "text", "原因", "Reason", about="Why the answer has no features; missing where it has."),
        Column("features_version", "text", "特征版本", "Features version", required=True),
    ),
)

JUDGEMENTS = TableContract(
    name="JUDGEMENTS",
    grain="interview × criterion × judge × repetition",
    zh="模型评判",
    en="Judgements",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("criterion", "id", "评分项", "Criterion", key=True),
        Column("judge_version", "id", "评判版本", "Judge version", key=True, required=True, about="Hash of model, instructions, anchors and settings."),
        Column("repetition", "integer", "第几次", "Repetition", key=True, low=1),
        Column("status", "category", "状态", "Status", allowed=("valid", "void", "refused", "malformed", "timed out", "failed", "flagged"), required=True,
               about="Only valid ones rate. void: a quote is not in the answer; flagged: the answer speaks to the judge, a person rates it."),
        Column("rating", "number", "评分值", "Rating", low=0, high=100),
        Column("reason", "text", "原因", "Reason", about="Why it is not valid."),
        Column("question_id", "id", "题目编号", "Question ID"),
        Column("span_start", "integer", "起始字符", "Span start", unit="characters", low=0),
        Column("span_end", "integer", "结束字符", "Span end", unit="characters", low=0),
        Column("quote", "text", "原文", "Quote", sensitivity="personal", about="The first quote the judge rests on, found in the answer."),
        Column("reasoning", "text", "理由", "Reasoning", sensitivity="personal", about="The judge's own words."),
        Column("model", "text", "模型", "Model", required=True),
        Column("answers_hash", "text", "回答哈希", "Answers hash", required=True, about="Of the text judged: other words need another judgement."),
    ),
)  # fmt: skip
