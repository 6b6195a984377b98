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
    "tornado": "What moves the return", "against": "A year by tool and by hand", "channel_costs": "Cost by channel", "job_costs": "Cost by job",
    "quality": "Quality of hire by channel", "curve": "Share still there, step by step", "risk": "People still followed", "at_horizon": "Still there, by group",
    "effects": "What goes with leaving earlier", "proportionality": "Do these effects hold over time?", "what_if": "What pay would do", "expectancy": "Performance by score band",
    "forecast": "How good a forecast of leaving is", "chances": "Foretold and happened",
    "foretold": "What the score foretold", "success": "Success by band of the score",
    "levers": "What would raise the return", "timeline": "Answers", "answer": "Answer", "budget": "Budget",
    "reviews": "Reviews of the evidence", "queue": "Queue for interview", "to_ask": "To ask a person about", "refused": "Refused, and by which requirement",
    "overturned": "Decided otherwise by a reviewer", "requirements": "Requirements", "checks": "What each decision rests on",
    "backtest": "Back-test on later months", "by_job": "Changes job by job",
    "front": "Alternatives", "offers_changed": "Whose offer would be another",
    "more_pay": "What more pay would do", "acceptance": "How acceptance responds to pay", "calibration": "Acceptance predicted and observed", "responses": "What else follows pay",
    "bands": "Bands of the matrix", "ledger": "Ledger", "weak": "Weak competencies", "redundant": "Competencies that say the same",
    "channels": "Channels", "measures": "Channels by every measure", "pairs": "Every pair of channels",
    "costs": "Cost by channel", "bonus": "Referral bonus", "people": "Applications", "spend": "Channel spend",
    "impact": "Impact by group", "ll144_selection": "Local Law 144: selection rates and impact ratios",
    "ll144_scoring": "Local Law 144: scoring rates and impact ratios",
    "ll144_unknown": "Local Law 144: not included, because not known or hidden",
    "guidelines": "Uniform Guidelines: every decision and group", "criteria_gaps": "Criteria by group",
    "prediction": "Prediction by group", "undefined": "What could not be computed",
    "versions": "Versions",
    "icc": "Reliability coefficients", "raters": "What more raters buy", "severity": "Severity of raters", "components": "Where the spread comes from",
    "kappa": "Kappa", "alpha": "Krippendorff's alpha", "disagreements": "Where ratings lie furthest apart", "weights": "Weights",
    "validity": "What each set of weights is worth", "items": "What each competency contributes",
    "trade_off": "Validity against impact ratio", "groups_together": "Impact ratio of every group of all attributes",
    "drift": "Drift by quarter", "families": "Which classifier foretells best, on people left out",
    "individuals": "Single chances of leaving (allowed by the policy)",
    "gaps": "Pay gaps by group", "parts": "What the gap is made of (log points)", "characteristics": "Characteristic by characteristic (log points)",
    "lights": "A light for each job", "closing": "What closing the gap would cost", "matrices": "What another matrix would do to the gap of offers",
    "descriptions": "What job descriptions say now", "named": "What they ask for now", "flips": "Whose grade would be another",
    "flip_groups": "Past grades under the proposal", "unasked": "What past candidates were not asked", "validity_quarters": "Score and performance by quarter",
    "rubric_changes": "When the rubric changed",
    "questions": "Questions, in their order", "anchors": "What an answer of each mark is like", "uncovered": "Criteria that no question feeds",
}  # fmt: skip
COLUMNS = {
    "asked_of": "Asked of", "criteria_text": "Feeds", "probes": "If it stays open, ask", "resume_words": "Words of the résumé", "anchor_text": "An answer like this",
    "asked_by_text": "Asked by", "decision_text": "Decision", "machine_text": "By requirements", "requirement_text": "Requirement", "required_text": "Asked for", "found_text": "Known", "check_text": "Finding",
    "verdict_word": "Decision", "value_was": "Machine read", "value_now": "Holds now", "holds": "Holds", "reviewer": "By",
    "reviewed_at": "When (UTC)", "keywords": "Keywords found", "review_reason": "Reviewer's reason", "n_met": "Met", "n_failed": "Failed", "n_unknown": "Not known", "job": "Job",
    "at_low": "At its low end (%)", "at_high": "At its high end (%)", "swing": "Moves by (points)", "n_interviews": "Interviews", "n_candidates": "Candidates", "n_hires": "Hires",
    "direct": "Direct", "indirect": "Indirect", "external": "External", "internal": "Internal", "per_interview": "Per interview", "per_candidate": "Per candidate",
    "per_hire": "Per hire", "performs_text": "Perform (95 %)", "stays_text": "Stay a year (95 %)", "index": "Index", "channel_text": "Channel", "n_rated": "Rated", "n_known": "Known for a year",
    "n_left": "Left", "n_at_risk": "Still followed", "share_text": "Still there (95 %)", "survival": "Share still there", "time": "Days", "hazard_ratio": "Hazard, times",
    "hazard_ratio_low": "Hazard, low", "hazard_ratio_high": "Hazard, high", "p": "p", "chi2": "χ²", "df": "Degrees of freedom", "no_skill": "Without skill", "foretold": "Foretold",
    "happened": "Happened", "above_average": "Above average",
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
    "median_offer": "Median offer", "share": "Share", "rule_text": "Rule", "conflict_text": "Ranges apart", "explanation": "Why", "stored_decision": "Stored",
    "change": "Change", "expectation_met": "Expectation met", "score_from": "Score from", "score_to": "Score to", "start": "From amount",
    "end": "To amount", "kind": "Kind", "formula": "Formula", "minutes_per_day": "Minutes a day", "amount_per_day": "Amount a day",
    "amount_per_year": "Amount a year", "counterfactual": "Compared with", "return_pct": "Return (%)", "gross_pct": "gross",
    "net_pct": "net", "lever": "Lever", "total": "Total", "hires": "Hires", "cost_per_hire": "Cost per hire", "side_text": "Side",
    "item_text": "Item", "contribution": "Contribution", "n_contributing": "Hires with a contribution", "mark_text": "Mark",
    "hired_share": "Hired of all who applied", "median_days": "Days to fill (median)", "days_text": "Days to fill (its range)", "median_low": "Days, low", "median_high": "Days, high",
    "n_filled": "Places filled", "title": "Job", "applied": "Applied", "screened": "Screened", "invited": "Invited",
    "interviewed": "Interviewed", "offered": "Offered", "hired": "Hired", "page": "Page", "query": "Query",
    "number": "No.", "version": "Version", "state_text": "State", "effective": "In force since", "author": "Saved by", "saved_at": "Saved (UTC)",
    "approved_by": "Approved by", "approved_at": "Approved (UTC)", "reason": "Why",
    "alternative": "Alternative", "chosen_for": "Chosen for", "placement_error": "Misplaced", "mean_pay": "Mean offer",
    "cost_change_pct": "Accepted pay against today (%)", "value_year": "Value a year less pay", "measure_text": "Measure", "without": "Share without a number",
    "n_without": "Without a number", "people": "People's offer", "today": "Today's matrix", "proposal": "Proposal", "change_pct": "Change (%)",
    "acceptance_today": "Acceptance today", "acceptance_proposal": "Acceptance proposed", "raised": "Raised", "lowered": "Lowered",
    "mean_today": "Mean today", "mean_proposal": "Mean proposed", "mean_change": "Mean change", "decided_date": "Decided on",
    "mean_text": "Mean gap, raw", "median_text": "Median gap, raw", "adjusted_text": "At the same work", "part_text": "Part", "explained": "Explained",
    "explained_error": "± (standard error)", "unexplained": "Not explained", "unexplained_error": "± (standard error)", "gap_text": "Gap", "light_text": "Traffic light",
    "way_text": "How", "n_raised": "People raised", "cost_pct": "Of all pay (%)", "mean_raise_pct": "Mean raise (%)", "gap_after": "Gap left", "change_text": "Change",
    "pay_text": "Paid by",
    "brier": "Brier score", "auc": "AUC", "average_precision": "Average precision", "brier_gain": "Better than logistic by (Brier)", "gain_low": "Gain, low",
    "gain_high": "Gain, high", "auc_low": "AUC, low", "auc_high": "AUC, high", "chance_text": "Chance of leaving (95 %)", "base_text": "Of everybody",
    "severity_text": "Severity", "place": "Place", "found": "Found", "fix": "Cure",
    "range_penetration": "Place in its range (0–1)", "peer_ratio": "Over the staff's median", "budget_left": "Budget left after it",
    "error": "Standard error", "predicted": "Predicted", "observed": "Observed", "n_events": "Events", "midpoint": "Midpoint",
    "spread": "Spread (max / min − 1)", "matrix": "Matrix", "matrix_text": "Matrix", "term_text": "Term", "outcome_text": "Outcome", "per_text": "Per",
    "meaning": "Meaning", "n_raters": "Raters", "reliability": "Reliability", "standard_error": "Standard error", "effect": "Difference",
    "n_shared": "Shared ratings", "variance": "Variance", "lowest": "Lowest", "highest": "Highest", "current": "In use",
    "equal": "Equal", "relative": "Relative weight", "r_fitted_on": "r, where fitted", "r_selected": "r, uncorrected",
    "r_unseen": "r, unseen", "attribute": "Attribute", "ratio_current": "Ratio, weights in use", "ratio_equal": "Ratio, equal weights", "ratio_fitted": "Ratio, fitted weights", "item_total": "With the others (r)", "item_total_low": "r, low",
    "item_total_high": "r, high", "discrimination": "Strong less weak", "alpha_without": "Alpha without it", "psi": "Stability index",
    "chance": "Chance limit", "mean_reference": "Mean before", "level": "Level", "weights": "Weighting", "type": "Type", "coefficient": "Coefficient", "n_pairs": "Pairs of raters", "direction": "Direction", "discrimination_low": "Low", "discrimination_high": "High",
    "pause_longest_s": "Longest pause (s)", "snr_db": "Signal to noise (dB)",
    "raw": "Raw", "raw_low": "Raw, low", "raw_high": "Raw, high", "adjusted": "At one job mix", "estimate": "Partially pooled",
    "difference_low": "Difference, low", "difference_high": "Difference, high", "p_holm": "p (Holm)",
    "n_needed": "People needed", "against": "Compared with", "n_judged": "Judged hires",
    "other_n_judged": "Judged hires of the other", "successes": "Successes", "success_share": "Share of successes",
    "success_low": "Successes, low", "success_high": "Successes, high", "cost_per_successful_hire": "Cost per successful hire",
    "cost_low": "Cost, low", "cost_high": "Cost, high", "bonus_per_hire": "Bonus per hire",
    "other_cost_per_successful_hire": "Cost per successful hire of the other", "saving": "Saved per successful hire",
    "saving_low": "Saved, low", "saving_high": "Saved, high", "break_even_bonus": "Bonus that breaks even", "group": "Group",
    "selected": "Selected", "rate": "Selection rate", "rate_low": "Rate, low", "rate_high": "Rate, high",
    "impact_ratio": "Impact ratio", "ratio_low": "Ratio, low", "ratio_high": "Ratio, high", "flagged": "Below four fifths",
    "p_exact": "p (Fisher)", "z": "z", "shortfall": "Shortfall (people)", "finding_text": "Finding", "finding": "Finding",
    "attribute_text": "Attribute", "stage_text": "Decision", "scoring_rate": "Scoring rate",
    "n_groups_hidden": "Groups hidden", "n_people_hidden": "People in them", "criterion": "Criterion", "reference": "Reference",
    "n_reference": "n of the reference", "d": "d", "d_low": "d, low", "d_high": "d, high", "slope": "Slope",
    "slope_reference": "Slope of the reference", "p_slope": "p (slope)", "intercept_difference": "Difference of intercepts",
    "intercept_low": "Intercepts, low", "intercept_high": "Intercepts, high", "p_intercept": "p (intercept)",
    "what_follows": "In the rubric", "overall_before": "Score now", "overall_after": "Score proposed", "grade_before": "Grade now", "grade_after": "Grade proposed",
    "inside_text": "Error band", "coverage_before": "Coverage now", "coverage_after": "Coverage proposed", "unasked_n": "Not asked", "n_asked": "Asked", "n_unasked": "Not asked",
    "unasked": "Never asked what is new", "up": "Up", "down": "Down", "lost": "No grade any more", "before_text": "In force", "after_text": "Proposed", "weight_before": "Weight now",
    "weight_after": "Weight proposed", "first_date": "Since",
    "mean_residual": "Outcome − common line", "part": "Part", "why": "Why", "expected": "By the correlation alone", "band": "Band",
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
