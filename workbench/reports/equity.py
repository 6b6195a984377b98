"""Are groups paid alike for the same work, and what would it cost? Gaps, what explains them, a light a job, the cost of closing.

In flow a desk that may read protected attributes, and a choice of attribute, group and job family; out flows one `Report`. The estimates are
those of `pay.pay_gap`, `oaxaca`, `peer_lights`, `cost_of_closing` and `gaps_under`; groups are joined in `fairness` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench import contracts, fairness, figures, pay, wording
from workbench.errors import ContractError, Refusal, UndefinedResult, closest
from workbench.figures import numbers
from workbench.reports import equity_tables, words
from workbench.reports.audit_tables import attribute_name, group_name
from workbench.reports.equity_people import Staff, read_staff
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report
from workbench.reports.tuning import tuned

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ALIKE = {
    "job": ("job_id",),
    "job and tenure": ("job_id", "tenure_years"),
    "job, tenure and score": ("job_id", "tenure_years", "overall"),
}
FEWEST = 5


@dataclass
class _Found:
    """What could be estimated; what could not says why in the notes."""

    gaps: pay.Gaps
    chosen: str
    parts: pay.Decomposition | None = None
    lights: pd.DataFrame | None = None
    closing: pay.Closing | None = None
    matrices: pd.DataFrame | None = None
    notes: list[str] = field(default_factory=list)


@scoped
def equity(
    desk: Any, *, attribute: str | None = None, group: str | None = None, job_family: str | None = None, alike: str = "job and tenure",
    language: str = "zh",
) -> Report:  # fmt: skip
    """Report whether groups of staff are paid alike for the same work, and what closing a gap would cost.

    Parameters
    ----------
    desk : desk of the store
        Of an account that may read protected attributes.
    attribute : str, optional
        A protected attribute, or two crossed; by default the first.
    group : str, optional
        Taken apart against the largest group; by default the one with the widest adjusted gap.
    job_family : str, optional
        Only its jobs; then also what a tuned matrix would do to the gap of offers.
    alike : {"job", "job and tenure", "job, tenure and score"}
        What people compared have in common.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``gaps``, ``parts``, ``characteristics``, ``lights``, ``closing``, ``matrices``; figure ``gaps``. Facts ``n``, ``reference``, ``group``, ``raw``, ``adjusted``
        (value, low, high), ``cost``, ``lights`` (count by light).

    Raises
    ------
    AccessDenied
        If the account may not read protected attributes.
    ContractError
        If a choice is not known.
    """
    _must_know("attribute", attribute.split(" × ")[0] if attribute else fairness.ATTRIBUTES[0], fairness.ATTRIBUTES)
    _must_know("choice of what people have in common", alike, tuple(ALIKE))
    reader, chosen = Reader(desk), attribute or fairness.ATTRIBUTES[0]
    protected = reader.table(contracts.PROTECTED.name, needed=True)
    staff = read_staff(reader, job_family)
    labels = fairness.group_labels(staff.table, protected, chosen)
    smallest = max(FEWEST, reader.policy().minimum_group)
    try:
        found = _found(staff, labels, group, ALIKE[alike], (smallest, reader.policy().confidence))
    except UndefinedResult as refusal:
        return _nothing(staff, refusal, reader, language)
    if job_family is not None:
        _under_a_matrix(found, reader, protected, chosen, job_family)
    tables = equity_tables.tables(found, staff, language)
    facts = _facts(found, staff, chosen, tables)
    return Report(wording.speak(language)("Are groups paid alike for the same work?"), _sentence(facts, staff, alike, language), tables=tables,
                  figures=_figures(tables, language), notes=(*_notes(found, staff, facts, smallest, language), *reading_notes(reader, language)),
                  facts=facts)  # fmt: skip


def _must_know(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ContractError(f"there is no {what} '{given}'", where="reports.equity", found=given, expected=", ".join(known),
                            cure=closest(given, known) or "choose one of them")  # fmt: skip


def _found(staff: Staff, labels: np.ndarray, group: str | None, by: tuple[str, ...], rules: tuple[int, float]) -> _Found:
    smallest, confidence = rules
    told = list(by)
    gaps = pay.pay_gap(staff.table, group=labels, by=told, minimum_group=smallest, confidence=confidence)
    others = gaps.table[gaps.table["group"] != gaps.reference]
    _must_know("group", group or others["group"].iloc[0], tuple(others["group"]))
    chosen = group or str(others.loc[others["adjusted_gap"].abs().idxmax(), "group"])
    if len(others) > 1:  # several looks: a finding must hold for all of them together
        strict = pay.pay_gap(
            staff.table, group=labels, by=told, minimum_group=smallest, confidence=1 - (1 - confidence) / len(others)
        )
        gaps = replace(gaps, table=gaps.table.assign(finding=strict.table["finding"]))
    found = _Found(gaps, chosen)
    two = [label if label in (chosen, gaps.reference) else None for label in labels]
    found.parts = _tried(lambda: _decomposed(staff.table, two, told, gaps.reference, confidence), found)
    found.lights = _tried(lambda: pay.peer_lights(staff.table, peers="job_id", group=two, reference=gaps.reference, minimum_group=smallest,
                                                  confidence=confidence), found)  # fmt: skip
    found.closing = _tried(
        lambda: pay.cost_of_closing(staff.table, group=two, by=told, raised=chosen, reference=gaps.reference), found
    )
    return found


def _decomposed(table: pd.DataFrame, labels: list, by: list[str], reference: str, confidence: float) -> pay.Decomposition:
    """Take the gap apart among jobs that have people of both groups: a job of one group explains nothing."""
    named = table.assign(group=labels).dropna(subset=["group"])
    both = named.groupby("job_id")["group"].transform("nunique") == 2
    return pay.oaxaca(named[both], group="group", by=by, first=reference, log=True, confidence=confidence)


def _tried(compute: Any, found: _Found) -> Any:
    try:
        return compute()
    except (UndefinedResult, ContractError) as refusal:
        found.notes.append(refusal.what)
        return None


def _under_a_matrix(found: _Found, reader: Reader, protected: pd.DataFrame, attribute: str, job_family: str) -> None:
    """Say what the tuned matrix would do to the gap that people's offers and today's matrix leave, on the months tuning never saw."""

    def compared() -> pd.DataFrame:
        made, _ = tuned(reader, job_family, n_resamples=20)
        applied = reader.table("APPLICATIONS", application_id=list(made.changes["application_id"]))[
            ["application_id", "candidate_id"]
        ]
        rows = made.changes.merge(applied, on="application_id")
        labels = fairness.group_labels(rows, protected, attribute)
        two = [label if label in (found.chosen, found.gaps.reference) else None for label in labels]
        return pay.gaps_under(rows, pays=["today", "proposal", "people"], group=two, raised=found.chosen, by=["job_id"])

    try:
        found.matrices = compared()
    except Refusal as refusal:
        found.notes.append(refusal.what)


def _nothing(staff: Staff, refusal: UndefinedResult, reader: Reader, language: str) -> Report:
    say = wording.speak(language)
    sentence = words.clauses([say(refusal.what)], language) if staff.n else say("Nobody on the staff has a known pay.")
    notes = (say("n = {n} people on the staff with pay", n=staff.n), *reading_notes(reader, language))
    return Report(say("Are groups paid alike for the same work?"), sentence, notes=notes, facts={"n": staff.n})


def _facts(found: _Found, staff: Staff, attribute: str, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    own = found.gaps.table.set_index("group").loc[found.chosen]
    return {
        "n": staff.n, "attribute": attribute, "reference": found.gaps.reference, "group": found.chosen,
        "raw": tuple(float(own[f"mean_gap{end}"]) for end in ("", "_low", "_high")),
        "adjusted": tuple(float(own[f"adjusted_gap{end}"]) for end in ("", "_low", "_high")), "finding": own["finding"],
        "cost": None if found.closing is None else found.closing.cost, "n_groups": len(found.gaps.table),
        "lights": {} if found.lights is None else found.lights["light"].value_counts().to_dict(),
    }  # fmt: skip


def _sentence(facts: dict[str, Any], staff: Staff, alike: str, language: str) -> str:
    say, parts = wording.speak(language), []
    named = {
        "group": words.capital(group_name(facts["group"], language)),
        "reference": group_name(facts["reference"], language),
        "alike": say(alike),
    }
    parts = [say("{group} against {reference}, at the same {alike}: {gap}", gap=_said(facts["adjusted"], say), **named), say(facts["finding"]),
             say("raw {gap}", gap=_said(facts["raw"], say))]  # fmt: skip
    if facts["cost"] is not None and facts["finding"] == "paid less, more than chance":
        parts.append(
            say("closing costs {cost}", cost=words.money_period(float(facts["cost"]), staff.currency, staff.period, language))
        )
    return words.clauses(parts, language)


def _said(gap: tuple[float, float, float], say: wording.Speaker) -> str:
    """Say a gap as so much less or so much more, its interval turned with it."""
    value, low, high = gap if gap[0] >= 0 else (-gap[0], -gap[2], -gap[1])
    said = {"share": numbers.share(value, decimals=1), "low": equity_tables.signed(low), "high": equity_tables.signed(high)}
    return say("{share} less ({low} to {high})", **said) if gap[0] >= 0 else say("{share} more ({low} to {high})", **said)


def _figures(tables: dict[str, pd.DataFrame], language: str) -> dict[str, Any]:
    say, rows = wording.speak(language), tables["gaps"]
    import pandas as pd

    drawn = pd.DataFrame([
        {"label": f"{row['group']} ({said})", "value": row[f"{kind}_gap"] * 100, "low": row[f"{kind}_gap_low"] * 100, "high": row[f"{kind}_gap_high"] * 100}
        for row in rows.to_dict("records") if not numbers.missing(row["mean_gap_low"])
        for kind, said in (("mean", say("raw")), ("adjusted", say("same work")))
    ])  # fmt: skip
    if drawn.empty:
        return {}
    title = say("Pay missing against {reference}, raw and at the same work", reference=rows["reference"].iloc[0])
    return {"gaps": figures.estimates(drawn, reference=0.0, xlabel=say("paid less (%)"), language=language, title=title,
                                      caption=say("line = 95 % interval; right of 0 = paid less"), written=lambda value: f"{value:+.1f}".replace("-", "−"))}  # fmt: skip


def _notes(found: _Found, staff: Staff, facts: dict[str, Any], smallest: int, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [
        say(
            "n = {n} people on the staff, pay in {currency} a {period}",
            n=staff.n,
            currency=staff.currency,
            period=say(staff.period),
        )
    ]
    if staff.n_left_out:
        notes.append(say("{n} left out: pay not known, or in another currency", n=staff.n_left_out))
    if found.gaps.n_left_out:
        notes.append(say("{n} of them are not compared: group or characteristic not known", n=found.gaps.n_left_out))
    notes.append(say("groups with fewer than {n} people are hidden: {groups} groups, {people} people", n=smallest, groups=found.gaps.n_groups_hidden,
                     people=found.gaps.n_people_hidden))  # fmt: skip
    if facts["n_groups"] > 2:
        notes.append(say("{n} groups are compared with {reference}: intervals are each group's own, findings allow for all of them", n=facts["n_groups"] - 1,
                         reference=group_name(facts["reference"], language)))  # fmt: skip
    notes += [say("not computed: {what}", what=say(text)) for text in dict.fromkeys(found.notes)]
    notes.append(say("Explained is not the same as just, and unexplained not the same as unjust: {attribute} may decide who gets which job, too.",
                     attribute=attribute_name(facts["attribute"], language)))  # fmt: skip
    return tuple(notes)
