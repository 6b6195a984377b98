"""The quarterly review: the worked case in words and numbers, planted flips, what waits or was turned down, and every empty state."""

import shutil
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from workbench import contracts, definitions, reports, samples, scoring, store
from workbench.errors import ContractError, DefinitionError, UndefinedResult
from workbench.reports.review import quarters

JOB = {
    "job_id": "J-SM-01",
    "title": "销售经理",
    "title_en": "Sales manager",
    "description": "负责客户开发与销售团队管理。",
    "requirements": "能承受压力。",
}
OTHER = {"job_id": "J-OP-01", "title": "运营专员", "title_en": "Operations specialist", "description": "策划线上线下活动。"}
ANEW = "负责客户开发与销售团队管理。开展直播销售。"


@pytest.fixture(scope="session")
def rubric(request):
    return definitions.Rubric.load(request.config.rootpath / "data" / "definitions" / "rubric-sales-manager.yaml")


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory, rubric, request):
    """Two jobs, the sales rubric in force, and 40 interviews whose values are planted, in two quarters; tests work on copies."""
    path = tmp_path_factory.mktemp("review") / "w.db"
    with store.open(path) as opened:
        for name, role in {"ana": "administrator", "bea": "administrator", "hr": "specialist"}.items():
            opened.add_account(name, "a long enough one", role)
        desk = opened.as_operator()
        desk.save_definition(rubric, reason="first")
        desk.save_definition(
            definitions.SkillTaxonomy.load(request.config.rootpath / "data" / "definitions" / "skills.yaml"), reason="first"
        )
        desk.write("JOBS", pd.DataFrame([JOB, OTHER]))
        _interviews(desk, rubric)
    return path


@pytest.fixture
def db(tmp_path, reviewed):
    shutil.copy(reviewed, tmp_path / "w.db")
    with store.open(tmp_path / "w.db") as opened:
        yield opened


