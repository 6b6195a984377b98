"""A new answer reaches the store: its interview is reckoned again, nobody else's row moves, and a run finds nothing left to do."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import pipeline, samples, store
from workbench.errors import AccessDenied, ContractError, EvidenceError
from workbench.evidence import audio
from workbench.pipeline.listening import hear
from workbench.pipeline.reckoning import gather_evidence, price, score_interviews
from workbench.pipeline.rules import policy_in_force, rules_in_force

ROOT = Path(__file__).resolve().parents[2]
CLIPS = ROOT / "data" / "samples" / "recordings"
DERIVED = ("EVIDENCE", "SKILL_TAGS", "SCORES", "COMPETENCY_SCORES", "CRITERION_SCORES", "PAY_SUGGESTIONS", "RECORDINGS")
TEXT = "去年我一共开发了八十六个新客户，全年销售额做到三千两百万元。"


@pytest.fixture(scope="module", autouse=True)
def one_key():
    """One key for ID numbers, so that a database may be copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SECRET", "a key for tests only, 32 characters or more")
        yield


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    samples.export(samples.company(40, seed=5), folder / "exports", recordings=None)
    path = folder / "w.db"
    pipeline.run(exports=folder / "exports", db=str(path), definitions=ROOT / "data" / "definitions")
    return path


@pytest.fixture
def database(filled, tmp_path):
    for file in filled.parent.glob("w.db*"):
        shutil.copy(file, tmp_path / file.name)
    with store.open(str(tmp_path / "w.db")) as opened:
        yield opened


@pytest.fixture
def desk(database):
    return database.as_operator()


@pytest.fixture
def interview(desk):
    """An interview that has just begun: nothing is answered yet."""
    table = desk.read("INTERVIEWS")
    name = table.loc[table["job_id"].str.startswith("J-SM"), "interview_id"].iloc[0]
    desk.remove("ANSWERS", interview_id=name)
    return name


def tables(desk, *, without=()):
    read = {name: desk.read(name) for name in DERIVED}
    return {name: table[~table["interview_id"].isin(without)].reset_index(drop=True) for name, table in read.items()}


def value(desk, interview, indicator):
    rows = desk.read("EVIDENCE", interview_id=interview, indicator=indicator)
    return None if rows.empty else rows["value"].iloc[0]


def test_a_new_answer_moves_its_own_interview_and_nobody_elses(desk, interview):
    others, own = tables(desk, without=[interview]), desk.read("SCORES", interview_id=interview)
    taken = pipeline.take_answer(desk, interview, "Q-LIVE", text=TEXT, recording=CLIPS / "zh_wenet_long.flac")
    assert [(stage.stage, stage.done) for stage in taken.stages] == [("evidence", 1), ("scores", 1), ("pay", 1)]
    for name, table in tables(desk, without=[interview]).items():
        pd.testing.assert_frame_equal(table, others[name])
    assert value(desk, interview, "new_customers_year") == 86
    assert value(desk, interview, "f0_median_hz") == pytest.approx(taken.recording["f0_median_hz"], abs=1e-5)
    now = desk.read("SCORES", interview_id=interview)
    assert now["overall"].iloc[0] != own["overall"].iloc[0]
    said = desk.read("RECORDINGS", interview_id=interview).iloc[0]
    assert (said["recording"], said["verdict"]) == ("zh_wenet_long.flac", "scorable")


def test_the_same_steps_over_everyone_find_nothing_left_to_do(desk, interview):
    pipeline.take_answer(desk, interview, "Q-LIVE", text=TEXT, recording=CLIPS / "zh_wenet_long.flac")
    before = tables(desk)
    rules, _ = rules_in_force(desk)
    quiet = lambda done, total: None  # noqa: E731
    waited = []
    assert hear(desk, CLIPS, policy=policy_in_force(desk), progress=quiet, preparing=lambda *now: waited.append(now))[0] == 0
    assert waited == []  # nothing to hear, nothing to prepare
    assert gather_evidence(desk, rules, progress=quiet)[0] == 0
    assert score_interviews(desk, rules, progress=quiet)[0] == 0
    assert price(desk, rules, progress=quiet)[0] == 0
    for name, table in tables(desk).items():
        pd.testing.assert_frame_equal(table, before[name])


