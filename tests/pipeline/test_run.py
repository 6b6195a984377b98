"""The river on a small invented company: twice, damaged, incomplete, killed."""

import ast
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from workbench import pipeline, samples, store
from workbench.errors import ContractError
from workbench.pipeline.fingerprints import fingerprints

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "data" / "definitions"
CLIPS = ROOT / "data" / "samples" / "recordings"
NOT_DATA = {"audit", "runs", "accounts", "alembic_version"}


@pytest.fixture(scope="module", autouse=True)
def one_key():
    """One key for ID numbers, so that databases can be compared row by row."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SECRET", "a key for tests only, 32 characters or more")
        yield


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    samples.export(samples.company(120, seed=11), folder, recordings=CLIPS)
    return folder


@pytest.fixture(scope="module")
def finished(exports, tmp_path_factory):
    path = tmp_path_factory.mktemp("db") / "w.db"
    summary = pipeline.run(exports=exports, db=str(path), recordings=CLIPS, definitions=DEFINITIONS)
    return path, summary


def content(path):
    """Every row of every table of data, as text, in an order of its own."""
    with sqlite3.connect(path) as connection:
        names = [
            row[0] for row in connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
        ]
        return {
            name: sorted(map(repr, connection.execute(f'select * from "{name}"'))) for name in names if name.lower() not in NOT_DATA
        }


def without_times(tables):
    """Leave out what two databases filled one after the other differ in: times of saving, and in how many steps it was done."""
    kept = {name: rows for name, rows in tables.items() if name.lower() not in {"definitions", "decisions", "settings", "changes"}}
    # an earlier text of a job says when it was kept, and its row's mark covers that: the last two columns
    return kept | {"job_texts": [ast.literal_eval(row)[:-2] for row in kept["job_texts"]]}


def test_one_run_gives_scored_explained_priced_candidates(finished):
    path, summary = finished
    assert not summary.refusals
    with store.open(str(path)) as database:
        desk = database.as_operator()
        tables = {
            name: desk.read(name)
            for name in (
                "INTERVIEWS",
                "EVIDENCE",
                "SCORES",
                "COMPETENCY_SCORES",
                "CRITERION_SCORES",
                "PAY_SUGGESTIONS",
                "RECORDINGS",
                "SKILL_TAGS",
            )
        }
        verified = database.verify_audit()
    assert verified.ok
    interviews = set(tables["INTERVIEWS"]["interview_id"])
    assert set(tables["SCORES"]["interview_id"]) == interviews
    assert set(tables["PAY_SUGGESTIONS"]["interview_id"]) == interviews
    assert tables["SCORES"][["coverage", "rubric_version", "policy_version"]].notna().all().all()
    scored = tables["SCORES"].dropna(subset=["overall"]).set_index("interview_id")
    assert len(scored) > 0.8 * len(interviews)
    assert scored["error_band"].notna().all()
    # the page's drill-down adds up: contributions of criteria are the overall score
    sums = tables["CRITERION_SCORES"].groupby("interview_id")["contribution"].sum(min_count=1)
    assert (sums[scored.index] - scored["overall"]).abs().max() < 1e-9
    assert len(tables["SKILL_TAGS"]) > 0
    assert (tables["RECORDINGS"]["verdict"] == "scorable").sum() > 0


def test_every_answer_value_leads_back_to_its_words(finished):
    path, _ = finished
    with store.open(str(path)) as database:
        desk = database.as_operator()
        evidence, answers = desk.read("EVIDENCE"), desk.read("ANSWERS")
    said = evidence[(evidence["source"] == "answer") & evidence["span_start"].notna()].merge(
        answers, on=["interview_id", "question_id"], how="left"
    )
    assert len(said) > 50
    words = said.dropna(subset="quote")
    assert all(row.answer_text[int(row.span_start) : int(row.span_end)] == row.quote for row in words.itertuples())
    whole = said[said["quote"].isna()]  # nothing in it to mark: its length, no filler found
    assert all((row.span_start, row.span_end) == (0, len(row.answer_text)) for row in whole.itertuples())


def test_every_value_in_the_store_leads_back_to_its_source(finished):
    """Walk all of them: words of an answer, seconds of a recording, ratings, the person's own record."""
    path, _ = finished
    with store.open(str(path)) as database:
        desk = database.as_operator()
        evidence, answers, recordings, ratings, interviews, candidates = (
            desk.read(name) for name in ("EVIDENCE", "ANSWERS", "RECORDINGS", "RATINGS", "INTERVIEWS", "CANDIDATES")
        )
    valued = evidence[evidence["value"].notna()]
    texts = answers.set_index(["interview_id", "question_id"])["answer_text"]
    lengths = recordings.set_index(["interview_id", "question_id"])["duration_s"]
    marks = ratings.groupby(["interview_id", "criterion"])["rating"].mean()
    people = set(interviews.set_index("interview_id")["candidate_id"].loc[valued["interview_id"]])
    assert people <= set(candidates["candidate_id"])
    lost = []
    for row in valued.itertuples():
        key = (row.interview_id, row.question_id)
        if row.source == "answer":
            found = 0 <= row.span_start < row.span_end <= len(texts[key])
        elif row.source == "recording":
            found = 0 <= row.start_s < row.end_s <= lengths[key] + 0.05
        elif row.source == "rating":
            found = abs(marks[row.interview_id, row.indicator.removeprefix("rating.")] - row.value) < 1e-9
        else:
            found = row.source == "resume"
        lost += [] if found else [(row.interview_id, row.indicator)]
    assert lost == []
    assert {"answer", "recording", "rating", "resume"} <= set(valued["source"])


