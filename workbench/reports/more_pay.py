"""What more pay would do to acceptance, for one job, in one sentence.

In flow a desk, a job and an amount; out flows one `Report`: the chance of a yes at what was offered and at more, from all answered offers of the job's
family, or of all jobs where these are too few. The response is `pay.fit_acceptance`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import pay, wording
from workbench.errors import AccessDenied, UndefinedResult
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_title, known_job
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    import pandas as pd

LADDER = (-1000.0, 500.0, 1000.0, 2000.0)


@scoped
def more_pay(desk: Any, *, job_id: str, amount: float = 1000.0, language: str = "zh") -> Report:
    """Report what an amount more a month would do to a job's acceptance.

    Parameters
    ----------
    desk : desk of the store
    job_id : str
    amount : float
        In the currency and period of the job's offers.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Table ``more_pay`` (one row an amount: ``before``, ``after`` [0-1], ``change``, ``low``, ``high`` [percentage points]). Facts ``before``, ``after``,
        ``change``, ``low``, ``high``, ``n``, ``n_fitted``; all but the last None where there are too few answers.

    Raises
    ------
    AccessDenied
        If the role does not read what people were offered.
    ContractError
        If the job is not known.
    """
    reader, say = Reader(desk), wording.speak(language)
    job = known_job(reader, job_id)
    past, money = _offers(reader, job)
    title = say("What would {amount} more do to acceptance?", amount=words.money_period(amount, *money, language))
    name = job_title(job, language)
    try:
        fitted, alone = _fitted(past, job.get("job_family"), reader.policy().confidence)
        own = past[past["job_id"] == job_id]
        raised = {one: pay.acceptance_if_raised(fitted, own, amount=one) for one in sorted({*LADDER, float(amount)})}
    except UndefinedResult as refusal:
        facts = dict.fromkeys(("before", "after", "change", "low", "high", "n")) | {"n_fitted": int(past["accepted"].notna().sum())}
        return Report(
            title,
            say("{job}: too few answered offers to say.", job=name),
            notes=(say(refusal.what), *reading_notes(reader, language)),
            facts=facts,
        )
    found = raised[float(amount)]
    notes = (
        say(
            "from {n} answered offers of this job and {family} of its job family"
            if alone
            else "from {n} answered offers of this job and {family} of all jobs: its job family alone has too few",
            n=found.n,
            family=fitted.n,
        ),
        say("What people would answer to other pay is the model's word, not seen; offers were not made at random."),
    )
    facts = {part: getattr(found, part) for part in ("before", "after", "change", "low", "high", "n")} | {"n_fitted": fitted.n}
    return Report(title, _sentence(found, name, money, language), tables={"more_pay": _table(raised, money, language)},
                  notes=(*notes, *reading_notes(reader, language)), facts=facts)  # fmt: skip


def _offers(reader: Reader, job: dict[str, Any]) -> tuple[pd.DataFrame, tuple[str | None, str | None]]:
    """Read the answered offers, in the currency and period most offers of the job are in."""
    names = ("INTERVIEWS", "SCORES", "OFFERS", "CANDIDATES", "MARKET_PAY", "JOBS")
    read = {name: reader.table(name, needed=name in ("OFFERS", "CANDIDATES")) for name in names}
    if hidden := [what for what in ("OFFERS.offered_pay", "CANDIDATES.expected_pay") if what in reader.withheld]:
        raise AccessDenied("this account's role does not read what people were offered", where="reports.more_pay", found=f"{', '.join(hidden)} withheld",
                           expected="a role that reads personal columns", cure="ask an administrator or an HR specialist")  # fmt: skip
    past = pay.history(interviews=read["INTERVIEWS"], scores=read["SCORES"], offers=read["OFFERS"], candidates=read["CANDIDATES"],
                       market=read["MARKET_PAY"], jobs=read["JOBS"])  # fmt: skip
    own = past[past["offered_pay"].notna() & (past["job_id"] == job["job_id"])]
    known = own[["currency", "period"]].dropna().mode()
    money = known.iloc[0] if len(known) else {"currency": job.get("currency"), "period": job.get("period")}
    same = (past["currency"].isna() | (past["currency"] == money["currency"])) & (
        past["period"].isna() | (past["period"] == money["period"])
    )
    return past[same].reset_index(drop=True), (money["currency"], money["period"])


def _fitted(past: pd.DataFrame, family: str | None, confidence: float) -> tuple[pay.Acceptance, bool]:
    """Fit the response of the job's family; where it has too few answers, of all jobs, each at its own level, and say which."""
    try:
        return pay.fit_acceptance(past[past["job_family"] == family], confidence=confidence), True
    except UndefinedResult:
        return pay.fit_acceptance(past, confidence=confidence), False


def _sentence(found: pay.Raised, name: str, money: tuple[str | None, str | None], language: str) -> str:
    say = wording.speak(language)
    given = {"job": name, "amount": words.money_period(found.amount, *money, language), "n": found.n, "change": _points(found.change),
             "low": _points(found.low), "high": _points(found.high), "before": numbers.share(found.before), "after": numbers.share(found.after)}  # fmt: skip
    if found.low <= 0 <= found.high:
        return say(
            "{job}: {amount} more, acceptance {before} → {after}, {change} ({low} to {high}) points: no difference shown (n = {n}).",
            **given,
        )
    return say("{job}: {amount} more, acceptance {before} → {after}, {change} ({low} to {high}) points (n = {n}).", **given)


def _points(share: float) -> str:
    return f"{share * 100:+.0f}".replace("-", "−")


def _table(raised: dict[float, pay.Raised], money: tuple[str | None, str | None], language: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"label": words.money_period(amount, *money, language), "amount": amount, "acceptance_today": one.before, "acceptance_proposal": one.after,
         "text": f"{_points(one.change)} ({_points(one.low)} – {_points(one.high)})", "change": one.change * 100, "low": one.low * 100, "high": one.high * 100}
        for amount, one in raised.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)
