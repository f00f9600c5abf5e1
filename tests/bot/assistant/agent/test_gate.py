"""What is shown of an answer while it is written: only what is borne out, however the text is cut on its way."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.agent.gate import Gate, Shown
from bot.assistant.agent.notebook import Notebook
from bot.assistant.checking import check
from bot.model import Question, Restart
from tests.bot.assistant.agent.scribe import (
    CLOUD,
    CLOUD_ZH,
    HITS,
    NOW,
    PROMPT,
    Scribe,
    answer_of,
    ever_shown,
    heard,
    standing,
)

TRUE = (
    "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025 [1].",
    "Demand for artificial intelligence drove Alibaba Cloud's increase [1].",
    "Baidu AI Cloud revenue rose 27% year on year to 6.5 billion yuan in the second quarter of 2025 [2].",
    "Alibaba reported that on 29 August 2025. [1]",
)
LIES = {
    "Alibaba Cloud's revenue rose 62% year on year in the June quarter of 2025 [1].": "62",
    "Alibaba Cloud's revenue fell 26% year on year in the June quarter of 2025 [1].": "fell",
    "Tencent paid 9 billion yuan for a rocket [2].": "rocket",
    "Baidu AI Cloud revenue rose 27% in the fourth quarter of 2025 [2].": "fourth",
    "The company called it “a quarter without precedent” [1].": "precedent",
    "See https://harbour.example/tech for more [1].": "harbour",
}
TRUE_ZH = "阿里云2025年6月当季收入同比增长26%，达到334亿元 [3]。"
LIES_ZH = {"阿里云2025年6月当季收入同比增长62% [3]。": "62", "阿里云2025年6月当季收入同比下降26% [3]。": "下降"}

texts = st.lists(st.sampled_from([*TRUE, *LIES]), min_size=1, max_size=4).map(" ".join)
true_texts = st.lists(st.sampled_from(TRUE), min_size=1, max_size=4, unique=True).map(" ".join)


def evidence_for(question: str = CLOUD) -> Notebook:
    book = Notebook(Question(question, NOW))
    book.note(HITS)
    return book


def cut(text: str, places: Iterable[int]) -> list[str]:
    """A text in pieces, cut at some places."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(ends)]


cuts = st.lists(st.integers(0, 600), max_size=40)


@settings(max_examples=40, deadline=None)
@given(text=texts, places=cuts)
def test_pieces_since_the_last_restart_are_the_answer_in_whatever_cut_it_comes(text: str, places: list[int]) -> None:
    said = heard(Scribe(cut(text, places)))
    assert standing(said) == answer_of(said).text


@settings(max_examples=40, deadline=None)
@given(text=texts, places=cuts)
def test_what_is_not_borne_out_is_never_shown_in_any_cut(text: str, places: list[int]) -> None:
    said = heard(Scribe(cut(text, places)))
    assert not [shown for shown in ever_shown(said) for mark in LIES.values() if mark in shown]


@settings(max_examples=20, deadline=None)
@given(places=cuts, lie=st.sampled_from([*LIES_ZH]), first=st.booleans())
def test_nor_is_it_in_chinese(places: list[int], lie: str, first: bool) -> None:
    text = lie + TRUE_ZH if first else TRUE_ZH + lie
    said = heard(Scribe(cut(text, places)), CLOUD_ZH)
    assert standing(said) == answer_of(said).text
    assert not [shown for shown in ever_shown(said) if LIES_ZH[lie] in shown]


@settings(max_examples=25, deadline=None)
@given(text=true_texts, places=cuts)
def test_every_cut_of_a_text_gives_the_same_answer(text: str, places: list[int]) -> None:
    whole, in_pieces = heard(Scribe([text])), heard(Scribe(cut(text, places)))
    assert answer_of(whole) == answer_of(in_pieces)


