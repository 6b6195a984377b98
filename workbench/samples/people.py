"""Invented people: names, contact data, histories and protected attributes, none of which can belong to a real person.

In flow abilities; out flow CANDIDATES and PROTECTED. Phone numbers use a prefix no operator has, ID numbers a region that
does not exist (with a right check character), mail the domain reserved for examples.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.contracts import DEGREES
from workbench.samples import world
from workbench.samples.ability import Ability, stream

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石单仇"
)
FIRST = tuple("晓文子雨思嘉明志海建佳丽雪春国永振立新一宇浩俊若书静")
GIVEN_SECOND = tuple("华敏强军杰涛琳燕玲芳婷颖欣然博轩宁安平波辉鹏飞龙凯悦怡洁")
SCHOOLS = (
    "江岸大学",
    "东湖理工学院",
    "临海师范大学",
    "北川工业大学",
    "云岭财经大学",
    "南浦职业技术学院",
    "青禾大学",
    "海晏信息学院",
)
EMPLOYERS = ("晨禾快消", "蓝岸科技", "远帆商贸", "云杉软件", "木棉电商", "金穗食品", "星桥物流", "知行教育", "合众数据", "若水文化")
LEADER = "主管"
TITLES = {
    "sales": ("销售专员", "客户经理", "销售主管", "区域销售"), "technical": ("开发工程师", "高级工程师", "数据开发", "技术主管"),
    "operations": ("运营助理", "活动策划", "直播场控", "运营主管"), "service": ("客服专员", "人事专员", "招聘助理", "客服主管"),
}  # fmt: skip
CERTIFICATES = (
    "",
    "",
    "",
    "大学英语六级",
    "普通话二级甲等",
    "人力资源管理师",
    "软件设计师",
    "数据分析师",
    "大学英语六级；数据分析师",
)
CITIES = ("上海", "苏州", "杭州", "广州", "成都", "南京", "宁波", "武汉")
ORIGINS = ("华东", "华南", "华北", "华中", "西南", "西北", "东北")
SEXES, SEX_SHARE = ("female", "male", "other", "undisclosed"), (0.46, 0.47, 0.01, 0.06)
AGES, AGE_SHARE = ("under 25", "25-34", "35-44", "45 and over", "undisclosed"), (0.22, 0.46, 0.20, 0.07, 0.05)
DISABILITY, DISABILITY_SHARE = ("no", "yes", "undisclosed"), (0.90, 0.03, 0.07)
DEGREE_SHARE = (0.02, 0.14, 0.58, 0.23, 0.03)
NO_REGION, NO_PREFIX = "999999", "154"
CHECK_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_CHARACTERS = np.frombuffer(b"10X98765432", dtype=np.uint8)


def ids(letter: str, count: int) -> np.ndarray:
    """Make ids that count from 1: ``C0000001``."""
    return np.array([f"{letter}{number:07d}" for number in range(1, count + 1)], dtype=object)


def pick(names: tuple[str, ...], codes: np.ndarray) -> np.ndarray:
    """Look text up by code, sharing one object per text."""
    return np.array(names, dtype=object)[codes]


def protected(n: int, *, seed: int) -> pd.DataFrame:
    """Draw PROTECTED: independent of everything else in the world."""
    random = stream(seed, "protected")
    return pd.DataFrame(
        {
            "candidate_id": ids("C", n),
            "sex": pick(SEXES, random.choice(len(SEXES), n, p=SEX_SHARE)),
            "age_band": pick(AGES, random.choice(len(AGES), n, p=AGE_SHARE)),
            "origin": pick(ORIGINS, random.integers(0, len(ORIGINS), n)),
            "disability": pick(DISABILITY, random.choice(len(DISABILITY), n, p=DISABILITY_SHARE)),
        }
    )


def schooling(n: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw degree (0 none … 4 doctor) and years of experience: independent of ability, so that screening selects nobody's."""
    random = stream(seed, "schooling")
    degree = random.choice(len(DEGREES), n, p=DEGREE_SHARE)
    return degree, np.clip(np.round(np.exp(1.6 + 0.6 * random.standard_normal(n)), 1), 0, 35)


