"""What goes with leaving earlier: Cox's proportional hazards, with the check of its own assumption beside every coefficient.

In flows a table with durations, events and covariates; out flows a frozen `Cox` that foretells only where enough people have left.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes import hazard
from workbench.outcomes.design import Design, lay_out
from workbench.outcomes.spells import column, durations, share_of
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.frames import Frame

WHERE = "outcomes.cox"
ENOUGH_EVENTS = 10  # events per coefficient before anything is foretold (Peduzzi et al. 1996)
SINGULAR = 1e12  # condition of the information from which coefficients cannot be told apart
HOLDS, BROKEN = "no departure shown", "the effect changes with time"
NO_CAUSE = Words("none: what goes together in these records; changing the covariate need not change who leaves")


@dataclass(frozen=True)
class Cox:
    """A fitted proportional-hazards model.

    `table`, one row a coefficient: ``term``, ``covariate``, ``coefficient`` [log hazard ratio], ``se``, ``z``, ``p``, ``low``, ``high``,
    ``hazard_ratio``, ``hazard_ratio_low``, ``hazard_ratio_high``. `proportionality`, one row a covariate and GLOBAL: ``chi2``, ``df``, ``p``,
    ``finding``. `baseline`: ``time``, ``hazard`` [cumulative, at the mean of the covariates].
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    proportionality: pd.DataFrame = field(repr=False, compare=False)
    baseline: pd.DataFrame = field(repr=False, compare=False)
    n: int
    n_rows: int
    n_events: int
    n_omitted: int
    events_per_variable: float
    log_likelihood: float
    log_likelihood_null: float
    likelihood_ratio: float
    likelihood_ratio_p: float
    concordance: float | None
    confidence: float
    design: Design = field(repr=False, compare=False)
    covariance: np.ndarray = field(repr=False, compare=False)
    _drift: np.ndarray = field(repr=False, compare=False)
    counterfactual: Words = NO_CAUSE
    formula: str = "log hazard = baseline(t) + Σ coefficient × covariate; Efron's ties; Wald intervals"

    @property
    def coefficients(self) -> np.ndarray:
        """Give the coefficients in the order of the table."""
        return self.table["coefficient"].to_numpy()

    def predict(self, rows: Frame, *, horizon: float) -> pd.DataFrame:
        """Foretell the share of people like each row who are still there at the horizon.

        Returns
        -------
        pandas.DataFrame, one row a row given
            ``survival`` [0..1], ``low``, ``high``, ``se`` [of log(-log survival)], ``log_hazard_ratio`` [against the mean of the covariates].

        Raises
        ------
        UndefinedResult
            With fewer than 10 events per coefficient, or a horizon beyond the last time anybody left.
        """
        enough_events(self.n_events, len(self.table), where="outcomes.Cox.predict")
        x = self.design.matrix(frames.to_pandas(rows, where=WHERE), where=WHERE) - np.array(self.design.means)
        return pd.DataFrame(self.survival_of(x, horizon))

    def survival_of(self, x: np.ndarray, horizon: float) -> dict[str, np.ndarray]:
        """Work the same out for rows of the model's own columns, centred."""
        place, rise, drift = self._until(horizon)
        eta = x @ self.coefficients
        cumulative = self.baseline["hazard"].to_numpy()[place] * np.exp(eta)
        moved = x - drift / self.baseline["hazard"].to_numpy()[place]
        variance = rise / self.baseline["hazard"].to_numpy()[place] ** 2 + np.einsum("ij,jk,ik->i", moved, self.covariance, moved)
        reach, se = _quantile(self.confidence), np.sqrt(variance)
        return {"survival": np.exp(-cumulative), "low": np.exp(-cumulative * np.exp(reach * se)),
                "high": np.exp(-cumulative * np.exp(-reach * se)), "se": se, "log_hazard_ratio": eta}  # fmt: skip

    def _until(self, horizon: float) -> tuple[int, float, np.ndarray]:
        """Give the place of the horizon in the baseline, the variance of its hazard, and the drift of the covariates' means."""
        times = self.baseline["time"].to_numpy()
        if not 0 < horizon <= times[-1] or horizon < times[0]:
            raise UndefinedResult("nobody was followed to this horizon", where="outcomes.Cox.predict", found=f"horizon {horizon:g}",
                                  expected=f"{times[0]:g} to {times[-1]:g}, when people left", cure="choose a horizon inside it")  # fmt: skip
        place = int(np.searchsorted(times, horizon, side="right")) - 1
        return place, float(self._drift[place, 0]), self._drift[place, 1:]


