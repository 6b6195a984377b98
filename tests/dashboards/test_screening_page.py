"""Screening and the interview guide: lists, one application, a person's decision, the ways between, and the states of having nothing."""

import html
import re

import pandas as pd
import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import candidate, guide, screening, states
from dashboards.visit import Visit
from workbench import pipeline, reports, store


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


@pytest.fixture
def small(tmp_path):
    """One job without a rubric, three who applied; nobody screened."""
    with store.open(tmp_path / "w.db") as opened:
        desk = opened.as_operator()
        desk.write(
            "JOBS", pd.DataFrame([{"job_id": "J", "title": "销售经理", "title_en": "Sales manager", "min_degree": "bachelor"}])
        )
        desk.write("CANDIDATES", pd.DataFrame([{"candidate_id": f"C-{n}", "name": "王五", "degree": degree} for n, degree in enumerate(("bachelor", "associate", None), 1)]))  # fmt: skip
        desk.write(
            "APPLICATIONS",
            pd.DataFrame({"application_id": ["A-1", "A-2", "A-3"], "candidate_id": ["C-1", "C-2", "C-3"], "job_id": "J"}),
        )
        for name, role in (("rita", "recruiter"), ("sam", "specialist"), ("cleo", "candidate")):
            opened.add_account(name, "a long enough one", role)
        yield opened


def visit(db, account="hr", *, language="en", **query) -> Visit:
    return Visit(desk=db.as_user(account), account=account, language=language, query=query)


def text_of(component) -> str:
    return html.unescape("\n".join(str(part.object) for part in component.select(pn.pane.HTML)))


def grids(component):
    return [found.value for found in component.select(pn.widgets.Tabulator)]


def test_the_list_holds_everybody_once(db):
    built = screening.view(visit(db))
    report = reports.screening(db.as_user("hr"), language="en")
    assert f"{report.facts['n']} applied: {report.facts['n_invite']} to invite" in text_of(built)
    listed = [row for grid in grids(built) if "application_id" in grid for row in grid["application_id"]]
    assert sorted(listed) == sorted(db.as_user("hr").read("APPLICATIONS")["application_id"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_screened_is_a_designed_state(small, language):
    told = text_of(screening.view(visit(small, "sam", language=language)))
    assert ("Nobody has been screened yet." if language == "en" else "尚未初筛任何人。") in told
    assert "workbench screen" in told


def test_one_application_shows_each_requirement_in_words(small):
    pipeline.screen(small.as_operator())
    for language, said in (("en", "Degree associate is below the required bachelor."), ("zh", "学历为大专，低于要求的本科。")):
        built = screening.view(visit(small, "sam", language=language, application="A-2"))
        assert said in text_of(built)
        row = grids(built)[0].iloc[0]
        assert row["check_text"] == ("not met" if language == "en" else "不满足")
        assert "min_degree" not in set(row)
    assert "workbench screen" not in text_of(built)


def test_an_unknown_application_becomes_a_state(small):
    told = text_of(states.shown(screening.view, visit(small, "sam", application="A-9")))
    assert "There is no such application" in told
    for page in (screening, guide):
        chinese = text_of(states.shown(page.view, visit(small, "sam", language="zh", application="A-9")))
        assert "没有这份申请" in chinese
        assert not re.search("[a-z]{4,}", re.sub("<[^>]+>", "", chinese)), "nothing is left in English"


def test_a_recruiter_decides_otherwise_with_a_reason_and_the_page_says_so(small):
    pipeline.screen(small.as_operator())
    built = screening.view(visit(small, "rita", application="A-2"))
    button = next(found for found in built.select(pmui.Button) if found.label == "Keep this decision")
    button.clicks += 1
    assert "A review is kept with its reason" in text_of(built)
    next(iter(built.select(pmui.TextInput))).value = "degree confirmed by the school"
    button.clicks += 1
    assert "The requirements alone said: refuse; rita decided otherwise." in text_of(built)
    assert grids(built)[1]["review_reason"].to_list() == ["degree confirmed by the school"]
    assert small.as_operator().read("SCREENINGS", application_id="A-2")["decision"].to_list() == ["invite"]


def test_who_may_not_decide_has_no_form(small):
    pipeline.screen(small.as_operator())
    assert not list(screening.view(visit(small, "sam", application="A-2")).select(pmui.Button))


def test_the_guide_of_a_job_is_written_out_with_probes_and_anchors(db):
    told = text_of(guide.view(visit(db, language="zh", job="J-SM-01")))
    assert "你带过最大的团队有多少人？" in told
    assert "直接向你汇报的有几个人？" in told
    assert "<dt>5</dt><dd>人数、分工、业绩变化和自己的作用都具体</dd>" in told


def test_a_job_without_a_rubric_says_so(small):
    told = text_of(guide.view(visit(small, "sam", job="J")))
    assert "The job has no rubric in force" in told
    assert "该岗位没有生效的评分标准" in text_of(guide.view(visit(small, "sam", language="zh", job="J")))


def test_candidate_screening_and_guide_lead_to_each_other(db, interview_id):
    application = db.as_user("hr").read("INTERVIEWS", interview_id=interview_id)["application_id"].iloc[0]
    pages = {
        "candidate": candidate.view(visit(db, interview=interview_id)),
        "screening": screening.view(visit(db, application=application)),
        "guide": guide.view(visit(db, application=application)),
    }
    to = {"candidate": f'href="candidate?interview={interview_id}"', "screening": f'href="screening?application={application}"',
          "guide": f'href="guide?application={application}"'}  # fmt: skip
    for here, built in pages.items():
        told = text_of(built)
        assert [page for page in to if to[page] in told and page != here] == [page for page in to if page != here]


def test_a_manager_reads_the_guide_of_own_openings_without_the_resume(db):
    desk = db.as_user("max")
    own = desk.read("APPLICATIONS")["application_id"].iloc[0]
    report = reports.guide(desk, application_id=own, language="en")
    assert report.facts["n_personal"] == 0
    assert set(report.tables["questions"]["resume_words"]) == {""}
    other = db.as_user("hr").read("APPLICATIONS", job_id="J-BE-01")["application_id"].iloc[0]
    assert "There is no such application" in text_of(states.shown(guide.view, visit(db, "max", application=other)))
