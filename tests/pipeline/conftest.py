import random

import pandas as pd
import pytest

from workbench import definitions, store

PARTS = {
    "situation": "当时我们部门刚刚成立，流程很乱，大家各说各的",
    "task": "我的任务是让新客户在两周内听懂我们的方案",
    "action": "首先我梳理了客户最关心的三个问题，然后逐个写成一页纸，因为太长没有人看",
    "result": "最后客户当场签了意向书，领导把这份材料发给了全公司",
    "example": "比如有一次对方的财务听不懂，我就拿他们自己的报表来说",
}
TALK = ["我觉得沟通主要靠多听", "平时我比较喜欢跟人打交道", "这个嘛，说起来也不复杂", "总的来说我还是挺善于表达的"]
LOADED = {"rubric-sales-manager": definitions.Rubric, "questions": definitions.QuestionBank, "skills": definitions.SkillTaxonomy}


@pytest.fixture(scope="session")
def speakers(tmp_path_factory, request):
    """Ninety interviews for one job with one answer each; the more parts it has, the better three people rate its clarity. Ten are not rated."""
    choice, path = random.Random(4), tmp_path_factory.mktemp("speakers") / "w.db"
    ids = [f"{number:03}" for number in range(90)]
    answers, ratings = [], []
    for name in ids:
        parts = choice.sample(sorted(PARTS), choice.randint(0, 5))
        said = [PARTS[part] for part in PARTS if part in parts] or choice.sample(TALK, 2)
        answers.append("。".join([*said, *choice.sample(TALK, choice.randint(0, 2))]) + "。")
        ratings += [
            (f"I-{name}", "clarity", rater, min(5, max(1, round(1 + 0.85 * len(parts) + choice.gauss(0, 0.7)))))
            for rater in choice.sample(["anna", "ben", "chen", "dora"], 2)
            if int(name) < 80
        ]
    with store.open(path) as db:
        desk = db.as_operator()
        for stem, model in LOADED.items():
            desk.save_definition(model.load(request.config.rootpath / "data" / "definitions" / f"{stem}.yaml"), reason="begin")
        with desk.transaction(reason="begin") as t:
            t.write("JOBS", pd.DataFrame({"job_id": ["J-SM-01"], "title": ["销售经理"], "job_family": ["sales"]}))
            t.write(
                "CANDIDATES", pd.DataFrame({"candidate_id": [f"C-{name}" for name in ids], "name": [f"某人{name}" for name in ids]})
            )
            t.write("APPLICATIONS", pd.DataFrame({"application_id": [f"A-{name}" for name in ids], "candidate_id": [f"C-{name}" for name in ids],
                                                  "job_id": "J-SM-01", "applied_date": "2026-03-01", "status": "interviewed"}))  # fmt: skip
            t.write("INTERVIEWS", pd.DataFrame({
                "interview_id": [f"I-{name}" for name in ids], "application_id": [f"A-{name}" for name in ids],
                "candidate_id": [f"C-{name}" for name in ids], "job_id": "J-SM-01", "interview_date": pd.Timestamp("2026-03-10"),
                "language": "zh", "mode": "ai",
            }))  # fmt: skip
            t.write("ANSWERS", pd.DataFrame({
                "interview_id": [f"I-{name}" for name in ids], "question_id": "q-communication-1", "competency": "communication",
                "question_text": "请举例说明你怎样把一件复杂的事情讲清楚", "answer_text": answers,
            }))  # fmt: skip
            t.write("RATINGS", pd.DataFrame(ratings, columns=["interview_id", "criterion", "rater_id", "rating"]))
    return path


@pytest.fixture
def desk(speakers, tmp_path):
    """A copy of the ninety interviews."""
    import shutil

    for file in speakers.parent.glob("w.db*"):
        shutil.copy(file, tmp_path / file.name)
    with store.open(tmp_path / "w.db") as db:
        yield db.as_operator()


@pytest.fixture
def quiet():
    return lambda done, total: None
