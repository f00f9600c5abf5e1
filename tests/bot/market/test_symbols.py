"""What a name or a ticker means, and which listing is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.model import Kind
from bot.market.symbols import Found, symbols, yahoo_symbol
from knowledge.text import fold

_TABLE = symbols()
_LISTED = [(security, listing) for security in _TABLE.all() for listing in security.listings]

_PIECES = (
    *("阿里", "阿里健康", "Alibaba", "'s", "BABA", "$BABA", "9988", "9988.HK", "09988", "HK", "1810"),
    *("元", " ", ",", "/", "İ", "港股"),
)


def _found(text: str) -> list[tuple[str | None, str | None]]:
    return [(one.security.id if one.security else None, one.symbol) for one in _TABLE.find(text)]


def _chosen(id: str, text: str) -> list[str]:
    return [listing.symbol for listing in _TABLE.choose(_TABLE.security(id), text)]


# ---- The table ----


def test_the_index_has_its_thirty_members_each_with_a_share_in_hong_kong() -> None:
    members = _TABLE.members()
    assert len(members) == 30
    for member in members:
        assert member.kind is Kind.SHARE
        assert [listing.currency for listing in member.listings].count("HKD") == 1


def test_every_symbol_stands_once() -> None:
    written = [listing.symbol for _, listing in _LISTED]
    assert len(written) == len(set(written))


def test_every_symbol_is_as_yahoo_finance_writes_it() -> None:
    for _, listing in _LISTED:
        assert yahoo_symbol(listing.symbol) == listing.symbol


def test_the_currency_and_the_sessions_are_those_of_the_place_that_the_symbol_names() -> None:
    for security, listing in _LISTED:
        if security.kind is Kind.RATE:
            assert (listing.symbol, listing.calendar) == (f"{listing.currency}=X", None)
        elif listing.symbol.endswith(".HK") or listing.symbol.startswith("^HS"):
            assert (listing.exchange, listing.calendar, listing.currency) == ("HKEX", "XHKG", "HKD")
        elif listing.symbol.endswith((".SS", ".SZ")):
            exchange = "SSE" if listing.symbol.endswith(".SS") else "SZSE"
            assert (listing.exchange, listing.calendar, listing.currency) == (exchange, "XSHG", "CNY")
        else:
            assert (listing.calendar, listing.currency) == ("XNYS", "USD")


def test_every_listing_is_found_by_its_symbol_and_by_its_names() -> None:
    for security, listing in _LISTED:
        assert _TABLE.listing(listing.symbol) == (security, listing)
        assert _TABLE.resolve(listing.symbol) == (security, (listing,))
        assert (_TABLE.resolve(security.en) or [None])[0] == security
        assert (_TABLE.resolve(security.zh) or [None])[0] == security


def test_the_proxy_of_the_index_is_a_fund_of_the_table() -> None:
    proxy = _TABLE.security("hstech").proxy
    assert proxy is not None
    fund = _TABLE.listing(proxy)
    assert fund is not None
    assert fund[0].kind is Kind.FUND


# ---- What is typed ----


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [
        ("$baba", "BABA"),
        (" baba ", "BABA"),
        ("9988", "9988.HK"),
        ("09988", "9988.HK"),
        ("9988.hk", "9988.HK"),
        ("HK:9988", "9988.HK"),
        ("HKG:9988", "9988.HK"),
        ("hk9988", "9988.HK"),
        ("HK.09988", "9988.HK"),
        ("9988 HK", "9988.HK"),
        ("港股9988", "9988.HK"),
        ("0700", "0700.HK"),
        ("700.HK", "0700.HK"),
        ("20", "0020.HK"),
        ("80700.HK", "80700.HK"),
        ("NYSE:BABA", "BABA"),
        ("nasdaq: bidu", "BIDU"),
        ("BABA.US", "BABA"),
        ("美股BABA", "BABA"),
        ("600519", "600519.SS"),
        ("688981", "688981.SS"),
        ("510300", "510300.SS"),
        ("300750", "300750.SZ"),
        ("002594", "002594.SZ"),
        ("159920", "159920.SZ"),
        ("SH000300", "000300.SS"),
        ("600519.SH", "600519.SS"),
        ("^hsi", "^HSI"),
        ("hkd=x", "HKD=X"),
        ("brk.b", "BRK-B"),
        ("ABC.L", "ABC.L"),
        ("９９８８", "9988.HK"),
        ("阿里", "阿里"),
        ("", ""),
    ],
)
def test_a_ticker_is_understood_however_it_is_typed(typed: str, symbol: str) -> None:
    assert yahoo_symbol(typed) == symbol


@given(
    st.text(max_size=20)
    | st.from_regex(
        r"[$ ]{0,2}(HK|HKG|US|NYSE|SH|SZ|港股|美股)?[:. ]?[A-Za-z0-9]{0,7}[. ]?(HK|US|SS|A)?", fullmatch=True
    )
)
def test_what_was_understood_stays_as_it_is(typed: str) -> None:
    assert yahoo_symbol(yahoo_symbol(typed)) == yahoo_symbol(typed)


@given(st.integers(min_value=1, max_value=9_999))
def test_a_hong_kong_code_has_four_digits_with_or_without_its_zeros(code: int) -> None:
    written = {yahoo_symbol(typed) for typed in (f"{code}", f"{code:05}", f"{code:04}.HK", f"hk:{code}")}
    assert written == {f"{code:04}.HK"}


@pytest.mark.parametrize(
    ("typed", "id", "listings"),
    [
        ("Alibaba", "alibaba", ["BABA", "9988.HK"]),
        ("阿里", "alibaba", ["BABA", "9988.HK"]),
        ("阿里巴巴集團", "alibaba", ["BABA", "9988.HK"]),
        ("Alibaba Group Holding Ltd.", "alibaba", ["BABA", "9988.HK"]),
        ("百度", "baidu", ["BIDU", "9888.HK"]),
        ("9988", "alibaba", ["9988.HK"]),
        ("$BABA", "alibaba", ["BABA"]),
        ("騰訊", "tencent", ["0700.HK"]),
        ("TCEHY", "tencent", ["TCEHY"]),
        ("BYD", "byd", ["1211.HK"]),
        ("002594", "byd", ["002594.SZ"]),
        ("Cambricon", "cambricon", ["688256.SS"]),
        ("jd", "jd", ["JD"]),
        ("京东", "jd", ["JD", "9618.HK"]),
        ("Alibaba HK", "alibaba", ["9988.HK"]),
        ("阿里美股", "alibaba", ["BABA"]),
        ("000300", "csi-300", ["000300.SS"]),
        ("恒科", "hstech", ["HSTECH.HK"]),
        ("minimax", "minimax", ["0100.HK"]),
        ("Huawei", "huawei", []),
        ("字节跳动", "bytedance", []),
        ("Alibaba Cloud", None, []),
        ("Alibaba and Baidu", None, []),
        ("AAPL", None, []),
        ("1299.HK", None, []),
        ("", None, []),
    ],
)
def test_an_argument_means_one_listing_or_all_that_are_usual(typed: str, id: str | None, listings: list[str]) -> None:
    resolved = _TABLE.resolve(typed)
    assert (resolved[0].id if resolved else None) == id
    assert [listing.symbol for listing in (resolved[1] if resolved else ())] == listings


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("BABBA", "BABA"),
        ("alibabba", "Alibaba"),
        ("Tencnt", "Tencent"),
        ("9989.HK", "9988.HK"),
        ("腾迅控股", "腾讯控股"),
    ],
)
def test_what_was_meant_is_offered_for_what_is_misspelt(typed: str, near: str) -> None:
    assert near in _TABLE.near(typed)


@pytest.mark.parametrize("typed", ["", "ZZZZZ", "what is this"])
def test_nothing_is_offered_where_nothing_is_near(typed: str) -> None:
    assert _TABLE.near(typed) == ()


@given(st.text(max_size=30))
def test_any_argument_is_answered(typed: str) -> None:
    _TABLE.resolve(typed)
    assert len(_TABLE.near(typed)) <= 3


# ---- What is asked ----


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Alibaba price", [("alibaba", None)]),
        ("how are BABA and $BIDU's shares", [("alibaba", "BABA"), ("baidu", "BIDU")]),
        ("百度股价", [("baidu", None)]),
        ("阿里巴巴和騰訊", [("alibaba", None), ("tencent", None)]),
        ("9988", [("alibaba", "9988.HK")]),
        ("09988现在多少钱", [("alibaba", "9988.HK")]),
        ("9988.HK, 700.hk", [("alibaba", "9988.HK"), ("tencent", "0700.HK")]),
        ("HK9988 or HK:1810", [("alibaba", "9988.HK"), ("xiaomi", "1810.HK")]),
        ("港股9988", [("alibaba", "9988.HK")]),
        ("9988股价", [("alibaba", "9988.HK")]),
        ("BABA/9988", [("alibaba", "BABA"), ("alibaba", "9988.HK")]),
        ("NIO price", [("nio", None)]),
        ("$NIO price", [("nio", "NIO")]),
        ("TME股价", [("tencent-music", "TME")]),
        ("kweb and CQQQ", [("kweb", "KWEB"), ("cqqq", "CQQQ")]),
        ("Huawei share price", [("huawei", None)]),
        ("dollar in yuan", [("usd-cny", None)]),
        ("^HSI and HKD=X", [("hsi", "^HSI"), ("usd-hkd", "HKD=X")]),
    ],
)
def test_securities_are_found_in_a_question_by_name_and_ticker(text: str, found: list[tuple[str, str | None]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("阿里健康", ["alibaba-health"]),
        ("阿里健康和阿里", ["alibaba-health", "alibaba"]),
        ("腾讯音乐", ["tencent-music"]),
        ("京东健康", ["jd-health"]),
        ("京东方", ["boe"]),
        ("Tencent Music against Tencent", ["tencent-music", "tencent"]),
        ("JD Health's price", ["jd-health"]),
        ("BYD Electronic", ["byd-electronic"]),
        ("恒生科技指数对恒生指数", ["hstech", "hsi"]),
        ("the Hang Seng Tech Index and the Hang Seng", ["hstech", "hsi"]),
        ("CSOP Hang Seng Tech ETF", ["csop-hstech"]),
        ("南方东英恒生科技指数ETF", ["csop-hstech"]),
    ],
)
def test_a_longer_name_hides_the_shorter_one_in_it(text: str, ids: list[str]) -> None:
    assert [id for id, _ in _found(text)] == ids


@pytest.mark.parametrize("text", ["Alibaba Cloud price", "阿里云的价格", "Qwen", "微信", "JD Sports price"])
def test_a_product_a_unit_and_a_namesake_have_no_price(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "how are li, edu, wb and iq",
        "since 2015 and in 2018",
        "2015年以来",
        "港股2025年走势",
        "in 2024 HK stocks fell",
        "1000 HK-listed companies",
        "$1810",
        "HK$ 1024",
        "1810元",
        "1810万辆",
        "9988 points",
        "closed above 9988",
        "9888点",
        "1024.5",
        "1,810",
        "3690%",
        "1810 million yuan",
        "9618 HK dollars",
        "$5 bn or $bn",
        "tell us",
        "股价不理想",
        "wb.com",
        "AT&T",
    ],
)
def test_words_years_and_amounts_are_no_tickers(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("$XYZ", "XYZ"),
        ("$xyz up?", "XYZ"),
        ("1299.HK", "1299.HK"),
        ("01299", "1299.HK"),
        ("(NASDAQ: AAPL)", "AAPL"),
        ("AAPL.US", "AAPL"),
    ],
)
def test_a_ticker_that_the_table_does_not_have_is_still_one(text: str, symbol: str) -> None:
    assert _found(text) == [(None, symbol)]


def test_a_ticker_names_its_listing_and_a_name_none() -> None:
    name, ticker = _TABLE.find("Alibaba (9988.HK)")
    assert name == Found(0, 7, _TABLE.security("alibaba"))
    assert ticker.listing is not None
    assert ticker.listing.currency == "HKD"


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_what_is_found_stands_in_order_and_apart(text: str) -> None:
    end = 0
    for one in _TABLE.find(text):
        assert end <= one.start < one.end <= len(fold(text))
        end = one.end


@given(st.sampled_from(_LISTED), st.sampled_from([" price", "股价", ", please", "?"]))
def test_every_symbol_is_found_where_it_is_marked_as_one(listed: tuple[object, object], after: str) -> None:
    security, listing = listed
    symbol = getattr(listing, "symbol", "")
    marked = symbol if not symbol.isalpha() else f"${symbol}"
    assert [(one.security, one.listing) for one in _TABLE.find(f"how is {marked}{after}")] == [(security, listing)]


# ---- Which listing ----


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba price",
        "阿里股价",
        "tell us about Alibaba",
        "what do Alibaba's ads cost",
        "Alibaba against the Hang Seng",
        "Alibaba against the Tracker Fund of Hong Kong",
        "Alibaba against the Nasdaq Composite",
        "阿里和恒生科技指数",
        "Alibaba in yuan",
        "Alibaba on the mainland",
        "BUSINESS OF ALIBABA",
    ],
)
def test_both_listings_are_wanted_where_the_question_leaves_it_open(text: str) -> None:
    assert _chosen("alibaba", text) == ["BABA", "9988.HK"]


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba in Hong Kong",
        "Alibaba HK",
        "HK-listed Alibaba",
        "阿里港股",
        "阿里H股",
        "阿里巴巴在香港的股价",
        "Alibaba in HKD",
        "Alibaba in HK$",
        "阿里多少港元",
        "Alibaba in Hong Kong dollars",
        "Alibaba's Hong Kong shares in US dollars",
        "Alibaba 9988",
        "Alibaba (9988.HK) against the US market",
    ],
)
def test_the_hong_kong_listing_is_wanted(text: str) -> None:
    assert _chosen("alibaba", text) == ["9988.HK"]


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba in New York",
        "Alibaba's ADR",
        "Alibaba ADS price",
        "US-listed Alibaba",
        "Alibaba US",
        "Alibaba on the NYSE",
        "阿里美股",
        "Alibaba in dollars",
        "Alibaba in US$",
        "Alibaba USD",
        "阿里多少美元",
        "BABA",
    ],
)
def test_the_new_york_listing_is_wanted(text: str) -> None:
    assert _chosen("alibaba", text) == ["BABA"]


@pytest.mark.parametrize(
    ("id", "text", "listings"),
    [
        ("tencent", "Tencent", ["0700.HK"]),
        ("tencent", "Tencent OTC", ["TCEHY"]),
        ("tencent", "Tencent ADR", ["TCEHY"]),
        ("tencent", "Tencent in dollars", ["0700.HK"]),
        ("didi", "Didi", ["DIDIY"]),
        ("byd", "比亚迪", ["1211.HK"]),
        ("byd", "比亚迪A股", ["002594.SZ"]),
        ("byd", "BYD in yuan", ["002594.SZ"]),
        ("cambricon", "Cambricon in Hong Kong", ["688256.SS"]),
        ("pdd", "PDD in Hong Kong", ["PDD"]),
        ("alibaba", "Alibaba in New York and Hong Kong", ["BABA", "9988.HK"]),
        ("huawei", "Huawei in Hong Kong", []),
    ],
)
def test_a_listing_over_the_counter_or_in_the_mainland_is_given_only_when_asked_for_or_alone(
    id: str, text: str, listings: list[str]
) -> None:
    assert _chosen(id, text) == listings


@pytest.mark.parametrize(
    ("typed", "name", "owner"),
    [
        ("alibaba cloud", "Alibaba Cloud", "alibaba"),
        ("阿里云", "Alibaba Cloud", "alibaba"),
        ("Qwen HK", "Qwen", "alibaba"),
    ],
)
def test_the_name_of_a_part_says_whose_it_is(typed: str, name: str, owner: str) -> None:
    assert symbols().part(typed) == (name, symbols().security(owner))


@pytest.mark.parametrize("typed", ["Alibaba", "BABA", "alibaba cloud growth", "火星", ""])
def test_what_is_no_part_alone_is_none(typed: str) -> None:
    assert symbols().part(typed) is None
