"""The sentences candidates are given to say, per language: frames for numbers, story parts, small talk, and slips.

Nothing flows in; out flow tables of sentences with gaps. ``{q}`` is a spoken quantity, ``{topic}`` the competency's word.
"""

from __future__ import annotations

INDICATORS = {  # indicator: (classifier, zh noun, en noun, zh frames, en frames)
    "new_customers_year": (("个", "家"), "新客户", "new customers",
        ("去年一年我新增了{q}客户", "去年我自己开发的新客户有{q}", "新客户这块，一年下来{q}"),
        ("Last year I won {q} new customers", "Over the last twelve months I brought in {q} new clients", "In new accounts I landed {q} last year")),
    "team_size": (("个人",), "的团队", "people in the team",
        ("我带过的团队最多有{q}", "当时我管理的团队是{q}", "我手下的团队有{q}"),
        ("The largest team I led had {q} people", "I managed a team of {q} people", "I led {q} people on my team")),
    "team_growth_pct": ((), "团队业绩增长", "team growth",
        ("团队业绩增长了{q}", "那一年团队业绩同比增长{q}"),
        ("The team's results grew by {q}", "Team growth over that year was {q}")),
    "quota_attainment_pct": ((), "指标完成率", "of target",
        ("去年我的指标完成率是{q}", "全年指标的达成率在{q}"),
        ("My quota attainment last year was {q}", "I finished the year with a target attainment of {q}")),
    "courses_year": (("门",), "课程", "courses",
        ("去年我学完了{q}课程", "这一年我在网上学的课程有{q}"),
        ("In the last year I finished {q} courses", "I completed {q} online courses over the year")),
    "test_coverage_pct": ((), "测试覆盖率", "test coverage",
        ("我负责的模块测试覆盖率是{q}", "单测这块，测试覆盖率做到了{q}"),
        ("The test coverage of my modules is {q}", "We brought test coverage to {q}")),
    "service_qps": ((), "QPS", "requests per second",
        ("我做的服务高峰期QPS有{q}", "这个服务的峰值QPS是{q}"),
        ("At peak the service handled {q} requests per second", "The peak load of my service was {q} requests per second")),
    "latency_reduction_pct": ((), "时延降幅", "lower latency",
        ("接口时延降低了{q}", "优化以后响应时间下降了{q}"),
        ("We cut latency by {q}", "The response time went down by {q}")),
    "pipelines_owned": (("个", "条"), "数据任务", "data pipelines",
        ("我负责的数据任务有{q}", "我手上维护着{q}数据任务"),
        ("I own {q} data pipelines", "There are {q} pipelines in my care")),
    "incidents_resolved_year": (("起", "次"), "线上故障", "incidents",
        ("去年我处理了{q}线上故障", "一年里我处理的故障有{q}"),
        ("Last year I resolved {q} incidents", "I handled {q} production incidents over the year")),
    "campaigns_year": (("场",), "活动", "campaigns",
        ("去年我做了{q}活动", "一年下来我执行的活动有{q}"),
        ("Last year I ran {q} campaigns", "I delivered {q} events over the year")),
    "conversion_pct": ((), "转化率", "conversion rate",
        ("平均转化率是{q}", "转化率做到了{q}"),
        ("The conversion rate was {q}", "On average we had a conversion rate of {q}")),
    "followers": (("个",), "粉丝", "followers",
        ("我运营的账号有{q}粉丝", "账号的粉丝做到了{q}"),
        ("The account I run has {q} followers", "We grew the account to {q} followers")),
    "viewers_peak": (("个",), "观看人数", "viewers",
        ("单场直播观看人数最高{q}", "最好的一场，观看人数有{q}"),
        ("Our best live show had {q} viewers", "At most {q} viewers watched one of my shows")),
    "complaints_resolved_pct": ((), "投诉解决率", "resolution rate",
        ("我们的投诉解决率是{q}", "投诉一次解决率做到了{q}"),
        ("Our resolution rate for complaints is {q}", "First-contact resolution of complaints reached {q}")),
    "tickets_day": (("个", "张"), "工单", "tickets",
        ("我们每人每天处理{q}工单", "一天下来人均要处理的工单有{q}"),
        ("Each of us handles {q} tickets a day", "One person deals with {q} tickets a day")),
    "hires_year": (("个人",), "的招聘量", "hires",
        ("过去一年我招到了{q}", "一年下来经我手入职的有{q}"),
        ("In the last year I made {q} hires", "Over the year I closed {q} hires")),
    "time_to_fill_day": ((), "到岗周期", "time to fill",
        ("平均到岗周期是{q}", "从发布到入职，招聘周期平均{q}"),
        ("My average time to fill is {q}", "On average the time to fill was {q}")),
}  # fmt: skip

TOPICS = {
    "client_development": ("客户拓展", "winning customers"), "team_leadership": ("带团队", "leading the team"),
    "communication": ("说服别人", "changing somebody's mind"), "stress_tolerance": ("工作压力", "pressure at work"),
    "learning": ("学习新东西", "learning something new"), "programming": ("写代码", "the code"), "system_design": ("系统设计", "the system design"),
    "problem_solving": ("排查问题", "solving the problem"), "data_modelling": ("数据建模", "the data model"),
    "campaign_execution": ("做活动", "the campaign"), "user_growth": ("用户增长", "user growth"), "live_selling": ("直播", "the live show"),
    "service_quality": ("处理投诉", "the complaint"), "sourcing": ("招聘", "hiring"), "assessment": ("评估候选人", "assessing candidates"),
}  # fmt: skip
PLAIN_TOPIC = ("这项工作", "this work")

