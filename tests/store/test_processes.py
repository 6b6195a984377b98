"""Several real processes at one file: nothing is lost, and a killed one leaves nothing half-written."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import pandas as pd

from workbench import store

PREAMBLE = textwrap.dedent("""
    import sys, pandas as pd
    from workbench import store
    def evidence(who, n):
        return pd.DataFrame({"interview_id": [f"{who}-{i // 10}" for i in range(n)], "indicator": [f"x{i % 10}" for i in range(n)],
                             "quality": 1.0, "status": "usable", "source": "answer", "catalogue_version": "v"})
    path, who = sys.argv[1:3]
""")
WRITER = PREAMBLE + textwrap.dedent("""
    desk = store.open(path).as_operator(who)
    for step in range(8):
        with desk.transaction() as t:
            t.write("EVIDENCE", evidence(f"{who}-{step}", 20))
            t.mark("gather", f"{who}-{step}", "h")
        assert len(desk.read("EVIDENCE", interview_id=[f"{who}-{step}-0", f"{who}-{step}-1"])) == 20
        assert len(desk.read("EVIDENCE")) % 20 == 0
""")
ENDLESS = PREAMBLE + textwrap.dedent("""
    desk = store.open(path).as_operator(who)
    print("ready", flush=True)
    for step in range(100_000):
        with desk.transaction() as t:
            t.replace("EVIDENCE", evidence(f"{who}-{step}", 400), within={"interview_id": [f"{who}-{step}-{i}" for i in range(40)]})
            t.write("COMPETENCY_SCORES", pd.DataFrame({"interview_id": [f"{who}-{step}-{i}" for i in range(40)], "competency": "c",
                                                       "weight": 1.0, "coverage": 1.0, "rubric_version": "v"}))
            t.mark_all("gather", {f"{who}-{step}-{i}": "h" for i in range(40)})
""")


def run(code, *arguments):
    return subprocess.Popen([sys.executable, "-W", "error", "-c", code, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})  # fmt: skip


def test_processes_that_open_a_new_file_together_and_write_lose_nothing(tmp_path):
    path = tmp_path / "new.db"
    running = [run(WRITER, path, f"p{n}") for n in range(2)]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    with store.open(path, create=False) as db:
        desk = db.as_operator()
        assert len(desk.read("EVIDENCE")) == 2 * 8 * 20
        assert len(desk.marks("gather")) == 16
        assert len(desk.audit()) == 16
        assert db.verify_audit().ok


def test_a_process_killed_in_the_middle_leaves_nothing_half_written(tmp_path):
    path, moments = tmp_path / "killed.db", random.Random(7)
    store.open(path).close()
    for attempt in range(2):
        process = run(ENDLESS, path, f"k{attempt}")
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.1, 0.7))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with store.open(path) as db:
            desk = db.as_operator()
            evidence, points, marks = desk.read("EVIDENCE"), desk.read("COMPETENCY_SCORES"), desk.marks("gather")
            assert set(evidence["interview_id"]) == set(points["interview_id"]) == set(marks)
            assert evidence.groupby("interview_id").size().eq(10).all()
            assert db.verify_audit().ok
            assert len(desk.audit()) == 2 * len(marks) / 40


def test_a_reader_sees_one_moment_while_another_process_writes(tmp_path):
    path = tmp_path / "moment.db"
    with store.open(path) as db:
        process = run(ENDLESS, path, "w")
        assert process.stdout.readline() == "ready\n"
        desk, sizes = db.as_operator(), []
        until = time.monotonic() + 1.0
        while time.monotonic() < until or not sizes[-1]:
            sizes.append(len(desk.read("EVIDENCE")))
        process.kill()
        process.communicate()
    assert sizes == sorted(sizes)
    assert all(rows % 400 == 0 for rows in sizes)


def test_threads_share_one_database(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with store.open(tmp_path / "threads.db") as db:

        def write(n):
            table = pd.DataFrame({"job_id": [f"J-{n}"], "title": ["t"]})
            return db.as_operator(f"t{n}").write("JOBS", table), len(db.as_operator().read("JOBS"))

        with ThreadPoolExecutor(6) as pool:
            results = list(pool.map(write, range(40)))
        assert all(written.inserted == 1 and seen >= 1 for written, seen in results)
        assert len(db.as_operator().read("JOBS")) == 40
        assert db.verify_audit() == store.Verified(n=40, ok=True, first_broken=None)
