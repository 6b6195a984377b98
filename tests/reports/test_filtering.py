"""Whom a report is about: read from words, refused in words, said before the answer."""

import pytest

from workbench import reports
from workbench.errors import ContractError, UndefinedResult
from workbench.reports import filtering


@pytest.fixture(scope="module")
def choice(desk):
    return filtering.offered(desk, "en")


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"period": "2026-Q1"}, ("2026-01-01", "2026-03-31")),
        ({"period": "2026 q1"}, ("2026-01-01", "2026-03-31")),
        ({"period": "2026-02"}, ("2026-02-01", "2026-02-28")),
        ({"period": "2025"}, ("2025-01-01", "2025-12-31")),
        ({"from": "2026-01-15"}, ("2026-01-15", "")),
        ({"until": "2026-01"}, ("", "2026-01-31")),
        ({"period": "2026-Q1", "from": "2026-02-10"}, ("2026-02-10", "2026-03-31")),
    ],
)
def test_periods_are_read(choice, asked, days):
    chosen, unknown = filtering.read(asked, choice)
    assert (chosen.first, chosen.last) == days
    assert unknown == {}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"job": "J-XX"}, "job"),
        ({"channel": "<b>"}, "channel"),
        ({"location": "Atlantis"}, "location"),
        ({"period": "soon"}, "period"),
        ({"from": "31.02.2026"}, "from"),
        ({"until": "yesterday-ish"}, "until"),
        ({"from": "2026-03-01", "until": "2026-01-01"}, "order"),
    ],
)
def test_what_is_not_there_is_named_left_out_and_refused(desk, choice, asked, name):
    chosen, unknown = filtering.read(asked, choice)
    assert list(unknown) == [name]
    assert not chosen
    with pytest.raises(ContractError, match=f"filter '{name}'"):
        filtering.narrow(desk, **{{"from": "since"}.get(key, key): value for key, value in asked.items()})


def test_a_near_miss_is_helped(desk):
    with pytest.raises(ContractError, match=r"did you mean 'J-SM-01'\?"):
        filtering.narrow(desk, job="J-SM-0")


def test_the_sentence_is_about_the_people_asked_for(desk, choice):
    channel = desk.read("APPLICATIONS")["channel"].value_counts().index[0]
    fewer = filtering.narrow(desk, channel=channel, since="2025-06-01")
    report = reports.job_fit(fewer, language="en")
    n = len(fewer.read("SCORES").dropna(subset="overall"))
    assert report.sentence.startswith("Only ")
    assert "applied since 2025-06-01: " in report.sentence
    assert report.facts["n"] <= n < reports.job_fit(desk, language="en").facts["n"] + 1
    assert reports.job_fit(fewer, language="zh").sentence.startswith("仅限")
    assert not reports.job_fit(desk, language="en").sentence.startswith("Only")


def test_quarters_have_their_names_and_days_their_words(desk, choice):
    say = {}
    for asked in ({"period": choice.quarters[0]}, {"until": "2026-05-01"}, {"from": "2026-01-01", "until": "2026-05-01"}):
        chosen, _ = filtering.read(asked, choice)
        say |= {str(asked): filtering.said(chosen, choice, "en")["period"]}
    assert list(say.values()) == [
        f"applied in {choice.quarters[0]}",
        "applied until 2026-05-01",
        "applied 2026-01-01 to 2026-05-01",
    ]


@pytest.mark.parametrize("name", ["cost_return", "pay_review", "tuning"])
def test_what_would_mislead_a_report_does_not_narrow_it(desk, choice, name):
    function, given = (
        getattr(reports, name),
        {"pay_review": {"job_id": "J-SM-01"}, "tuning": {"job_family": "technical"}}.get(name, {}),
    )
    unfair = {
        part: value for part, value in {"job": "J-SM-01", "channel": choice.channels[0]}.items() if part not in function.narrowed_by
    }
    told = [_said(function, asked, given) for asked in (desk, filtering.narrow(desk, **unfair))]
    assert told[0] == told[1]


def _said(function, desk, given):
    try:
        return function(desk, **given, language="en").sentence
    except UndefinedResult as refusal:
        return refusal.what


@pytest.mark.parametrize("name", ["overview", "job_fit", "agreement", "channels", "audit"])
def test_nobody_left_is_said_in_words(desk, name):
    nobody = filtering.narrow(desk, since="2040-01-01")
    sentence = getattr(reports, name)(nobody, language="en").sentence
    assert sentence.startswith("Only applied since 2040-01-01: ")


def test_calibration_of_nobody_keeps_equal_weights(desk):
    sentence = reports.calibration(filtering.narrow(desk, since="2040-01-01"), job_id="J-SM-01", language="en").sentence
    assert "Keep equal weights" in sentence


def test_some_people_s_page_says_nothing_of_the_whole_company(desk, choice):
    alerts = reports.overview(filtering.narrow(desk, channel=choice.channels[0]), language="en").tables["alerts"]
    assert not set(alerts["kind"]) & {"return", "short", "drafts"}
