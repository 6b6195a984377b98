"""Tables about the process: who applied where, what happened when, and what each channel cost."""

from __future__ import annotations

from workbench.contracts.people import CURRENCY
from workbench.contracts.table import Column, TableContract

STAGE_NAMES = ("applied", "screened", "invited", "interviewed", "offered", "accepted", "hired", "rejected", "withdrawn")

APPLICATIONS = TableContract(
    name="APPLICATIONS",
    grain="candidate × job",
    zh="应聘申请",
    en="Applications",
    columns=(
        Column("application_id", "id", "申请编号", "Application ID", key=True, also=("应聘编号", "投递编号", "申请ID", "application")),
        Column("candidate_id", "id", "候选人编号", "Candidate ID", required=True, refers_to="CANDIDATES.candidate_id", also=("应聘者编号", "候选人ID", "candidate")),
        Column("job_id", "id", "岗位编号", "Job ID", required=True, refers_to="JOBS.job_id", also=("职位编号", "岗位ID", "岗位代码", "job")),
        Column("channel", "category", "来源渠道", "Source channel", also=("渠道", "招聘渠道", "来源", "source")),
        Column("applied_date", "date", "申请日期", "Applied on", also=("投递日期", "应聘日期", "application date", "applied")),
        Column("status", "category", "当前状态", "Status", allowed=STAGE_NAMES, also=("状态", "申请状态")),
    ),
)  # fmt: skip

STAGES = TableContract(
    name="STAGES",
    grain="application × event",
    zh="流程记录",
    en="Stage events",
    columns=(
        Column("application_id", "id", "申请编号", "Application ID", key=True, refers_to="APPLICATIONS.application_id", also=("应聘编号", "申请ID", "application")),
        Column("stage", "category", "阶段", "Stage", key=True, allowed=STAGE_NAMES, also=("流程阶段", "环节")),
        Column("event_date", "date", "日期", "Date", required=True, also=("时间", "发生日期", "event time", "event date")),
        Column("reason", "text", "原因", "Reason", also=("备注", "说明", "note")),
    ),
)  # fmt: skip

SPEND = TableContract(
    name="SPEND",
    grain="channel × period",
    zh="渠道花费",
    en="Channel spend",
    columns=(
        Column("channel", "category", "来源渠道", "Source channel", key=True, also=("渠道", "招聘渠道", "source")),
        Column("month", "date", "月份", "Month", key=True, also=("年月", "期间")),
        Column("item", "category", "费用项目", "Item", key=True, allowed=("fee", "advertising", "agency", "referral_bonus", "event"), also=("项目", "费用类型", "type")),
        Column("amount", "money", "金额", "Amount", low=0, required=True, also=("费用", "花费", "cost")),
        CURRENCY,
    ),
)  # fmt: skip

TOOL_COSTS = TableContract(
    name="TOOL_COSTS",
    grain="cost item × month",
    zh="工具与人工成本",
    en="Interview costs",
    columns=(
        Column("month", "date", "月份", "Month", key=True, also=("年月", "期间")),
        Column("item", "category", "成本项目", "Item", key=True, allowed=("tool_fee", "follow_up_labour", "manual_interview"), also=("项目", "费用类型")),
        Column("amount", "money", "金额", "Amount", low=0, required=True, also=("费用", "cost")),
        CURRENCY,
        Column("n_interviews", "integer", "面试场次", "Interviews", unit="interviews", low=0, also=("面试数", "interview count")),
        Column("minutes", "number", "工时分钟", "Minutes of HR time", unit="min", low=0, also=("分钟", "hr minutes")),
    ),
)  # fmt: skip
