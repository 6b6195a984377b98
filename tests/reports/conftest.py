import json

import pandas as pd
import pytest

from workbench import pipeline, samples, store


@pytest.fixture(scope="session")
def river(tmp_path_factory, request):
    """A small invented company taken down the whole river once: the database, and one interview with a recording's row."""
    folder = tmp_path_factory.mktemp("reports")
    samples.export(samples.company(60, seed=11), folder / "exports")
    pipeline.run(exports=folder / "exports", db=str(folder / "w.db"), definitions=request.config.rootpath / "data" / "definitions")
    with store.open(folder / "w.db") as db:
        desk = db.as_operator()
        chosen = recorded_interview(desk)
        desk.write("RECORDINGS", recording_of(desk, chosen))
        db.add_account("sam", "long enough", "specialist")
        db.add_account("nobody", "long enough", "manager")
        db.add_account(str(desk.read("JOBS")["hiring_manager"].dropna().iloc[0]), "long enough", "manager")
        yield db, chosen


@pytest.fixture(scope="session")
def desk(river):
    return river[0].as_operator()


@pytest.fixture(scope="session")
def chosen(river):
    return river[1]


def recorded_interview(desk):
    """The scored interview with most quoted evidence."""
    quoted = desk.read("EVIDENCE").dropna(subset="quote")
    scored = desk.read("SCORES").dropna(subset="overall")["interview_id"]
    return quoted[quoted["interview_id"].isin(scored)]["interview_id"].value_counts().sort_index().idxmax()


def recording_of(desk, interview_id):
    answer = desk.read("ANSWERS", interview_id=interview_id).iloc[0]
    return pd.DataFrame([{
        "interview_id": interview_id, "question_id": answer["question_id"], "recording": "a.wav", "content_hash": "x", "verdict": "scorable",
        "reason": None, "duration_s": 60.0, "track": json.dumps([[1, 20], [24, 58]]), "extractor_version": "test",
        "descriptors": json.dumps({"speech_rate_sps": 4.5, "pause_count": 1, "pause_longest_s": 4.0, "snr_db": 25.0}),
    }])  # fmt: skip
