"""How close one source of ratings comes to another: weighted kappa, intraclass correlation and mean distance, with intervals.

In flow pairs of ratings of the same interviews; out flow measures with a bootstrap over interviews, beside what one person agrees
with another. All three are functions of twelve sums, so the whole bootstrap is one matrix product.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, confident

MEASURES = ("qwk", "icc", "mae")
RATERS = "one rater with another"
FEWEST_PAIRS = 10  # below, a bootstrap over interviews says nothing
COLUMNS = ["compared", "against", "measure", "value", "low", "high", "n", "note"]


@confident
def compare(
    source: Any, ratings: Any, *, name: str, lowest: float, highest: float, confidence: float = 0.95, n_resamples: int = 1000,
    random_state: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Compare one rating per interview with people's ratings of the same criterion.

    Parameters
    ----------
    source : dataframe, one row an interview
        ``interview_id`` and ``rating``; missing ratings are left out.
    ratings : dataframe, RATINGS of one criterion, one row per interview × rater
    name : str
        What the source is, for column ``compared``.
    lowest, highest : float
        Ends of the rating scale; κ counts in whole steps between them.

    Returns
    -------
    pandas.DataFrame, one row per comparison × measure
        ``compared``, ``against`` [one rater, mean of raters], ``measure`` [qwk, icc, mae], ``value``, ``low``, ``high`` [percentile bootstrap
        over interviews], ``n`` [interviews], ``note`` [why there is no value]. "One rater" is the fair yardstick beside two people;
        the mean of raters is steadier than any of them.
    """
    people = _people(ratings)
    mine = frames.to_pandas(source, where="ratings compared")[["interview_id", "rating"]].dropna()
    joined = people.merge(mine.rename(columns={"rating": "mine"}), on="interview_id")
    means = joined.groupby("interview_id", sort=False)[["rating", "mine"]].mean().reset_index()
    settings = {
        "lowest": lowest,
        "highest": highest,
        "confidence": confidence,
        "n_resamples": n_resamples,
        "random_state": random_state,
    }
    rows = [*_measured(joined, name, "one rater", **settings), *_measured(means, name, "mean of raters", **settings)]
    return pd.DataFrame(rows, columns=COLUMNS)


@confident
def compare_raters(
    ratings: Any, *, lowest: float, highest: float, confidence: float = 0.95, n_resamples: int = 1000, random_state: int = 0
) -> pd.DataFrame:
    """Compare people with one another on the interviews that two or more of them rated.

    Returns
    -------
    pandas.DataFrame
        As `compare` gives, for "one rater with another"; every pair of raters of an interview is entered both ways round (Fisher
        1925), as no rater comes first.
    """
    people = _people(ratings)
    pairs = [
        (name, one, other)
        for name, given in people.groupby("interview_id", sort=False)["rating"]
        for one, other in itertools.permutations(given.to_list(), 2)
    ]
    table = pd.DataFrame(pairs, columns=["interview_id", "rating", "mine"])
    rows = _measured(table, RATERS, "one rater", lowest=lowest, highest=highest, confidence=confidence, n_resamples=n_resamples,
                     random_state=random_state)  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def measures(sums: np.ndarray) -> np.ndarray:
    """Compute the three measures from sums over pairs of ratings a, b.

    Parameters
    ----------
    sums : array, … × 12
        As `_sums` gives them, added up.

    Returns
    -------
    array, … × 3
        Quadratic κ of the ratings in whole steps (Cohen 1968; with equal steps it is 1 − E(a − b)² / (σ²a + σ²b + (μa − μb)²)), ICC(A,1)
        of two columns (McGraw & Wong 1996), mean absolute difference; NaN where there is no spread.
    """
    n, a, b, aa, bb, ab, distance, ra, rb, raa, rbb, rab = np.moveaxis(np.asarray(sums, float), -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_chance = raa + rbb - 2 * ra * rb / n
        kappa = np.where(by_chance > 0, 1 - (raa + rbb - 2 * rab) / by_chance, math.nan)
        columns = (a - b) ** 2 / n / 2
        error = ((aa + bb - 2 * ab) / 2 - columns) / (n - 1)
        units = ((aa + bb + 2 * ab) / 2 - (a + b) ** 2 / (2 * n)) / (n - 1)
        whole = units + error + 2 / n * (columns - error)
        spread = whole > 1e-12 * (1 + (aa + bb) / n)
        icc = np.where(spread, (units - error) / whole, math.nan)
        return np.stack([kappa, icc, distance / n], axis=-1)


def _people(ratings: Any) -> pd.DataFrame:
    table = frames.to_pandas(ratings, where="RATINGS")
    absent = [name for name in ("interview_id", "rater_id", "rating") if name not in table]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where="RATINGS", found=", ".join(map(str, table.columns)),
                            expected="interview_id, rater_id, rating", cure="read the export with intake")  # fmt: skip
    criteria = len(set(table["criterion"])) if "criterion" in table else 1
    if criteria > 1:
        raise ContractError("ratings of one criterion are compared at a time", where="RATINGS", found=f"{criteria} criteria",
                            expected="one", cure="keep the rows of one criterion")  # fmt: skip
    kept = table[["interview_id", "rater_id", "rating"]].dropna(subset="rating")
    repeated = int(kept.duplicated(["interview_id", "rater_id"]).sum())
    if repeated:
        raise ContractError("a rater rated the same thing twice", where="RATINGS", found=f"{repeated} repeated rows",
                            expected="one row per interview and rater", cure="keep the last rating")  # fmt: skip
    return kept.astype({"rating": float}).reset_index(drop=True)


def _measured(
    pairs: pd.DataFrame, compared: str, against: str, *, lowest: float, highest: float, confidence: float, n_resamples: int, random_state: int
) -> list[tuple]:  # fmt: skip
    n = pairs["interview_id"].nunique()
    if n < FEWEST_PAIRS:
        why = f"only {n} interviews with both; {FEWEST_PAIRS} are needed"
        return [(compared, against, measure, math.nan, math.nan, math.nan, n, why) for measure in MEASURES]
    sums = _sums(pairs, lowest, highest)
    values = measures(sums.sum(axis=0))
    draws = np.random.default_rng(random_state).multinomial(n, np.full(n, 1 / n), size=n_resamples)
    again = measures(draws @ sums)
    rows = []
    for place, measure in enumerate(MEASURES):
        if math.isnan(values[place]):
            rows.append((compared, against, measure, math.nan, math.nan, math.nan, n, "the ratings do not differ"))
            continue
        low, high = np.nanquantile(again[:, place], [(1 - confidence) / 2, (1 + confidence) / 2])
        rows.append((compared, against, measure, float(values[place]), float(low), float(high), n, None))
    return rows


def _sums(pairs: pd.DataFrame, lowest: float, highest: float) -> np.ndarray:
    """Add up, per interview, what the measures need: of the ratings, and of the ratings in whole steps of the scale."""
    a, b = pairs["rating"].to_numpy(float), pairs["mine"].to_numpy(float)
    ra, rb = (np.clip(np.floor(values - lowest + 0.5), 0, round(highest - lowest)) for values in (a, b))
    parts = np.stack([np.ones_like(a), a, b, a * a, b * b, a * b, abs(a - b), ra, rb, ra * ra, rb * rb, ra * rb], axis=1)
    codes, names = pd.factorize(pairs["interview_id"])
    sums = np.zeros((len(names), parts.shape[1]))
    np.add.at(sums, codes, parts)
    return sums
