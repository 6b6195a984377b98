"""Would this stand up? One page of audit: selection by stage, scoring rates, criteria and prediction, by every protected attribute.

In flow a desk that may read protected attributes, and a choice of stage, attribute, job and period; out flows one `Report` with the
tables that New York City's Local Law 144 and the Uniform Guidelines ask for. The estimates are `fairness.audit`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import contracts, fairness, figures, wording
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.reports import words
from workbench.reports.audit_decisions import STAGES, Decisions, read_decisions
from workbench.reports.audit_tables import attribute_name, audit_tables, group_name
from workbench.reports.filtering import scoped
from workbench.reports.jobs import must_be_known
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader, by
from workbench.reports.report import Report

if TYPE_CHECKING:
    import pandas as pd

DECISIONS = {"invited": "the invitation", "offered": "the offer", "hired": "hiring"}
TONES = {
    "below four fifths, and more than chance": "alarm",
    "below four fifths, but may be chance": "warn",
    "above four fifths, but more than chance": "warn",
}


@scoped
def audit(
    desk: Any,
    *,
    stage: str = "hired",
    attribute: str | None = None,
    job_id: str | None = None,
    period: Any = None,
    language: str = "zh",
) -> Report:
    """Report whether selection, scores and prediction differ between protected groups.

    Parameters
    ----------
    desk : desk of the store
        Of an account that may read protected attributes.
    stage : {"invited", "offered", "hired"}
        Decision that the sentence and the main figure are about.
    attribute : str, optional
        One protected attribute, or two crossed as in ``"sex × age_band"``; by default the first.
    job_id : str, optional
    period : str or (start, end), optional
        Of the application.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``impact`` (the chosen stage and attribute), ``ll144_selection``, ``ll144_scoring``, ``ll144_unknown``, ``guidelines``, ``jobs``, ``criteria``,
        ``prediction``, ``undefined``; figure ``impact``. Facts ``n``, ``stage``, ``attribute``, ``lowest`` (group, ratio, interval), ``below``, ``compared``,
        ``small``, ``criteria`` (what differs), ``shortfall``.

    Raises
    ------
    AccessDenied
        If the account may not read protected attributes.
    ContractError
        If the stage, the attribute or the job is not known, or the period cannot be read.
    """
    if stage not in STAGES:
        raise ContractError(
            f"there is no stage '{stage}'",
            where="reports.audit",
            found=stage,
            expected=", ".join(STAGES),
            cure=closest(stage, STAGES) or "choose one of them",
        )
    reader, say = Reader(desk), wording.speak(language)
    protected = reader.table(contracts.PROTECTED.name, needed=True)
    jobs = by(reader.table("JOBS", needed=True), "job_id")
    must_be_known(job_id, jobs)
    read, policy = read_decisions(reader, job_id=job_id, period=period), reader.policy()
    title = say("Would this stand up?")
    try:
        found = fairness.audit(
            read.table, protected, stages=list(STAGES), scores=["overall"], criteria=read.criteria, outcomes={"performance": "overall"}, within="job_id",
            minimum_group=policy.minimum_group, confidence=policy.confidence,
        )  # fmt: skip
    except UndefinedResult as refusal:
        sentence = (
            say("Nothing to show: no application matches this choice of job and period.")
            if read.table.empty
            else words.clauses([say(refusal.what)], language)
        )
        return Report(
            title, sentence, notes=reading_notes(reader, language), facts={"n": len(read.table), "stage": stage, "criteria": []}
        )
    known = list(found.unknown["attribute"])
    chosen = attribute if attribute is not None else known[0]
    if chosen not in known:
        raise ContractError(
            f"there is no attribute '{chosen}'",
            where="reports.audit",
            found=chosen,
            expected=", ".join(known),
            cure=closest(chosen, known) or "choose one of them",
        )
    tables = audit_tables(found, read, protected, jobs, (stage, chosen), language)
    facts = _facts(found, tables, read, stage, chosen)
    return Report(title, _sentence(facts, found, words.criterion_names(reader.in_force("rubric"), language), language), tables=tables, figures=_figures(tables, facts, language),
                  notes=(*_notes(found, read, language), *reading_notes(reader, language)), facts=facts)  # fmt: skip


def _facts(found: fairness.Audit, tables: dict[str, pd.DataFrame], read: Decisions, stage: str, chosen: str) -> dict[str, Any]:
    rows = found.selection[(found.selection["stage"] == stage) & (found.selection["attribute"] == chosen)]
    compared = rows[rows["ratio_low"].notna() & ~rows["small_share"].astype(bool)] if len(rows) else rows
    lowest = compared.sort_values("impact_ratio").iloc[0] if len(compared) else None
    single = found.criteria[~found.criteria["attribute"].str.contains("×")] if len(found.criteria) else found.criteria
    differing = single[single["finding"] == "differs"] if len(single) else single
    hidden = found.unknown.set_index("attribute").loc[chosen]
    return {
        "n": len(read.table), "stage": stage, "attribute": chosen, "compared": len(compared), "below": int(compared["flagged"].sum()) if len(compared) else 0,
        "small": int(rows["small_share"].astype(bool).sum() if len(rows) else 0) + int(hidden["n_groups_hidden"]), "unknown": int(hidden["n_unknown"]),
        "lowest": None if lowest is None else {name: lowest[name] for name in ("group", "impact_ratio", "ratio_low", "ratio_high", "n")},
        "shortfall": int(compared["shortfall"].sum()) if len(compared) else 0,
        "criteria": [] if differing.empty else sorted({(row["attribute"], row["score"].removeprefix("criterion:")) for row in differing.to_dict("records")}),
    }  # fmt: skip


def _sentence(facts: dict[str, Any], found: fairness.Audit, called: dict[str, str], language: str) -> str:
    say, lowest, parts = wording.speak(language), facts["lowest"], []
    named = {"decision": say(DECISIONS[facts["stage"]]), "attribute": attribute_name(facts["attribute"], language)}
    if lowest is None:
        parts.append(say("no impact ratio for {attribute} at {decision}: too few groups, or nobody selected", **named))
    else:
        ratio = f"{lowest['impact_ratio']:.2f} ({lowest['ratio_low']:.2f}–{lowest['ratio_high']:.2f})"
        parts.append(
            say(
                "lowest impact ratio for {attribute} at {decision}: {ratio}, {group}",
                ratio=ratio,
                group=group_name(lowest["group"], language),
                **named,
            )
        )
        parts.append(
            say(
                "{below} of {compared} groups below .80; {small} too small",
                below=facts["below"],
                compared=facts["compared"],
                small=facts["small"],
            )
        )
    if facts["criteria"]:
        told = [
            say("{criterion} ({attribute})", criterion=called.get(name, name), attribute=attribute_name(which, language))
            for which, name in facts["criteria"]
        ]
        parts.append(say("criteria that differ between groups: {criteria}", criteria=words.listed(told, language)))
    elif len(found.criteria):
        few = int((found.criteria["finding"] == "too few to say").sum())
        parts.append(
            say(
                "no criterion shown to differ between groups ({few} of {n} comparisons have too few people)",
                few=few,
                n=len(found.criteria),
            )
        )
    return words.clauses(parts, language)


def _figures(tables: dict[str, pd.DataFrame], facts: dict[str, Any], language: str) -> dict[str, Any]:
    say, rows = wording.speak(language), tables["impact"]
    if rows.empty or rows["impact_ratio"].isna().all():
        return {}
    plain = {say(text): tone for text, tone in TONES.items()}
    reference = say("reference group")
    rows = rows.assign(
        label=rows["group"],
        tone=[
            plain.get(f, "quiet" if f == reference or s < 0.02 else "plain")
            for f, s in zip(rows["finding_text"], rows["share"], strict=True)
        ],
    )
    title = say(
        "Impact ratios at {decision}, by {attribute}",
        decision=say(DECISIONS[facts["stage"]]),
        attribute=attribute_name(facts["attribute"], language),
    )
    return {"impact": figures.impact_ratios(rows[rows["impact_ratio"].notna()], language=language, title=title)}


def _notes(found: fairness.Audit, read: Decisions, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [say("n = {n} applications, {first} to {last}", n=f"{found.n:,}", first=read.first, last=read.last)]
    notes.append(
        say(
            "impact ratio = rate / highest rate among groups of at least 2 % of the pool; the four-fifths line is drawn in whole numbers"
        )
    )
    notes.append(say("scoring rate = share above the median score of all who were scored (Local Law 144, 6 RCNY § 5-300)"))
    notes.append(
        say(
            "more than chance: Fisher's exact test, allowing for the number of groups (Holm); criteria allow for all criteria, attributes and groups looked at"
        )
    )
    notes.append(
        say(
            "groups with fewer than {n} people are hidden, those below 2 % and the unknown are shown and not judged",
            n=found.minimum_group,
        )
    )
    notes.append(say("withdrawn applications count at hiring only; what is not decided yet is left out"))
    notes.append(say("A ratio above .80 is no proof of fairness, and one below none of its absence; this is no legal advice."))
    return tuple(notes)
