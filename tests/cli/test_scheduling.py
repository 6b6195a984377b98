"""Reports that come by themselves: relative periods, dated names, one run at a time, and no good file lost."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench import pipeline, samples
from workbench.cli import app, placing, reporting
from workbench.cli.scheduling import EVERY, period_of, schedule
from workbench.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]


def call(*words):
    return CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scheduled")
    samples.export(samples.company(60, seed=11), folder / "exports")
    pipeline.run(exports=folder / "exports", db=str(folder / "w.db"), definitions=ROOT / "data" / "definitions")
    return folder / "w.db"


@pytest.mark.parametrize(
    ("said", "day", "period"),
    [
        ("last-month", (2026, 1, 31), "2025-12"),
        ("this-month", (2026, 1, 31), "2026-01"),
        ("last-quarter", (2026, 4, 1), "2026-Q1"),
        ("last-quarter", (2026, 3, 31), "2025-Q4"),
        ("this-quarter", (2026, 12, 31), "2026-Q4"),
        ("last-year", (2026, 1, 1), "2025"),
        ("2026-Q2", (2030, 1, 1), "2026-Q2"),
        (None, (2026, 1, 1), None),
    ],
)
def test_a_period_said_relative_to_the_day_of_the_run(said, day, period):
    assert period_of(said, date(*day)) == period


def test_a_period_that_is_none_is_refused_with_the_nearest():
    with pytest.raises(Refusal, match="did you mean 'last-quarter'"):
        period_of("last-quater", date(2026, 1, 1))


def test_names_are_filled_and_stay_in_their_folder():
    words = {"report": "channels", "period": "2026-10", "job": None, "channel": "../内推/x"}
    assert placing.named(Path("out/{report}-{period}.html"), words) == Path("out/channels-2026-10.html")
    assert placing.named(Path("out/{channel}.html"), words).parent == Path("out")
    for wrong in ("{job}.html", "{when}.html"):
        with pytest.raises(Refusal, match=r"some of \{report\}, \{period\}, \{channel\}"):
            placing.named(Path(wrong), words)


@pytest.mark.parametrize("every", EVERY)
def test_the_line_for_cron_is_a_command_that_works_from_any_folder(db, tmp_path, monkeypatch, every):
    monkeypatch.chdir(db.parent)
    result = call(
        "channels", "--db", db.name, "--language", "en", "--every", every, "-o", str(tmp_path / "100 %" / "{report}.html")
    )
    assert result.exit_code == 0, result.output
    assert not (tmp_path / "100 %").exists(), "only the lines"
    cron = next(line for line in result.stdout.splitlines() if line.startswith("0 6 "))
    assert cron.startswith(EVERY[every][0])
    words = shlex.split(cron.replace("\\%", "%").split(" ", 5)[5])
    assert Path(words[0]).name == "workbench"
    (tmp_path / "100 %").mkdir()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, words[1:])
    assert (done.exit_code, done.output) == (0, ""), "silent when all went well"
    assert (tmp_path / "100 %" / "channels.html").stat().st_size > 10_000
    assert f"OnCalendar={EVERY[every][1]}" in result.stdout
    assert "100 %% " not in result.stdout
    assert re.search(r"ExecStart=.*100 %%", result.stdout)
    assert "schtasks /Create" in result.stdout


def test_a_rhythm_that_is_none_and_a_schedule_to_nowhere_are_refused(db):
    assert "did you mean 'month'" in call("channels", "--db", db, "--every", "months", "-o", "x.html").stderr
    assert "--output FILE" in call("channels", "--db", db, "--every", "month").stderr
    with pytest.raises(Refusal, match="one of day, week, month, quarter"):
        schedule("fortnight", ["report", "channels"])


def test_a_good_report_outlives_a_failed_an_empty_and_a_second_run(db, tmp_path):
    target = tmp_path / "channels.html"
    target.write_text("good", encoding="utf-8")
    failed = call("channels", "--db", db, "--job", "J-XX", "-o", target)
    assert (failed.exit_code, failed.stdout) == (2, "")
    empty = call("channels", "--db", db, "--period", "2031-01", "-o", target)
    assert empty.exit_code == reporting.EMPTY == 3
    assert "nothing to show, nothing written" in empty.stderr
    with placing.alone(target):
        busy = call("channels", "--db", db, "-o", target)
    assert busy.exit_code == placing.BUSY == 75
    assert "another run is writing" in busy.stderr
    assert target.read_text(encoding="utf-8") == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["channels.html"]


def test_a_run_that_was_killed_blocks_nobody(db, tmp_path):
    (tmp_path / ".channels.html.lock").touch()  # what a killed run leaves: the file, but no lock on it
    assert call("channels", "--db", db, "-o", tmp_path / "channels.html", "-q").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["channels.html"]


def test_the_books_of_a_month_are_asked_for_as_a_period(db, tmp_path):
    result = call("cost-return", "--db", db, "--period", "2026-03", "--language", "en", "-o", tmp_path / "{report}-{period}.html")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "cost-return-2026-03.html").is_file()