def _interviews(desk, rubric, n=40):
    """Give everybody 80 points on all but client development, where 0 to 100 is planted: overall 56 to 86 in steps of 30/39."""
    ids = [f"I-{k:02d}" for k in range(n)]
    wide = pd.DataFrame({"interview_id": ids, "new_customers_year": np.linspace(0, 50, n), "rating.strategy": 1 + 4 * np.linspace(0, 1, n), "team_size": 5.0,
                         "team_growth_pct": 12.0, "star_completeness": 0.8, "rating.clarity": 4.2, "speech_rate_sps": 4.0, "rating.pressure_example": 4.2,
                         "on_topic_share": 0.8, "courses_year": 9.6, "rating.learning_example": 4.2})  # fmt: skip
    desk.write("CANDIDATES", pd.DataFrame({"candidate_id": [f"C{k}" for k in range(n)], "name": "x"}))
    desk.write("APPLICATIONS", pd.DataFrame({"application_id": [f"A{k}" for k in range(n)], "candidate_id": [f"C{k}" for k in range(n)], "job_id": "J-SM-01",
                                             "channel": ["内推"] * (n - 3) + ["猎头"] * 3}))  # fmt: skip
    days = pd.to_datetime(["2026-02-01"] * (n // 2) + ["2026-05-01"] * (n - n // 2))
    desk.write("INTERVIEWS", pd.DataFrame({"interview_id": ids, "application_id": [f"A{k}" for k in range(n)], "candidate_id": [f"C{k}" for k in range(n)],
                                           "job_id": "J-SM-01", "interview_date": days}))  # fmt: skip
    scores = scoring.grade(scoring.score(wide, rubric), rubric)
    desk.write(
        "SCORES", scores[["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]].assign(generic=False)
    )
    desk.write("COMPETENCY_SCORES", scoring.competency_scores(wide, rubric))
    desk.write("CRITERION_SCORES", scoring.explain(wide, rubric))


def change(desk, **more):
    desk.write("JOBS", pd.DataFrame([JOB | {"description": ANEW} | more, OTHER | {"description": "策划线上活动。"}]))


def by_hand(k, n=40):
    """Score interview k under both rubrics on paper: client development x, everything else as planted, live strategy not asked."""
    x = 100 * k / (n - 1)
    team, talk, calm, learn = 0.4 * 100 + 0.6 * 60, 0.4 * 80 + 0.4 * 80 + 0.2 * 100, 0.7 * 80 + 0.3 * 80, 0.4 * 80 + 0.6 * 80
    rest = 0.25 * team + 0.2 * talk + 0.15 * calm + 0.1 * learn
    return 0.3 * x + rest, (0.15 * x + rest) / 0.85


def grade_of(points):
    return next(name for name, limit in {"A": 85, "B": 75, "C": 60, "D": 0}.items() if points >= limit - 1e-9)


def test_worked_case_in_one_sentence_and_exact_weights(db):
    change(db.as_operator())
    found = reports.review(db.as_user("hr"), language="zh")
    graded = [(grade_of(was), grade_of(now)) for was, now in map(by_hand, range(40))]
    up, down = (sum(now < was for was, now in graded), sum(now > was for was, now in graded))  # A comes before B in the alphabet
    assert up > 0 < down
    assert found.sentence == (
        f"2 个岗位描述有变化：销售经理新增“直播”、运营专员改写了表述；建议：直播策略 15 %、客户资源拓展能力 30 → 15 %；以往 40 个等级中有 {up + down} 个会改变（升 {up}，降 {down}）。"
    )
    facts = found.facts
    assert (facts["n_changed"], facts["job_id"], facts["status"]) == (2, "J-SM-01", "proposed")
    assert (facts["n"], facts["n_flips"], facts["n_up"], facts["n_down"], facts["n_unasked"], facts["n_lost"]) == (
        40,
        up + down,
        up,
        down,
        40,
        0,
    )
    weights = {part.id: part.weight for part in facts["proposal"].competencies}
    assert weights == {"client_development": Decimal("0.15"), "team_leadership": Decimal("0.25"), "communication": Decimal("0.2"),
                       "stress_tolerance": Decimal("0.15"), "learning": Decimal("0.1"), "live_strategy": Decimal("0.15")}  # fmt: skip
    assert sum(weights.values()) == 1
    shown = found.tables["weights"].set_index("name")
    assert shown.loc["直播策略", ["before_text", "after_text"]].to_list() == ["–", "15 %"]
    assert shown.loc["客户资源拓展能力", ["before_text", "after_text", "rule_text"]].to_list() == ["30 %", "15 %", "让出：权重最大"]
    assert "2 job descriptions changed: Sales manager adds 直播" in reports.review(db.as_user("hr"), language="en").sentence


def test_the_flips_are_those_of_a_slow_version_with_their_size_and_band(db):
    change(db.as_operator())
    table = reports.review(db.as_user("hr"), language="en").tables["flips"]
    expected = {f"I-{k:02d}": by_hand(k) for k in range(40) if grade_of(by_hand(k)[0]) != grade_of(by_hand(k)[1])}
    assert set(table["interview_id"]) == set(expected)
    for row in table.to_dict("records"):
        was, now = expected[row["interview_id"]]
        assert (row["overall_before"], row["overall_after"]) == pytest.approx((was, now))
        assert (row["grade_before"], row["grade_after"]) == (grade_of(was), grade_of(now))
        assert row["outcome_text"] == ("up" if now > was else "down")
        assert row["inside_text"] == ("inside" if abs(now - was) <= row["error_band"] else "outside")
        assert (row["coverage_after"], row["unasked"]) == (pytest.approx(0.85), "yes")
    assert table["change"].abs().is_monotonic_decreasing


def test_the_difference_stands_clause_by_clause_with_its_words(db):
    change(db.as_operator(), requirements="能承受压力，英语流利。")
    tables = reports.review(db.as_user("hr"), language="zh").tables
    said = tables["descriptions"][["job", "field", "change"]].to_numpy().tolist()
    assert ["销售经理", "岗位描述", "新增表述“开展直播销售”"] in said
    assert ["运营专员", "岗位描述", "“策划线上线下活动”改为“策划线上活动”"] in said
    named = tables["named"].set_index("quote")
    assert named.loc["直播", ["name", "what_follows"]].to_list() == ["直播销售能力", "建议加入评分表"]
    assert named.loc["英语", "field"] == "任职要求"


def test_groups_smaller_than_the_policy_shows_are_left_out(db):
    change(db.as_operator())
    found = reports.review(db.as_user("hr"), language="en")
    assert found.tables["flip_groups"]["group"].to_list() == ["all", "Referral"]
    assert "1 channels with fewer than 5 graded people are hidden" in found.notes


def test_evidence_for_what_is_new_counts_where_it_was_asked(db):
    desk = db.as_operator()
    change(desk)
    desk.write("EVIDENCE", pd.DataFrame([{"interview_id": "I-00", "indicator": "rating.live_strategy", "value": 5.0, "value_low": 5.0, "value_high": 5.0,
                                          "quality": 1.0, "status": "usable", "source": "rating", "catalogue_version": "v"}]))  # fmt: skip
    found = reports.review(desk, language="en")
    assert found.facts["n_unasked"] == 39
    assert found.tables["unasked"][["n_asked", "n_unasked"]].to_numpy().tolist() == [[1, 39]]
    row = found.tables["flips"].set_index("interview_id").loc["I-00"]
    assert row["overall_after"] == pytest.approx(by_hand(0)[1] * 0.85 + 15)


def test_no_change_is_said_in_words_and_drift_is_still_told(db):
    found = reports.review(db.as_user("hr"), language="en")
    assert found.sentence == "No job description changed in 2026-Q2; drift since 2026-Q1: Overall score, New customers in the last year (50 = full), Concrete expansion strategy (logic)."  # fmt: skip
    assert found.facts["status"] == "nothing"
    assert not {"weights", "flips", "descriptions"} & set(found.tables)
    assert set(found.figures) == {"drift"}
    assert set(found.facts["drifted"]) == {
        "Overall score",
        "New customers in the last year (50 = full)",
        "Concrete expansion strategy (logic)",
    }


def test_an_earlier_quarter_shows_what_was_changed_in_it_only(db):
    change(db.as_operator())
    assert reports.review(db.as_user("hr"), period="2026-Q1", language="en").sentence.startswith(
        "No job description changed in 2026-Q1; too few interviews"
    )
    everything = reports.review(db.as_user("hr"), period=("2026-01-01", "2999-12-31"), language="en")
    assert everything.facts["n_changed"] == 2
    assert everything.facts["quarter"] == "2026-Q1 – 2999-Q4"
    listed = quarters(db.as_user("hr"))
    assert listed == sorted(listed, reverse=True)
    assert {"2026-Q1", "2026-Q2"} <= set(listed)


def test_another_job_shows_its_own_words_and_says_that_it_has_no_rubric(db):
    change(db.as_operator())
    found = reports.review(db.as_user("hr"), job_id="J-OP-01", language="en")
    assert "Operations specialist is reworded, Sales manager adds" in found.sentence
    assert "the job has no rubric in force" in found.sentence
    assert (found.facts["present"], found.facts["proposal"], found.facts["n"]) == (None, None, None)


class TestWhatBecameOfIt:
    def test_a_draft_that_waits_is_shown_as_it_was_adjusted(self, db):
        change(db.as_operator())
        tried = reports.review(db.as_user("ana"), weights={"live_strategy": "0.2", "client_development": "0.1"}, language="en")
        assert tried.facts["status"] == "by hand"
        assert "Live-selling strategy 20 %, Client development 30 → 10 %" in tried.sentence
        db.as_user("ana").save_definition(tried.facts["proposal"], reason="live first")
        waits = reports.review(db.as_user("hr"), language="en")
        assert (waits.facts["status"], waits.facts["proposal"].version) == ("waits", tried.facts["proposal"].version)
        assert "a draft waits for a second administrator's approval" in waits.notes[0]
        db.as_user("bea").approve("rubric", tried.facts["proposal"].version)
        after = reports.review(db.as_user("hr"), language="en")
        assert (after.facts["status"], after.facts["proposal"]) == ("in force", None)

    def test_what_was_turned_down_says_by_whom_and_why_and_can_be_taken_up_again(self, db):
        change(db.as_operator())
        proposal = reports.review(db.as_user("ana")).facts["proposal"]
        with db.as_user("ana").transaction() as work:
            work.save_definition(proposal, reason="not this year")
            work.decline("rubric", proposal.version, reason="not this year")
        found = reports.review(db.as_user("hr"), language="en")
        assert found.facts["status"] == "declined"
        assert "turned down by ana on" in found.notes[0]
        assert "not this year" in found.notes[0]
        db.as_user("ana").save_definition(proposal, reason="after all")
        assert reports.review(db.as_user("hr")).facts["status"] == "waits"

    def test_a_draft_without_any_changed_word_is_replayed_too(self, db, rubric):
        content = rubric.to_dict()
        content["competencies"][0]["weight"], content["competencies"][1]["weight"] = 0.1, 0.45
        db.as_user("ana").save_definition(definitions.Rubric.from_dict(content), reason="teams first")
        found = reports.review(db.as_user("hr"), language="en")
        assert found.facts["status"] == "waits"
        assert found.sentence.startswith(
            "No job description changed in 2026-Q2; proposal: Client development 30 → 10 %, Team leadership 25 → 45 %; "
        )
        assert (found.facts["n"], found.facts["n_unasked"]) == (40, 0)


def test_too_few_past_grades_are_not_replayed(tmp_path, rubric):
    with store.open(tmp_path / "few.db") as opened:
        desk = opened.as_operator()
        desk.save_definition(rubric, reason="first")
        desk.write("JOBS", pd.DataFrame([JOB]))
        _interviews(desk, rubric, n=4)
        change(desk)
        found = reports.review(desk, language="en")
    assert "too few past grades to replay (fewer than 5)" in found.sentence
    assert found.facts["n_flips"] is None
    assert "flips" not in found.tables


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"job_id": "J-SM-1"}, ContractError, "there is no job 'J-SM-1'.*did you mean 'J-SM-01'"),
        ({"period": "last spring"}, ContractError, "the period cannot be read"),
        ({"share": 2}, DefinitionError, "no weight for a new competency"),
        ({"takes_from": "nobody"}, DefinitionError, "no competency of the rubric"),
        ({"weights": {"learning": 0.5}}, DefinitionError, "140 %"),
        ({"weights": {"x": 0.5}}, DefinitionError, "'x' is no competency"),
    ],
)
def test_what_is_refused(db, asked, error, message):
    change(db.as_operator())
    with pytest.raises(error, match=message):
        reports.review(db.as_user("hr"), **asked)


