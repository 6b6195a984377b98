"""The headings that part a résumé into sections, Chinese and English, alone on a line, before a colon, or in a table's first cell.

In flows a line; out flow the section it opens and where its content begins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS: dict[str, tuple[str, ...]] = {
    "basics": (
        "个人信息", "基本信息", "基本资料", "个人资料", "联系方式", "联系信息", "个人基本信息", "个人情况", "基本情况",
        "contact", "contact information", "contact details", "personal details", "personal information", "personal data", "contact info",
    ),
    "work": (
        "工作经历", "工作经验", "工作履历", "职业经历", "职业履历", "从业经历", "任职经历", "实习经历", "实习经验", "工作及实习经历", "工作实习经历",
        "工作/实习经历", "实习/工作经历", "实习工作经历", "工作背景", "工作简历", "主要工作经历", "就业经历", "职业背景", "从业经验", "工作情况",
        "experience", "work experience", "professional experience", "employment", "employment history", "work history", "career history",
        "relevant experience", "internships", "internship experience", "internship", "professional background", "career experience",
        "work & internship experience", "employment experience", "experience & internships", "job history", "positions held",
        "professional history", "selected experience", "industry experience", "career", "relevant work experience",
    ),
    "education": (
        "教育背景", "教育经历", "学历", "学历背景", "教育", "教育情况", "学习经历", "教育程度", "教育与培训", "教育及培训", "求学经历", "学历教育",
        "education", "education & training", "education and training", "academic background", "educational background", "academic history",
        "education & qualifications", "education and qualifications", "academic qualifications", "studies", "education history",
    ),
    "skills": (
        "技能", "专业技能", "技能特长", "个人技能", "职业技能", "it技能", "掌握技能", "核心技能", "专长", "技能专长", "专业特长", "技能与特长", "计算机技能",
        "技术栈", "技能标签", "能力特长", "核心能力", "职业专长", "工作技能", "技能清单", "相关技能", "办公技能",
        "skills", "technical skills", "core competencies", "key skills", "skills & tools", "areas of expertise", "core skills",
        "professional skills", "skills summary", "skills and tools", "expertise", "competencies", "tools", "technologies",
        "skills & expertise", "technical proficiencies", "it skills", "computer skills", "additional skills",
    ),
    "certificates": (
        "证书", "资格证书", "荣誉证书", "职业资格", "证书资质", "技能证书", "专业证书", "所获证书", "资质证书", "获得证书", "职业证书", "技能/证书",
        "证书与资质", "职业资格证书", "certifications", "certificates", "licenses & certifications", "licenses and certifications", "licences",
        "professional certifications", "certification", "licenses", "licences & certifications", "training & certifications",
        "certifications & licenses", "qualifications",
    ),
    "languages": ("语言能力", "语言", "外语水平", "语言技能", "外语能力", "语言水平", "languages", "language skills", "language proficiency", "language"),
    "projects": (
        "项目经历", "项目经验", "项目", "主要项目", "科研项目", "项目介绍", "projects", "selected projects", "project experience", "key projects",
        "personal projects",
    ),
    "awards": (
        "获奖情况", "荣誉奖项", "奖项", "所获荣誉", "荣誉", "获奖经历", "荣誉奖励", "奖励", "获奖荣誉", "awards", "honors", "honours", "achievements",
        "awards & honors", "honors & awards", "honors and awards", "awards and honors", "key achievements",
    ),
    "volunteer": (
        "志愿经历", "社会实践", "校园经历", "校内经历", "社团经历", "在校经历", "学生工作", "校园实践", "志愿者经历", "volunteer experience", "volunteering",
        "extracurricular activities", "activities", "community involvement", "volunteer work", "leadership & activities",
    ),
    "summary": (
        "自我评价", "个人评价", "个人简介", "自我介绍", "个人优势", "个人总结", "职业概述", "简介", "自我描述", "个人概述", "职业总结", "关于我", "个人亮点",
        "个人概况", "优势亮点", "summary", "profile", "professional summary", "about", "about me", "executive summary", "career summary",
        "personal statement", "professional profile", "personal profile", "career profile", "introduction", "overview", "highlights",
    ),
    "other": (
        "兴趣爱好", "爱好", "个人爱好", "求职意向", "求职目标", "期望职位", "求职期望", "附加信息", "其他", "其他信息", "培训经历", "培训", "论文", "发表论文",
        "兴趣", "推荐人", "意向岗位", "interests", "hobbies", "references", "publications", "objective", "career objective", "training", "patents",
        "additional information", "hobbies & interests", "interests & hobbies", "other", "desired position", "courses", "job objective",
        "referees", "memberships", "affiliations",
    ),
}  # fmt: skip
SECTION_OF = {word: section for section, words in _WORDS.items() for word in words}
_DECORATION = r"[\s■◆●▪▶►★☆※□◇○•·|｜【】\[\]「」《》<>«»()（）_=#*~\-–—―─:：0-9.、]"
_TRIM = re.compile(rf"^{_DECORATION}+|{_DECORATION}+$")
_COUNTED = re.compile(r"^(?:第?[一二三四五六七八九十]+[、.．章节]|[ivx]{1,4}\.\s|\d{1,2}[.、)]\s?)", re.IGNORECASE)
_LONGEST = 46
_SPELT = re.compile(r"^(?:[A-Z]\s){3,}[A-Z]$")
_BEFORE_COLON = re.compile(r"^([^:：|｜]{2,24})\s*[:：|｜]\s*(?=\S)")
_MIX = re.compile(r"^([一-鿿/及与和]{2,12})[\s/|·]*([A-Za-z][A-Za-z&/\s]{2,40})$")
_OF_ONE_LINE = frozenset({"skills", "certificates", "languages", "awards"})
_NEVER_BEFORE_COLON = frozenset({
    "学历", "教育", "教育程度", "其他", "contact", "education", "experience", "培训", "项目", "爱好", "期望职位", "other", "career", "courses",
    "tools", "technologies", "training", "荣誉", "奖励", "兴趣", "求职意向", "求职目标", "意向岗位", "objective", "interests", "hobbies", "核心能力",
    "achievements", "key achievements", "competencies", "highlights", "activities", "career objective", "desired position", "兴趣爱好", "projects",
})  # fmt: skip


class Heading(NamedTuple):
    """What a line opens: a section, where its content begins in the line, and whether it is that one line only ("技能：Excel")."""

    section: str
    offset: int
    one_line: bool


def heading(line: str) -> Heading | None:
    """Tell which section a line opens, if it opens one."""
    if len(line.strip()) <= _LONGEST and (section := _section(line)):
        return Heading(section, len(line), one_line=False)
    bare = line.lstrip(" ■◆●▪▶►★•·【")
    before = _BEFORE_COLON.match(bare)
    section = _section(before[1]) if before else None
    if section and _plain(before[1]) not in _NEVER_BEFORE_COLON:
        return Heading(section, len(line) - len(bare) + before.end(), one_line=section in _OF_ONE_LINE)
    return None


def _section(text: str) -> str | None:
    plain = _plain(text)
    if plain in SECTION_OF:
        return SECTION_OF[plain]
    mixed = _MIX.match(_COUNTED.sub("", _TRIM.sub("", text.strip())))
    if mixed and mixed[1] in SECTION_OF:
        return SECTION_OF[mixed[1]]
    if " and " in plain or " & " in plain or "与" in plain or "及" in plain or "/" in plain:
        parts = re.split(r"\sand\s|\s&\s|与|及|/", plain)
        known = [part.strip() for part in parts if part.strip() in SECTION_OF]
        if len(known) == 2 or (known and "/" in plain and len(parts) == 2 and all(len(part.split()) == 1 for part in parts)):
            return SECTION_OF[known[0]]
    return None


def _plain(text: str) -> str:
    """Take decoration, numbering and letter-spacing off a heading."""
    text = _COUNTED.sub("", text.strip())
    text = _TRIM.sub("", text)
    if _SPELT.match(text):  # E D U C A T I O N
        text = text.replace(" ", "")
    if re.fullmatch(r"(?:[一-鿿]\s+){1,7}[一-鿿]", text):  # 工 作 经 历
        text = re.sub(r"\s+", "", text)
    return re.sub(r"\s+", " ", text).casefold()
