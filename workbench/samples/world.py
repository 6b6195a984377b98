"""What is planted: every number of the invented company that an estimator should find again.

Nothing flows in; the constants below flow into the room's other files and, unchanged, into the truth that tests read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FIRST_DAY, AS_OF = date(2025, 4, 1), date(2026, 9, 30)  # 18 months of hiring, and the day the exports were made
CURRENCY, PERIOD = "CNY", "month"


@dataclass(frozen=True)
class Job:
    """One opening: what the HR system says of it, and where its candidates stand.

    `target` is the mean of points over interviewed candidates under the job's own rubric; `targets` are the competencies
    planted elsewhere.
    """

    job_id: str
    family: str
    title: str
    title_en: str
    level: str
    city: str
    market: int
    drift: float
    min_degree: str
    min_years: int
    target: float
    description: str
    requirements: str
    targets: dict[str, float] = field(default_factory=dict)


JOBS = (
    Job("J-SM-01", "sales", "销售经理", "Sales manager", "M1", "上海", 13000, 0.05, "bachelor", 2, 80.0,
        "负责华东区域客户开发与销售团队管理，完成年度销售指标。", "本科及以上学历，两年以上销售经验，带过五人以上团队，能承受压力。",
        {"communication": 85.0, "stress_tolerance": 70.0}),
    Job("J-SR-01", "sales", "销售代表", "Sales representative", "P3", "苏州", 9500, 0.04, "associate", 1, 72.0,
        "拜访门店与企业客户，开发新客户并维护回款。", "大专及以上学历，一年以上销售经验，沟通能力好。"),
    Job("J-BE-01", "technical", "后端工程师", "Backend engineer", "P6", "杭州", 14500, 0.08, "bachelor", 2, 83.0,
        "开发和维护订单与支付服务，保证高峰期稳定。", "本科及以上学历，两年以上后端开发经验，熟悉数据库与缓存。",
        {"programming": 60.0}),
    Job("J-DE-01", "technical", "数据工程师", "Data engineer", "P6", "杭州", 15000, 0.09, "bachelor", 2, 77.0,
        "建设数据仓库与数据任务，支持经营分析。", "本科及以上学历，两年以上数据开发经验，熟悉建模与调度。"),
    Job("J-OP-01", "operations", "运营专员", "Operations specialist", "P4", "上海", 9000, 0.04, "bachelor", 1, 68.0,
        "策划线上线下活动，提升转化与用户增长。", "本科及以上学历，一年以上活动运营经验。"),
    Job("J-LV-01", "operations", "直播运营", "Live-commerce operator", "P4", "广州", 10000, 0.10, "associate", 1, 64.0,
        "负责直播间选品、排期与场控，提升观看与成交。", "大专及以上学历，一年以上直播或电商经验。"),
    Job("J-CS-01", "service", "客服主管", "Customer service lead", "M1", "成都", 8500, 0.03, "associate", 2, 70.0,
        "管理客服小组，处理投诉升级，改进服务流程。", "大专及以上学历，两年以上客服经验，带过小组。"),
    Job("J-HR-01", "service", "招聘专员", "Recruiter", "P4", "上海", 8800, 0.04, "bachelor", 0, 75.0,
        "负责销售与技术岗位的寻访、面试安排与入职跟进。", "本科及以上学历，有招聘经验者优先。"),
)  # fmt: skip

CHANNELS = ("内推", "招聘网站", "校园招聘", "猎头", "社交媒体", "自荐")
CHANNEL_SHARE = (0.18, 0.34, 0.12, 0.10, 0.18, 0.08)
CHANNEL_EFFECT = (0.60, 0.00, 0.20, 0.35, 0.00, -0.25)  # γ, in standard deviations of ability
EQUAL_PAIR = ("招聘网站", "社交媒体")  # the pair whose difference is exactly nothing
JOB_MIX = (  # channel × job: the two equal channels send people to very different jobs, so their raw means differ
    (0.08, 0.16, 0.09, 0.09, 0.17, 0.14, 0.16, 0.11),
    (0.20, 0.10, 0.22, 0.17, 0.06, 0.04, 0.06, 0.15),
    (0.04, 0.22, 0.14, 0.14, 0.20, 0.10, 0.06, 0.10),
    (0.24, 0.04, 0.26, 0.24, 0.04, 0.06, 0.06, 0.06),
    (0.05, 0.14, 0.05, 0.05, 0.26, 0.30, 0.10, 0.05),
    (0.12, 0.16, 0.10, 0.08, 0.16, 0.12, 0.16, 0.10),
)

CORRELATION = 0.3  # of any two competencies within a job
POINTS_PER_SD = 14.0  # one standard deviation of ability, in points of a criterion (12.5 for ratings: half a rating)
BASE_POINTS = 75.0  # the points at which ability is called 0
NOISE_SD = 0.7  # of an indicator, in standard deviations of ability
STEP_SLOPE = 0.45  # log-units of a counted step (team size) for one standard deviation
NOT_ASKED, NOT_SAID, NOT_RATED = 0.08, 0.05, 0.04

RATERS = tuple(f"R{number:02d}" for number in range(1, 11))
RATER_LOAD = (0.20, 0.17, 0.14, 0.12, 0.10, 0.08, 0.07, 0.05, 0.04, 0.03)  # unbalanced on purpose
RATERS_PER_INTERVIEW = (0.25, 0.50, 0.25)  # one, two, three
SEVERITY_SD, RESIDUAL_SD = 0.4, 0.84  # in standard deviations of ability; the question's effect is its link's intercept
RATING_SLOPE = 0.5  # ratings for one standard deviation of ability
SINGLE_RATER_RELIABILITY = 0.45

PLANTED_GROUP = ("sex", "female", "male", "pressure_example", -0.40)  # attribute, group, reference, criterion, ratings

DECISION_NOISE = 4.0  # points the panel adds to or takes from the overall score
OFFER_SHARE = (0.24, 0.36)  # the month's cut lets between this and that share through

BETAS = {"technical": (0.60, 0.30, 0.10, 0.0, 0.0)}  # by rubric order; every other family weighs its competencies equally
PERFORMANCE_R2, STABLE_SHARE = 0.20, 0.50  # explained by ability; stable but unexplained; the rest is the period's luck

REFERENCE_FACTOR, REFERENCE_SLOPE = 1.02, 0.10  # reference pay = market × factor × exp(slope × ability)
OUTSIDE_TEN_PERCENT = 0.35  # share of offers further than ±10 % from the reference
EXPECTATION = (0.03, 0.15)  # mean and sd of log(expectation / market)
ACCEPTANCE = {"intercept": 0.2, "offer_to_expectation": 6.0, "offer_to_market": 3.0}  # on the ratios less one
SATISFACTION = {"intercept": 3.5, "offer_to_expectation": 5.0, "noise_sd": 0.7, "response_share": 0.7}
ATTRITION = {"shape": 1.3, "scale_days": 650.0, "pay_position": -2.5, "performance": -0.30}  # log hazard
ATTRITION_CHANNEL = {"内推": -0.45, "招聘网站": 0.0, "校园招聘": 0.20, "猎头": 0.30, "社交媒体": 0.0, "自荐": 0.0}

TOOL_FEE_YEAR, HOURLY_RATE, FOLLOW_UP_MIN, MANUAL_COST, MANUAL_MIN = 100_000, 400, 10, 500, 60
CONTRIBUTION_BASE_YEAR, CONTRIBUTION_PER_SD_YEAR = 240_000, 60_000
REFERRAL_BONUS, AGENCY_SHARE_OF_YEAR = 4_000, 0.18


def truth() -> dict:
    """Everything planted, as plain data."""
    first, group, reference, criterion, difference = PLANTED_GROUP
    return {
        "first_day": FIRST_DAY.isoformat(),
        "as_of": AS_OF.isoformat(),
        "channel_effect": dict(zip(CHANNELS, CHANNEL_EFFECT, strict=True)),
        "equal_channels": list(EQUAL_PAIR),
        "correlation": CORRELATION,
        "noise_sd": NOISE_SD,
        "weak_competency": {"J-BE-01": "programming", "J-SM-01": "stress_tolerance"},
        "ratings": {
            "severity_sd": SEVERITY_SD, "residual_sd": RESIDUAL_SD, "ratings_per_sd": RATING_SLOPE,
            "single_rater_reliability": SINGLE_RATER_RELIABILITY,
        },
        "group_difference": {
            "attribute": first, "group": group, "reference": reference, "criterion": criterion, "difference": difference,
        },
        "performance": {"r2": PERFORMANCE_R2, "stable_share": STABLE_SHARE, "unequal_family": "technical", "equal_family": "sales"},
        "pay": {
            "reference_factor": REFERENCE_FACTOR, "reference_slope": REFERENCE_SLOPE, "outside_ten_percent": OUTSIDE_TEN_PERCENT,
            "expectation_log_mean": EXPECTATION[0], "expectation_log_sd": EXPECTATION[1],
            "market": {job.job_id: {"start": job.market, "drift_year": job.drift} for job in JOBS},
        },
        "acceptance": dict(ACCEPTANCE),
        "satisfaction": dict(SATISFACTION),
        "attrition": {**ATTRITION, "channel": dict(ATTRITION_CHANNEL)},
        "money": {
            "tool_fee_year": TOOL_FEE_YEAR, "hourly_rate": HOURLY_RATE, "follow_up_min": FOLLOW_UP_MIN, "manual_cost": MANUAL_COST,
            "contribution_base_year": CONTRIBUTION_BASE_YEAR, "contribution_per_sd_year": CONTRIBUTION_PER_SD_YEAR,
            "referral_bonus": REFERRAL_BONUS, "agency_share_of_year": AGENCY_SHARE_OF_YEAR,
        },
    }  # fmt: skip
