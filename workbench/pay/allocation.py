"""A month's pay budget over candidates: who gets an offer, and how much, so that most value is expected to be accepted.

In flow candidates with their ranges, what they are worth and how likely they accept; out flow offers, or the constraints that
exclude each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from workbench import frames
from workbench.contracts import money
from workbench.errors import ContractError, UndefinedResult, closest

if TYPE_CHECKING:
    from decimal import Decimal

STEPS = 9
MOST_PAIRS = 60  # candidates of one job whose order is held pair by pair
GAP = 1e-9


@dataclass(frozen=True)
class Allocation:
    """Who is offered what.

    Parameters
    ----------
    offers : pandas.DataFrame, one row a candidate, same order as given
        ``application_id``, ``offered`` [yes or no], ``offer`` [amount, missing without], ``acceptance`` [probability at that pay], ``value``,
        ``expected_value`` [acceptance × value], ``reason`` {offered, not worth the budget, no range}.
    expected_value, expected_hires : float
    committed : Decimal
        Sum of all offers [matrix's currency and period].
    expected_cost : Decimal
        Sum of offers times acceptance.
    budget, budget_left : Decimal or None
    binding : tuple of str
        Constraints that hold with nothing to spare.
    """

    offers: pd.DataFrame
    expected_value: float
    expected_hires: float
    committed: Decimal
    expected_cost: Decimal
    budget: Decimal | None
    budget_left: Decimal | None
    binding: tuple[str, ...]


def allocate(
    candidates: frames.Frame,
    *,
    acceptance: Callable[[pd.DataFrame], Any] | str | None = None,
    value: str = "overall",
    budget: float | Decimal | None = None,
    counted: Literal["committed", "expected"] = "committed",
    openings: int | Mapping[Any, int] | None = None,
    least_offers: int = 0,
    must_offer: Sequence[Any] = (),
    keep_order: bool = True,
    group: str | None = None,
    most_gap: float | None = None,
    steps: int = STEPS,
) -> Allocation:
    """Choose offers that maximise the expected accepted value under budget, band and equity constraints.

    Parameters
    ----------
    candidates : dataframe, one row a candidate
        ``application_id``, ``range_min``, ``range_max`` (as in PAY_SUGGESTIONS; missing means no offer can be made), the column named by
        `value` [0 or more], ``expected_pay`` where known, ``job_id`` where openings or order go by job, and what `acceptance` reads.
    acceptance : callable, column name or None
        Gives the probability of a yes for a table with ``offered_pay`` (`Acceptance.predict`, say), or names a column that holds it whatever
        the pay; None counts on a yes from the expectation upwards (everybody, where it is not known).
    budget : number, optional
    counted : {"committed", "expected"}
        Whether the budget must cover every offer made, or what is expected to be accepted.
    openings : int, or mapping of job_id to int, optional
        Most offers.
    least_offers : int
    must_offer : sequence of application_id
    keep_order : bool
        In one job nobody with a higher value is offered less than somebody with a lower one.
    group, most_gap : str, number, optional
        Column the caller joined, and the most by which the groups' mean compa-ratios (offer over the middle of one's own range) may
        differ.
    steps : int
        Pay levels tried between the ends of each range; the expectation is always one of them.

    Returns
    -------
    Allocation

    Raises
    ------
    ContractError
        If a column is missing or a value cannot be used.
    UndefinedResult
        If no choice satisfies all constraints: the message names the ones that exclude each other, and the least budget that would do.

    Notes
    -----
    A mixed-integer linear programme with one yes-or-no variable a candidate and pay level (HiGHS, proven optimal). The equity
    constraint keeps each group's mean compa-ratio within half of `most_gap` of 1: sufficient, not necessary. Order is held among the sixty
    candidates of a job with the highest value.
    """
    rows = _checked(candidates, value, must_offer, group, steps)
    options = _options(rows, steps)
    options["chance"] = _chances(options, acceptance)
    constraints = _constraints(
        rows, options, value, budget, counted, openings, least_offers, must_offer, keep_order, group, most_gap
    )
    gain = options["chance"].to_numpy() * rows[value].to_numpy(float)[options["row"]]
    # among equal values the cheaper level: the nudge is smaller than any real difference
    nudge = options["offered_pay"].to_numpy() / max(float(options["offered_pay"].max()), 1.0) if len(options) else gain
    chosen = _solve(gain - 1e-7 * max(float(gain.max(initial=0)), 1e-12) * nudge, constraints)
    if chosen is None:
        raise _excluded(options, constraints, counted)
    return _told(rows, options[chosen], value, budget, counted, constraints, chosen)


def _checked(candidates: Any, value: str, must_offer: Sequence[Any], group: str | None, steps: int) -> pd.DataFrame:
    rows = frames.to_pandas(candidates, where="pay.allocate").reset_index(drop=True)
    wanted = ["application_id", "range_min", "range_max", value, *([group] if group else [])]
    if absent := [name for name in wanted if name not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where="pay.allocate", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=", ".join(wanted), cure=closest(absent[0], map(str, rows.columns)) or "join it to the candidates")  # fmt: skip
    problems = []
    if rows["application_id"].duplicated().any():
        problems.append(f"{int(rows['application_id'].duplicated().sum())} applications standing twice")
    if (rows[value].astype(float) < 0).any() or rows[value].isna().any():
        problems.append(f"{value} missing or below 0 in {int((rows[value].isna() | (rows[value].astype(float) < 0)).sum())} rows")
    if (rows["range_min"].astype(float) > rows["range_max"].astype(float)).any() or (rows["range_min"].astype(float) <= 0).any():
        problems.append("ranges that fall or do not start above 0")
    if unknown := set(must_offer) - set(rows["application_id"]):
        problems.append(f"{len(unknown)} of must_offer that are no candidates")
    if not (isinstance(steps, int) and steps >= 2):
        problems.append(f"steps={steps}")
    if problems:
        raise ContractError("candidates cannot be allocated", where="pay.allocate", found="; ".join(problems),
                            expected="each application once, a value of 0 or more, rising ranges, two steps or more", cure="correct the rows named")  # fmt: skip
    return rows


def _options(rows: pd.DataFrame, steps: int) -> pd.DataFrame:
    """List every pay level of every candidate that has a range, to the cent."""
    parts = []
    for place, row in enumerate(rows.to_dict("records")):
        low, high = float(row["range_min"]), float(row["range_max"])
        if np.isnan(low) or np.isnan(high):
            continue
        asked = float(row.get("expected_pay") or np.nan)
        levels = np.linspace(low, high, steps)
        levels = np.append(levels, asked) if low <= asked <= high else levels
        parts += [(place, amount) for amount in np.unique(np.floor(levels * 100 + money.HALF) / 100)]
    found = pd.DataFrame(parts, columns=["row", "offered_pay"]).astype({"row": int, "offered_pay": float})
    told = rows.drop(columns="offered_pay", errors="ignore").iloc[found["row"]].reset_index(drop=True)
    return pd.concat([found, told], axis=1)


def _chances(options: pd.DataFrame, acceptance: Any) -> np.ndarray:
    if acceptance is None:
        asked = options["expected_pay"].astype(float) if "expected_pay" in options else pd.Series(np.nan, index=options.index)
        return (asked.isna() | (options["offered_pay"] >= asked)).to_numpy(float)
    if isinstance(acceptance, str):
        if acceptance not in options:
            raise ContractError(f"column missing: {acceptance}", where="pay.allocate", expected="a column of probabilities",
                                cure="name a column of the candidates, or pass a function")  # fmt: skip
        chances = options[acceptance].to_numpy(float)
    else:
        chances = np.asarray(acceptance(options), dtype=float)
    if chances.shape != (len(options),) or not ((chances >= 0) & (chances <= 1)).all():
        raise ContractError("acceptance is not a probability", where="pay.allocate", found=f"{int((~((chances >= 0) & (chances <= 1))).sum())} values",
                            expected="0 to 1 for every row", cure="check what the model reads")  # fmt: skip
    return chances


def _constraints(
    rows: pd.DataFrame, options: pd.DataFrame, value: str, budget: Any, counted: str, openings: Any, least_offers: int,
    must_offer: Sequence[Any], keep_order: bool, group: str | None, most_gap: float | None,
) -> list[tuple[str, Any, np.ndarray, np.ndarray]]:  # fmt: skip
    """List (name, matrix, lower, upper) of everything that must hold; one offer a candidate comes first and is never given up."""
    place, pay = options["row"].to_numpy(), options["offered_pay"].to_numpy()
    width, whole = (
        len(options),
        sparse.csr_matrix((np.ones(len(options)), (place, np.arange(len(options)))), shape=(len(rows), len(options))),
    )
    found = [("one offer each", whole, np.zeros(len(rows)), np.ones(len(rows)))]
    if budget is not None:
        if isinstance(budget, bool) or not float(budget) >= 0:
            raise ContractError(
                "the budget is not an amount", where="pay.allocate", found=str(budget), expected="0 or more", cure="correct it"
            )
        cost = np.rint(pay * 100) * (options["chance"].to_numpy() if counted == "expected" else 1)
        found.append(("budget", sparse.csr_matrix(cost), np.array([0.0]), np.array([float(money.to_cent(budget) * 100)])))
    if openings is not None:
        found.append(("openings", *_openings(options, openings)))
    if least_offers:
        found.append(
            (
                f"at least {least_offers} offers",
                sparse.csr_matrix(np.ones((1, width))),
                np.array([float(least_offers)]),
                np.array([np.inf]),
            )
        )
    if len(must_offer):
        needed = np.flatnonzero(rows["application_id"].isin(list(must_offer)))
        found.append(("offers that must be made", whole[needed], np.ones(len(needed)), np.ones(len(needed))))
    if keep_order:
        found += _order(rows, place, pay, value)
    if group is not None and most_gap is not None:
        found += _equity(options, pay, group, most_gap)
    return found


def _openings(options: pd.DataFrame, openings: Any) -> tuple[Any, np.ndarray, np.ndarray]:
    if not isinstance(openings, Mapping):
        return sparse.csr_matrix(np.ones((1, len(options)))), np.array([0.0]), np.array([float(openings)])
    lines = np.array([(options["job_id"] == job).to_numpy(float) for job in openings]).reshape(len(openings), len(options))
    return sparse.csr_matrix(lines), np.zeros(len(openings)), np.array([float(most) for most in openings.values()])


def _order(rows: pd.DataFrame, place: np.ndarray, pay: np.ndarray, value: str) -> list:
    """Hold pay(lower) ≤ pay(higher) for every pair of one job of whom both are offered: pay(lower) / M + offered(higher) − pay(higher) / M ≤ 1."""
    jobs = rows["job_id"] if "job_id" in rows else pd.Series("", index=rows.index)
    most, lines, columns, amounts, count = float(pay.max(initial=1.0)), [], [], [], 0
    at = {row: np.flatnonzero(place == row) for row in np.unique(place)}
    for _, own in rows.loc[sorted(at)].groupby(jobs, dropna=False):
        ranked = own.sort_values(value, ascending=False).index[:MOST_PAIRS]
        for high_place, higher in enumerate(ranked):
            for lower in ranked[high_place + 1 :]:
                if rows[value][higher] <= rows[value][lower] or pay[at[higher]].min() >= pay[at[lower]].max():
                    continue
                for row, sign in ((lower, pay[at[lower]] / most), (higher, 1 - pay[at[higher]] / most)):
                    lines += [count] * len(at[row])
                    columns += at[row].tolist()
                    amounts += sign.tolist()
                count += 1
    if not count:
        return []
    return [
        (
            "order by score",
            sparse.csr_matrix((amounts, (lines, columns)), shape=(count, len(pay))),
            np.full(count, -np.inf),
            np.ones(count),
        )
    ]


def _equity(options: pd.DataFrame, pay: np.ndarray, group: str, most_gap: float) -> list:
    if not most_gap >= 0:
        raise ContractError(
            "most_gap cannot be used", where="pay.allocate", found=str(most_gap), expected="0 or more", cure="0.02 is 2 %"
        )
    middle = (options["range_min"].astype(float) + options["range_max"].astype(float)).to_numpy() / 2
    ratio, names = pay / middle, options[group].astype(object)
    lines = [
        np.where(names == name, sign * (ratio - 1) - most_gap / 2, 0.0) for name in names.dropna().unique() for sign in (1, -1)
    ]
    return (
        [("equity between groups", sparse.csr_matrix(np.array(lines)), np.full(len(lines), -np.inf), np.full(len(lines), GAP))]
        if lines
        else []
    )


def _solve(gain: np.ndarray, constraints: list, *, minimise: bool = False) -> np.ndarray | None:
    """Give the chosen options, or None when nothing satisfies the constraints."""
    if not len(gain):
        fits = all((low <= 0).all() and (high >= 0).all() for _, _, low, high in constraints)
        return np.zeros(0, dtype=bool) if fits else None
    limits = [optimize.LinearConstraint(matrix, low, high) for _, matrix, low, high in constraints]
    solved = optimize.milp(gain if minimise else -gain, constraints=limits, integrality=np.ones(len(gain)), bounds=optimize.Bounds(0, 1),
                           options={"mip_rel_gap": GAP})  # fmt: skip
    return None if solved.x is None else solved.x > 0.5


def _excluded(options: pd.DataFrame, constraints: list, counted: str) -> UndefinedResult:
    """Take constraints away one by one while the rest stay impossible: what is left is a smallest set that excludes itself."""
    nothing, kept = np.zeros(len(options)), list(constraints)
    for one in constraints[1:]:
        fewer = [other for other in kept if other is not one]
        if _solve(nothing, fewer) is None:
            kept = fewer
    names = [name for name, *_ in kept if name != "one offer each"] or ["the ranges themselves"]
    cure = "give up or loosen one of them"
    budget = next((one for one in kept if one[0] == "budget"), None)
    if budget is not None:
        others = [one for one in constraints if one[0] != "budget"]
        cheapest = _solve(np.asarray(budget[1].todense()).ravel(), others, minimise=True)
        if cheapest is not None:
            least = float(np.asarray(budget[1].todense()).ravel()[cheapest].sum()) / 100
            cure = f"a budget of {least:,.2f} ({counted}) would do"
    return UndefinedResult("no allocation satisfies all constraints", where="pay.allocate", found=f"these exclude each other: {', '.join(names)}",
                           expected="constraints that some choice of offers satisfies", cure=cure)  # fmt: skip


def _told(
    rows: pd.DataFrame, taken: pd.DataFrame, value: str, budget: Any, counted: str, constraints: list, chosen: np.ndarray
) -> Allocation:
    offers = pd.DataFrame({"application_id": rows["application_id"], "offered": rows.index.isin(taken["row"])})
    by_row = taken.set_index("row")
    offers["offer"], offers["acceptance"] = (by_row[name].reindex(rows.index) for name in ("offered_pay", "chance"))
    offers["value"] = rows[value].astype(float)
    offers["expected_value"] = (offers["acceptance"] * offers["value"]).fillna(0.0)
    without = np.where(rows["range_min"].isna() | rows["range_max"].isna(), "no range", "not worth the budget")
    offers["reason"] = np.where(offers["offered"], "offered", without)
    committed, expected = money.total(taken["offered_pay"]), money.total(taken["offered_pay"] * taken["chance"])
    given = None if budget is None else money.to_cent(budget)
    spent = expected if counted == "expected" else committed
    x = chosen.astype(float)
    binding = tuple(name for name, matrix, _, high in constraints[1:] if np.isfinite(high).any() and (matrix @ x >= high - 1e-6)[np.isfinite(high)].any()
                    and name not in ("order by score", "offers that must be made"))  # fmt: skip
    return Allocation(offers, float(offers["expected_value"].sum()), float(taken["chance"].sum()), committed, expected, given,
                      None if given is None else given - spent, binding)  # fmt: skip
