"""Whether leaving within a year can be foretold: a calibrated classifier judged on people it had not seen, beside the rule without skill.

In flow people with what was known at hire and whether they left; out flows a frozen `Attrition` that speaks of single persons only with its
error, and only where the policy allows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import AccessDenied, ContractError, UndefinedResult, confident
from workbench.outcomes.boosting import Bag, bag, out_of_fold
from workbench.outcomes.cox import NO_CAUSE, enough_events
from workbench.outcomes.design import lay_out
from workbench.outcomes.forecast import ForecastQuality, forecast_quality
from workbench.outcomes.logit import Logit, chances, fit_logit, logit, yes_or_no
from workbench.outcomes.spells import column, spells
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.definitions import Policy
    from workbench.frames import Frame

WHERE = "outcomes.attrition"
OUTCOME = "left_within"
LOGISTIC, BOOSTED = FAMILIES = ("logistic", "boosted trees")
BOOSTED_FORMULA = "boosted trees of depth 2, calibrated by Platt's method inside every fit; judged by cross-validation"
RAISES, LOWERS = Words("raises the odds of leaving"), Words("lowers the odds of leaving")


@dataclass(frozen=True)
class Attrition:
    """A forecast of leaving within the horizon.

    `quality` is that of chances given to people left out of the fit (cross-validation), after calibration learnt without them too; accuracy,
    AUC, average precision, Brier score and calibration stand in it beside the values of the rule without skill. `model` is fitted on all.
    `slope` and `intercept` turn the model's log odds into calibrated ones. `families`: what each family of classifiers reached on the same
    people left out, ``family``, ``brier``, ``auc`` with ``auc_low`` and ``auc_high``, ``average_precision``, ``brier_gain`` over logistic with ``gain_low`` and
    ``gain_high``, ``chosen``. Another family than logistic is chosen only where its gain is more than chance; then `bag` holds its fits.
    """

    quality: ForecastQuality
    model: Logit
    slope: float
    intercept: float
    horizon: float | None
    n: int
    n_events: int
    n_undecided: int
    folds: int
    seed: int
    confidence: float
    foretold: pd.DataFrame = field(repr=False, compare=False)
    counterfactual: Words = NO_CAUSE
    formula: str = "logistic regression, recalibrated on log odds; judged by cross-validation"
    family: str = LOGISTIC
    families: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)
    bag: Bag | None = field(default=None, repr=False, compare=False)

    def groups(self, rows: Frame, *, by: str, minimum_group: int = 5) -> pd.DataFrame:
        """Foretell the share of each group that leaves.

        Returns
        -------
        pandas.DataFrame, one row a group of at least `minimum_group`
            ``group``, ``n``, ``foretold`` [mean chance], ``low``, ``high`` [mean of the persons' limits].
        """
        table = frames.to_pandas(rows, where=WHERE).reset_index(drop=True)
        told = self._told(table).assign(group=column(table, by, where=WHERE).to_numpy())
        grouped = told.groupby("group").agg(
            n=("probability", "size"), foretold=("probability", "mean"), low=("low", "mean"), high=("high", "mean")
        )
        return grouped[grouped["n"] >= minimum_group].reset_index()

    def individual(self, rows: Frame, *, policy: Policy) -> pd.DataFrame:
        """Give each person's chance of leaving with its error.

        Parameters
        ----------
        policy : Policy
            Its ``individual_attrition`` must allow it.

        Returns
        -------
        pandas.DataFrame, one row a row given
            ``probability`` [0..1], ``low``, ``high``, ``base_rate``.

        Raises
        ------
        AccessDenied
            If the policy does not allow it.
        """
        _allowed(policy)
        told = self._told(frames.to_pandas(rows, where=WHERE))
        return told[["probability", "low", "high"]].assign(base_rate=self.quality.base_rate)

    def explain(self, rows: Frame, *, policy: Policy) -> pd.DataFrame:
        """Say what moves each person's chance away from the average person's.

        Returns
        -------
        pandas.DataFrame, one row a person and covariate, the strongest first
            ``row``, ``covariate``, ``value``, ``contribution`` [log odds], ``se``, ``odds`` [times the average person's], ``text``. A person's contributions
            and the average person's log odds add up to the person's log odds; of boosted trees each is what the chance would lose with that
            one covariate at its average, and they need not add up.

        Raises
        ------
        AccessDenied
            If the policy does not allow it.
        """
        _allowed(policy)
        table = frames.to_pandas(rows, where=WHERE).reset_index(drop=True)
        design = self.model.design
        if self.bag is not None:
            return _ordered(_one_by_one(self.bag, design, table))
        x = design.matrix(table, where=WHERE) - np.array(design.means)
        beta, parts = self.model.coefficients[1:] * self.slope, []
        for name in design.covariates:
            there = [place for place, covariate in enumerate(design.of_term) if covariate == name]
            covariance = self.model.covariance[np.ix_([p + 1 for p in there], [p + 1 for p in there])]
            se = self.slope * np.sqrt(np.einsum("ij,jk,ik->i", x[:, there], covariance, x[:, there]))
            parts.append(pd.DataFrame({"row": np.arange(len(x)), "covariate": name, "value": table[name].to_numpy(dtype=object),
                                       "contribution": x[:, there] @ beta[there], "se": se}))  # fmt: skip
        return _ordered(pd.concat(parts, ignore_index=True))

    def _told(self, table: pd.DataFrame) -> pd.DataFrame:
        x = self.model.design.matrix(table, where=WHERE)
        if self.bag is not None:
            return self.bag.told(x, self.confidence)
        told = chances(np.column_stack([np.ones(len(x)), x]), self.model.coefficients, self.model.covariance, self.confidence)
        return _recalibrated(told, self.intercept, self.slope, self.confidence)


@confident
def attrition(
    employees: Frame,
    *,
    covariates: Sequence[str],
    horizon: float = 365.0,
    as_of: Any = None,
    outcome: str | None = None,
    folds: int = 10,
    families: Sequence[str] = FAMILIES,
    reference: Mapping[str, Any] | None = None,
    seed: int = 0,
    confidence: float = 0.95,
) -> Attrition:
    """Learn to foretell who leaves within the horizon, and judge the forecast on people it had not seen.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, one row a hire, with the covariates joined; or any table with an `outcome`
    covariates : sequence of str
        What was known at hire. Something known only later would foretell the past.
    horizon : float
        Days. Only people hired at least that long before `as_of` are used: of the others nobody knows yet; they are counted.
    outcome : str, optional
        A column of 0 and 1 instead of dates; horizon and `as_of` are then not read.
    folds : int
        Of the cross-validation, drawn so that each has its share of events.
    families : sequence of {"logistic", "boosted trees"}
        What is compared on people left out. Logistic stays unless another's Brier score is better by more than chance.

    Raises
    ------
    UndefinedResult
        With fewer than 10 of the rarer outcome per coefficient, or when it never or always happened.
    ContractError
        If a column is missing or not what it should be.

    References
    ----------
    Peduzzi et al. (1996), events per variable; Platt (1999) and Cox (1958), recalibration; Steyerberg (2019), honest validation.
    """
    if LOGISTIC not in families or set(families) - set(FAMILIES):
        raise ContractError("these families of classifiers cannot be compared", where=WHERE, found=", ".join(map(str, families)), expected=" and ".join(FAMILIES),
                            cure="logistic is always among them")  # fmt: skip
    table, undecided = _decided(employees, outcome, horizon, as_of)
    name = outcome or OUTCOME
    y = yes_or_no(table[name], name, where=WHERE)
    names = list(dict.fromkeys([covariates] if isinstance(covariates, str) else covariates))
    if not names:
        raise ContractError(
            "no covariate is named", where=WHERE, expected="at least one column", cure="name what was known at hire"
        )
    table = table.reset_index(drop=True)
    design, x = lay_out(table, names, reference=reference, where=WHERE)
    rarer = int(min(y.sum(), len(y) - y.sum()))
    enough_events(rarer, len(design.terms), where=WHERE)
    model = logit(table, outcome=name, covariates=names, reference=reference, confidence=confidence)
    fold = _folds(y, min(folds, rarer), seed)
    odds = np.empty(len(y))
    for number in np.unique(fold):
        beta, _, _ = fit_logit(x[fold != number], y[fold != number], where=WHERE)
        odds[fold == number] = np.column_stack([np.ones((fold == number).sum()), x[fold == number]]) @ beta
    chance = np.empty(len(y))
    for number in np.unique(fold):
        intercept, slope = _calibration(odds[fold != number], y[fold != number])
        chance[fold == number] = 1 / (1 + np.exp(-(intercept + slope * odds[fold == number])))
    intercept, slope = _calibration(odds, y)
    told = {LOGISTIC: chance} | ({BOOSTED: out_of_fold(x, y, fold, seed)} if BOOSTED in families else {})
    compared = _compared(told, y, confidence)
    best = str(compared.loc[compared["chosen"], "family"].iloc[0])
    return Attrition(
        quality=forecast_quality(told[best], y, bins=max(2, min(10, len(y) // 30)), confidence=confidence), model=model, slope=slope, intercept=intercept,
        horizon=None if outcome else float(horizon), n=len(y), n_events=int(y.sum()), n_undecided=undecided, folds=len(np.unique(fold)), seed=seed,
        confidence=confidence, foretold=pd.DataFrame({"foretold": told[best], "happened": y.astype(int)}), family=best, families=compared,
        bag=bag(x, y, seed) if best == BOOSTED else None, **({"formula": BOOSTED_FORMULA} if best == BOOSTED else {}),
    )  # fmt: skip


def _compared(told: dict[str, np.ndarray], y: np.ndarray, confidence: float) -> pd.DataFrame:
    """Set the families side by side on the same people; choose another than logistic only where the paired gain is more than chance."""
    from scipy.special import ndtri

    rows, losses = [], {family: (chance - y) ** 2 for family, chance in told.items()}
    for family, chance in told.items():
        quality, gain = forecast_quality(chance, y, bins=2, confidence=confidence), losses[LOGISTIC] - losses[family]
        reach = float(ndtri((1 + confidence) / 2) * gain.std(ddof=1) / np.sqrt(len(y)))
        rows.append((family, quality.brier, quality.auc, quality.auc_low, quality.auc_high, quality.average_precision, float(gain.mean()),
                     float(gain.mean()) - reach, float(gain.mean()) + reach))  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["family", "brier", "auc", "auc_low", "auc_high", "average_precision", "brier_gain", "gain_low", "gain_high"]
    )
    better = table[table["gain_low"] > 0]
    best = LOGISTIC if better.empty else better.loc[better["brier"].idxmin(), "family"]
    return table.assign(chosen=table["family"] == best)


def _one_by_one(fits: Bag, design: Any, table: pd.DataFrame) -> pd.DataFrame:
    """Say what each person's log odds would lose with one covariate at its average."""
    x, parts = design.matrix(table, where=WHERE), []
    own = fits.log_odds(x)
    for name in design.covariates:
        there = [place for place, covariate in enumerate(design.of_term) if covariate == name]
        without = x.copy()
        without[:, there] = np.array(design.means)[there]
        moved = own - fits.log_odds(without)
        parts.append(pd.DataFrame({"row": np.arange(len(x)), "covariate": name, "value": table[name].to_numpy(dtype=object),
                                   "contribution": moved.mean(axis=0), "se": moved.std(axis=0, ddof=1)}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _ordered(parts: pd.DataFrame) -> pd.DataFrame:
    told = parts.assign(odds=lambda t: np.exp(t["contribution"]), size=lambda t: -t["contribution"].abs())
    told["text"] = [RAISES if value > 0 else LOWERS for value in told["contribution"]]
    return told.sort_values(["row", "size"], kind="stable", ignore_index=True).drop(columns="size")


def _decided(employees: Frame, outcome: str | None, horizon: float, as_of: Any) -> tuple[pd.DataFrame, int]:
    """Keep people of whom it is known whether they left within the horizon: hired that long ago, whatever became of them."""
    if outcome is not None:
        table = frames.to_pandas(employees, where=WHERE)
        column(table, outcome, where=WHERE)
        return table, 0
    people = spells(employees, as_of=as_of)
    end = as_of if as_of is not None else max(people[name].max() for name in ("hired_date", "left_date") if name in people)
    old = (pd.to_datetime(end) - pd.to_datetime(people["hired_date"])).dt.days >= horizon
    if not old.any():
        raise UndefinedResult("nobody was hired long enough ago", where=WHERE, found=f"{len(people)} hires, all later", expected=f"hires {horizon:g} days before the day of the records",
                              cure="choose a shorter horizon")  # fmt: skip
    kept = people[old]
    return kept.assign(**{OUTCOME: ((kept["left"] == 1) & (kept["days"] <= horizon)).astype(int)}), len(
        frames.to_pandas(employees, where=WHERE)
    ) - len(kept)


def _folds(y: np.ndarray, folds: int, seed: int) -> np.ndarray:
    random, fold = np.random.default_rng(seed), np.empty(len(y), dtype=int)
    for value in (0, 1):
        there = random.permutation(np.flatnonzero(y == value))
        fold[there] = np.arange(len(there)) % max(folds, 2)
    return fold


def _calibration(odds: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Learn how far foretold log odds must be shrunk; never turned round: a forecast without skill becomes the base rate."""
    base = float(np.log(y.mean() / (1 - y.mean())))
    if np.ptp(odds) < 1e-9:
        return base, 0.0
    try:
        (intercept, slope), _, _ = fit_logit(odds[:, None], y, where=WHERE)
    except UndefinedResult:
        return 0.0, 1.0
    return (float(intercept), float(slope)) if slope > 0 else (base, 0.0)


def _recalibrated(told: pd.DataFrame, intercept: float, slope: float, confidence: float) -> pd.DataFrame:
    from scipy.special import expit, ndtri

    odds, reach = intercept + slope * told["log_odds"], slope * told["se"] * ndtri((1 + confidence) / 2)
    return pd.DataFrame({"probability": expit(odds), "low": expit(odds - reach), "high": expit(odds + reach), "log_odds": odds})


def _allowed(policy: Policy) -> None:
    if not getattr(policy, "individual_attrition", False):
        raise AccessDenied("the policy does not allow chances of leaving for single persons", where=WHERE, found="individual_attrition: false",
                           expected="individual_attrition: true in the policy in force",
                           cure="look at groups (Attrition.groups), or have the policy changed and approved")  # fmt: skip
