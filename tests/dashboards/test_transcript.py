"""An answer's text in pieces: they join to the text again, and every mark covers exactly its characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboards.transcript import pieces

TEXT = "我带过十多个人的团队。那一年团队业绩增长一成五。"
TEAM = {"start": 3, "end": 6, "id": "team_size", "name": "带团队人数", "kind": "evidence"}
TAG = {"start": 5, "end": 10, "id": "团队", "name": "团队", "kind": "tag"}
SENTENCES = [[0.0, 2.0, 0, 11], [2.0, 5.0, 11, 25]]


def test_cuts_at_marks_and_sentences():
    found = pieces(TEXT, [TEAM], SENTENCES)
    assert [piece["text"] for piece in found] == ["我带过", "十多个", "人的团队。", "那一年团队业绩增长一成五。"]
    assert [piece["marks"] for piece in found] == [[], ["team_size"], [], []]
    assert [piece["sentence"] for piece in found] == [0, 0, 0, 1]


def test_overlapping_marks_share_a_piece_evidence_first():
    shared = next(piece for piece in pieces(TEXT, [TAG, TEAM], SENTENCES) if len(piece["marks"]) == 2)
    assert (shared["text"], shared["marks"], shared["names"], shared["evidence"]) == (
        "个",
        ["team_size", "团队"],
        "带团队人数 · 团队",
        True,
    )


def test_no_text_gives_no_pieces_and_no_sentence_times_no_sentence():
    assert pieces("", [TEAM], SENTENCES) == []
    assert {piece["sentence"] for piece in pieces(TEXT, [TEAM], [])} == {None}


@st.composite
def marked(draw):
    text = draw(st.text(max_size=40))
    edge = st.integers(-3, len(text) + 3)
    marks = draw(st.lists(st.fixed_dictionaries({"start": edge, "end": edge, "id": st.sampled_from("abc"), "name": st.just("n"),
                                                 "kind": st.sampled_from(["evidence", "tag"])}), max_size=5))  # fmt: skip
    segments = draw(st.lists(st.tuples(st.just(0.0), st.just(1.0), edge, edge), max_size=4))
    return text, marks, segments


@given(marked())
def test_pieces_join_to_the_text_and_marks_cover_their_characters(case):
    text, marks, segments = case
    found = pieces(text, marks, segments)
    assert "".join(piece["text"] for piece in found) == text
    covered = [set(piece["marks"]) for piece in found for _ in piece["text"]]
    for at, ids in enumerate(covered):
        assert ids == {mark["id"] for mark in marks if mark["start"] <= at < mark["end"]}