def test_a_stream_is_taken_while_it_is_spoken_and_at_its_end(desk, interview):
    samples_, rate = audio.decode(CLIPS / "zh_wenet_long.flac")
    stream = audio.Stream(rate)
    half = len(samples_) // 2
    stream.feed(samples_[:half])
    pipeline.take_answer(desk, interview, "Q-LIVE", recording=stream.row())
    early = desk.read("RECORDINGS", interview_id=interview, question_id="Q-LIVE").iloc[0]
    assert early["duration_s"] == pytest.approx(half / rate)
    stream.feed(samples_[half:])
    taken = pipeline.take_answer(desk, interview, "Q-LIVE", text=TEXT, recording=stream)
    row = desk.read("RECORDINGS", interview_id=interview, question_id="Q-LIVE").iloc[0]
    assert row["duration_s"] == pytest.approx(len(samples_) / rate)
    whole = audio.extract((samples_, rate))
    assert json.loads(row["descriptors"])["speech_rate_sps"] == pytest.approx(whole["speech_rate_sps"], rel=1e-6)
    assert taken.recording["verdict"] == "scorable"
    # its sound was never a file: hearing everything again keeps what was heard
    assert hear(desk, CLIPS, policy=policy_in_force(desk), progress=lambda done, total: None)[0] == 0
    assert desk.read("RECORDINGS", interview_id=interview, question_id="Q-LIVE")["verdict"].iloc[0] == "scorable"


def test_text_that_follows_later_leaves_the_recording(desk, interview):
    pipeline.take_answer(desk, interview, "Q-LIVE", recording=CLIPS / "zh_wenet_long.flac", question_text="去年的业绩如何？")
    pipeline.take_answer(desk, interview, "Q-LIVE", text=TEXT)
    answer = desk.read("ANSWERS", interview_id=interview, question_id="Q-LIVE").iloc[0]
    assert (answer["answer_text"], answer["recording"], answer["question_text"]) == (TEXT, "zh_wenet_long.flac", "去年的业绩如何？")
    assert value(desk, interview, "new_customers_year") == 86


def test_times_of_the_words_give_the_filled_pauses(desk, interview):
    text = "嗯，我去年签了四十家新客户。"
    segments = json.dumps([[0.0, 1.0, 0, 2], [1.0, 4.0, 2, len(text)]])
    taken = pipeline.take_answer(desk, interview, "Q-LIVE", text=text, segments=segments, recording=CLIPS / "zh_wenet_long.flac")
    assert taken.recording["filled_pause_share"] == pytest.approx(0.25)


def test_a_recording_that_cannot_be_scored_is_kept_with_its_reason(desk, interview):
    taken = pipeline.take_answer(desk, interview, "Q-LIVE", recording=(np.zeros(64_000, np.float32), 16_000))
    assert taken.recording["verdict"] == "re-record"
    row = desk.read("RECORDINGS", interview_id=interview, question_id="Q-LIVE").iloc[0]
    assert row["reason"].startswith("speech_s")


def test_what_cannot_be_taken_is_refused_and_nothing_is_written(desk, interview, tmp_path):
    before = desk.read("ANSWERS")
    with pytest.raises(
        ContractError, match=r"answer to Q-1: there is no such interview\. Found: interview I-none.*Cure: load the interview first"
    ):
        pipeline.take_answer(desk, "I-none", "Q-1", text="x")
    with pytest.raises(ContractError, match="the answer is empty.*Cure: pass text= or recording="):
        pipeline.take_answer(desk, interview, "Q-1")
    note = tmp_path / "note.wav"
    note.write_text("no sound here")
    with pytest.raises(EvidenceError, match="this is not a recording"):
        pipeline.take_answer(desk, interview, "Q-1", text="x", recording=note)
    pd.testing.assert_frame_equal(desk.read("ANSWERS"), before)


def test_only_who_may_change_records_takes_answers(database, desk, interview):
    database.add_account("hr", "a long enough password", "specialist")
    with pytest.raises(AccessDenied):
        pipeline.take_answer(database.as_user("hr"), interview, "Q-LIVE", text=TEXT)
