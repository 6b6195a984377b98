"""Tables about what a person decides on: résumés read, applications screened, and the reviews that overrule the machine."""

from __future__ import annotations

from workbench.contracts.interviews import INTERVIEW_ID
from workbench.contracts.table import Column, TableContract

SECTIONS = (
    "basics",
    "work",
    "education",
    "skills",
    "certificates",
    "languages",
    "projects",
    "awards",
    "volunteer",
    "summary",
    "other",
)
SCREENING_DECISIONS = ("invite", "ask", "refuse")
EVIDENCE_VERDICTS = ("confirmed", "corrected", "rejected", "withdrawn")

_APPLICATION = Column("application_id", "id", "申请编号", "Application ID", key=True, refers_to="APPLICATIONS.application_id")
_VERSION = Column(
    "requirements_version", "text", "要求版本", "Requirements version", required=True, about="Hash of the requirements the job had."
)
_NUMBER = Column("n", "integer", "序号", "Number", key=True, low=1, about="Counts the reviews of one thing; the last one holds.")
_REASON = Column("reason", "text", "理由", "Reason", required=True, sensitivity="personal", about="Why, in the reviewer's words.")
_REVIEWER = Column(
    "reviewer", "text", "复核人", "Reviewer", required=True, about="Account that decided; the store writes it, not the caller."
)
_REVIEWED_AT = Column(
    "reviewed_at", "text", "复核时间", "Reviewed at", required=True, about="UTC moment, ISO text; written by the store."
)

RESUME_ITEMS = TableContract(
    name="RESUME_ITEMS",
    grain="candidate × section × item × field × part",
    zh="简历条目",
    en="Résumé items",
    derived=True,
    columns=(
        Column("candidate_id", "id", "候选人编号", "Candidate ID", key=True),
        Column("section", "category", "部分", "Section", key=True, allowed=SECTIONS, about="A section of JSON Resume."),
        Column("item", "integer", "条目", "Item", key=True, low=0, about="Position of the entry in its section, from 0."),
        Column("field", "id", "字段", "Field", key=True, about="JSON Resume's name of the field: name, position, startDate, highlights, …"),
        Column("part", "integer", "序号", "Part", key=True, low=0, about="Position among several values of one field, from 0."),
        Column("value", "text", "取值", "Value", required=True, sensitivity="personal", about="Dates as YYYY, YYYY-MM or YYYY-MM-DD; otherwise the résumé's words."),
        Column("quote", "text", "原文", "Quote", sensitivity="personal", about="The characters the value was read from."),
        Column("span_start", "integer", "起始字符", "Span start", unit="characters", low=0, about="Counts the characters of CANDIDATES.resume_text."),
        Column("span_end", "integer", "结束字符", "Span end", unit="characters", low=0),
        Column("reader_version", "text", "读取器版本", "Reader version", required=True),
    ),
)  # fmt: skip

SCREENINGS = TableContract(
    name="SCREENINGS",
    grain="application",
    zh="初筛",
    en="Screening",
    derived=True,
    columns=(
        _APPLICATION,
        Column("candidate_id", "id", "候选人编号", "Candidate ID", required=True),
        Column("job_id", "id", "岗位编号", "Job ID", required=True),
        Column("decision", "category", "决定", "Decision", allowed=SCREENING_DECISIONS, required=True, about="A reviewer's where there is one, else the requirements'."),
        Column("machine_decision", "category", "规则判定", "By requirements", allowed=SCREENING_DECISIONS, required=True),
        Column("reason", "text", "原因", "Reason", required=True, about="Names each requirement that failed or is not known."),
        Column("n_failed", "integer", "未满足项", "Failed", low=0),
        Column("n_unknown", "integer", "未知项", "Unknown", low=0),
        Column("n_keywords", "integer", "关键词命中", "Keywords found", low=0),
        _VERSION,
    ),
)  # fmt: skip

SCREENING_CHECKS = TableContract(
    name="SCREENING_CHECKS",
    grain="application × requirement",
    zh="初筛依据",
    en="Screening checks",
    derived=True,
    columns=(
        _APPLICATION,
        Column("requirement", "id", "要求", "Requirement", key=True, about="min_degree, min_years, min_years_sales, certificate:…, keyword:…"),
        Column("required", "text", "要求内容", "Required", required=True),
        Column("found", "text", "实际", "Found"),
        Column("verdict", "category", "结论", "Verdict", allowed=("met", "failed", "unknown", "found", "not found"), required=True),
        Column("source", "text", "来源", "Source", about="The column or résumé the finding comes from."),
        Column("quote", "text", "原文", "Quote", sensitivity="personal"),
        Column("asked_by", "text", "要求原文", "Asked by", about="The job's own words, or the column of JOBS."),
        _VERSION,
    ),
)  # fmt: skip

SCREENING_REVIEWS = TableContract(
    name="SCREENING_REVIEWS",
    grain="application × review",
    zh="初筛复核",
    en="Screening reviews",
    derived=True,
    columns=(
        _APPLICATION,
        _NUMBER,
        Column("decision", "category", "决定", "Decision", allowed=SCREENING_DECISIONS, required=True),
        Column("machine_decision", "category", "规则判定", "By requirements", allowed=SCREENING_DECISIONS, required=True),
        _REASON,
        _REVIEWER,
        _REVIEWED_AT,
    ),
)  # fmt: skip

EVIDENCE_REVIEWS = TableContract(
    name="EVIDENCE_REVIEWS",
    grain="interview × indicator × review",
    zh="证据复核",
    en="Evidence reviews",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("indicator", "id", "指标", "Indicator", key=True),
        _NUMBER,
        Column("verdict", "category", "结论", "Verdict", allowed=EVIDENCE_VERDICTS, required=True,
               about="withdrawn takes the review before it back: the machine's reading holds again."),
        Column("value", "number", "复核数值", "Reviewed value", about="What holds from now on; missing when the evidence was rejected."),
        Column("machine_value", "number", "机器数值", "Machine's value", about="What the machine had read at that moment."),
        Column("machine_status", "text", "机器状态", "Machine's status"),
        _REASON,
        _REVIEWER,
        _REVIEWED_AT,
    ),
)  # fmt: skip
