import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.charset import decode
from knowledge.text import fold
from tests.knowledge.ingest.pages import CHINESE, CHINESE_TITLE, ENGLISH, article_page

TRADITIONAL = (
    "週五港股收盤，這家電商公司的股價上漲百分之九，此前公司公布，截至六月的三個月內雲業務收入增長四分之一。",
    "分析師原本預計增速會放緩。公司在算力中心上的投入超過以往任何時候，財務負責人對投資者表示，這樣的投入還將持續兩年。",
    "同業股份也普遍走強：手機製造商上漲百分之三，外賣平台上漲百分之二點四，科技指數收於二零二一年冬天以來的最高水平。",
)
FOR_SIMPLIFIED = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
FOR_TRADITIONAL = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "big5hkscs", "cp950", "utf-16", "utf-16-be")
FOR_ENGLISH = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
DECLARED = st.sampled_from(
    [None, "utf-8", "iso-8859-1", "windows-1252", "us-ascii", "gb2312", "GBK", "big5", "Big5-HKSCS", "shift_jis",
     "euc-kr", "no-such-charset", "utf-7", "", "\0", "rot13"]
)  # fmt: skip
# Two sentences or more: a word or two in one charset may well be words in another, and no reader could tell.
simplified = st.lists(st.sampled_from([*CHINESE, "Alibaba Cloud 云业务增长 26%，", "腾讯控股 (00700.HK)"]), min_size=3)
traditional = st.lists(st.sampled_from([*TRADITIONAL, "Alibaba Cloud 雲業務增長 26%，"]), min_size=2)
english = st.lists(
    st.sampled_from([*ENGLISH, "The maker’s profit rose to £2.4bn – “a record”, it said, after the café sold well."]),
    min_size=2,
)
cases = st.one_of(
    st.tuples(simplified.filter(lambda lines: bool(set(lines) & set(CHINESE))), st.sampled_from(FOR_SIMPLIFIED)),
    st.tuples(traditional.filter(lambda lines: bool(set(lines) & set(TRADITIONAL))), st.sampled_from(FOR_TRADITIONAL)),
)


@given(cases, DECLARED, DECLARED)
def test_chinese_is_read_whatever_is_declared(
    case: tuple[list[str], str], header: str | None, meta: str | None
) -> None:
    lines, charset = case
    text = f'<meta charset="{meta}">' * bool(meta and meta.isprintable()) + "\n".join(lines)
    assert decode(text.encode(charset), header) == text


@given(english, st.sampled_from(FOR_ENGLISH), st.sampled_from([None, "utf-8", "gb2312", "big5", "no-such-charset"]))
def test_english_is_read_whatever_is_declared(lines: list[str], charset: str, header: str | None) -> None:
    text = "\n".join(lines)
    assert decode(text.encode(charset), header) == text


@given(cases, st.data())
def test_a_character_cut_in_two_at_the_end_costs_no_other(case: tuple[list[str], str], data: st.DataObject) -> None:
    lines, charset = case
    text = "\n".join(lines)
    content = text.encode(charset)
    cut = content[: -data.draw(st.integers(1, 3))]
    assert (decode(cut) or "").startswith(text[:-3])


@given(cases, st.sampled_from([b"\xff", b"\x80", b"\xe4"]), st.data())
def test_one_bad_byte_costs_next_to_nothing(case: tuple[list[str], str], bad: bytes, data: st.DataObject) -> None:
    lines, charset = case
    if charset.startswith(("utf-16", "utf-32")):
        return
    lines = lines * 3
    at = data.draw(st.integers(1, len(lines) - 1))
    content = bad.join(["\n".join(part).encode(charset).removeprefix(b"\xef\xbb\xbf") for part in
                        (lines[:at], lines[at:])])  # fmt: skip
    found = decode(content)
    assert found is not None
    assert set("".join(lines)) <= set(found)


def test_a_small_declared_charset_is_read_as_the_large_one() -> None:
    assert decode('<meta charset="gb2312">朱镕基'.encode("gb18030")) == '<meta charset="gb2312">朱镕基'


def test_chinese_far_below_the_head_of_a_page_is_found() -> None:
    page = article_page(CHINESE, CHINESE_TITLE).replace('<meta charset="utf-8">', "")
    page = page.replace("<head>", f"<head><!--{'markup ' * 30_000}-->").replace(f"<title>{CHINESE_TITLE}", "<title>x")
    for charset in ("gb18030", "utf-8"):
        assert decode(page.encode(charset)) == page
        assert decode(page.encode(charset), "iso-8859-1") == page


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("La société a annoncé un chiffre d'affaires élevé, porté par l'été.", "iso-8859-1"),
        ("Компания сообщила о росте выручки на четверть за три месяца.", "windows-1251"),
        ("同社は四半期の売上高が四分の一増えたと発表した。株価は上がった。", "shift_jis"),
        ("同社は四半期の売上高が四分の一増えたと発表した。株価は上がった。", "euc-jp"),
        ("회사는 분기 매출이 4분의 1 늘었다고 발표했다. 주가가 올랐다.", "euc-kr"),
        ("公司的股价上涨", "hz"),
        ("同社は", "iso-2022-jp"),
    ],
)
def test_another_language_is_read_as_it_is_declared(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset) == text


def test_a_few_chinese_words_in_english_are_read_without_a_declaration() -> None:
    text = "Alibaba (阿里巴巴) rose by 9 per cent in Hong Kong, and Meituan (美团) fell."
    assert decode(text.encode("gbk")) == text
    assert decode(text.encode("gbk"), "utf-8") == text


def test_a_stray_nul_does_not_cost_a_page() -> None:
    page = article_page(CHINESE, CHINESE_TITLE)
    assert decode(page.replace("</h1>", "\0</h1>").encode()) == page


def test_names_of_charsets_that_run_or_unpack_are_not_followed() -> None:
    text = "+ADw-script+AD4- and \\u0041"
    for name in ("utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "zlib", "hex"):
        assert decode(text.encode(), name) == text


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"text\0text", gzip.compress(b"a" * 99), b"\x01" * 50, b"\0" * 80]
)
def test_what_is_not_text_is_told_apart(content: bytes) -> None:
    assert decode(content) is None


@settings(max_examples=200)
@given(st.binary(), st.none() | st.text(max_size=12))
def test_no_bytes_break_the_decoder(content: bytes, charset: str | None) -> None:
    decode(content, charset)


def test_the_samples_are_what_they_say() -> None:
    assert fold(TRADITIONAL[0]) != TRADITIONAL[0].lower()
