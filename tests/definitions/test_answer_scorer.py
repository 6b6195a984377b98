"""A learned scorer as a document, and the policy that turns machines on: off, unless somebody wrote it down."""

import pytest

from workbench.definitions import KINDS, AnswerScorer, JudgeRules, Policy
from workbench.errors import DefinitionError

SCORER = {
    "id": "strategy-2026", "criterion": "strategy", "lowest": 1, "highest": 5, "intercept": 3.1, "penalty": 10.0,
    "features": [{"name": "star_result", "centre": 0.5, "spread": 0.5, "low": 0.0, "high": 1.0, "weight": 0.4}],
    "features_version": "features-1", "questions": ["q1"], "trusted_on": ["known questions"], "error_known": 0.8,
    "n_interviews": 90, "n_answers": 120, "n_ratings": 170, "n_raters": 6, "minimum": 60, "data_hash": "0123456789ab",
    "worth": [{"compared": "known questions", "against": "one rater", "measure": "qwk", "value": 0.5, "low": 0.3, "high": 0.6, "n": 90}],
}  # fmt: skip


def test_it_reads_back_equal_under_one_version():
    scorer = AnswerScorer.from_dict(SCORER)
    assert AnswerScorer.from_dict(scorer.to_dict()) == scorer
    assert AnswerScorer.from_dict(scorer.to_dict()).version == scorer.version
    assert scorer.indicator == "rating.strategy"
    assert KINDS["scorer"] is AnswerScorer


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lowest": 5}, "lowest 5 is not below highest 5"),
        ({"n_interviews": 59}, "learned from 59 interviews, below its own minimum of 60"),
        ({"method": "ordinal"}, "cutpoints belong to the ordinal method"),
        ({"cutpoints": [0.0]}, "cutpoints belong to the ordinal method"),
        ({"method": "ordinal", "cutpoints": [1.0, 0.0]}, "cutpoints do not rise"),
        ({"features": []}, "features"),
        ({"features": SCORER["features"] * 2}, "a feature stands more than once"),
        ({"features": [SCORER["features"][0] | {"low": 2.0}]}, "low 2 is above high 1"),
        ({"intercept": float("nan")}, "intercept"),
        ({"intercept": float("inf")}, "intercept"),
        ({"criterion": "rating.strategy"}, "criterion"),
        ({"trusted_on": ["everything"]}, "trusted_on"),
    ],
)
def test_a_document_that_does_not_hold_together_is_refused(change, message):
    with pytest.raises(DefinitionError, match=message):
        AnswerScorer.from_dict(SCORER | change)


def test_machines_are_off_by_default_and_older_policies_keep_their_version(request):
    assert (Policy.default().scorers, Policy.default().judge) == (None, None)
    assert "judge" not in Policy.default().to_dict()
    assert "scorers" not in Policy.load(request.config.rootpath / "data" / "definitions" / "policy.yaml").to_dict()


def test_a_policy_turns_them_on_in_writing():
    policy = Policy.from_dict({"id": "p", "scorers": ["strategy-2026"], "judge": {"model": "local-7b", "repeats": 5}})
    assert policy.scorers == ("strategy-2026",)
    assert policy.judge == JudgeRules(model="local-7b", repeats=5)
    assert policy.version != Policy.from_dict({"id": "p"}).version
    with pytest.raises(DefinitionError, match="repeats"):
        Policy.from_dict({"id": "p", "judge": {"model": "m", "repeats": 0}})
    with pytest.raises(DefinitionError, match="model"):
        Policy.from_dict({"id": "p", "judge": {}})