@confident
def cox(
    table: Frame,
    *,
    duration: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None = None,
    person: str | None = None,
    reference: Mapping[str, Any] | None = None,
    missing: str = "raise",
    confidence: float = 0.95,
) -> Cox:
    """Fit Cox's proportional hazards.

    Parameters
    ----------
    table : dataframe, one row a person, or a person and stretch of time where `entry` is given
    duration, event : str
        Columns: time observed so far [> 0, one unit] and 1 = left then, 0 = still there.
    covariates : sequence of str
        Numbers enter as they are, categories against a reference.
    entry : str, optional
        Column with the time from which a row counts (covariates that change; people who came under observation late).
    person : str, optional
        Column naming the person, where one has several rows; only counted.
    reference : mapping of covariate to level, optional
        By default the first level in order.
    missing : {"raise", "omit"}
        What to do with rows that lack a covariate; omitted ones are counted.

    Returns
    -------
    Cox

    Raises
    ------
    ContractError
        If a column is missing or not what it should be.
    UndefinedResult
        If nobody left, a covariate does not vary, or a coefficient has no finite value (nobody or everybody of a group left).

    References
    ----------
    Cox (1972); Efron (1977); Grambsch & Therneau (1994) as a score test, each covariate over all its terms; Harrell et al. (1982).
    """
    share_of(confidence, where=WHERE)
    rows = frames.to_pandas(table, where=WHERE).reset_index(drop=True)
    names = list(dict.fromkeys([covariates] if isinstance(covariates, str) else covariates))
    rows, omitted = _whole(rows, names, missing)
    time, left = durations(column(rows, duration, where=WHERE), column(rows, event, where=WHERE), where=WHERE)
    start = _entry(rows, entry, time)
    if not left.any():
        raise UndefinedResult("nobody left, so nothing goes with leaving", where=WHERE, found=f"0 events in {len(rows)} rows", expected="people who left",
                              cure="follow them longer")  # fmt: skip
    if not names:
        raise ContractError(
            "no covariate is named", where=WHERE, expected="at least one column", cure="use outcomes.survival for a curve alone"
        )
    design, x = lay_out(rows, names, reference=reference, where=WHERE)
    _everyone_can_leave(design, x, left)
    means, sds = np.array(design.means), np.array(design.sds)
    when = hazard.clock(start, time, left)
    beta, found, ended = hazard.fit((x - means) / sds, when)
    information = found.spread.sum(axis=0)
    if not ended or np.linalg.cond(information) > SINGULAR:
        raise UndefinedResult("the coefficients have no finite value", where=WHERE, found=f"{int(left.sum())} events for {len(beta)} coefficients",
                              expected="every group to have people who left and people who stayed", cure="merge small groups or leave a covariate out")  # fmt: skip
    covariance = np.linalg.inv(information) / np.outer(sds, sds)
    null = hazard.moments(x * 0, np.zeros(len(beta)), when).log_likelihood
    return _result(design, beta / sds, covariance, x - means, when, found.log_likelihood, null, time=time, left=left, start=start,
                   n=rows[person].nunique() if person else len(rows), omitted=omitted, confidence=confidence)  # fmt: skip


