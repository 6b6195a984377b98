"""What columns and tables of a report are called, in the reader's language.

In flows a column name; out flows its heading: the contract's own field name where there is one, else the report's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import contracts, wording

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLES = {
    "competencies": "Points by competency", "criteria": "Criteria and their evidence", "evidence": "All evidence", "answers": "Answers",
    "tags": "Skill tags", "ratings": "Ratings", "missing": "What is missing, and the next question",
    "neighbours": "Others interviewed for this job", "pay": "Pay", "person": "Candidate", "distribution": "Distribution",
    "alerts": "What waits for a person", "funnel": "How far candidates came, job by job",
    "candidates": "Candidates", "bins": "Candidates per ten points", "jobs": "Jobs", "suggestions": "Suggestions",
    "peers": "Peers", "history": "Offers so far", "rules": "Which rule decided", "steps": "Cost of one interview",
    "savings": "HR time saved", "returns": "Return by counterfactual", "months": "Month by month", "assumptions": "Assumptions",
    "levers": "What would raise the return", "timeline": "Answers", "answer": "Answer", "budget": "Budget",
    "queue": "Queue for interview", "to_ask": "To ask a person about", "refused": "Refused, and by which requirement",
    "overturned": "Decided otherwise by a reviewer", "requirements": "Requirements", "checks": "What each decision rests on",
    "bands": "Bands of the matrix", "ledger": "Ledger", "weak": "Weak competencies", "redundant": "Competencies that say the same",
}  # fmt: skip
COLUMNS = {
    "keywords": "Keywords found", "review_reason": "Reviewer's reason", "n_met": "Met", "n_failed": "Failed", "n_unknown": "Not known", "job": "Job",
    "name": "Competency", "competency_name": "Competency", "criterion_name": "Criterion", "indicator_name": "Indicator",
    "low": "Low", "high": "High", "job_mean": "Job mean", "n_job": "n of the job", "mark": "Mark", "scale": "Scale",
    "value_text": "Value", "value": "Value", "evidence": "Evidence", "status_text": "Status", "source_text": "Source", "marks": "Marked spans",
    "verdict_text": "Recording", "n_marks": "Marks", "track": "Speech", "envelope": "Loudness", "tag_name": "Tag", "polarity_text": "Polarity",
    "question": "Next question", "minutes": "Minutes", "difference": "Difference", "distinguishable": "Can be told apart",
    "field": "Field", "label": "What", "item": "Item", "amount": "Amount", "text": "In short", "n": "n", "mean": "Mean", "sd": "Spread (sd)",
    "median": "Median", "scored": "In the score", "speech_rate_sps": "Pace (syllables/s)", "pause_count": "Pauses",
    "job_id": "Job", "mean_low": "Low", "mean_high": "High", "p10": "10 % below", "p25": "25 % below", "p75": "75 % below", "p90": "90 % below",
    "ceiling_share": "Share at 100", "floor_share": "Share at 0", "others_mean": "Mean of the others", "gap": "Gap to the others",
    "gap_low": "Gap, low", "gap_high": "Gap, high", "gap_sd": "Gap in sd", "weak": "Weak", "action": "What to do", "bin_from": "From",
    "bin_to": "To", "r": "Correlation", "r_low": "r, low", "r_high": "r, high", "other_name": "Other competency", "other": "Other competency",
    "weak_competencies": "Weak competencies", "year": "Year", "accepted": "Accepted", "acceptance": "Acceptance",
    "median_offer": "Median offer", "share": "Share", "rule_text": "Rule", "explanation": "Why", "stored_decision": "Stored",
    "change": "Change", "expectation_met": "Expectation met", "score_from": "Score from", "score_to": "Score to", "start": "From amount",
    "end": "To amount", "kind": "Kind", "formula": "Formula", "minutes_per_day": "Minutes a day", "amount_per_day": "Amount a day",
    "amount_per_year": "Amount a year", "counterfactual": "Compared with", "return_pct": "Return (%)", "gross_pct": "gross",
    "net_pct": "net", "lever": "Lever", "total": "Total", "hires": "Hires", "cost_per_hire": "Cost per hire", "side_text": "Side",
    "item_text": "Item", "contribution": "Contribution", "n_contributing": "Hires with a contribution", "mark_text": "Mark",
    "hired_share": "Hired of all who applied", "median_days": "Days to fill (median)", "days_text": "Days to fill (its range)", "median_low": "Days, low", "median_high": "Days, high",
    "n_filled": "Places filled", "title": "Job", "applied": "Applied", "screened": "Screened", "invited": "Invited",
    "interviewed": "Interviewed", "offered": "Offered", "hired": "Hired", "page": "Page", "query": "Query",
    "pause_longest_s": "Longest pause (s)", "snr_db": "Signal to noise (dB)",
}  # fmt: skip


def headings(columns: Iterable[str], language: str) -> dict[str, str]:
    """Give the heading of every column; a column nobody named is shown as it is.

    Parameters
    ----------
    columns : iterable of str
    language : {"zh", "en"}

    Returns
    -------
    dict of str to str
    """
    say = wording.speak(language)
    return {name: say(COLUMNS[name]) if name in COLUMNS else _field_name(name, language) for name in columns}


def table_title(name: str, language: str) -> str:
    """Give the title of a report's table."""
    return wording.speak(language)(TABLES[name]) if name in TABLES else name


def _field_name(name: str, language: str) -> str:
    found = next((contract[name] for contract in reversed(contracts.ALL) if name in contract), None)
    return getattr(found, language) if found else name