def test_the_same_exports_twice_change_no_row(exports, finished):
    path, _ = finished
    before = content(path)
    summary = pipeline.run(exports=exports, db=str(path), recordings=CLIPS, definitions=DEFINITIONS)
    assert content(path) == before
    assert summary.changed == 0


def test_one_new_answer_recomputes_that_interview_only(exports, finished, tmp_path):
    shutil.copy(finished[0], tmp_path / "w.db")
    shutil.copytree(exports, tmp_path / "exports")
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        row = desk.read("ANSWERS").iloc[[0]].copy()
        row["answer_text"] = "我去年新增了三十七个客户。"
        row["segments"] = None
        desk.write("ANSWERS", row)
        interview = row["interview_id"].iloc[0]
        others = desk.read("SCORES")
        others = others[others["interview_id"] != interview]
        from workbench.pipeline import reckoning
        from workbench.pipeline.rules import rules_in_force

        rules, _ = rules_in_force(desk)
        done, same = reckoning.gather_evidence(desk, rules, progress=lambda a, b: None)
        assert (done, same) == (1, len(desk.read("INTERVIEWS")) - 1)
        assert reckoning.score_interviews(desk, rules, progress=lambda a, b: None)[0] == 1
        after = desk.read("SCORES")
        pd.testing.assert_frame_equal(
            after[after["interview_id"] != interview].reset_index(drop=True), others.reset_index(drop=True)
        )


def test_damaged_rows_go_to_quarantine_with_reasons_and_good_rows_in(tmp_path):
    company = samples.company(300, seed=5)
    damage = samples.export(company, tmp_path / "exports", damage=0.05, recordings=CLIPS)
    summary = pipeline.run(exports=tmp_path / "exports", db=str(tmp_path / "w.db"), recordings=CLIPS, definitions=DEFINITIONS)
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        quarantine = desk.quarantine()
        kept = desk.read("CANDIDATES")
    assert summary.set_aside > 0
    assert quarantine["reasons"].str.len().min() > 5
    assert len(kept) >= 0.9 * len(company.tables["CANDIDATES"])
    assert damage is not None


