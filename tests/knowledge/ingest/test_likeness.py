"""Copies, versions and rewrites are one story; the same form with another company, figure or day is another."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.likeness import is_same_story, likeness
from knowledge.ingest.tellings import Telling, read_telling

DAY = date(2025, 8, 29)
TITLE = "Alibaba cloud revenue jumps 26% as AI demand lifts quarter"
PARAGRAPHS = [
    "Alibaba Group reported a 26% rise in cloud revenue for the June quarter on Friday, helped by demand for AI.",
    "Group revenue came in at 247.7 billion yuan, up 2% from a year earlier. Cloud revenue reached 33.4 billion yuan.",
    "The company has poured money into one-hour delivery since April to fend off Meituan and JD.com.",
    "Sales and marketing costs came to 53.2 billion yuan, against 32.7 billion yuan a year before.",
]
TITLE_ZH = "阿里云收入增长26% AI需求拉动"
PARAGRAPHS_ZH = [
    "阿里巴巴集团周五公布，六月当季云业务收入同比增长26%，达334亿元。",
    "集团收入2477亿元，同比增长2%。经调整利润335亿元，下降18%。",
    "公司自四月以来大举投入即时零售，与美团和京东竞争。",
]
ORIGINALS = [(TITLE, PARAGRAPHS), (TITLE_ZH, PARAGRAPHS_ZH)]
COMPANIES = ["Alibaba", "Tencent", "Baidu", "Meituan", "Xiaomi", "NetEase", "Kuaishou", "Lenovo", "SMIC"]
COMPANIES_ZH = ["阿里巴巴", "腾讯", "百度", "美团", "小米", "网易", "快手", "联想", "中芯国际"]


def same(one: Telling, other: Telling) -> bool:
    return is_same_story(likeness(one, other))


def read(title: str, paragraphs: list[str], day: date | None = DAY) -> Telling:
    return read_telling(title, "\n\n".join(paragraphs), day)


@pytest.mark.parametrize(("title", "paragraphs"), ORIGINALS)
def test_identical_texts_are_one_story_whenever_they_came_out(title: str, paragraphs: list[str]) -> None:
    for day in (DAY, DAY + timedelta(days=500), None):
        assert same(read(title, paragraphs), read(title, paragraphs, day))


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_paragraphs_does_not_matter(order: list[int]) -> None:
    assert same(read(TITLE, PARAGRAPHS), read(TITLE, [PARAGRAPHS[at] for at in order]))


@pytest.mark.parametrize(("title", "paragraphs"), ORIGINALS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("HONG KONG, Aug 29 (Harbour Wire) - ", ""),
        ("（海港财经8月29日讯）", ""),
        ("", "\n\nCopyright 2025 Harbour Wire. All rights reserved."),
        ("", "\n\n版权归海港财经所有，未经许可不得转载。"),
        ("", "\n\nReporting by the Hong Kong desk; editing by the night desk."),
    ],
)
def test_datelines_and_notices_keep_the_story(title: str, paragraphs: list[str], before: str, after: str) -> None:
    copy = [before + paragraphs[0], *paragraphs[1:-1], paragraphs[-1] + after]
    assert same(read(title, paragraphs), read(title, copy, DAY + timedelta(days=1)))


@pytest.mark.parametrize(
    "headline", ["AI lifts Chinese giant", "Cloud boom at Alibaba", "阿里云加速", "Markets today", ""]
)
def test_another_headline_keeps_the_story(headline: str) -> None:
    for title, paragraphs in ORIGINALS:
        assert same(read(title, paragraphs), read(headline, paragraphs))


def test_a_translation_with_the_same_figures_is_the_same_story() -> None:
    assert same(read(TITLE, PARAGRAPHS), read(TITLE_ZH, PARAGRAPHS_ZH))


def test_the_name_of_a_publisher_below_is_not_enough() -> None:
    notice = [
        "This article is for information only and is no advice to buy or sell.",
        "Past performance is no guide to the future. Please read the disclosure of risks. We hold no shares.",
    ]
    one = read("Startup opens an office", ["A startup opened an office in the south.", *notice])
    other = read("Bank lends more", ["The rural lender put up its rates for homes again.", *notice])
    assert not same(one, other)


PAIRS = [
    (("Tencent shares rise 3%", "Tencent shares rose 3% in Hong Kong on Wednesday."),
     ("Meituan shares rise 3%", "Meituan shares rose 3% in Hong Kong on Wednesday.")),
    (("Tencent shares rise 3%", "Tencent shares rose 3% in Hong Kong on Wednesday."),
     ("Tencent shares rise 5%", "Tencent shares rose 5% in Hong Kong on Wednesday.")),
    (("腾讯涨3%", "腾讯控股周三上涨3%。"), ("美团涨3%", "美团周三上涨3%。")),
    (("Alibaba revenue grows 15%", "Alibaba's revenue rose 15% in the June quarter, to 247.7 billion yuan."),
     ("Tencent revenue grows 15%", "Tencent's revenue rose 15% in the June quarter, to 184.5 billion yuan.")),
    (("Xiaomi ships 42 million phones", "Xiaomi said it shipped 42 million phones in the quarter, up 5%."),
     ("Xiaomi Auto delivers 30,000 cars", "Xiaomi Auto said it delivered more than 30,000 cars in August, up 5%.")),
    (("小米手机出货4200万台", "小米集团公布，季度手机出货4200万台，增长5%。"),
     ("小米汽车交付3万辆", "小米汽车公布，8月交付超过3万辆，增长5%。")),
    (("Hang Seng Tech up 1.2% at midday",
      "The Hang Seng Tech Index was up 1.2% at midday. Alibaba gained 2.1%, Tencent 0.8% and Meituan 3%."),
     ("Hang Seng Tech ends up 2.3%",
      "The Hang Seng Tech Index ended up 2.3%. Alibaba gained 4.1%, Tencent 0.8% and Meituan 3%.")),
    (("Live: Hong Kong market", "09:30 Market opens up 0.5%. 10:00 Tencent gains 1.2%. 11:00 Meituan falls 2.4%."),
     ("Live: Hong Kong market", "09:30 Market opens down 0.7%. 10:00 Tencent loses 1.1%. 11:00 Meituan falls 2.4%.")),
    (("Tencent names new finance chief", "Tencent named a new finance chief on Monday. She will start in January."),
     ("Tencent names new head of games", "Tencent named a new head of games on Monday. He will start in January.")),
    (("Lantern Fox hires chief", "Lantern Fox named a new chief on Monday. She will start in January."),
     ("Paper Crane hires chief", "Paper Crane named a new chief on Monday. She will start in January.")),
    (("Goldman raises Tencent target to HK$700", "Goldman raised its target for Tencent to HK$700 from HK$610."),
     ("Citi raises Tencent target to HK$700", "Citi raised its target for Tencent to HK$700 from HK$630.")),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[one[0] for one, _ in PAIRS])
def test_short_news_of_one_form_is_not_one_story(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not same(read_telling(*one, DAY), read_telling(*other, DAY))


def test_the_same_story_a_year_later_with_new_figures_is_another() -> None:
    text = (
        "Alibaba's Singles' Day sales rose {} to {} billion yuan. More than 400 brands sold for over 100 million yuan."
    )
    one = read_telling("Singles' Day sales rise", text.format("26%", 540), DAY)
    assert not same(one, read_telling("Singles' Day sales rise", text.format("9%", 589), DAY + timedelta(days=365)))


@dataclass(frozen=True)
class Filling:
    """What a template is filled with: a place in the list of companies, percentages, sums, a day."""

    company: int
    percents: tuple[float, ...]
    sums: tuple[float, ...]
    day: date

    def write(self, title: str, body: str, companies: list[str]) -> Telling:
        words = {"c": companies[self.company], "p": self.percents, "s": self.sums, "d": self.day}
        return read_telling(title.format(**words), body.format(**words), self.day)


TEMPLATES = [
    ("{c} revenue rises {p[0]}%",
     "{c} said on {d.day} {d:%B} that revenue rose {p[0]}% to {s[0]} billion yuan. Net profit was {s[1]} billion yuan, "
     "{p[1]}% more than a year earlier.\n\n{c} said demand was strong. Its margin was {p[2]}%.", COMPANIES),
    ("{c} buys back shares",
     "{c} bought back shares for HK${s[0]} million on {d.day} {d:%B}. It paid up to HK${s[1]} a share. It has bought "
     "{p[0]}% of its shares this year.", COMPANIES),
    ("{c}股价上涨{p[0]}%",
     "{c}{d.month}月{d.day}日上涨{p[0]}%，报{s[0]}港元，成交{s[1]}亿港元。\n\n"
     "今年以来，{c}累计上涨{p[1]}%。", COMPANIES_ZH),
    ("{c}季度收入增长{p[0]}%",
     "{c}{d.month}月{d.day}日公布，季度收入{s[0]}亿元，同比增长{p[0]}%。净利润{s[1]}亿元，同比增长{p[1]}%。\n\n"
     "管理层表示，需求强劲，毛利率为{p[2]}%。", COMPANIES_ZH),
]  # fmt: skip
percents = st.tuples(*(st.integers(11, 990).map(lambda tenths: tenths / 10) for _ in range(3)))
sums = st.tuples(*(st.integers(1011, 9999).map(lambda tenths: tenths / 10) for _ in range(2)))
fillings = st.builds(Filling, st.integers(0, 8), percents, sums, st.dates(date(2025, 1, 1), date(2025, 12, 31)))


@settings(deadline=None)
@given(st.sampled_from(TEMPLATES), fillings, st.integers(1, 8))
def test_a_template_with_another_company_is_another_story(
    template: tuple[str, str, list[str]], one: Filling, step: int
) -> None:
    other = Filling((one.company + step) % 9, one.percents, one.sums, one.day)
    changed = Filling(other.company, tuple(round(p + 1.3, 1) for p in one.percents), one.sums, one.day)
    assert not same(one.write(*template), changed.write(*template))


@settings(deadline=None)
@given(st.sampled_from(TEMPLATES), fillings, fillings)
def test_a_template_with_other_figures_is_another_story(
    template: tuple[str, str, list[str]], one: Filling, filling: Filling
) -> None:
    figures = {*one.percents, *one.sums} & {*filling.percents, *filling.sums}
    if not figures:
        other = Filling(one.company, filling.percents, filling.sums, one.day)
        assert not same(one.write(*template), other.write(*template))


@settings(deadline=None)
@given(st.sampled_from(TEMPLATES), fillings, st.integers(1, 300))
def test_a_template_of_another_day_with_one_figure_alike_is_another_story(
    template: tuple[str, str, list[str]], one: Filling, later: int
) -> None:
    moved = tuple(round(figure + 7.7, 1) for figure in one.sums)
    other = Filling(one.company, (one.percents[0], *(round(p + 3.1, 1) for p in one.percents[1:])), moved, one.day)
    other = Filling(other.company, other.percents, other.sums, one.day + timedelta(days=later))
    assert not same(one.write(*template), other.write(*template))


texts = st.text() | st.lists(st.sampled_from([*PARAGRAPHS, *PARAGRAPHS_ZH, "HK$700 ", "26% ", "Tencent "])).map(
    "\n".join
)


@settings(deadline=None)
@given(texts, texts, st.none() | st.dates(), texts, texts, st.none() | st.dates())
def test_likeness_is_mutual_and_every_measure_a_share(
    title: str, body: str, day: date | None, other_title: str, other_body: str, other_day: date | None
) -> None:
    one, other = read_telling(title, body, day), read_telling(other_title, other_body, other_day)
    alike = likeness(one, other)
    assert alike == likeness(other, one)
    shares = (alike.figures, alike.agreeing, alike.same, alike.stamped, alike.names, alike.headline)
    assert all(0 <= share <= 1.000001 for share in shares)


@settings(deadline=None)
@given(texts, st.text(alphabet="abcdefgh 阿里巴巴增长。.", min_size=1))
def test_a_text_with_words_is_of_its_own_story(title: str, body: str) -> None:
    telling = read_telling(title, body, DAY)
    assert not telling.sentences or same(telling, telling)


def test_without_words_nothing_is_known() -> None:
    assert not same(read_telling("", "", DAY), read_telling("", "", DAY))
    assert not same(read_telling("", "Tencent", DAY), read_telling("", "Baidu", DAY))


def test_two_megabytes_are_compared_in_no_time() -> None:
    chance = random.Random(7)
    words = ["Alibaba", "cloud", "rose", "26%", "billion", "33.4", "delivery.", "Tencent", "fell", "阿里巴巴。", "增长"]
    one, other = (" ".join(chance.choices(words, k=180_000)) for _ in range(2))
    first, second = read_telling("One", one, DAY), read_telling("Other", other, DAY)
    start = time.process_time()
    likeness(first, second)
    assert time.process_time() - start < 0.3