def test_without_jobs_there_is_nothing_to_review(tmp_path):
    with store.open(tmp_path / "empty.db") as opened, pytest.raises(UndefinedResult, match="there are no jobs yet"):
        reports.review(opened.as_operator())
    assert contracts.JOB_TEXTS.key == ["job_id", "n"]


def test_the_company_a_quarter_later_is_the_worked_case_from_the_terminal(tmp_path, request):
    from typer.testing import CliRunner

    from workbench.cli.application import app
    from workbench.pipeline import loading

    def tell(*command):
        told = CliRunner().invoke(app, list(command))
        assert told.exit_code == 0, told.output
        return " ".join(told.output.split())

    def bring_in():
        with store.open(tmp_path / "w.db") as opened:
            loading.load_definitions(opened.as_operator(), request.config.rootpath / "data" / "definitions")
            loading.load_exports(opened.as_operator(), exports, mapping=None, progress=lambda _: None)

    exports, db = str(tmp_path / "exports"), f"sqlite:///{tmp_path / 'w.db'}"
    samples.export(samples.company(12, seed=5), exports)
    bring_in()
    assert "No job description changed" in tell("report", "review", "--db", db, "--language", "en")
    assert "2 job descriptions changed in" in tell("samples", exports, "--later")
    assert "0 job descriptions changed in" in tell("samples", exports, "--later")
    bring_in()
    said = tell("report", "review", "--db", db, "--language", "zh").replace(" ", "")
    assert "销售经理新增“直播”、运营专员改写了表述；建议：直播策略15%、客户资源拓展能力30→15%" in said
    with pytest.raises(ContractError, match=r"no jobs of the invented company.*workbench samples DIR"):
        samples.later(tmp_path)
