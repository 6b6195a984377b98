"""The command with its subcommands in place."""

from __future__ import annotations

import typer

from workbench.cli import claims, drafts, judges, notebooks, people, records, reporting, river, rules, scorers, serving, tools

app = typer.Typer(
    name="workbench",
    help="Hiring analytics a person can check: evidence in; explained scores, pay, cost and return out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(river.demo)
app.command("run")(river.run)
app.command("serve")(serving.serve)
app.command("samples")(river.samples)
app.command("score")(tools.score)
app.command("suggest-pay")(tools.suggest_pay)
app.command("costs")(tools.costs)
app.command("audio")(tools.audio)
app.command("check-claim")(claims.check_claim)
app.command("resumes")(people.resumes)
app.add_typer(people.screening, name="screen")
app.command("report")(reporting.report)
app.command("notebook")(notebooks.notebook)
app.command("quarantine")(records.quarantine)
app.command("audit")(records.audit)
app.command("guide")(drafts.guide)
rules.definitions.command("draft")(drafts.draft)
rules.definitions.command("compare")(drafts.compare)
rules.definitions.command("approve")(drafts.approve)
app.add_typer(rules.definitions, name="definitions")
app.add_typer(rules.users, name="users")
app.add_typer(scorers.scorer, name="scorer")
app.add_typer(judges.judge, name="judge")
