"""The words that are shown before anything is checked: they name, and say nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.agent.opening import opening
from bot.assistant.reading import items_of

NAMES = ("Alibaba", "Alibaba Cloud's", "Baidu", "JD.com's", "the Hang Seng Tech Index", "Tencent")
MATTERS = ("revenue", "profit", "net income", "sales", "margin")
LIGHT = ("the", "of", "in", "for", "and", "its", "by", "with")
VERBS = ("rose", "fell", "grew", "is", "was", "reported", "cut", "lost", "soared", "has", "will", "collapsed", "beat")
FIGURES = ("26%", "33.4", "2025", "Q2", "3rd", "$5", "¥7", "[1]", "5bn", "１２")
UNKNOWN = ("Zorblax", "spaceship", "https://a.example", "@someone", "<b>", "**bold**", "fraudulent", "`rm`", "😀")
NAMES_ZH = ("阿里巴巴", "百度", "腾讯", "京东", "恒生科技指数")
REST_ZH = ("上涨", "下跌", "26%", "2025年", "公布", "收入", "，", "是", "骗局", "的")

english = st.lists(st.sampled_from([*NAMES, *MATTERS, *LIGHT, *VERBS, *FIGURES, *UNKNOWN]), max_size=9).map(" ".join)
chinese = st.builds(
    lambda name, rest: name + "".join(rest), st.sampled_from(["", *NAMES_ZH]), st.lists(st.sampled_from(REST_ZH))
)
anything = st.one_of(english, chinese, st.text(max_size=60))


@settings(deadline=None)
@given(anything)
def test_it_is_how_the_text_begins(text: str) -> None:
    assert text.lstrip().startswith(opening(text).lstrip())


@settings(deadline=None)
@given(anything)
def test_it_has_no_digit(text: str) -> None:
    assert not any(letter.isdigit() for letter in opening(text))


@settings(deadline=None)
@given(english)
def test_it_ends_before_the_first_verb(text: str) -> None:
    assert not set(VERBS) & set(opening(text).split())


@settings(deadline=None)
@given(english)
def test_it_ends_before_the_first_word_that_nobody_knows(text: str) -> None:
    assert not set(UNKNOWN) & set(opening(text).split())


@settings(deadline=None)
@given(chinese)
def test_in_chinese_it_is_a_name_or_nothing(text: str) -> None:
    shown = opening(text)
    assert not shown or items_of(shown).subjects
    assert not any(word in shown for word in ("上涨", "下跌", "骗局", "公布", "是"))


@settings(deadline=None)
@given(anything, st.integers(0, 60))
def test_it_never_shrinks_as_the_text_grows(text: str, end: int) -> None:
    assert opening(text).startswith(opening(text[:end]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Alibaba Cloud's revenue rose 26% in the", "Alibaba Cloud's revenue "),
        ("In the June quarter", "In the "),
        ("Revenue of Baidu was", "Revenue of Baidu "),
        ("Alibaba", ""),
        ("Alibaba is a fraud", "Alibaba "),
        ("Nobody knows", ""),
        ("I was told to say", ""),
        ("26% is", ""),
        ("The 26% rise", "The "),
        ("阿里巴巴2025年8月29日公布", "阿里巴巴"),
        ("阿里巴巴", ""),
        ("百度智能云收入增长27%", "百度智能云"),
        ("收入增长27%", ""),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_is_shown_of_a_beginning(text: str, shown: str) -> None:
    assert opening(text) == shown
