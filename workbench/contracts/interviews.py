"""Tables of the interview: what was asked, said, recorded and rated, and what became evidence and score of it."""

from __future__ import annotations

from workbench.contracts.table import Column, TableContract

INTERVIEW_ID = Column("interview_id", "id", "面试编号", "Interview ID", key=True, also=("面试ID", "场次编号", "interview"))
QUESTION_ID = Column("question_id", "id", "题目编号", "Question ID", key=True, also=("题号", "问题编号", "question no"))

INTERVIEWS = TableContract(
    name="INTERVIEWS",
    grain="interview",
    zh="面试",
    en="Interviews",
    columns=(
        INTERVIEW_ID,
        Column("application_id", "id", "申请编号", "Application ID", required=True, refers_to="APPLICATIONS.application_id", also=("应聘编号", "申请ID", "application")),
        Column("candidate_id", "id", "候选人编号", "Candidate ID", required=True, refers_to="CANDIDATES.candidate_id", also=("应聘者编号", "候选人ID", "candidate")),
        Column("job_id", "id", "岗位编号", "Job ID", required=True, refers_to="JOBS.job_id", also=("职位编号", "岗位ID", "岗位代码", "job")),
        Column("interview_date", "date", "面试日期", "Interview date", required=True, also=("面试时间", "日期", "date")),
        Column("duration_min", "number", "时长分钟", "Duration (min)", unit="min", low=0, high=600, also=("面试时长", "时长", "duration")),
        Column("language", "category", "语言", "Language", allowed=("zh", "en"), also=("面试语言",)),
        Column("mode", "category", "面试方式", "Mode", allowed=("ai", "manual"), also=("方式", "interview mode")),
    ),
)  # fmt: skip

ANSWERS = TableContract(
    name="ANSWERS",
    grain="interview × question",
    zh="回答",
    en="Answers",
    columns=(
        INTERVIEW_ID,
        QUESTION_ID,
        Column("question_text", "text", "题目", "Question", also=("问题", "题目内容", "question text")),
        Column("competency", "text", "考察能力", "Competency", also=("能力项", "能力", "competency asked")),
        Column("answer_text", "text", "回答内容", "Answer", sensitivity="personal", also=("回答", "回答文本", "文本", "transcript", "answer text")),
        Column("segments", "json", "分句时间", "Sentence times", sensitivity="personal", also=("时间轴", "timestamps"),
               about="JSON list of [start_s, end_s, char_start, char_end]: links a sentence to a second."),
        Column("recording", "text", "录音文件", "Recording file", also=("录音", "音频文件", "音频", "audio file", "audio")),
    ),
)  # fmt: skip

EXPRESSION_EVENTS = TableContract(
    name="EXPRESSION_EVENTS",
    grain="interview × question × event",
    zh="表情事件",
    en="Expression events",
    columns=(
        INTERVIEW_ID,
        QUESTION_ID,
        Column("event", "category", "事件", "Event", key=True, allowed=("smile_count", "gaze_steadiness"), also=("事件类型",)),
        Column("value", "number", "数值", "Value", required=True, low=0, also=("值",),
               about="A count or share. Kept apart, off by default, never part of a score by default."),
    ),
)  # fmt: skip

RATINGS = TableContract(
    name="RATINGS",
    grain="interview × criterion × rater",
    zh="评分",
    en="Ratings",
    columns=(
        INTERVIEW_ID,
        Column("criterion", "id", "评分项", "Criterion", key=True, also=("指标", "评分指标", "评分标准", "item")),
        Column("rater_id", "id", "评分人", "Rater ID", key=True, also=("面试官", "评委", "评分人编号", "rater")),
        Column("rating", "number", "评分值", "Rating", required=True, low=0, high=100, also=("分数", "打分", "得分")),
        Column("rated_date", "date", "评分日期", "Rated on", also=("日期", "date rated")),
        Column("note", "text", "评语", "Note", sensitivity="personal", also=("备注", "comment")),
    ),
)  # fmt: skip

RECORDINGS = TableContract(
    name="RECORDINGS",
    grain="interview × question",
    zh="录音分析",
    en="Recordings",
    derived=True,
    columns=(
        INTERVIEW_ID,
        QUESTION_ID,
        Column("recording", "text", "录音文件", "Recording file", required=True),
        Column("content_hash", "text", "内容哈希", "Content hash"),
        Column("verdict", "category", "质量结论", "Quality verdict", allowed=("scorable", "re-record", "human"), required=True),
        Column("reason", "text", "原因", "Reason", about="The measurement that decided, with its limit."),
        Column("duration_s", "number", "时长(秒)", "Duration (s)", unit="s", low=0),
        Column("descriptors", "json", "声学指标", "Descriptors", about="JSON of the audio row: descriptor name to value."),
        Column("track", "json", "分段", "Speech spans", about="JSON list of [start_s, end_s] of speech, for figures."),
        Column("envelope", "json", "响度包络", "Loudness envelope", about="JSON list of loudness 0-1 at equal steps over the recording, for figures."),
        Column("extractor_version", "text", "提取器版本", "Extractor version", required=True),
    ),
)  # fmt: skip

