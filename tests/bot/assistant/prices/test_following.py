"""What goes on from a question of prices, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.prices.asking import price_inquiry
from bot.assistant.prices.following import follow
from tests.bot.assistant.prices.desk import TODAY


@pytest.mark.parametrize(
    ("before", "text", "same_as"),
    [
        ("Alibaba price", "since August?", "how much has Alibaba risen since August"),
        ("how much has Baidu risen since August", "what about last month?", "how much has Baidu risen last month"),
        ("how much has Baidu risen since August", "and this year?", "how much has Baidu risen this year"),
        ("Baidu highest close this year", "and last year?", "Baidu highest close last year"),
        ("百度8月以来涨了多少", "那上个月呢", "百度上个月涨了多少"),
        ("what did Tencent close at last Friday", "and yesterday?", "what did Tencent close at yesterday"),
    ],
)
def test_days_take_the_place_of_those_asked_about_before(before: str, text: str, same_as: str) -> None:
    followed = follow(text, before, TODAY)
    assert followed
    found, expected = price_inquiry(followed, TODAY), price_inquiry(same_as, TODAY)
    assert found
    assert expected
    assert (found.measure, found.names, found.first, found.last, found.opening) == (
        expected.measure,
        expected.names,
        expected.first,
        expected.last,
        expected.opening,
    )


def test_a_place_is_added_to_what_was_asked() -> None:
    followed = follow("and in Hong Kong?", "Alibaba price", TODAY)
    assert followed
    found = price_inquiry(followed, TODAY)
    assert found
    assert (found.names, found.exchanges) == (("alibaba",), ("XHKG",))


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("how much did Alibaba cloud grow?", "since August?"),
        ("Alibaba price", "why did it fall?"),
        ("Alibaba price", "Tencent revenue last quarter"),
        ("Alibaba price", "what about the cloud?"),
        ("is Hong Kong open", "and tomorrow?"),
        ("Alibaba price", "how much did Tencent rise since August"),
        ("Alibaba price", "?"),
        ("Alibaba price", ""),
        ("Alibaba price", "tell me everything that the company said about its profit since August of last year"),
    ],
)
def test_what_stands_for_itself_or_is_for_the_news_is_left_alone(before: str, text: str) -> None:
    assert follow(text, before, TODAY) is None


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=45), st.sampled_from(["Alibaba price", "百度股价", "BABA vs 9988.HK this year", "x"]))
def test_whatever_is_said_next_it_asks_of_the_same_or_goes_on_from_nothing(text: str, before: str) -> None:
    followed = follow(text, before, TODAY)
    if followed is not None:
        found, earlier = price_inquiry(followed, TODAY), price_inquiry(before, TODAY)
        assert found
        assert earlier
        assert found.names == earlier.names
