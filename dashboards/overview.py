"""stub"""

from dashboards import cards, guard


def view(visit):
    guard.allow(visit.desk, "overview")
    return cards.stack(
        cards.answer(
            "Question?", "Mean 75 (70–80): a long sentence that says it all for this page and more.", ["n = 12", "source"]
        ),
        cards.beside(cards.card(cards.html("x"), title="A", wide=420), cards.card(cards.html("y"), title="B", wide=420)),
    )