def candidates(
    ability: Ability, attributes: pd.DataFrame, degree: np.ndarray, years: np.ndarray, pay: dict[str, np.ndarray], *, seed: int,
    texts: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """Build CANDIDATES.

    Parameters
    ----------
    pay : dict
        ``current_pay`` and ``expected_pay``, CNY a month.
    texts : bool
        Also write work history and résumé (left empty for very large worlds).
    """
    random, n = stream(seed, "people"), len(ability.job)
    family = np.array([job.family for job in world.JOBS])[ability.job]
    number = random.integers(0, len(TITLES["sales"]), n)
    titles = np.array([TITLES[job.family] for job in world.JOBS], dtype=object)[ability.job, number]
    employer = pick(EMPLOYERS, random.integers(0, len(EMPLOYERS), n))
    school, certificate = (
        pick(SCHOOLS, random.integers(0, len(SCHOOLS), n)),
        pick(CERTIFICATES, random.integers(0, len(CERTIFICATES), n)),
    )
    name = _names(n, random)
    table = {
        "candidate_id": attributes["candidate_id"].to_numpy(dtype=object),
        "name": name,
        "phone": _phones(n, random),
        "email": np.array([f"c{place}@example.com" for place in range(1, n + 1)], dtype=object),
        "id_number": _id_numbers(attributes, random),
        "degree": pick(DEGREES, degree),
        "school": school,
        "years_experience": years,
        "current_title": titles,
    }
    if texts:
        rows = zip(years, employer, titles, school, certificate, family, name, strict=True)
        written = [_history(*row) for row in rows]
        table["work_history"] = [history for history, _ in written]
        table["certificates"] = np.where(certificate == "", None, certificate)
        table["resume_text"] = [resume for _, resume in written]
    table |= pay
    table |= {"currency": world.CURRENCY, "period": world.PERIOD, "channel": pick(world.CHANNELS, ability.channel)}
    table["city"] = pick(CITIES, random.integers(0, len(CITIES), n))
    return pd.DataFrame(table)


def _names(n: int, random: np.random.Generator) -> np.ndarray:
    surname = pick(SURNAMES, random.integers(0, len(SURNAMES), n))
    first = pick(FIRST, random.integers(0, len(FIRST), n))
    second = pick(("", *GIVEN_SECOND), random.integers(0, len(GIVEN_SECOND) + 1, n))
    return surname + first + second


def _phones(n: int, random: np.random.Generator) -> np.ndarray:
    """Give each person one 154xxxxxxxx: an odd multiplier modulo 10⁸ that is no multiple of 5 repeats nothing."""
    places = (np.arange(n, dtype=np.int64) * 61_803_399 + int(random.integers(0, 10**8))) % 10**8
    return np.array([f"{NO_PREFIX}{place:08d}" for place in places.tolist()], dtype=object)


def _id_numbers(attributes: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    """18 characters: no region, a birthday within the age band, a running number odd for men, check by MOD 11-2."""
    n = len(attributes)
    youngest = (
        attributes["age_band"].map({"under 25": 20, "25-34": 25, "35-44": 35, "45 and over": 45, "undisclosed": 25}).to_numpy()
    )
    year = world.AS_OF.year - 1 - youngest - random.integers(0, 4, n)
    month, day = random.integers(1, 13, n), random.integers(1, 29, n)
    running = random.integers(0, 500, n) * 2 + (attributes["sex"] == "male").to_numpy()
    tail = ((year * 100 + month) * 100 + day) * 1000 + running
    digits = np.empty((n, 17), dtype=np.int64)
    digits[:, :6] = [int(character) for character in NO_REGION]
    digits[:, 6:] = tail[:, None] // 10 ** np.arange(10, -1, -1) % 10
    check = CHECK_CHARACTERS[digits @ CHECK_WEIGHTS % 11]
    characters = np.concatenate([(digits + ord("0")).astype(np.uint8), check[:, None]], axis=1)
    return np.ascontiguousarray(characters).view("S18").ravel().astype("U18").astype(object)


def _history(
    years: float, employer: str, title: str, school: str, certificate: str, family: str, name: str
) -> tuple[str, str]:  # fmt: skip
    """Write where someone worked, and the résumé around it."""
    begin = world.AS_OF.year - max(round(years), 1)
    led = "，带领小组完成季度目标" if LEADER in title else ""
    history = f"{begin}.03-{world.AS_OF.year}.06 {employer}有限公司 {title}{led}"
    work = {"sales": "客户开发与回款", "technical": "系统开发与维护", "operations": "活动策划与执行", "service": "日常服务与协调"}[
        family
    ]
    parts = (
        f"{name}",
        f"工作年限：{years:g} 年",
        f"工作经历\n{history}。负责{work}。",
        f"教育经历\n{school}",
        certificate and f"证书\n{certificate}",
    )
    return history, "\n".join(part for part in parts if part)
