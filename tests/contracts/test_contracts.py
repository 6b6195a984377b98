import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from workbench import contracts
from workbench.errors import ContractError

RATINGS = pd.DataFrame(
    {"interview_id": ["I1", "I1", "I2"], "criterion": ["strategy"] * 3, "rater_id": ["R1", "R2", "R1"], "rating": [3, 4, 5]}
)


def test_every_contract_is_complete():
    assert len({contract.name for contract in contracts.ALL}) == len(contracts.ALL)
    for contract in contracts.ALL:
        assert contract.key, contract.name
        assert contract.grain
        assert len(set(contract.names)) == len(contract.names)
        for column in contract.columns:
            assert column.zh, (contract.name, column.name)
            assert column.en, (contract.name, column.name)
            assert column.kind != "category" or column.allowed or column.name in {"job_family", "channel", "origin"}
            if column.refers_to:
                table, name = column.refers_to.split(".")
                assert name in contracts.BY_NAME[table]


def test_a_header_means_one_column_of_its_table():
    from workbench.intake.headers import plain

    for contract in contracts.SOURCES:
        meanings = {}
        for column in contract.columns:
            for spelling in {plain(s) for s in (column.name, column.zh, column.en, *column.also)}:
                assert meanings.setdefault(spelling, column.name) == column.name, (contract.name, spelling)


def test_derived_tables_carry_the_version_behind_them():
    for contract in contracts.DERIVED:
        assert any(name.endswith("_version") and contract[name].required for name in contract.names), contract.name


def test_scoring_and_pay_tables_have_no_protected_column():
    for contract in contracts.ALL:
        protected = [column.name for column in contract.columns if column.sensitivity == "protected"]
        assert not protected or contract is contracts.PROTECTED


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        lambda t: pl.from_pandas(pd.DataFrame(t)),
        lambda t: pa.Table.from_pandas(pd.DataFrame(t), preserve_index=False),
    ],
)
def test_the_same_message_on_every_engine(make):
    table = make(RATINGS)
    assert contracts.RATINGS.check(table) is table
    broken = make(RATINGS.assign(rating=[3, -1, 700], rater_id=["R1", "R1", None]))
    with pytest.raises(ContractError) as caught:
        contracts.RATINGS.check(broken)
    assert caught.value.found == (
        "'rater_id' is missing in 1 row (2); 'rating' is below 0 in 1 row (1); 'rating' is above 100 in 1 row (2); "
        "key (interview_id, criterion, rater_id) repeated in 1 row (1)"
    )


def test_missing_columns_are_named_with_the_nearest():
    with pytest.raises(
        ContractError, match=r"RATINGS: columns missing: interview_id, rating.*did you mean 'interview'.*did you mean 'ratings'"
    ):
        contracts.RATINGS.check(RATINGS.rename(columns={"interview_id": "interview", "rating": "ratings"}))


def test_many_failing_rows_are_counted_and_a_few_named():
    many = pd.DataFrame({"interview_id": [f"I{n}" for n in range(9)], "criterion": "c", "rater_id": "r", "rating": [101] * 9})
    with pytest.raises(ContractError, match=r"in 9 rows \(0, 1, 2, 3, 4 and 4 more\)"):
        contracts.RATINGS.check(many)


def test_text_in_a_number_column_and_words_outside_the_list():
    with pytest.raises(ContractError, match="'pay_min' is not a number"):
        contracts.JOBS.check(pd.DataFrame({"job_id": ["J"], "title": ["t"], "pay_min": ["12K"]}))
    with pytest.raises(ContractError, match="'degree' is not one of none, associate, bachelor, master, doctor in 1 row"):
        contracts.CANDIDATES.check(pd.DataFrame({"candidate_id": ["C"], "degree": ["本科"]}))


def test_personal_values_stay_out_of_messages():
    with pytest.raises(ContractError) as caught:
        contracts.CANDIDATES.check(pd.DataFrame({"candidate_id": [None], "name": ["张三"], "expected_pay": [-18000.0]}))
    assert "张三" not in str(caught.value)
    assert "18000" not in str(caught.value)


def test_a_table_without_rows_keeps_its_contract():
    assert len(contracts.RATINGS.check(RATINGS.head(0))) == 0
