"""What the words of a résumé's head lines are: employer, title, department, place, kind of employment, or none of these.

In flows one segment of a line; out flows its kind. Lists end words (公司, Ltd, 主管, Manager), never whole names: names are made anew
every day.
"""

from __future__ import annotations

import re

from workbench.definitions import WORK_FIELDS as FIELDS

__all__ = ["FIELDS"]

TITLE_ENDS_ZH = (
    "主管|经理|总监|组长|队长|店长|负责人|主任|领班|专员|代表|工程师|助理|顾问|主播|运营|客服|销售员?|开发|架构师|分析师|策划|设计师|会计师?|出纳|教师|老师|"
    "实习生|业务员|导购员?|总经理|副总裁?|总裁|厂长|部长|处长|管培生|培训生|储备干部|编辑|坐席|推销员|招聘|人事|HRBP|HR|程序员|督导|班长|讲师|秘书|文员|前台|司机|护士|医生|"
    "店员|收银员|采购员?|质检员|检验员|操作工|技工|电工|技术员|研究员|科学家|合伙人|创始人|董事长?|董事|助教|教练|律师|法务|行政|财务|审计员?|客户成功|产品|测试|运维|"
    "买手|场控|中控|投手|投流师?|摄影师|剪辑师|文案|翻译|记者|制片|导演|理货员|仓管员?|调度员?|规划师|培训师|咨询师|数据分析|算法|干事|委员|站长|校长|园长|院长|所长|科长|课长|组员|"
    "接线员|话务员|催收员|柜员|置业顾问|经纪人|店助|领队|导游|厨师长?|服务员|保安|船长|机长|美工|前端|后端"
)
TITLE_ZH = re.compile(
    rf"^[一-鿿A-Za-z0-9/（）()+&·\-—\s]{{0,22}}?(?:{TITLE_ENDS_ZH})(?:[（(][^（）()]{{1,12}}[）)])?(?:[IVX]{{1,3}}|[一二三]级)?$"
)
_TITLE_WORDS_EN = (
    r"manager|director|lead|leader|engineer|representative|rep|specialist|supervisor|analyst|developer|consultant|assistant|associate|recruiter|"
    r"coordinator|executive|agent|officer|head|intern|architect|salesperson|scientist|designer|operator|streamer|host|vp|president|partner|founder|"
    r"co-founder|cofounder|ceo|cto|cfo|coo|cmo|cio|chief|clerk|teacher|tutor|lecturer|professor|nurse|accountant|administrator|programmer|trainee|"
    r"technician|planner|buyer|cashier|advisor|adviser|writer|editor|producer|strategist|trainer|researcher|secretary|receptionist|controller|"
    r"auditor|attorney|lawyer|paralegal|mechanic|electrician|foreman|captain|owner|freelancer|marketer|tester|generalist|instructor|fellow|driver|"
    r"handler|picker|packer|loader|helper|porter|cleaner|guard|barista|chef|cook|waiter|waitress|server|bartender|banker|broker|underwriter|copywriter|merchandiser|dispatcher|teller|scheduler|principal"
)
TITLE_EN = re.compile(
    rf"^(?=[A-Za-z])(?:[\w&/.,'’()+\-–]+\s){{0,6}}?(?:{_TITLE_WORDS_EN})s?\b"
    rf"(?:,?\s(?:of|for|and|&|[-–])?\s?[A-Za-z&][\w&/.'’\-]*(?:\s(?:[A-Za-z&][\w&/.'’\-]*)){{0,4}}|\s?\([^)]*\)|\s[IVX]{{1,3}})?$",
    re.IGNORECASE,
)
EMPLOYER_ENDS_ZH = (
    "有限责任公司|股份有限公司|有限公司|分公司|子公司|总公司|公司|集团|控股|企业|银行|支行|分行|医院|卫生院|诊所|学校|小学|中学|幼儿园|大学|工作室|事务所|律师事务所|酒店|宾馆|"
    "门店|旗舰店|专卖店|商场|超市|百货|工厂|厂|科技|电商|传媒|平台|机构|中心|研究院|研究所|设计院|学院|网络|软件|股份|实业|商贸|贸易|食品|饮料|汽车|地产|物流|"
    "保险|证券|基金|投资|咨询|服务部|经营部|合作社|协会|基金会|报社|出版社|电视台|餐厅|餐饮|药房|药业|生物|电子|通信|通讯|信息|技术|制造|电器|家居|服饰|快消|教育|文化|广告|办事处"
)
EMPLOYER_ZH = re.compile(rf"^[一-鿿A-Za-z0-9（）()·&\-—.\s]{{1,34}}?(?:{EMPLOYER_ENDS_ZH})(?:[（(][^（）()]{{1,20}}[）)])?$")
EMPLOYER_EN = re.compile(
    r"\b(?:inc|llc|ltd|limited|co|corp|corporation|company|gmbh|plc|group|holdings?|bank|labs?|technologies|technology|tech|solutions|partners|"
    r"trading|software|systems|foods?|logistics|insurance|hospital|clinic|school|university|college|institute|agency|studios?|media|consulting|"
    r"services|industries|enterprises|ventures|capital|networks?|electronics|pharmaceuticals?|retail|stores?|hotels?|restaurant|international|"
    r"associates|firm|startup|foundation|ministry|council|authority|energy|motors|airlines|telecom|digital|interactive|s\.a\.|ag|bv|kk|pte|pty|pvt)\b\.?",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(
    r"^[一-鿿A-Za-z&/\s]{1,16}(?:部|事业部|中心|组|处|科|室|团队|大区|department|dept\.?|division|team|unit)$", re.IGNORECASE
)
KIND = re.compile(
    r"^[（(]?(?:全职|兼职|实习|正式|合同工|外包|民营|国企|外企|私企|合资|上市公司|事业单位|full[-\s]?time|part[-\s]?time|contract|freelance|internship|remote|hybrid|on-?site|"
    r"permanent|temporary|\d+\s?[-–~至]?\s?\d*\s?人(?:以上)?|\d+\s?年\d*\s?个?月?|[（(]?\d+\s?(?:years?|yrs?|months?|mos?)\.?(?:\s\d+\s?(?:months?|mos?)\.?)?[）)]?)[）)]?$",
    re.IGNORECASE,
)
_CITIES = (
    "北京|上海|广州|深圳|杭州|南京|苏州|成都|重庆|武汉|西安|天津|长沙|郑州|青岛|济南|大连|沈阳|厦门|福州|宁波|无锡|合肥|昆明|东莞|佛山|珠海|南昌|南宁|贵阳|哈尔滨|长春|太原|石家庄|兰州|海口|温州|"
    "常州|嘉兴|绍兴|金华|烟台|泉州|香港|澳门|台北|新加坡|乌鲁木齐|银川|西宁|呼和浩特|拉萨|惠州|中山|徐州|南通|扬州|义乌|昆山"
)
_CITIES_EN = (
    r"beijing|shanghai|guangzhou|shenzhen|hangzhou|nanjing|suzhou|chengdu|chongqing|wuhan|xi'?an|tianjin|hong kong|singapore|taipei|london|paris|berlin|munich|"
    r"new york|san francisco|los angeles|chicago|boston|seattle|austin|dallas|houston|denver|atlanta|miami|toronto|vancouver|sydney|melbourne|dublin|amsterdam|"
    r"manchester|birmingham|leeds|edinburgh|tokyo|mumbai|delhi|bangalore|remote|madrid|barcelona|zurich|vienna|kuala lumpur|jakarta|bangkok|manila|dubai"
)
PLACE = re.compile(
    rf"^(?:(?:中国[·\s]?)?(?:[一-鿿]{{2,3}}省[·\s]?)?(?:{_CITIES})市?(?:[·\s-]?[一-鿿]{{1,8}}(?:区|县|镇|路.{{0,12}}))?|"
    rf"(?:{_CITIES_EN})(?:,\s?[A-Za-z.\s]{{2,20}})?|[A-Z][A-Za-z.\s]{{2,20}},\s?(?:[A-Z]{{2}}|UK|USA|China|Canada|Germany|France|Ireland|India|Australia))$",
    re.IGNORECASE,
)
SCHOOL_ZH = re.compile(
    r"^[一-鿿A-Za-z（）()·\s]{2,24}?(?:大学|学院|学校|中学|党校|研究院|高中|职高|技校|中专|专科学校|电大|夜大)(?:[（(][^（）()]{1,14}[）)])?$"
)
SCHOOL_EN = re.compile(
    r"\b(?:university|college|institute|school|academy|polytechnic|université|universität|faculty)\b|^(?:MIT|UCLA|LSE|INSEAD|Caltech|ETH)\b",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"主管|经理|总监|组长|队长|店长|负责人|主任|领班|总经理|副总|总裁|厂长|部长|课长|科长|处长|技术负责人|带头人|班长|站长|督导|创始人|合伙人|领队|"
    r"\b(?:lead|leader|manager|director|head|supervisor|chief|vp|vice president|president|principal|team lead|foreman|captain|cto|ceo|coo|cfo|founder|co-founder)\b",
    re.IGNORECASE,
)
NOT_LEADING = re.compile(
    r"客户经理|产品经理|项目经理|大客户经理|理财经理|投资经理|经理助理|总监助理|总经理助理|主管助理|店长助理|助理店长|区域经理助理|基金经理|采购经理助理|"
    r"\b(?:account manager|product manager|project manager|case manager|community manager|relationship manager|social media manager|lead generation|"
    r"assistant to the|key account manager|customer success manager|programme? manager|content manager|assistant manager|business development manager)\b",
    re.IGNORECASE,
)


def leads(title: str) -> bool:
    """Tell whether a title is one that leads people: a sales supervisor does, an account manager does not."""
    return bool(LEADING.search(title)) and not NOT_LEADING.search(title)


_JOINED = re.compile(
    r"^(?P<employer>.{2,32}?(?:有限责任公司|股份有限公司|有限公司|分公司|公司|集团|银行|医院|酒店|书店|学校|超市|商场|工厂|厂|饭店|药店|门店|专卖店|旗舰店|大学|工作室|事务所|研究院|幼儿园|中学|小学))"
    r"\s?(?P<department>[一-鿿A-Za-z]{2,12}?(?:部|中心|组))?\s?(?P<title>(?!店$|级|内|全|副?总部)[一-鿿A-Za-z]{2,14})$"
)


def parted(text: str) -> dict[str, tuple[int, int]]:
    """Part employer, department and title that are written without a sign between: 青禾教育科技公司课程顾问."""
    m = _JOINED.match(text)
    if not m or len(m["employer"]) < 4 or not TITLE_ZH.match(m["title"]):
        return {}
    return {name: m.span(name) for name, value in m.groupdict().items() if value}


def kind_of(segment: str) -> str:
    """Tell what a segment of a head line is.

    Returns
    -------
    str
        "title", "employer", "both" (销售公司主管…: never), "department", "place", "kind" or "".
    """
    text = segment.strip()
    if not text or len(text) > 90:
        return ""
    if KIND.match(text):
        return "kind"
    if PLACE.match(text):
        return "place"
    if re.search("[一-鿿]", text):
        return _kind_zh(text)
    if TITLE_EN.match(text) and not re.search(r"\b(?:inc|llc|ltd|gmbh|corp|plc)\b\.?", text, re.IGNORECASE):
        return "title"
    if EMPLOYER_EN.search(text) and len(text.split()) <= 9 and text[:1].isupper():
        return "employer"
    return "department" if DEPARTMENT.match(text) else ""


def _kind_zh(text: str) -> str:
    if parted(text):
        return ""
    if TITLE_ZH.match(text) and not re.search(r"(?:公司|集团|银行)$", text):
        return "title"
    if DEPARTMENT.match(text) and not re.search(r"(?:公司|服务部|经营部|研发中心有限)", text):
        return "department"
    return "employer" if EMPLOYER_ZH.match(text) else ""
