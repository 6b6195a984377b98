"""Tables about what came of it: who stayed, how they performed."""

from __future__ import annotations

from workbench.contracts.people import CURRENCY, PERIOD
from workbench.contracts.table import Column, TableContract

EMPLOYEES = TableContract(
    name="EMPLOYEES",
    grain="hire",
    zh="员工",
    en="Employees",
    columns=(
        Column("employee_id", "id", "工号", "Employee ID", key=True, also=("员工编号", "员工工号", "employee")),
        Column("application_id", "id", "申请编号", "Application ID", refers_to="APPLICATIONS.application_id", also=("应聘编号", "申请ID", "application")),
        Column("job_id", "id", "岗位编号", "Job ID", required=True, refers_to="JOBS.job_id", also=("职位编号", "岗位ID", "岗位代码", "job")),
        Column("hired_date", "date", "入职日期", "Hired on", required=True, also=("入职时间", "hire date", "start date")),
        Column("left_date", "date", "离职日期", "Left on", also=("离职时间", "leave date", "end date"), about="Missing while employed."),
        Column("pay", "money", "薪资", "Pay", low=0, sensitivity="personal", also=("月薪", "当前月薪", "salary")),
        CURRENCY,
        PERIOD,
    ),
)  # fmt: skip

PERFORMANCE = TableContract(
    name="PERFORMANCE",
    grain="employee × period",
    zh="绩效",
    en="Performance",
    columns=(
        Column("employee_id", "id", "工号", "Employee ID", key=True, refers_to="EMPLOYEES.employee_id", also=("员工编号", "employee")),
        Column("period_end", "date", "考核期末", "Period end", key=True, also=("考核日期", "考核周期", "review date")),
        Column("performance", "number", "绩效得分", "Performance", unit="z", low=-10, high=100, required=True, sensitivity="personal", also=("绩效", "考核得分", "performance score")),
        Column("contribution", "money", "业绩贡献", "Contribution", sensitivity="personal", also=("贡献", "业绩", "contribution value")),
        CURRENCY,
    ),
)  # fmt: skip
