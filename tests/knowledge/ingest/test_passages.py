from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.passages import LONGEST, cut
from knowledge.text import language_of, sentences, whole
from tests.knowledge.ingest.pages import CHINESE, ENGLISH

# Sentences of real shapes, lines, and whatever else.
PIECE = st.one_of(
    st.sampled_from(ENGLISH),
    st.sampled_from(CHINESE),
    st.text(max_size=80),
    st.sampled_from(["word " * 500, "字" * 900]),
)
BODY = st.lists(PIECE, max_size=12).map("\n".join)
HARD = 3  # a single sentence may be this many times as long as a passage


def solid(text: str) -> str:
    return "".join(whole(text).split())


@given(BODY)
def test_passages_hold_the_whole_body_once_and_in_order(body: str) -> None:
    assert solid("".join(cut(body))) == solid(body)


@given(BODY)
def test_no_passage_is_empty_or_beyond_the_limit(body: str) -> None:
    longest = LONGEST[language_of(body)]
    for passage in cut(body):
        assert passage.strip() == passage != ""
        assert len(passage) <= HARD * longest


@given(BODY)
def test_only_a_single_sentence_is_longer_than_a_passage_should_be(body: str) -> None:
    longest = LONGEST[language_of(body)]
    single = {sentence for sentence in sentences(body) if len(sentence) <= HARD * longest}
    for passage in cut(body):
        assert len(passage) <= longest or passage in single or len(sentences(passage)) <= 1


@given(st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=30))
def test_every_sentence_stays_whole(paragraphs: list[str]) -> None:
    body = "\n".join(paragraphs)
    passages = cut(body)
    together = [sentence for passage in passages for sentence in sentences(passage)]
    assert together == sentences(body)


@pytest.mark.parametrize(("paragraphs", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_passages_are_filled_before_the_next_is_begun(paragraphs: tuple[str, ...], language: str) -> None:
    passages = cut("\n".join(paragraphs * 4))
    for passage, following in pairwise(passages):
        first = sentences(following)[0]
        assert len(passage) + len(first) >= LONGEST[language]


def test_english_sentences_are_joined_by_a_space_and_chinese_ones_by_none() -> None:
    assert cut("Sales rose.\nCosts fell.") == ["Sales rose. Costs fell."]
    assert cut("收入增长。\n成本下降。") == ["收入增长。成本下降。"]


def test_a_long_text_without_full_stops_is_cut_at_white_space() -> None:
    passages = cut("figure " * 2_000)
    assert len(passages) > 1
    assert {word for passage in passages for word in passage.split()} == {"figure"}


def test_a_long_text_without_any_white_space_is_cut_all_the_same() -> None:
    assert [len(passage) for passage in cut("字" * 1_500)] == [660, 660, 180]


@pytest.mark.parametrize("body", ["", " \n\t", "\u3000"])
def test_nothing_gives_no_passage(body: str) -> None:
    assert cut(body) == []
