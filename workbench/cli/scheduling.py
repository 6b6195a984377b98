"""Reports that come by themselves: periods said relative to the day of the run, and the lines a machine's scheduler takes.

In flow words such as ``last-month`` and a command; out flow ``2026-10`` and lines for cron, systemd and Windows' Task Scheduler.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import Refusal, closest

if TYPE_CHECKING:
    from datetime import date

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
RELATIVE = tuple(f"{which}-{length}" for which in ("last", "this") for length in LENGTHS)
EVERY = {
    "day": ("0 6 * * *", "*-*-* 06:00", "/SC DAILY"),
    "week": ("0 6 * * 1", "Mon *-*-* 06:00", "/SC WEEKLY /D MON"),
    "month": ("0 6 1 * *", "*-*-01 06:00", "/SC MONTHLY /D 1"),
    "quarter": ("0 6 1 1,4,7,10 *", "*-01,04,07,10-01 06:00", "/SC MONTHLY /M JAN,APR,JUL,OCT /D 1"),
}


def today() -> date:
    """Read this machine's calendar."""
    return datetime.now().astimezone().date()


def period_of(text: str | None, day: date) -> str | None:
    """Say a relative period as the reports know periods; anything else is theirs to read.

    Parameters
    ----------
    text : str, optional
        ``last-month``, ``this-quarter``, … or a period as it stands.
    day : date
        The day of the run.

    Returns
    -------
    str or None
        ``2026-10``, ``2026-Q3``, ``2025``.

    Raises
    ------
    Refusal
        If it begins like a relative period and is none.

    Examples
    --------
    >>> from datetime import date
    >>> period_of("last-quarter", date(2026, 1, 1)), period_of("last-month", date(2026, 1, 31)), period_of("2026-Q2", date(2026, 1, 1))
    ('2025-Q4', '2025-12', '2026-Q2')
    """
    if text is None or not text.startswith(("last-", "this-")):
        return text
    which, _, length = text.partition("-")
    if length not in LENGTHS:
        raise Refusal("this period is not known", where="--period", found=f"'{text}'", expected=f"one of {', '.join(RELATIVE)}, or 2026, 2026-Q3, 2026-09",
                      cure=closest(text, RELATIVE) or "choose one of them")  # fmt: skip
    months = LENGTHS[length]
    begun = (day.year * 12 + day.month - 1) // months - (which == "last")
    year, place = divmod(begun * months, 12)
    return {"month": f"{year}-{place + 1:02}", "quarter": f"{year}-Q{place // 3 + 1}", "year": f"{year}"}[length]


def schedule(every: str, words: list[str]) -> str:
    """Write the lines that make a machine run a command again and again.

    Parameters
    ----------
    every : {"day", "week", "month", "quarter"}
    words : list of str
        The command after ``workbench``, its paths absolute: a scheduler has another folder.

    Raises
    ------
    Refusal
        If the rhythm is not known.
    """
    if every not in EVERY:
        raise Refusal("this rhythm is not known", where="--every", found=f"'{every}'", expected=f"one of {', '.join(EVERY)}",
                      cure=closest(every, EVERY) or "choose one of them")  # fmt: skip
    cron, systemd, windows = EVERY[every]
    program = shutil.which("workbench") or str(Path(sys.executable).with_name("workbench"))
    command = f"{program} {shlex.join(words)}"
    name = f"workbench-{words[0]}-{words[1]}"
    quoted = " ".join(f'\\"{word}\\"' if " " in word else word for word in words)
    return "\n".join([
        "# cron (crontab -e); what goes wrong is mailed to MAILTO, exit codes: 0 written, 2 refused with the reason, 3 nothing to show, 75 another run is at it",
        f"{cron} {_escaped(command)}",
        "",
        f"# systemd: ~/.config/systemd/user/{name}.service and .timer, then: systemctl --user enable --now {name}.timer",
        f"[Service]\nType=oneshot\nExecStart={_doubled(command)}\nSuccessExitStatus=3 75",
        f"[Timer]\nOnCalendar={systemd}\nPersistent=true\n[Install]\nWantedBy=timers.target",
        "",
        "# Windows Task Scheduler",
        f'schtasks /Create /TN "{name}" {windows} /ST 06:00 /TR "{program} {quoted}"',
    ])  # fmt: skip


def _escaped(command: str) -> str:
    """Write per cent signs so that cron does not end the line at them."""
    return command.replace("%", "\\%")


def _doubled(command: str) -> str:
    """Write per cent signs so that systemd takes none for a specifier."""
    return command.replace("%", "%%")
