"""The data dictionary in data/README.md says what the contracts say."""

import pytest

from workbench import contracts
from workbench.contracts import dictionary
from workbench.errors import ContractError


@pytest.fixture
def readme(request):
    return (request.config.rootpath / "data" / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_in_step_with_the_contracts(readme):
    assert dictionary.renewed(readme) == readme, (
        "renew it: python -m workbench.contracts.dictionary < data/README.md > renewed.md && mv renewed.md data/README.md"
    )


@pytest.mark.parametrize("contract", contracts.ALL, ids=lambda contract: contract.name)
def test_every_column_stands_in_its_table(contract):
    section = dictionary.dictionary().split(f"### {contract.name}\n")[1].split("\n### ")[0]
    assert contract.grain in section
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert len(rows) == len(contract.columns)
    for row, column in zip(rows, contract.columns, strict=True):
        assert row.count("|") == 10
        for said in (f"`{column.name}`", column.zh, column.en, column.unit, column.sensitivity, *column.allowed):
            assert said in row


def test_rows_written_out_by_hand():
    lines = dictionary.dictionary().splitlines()
    assert "| `coverage` | 证据覆盖率 | Coverage | number | share | 0 to 1 | always | open | Share of the rubric's weight that had usable evidence. |" in lines  # fmt: skip
    assert "| `phone` | 手机号 (手机, 电话, 联系电话, 手机号码) | Phone (mobile) | text |  |  |  | personal |  |" in lines
    assert "| [STAGES](#stages) | 流程记录 | Stage events | application × event | brought in |" in lines


def test_an_unmarked_text_is_refused():
    with pytest.raises(ContractError, match="the place of the dictionary is not marked"):
        dictionary.renewed("# Data\n")
    with pytest.raises(ContractError, match="not marked"):
        dictionary.renewed(f"{dictionary.BEGIN}\n{dictionary.END}\n{dictionary.BEGIN}\n{dictionary.END}")