@settings(max_examples=25, deadline=None)
@given(places=cuts, order=st.permutations(TRUE[:3]))
def test_what_is_true_is_never_taken_back(places: list[int], order: list[str]) -> None:
    said = heard(Scribe(cut(" ".join(order), places)))
    assert Restart() not in said


@settings(max_examples=60, deadline=None)
@given(text=texts, end=st.integers(0, 600))
def test_a_digit_is_shown_only_within_a_sentence_that_has_ended_and_passed(text: str, end: int) -> None:
    book = evidence_for()
    written = text[:end]
    shown = Gate(book.evidence, PROMPT).shown(written)
    if any(letter.isdigit() for letter in shown):
        passed = [sentence.text for sentence in check(text, book.evidence).sentences if sentence.passes]
        assert passed
        assert text.startswith(passed[0])
        assert len(written) > len(passed[0])


@settings(max_examples=30, deadline=None)
@given(text=texts, places=cuts)
def test_a_gate_asked_at_every_piece_shows_what_one_asked_once_does(text: str, places: list[int]) -> None:
    """What is shown depends on what is written, and not on how often somebody looked."""
    evidence = evidence_for().evidence
    looked_often, written = Gate(evidence, PROMPT), ""
    for piece in cut(text, places):
        written += piece
        often = looked_often.shown(written)
    assert often == Gate(evidence, PROMPT).shown(written)


@settings(max_examples=30, deadline=None)
@given(text=texts, places=cuts)
def test_a_report_of_what_was_seen_growing_is_that_of_the_whole(text: str, places: list[int]) -> None:
    evidence = evidence_for().evidence
    gate, written = Gate(evidence, PROMPT), ""
    for piece in cut(text, places):
        written += piece
        gate.shown(written)
    assert gate.report(text) == check(text, evidence)


def test_a_true_sentence_is_shown_as_soon_as_the_next_begins() -> None:
    gate = Gate(evidence_for().evidence, PROMPT)
    assert "26%" not in gate.shown(TRUE[0])
    assert gate.shown(f"{TRUE[0]} D").startswith(TRUE[0].removesuffix(" [1]."))


def test_after_a_lie_nothing_more_is_shown_though_it_be_true() -> None:
    gate = Gate(evidence_for().evidence, PROMPT)
    lie = next(iter(LIES))
    shown = gate.shown(f"{TRUE[1]} {lie} {TRUE[0]} {TRUE[2]}")
    assert not any(letter.isdigit() for letter in shown.replace("[1]", ""))


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_before_the_truth_is_held_back_and_left_out(lie: str) -> None:
    said = heard(Scribe([f"{lie} {TRUE[0]}"]))
    assert "26%" in answer_of(said).text
    assert not [shown for shown in ever_shown(said) if LIES[lie] in shown]


def replayed(pieces: Iterable[str | Restart], text: str) -> str:
    for piece in pieces:
        text = "" if isinstance(piece, Restart) else text + piece
    return text


words = st.text("ab", max_size=6)


@given(st.lists(words, max_size=6), words)
def test_whatever_was_shown_before_the_end_is_shown_at_the_end(grown: list[str], last: str) -> None:
    shown, screen = Shown(), ""
    for text in grown:
        screen = replayed(shown.grow(text), screen)
        assert screen == shown.text
        assert screen.startswith(text)
    assert replayed(shown.finish(last), screen) == last == shown.text


@given(words, words)
def test_text_that_grows_is_never_taken_back(first: str, more: str) -> None:
    shown = Shown()
    assert [*shown.grow(first), *shown.grow(first + more), *shown.finish(first + more)] == [
        piece for piece in (first, more) if piece
    ]


@given(words, words)
def test_less_than_is_shown_is_waited_for(first: str, more: str) -> None:
    shown = Shown()
    list(shown.grow(first + more))
    assert list(shown.grow(first)) == []


@given(words)
def test_finishing_twice_says_nothing_twice(text: str) -> None:
    shown = Shown()
    list(shown.finish(text))
    assert list(shown.finish(text)) == []
