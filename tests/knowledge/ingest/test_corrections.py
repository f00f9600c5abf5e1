"""A correction is known by what it says of itself, and little else is taken for one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.corrections import Corrects, correction_of

BODY = (
    "Alibaba Group said on Friday that cloud revenue rose 26% to 33.4 billion yuan in the June quarter. "
    "The company has spent heavily on data centres. Analysts had expected less. "
) * 6
BODY_ZH = "阿里巴巴集团周五公布，六月当季云业务收入同比增长26%，达334亿元。公司近来大举投资数据中心。" * 8

ARTICLES = [
    ("CORRECTED-Alibaba cloud revenue rises 26%", BODY),
    ("Corrected: Alibaba cloud revenue rises 26%", BODY),
    ("UPDATE 2-CORRECTED-Alibaba cloud revenue rises 26%", BODY),
    ("REFILE-CORRECTED-Alibaba cloud revenue rises", BODY),
    ("(CORRECTED) Alibaba cloud revenue rises 26%", BODY),
    ("Alibaba cloud revenue rises 26%", "(Corrects rise in paragraph 1 to 26%, not 62%) " + BODY),
    ("Alibaba cloud revenue rises 26%", "(Refiles to correct the headline) " + BODY),
    ("Alibaba cloud revenue rises 26%", "(Removes extraneous word) " + BODY),
    ("Alibaba cloud revenue rises 26%", "This version corrects the rise in the first paragraph. " + BODY),
    ("Alibaba cloud revenue rises 26%", "The rise has been corrected to 26%. " + BODY),
    ("Alibaba cloud revenue rises 26% (corrected)", BODY),
    ("CORRECTED (OFFICIAL)-Alibaba cloud revenue rises 26%", BODY),
    ("阿里云收入增长26%（更正）", BODY_ZH),
    ("更正：阿里云收入增长26%", BODY_ZH),
    ("更正|阿里云收入增长26%", BODY_ZH),
    ("【更正】阿里云收入增长26%", BODY_ZH),
    ("訂正：阿里雲收入增長26%", BODY_ZH),
    ("阿里云收入增长26%", "（更正第一段增幅）" + BODY_ZH),
    ("阿里云收入增长26%", "本文已更正首段数字。" + BODY_ZH),
]
NOTES = [
    ("Correction: Alibaba results", "An article on 29 August misstated the rise in cloud revenue as 62%. It was 26%."),
    ("Corrections and clarifications", "A report on Alibaba wrongly gave the rise as 62%; it was 26%."),
    ("Correction", "Our report of 29 August on Alibaba overstated its sales. They rose 26%, not 62%."),
    ("Clarification", "In our story on Alibaba the rise was given as 62% in error. It was 26%. We regret the error."),
    ("For the record", "The Alibaba story of 29 August gave the rise as 62%. It was 26%."),
    ("更正启事", "本报8月29日报道阿里云收入增长62%有误，应为26%。特此更正。"),
    ("更正", "昨日报道将26%误写为62%，特此致歉。"),
    ("更正啟事", "本報8月29日報道阿里雲收入增長62%有誤，應為26%。"),
]
NOTHING = [
    ("Alibaba corrects a course after two lean years", BODY),
    ("Market correction spares Chinese technology shares", BODY),
    ("A correction looms, say analysts", BODY),
    ("Tech shares in correction territory", BODY),
    ("Baidu's app corrects pupils' homework", BODY),
    ("Alibaba cloud revenue rises 26%", BODY + "The stock has since been in a correction."),
    ("Alibaba cloud revenue rises 26%", BODY + "(Corrects spelling in paragraph 9)"),
    ("阿里云收入增长26%", BODY_ZH + "公司更正了此前的说法。"),
    ("市场修正后科技股回升", BODY_ZH),
    ("阿里云收入增长26%", "公司表示，此前有媒体报道有误。" + BODY_ZH),
    ("Correctional officers to use Xiaomi cameras", BODY),
    ("阿里巴巴修正案获股东通过", BODY_ZH),
    ("", ""),
]
# What opens a headline as a correction does, but is of the market or of a company.
NEARLY = [
    ("Correction in tech shares deepens", BODY),
    ("Correction fears hit Alibaba", BODY),
    ("修正后的回购计划获批", BODY_ZH),
    ("澄清公告：腾讯否认收购传闻", BODY_ZH),
    ("澄清收购传闻 腾讯股价回升", BODY_ZH),
    ("Amended listing rules draw chipmakers to Hong Kong", BODY),
    ("Clarified rules on data exports help Tencent", BODY),
]


@pytest.mark.parametrize(("title", "body"), ARTICLES)
def test_a_corrected_version_is_known(title: str, body: str) -> None:
    assert correction_of(title, body).corrects is Corrects.ARTICLE


@pytest.mark.parametrize(("title", "body"), NOTES)
def test_a_note_is_told_from_a_corrected_version(title: str, body: str) -> None:
    assert correction_of(title, body).corrects is Corrects.WORDS


@pytest.mark.parametrize(("title", "body"), NOTHING)
def test_other_news_corrects_nothing(title: str, body: str) -> None:
    assert correction_of(title, body).corrects is Corrects.NOTHING


@pytest.mark.parametrize(("title", "body"), NEARLY)
def test_news_of_a_correction_is_none(title: str, body: str) -> None:
    assert correction_of(title, body).corrects is Corrects.NOTHING


def test_a_note_names_the_wrong_figure_and_the_right_one() -> None:
    assert correction_of(*NOTES[0]).figures >= {"62%", "26%"}
    assert correction_of("更正启事", "报道称收入为33.4亿元有误，应为334亿元。").figures == {"3340000000", "33400000000"}


def test_a_whole_article_names_none() -> None:
    assert correction_of(*ARTICLES[0]).figures == frozenset()


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_text_is_too_odd_to_read(title: str, body: str) -> None:
    assert correction_of(title, body).corrects in Corrects


@settings(deadline=None)
@given(st.sampled_from(["CORRECTED-", "Corrected: ", "更正：", "(Corrected) "]), st.text(min_size=1))
def test_the_word_before_any_headline_makes_it_a_correction(word: str, title: str) -> None:
    assert correction_of(word + title, BODY).corrects is Corrects.ARTICLE


@pytest.mark.parametrize("piece", ["article ", "更正", "(corrects ", "this version ", "-", " ", "update 1"])
def test_a_huge_text_is_read_in_no_time(piece: str) -> None:
    huge = piece * (1_000_000 // len(piece))
    correction_of("", "warm")
    start = time.process_time()
    correction_of(huge, huge)
    assert time.process_time() - start < 0.3
