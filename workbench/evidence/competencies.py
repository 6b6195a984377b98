"""The competencies that job descriptions name, Chinese and English, and the words they name them by.

In flows a text; out flow the competencies found, each with its place. A house's own rubrics and taxonomy add to these.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.definitions import Bilingual


class Known(NamedTuple):
    """One competency: id, name, and the words that name it."""

    id: str
    name: Bilingual
    words: re.Pattern[str]


def _known(id_: str, zh: str, en: str, words: str) -> Known:
    return Known(id_, Bilingual(zh=zh, en=en), re.compile(words, re.IGNORECASE))


COMPETENCIES: tuple[Known, ...] = (
    _known("client_development", "客户资源拓展能力", "Client development",
           r"客户(?:资源)?(?:的)?(?:开发|拓展|开拓)|(?:开发|拓展|开拓)(?:新)?(?:客户|市场|渠道)|新客户|商务拓展|\b(?:client|customer|business|market) (?:development|acquisition)\b|\b(?:acquir\w+|win\w*|develop\w*) new (?:clients|customers|accounts|business)\b|\bprospecting\b|\bhunting\b"),
    _known("team_leadership", "团队管理经验", "Team leadership",
           r"团队(?:的)?(?:管理|建设|领导|搭建)|管理(?:\S{0,6})团队|带(?:过|领|好)?(?:\S{0,8})团队|带人|带教|领导力|\b(?:team|people) (?:leadership|management)\b|\b(?:lead|leading|manage|managing|build|building|coach|coaching|supervis\w+) (?:a |an |the |our )?(?:[a-z-]+ ){0,3}(?:team|people|staff|agents|reps|engineers)\b|\bleadership\b"),
    _known("communication", "沟通表达能力", "Communication", r"沟通|表达能力|口才|\bcommunicat\w+\b|\bpresentation skills?\b"),
    _known("stress_tolerance", "抗压能力", "Stress tolerance", r"抗压|承受(?:\S{0,4})压力|高压|高强度|压力下|\b(?:under|work(?:ing)? with|handle|cope with) (?:high )?pressure\b|\bstress (?:tolerance|resistance|management)\b|\bresilien\w+\b"),
    _known("learning", "学习与应变能力", "Learning agility", r"学习(?:与应变)?能力|善于学习|快速学习|自学|应变能力|\b(?:fast|quick) learner\b|\blearning agility\b|\bwilling(?:ness)? to learn\b|\badaptab\w+\b"),
    _known("service_quality", "服务质量", "Service quality", r"服务(?:意识|质量|水平)|客户(?:服务|满意)|投诉(?:处理)?|\bcustomer (?:service|satisfaction|care)\b|\bservice quality\b|\bcomplaints?\b"),
    _known("programming", "编程能力", "Programming", r"编程|编码|代码(?:质量|能力)|(?:后端|前端|软件|Java|Python|Go|C\+\+)\s?(?:的)?开发|\b(?:programming|coding|software development)\b"),
    _known("system_design", "系统设计能力", "System design", r"系统设计|架构设计|系统架构|高并发|\b(?:system|software|solution) (?:design|architecture)\b|\bscalab\w+\b"),
    _known("problem_solving", "问题解决能力", "Problem solving", r"(?:问题|难题)(?:的)?(?:解决|排查|分析)|(?:解决|排查|定位|分析)(?:\S{0,6})(?:问题|故障)|\bproblem[- ]solving\b|\btroubleshoot\w*\b|\bdebugging\b"),
    _known("data_modelling", "数据建模能力", "Data modelling", r"数据(?:建模|仓库|模型)|数仓|\bdata (?:model+ing|warehous\w+|pipelines?)\b|\bETL\b"),
    _known("live_selling", "直播销售能力", "Live selling", r"直播(?:销售|带货|运营|间|电商)?|带货|\blive[- ]?(?:stream\w*|selling|commerce)\b"),
    _known("campaign_execution", "活动运营能力", "Campaign execution", r"活动(?:的)?(?:策划|运营|执行)|策划(?:\S{0,6})活动|\bcampaigns?\b|\bevents? (?:planning|management)\b"),
    _known("user_growth", "用户增长能力", "User growth", r"用户(?:增长|运营)|拉新|涨粉|粉丝|社群运营|私域|\b(?:user|audience|community) growth\b|\bgrowth hacking\b|\bcommunity (?:management|operations)\b"),
    _known("sourcing", "人才寻访能力", "Sourcing", r"寻访|猎聘|人才(?:搜寻|搜索|寻访)|招聘渠道|\b(?:candidate|talent) (?:sourcing|search)\b|\bsourcing candidates\b"),
    _known("assessment", "人才评估能力", "Assessment", r"(?:人才|候选人)(?:的)?(?:评估|测评|甄选)|面试(?:评估|甄选)|\b(?:candidate|talent) (?:assessment|evaluation)\b"),
    _known("negotiation", "谈判能力", "Negotiation", r"谈判|议价|\bnegotiat\w+\b"),
    _known("teamwork", "团队协作能力", "Teamwork", r"团队(?:协作|合作|精神)|协作(?:能力|精神)|\bteam ?work\b|\bteam player\b|\bcollaborat\w+\b"),
    _known("data_analysis", "数据分析能力", "Data analysis", r"数据分析|数据敏感|报表分析|\bdata analy\w+\b|\banalytical skills?\b"),
    _known("planning", "计划与组织能力", "Planning and organisation", r"(?:计划|组织|统筹)(?:与\S{2})?(?:协调)?能力|统筹|时间管理|\b(?:planning|organi[sz]ational|time management) skills?\b|\btime management\b|\bproject planning\b"),
    _known("attention_to_detail", "细致严谨", "Attention to detail", r"细致|严谨|细心|\battention to detail\b|\bdetail[- ]oriented\b"),
    _known("execution", "执行力", "Execution", r"执行力|结果导向|目标导向|\bresults?[- ](?:driven|oriented)\b|\bexecution\b"),
    _known("innovation", "创新能力", "Innovation", r"创新|创意|\binnovat\w+\b|\bcreativ\w+\b"),
    _known("customer_retention", "客户关系维护能力", "Account management", r"客户(?:关系)?(?:的)?维护|维护(?:\S{0,6})客户|客户关系|大客户|\b(?:account|relationship) management\b|\bkey accounts?\b|\bcustomer retention\b"),
    _known("product_sense", "产品思维", "Product sense", r"产品(?:思维|设计|规划)|需求分析|\bproduct (?:sense|thinking|roadmap|strategy)\b"),
    _known("english", "英语能力", "English", r"英语|英文|CET|\b(?:fluent|spoken|business) English\b"),
    _known("financial_analysis", "财务分析能力", "Financial analysis", r"财务(?:分析|管理|核算)|预算(?:管理|编制)|成本(?:核算|控制)|\b(?:financial|budget|cost) (?:analysis|management|control|planning)\b|\bbudgeting\b"),
    _known("quality_management", "质量管理能力", "Quality management", r"质量(?:管理|控制|体系)|品控|\bquality (?:management|control|assurance)\b"),
    _known("safety", "安全意识", "Safety", r"安全(?:意识|生产|管理)|\b(?:safety|HSE|EHS)\b"),
)  # fmt: skip
