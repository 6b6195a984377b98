"""What is a vendor's claim worth? Type it, and read what follows from it, what is missing, and what a rule without any skill reaches.

In flows what is typed; out flows the answer of `claims.check_claim`. Nothing typed here is stored, put into the address or logged.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, preferences, states
from workbench import claims
from workbench.errors import ContractError, Refusal
from workbench.reports.words import capital

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.claims import ClaimAudit

EXAMPLES = {
    "en": ("92 % accurate at foretelling who leaves", "60 % more efficient: from 30 minutes to 5", "error 35 → 12 %", "AUC 0.85", "our score correlates .45 with performance"),
    "zh": ("离职预测准确率 92 %", "效率提升 60 %，每人 30 分钟缩短到 5 分钟", "薪酬错位从 35 % 降到 12 %", "AUC 0.85", "招聘投资回报率 5000 %"),
}  # fmt: skip


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "claims")
    return _Form(visit).built


class _Form:
    """One form and the answer below it."""

    def __init__(self, visit: Visit) -> None:
        self._visit, say = visit, visit.say
        self.claim = pmui.TextAreaInput(
            label=say("What is claimed (Chinese or English)"), rows=3, max_length=2000, sizing_mode="stretch_width", margin=0
        )
        self.base_rate = pmui.TextInput(label=say("Share with the outcome (%)"), width=260, margin=0, size="small")
        self.n = pmui.TextInput(label=say("Cases it was measured on"), width=230, margin=0, size="small")
        self.n_after = pmui.TextInput(label=say("Cases after the change"), width=230, margin=0, size="small")
        ask = pmui.Button(label=say("Check it"), variant="contained", color="primary", margin=0, sizing_mode="fixed")
        ask.on_click(lambda _: self.check())
        self.opening, self.answer = cards.stack(), cards.stack()
        asked = cards.card(
            self.claim,
            pn.FlexBox(self.base_rate, self.n, self.n_after, ask, gap="12px", align_items="center", margin=(10, 0, 0, 0)),
        )
        self.built = cards.stack(self.opening, asked, self._examples(), self.answer)
        self._say(say("Type a claim, or take one of the examples below."))

    def _examples(self) -> Any:
        buttons = [
            pmui.Button(label=text, variant="outlined", color="primary", size="small", margin=0, sizing_mode="fixed")
            for text in EXAMPLES[self._visit.language]
        ]
        for button in buttons:
            button.on_click(lambda event: self.take(event.obj.label))
        title = self._visit.say("Claims as vendors make them")
        return cards.card(
            pn.FlexBox(*buttons, gap="8px", margin=0), title=title, about=self._visit.say("choose one to see it checked")
        )

    def take(self, text: str) -> None:
        """Check an example."""
        self.claim.value = text
        for field in (self.base_rate, self.n, self.n_after):
            field.value = ""
        self.check()

    def check(self) -> None:
        """Check what is typed."""
        try:
            guard.allow(self._visit.desk, "claims")
            audit = claims.check_claim(self.claim.value, **self._beside())
        except Refusal as problem:
            self._say(self._visit.say("This cannot be checked as it stands."))
            self.answer[:] = [cards.card(states.refusal(problem, self._visit.say, role=self._visit.role))]
            return
        self._say(capital(audit.checks[0].verdict.say(self._visit.language)))
        self.answer[:] = [cards.card(cards.html(part), title=title) for title, part in self._told(audit)]

    def _beside(self) -> dict[str, Any]:
        """Read what was measured; a field that is no number is refused with its name."""
        given = {}
        for name, field in (("base_rate", self.base_rate), ("n", self.n), ("n_after", self.n_after)):
            if not field.value.strip():
                continue
            number = preferences.number(field.value)
            if number is None:
                raise ContractError("this is not a number", found=field.label, expected="a number", cure="write digits only")
            given[name] = number / 100 if name == "base_rate" else int(number) if number == int(number) else number
        return given

    def _say(self, sentence: str) -> None:
        self.opening[:] = [cards.answer(self._visit.say("What is this claim worth?"), sentence, ())]

    def _told(self, audit: ClaimAudit) -> list[tuple[str, str]]:
        """Lay out each claim of the text: what follows, what a rule without skill reaches, what is missing."""
        say, parts = self._visit.say, []
        heads = {
            "verdict": "",
            "follows": say("What follows"),
            "no_skill": say("Without any skill"),
            "missing": say("What is missing"),
        }
        for kind, sentence in audit.lines(self._visit.language):
            if kind == "claim":
                parts.append((f"“{sentence}”", []))
            else:
                parts[-1][1].append((kind, sentence))
        return [
            (title, "".join(_section(heads[kind], [text for named, text in said if named == kind]) for kind in heads))
            for title, said in parts
        ]


def _section(head: str, sentences: list[str]) -> str:
    if not sentences:
        return ""
    rows = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return (f"<h3>{escape(head)}</h3>" if head else "") + f'<ul class="lines">{rows}</ul>'
