"""Tables about jobs and people, as the HR system keeps them.

Protected attributes stand in a table of their own, joined only in `fairness`.
"""

from __future__ import annotations

from workbench.contracts.table import Column, TableContract

DEGREES = ("none", "associate", "bachelor", "master", "doctor")
PERIODS = ("month", "year", "hour")
CURRENCIES = ("CNY", "USD", "EUR", "HKD")

CURRENCY = Column("currency", "category", "币种", "Currency", allowed=CURRENCIES, also=("货币", "currency code"))
PERIOD = Column("period", "category", "计薪周期", "Pay period", allowed=PERIODS, also=("薪资周期", "周期", "pay basis"))

JOBS = TableContract(
    name="JOBS",
    grain="job",
    zh="岗位",
    en="Jobs",
    columns=(
        Column("job_id", "id", "岗位编号", "Job ID", key=True, also=("职位编号", "岗位ID", "岗位代码", "job", "requisition id")),
        Column("title", "text", "岗位名称", "Job title", required=True, also=("职位名称", "职位", "岗位", "title")),
        Column("title_en", "text", "岗位英文名称", "Job title (English)", also=("英文名称",)),
        Column("job_family", "category", "岗位序列", "Job family", also=("职类", "职位序列", "岗位类别", "family")),
        Column("level", "text", "职级", "Job level", also=("级别", "grade")),
        Column("city", "text", "工作城市", "City", also=("城市", "工作地点", "地点", "location")),
        Column("description", "text", "岗位描述", "Job description", also=("职位描述", "岗位职责", "JD", "description")),
        Column("requirements", "text", "任职要求", "Requirements", also=("岗位要求", "职位要求", "requirement")),
        Column("core_competencies", "text", "核心能力", "Core competencies", also=("核心胜任力", "胜任力", "competencies"),
               about="Separated by ; or 、: they become the draft rubric of the job."),
        Column("min_degree", "category", "最低学历", "Minimum degree", allowed=DEGREES, also=("学历要求",)),
        Column("min_years", "number", "最低年限", "Minimum years of experience", unit="years", low=0, high=50,
               also=("工作年限要求", "经验要求", "min experience")),
        Column("pay_min", "money", "薪资下限", "Pay range minimum", low=0, also=("最低薪资", "薪酬下限", "min pay")),
        Column("pay_max", "money", "薪资上限", "Pay range maximum", low=0, also=("最高薪资", "薪酬上限", "max pay")),
        CURRENCY,
        PERIOD,
        Column("openings", "integer", "招聘人数", "Openings", unit="people", low=0, also=("需求人数", "headcount")),
        Column("budget", "money", "薪资预算", "Pay budget per hire", low=0, also=("预算", "单人预算", "budget")),
        Column("opened_date", "date", "发布日期", "Opened on", also=("开放日期", "opened", "open date")),
        Column("hiring_manager", "id", "用人经理", "Hiring manager", also=("用人部门负责人", "manager"),
               about="Account of the manager who sees this opening."),
    ),
)  # fmt: skip

JOB_TEXTS = TableContract(
    name="JOB_TEXTS",
    grain="job × version of its text",
    zh="岗位描述版本",
    en="Job description versions",
    derived=True,
    columns=(
        Column("job_id", "id", "岗位编号", "Job ID", key=True),
        Column("n", "integer", "序号", "Number", key=True, low=1, about="Counts the texts of one job; the last one is the job's own."),
        Column("title", "text", "岗位名称", "Job title"),
        Column("description", "text", "岗位描述", "Job description"),
        Column("requirements", "text", "任职要求", "Requirements"),
        Column("core_competencies", "text", "核心能力", "Core competencies"),
        Column("kept_at", "text", "保存时间", "Kept at", required=True,
               about="UTC moment, ISO text; written by the store when JOBS first said so. Rows are only ever added."),
    ),
)  # fmt: skip

CANDIDATES = TableContract(
    name="CANDIDATES",
    grain="candidate",
    zh="候选人",
    en="Candidates",
    columns=(
        Column("candidate_id", "id", "候选人编号", "Candidate ID", key=True, also=("应聘者编号", "候选人ID", "人选编号", "candidate")),
        Column("name", "text", "姓名", "Name", sensitivity="personal", also=("候选人姓名", "full name")),
        Column("phone", "text", "手机号", "Phone", sensitivity="personal", also=("手机", "电话", "联系电话", "手机号码", "mobile")),
        Column("email", "text", "邮箱", "E-mail", sensitivity="personal", also=("电子邮箱", "电子邮件", "email address")),
        Column("id_number", "text", "身份证号", "ID number", sensitivity="personal", also=("身份证号码", "证件号码", "身份证", "national id"),
               about="Checked (18 characters, MOD 11-2), then kept only as keyed hash and masked form."),
        Column("degree", "category", "最高学历", "Highest degree", allowed=DEGREES, also=("学历", "education level")),
        Column("school", "text", "毕业院校", "School", sensitivity="personal", also=("学校", "university")),
        Column("years_experience", "number", "工作年限", "Years of experience", unit="years", low=0, high=60,
               also=("工作经验", "工作经验年限", "从业年限", "experience years", "experience")),
        Column("current_title", "text", "当前职位", "Current title", also=("现任职位", "目前职位")),
        Column("work_history", "text", "工作经历", "Work history", sensitivity="personal", also=("工作履历", "employment history")),
        Column("certificates", "text", "证书", "Certificates", also=("资格证书", "certifications")),
        Column("resume_text", "text", "简历正文", "Résumé text", sensitivity="personal", also=("简历", "简历内容", "resume", "cv")),
        Column("current_pay", "money", "当前薪资", "Current pay", low=0, sensitivity="personal", also=("目前薪资", "现薪", "当前月薪", "过往薪资", "current salary")),
        Column("expected_pay", "money", "期望薪资", "Expected pay", low=0, sensitivity="personal", also=("期望月薪", "薪资期望", "期望薪酬", "expected salary")),
        CURRENCY,
        PERIOD,
        Column("channel", "category", "来源渠道", "Source channel", also=("渠道", "招聘渠道", "来源", "source")),
        Column("city", "text", "所在城市", "City", sensitivity="personal", also=("现居城市", "居住地", "location")),
    ),
)  # fmt: skip

PROTECTED = TableContract(
    name="PROTECTED",
    grain="candidate",
    zh="受保护属性",
    en="Protected attributes",
    columns=(
        Column("candidate_id", "id", "候选人编号", "Candidate ID", key=True, also=("候选人ID", "candidate")),
        Column("sex", "category", "性别", "Sex", allowed=("female", "male", "other", "undisclosed"), sensitivity="protected", also=("gender",)),
        Column("age_band", "category", "年龄段", "Age band", allowed=("under 25", "25-34", "35-44", "45 and over", "undisclosed"),
               sensitivity="protected", also=("年龄", "age")),
        Column("origin", "category", "户籍地区", "Region of origin", sensitivity="protected", also=("籍贯", "户籍", "region")),
        Column("disability", "category", "残障情况", "Disability", allowed=("yes", "no", "undisclosed"), sensitivity="protected", also=("残疾",)),
    ),
)  # fmt: skip