STORY = {
    "zh": {
        "situation": ("那年市场变化很快，我们在{topic}上比较被动", "我刚到{employer}的时候，{topic}基本是空白", "当时我在{employer}，{topic}这块刚刚起步", "背景是这样的，前年{topic}遇到了很大困难", "那时候{employer}正在扩张，{topic}没有现成的经验"),
        "task": ("当时我要做的就是让{topic}尽快稳定下来", "我负责的是{topic}，目标很明确", "我的任务是把{topic}从头做起来", "领导要求我负责{topic}，目标是半年见效", "我需要解决的是{topic}里最难的那部分"),
        "action": ("我每周跟进{topic}的进度，同时把问题一条条列出来解决", "我做的是先找出{topic}的关键点，再安排大家分工", "我先梳理了{topic}的流程，然后逐个跟进", "我做的第一件事是分析{topic}的数据，接着制定了计划", "我主动找同事了解{topic}的细节，于是调整了做法"),
        "result": ("最后{topic}比之前好了很多，客户的反馈也不错", "结果{topic}提前完成，成了部门的样板", "最后{topic}的效果比较明显，领导也认可", "结果是{topic}走上了正轨", "最终{topic}达成了目标，还在公司内部做了分享"),
    },
    "en": {
        "situation": ("When I joined {employer}, hardly anybody cared about {topic}", "At that time I was at {employer} and {topic} had only just begun", "The background was that {topic} had become very hard",
                      "Back then {employer} was growing and nobody had experience with {topic}"),
        "task": ("I had to get {topic} into shape, and the goal was clear", "My task was to build up {topic} from scratch", "I was responsible for {topic} and the goal was to show something within half a year",
                 "What I needed to solve was the hardest part of {topic}"),
        "action": ("I listed every problem with {topic} and then worked through them one after another", "First I went through {topic} step by step, then I followed up one by one", "I started by analysing {topic} and then made a plan",
                   "I asked my colleagues about {topic}, so I changed how we worked"),
        "result": ("As a result {topic} was finished early and became the model for other teams", "In the end {topic} worked out well and my manager agreed", "As a result {topic} got back on track",
                   "Finally we reached our goal for {topic} and I presented it inside the company"),
    },
}  # fmt: skip

PLAIN = {
    "zh": ("关于{topic}，我觉得主要靠积累", "{topic}说起来其实不复杂"),
    "en": ("About {topic}, I think it mostly takes practice", "To be honest, {topic} is not that complicated"),
}
SMALL_TALK = {
    "zh": ("嗯，让我想一想", "不好意思，刚才网络有点卡", "今天早上有点堵车", "谢谢您的耐心", "我先喝口水", "这个挺有意思的", "我平时周末喜欢爬山"),
    "en": ("Let me think for a moment", "Sorry, my connection was slow just now", "The traffic was bad this morning", "Thank you for waiting",
           "I will just have a sip of water", "That is an interesting one", "On weekends I like to go hiking"),
}  # fmt: skip
DISTRACTORS = {  # said, and not to be counted
    "zh": {
        "negated": ("没有{q}{noun}那么多", "并没有做到{q}{noun}", "不是{q}{noun}，没有那么多"),
        "hypothetical": ("如果再给我一年，我应该能做到{q}{noun}", "要是资源够的话，我有信心做到{q}{noun}"),
        "other": ("我有个同事，他做到过{q}{noun}", "我们组的老李做到了{q}{noun}"),
    },
    "en": {
        "negated": ("It was not {q} {noun}, nothing like that", "I did not reach {q} {noun}"),
        "hypothetical": ("If I had another year I could reach {q} {noun}", "With more budget I would get to {q} {noun}"),
        "other": ("A colleague of mine had {q} {noun}", "My former boss once reached {q} {noun}"),
    },
}
MONTHLY = {  # a yearly figure said by the month
    "new_customers_year": ("平均每个月新签{q}新客户", "On average I win {q} new customers a month"),
    "campaigns_year": ("平均每个月做{q}活动", "On average I run {q} campaigns a month"),
    "incidents_resolved_year": ("平均每个月处理{q}线上故障", "On average I resolve {q} incidents a month"),
}
SKILLS = {  # family: (zh word, en word) of the skill taxonomy
    "sales": (("线下展会", "trade shows"), ("社群运营", "community operations"), ("大客户管理", "key account management")),
    "technical": (("单元测试", "unit tests"), ("代码评审", "code review"), ("数据仓库", "data warehouse")),
    "operations": (("社群运营", "community operations"), ("私域流量", "private traffic"), ("线下展会", "trade shows")),
    "service": (("投诉处理", "complaint handling"), ("排班", "shift planning"), ("结构化面试", "structured interviews")),
}
SKILL_FRAMES = {
    "zh": {"has": "主要用的是{skill}", "negated": "{skill}我没有做过", "hypothetical": "以后有机会我想试试{skill}"},
    "en": {
        "has": "Mostly I relied on {skill}",
        "negated": "I have never done {skill}",
        "hypothetical": "Some day I would like to try {skill}",
    },
}
