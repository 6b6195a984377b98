"""The sentence that answers what more pay would do, for one job."""

import pytest

from workbench import reports, samples, store
from workbench.errors import AccessDenied, ContractError

TABLES = ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS", "OFFERS", "MARKET_PAY")


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    company = samples.company(500, seed=7)
    with store.open(tmp_path_factory.mktemp("more") / "w.db") as db:
        desk = db.as_operator()
        for name in TABLES:
            desk.write(name, company.tables[name])
        scores = company.tables["INTERVIEWS"][["interview_id"]].assign(
            overall=75.0, coverage=1.0, error_band=4.0, grade="B", generic=False, rubric_version="v"
        )
        desk.write("SCORES", scores)
        db.add_account("rita", "a long password", "manager", openings=["J-SM-01"])
        yield db


def test_it_answers_in_one_sentence_with_interval_and_n(peopled):
    report = reports.more_pay(peopled.as_operator(), job_id="J-SM-01", language="en")
    facts = report.facts
    assert facts["low"] < facts["change"] < facts["high"]
    assert facts["after"] - facts["before"] == pytest.approx(facts["change"])
    assert report.sentence.startswith("Sales manager: ¥1,000 a month more, acceptance ")
    assert f"(n = {facts['n']})" in report.sentence
    assert reports.more_pay(peopled.as_operator(), job_id="J-SM-01", language="zh").sentence.startswith(
        "销售经理：增加 1,000 元/月，接受率 "
    )


def test_other_amounts_stand_beside_it_in_order(peopled):
    table = reports.more_pay(peopled.as_operator(), job_id="J-SM-01", amount=1500, language="en").tables["more_pay"]
    assert list(table["amount"]) == [-1000, 500, 1000, 1500, 2000]
    assert table["change"].is_monotonic_increasing
    assert (table["low"] <= table["change"]).all()
    assert (table["change"] <= table["high"]).all()


def test_too_few_answers_are_said_in_words(desk):
    report = reports.more_pay(desk, job_id="J-SM-01", language="en")
    assert report.sentence == "Sales manager: too few answered offers to say."
    assert report.facts["change"] is None


def test_who_may_not_read_offers_is_refused_and_an_unknown_job_named(peopled):
    with pytest.raises(AccessDenied):
        reports.more_pay(peopled.as_user("rita"), job_id="J-SM-01")
    with pytest.raises(ContractError, match="there is no job 'J-XX'"):
        reports.more_pay(peopled.as_operator(), job_id="J-XX")
