import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import CHINESE, fold, language_of, sentences, whole, words

# Half of an emoji (\ud83d) is what a terminal's odd bytes and broken JSON give.
CHARACTERS = st.one_of(st.characters(), st.sampled_from(" \n.。！？!?;'’“”（）」Mr 中國国股市AI2025%\ud83d"))
TEXT = st.text(CHARACTERS)


def solid(text: str) -> str:
    return "".join(whole(text).split())


@given(TEXT)
def test_cutting_into_sentences_loses_only_white_space(text: str) -> None:
    assert solid("".join(sentences(text))) == solid(text)


@given(TEXT)
def test_no_sentence_is_empty_or_has_white_space_around_it(text: str) -> None:
    assert all(sentence and sentence == sentence.strip() for sentence in sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales rose. Costs fell.", ["Sales rose.", "Costs fell."]),
        ("Mr. Wu of Alibaba Group Holding Ltd. spoke. He left.", 2),
        ("Revenue was 33.4 billion yuan, up 26%. It beat forecasts.", 2),
        ("A heading\nA line without a stop", ["A heading", "A line without a stop"]),
        ("收入增长26%。利润下降。", ["收入增长26%。", "利润下降。"]),
        ("涨幅居前。5只股票上涨。", ["涨幅居前。", "5只股票上涨。"]),
        ("他说：“云业务很好。”股价上涨。", ["他说：“云业务很好。”", "股价上涨。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("", []),
        (" \n \u3000", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str] | int) -> None:
    found = sentences(text)
    assert found == expected if isinstance(expected, list) else len(found) == expected, found


@given(TEXT)
def test_folding_twice_changes_no_more_than_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ALIBABA", "alibaba"),
        ("ＢＡＢＡ　９９８８", "baba 9988"),
        ("騰訊控股股價上漲", "腾讯控股股价上涨"),
        ("薴", "苎"),
        ("ﬁnance", "finance"),
    ],
)
def test_two_ways_to_write_the_same_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("腾讯") != fold("百度")
    assert fold("cloud") != fold("clouds")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cloud sales rose 26%", ["cloud", "sales", "rose", "26"]),
        ("alibaba's long-term plan", ["alibaba's", "long", "term", "plan"]),
        ("恒生科技指数", ["恒生", "生科", "科技", "技指", "指数"]),
        ("涨", ["涨"]),
        ("2025年第二季度ai芯片收入", ["2025", "年第", "第二", "二季", "季度", "ai", "芯片", "片收", "收入"]),
        ("阿里云ai", ["阿里", "里云", "ai"]),
        ("a_b -- ...", ["a", "b"]),
        ("", []),
    ],
)
def test_words_are_words_and_chinese_comes_as_overlapping_pairs(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2))
def test_the_pairs_of_a_chinese_run_overlap_by_one_character(run: str) -> None:
    pairs = list(words(run))
    assert all(len(pair) == 2 for pair in pairs)
    assert pairs[0] + "".join(pair[1] for pair in pairs[1:]) == run


@given(TEXT)
def test_a_word_holds_chinese_or_other_letters_never_both(text: str) -> None:
    for word in words(fold(text)):
        chinese = len(re.findall(f"[{CHINESE}]", word))
        assert chinese in {0, len(word)}
        assert not re.search(r'[\s"_]', word)


@given(TEXT)
def test_every_letter_and_digit_is_in_some_word(text: str) -> None:
    folded = fold(text)
    assert set(re.findall(r"[^\W_]", folded)) <= {letter for word in words(folded) for letter in word}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Why did the index rise?", "en"),
        ("恒生科技指数为什么上涨？", "zh"),
        ("阿里巴巴 BABA 涨了多少", "zh"),
        ("Alibaba (阿里巴巴) rose on Friday", "en"),
        ("26% 2025", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_chinese_from_three_letters_in_ten(text: str, language: str) -> None:
    assert language_of(text) == language


def test_half_a_character_becomes_the_sign_for_one_that_is_missing() -> None:
    assert whole("up \ud83d 中國") == "up \ufffd 中國"
    assert whole("up 🚀") == "up 🚀"
