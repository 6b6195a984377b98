"""Should we go on with this person, and why? From the score to the sentence and the second it rests on.

In flows an interview's address; out flows the page of `reports.candidate`.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn

from dashboards import cards, evidence, fresh, guard, leaving, preferences, recordings, reviewing, screening, states, tables
from dashboards.shared import reports
from workbench.figures import numbers
from workbench.reports.naming import table_title

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report


def view(visit: Visit) -> Any:
    """Build the page of one interview.

    Parameters
    ----------
    visit : Visit
        Its query names the ``interview``, and may name ``competency`` and ``criterion``.

    Raises
    ------
    AccessDenied, ContractError
    """
    guard.allow(visit.desk, "candidate")
    say, interview_id = visit.say, visit.query.get("interview", "")
    if not interview_id:
        return cards.card(states.empty(say, say("No interview is chosen."), say("Choose one in the list of candidates.")))
    chosen: list[evidence.Grounds] = []

    def build(now: Visit) -> Any:
        if chosen:  # built again since new evidence came: what was chosen stays chosen
            last = chosen.pop()
            preferences.leave(last)
            now = replace(now, query={**now.query, "competency": last.competency, "criterion": last.criterion})
        return _page(now, interview_id, chosen)

    return fresh.followed(build, visit, interview_id)


def _page(visit: Visit, interview_id: str, chosen: list[evidence.Grounds]) -> Any:
    say = visit.say
    report = reports.candidate(visit.desk, interview_id, language=visit.language)
    chooser = evidence.grounds(report, say)
    chosen.append(chooser)
    folder = visit.recordings if recordings.hears(visit.desk) else None
    listening = evidence.listening(report, say, interview_id=interview_id, folder=folder, language=visit.language)
    _connect(report, visit, chooser, listening)
    return cards.stack(
        cards.opening(report, marked=_marked(report)),
        screening.ways(visit, report.facts["application_id"], interview_id, here="candidate"),
        cards.beside(cards.drawn(report, "competencies", dark=visit.dark, wide=480), cards.card(chooser, wide=520)),
        cards.card(listening),
        cards.beside(_pay(report, visit, interview_id), cards.pile(_next_question(report, visit), _tags(report, visit), wide=420)),
        leaving.card(report, visit),
        reviewing.card(report, visit, interview_id),
        cards.drawn(report, "timeline", dark=visit.dark),
        _more(report, visit),
        cards.closing(report),
        tables.whole_report(report, visit, filename=f"candidate-{interview_id}.html"),
    )


def _connect(report: Report, visit: Visit, chooser: evidence.Grounds, listening: evidence.Listening) -> None:
    """Let a choice move the player, and let the address say what is chosen."""
    criteria = report.tables["criteria"]

    def move(*_: Any) -> None:
        question, mark = evidence.mark_of(criteria, chooser.competency, chooser.criterion)
        if question:
            listening.param.update(question=question, mark=mark)

    def play(*_: Any) -> None:
        move()
        listening.played += 1

    competency, criterion = _first_choice(report, visit.query)
    chooser.param.update(competency=competency, criterion=criterion)
    move()
    chooser.param.watch(move, ["competency", "criterion"])
    chooser.param.watch(play, "played")
    preferences.follow(chooser, {"competency": "competency", "criterion": "criterion"})


def _first_choice(report: Report, query: dict[str, str]) -> tuple[str, str]:
    """Take what the address asks for; else the strongest competency, and its criterion that can be heard or read."""
    criteria = report.tables["criteria"]
    strongest = (report.facts["strongest"] or {}).get("competency") or next(iter(report.tables["competencies"]["competency"]), "")
    competency = query.get("competency") if query.get("competency") in set(criteria["competency"]) else strongest
    own = criteria[criteria["competency"] == competency]
    spoken = own[own["quote"].notna()]
    first = next(iter((spoken if len(spoken) else own)["criterion"]), "")
    return competency, query["criterion"] if query.get("criterion") in set(own["criterion"]) else first


def _marked(report: Report) -> dict[str, str]:
    """Bring out the score and the strongest in teal, the weakest in amber."""
    marked = {numbers.whole(report.facts["overall"]): "good"} if report.facts["overall"] is not None else {}
    for which, kind in (("strongest", "good"), ("weakest", "warn")):
        part = report.facts[which]
        if part and report.facts["spread_shown"]:
            marked[f"{part['name']} {numbers.whole(part['points'])}"] = kind
    return marked


def _pay(report: Report, visit: Visit, interview_id: str) -> Any:
    """Show the pay fit, with the way to its review for those who may open it."""
    drawn = cards.drawn(report, "pay", dark=visit.dark, wide=460)
    if drawn is not None and visit.role in guard.RIGHTS["pay"]:
        link = preferences.address("pay", {"interview": interview_id})
        drawn.append(cards.html(f'<p><a href="{escape(link)}">{escape(visit.say("Review this offer"))} →</a></p>'))
    return drawn


def _next_question(report: Report, visit: Visit) -> Any:
    """List what is missing, with the question that would bring it."""
    say, missing = visit.say, report.tables["missing"]
    if missing.empty:
        return cards.card(
            cards.html(f"<p>{escape(say('Every criterion of the rubric has evidence.'))}</p>"),
            title=say("What is missing"),
            wide=300,
        )
    rows = "".join(_missing_line(row, say) for row in missing.to_dict("records"))
    return cards.card(
        cards.html(f'<ul class="lines">{rows}</ul>'),
        title=say("What is missing"),
        about=say("and the question that would bring it"),
        wide=300,
    )


def _missing_line(row: dict[str, Any], say: Any) -> str:
    asked = f"<p>{escape(say('Ask next: “{question}”', question=row['question']))}</p>" if isinstance(row["question"], str) else ""
    lacks = say(
        "{competency} · {criterion}: {reason}",
        competency=row["competency_name"],
        criterion=row["criterion_name"],
        reason=row["reason"],
    )
    return f'<li><span class="muted">{escape(lacks)}</span>{asked}</li>'


def _tags(report: Report, visit: Visit) -> Any:
    """List the skill tags with the sentence each came from."""
    say, tags = visit.say, report.tables["tags"]
    if tags.empty:
        return None
    rows = "".join(
        f'<li><span class="tag {escape(row["polarity"])}">{escape(row["tag_name"])}</span>'
        f'<span class="muted">{escape(row["polarity_text"]) if row["polarity"] != "has" else ""} “{escape(row["sentence"] or "")}”</span></li>'
        for row in tags.to_dict("records")
    )
    return cards.card(
        cards.html(f'<ul class="lines">{rows}</ul>'),
        title=say("Skill tags"),
        about=say("each with the sentence it came from"),
        wide=300,
    )


def _more(report: Report, visit: Visit) -> Any:
    """Fold the tables behind."""
    shown = {
        "person": ("label", "value"),
        "evidence": ("indicator_name", "value_text", "status_text", "reason", "source_text", "question_text", "quote", "start_s"),
        "ratings": ("criterion_name", "rater_id", "rating", "note"),
        "neighbours": ("interview_id", "overall", "difference", "error_band", "grade", "distinguishable"),
    }
    folded = []
    for name, columns in shown.items():
        table = report.tables[name]
        if len(table):
            links = {"interview_id": "candidate?interview={}"} if name == "neighbours" else None
            grid = tables.grid(
                table, visit, columns=columns, links=links, decimals={"start_s": 1}, page_rows=10, filters=name != "person"
            )
            save = tables.download(table, visit, filename=f"{name}.csv", columns=columns)
            folded.append((table_title(name, visit.language), pn.Column(grid, save)))
    return cards.folded(*folded) if folded else None
