"""The invented company a quarter later: the HR system's jobs again, two of which now say something else.

In flows a folder of exports; out flows the same folder with the later ``hr_jobs.csv``, everything else as it was.
"""

from __future__ import annotations

from pathlib import Path

from workbench.errors import ContractError
from workbench.samples.world import JOBS

FILE = "hr_jobs.csv"
SAYS = {
    "J-SM-01": "负责华东区域客户开发与销售团队管理，开展直播销售，完成年度销售指标。",
    "J-OP-01": "策划线上活动，提升转化与用户增长。",
}


def later(folder: str | Path) -> list[str]:
    """Let the jobs of an export say what they say a quarter later; doing it again changes nothing.

    Parameters
    ----------
    folder : path
        As `export` wrote it.

    Returns
    -------
    list of str
        The jobs that now say something else.

    Raises
    ------
    ContractError
        If the folder holds no jobs of the invented company.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        raise ContractError("there are no jobs of the invented company", where=Path(folder).name, found=f"no {FILE}", expected="a folder that 'workbench samples' wrote",
                            cure="write it first: workbench samples DIR")  # fmt: skip
    text = before = path.read_bytes().decode("utf-8")
    changed = []
    for job in JOBS:
        if job.job_id in SAYS and job.description in text:
            text = text.replace(job.description, SAYS[job.job_id])
            changed.append(job.job_id)
    if text != before:
        path.write_bytes(text.encode("utf-8"))
    return changed