def enough_events(n_events: int, n_terms: int, *, where: str) -> None:
    """Refuse to foretell from too few events.

    Raises
    ------
    UndefinedResult
        With fewer than 10 events per coefficient.
    """
    if n_events < ENOUGH_EVENTS * n_terms:
        raise UndefinedResult("too few people left to foretell anything", where=where,
                              found=f"{n_events} events for {n_terms} coefficients ({n_events / max(n_terms, 1):.1f} each)",
                              expected=f"at least {ENOUGH_EVENTS} events per coefficient, {ENOUGH_EVENTS * n_terms} in all",
                              cure="use fewer covariates, merge levels, or follow people longer")  # fmt: skip


def _whole(rows: pd.DataFrame, names: list[str], missing: str) -> tuple[pd.DataFrame, int]:
    if missing not in ("raise", "omit"):
        raise ContractError(
            "'missing' is not known", where=WHERE, found=str(missing), expected="raise or omit", cure="choose one of them"
        )
    if missing == "raise":
        return rows, 0
    known = rows[[name for name in names if name in rows]].notna().all(axis=1)
    return rows[known].reset_index(drop=True), int((~known).sum())


def _entry(rows: pd.DataFrame, entry: str | None, time: np.ndarray) -> np.ndarray:
    if entry is None:
        return np.full(len(time), -np.inf)
    start = pd.to_numeric(column(rows, entry, where=WHERE), errors="coerce").to_numpy("float64")
    if bad := int((~(start < time)).sum()):
        raise ContractError("rows end before they begin", where=WHERE, found=f"{bad} rows", expected=f"'{entry}' below the duration",
                            cure="leave out rows without any time in them")  # fmt: skip
    return start


def _everyone_can_leave(design: Design, x: np.ndarray, left: np.ndarray) -> None:
    """Refuse a category of which nobody left: its coefficient would be minus infinity."""
    for place, (term, covariate) in enumerate(zip(design.terms, design.of_term, strict=True)):
        if covariate in design.levels and not left[x[:, place] == 1].any():
            _nobody(term)
    for covariate, levels in design.levels.items():
        there = [place for place, name in enumerate(design.of_term) if name == covariate]
        if not left[x[:, there].sum(axis=1) == 0].any():
            _nobody(f"{covariate}_{levels[0]}")


def _nobody(term: str) -> None:
    raise UndefinedResult(f"nobody of '{term}' left, so its effect has no finite value", where=WHERE, found="0 events", expected="people who left in every group",
                          cure="merge it with another group, or leave the covariate out")  # fmt: skip


def _result(
    design: Design, beta: np.ndarray, covariance: np.ndarray, x: np.ndarray, when: hazard.Clock, log_likelihood: float, null: float, *,
    time: np.ndarray, left: np.ndarray, start: np.ndarray, n: int, omitted: int, confidence: float,
) -> Cox:  # fmt: skip
    from scipy.stats import chi2

    at_mean = hazard.moments(x, beta, when)
    ratio = 2 * (log_likelihood - null)
    rise = _by_time(1 / at_mean.total, when)
    drift = np.column_stack([_by_time(1 / at_mean.total**2, when), *(_by_time(m / at_mean.total, when) for m in at_mean.mean.T)])
    return Cox(
        table=coefficient_table(design, beta, covariance, confidence),
        proportionality=_proportionality(design, x, beta, when, at_mean, time, left, start, confidence),
        baseline=pd.DataFrame({"time": when.times, "hazard": np.cumsum(rise)}),
        n=int(n), n_rows=len(x), n_events=int(left.sum()), n_omitted=omitted, events_per_variable=float(left.sum() / len(beta)),
        log_likelihood=log_likelihood, log_likelihood_null=null, likelihood_ratio=ratio, likelihood_ratio_p=float(chi2.sf(max(ratio, 0), len(beta))),
        concordance=_concordance(time, left, x @ beta) if np.isneginf(start).all() else None,
        confidence=confidence, design=design, covariance=covariance, _drift=np.cumsum(drift, axis=0),
    )  # fmt: skip