EVIDENCE = TableContract(
    name="EVIDENCE",
    grain="interview × indicator",
    zh="证据",
    en="Evidence",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("indicator", "id", "指标", "Indicator", key=True),
        Column("value", "number", "数值", "Value", about="Missing when the evidence abstains; `reason` says why."),
        Column("value_low", "number", "下界", "Lower bound", about="Equal to value when exact; -inf when open."),
        Column("value_high", "number", "上界", "Upper bound", about="Equal to value when exact; inf when open."),
        Column("unit", "text", "单位", "Unit"),
        Column("quality", "number", "质量", "Quality", low=0, high=1, required=True, about="0 = not usable, 1 = clear."),
        Column("status", "category", "状态", "Status", allowed=("usable", "undecided", "abstained", "corrected"), required=True),
        Column("reason", "text", "原因", "Reason"),
        Column("source", "category", "来源", "Source", allowed=("answer", "recording", "resume", "rating", "person", "scorer", "judge"), required=True,
               about="rating: by people; scorer: learned from people's ratings; judge: a judge model."),
        Column("source_version", "text", "来源版本", "Source version", about="The version of the scorer or judge behind the value."),
        Column("question_id", "id", "题目编号", "Question ID"),
        Column("span_start", "integer", "起始字符", "Span start", unit="characters", low=0),
        Column("span_end", "integer", "结束字符", "Span end", unit="characters", low=0),
        Column("quote", "text", "原文", "Quote", sensitivity="personal"),
        Column("start_s", "number", "起始秒", "Start (s)", unit="s", low=0),
        Column("end_s", "number", "结束秒", "End (s)", unit="s", low=0),
        Column("n_mentions", "integer", "提及次数", "Mentions", low=0),
        Column("catalogue_version", "text", "指标目录版本", "Catalogue version", required=True),
    ),
)  # fmt: skip

SKILL_TAGS = TableContract(
    name="SKILL_TAGS",
    grain="interview × question × tag",
    zh="技能标签",
    en="Skill tags",
    derived=True,
    columns=(
        INTERVIEW_ID,
        QUESTION_ID,
        Column("tag", "text", "标签", "Tag", key=True),
        Column("polarity", "category", "极性", "Polarity", allowed=("has", "negated", "hypothetical"), required=True),
        Column("span_start", "integer", "起始字符", "Span start", unit="characters", low=0),
        Column("span_end", "integer", "结束字符", "Span end", unit="characters", low=0),
        Column("sentence", "text", "原句", "Sentence", sensitivity="personal"),
        Column("catalogue_version", "text", "标签目录版本", "Taxonomy version", required=True),
    ),
)  # fmt: skip

SCORES = TableContract(
    name="SCORES",
    grain="interview",
    zh="得分",
    en="Scores",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("overall", "number", "综合得分", "Overall score", unit="points", low=0, high=100, about="Missing when coverage is too low for the rubric's policy."),
        Column("coverage", "number", "证据覆盖率", "Coverage", unit="share", low=0, high=1, required=True, about="Share of the rubric's weight that had usable evidence."),
        Column("error_band", "number", "误差带", "Error band", unit="points", low=0, about="Half-width of the 95 % interval around overall."),
        Column("grade", "text", "建议等级", "Grade"),
        Column("generic", "flag", "通用评分表", "Generic rubric", about="True when the job has no rubric of its own."),
        Column("rubric_version", "text", "评分表版本", "Rubric version", required=True),
        Column("policy_version", "text", "政策版本", "Policy version"),
    ),
)  # fmt: skip

COMPETENCY_SCORES = TableContract(
    name="COMPETENCY_SCORES",
    grain="interview × competency",
    zh="能力得分",
    en="Competency scores",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("competency", "id", "能力", "Competency", key=True),
        Column("points", "number", "得分", "Points", unit="points", low=0, high=100),
        Column("weight", "number", "权重", "Weight", unit="share", low=0, high=1, required=True),
        Column("coverage", "number", "证据覆盖率", "Coverage", unit="share", low=0, high=1, required=True),
        Column("error_band", "number", "误差带", "Error band", unit="points", low=0),
        Column("rubric_version", "text", "评分表版本", "Rubric version", required=True),
    ),
)  # fmt: skip

CRITERION_SCORES = TableContract(
    name="CRITERION_SCORES",
    grain="interview × criterion",
    zh="评分项得分",
    en="Criterion scores",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("competency", "id", "能力", "Competency", key=True),
        Column("criterion", "id", "评分项", "Criterion", key=True),
        Column("indicator", "id", "指标", "Indicator", required=True),
        Column("value", "number", "数值", "Value"),
        Column("points", "number", "得分", "Points", unit="points", low=0, high=100),
        Column("weight", "number", "权重", "Weight", unit="share", low=0, high=1, required=True, about="Share of the overall score."),
        Column("contribution", "number", "贡献", "Contribution", unit="points", low=0, high=100, about="Points times the weight used; they add up to overall."),
        Column("rubric_version", "text", "评分表版本", "Rubric version", required=True),
    ),
)  # fmt: skip
