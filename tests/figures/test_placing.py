"""Names of dots that lie close together do not cover each other."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import figures
from workbench.figures.placing import LETTER_PX, LINE_PX, placed

NAMES = ("Equal weights", "Weights in use", "Fitted weights", "您的权重")
SIZE = (190.0, 295.0)


def boxes(dots, found):
    """Where the names stand in pixels of a unit plane on the narrowest screen: left, low, right, high."""
    for name in found:
        width = LETTER_PX * sum(2 if ord(letter) > 0x2E7F else 1 for letter in name.text)
        left = {"left": 0.0, "center": width / 2, "right": width}[name.align]
        x, y = name.x * SIZE[0], name.y * SIZE[1]
        yield x - left, y - LINE_PX / 2, x - left + width, y + LINE_PX / 2


def overlaps(every):
    every = list(every)
    return [
        (one, other) for at, one in enumerate(every) for other in every[at + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 1e-6 and min(one[3], other[3]) - max(one[1], other[1]) > 1e-6
    ]  # fmt: skip


@given(st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.3, 0.7)), min_size=1, max_size=4))
def test_no_name_covers_another(places):
    dots = [(x, y, name) for (x, y), name in zip(places, NAMES, strict=False)]
    found = placed(dots, xlim=(0, 1), ylim=(0, 1))
    assert [name.text for name in found] == [text for _, _, text in dots]
    assert overlaps(boxes(dots, found)) == []


def test_four_dots_in_one_place_have_four_names_apart():
    dots = [(0.5, 0.5, name) for name in NAMES]
    assert sorted(name.level for name in placed(dots, xlim=(0, 1), ylim=(0, 1))) == [-2, -1, 1, 2]


@pytest.mark.parametrize(("x", "align"), [(0.02, "left"), (0.5, "center"), (0.99, "right")])
def test_a_name_at_the_edge_is_written_inwards(x, align):
    assert placed([(x, 0.5, "Your weights")], xlim=(0, 1), ylim=(0, 1))[0].align == align


def test_the_front_names_weights_that_coincide_on_two_lines():
    front = pd.DataFrame({"impact_ratio": [0.6, 0.75, 0.9], "r": [0.4, 0.35, 0.2], "r_unseen": [0.38, 0.33, 0.19]})
    marks = pd.DataFrame(
        {"name": ["Weights in use", "Your weights", "Unknown"], "impact_ratio": [0.7, 0.7, float("nan")], "r": [0.33, 0.33, 0.2]}
    )
    drawn = figures.trade_off(front, marks, language="en", title="t", n=100)
    named = {row["text"]: row["y"] for part in drawn if type(part).__name__ == "Labels" for row in part.dframe().to_dict("records")}
    assert named["Weights in use"] != named["Your weights"]
    assert "Unknown" not in named
