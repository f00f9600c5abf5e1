"""Claims on price history are found in English and Chinese, and only where a price is spoken of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.claims import Claim, Kind, Measure, claims
from bot.market.claims.words import level

PUBLISHED = date(2025, 9, 17)


def said(claim: Claim) -> tuple[str, ...]:
    """A claim in a line: what, which way, its figure, and the days of its time."""
    parts = [claim.kind.value, claim.way.value]
    if claim.figure is not None:
        parts.append(str(claim.figure))
    if claim.since:
        parts.append(f"{claim.since.first or ''}/{claim.since.last}")
    return tuple(parts)


YEAR = "2025-01-01/2025-09-17"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baidu's shares closed at their highest level since 2021.", "extreme up 2021-01-01/2021-12-31"),
        ("Alibaba's shares reached their highest price since September 2021.", "extreme up 2021-09-01/2021-09-30"),
        ("The stock ended at its highest close since 12 September 2023.", "extreme up 2023-09-12/2023-09-12"),
        ("The stock ended at its highest close since Sept. 12, 2023.", "extreme up 2023-09-12/2023-09-12"),
        ("The stock traded at HK$586, its highest since early 2021.", "extreme up 2021-01-01/2021-03-31"),
        ("Hang Seng tech shares at highest since late 2021", "extreme up 2021-10-01/2021-12-31"),
        ("The index reached its highest level in four years.", "extreme up 2020-09-18/2022-03-17"),
        ("The index touched a four-year high.", "extreme up 2020-09-18/2022-03-17"),
        ("The index closed at its highest in nearly four years.", "extreme up 2021-03-18/2022-09-17"),
        ("The stock is at its lowest in more than a year.", "extreme down /2024-09-17"),
        ("Kingsoft shares fell, to the lowest in seven months.", "extreme down 2025-01-18/2025-03-02"),
        ("The stock hit a 52-week high.", "extreme up /2024-09-18"),
        ("The shares hit a record high.", "record up"),
        ("The stock closed at a record HK$61.", "record up"),
        ("The shares fell to their lowest since they listed.", "record down"),
        ("Alibaba's shares are up 26% this year.", f"change up 26 {YEAR}"),
        ("Baidu shares have gained 43% since the start of the year.", f"change up 43 {YEAR}"),
        ("So far this year, the shares have gained 30%.", f"change up 30 {YEAR}"),
        ("The share price is 30% higher this year.", f"change up 30 {YEAR}"),
        ("The stock fell 7.1% in August.", "change down -7.1 2025-08-01/2025-08-31"),
        ("The shares have gained more than 20% since 1 August.", "change up 20 2025-08-01/2025-08-01"),
        ("The stock has risen 12% over the past month.", "change up 12 2025-08-17/2025-08-17"),
        ("Tencent shares closed up 3.2%.", "day up 3.2"),
        ("Tencent shares rose 3.2% on Wednesday.", "day up 3.2"),
        ("Tencent's stock rose as much as 8%.", "day up 8"),
        ("Shares extended gains to a fifth day.", "streak up 5"),
        ("The index fell for a third straight session.", "streak down -3"),
        ("The shares were on a five-day winning streak.", "streak up 5"),
        ("The stock suffered its biggest one-day drop in two years.", "move down 2022-09-18/2024-03-17"),
        ("The shares had their best day since March 2022.", "move up 2022-03-01/2022-03-31"),
        ("The stock gained the most since March 2022.", "move up 2022-03-01/2022-03-31"),
        ("股价创历史新高。", "record up"),
        ("该股收盘创2021年以来新高。", "extreme up 2021-01-01/2021-12-31"),
        ("該股收盤創2021年以來新高。", "extreme up 2021-01-01/2021-12-31"),
        ("百度港股创2023年9月以来新高。", "extreme up 2023-09-01/2023-09-30"),
        ("恒生科技指数创四年新高。", "extreme up 2020-09-18/2022-03-17"),
        ("该股创四年来最高收盘价。", "extreme up 2020-09-18/2022-03-17"),
        ("股价跌至年内新低。", "extreme down /2024-12-31"),
        ("该股年内涨幅30%。", f"change up 30 {YEAR}"),
        ("百度股价今年以来累计上涨逾50%。", f"change up 50 {YEAR}"),
        ("8月以来，股价涨幅达20%。", "change up 20 2025-08-01/2025-08-31"),
        ("近一个月股价下跌12%。", "change down -12 2025-08-17/2025-08-17"),
        ("该股周三收涨5.1%。", "day up 5.1"),
        ("南向资金净买入额创历史新高，恒指收涨1%。", "day up 1"),
        ("恒指连涨五日。", "streak up 5"),
        ("恒生指数连续第三个交易日下跌。", "streak down -3"),
        ("该股创2022年以来最大单日涨幅。", "move up 2022-01-01/2022-12-31"),
        ("该股录得上市以来最大单日涨幅。", "move up"),
    ],
)
def test_a_claim_on_price_history_is_found(text: str, expected: str) -> None:
    found = claims(text, PUBLISHED)
    assert [" ".join(said(claim)) for claim in found] == [expected]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Revenue rose 26% this year to the highest since 2021.",
        "Volume on the exchange was the highest since 2021.",
        "Adjusted margin was 9.2%, the lowest since the company went public.",
        "Shares rose after revenue hit the highest level since 2021.",
        "The shares could hit a record high.",
        "Analysts expect the stock to rise 30% this year.",
        "The stock trades 20% below its record high.",
        "The company's market value reached a record high.",
        "Deliveries exceeded 29,000, the highest since it began.",
        "The Fed's main interest rate is at its highest level since 2001.",
        "The shares rose after a third quarter of losses.",
        "The index rose for a third straight week.",
        "The shares are at their highest since the pandemic.",
        "Alibaba shares closed at HK$161.60 on Wednesday.",
        "The share of cloud in sales rose 5% this year.",
        "Temperatures were the highest since 1961.",
        "The stock did not close at its highest since 2021.",
        "The shares outpaced a rise of 30% in the index this year.",
        "小米二季度营收1160亿元创新高。",
        "三项业务收入均创历史新高。",
        "今年以来南向资金累计净买入已超过1.2万亿港元，创年度历史新高。",
        "销量同比上涨30%，创历史新高。",
        "股价可能创历史新高。",
        "阿里云收入增长26%。",
        "恒科指周三走强，逼近四年高位",
        "阿里巴巴美股盘前一度涨逾5%。",
        "Alibaba's shares rose 5% in premarket trading on Wednesday.",
        "生猪价格跌至年内低位",
        "The index ended the week 5.3% higher.",
        "",
    ],
)
def test_what_is_no_claim_on_a_price_gives_none(text: str) -> None:
    assert claims(text, PUBLISHED) == ()


def test_several_claims_of_a_sentence_are_found_in_its_order() -> None:
    text = "受此提振，阿里巴巴港股收盘上涨9.2%，报174港元，创2021年10月以来新高，早盘涨幅约为6%。"
    found = claims(text, PUBLISHED)
    assert [(claim.kind, claim.measure) for claim in found] == [
        (Kind.DAY, Measure.CLOSE), (Kind.EXTREME, Measure.CLOSE), (Kind.DAY, Measure.INTRADAY),
    ]  # fmt: skip


def test_the_day_that_a_sentence_names_is_the_claims_session() -> None:
    text = (
        "The index rose more than 3% during trading on 16 September 2025 and reached its highest level in four years."
    )
    assert {(claim.session, claim.measure) for claim in claims(text, PUBLISHED)} == {
        (date(2025, 9, 16), Measure.INTRADAY)
    }


@given(st.text(alphabet="创2021年以来新高 %.…½ﬁ股价涨highest since record 近四一十月日\n％", max_size=60))
def test_any_text_is_read_and_its_claims_stand_where_they_say(text: str) -> None:
    assert len(level(text)) == len(text)
    for claim in claims(text, PUBLISHED):
        assert text[claim.start : claim.end] == claim.text
