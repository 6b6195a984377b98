"""The words people use for values: 本科 is bachelor, 男 is male, 每月 is month, 是 is yes."""

from __future__ import annotations

from workbench.intake.headers import plain

EMPTY_WORDS = {
    "", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nan", "none", "null", "nil", "#n/a", "无", "空", "未知", "不详", "未填", "未填写",
    "待定", "面议", "薪资面议", "可议", "面谈", "保密", "unknown", "tbd", "negotiable",
}  # fmt: skip
TRUE_WORDS = {"是", "有", "y", "yes", "true", "t", "1", "1.0", "对", "接受", "已接受", "accepted", "√", "✓"}
FALSE_WORDS = {"否", "没有", "n", "no", "false", "f", "0", "0.0", "错", "拒绝", "已拒绝", "declined", "rejected", "×", "✗"}

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "degree": {
        "none": ("高中", "中专", "初中", "高中及以下", "技校", "high school", "无学历"),
        "associate": ("大专", "专科", "高职", "college", "associate degree"),
        "bachelor": ("本科", "大学本科", "学士", "统招本科", "bachelor's", "bachelors", "ba", "bsc", "bs", "undergraduate"),
        "master": ("硕士", "硕士研究生", "研究生", "mba", "master's", "masters", "ma", "msc", "ms"),
        "doctor": ("博士", "博士研究生", "phd", "ph.d.", "doctorate"),
    },
    "currency": {
        "CNY": ("人民币", "元", "rmb", "¥", "cny人民币", "yuan"),
        "USD": ("美元", "美金", "$", "us dollar"),
        "EUR": ("欧元", "€", "euro"),
        "HKD": ("港币", "港元"),
    },
    "period": {
        "month": ("月", "每月", "月薪", "monthly", "per month"),
        "year": ("年", "每年", "年薪", "yearly", "annual", "per year"),
        "hour": ("小时", "时薪", "hourly", "per hour"),
    },
    "sex": {"female": ("女", "女性", "f", "woman"), "male": ("男", "男性", "m", "man"), "other": ("其他",), "undisclosed": ("不愿透露", "未透露")},
    "age_band": {"under 25": ("25岁以下", "<25"), "25-34": ("25-34岁",), "35-44": ("35-44岁",), "45 and over": ("45岁及以上", "45+"), "undisclosed": ("不愿透露",)},
    "disability": {"yes": ("是", "有"), "no": ("否", "无残障"), "undisclosed": ("不愿透露",)},
    "language": {"zh": ("中文", "汉语", "普通话", "chinese", "mandarin", "zh-cn"), "en": ("英文", "英语", "english", "en-us")},
    "mode": {"ai": ("ai面试", "智能面试", "ai interview"), "manual": ("人工", "人工面试", "manual interview")},
    "stage": {
        "applied": ("投递", "已投递", "申请"), "screened": ("筛选", "简历筛选", "初筛", "screening"), "invited": ("邀约", "邀请", "已邀请"),
        "interviewed": ("面试", "已面试", "interview"), "offered": ("发放offer", "录用通知", "offer", "报价"), "accepted": ("接受", "已接受"),
        "hired": ("入职", "已入职", "录用"), "rejected": ("淘汰", "拒绝", "未通过"), "withdrawn": ("放弃", "撤回", "主动放弃"),
    },
    "item": {
        "fee": ("平台费", "会员费", "服务费"), "advertising": ("广告", "推广"), "agency": ("猎头费", "中介费"),
        "referral_bonus": ("内推奖金", "推荐奖金"), "event": ("活动", "招聘会"), "tool_fee": ("工具费", "ai工具费", "软件费"),
        "follow_up_labour": ("复核工时", "跟进人工", "人工复核"), "manual_interview": ("人工面试", "人工面试成本"),
    },
}  # fmt: skip
WORDS["min_degree"] = {**WORDS["degree"], "none": (*WORDS["degree"]["none"], "不限")}
WORDS["status"] = WORDS["stage"]


def meaning(column: str, word: str, allowed: tuple[str, ...]) -> str | None:
    """Find the allowed value a word stands for in one column; None when it stands for none."""
    folded = plain(word)
    known = WORDS.get(column, {})
    for value in allowed:
        if folded == plain(value) or folded in {plain(other) for other in known.get(value, ())}:
            return value
    return None
