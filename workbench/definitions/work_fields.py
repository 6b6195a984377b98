"""Fields of work and the words that job titles and job advertisements use for them, Chinese and English.

Nothing flows in; out flow patterns by field. Titles of a field end many ways, so words inside count.
"""

from __future__ import annotations

import re

WORK_FIELDS: dict[str, re.Pattern[str]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "sales": r"销售|业务员|业务代表|业务经理|客户经理|渠道|导购|商务拓展|招商|大客户|推销|置业顾问|\bBD\b|\b(?:sales\w*|account (?:manager|executive)|business development|inside sales)\b",
        "customer_service": r"客服|客户服务|坐席|呼叫中心|售后|话务|客诉|\b(?:customer (?:service|support|care|success)|call cent(?:er|re)|help ?desk)\b",
        "operations": r"运营|\b(?:operations?|community (?:manager|operations?))\b",
        "live_commerce": r"直播|主播|带货|场控|中控|\b(?:live[- ]?(?:stream\w*|commerce|selling|host)|streamer)\b",
        "marketing": r"市场|营销|品牌|推广|策划|广告|\b(?:marketing|brand\w*|advertising|seo|growth)\b",
        "recruiting": r"招聘|猎头|寻访|\b(?:recruit\w*|talent acquisition|headhunt\w*|sourcer)\b",
        "human_resources": r"人力资源|人事|招聘|薪酬|HRBP|\bHR\b|\b(?:human resources|people (?:partner|operations))\b",
        "software": r"开发|后端|前端|程序|软件|架构|全栈|测试开发|\b(?:software|backend|back-end|frontend|front-end|full[- ]?stack|developer|programmer|devops|sre)\b",
        "data": r"数据|算法|数仓|\b(?:data|machine learning|analytics|etl)\b",
        "finance": r"财务|会计|出纳|审计|税务|\b(?:financ\w*|account(?:ant|ing)|audit\w*|tax|treasur\w*)\b",
        "product": r"产品经理|产品总监|产品运营|产品专员|\bproduct (?:manager|owner|lead|director)\b",
        "design": r"设计|美工|\b(?:design\w*|ui|ux)\b",
        "teaching": r"教师|老师|教学|讲师|教育培训|\b(?:teach\w*|tutor|lectur\w*|instructor)\b",
        "procurement": r"采购|供应链|\b(?:procurement|purchasing|buyer|supply chain)\b",
        "logistics": r"物流|仓储|仓管|配送|\b(?:logistics|warehouse|dispatch\w*)\b",
        "production": r"生产|车间|质量|质检|工艺|\b(?:production|manufacturing|quality)\b",
        "project_management": r"项目经理|项目管理|项目主管|\b(?:project|program(?:me)?) manage\w*\b",
    }.items()
}  # fmt: skip
