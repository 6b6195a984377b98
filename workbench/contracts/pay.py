"""Tables about pay: what the market pays, what we suggest, what was offered.

PAY_DECISIONS passes from `pay.decide` to the offer talk and is kept nowhere: peers are those of the moment.
"""

from __future__ import annotations

from workbench.contracts.interviews import INTERVIEW_ID
from workbench.contracts.people import CURRENCY, PERIOD
from workbench.contracts.table import Column, TableContract

RULES = (
    "expectation", "expectation_above", "expectation_below", "position", "below_first_band", "above_last_band", "no_score",
    "conflict",
)  # fmt: skip

MARKET_PAY = TableContract(
    name="MARKET_PAY",
    grain="job × date",
    zh="市场薪酬",
    en="Market pay",
    columns=(
        Column("job_id", "id", "岗位编号", "Job ID", key=True, refers_to="JOBS.job_id", also=("职位编号", "岗位ID", "岗位代码", "job")),
        Column("market_date", "date", "数据日期", "Survey date", key=True, also=("日期", "调研日期", "effective date", "date")),
        Column("p25", "money", "市场25分位", "Market P25", low=0, also=("25分位", "P25")),
        Column("p50", "money", "市场50分位", "Market P50", low=0, required=True, also=("50分位", "中位数", "P50", "median")),
        Column("p75", "money", "市场75分位", "Market P75", low=0, also=("75分位", "P75")),
        CURRENCY,
        PERIOD,
    ),
)  # fmt: skip

PAY_SUGGESTIONS = TableContract(
    name="PAY_SUGGESTIONS",
    grain="application",
    zh="薪酬建议",
    en="Pay suggestions",
    derived=True,
    columns=(
        INTERVIEW_ID,
        Column("application_id", "id", "申请编号", "Application ID"),
        Column("range_min", "money", "建议下限", "Range minimum", low=0),
        Column("range_max", "money", "建议上限", "Range maximum", low=0),
        Column("point", "money", "建议点", "Suggested point", low=0, about="Inside the range, by the score's position in its band."),
        Column("decision", "money", "建议金额", "Decision", low=0, about="The expectation when it lies inside the range, else the nearest end."),
        Column("rule", "category", "适用规则", "Rule", allowed=RULES, required=True),
        Column("conflict", "text", "冲突", "Conflict", about="Which two ranges do not meet, with their edges."),
        Column("compa_ratio", "number", "比较比率", "Compa-ratio", low=0, about="Decision / market reference; 1.0 = at the reference."),
        Column("range_penetration", "number", "区间渗透率", "Range penetration", low=0, high=1, about="Decision in the suggested range: 0 = minimum, 1 = maximum."),
        Column("budget_left", "money", "剩余预算", "Budget left", about="Budget less this decision alone; missing where no budget was given."),
        CURRENCY,
        PERIOD,
        Column("reason", "text", "理由", "Reason"),
        Column("matrix_version", "text", "薪酬矩阵版本", "Matrix version", required=True),
        Column("rubric_version", "text", "评分表版本", "Rubric version"),
    ),
)  # fmt: skip

PAY_DECISIONS = TableContract(
    name="PAY_DECISIONS",
    grain="application",
    zh="谈薪依据",
    en="Pay decisions",
    derived=True,
    columns=(
        *PAY_SUGGESTIONS.columns,
        Column("band_penetration", "number", "带宽渗透率", "Band penetration", about="Decision in the matrix's band: 0 = minimum, 1 = maximum."),
        Column("n_peers", "integer", "在岗同事人数", "Peers", unit="people", low=1, about="Staff of the job paid in the same currency and period at this moment; missing below 5."),
        Column("peer_p25", "money", "在岗同事25分位薪资", "Peers' pay, P25", low=0),
        Column("peer_median", "money", "在岗同事中位薪资", "Peers' median pay", low=0),
        Column("peer_p75", "money", "在岗同事75分位薪资", "Peers' pay, P75", low=0),
        Column("peer_ratio", "number", "与同事中位之比", "Decision over peers' median", low=0, about="1.0 = at the peers' median."),
        Column("peer_rank", "number", "在同事中的位置", "Rank among peers", low=0, high=1, about="Share of peers paid less; ties count half."),
        Column("budget_left_after_all", "money", "累计剩余预算", "Budget left after all", about="After this decision and all above it."),
    ),
)  # fmt: skip

OFFERS = TableContract(
    name="OFFERS",
    grain="application",
    zh="录用报价",
    en="Offers",
    columns=(
        Column("application_id", "id", "申请编号", "Application ID", key=True, refers_to="APPLICATIONS.application_id", also=("应聘编号", "申请ID", "application")),
        Column("offer_date", "date", "报价日期", "Offer date", required=True, also=("offer日期", "日期", "date")),
        Column("offered_pay", "money", "录用薪资", "Offered pay", low=0, required=True, sensitivity="personal", also=("报价", "offer薪资", "offer")),
        CURRENCY,
        PERIOD,
        Column("accepted", "flag", "是否接受", "Accepted", also=("接受", "是否入职")),
        Column("satisfaction", "number", "薪资满意度", "Satisfaction with the offer", unit="1-5", low=1, high=5, also=("满意度",)),
    ),
)  # fmt: skip
