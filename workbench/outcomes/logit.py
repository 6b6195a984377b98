"""Whether something happened, against what went before: logistic regression with intervals, refusing what has no finite answer.

In flows a table with a yes-or-no outcome and covariates; out flows a frozen `Logit`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.cox import NO_CAUSE, coefficient_table, enough_events
from workbench.outcomes.design import Design, lay_out
from workbench.outcomes.spells import column, share_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.frames import Frame
    from workbench.wording import Words

WHERE = "outcomes.logit"
INTERCEPT = "Intercept"
STEPS = 60


@dataclass(frozen=True)
class Logit:
    """A fitted logistic regression.

    `table`, one row a coefficient, the intercept first: ``term``, ``covariate``, ``coefficient`` [log odds], ``se``, ``z``, ``p``, ``low``, ``high``,
    ``odds_ratio``, ``odds_ratio_low``, ``odds_ratio_high``.
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    n: int
    n_events: int
    n_omitted: int
    events_per_variable: float
    deviance: float
    deviance_null: float
    pseudo_r2: float
    aic: float
    confidence: float
    design: Design = field(repr=False, compare=False)
    covariance: np.ndarray = field(repr=False, compare=False)
    counterfactual: Words = NO_CAUSE
    formula: str = "log odds = intercept + Σ coefficient × covariate; maximum likelihood; Wald intervals; McFadden's R²"

    @property
    def coefficients(self) -> np.ndarray:
        """Give the coefficients in the order of the table."""
        return self.table["coefficient"].to_numpy()

    def predict(self, rows: Frame) -> pd.DataFrame:
        """Foretell the chance for each row, with the error of the fitted line.

        Returns
        -------
        pandas.DataFrame, one row a row given
            ``probability`` [0..1], ``low``, ``high``, ``log_odds``, ``se`` [of the log odds].

        Raises
        ------
        UndefinedResult
            With fewer than 10 of the rarer outcome per coefficient.
        """
        enough_events(min(self.n_events, self.n - self.n_events), len(self.design.terms), where="outcomes.Logit.predict")
        x = self.design.matrix(frames.to_pandas(rows, where=WHERE), where=WHERE)
        return chances(np.column_stack([np.ones(len(x)), x]), self.coefficients, self.covariance, self.confidence)


@confident
def logit(
    table: Frame,
    *,
    outcome: str,
    covariates: Sequence[str],
    reference: Mapping[str, Any] | None = None,
    missing: str = "raise",
    confidence: float = 0.95,
) -> Logit:
    """Fit a logistic regression.

    Parameters
    ----------
    table : dataframe, one row a case
    outcome : str
        Column of 0 and 1.
    covariates : sequence of str
        Numbers enter as they are, categories against a reference.
    missing : {"raise", "omit"}
        What to do with rows that lack a value; omitted ones are counted.

    Raises
    ------
    ContractError
        If a column is missing or not what it should be.
    UndefinedResult
        If the outcome never or always happened, or a covariate tells the two apart completely.
    """
    share_of(confidence, where=WHERE)
    rows = frames.to_pandas(table, where=WHERE).reset_index(drop=True)
    names = list(dict.fromkeys([covariates] if isinstance(covariates, str) else covariates))
    wanted = [name for name in [outcome, *names] if name in rows]
    if missing not in ("raise", "omit"):
        raise ContractError(
            "'missing' is not known", where=WHERE, found=str(missing), expected="raise or omit", cure="choose one of them"
        )
    known = rows[wanted].notna().all(axis=1) if missing == "omit" else pd.Series(True, rows.index)
    rows, omitted = rows[known].reset_index(drop=True), int((~known).sum())
    y = yes_or_no(column(rows, outcome, where=WHERE), outcome, where=WHERE)
    if not names:
        raise ContractError(
            "no covariate is named", where=WHERE, expected="at least one column", cure="name what the outcome is set against"
        )
    design, x = lay_out(rows, names, reference=reference, where=WHERE)
    beta, covariance, deviance = fit_logit(x, y, where=WHERE)
    n, events, rate = len(y), int(y.sum()), y.mean()
    null = float(-2 * (events * np.log(rate) + (n - events) * np.log(1 - rate)))
    whole = Design(design.covariates, design.levels, (INTERCEPT, *design.terms), (INTERCEPT, *design.of_term))
    lines = coefficient_table(whole, beta, covariance, confidence)
    return Logit(
        table=lines.rename(columns=lambda name: name.replace("hazard_ratio", "odds_ratio")), n=n, n_events=events, n_omitted=omitted,
        events_per_variable=min(events, n - events) / len(design.terms), deviance=deviance, deviance_null=null, pseudo_r2=1 - deviance / null,
        aic=deviance + 2 * len(beta), confidence=confidence, design=design, covariance=covariance,
    )  # fmt: skip


