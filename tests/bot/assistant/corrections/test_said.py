"""A claim is read only where it is plain whose shares it is on, and when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.corrections.said import Said, said
from bot.market.symbols import symbols
from tests.bot.assistant.corrections.answers import citation


def read(text: str, title: str = "News") -> list[Said]:
    return list(said([citation(text, title=title)], symbols()))


def told(text: str, title: str = "News") -> list[tuple[str, str, str]]:
    """Whose, what, and on which listings."""
    return [
        (one.security.id, one.claim.text, " ".join(listing.symbol for listing in one.listings))
        for one in read(text, title)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baidu's shares closed at their highest since 2021.", ("baidu", "highest since 2021", "BIDU 9888.HK")),
        (
            "Baidu's Hong Kong-listed shares closed at their highest since 2021.",
            ("baidu", "highest since 2021", "9888.HK"),
        ),
        ("Baidu (9888.HK) closed at its highest since 2021.", ("baidu", "highest since 2021", "9888.HK")),
        ("In New York, Baidu shares closed at a record high.", ("baidu", "record high", "BIDU")),
        ("Tencent's shares are up 26% this year.", ("tencent", "up 26% this year", "0700.HK")),
        (
            "Baidu's shares jumped 8% on Tuesday, to their highest since 2021.",
            ("baidu", "highest since 2021", "BIDU 9888.HK"),
        ),
        ("百度股价收于130.2港元，创四年新高。", ("baidu", "四年新高", "9888.HK")),
        ("腾讯股价周五收盘创历史新高。", ("tencent", "历史新高", "0700.HK")),
    ],
)
def test_a_claim_is_of_the_company_that_is_named_before_it(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Baidu rose as Chinese tech stocks closed at their highest since 2021.",
        "Baidu led gains as the benchmark closed at its highest since 2021.",
        "Baidu supplier Foo's shares closed at their highest since 2021.",
        "Baidu said Foxmart shares closed at their highest since 2021.",
        "Shares of Baidu's rivals closed at their highest since 2021.",
        "Alibaba's shares hit a record high in October 2020.",
        "Baidu's shares had closed at their highest since 2021 before the results.",
        "Baidu's shares once hit a record high.",
        "Baidu's shares hit a record high last year.",
        "百度股价曾创历史新高。",
        "百度旗下公司股价创历史新高。",
        "Baidu's revenue was the highest since 2021.",
        "The shares closed at their highest since 2021.",
        "ByteDance's shares closed at their highest since 2021.",
    ],
)
def test_what_may_be_of_another_or_of_the_past_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_the_shares_are_those_of_the_one_company_that_was_named() -> None:
    text = "The shares closed at their highest since 2021."
    assert told(text, "Baidu jumps on chip plan")[0][0] == "baidu"
    assert told(f"Baidu spun off its chip unit. {text}")[0][0] == "baidu"
    assert told(text, "Baidu and Tencent jump") == []
    assert told("Kunlun shares closed at their highest since 2021.", "Baidu jumps on chip plan") == []


def test_where_no_place_is_named_mainland_listings_may_bear_a_claim_out() -> None:
    (one,) = read("BYD's shares closed at their highest since 2021.")
    assert [listing.symbol for listing in one.listings] == ["1211.HK"]
    assert [listing.symbol for listing in one.witnesses] == ["1211.HK", "002594.SZ"]


def test_whoever_else_a_sentence_names_may_bear_its_claim_out() -> None:
    (one,) = read("Unlike Tencent, Baidu closed at its highest since 2021 in Hong Kong.")
    assert one.security.id == "baidu"
    assert [listing.symbol for listing in one.witnesses] == ["9888.HK", "0700.HK"]


def test_an_article_without_a_date_claims_nothing_that_can_be_tested() -> None:
    undated = citation("Baidu's shares closed at their highest since 2021.", published=None)
    assert said([undated], symbols()) == ()


@given(
    st.lists(
        st.sampled_from(
            ["Baidu", "百度", "腾讯", "Hang Seng", "'s shares", " closed", "股价", " at their ", "highest since 2021",
             "创四年新高", " up 5%", "上涨8%", " on Tuesday", "this year", "年内", ".", "。", "，", ", ", " İ ", "ﬁ"]
        ),
        max_size=12,
    ).map("".join),
    st.dates(date(2019, 1, 1), date(2030, 1, 1)),
)  # fmt: skip
def test_any_quotation_is_read_and_each_claim_stands_in_it(text: str, published: date) -> None:
    for one in said([citation(text, published=published)], symbols()):
        assert one.claim.text in text
        assert one.listings
        assert set(one.listings) <= set(one.witnesses)
