import pickle

import pytest

from workbench import errors


def test_a_refusal_is_one_paragraph_with_five_parts():
    refusal = errors.ContractError(
        "column 'rating' has 3 values outside 1..5", where="RATINGS", found="0, 0, 7", expected="1 to 5.", cure="map them"
    )
    assert str(refusal) == "RATINGS: column 'rating' has 3 values outside 1..5. Found: 0, 0, 7. Expected: 1 to 5. Cure: map them."
    assert "\n" not in str(refusal)
    assert str(errors.UndefinedResult("too few rows")) == "too few rows."


@pytest.mark.parametrize(
    "kind", [errors.ContractError, errors.DefinitionError, errors.EvidenceError, errors.UndefinedResult, errors.AccessDenied]
)
def test_a_refusal_survives_a_process_boundary(kind):
    sent = kind("what", where="where", found="found", expected="expected", cure="cure")
    got = pickle.loads(pickle.dumps(sent))
    assert type(got) is kind
    assert str(got) == str(sent)
    assert (got.what, got.where, got.found, got.expected, got.cure) == ("what", "where", "found", "expected", "cure")


def test_the_nearest_spelling_is_offered():
    assert errors.closest("team_sise", ["team_size", "team_growth_pct"]) == "did you mean 'team_size'?"
    assert errors.closest("xyz", ["team_size"]) == ""