def yes_or_no(values: pd.Series, name: str, *, where: str) -> np.ndarray:
    """Check a column of 0 and 1 in which both occur, and give it as numbers."""
    try:
        y = values.astype("float64").to_numpy(na_value=np.nan)
    except (TypeError, ValueError):
        y = np.full(len(values), np.nan)
    if bad := int((~np.isin(y, (0, 1))).sum()):
        raise ContractError(f"'{name}' is not a column of 0 and 1", where=where, found=f"{bad} of {len(y)} rows are neither", expected="1 = it happened, 0 = it did not",
                            cure="recode the column; missing=\"omit\" leaves out rows without a value")  # fmt: skip
    if not len(y) or y.min() == y.max():
        happened = "always" if len(y) and y[0] == 1 else "never"
        raise UndefinedResult(f"'{name}' {happened} happened, so nothing goes with it", where=where, found=f"{len(y)} rows, {int(y.sum())} events",
                              expected="both outcomes", cure="choose a longer period")  # fmt: skip
    return y


def fit_logit(x: np.ndarray, y: np.ndarray, *, where: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Fit by Newton's steps on centred, scaled columns; give coefficients, their covariance (intercept first) and the deviance."""
    means, sds = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    z = np.column_stack([np.ones(len(x)), (x - means) / sds])
    beta, last = np.zeros(z.shape[1]), np.inf
    beta[0] = np.log(y.mean() / (1 - y.mean()))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(z @ beta, -500, 500)))
        information = (z * (chance * (1 - chance))[:, None]).T @ z
        deviance = float(2 * np.logaddexp(0, np.where(y == 1, -1, 1) * (z @ beta)).sum())
        if abs(last - deviance) < 1e-10 * (1 + deviance) or np.abs(beta).max() > 40:
            break
        last = deviance
        beta = beta + np.linalg.lstsq(information, z.T @ (y - chance), rcond=None)[0]
    if np.abs(beta).max() > 30 or deviance < 1e-6 or np.linalg.cond(information) > 1e12:
        raise UndefinedResult("the covariates tell the two outcomes apart completely, so the coefficients have no finite value", where=where,
                              found=f"{int(y.sum())} events in {len(y)} rows", expected="both outcomes at similar values of the covariates",
                              cure="use fewer covariates, merge levels, or wait for more outcomes")  # fmt: skip
    back = np.eye(len(beta))
    back[1:, 1:] = np.diag(1 / sds)
    back[0, 1:] = -means / sds
    return back @ beta, back @ np.linalg.inv(information) @ back.T, deviance


def chances(x: np.ndarray, beta: np.ndarray, covariance: np.ndarray, confidence: float) -> pd.DataFrame:
    """Turn log odds and their error into chances with an interval."""
    from scipy.special import expit, ndtri

    odds = x @ beta
    se = np.sqrt(np.einsum("ij,jk,ik->i", x, covariance, x))
    reach = ndtri((1 + confidence) / 2) * se
    return pd.DataFrame(
        {"probability": expit(odds), "low": expit(odds - reach), "high": expit(odds + reach), "log_odds": odds, "se": se}
    )