def test_a_folder_of_recordings_that_is_not_there_is_refused_before_anything_is_done(exports, tmp_path):
    with pytest.raises(ContractError, match="nowhere: there is no such folder.*--recordings"):
        pipeline.run(exports=exports, db=str(tmp_path / "w.db"), recordings=tmp_path / "nowhere")
    assert not (tmp_path / "w.db").exists()


def test_a_job_without_rubric_is_refused_and_the_others_scored(exports, tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    (tmp_path / "definitions" / "rubric-recruiter.yaml").unlink()
    summary = pipeline.run(exports=exports, db=str(tmp_path / "w.db"), definitions=tmp_path / "definitions")
    assert [str(refusal).split(".")[0] for refusal in summary.refusals]
    assert "J-HR-01" in str(summary.refusals[0])
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        interviews = desk.read("INTERVIEWS").set_index("interview_id")["job_id"]
        scored = set(interviews[desk.read("SCORES")["interview_id"]])
    assert "J-HR-01" not in scored
    assert len(scored) == interviews.nunique() - 1


def test_a_generic_rubric_marks_its_scores(exports, tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    generic = (tmp_path / "definitions" / "rubric-recruiter.yaml").read_text(encoding="utf-8")
    (tmp_path / "definitions" / "rubric-recruiter.yaml").write_text(
        generic.replace("job_ids: [J-HR-01]", "job_ids: []"), encoding="utf-8"
    )
    policy = (tmp_path / "definitions" / "policy.yaml").read_text(encoding="utf-8")
    (tmp_path / "definitions" / "policy.yaml").write_text(policy + "generic_rubric: recruiter\n", encoding="utf-8")
    summary = pipeline.run(exports=exports, db=str(tmp_path / "w.db"), definitions=tmp_path / "definitions")
    assert not summary.refusals
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        scores = desk.read("SCORES").merge(desk.read("INTERVIEWS"), on="interview_id")
    assert (scores["generic"] == (scores["job_id"] == "J-HR-01")).all()
    assert scores["generic"].sum() > 0


def test_missing_and_false_recordings_warn_and_the_rest_goes_on(exports, tmp_path):
    clips = tmp_path / "clips"
    shutil.copytree(CLIPS, clips)
    with store.open(str(tmp_path / "w.db")) as database:
        pipeline.loading.load_definitions(database.as_operator(), DEFINITIONS)
        pipeline.loading.load_exports(database.as_operator(), exports, mapping=None, progress=lambda name: None)
        named = sorted(database.as_operator().read("ANSWERS")["recording"].dropna().unique())
    (clips / named[0]).unlink()
    (clips / named[1]).write_text("this is no sound", encoding="utf-8")
    summary = pipeline.run(exports=exports, db=str(tmp_path / "w.db"), recordings=clips)
    lost = [warning for warning in summary.warnings if warning.startswith((named[0], named[1]))]
    assert any("was not found" in warning for warning in lost)
    assert len(lost) >= 2
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        assert set(desk.quarantine()["source_file"]) >= set(named[:2])
        assert (desk.read("RECORDINGS")["verdict"] == "scorable").any()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"jobs.csv": "岗位编号,岗位名称\nJ1,甲\n"}, r"there are no candidates \(候选人\).*no file of that table"),
        ({"jobs.csv": "岗位编号,岗位名称\nJ1,甲\n", "候选人.csv": "候选人编号,姓名\n"}, "there are no candidates.*an empty table"),
        (
            {"jobs.csv": "岗位编号,岗位名称\n,甲\n", "候选人.csv": "候选人编号,姓名\nC1,a\n"},
            "there are no jobs.*1 readable rows, none of them usable|there are no jobs",
        ),
        ({"x.csv": "a,b\n1,2\n"}, "fits none of the tables"),
    ],
)
def test_exports_that_lead_nowhere(tmp_path, files, message):
    (tmp_path / "exports").mkdir()
    for name, text in files.items():
        (tmp_path / "exports" / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=message):
        pipeline.run(exports=tmp_path / "exports", db=str(tmp_path / "w.db"), definitions=DEFINITIONS)
    with store.open(str(tmp_path / "w.db")) as database:
        assert database.as_operator().read("JOBS").empty


