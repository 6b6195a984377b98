"""A small company in a real database, and the site served on it."""

from __future__ import annotations

import gc
import json
import shutil
import socket
import subprocess
import warnings

import pandas as pd
import pytest

PASSWORD = "a long enough password"
ACCOUNTS = {"ana": "administrator", "hr": "specialist", "max": "manager", "cleo": "candidate", "rita": "recruiter"}
TEXT = "我带过十多个人的团队。那一年团队业绩增长一成五。谢谢。"


THIRD_PARTY = ("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning",
               "ignore::FutureWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the libraries that draw the pages warn about each other: their warnings are not ours to mend."""
    for item in items:
        if "dashboards" in item.path.parts:
            for warning in THIRD_PARTY:
                item.add_marker(pytest.mark.filterwarnings(warning))


@pytest.fixture(scope="session")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with 60 invented candidates, scored and priced, and one account a role."""
    from workbench import definitions, pipeline, samples, scoring, store

    folder = tmp_path_factory.mktemp("site")
    company = samples.company(60, seed=7)
    url = f"sqlite:///{folder / 'workbench.db'}"
    with store.open(url) as db:
        for name, role in ACCOUNTS.items():
            openings = ["J-SM-01"] if role == "manager" else []
            db.add_account(
                name, PASSWORD, role, openings=openings, candidate_id=company.tables["CANDIDATES"]["candidate_id"].iloc[0]
            )
        desk = db.as_operator()
        rubrics = _definitions(desk, definitions)
        tables = {name: company.tables[name] for name in ("JOBS", "CANDIDATES", "PROTECTED", "APPLICATIONS", "STAGES", "INTERVIEWS", "RATINGS", "MARKET_PAY",
                                                          "OFFERS", "EMPLOYEES", "PERFORMANCE", "SPEND", "TOOL_COSTS")}  # fmt: skip
        for name, table in tables.items():
            desk.write(name, table)
        _score(desk, company, rubrics, scoring)
        _interview_with_a_clip(desk, folder / "recordings")
        pipeline.screen(desk)
    return url


@pytest.fixture(scope="session")
def interview_id(site_url: str) -> str:
    """The interview whose second answer has a recording."""
    from workbench import store

    with store.open(site_url) as db:
        return str(db.as_operator().read("RECORDINGS")["interview_id"].iloc[0])


@pytest.fixture(scope="session")
def site(site_url: str):
    """The served site: ``(address, port)``; stopped at the end, or pytest would never end."""
    import panel as pn

    from dashboards import app

    port = _free_port()
    thread = app.serve(site_url, port=port, threaded=True, recordings=_recordings(site_url))
    address = f"http://127.0.0.1:{port}"
    _wait_for(address)
    yield address
    pn.state.kill_all_servers()
    thread.join(timeout=10)
    with warnings.catch_warnings():  # sockets the stopped server left to the collector
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture
def another_site(site_url, tmp_path):
    """``another_site(change)``: the address of a copy of the company, changed by ``change(desk)``, served beside the first until the test ends."""
    from dashboards import app
    from workbench import store

    running = []

    def begin(change):
        shutil.copy(site_url.removeprefix("sqlite:///"), tmp_path / "w.db")
        with store.open(tmp_path / "w.db") as db:
            change(db.as_operator())
        port = _free_port()
        running.append(app.serve(f"sqlite:///{tmp_path / 'w.db'}", port=port, threaded=True))
        _wait_for(f"http://127.0.0.1:{port}")
        return f"http://127.0.0.1:{port}"

    yield begin
    for thread in running:
        thread.stop()
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def pem(tmp_path_factory):
    """A certificate of our own for 127.0.0.1 and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]  # fmt: skip
    try:
        subprocess.run(made, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed")
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def session(site: str):
    """``session("ana")``: a logged-in client; ``session(None)`` one that is not."""
    import requests

    opened = []

    def enter(account: str | None):
        client = requests.Session()
        opened.append(client)
        if account:
            answer = client.post(f"{site}/login", data={"account": account, "password": PASSWORD}, allow_redirects=False)
            assert answer.status_code == 303, answer.status_code
        return client

    yield enter
    for client in opened:
        client.close()


def _definitions(desk, definitions) -> dict:
    from pathlib import Path

    folder = Path(__file__).parents[2] / "data" / "definitions"
    kinds = {"rubric-": definitions.Rubric, "pay-matrix-": definitions.PayMatrix, "cost-model": definitions.CostModel, "policy": definitions.Policy,
             "questions": definitions.QuestionBank}  # fmt: skip
    rubrics = {}
    for path in sorted(folder.glob("*.yaml")):
        kind = next((made for start, made in kinds.items() if path.name.startswith(start)), None)
        if kind is not None:
            definition = kind.load(path)
            desk.save_definition(definition, reason="test")
            rubrics |= dict.fromkeys(getattr(definition, "job_ids", ()), definition) if kind is definitions.Rubric else {}
    return rubrics


def _score(desk, company, rubrics, scoring) -> None:
    wide = company.truth["tables"]["evidence"]
    for job, rubric in rubrics.items():
        own = wide[wide["job_id"] == job]
        if own.empty:
            continue
        table = own.reindex(columns=["interview_id", *rubric.indicators]).astype(dict.fromkeys(rubric.indicators, "float64"))
        scores = scoring.grade(scoring.score(table, rubric), rubric)
        kept = ["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]
        desk.write("SCORES", scores[kept].assign(generic=False))
        desk.write("COMPETENCY_SCORES", scoring.competency_scores(table, rubric))
        desk.write("CRITERION_SCORES", scoring.explain(table, rubric))


def _interview_with_a_clip(desk, folder) -> None:
    """Give one sales manager's interview two answers, evidence with a place in the text, and a second of tone as its recording."""
    import numpy as np
    import soundfile

    folder.mkdir()
    time = np.linspace(0, 6, 6 * 8000, endpoint=False)
    soundfile.write(folder / "clip.wav", 0.2 * np.sin(2 * np.pi * 220 * time), 8000)
    interviews = desk.read("INTERVIEWS", job_id="J-SM-01")
    chosen = interviews["interview_id"].iloc[0]
    segments = json.dumps([[0.0, 2.0, 0, 11], [2.0, 5.0, 11, 24], [5.0, 6.0, 24, 27]])
    answers = pd.DataFrame([
        {"interview_id": chosen, "question_id": "q1", "question_text": "请介绍一下自己。", "answer_text": "你好。", "segments": None, "recording": None},
        {"interview_id": chosen, "question_id": "q2", "question_text": "你带过多大的团队？", "answer_text": TEXT, "segments": segments, "recording": "clip.wav"},
    ])  # fmt: skip
    desk.write("ANSWERS", answers)
    desk.write("RECORDINGS", pd.DataFrame([{
        "interview_id": chosen, "question_id": "q2", "recording": "clip.wav", "verdict": "scorable", "duration_s": 6.0,
        "track": json.dumps([[0.2, 1.8], [3.9, 5.6]]), "extractor_version": "test",
    }]))  # fmt: skip
    spans = {"team_size": (3, 8), "team_growth_pct": (20, 23)}
    desk.write("EVIDENCE", pd.DataFrame([
        {"interview_id": chosen, "indicator": name, "value": 15.0, "value_low": 15.0, "value_high": 15.0, "quality": 1.0, "status": "usable",
         "source": "answer", "question_id": "q2", "span_start": start, "span_end": end, "quote": TEXT[start:end], "catalogue_version": "test"}
        for name, (start, end) in spans.items()
    ]))  # fmt: skip


def _recordings(site_url: str):
    from pathlib import Path

    return Path(site_url.removeprefix("sqlite:///")).parent / "recordings"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(address: str) -> None:
    import time

    import requests

    for _ in range(300):
        try:
            if requests.get(f"{address}/liveness", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
