"""What `workbench serve` refuses before anything is started."""

import pytest
from typer.testing import CliRunner

from workbench import store
from workbench.cli import app


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = tmp_path_factory.mktemp("db") / "w.db"
    with store.open(path) as database:
        database.add_account("ana", "a long enough one", "manager")
    return path


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--prefix", "hiring"), r"where: --prefix|--prefix"),
        (("--tls-cert", "none.pem"), "--tls-key"),
        (("--tls-cert", "none.pem", "--tls-key", "none.key"), "there is no such file"),
        (("--workers", "0"), "1 to 64"),
        (("--log-file", "no/such/folder/serve.log"), "the log cannot be kept there"),
        (("--origin", "a.example/path"), "no host that pages could come from"),
        (("--address", "no such address"), "the pages cannot listen there"),
        (("--address", "203.0.113.1"), "the pages cannot listen there"),
    ],
)
def test_a_wrong_option_is_one_error_with_its_cure(db, options, said):
    result = CliRunner().invoke(app, ["serve", "--db", str(db), *options])
    assert result.exit_code == 2, result.output
    error = result.stderr.strip()
    assert error.startswith("error: "), error
    assert error.count("\n") == 0, "one paragraph, no traceback"
    assert "Cure: " in error
    assert any(part in error for part in said.split("|"))


def test_help_says_what_each_option_is_for():
    text = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    for option in (
        "--workers",
        "--prefix",
        "--tls-cert",
        "--tls-key",
        "--behind-proxy",
        "--origin",
        "--log-file",
        "--no-warm",
        "--port",
        "--address",
    ):
        assert option in text