def coefficient_table(design: Design, beta: np.ndarray, covariance: np.ndarray, confidence: float) -> pd.DataFrame:
    """Lay out coefficients with their Wald intervals and ratios."""
    from scipy.special import ndtr

    se = np.sqrt(np.diag(covariance))
    reach = _quantile(confidence) * se
    table = pd.DataFrame({"term": design.terms, "covariate": design.of_term, "coefficient": beta, "se": se, "z": beta / se,
                          "p": 2 * ndtr(-np.abs(beta / se)), "low": beta - reach, "high": beta + reach})  # fmt: skip
    for name, source in (("hazard_ratio", "coefficient"), ("hazard_ratio_low", "low"), ("hazard_ratio_high", "high")):
        table[name] = np.exp(table[source])
    return table


def _quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def _by_time(values: np.ndarray, when: hazard.Clock) -> np.ndarray:
    return np.bincount(when.at, values, minlength=len(when.times))


def _proportionality(
    design: Design, x: np.ndarray, beta: np.ndarray, when: hazard.Clock, at_mean: hazard.Moments, time: np.ndarray, left: np.ndarray,
    start: np.ndarray, confidence: float,
) -> pd.DataFrame:  # fmt: skip
    """Test whether coefficients drift with time (as 1 - Kaplan–Meier), each covariate over all its terms, and all together."""
    from scipy.stats import chi2

    g = _clock_face(when, time, start)[when.at]
    g = g - g.mean()
    score = ((x[when.who] - at_mean.mean) * g[:, None]).sum(axis=0)
    spread = at_mean.spread
    whole, mixed, timed = spread.sum(axis=0), (spread * g[:, None, None]).sum(axis=0), (spread * g[:, None, None] ** 2).sum(axis=0)
    rest = timed - mixed @ np.linalg.solve(whole, mixed)
    rows = []
    for name in [*design.covariates, "GLOBAL"]:
        there = [place for place, covariate in enumerate(design.of_term) if name in (covariate, "GLOBAL")]
        part = score[there]
        statistic = float(part @ np.linalg.pinv(rest[np.ix_(there, there)]) @ part)
        rows.append({"covariate": name, "chi2": statistic, "df": len(there), "p": float(chi2.sf(statistic, len(there)))})
    table = pd.DataFrame(rows)
    return table.assign(finding=[BROKEN if p < 1 - confidence else HOLDS for p in table["p"]])


def _clock_face(when: hazard.Clock, time: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Give 1 - Kaplan–Meier just before each leaving time."""
    at_risk = np.array(
        len(time)
        - np.searchsorted(np.sort(time), when.times, "left")
        - (len(time) - np.searchsorted(np.sort(start), when.times, "left"))
    )
    gone = np.bincount(when.at, minlength=len(when.times))
    return 1 - np.r_[1.0, np.cumprod(1 - gone / at_risk)[:-1]]


def _concordance(time: np.ndarray, left: np.ndarray, risk: np.ndarray) -> float | None:
    """Share of comparable pairs in which who left earlier had the higher risk; ties of risk count half."""
    order = np.argsort(-time, kind="stable")
    later: list[float] = []
    agree = pairs = 0.0
    for block in np.split(order, np.flatnonzero(np.diff(time[order])) + 1):
        gone, stayed = block[left[block] == 1], block[left[block] == 0]
        for value in risk[stayed].tolist():
            bisect.insort(later, value)
        for value in risk[gone].tolist():
            below, upto = bisect.bisect_left(later, value), bisect.bisect_right(later, value)
            agree, pairs = agree + below + (upto - below) / 2, pairs + len(later)
        for value in risk[gone].tolist():
            bisect.insort(later, value)
    return agree / pairs if pairs else None