@pytest.mark.slow
def test_killed_at_five_moments_the_database_ends_the_same(exports, finished, tmp_path):
    wanted = without_times(content(finished[0]))
    for number, moment in enumerate(("intake", "recordings", "evidence", "scores", "pay")):
        path = tmp_path / f"killed{number}.db"
        killed = _run_and_kill(exports, path, moment)
        assert killed == -signal.SIGKILL, f"the run was over before '{moment}'"
        pipeline.run(exports=exports, db=str(path), recordings=CLIPS, definitions=DEFINITIONS)
        assert without_times(content(path)) == wanted, moment


def _run_and_kill(exports, path, moment):
    """Run in a process of its own that reports each stage, and kill it in the middle of the one named."""
    code = f"""
import sys, time
from workbench import pipeline
from workbench.pipeline import reckoning
reckoning.BATCH = 20
def tell(stage, done, total):
    print(stage, done, total, flush=True)
    if stage == {moment!r} and (done or stage == 'intake'):
        time.sleep(60)
pipeline.run(exports={str(exports)!r}, db={str(path)!r}, recordings={str(CLIPS)!r}, definitions={str(DEFINITIONS)!r}, progress=tell)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        stage, done, _ = line.split()
        if stage == moment and (int(done) or stage == "intake"):
            time.sleep(0.2)
            process.kill()
            break
    process.stdout.close()
    return process.wait()


def test_fingerprints_follow_content_not_order():
    table = pd.DataFrame({"interview_id": ["a", "a", "b"], "x": [1.0, None, 3.0], "y": ["p", "q", None]})
    marks = fingerprints(["a", "b", "c"], [table])
    shuffled = table.iloc[[2, 1, 0]][["y", "interview_id", "x"]].reset_index(drop=True)
    assert fingerprints(["a", "b", "c"], [shuffled]) == marks
    assert len(set(marks.values())) == 3
    changed = fingerprints(["a", "b", "c"], [table.assign(x=[1.0, 0.0, 3.0])])
    assert changed["a"] != marks["a"]
    assert (changed["b"], changed["c"]) == (marks["b"], marks["c"])


def test_a_mended_row_leaves_quarantine(tmp_path):
    """What is listed as set aside is what is still wrong."""
    samples.export(samples.company(40, seed=8), tmp_path / "exports")
    jobs = tmp_path / "exports" / "hr_jobs.csv"
    good = jobs.read_bytes()
    lines = good.splitlines(keepends=True)
    jobs.write_bytes(good + lines[1])  # the first job once more
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        pipeline.loading.load_exports(desk, tmp_path / "exports", mapping=None, progress=lambda name: None)
        assert desk.quarantine()["reasons"].tolist() == ["repeats row 2 exactly"]
        jobs.write_bytes(good)
        pipeline.loading.load_exports(desk, tmp_path / "exports", mapping=None, progress=lambda name: None)
        assert desk.quarantine().empty
        assert database.verify_audit().ok


def test_a_changed_definition_waits_where_a_second_person_must_approve(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "d")
    with store.open(str(tmp_path / "w.db")) as database:
        desk = database.as_operator()
        pipeline.loading.load_definitions(desk, tmp_path / "d")
        assert pipeline.loading.waiting_definitions(desk) == []
        database.add_account("ana", "a long enough one", "administrator")
        path = tmp_path / "d" / "rubric-sales-manager.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("A: 85", "A: 86"), encoding="utf-8")
        pipeline.loading.load_definitions(desk, tmp_path / "d")
        assert "waits for a second administrator's approval" in pipeline.loading.waiting_definitions(desk)[0]
        assert desk.in_force("rubric", "sales-manager").grades["A"] == 85
