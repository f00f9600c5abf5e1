"""What a model forgot is put beside its answer: a newer figure, what that replaced, and what another source says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.agent.opinion import Addition, beside
from bot.assistant.checking import Evidence, Passage, check
from bot.assistant.findings import Findings, find
from bot.assistant.inquiry import understand
from bot.assistant.reading import read
from knowledge.model import Hit
from knowledge.text import language_of
from tests.bot.assistant.newsroom import NOW, News, Told

QUESTION = "How much did Alibaba Cloud revenue grow?"
JUNE = Told(
    "2025-08-29",
    "Cloud speeds up\nAlibaba Cloud revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025.",
)
MARCH = Told(
    "2025-05-15",
    "Cloud grows\nAlibaba Cloud revenue rose 18% year on year to 30.1 billion yuan in the March quarter of 2025.",
)
OTHER = Told(
    "2025-08-30",
    "A survey\nAlibaba Cloud revenue rose 24% year on year to 32.9 billion yuan in the June quarter of 2025.",
    source="Other Paper",
)


def second_opinion(
    answer: str, *articles: Told, question: str = QUESTION, suspicious: bool = False
) -> tuple[Addition, ...]:
    """What stands beside an answer, when these are all the articles there are, cited by their place."""
    evidence, findings, language = known(question, *articles, suspicious=suspicious)
    report = check(answer, evidence)
    assert report.reasons == ()
    return beside(report, evidence, findings, language)


def known(question: str, *articles: Told, suspicious: bool = False) -> tuple[Evidence, Findings, str]:
    hits = [[marked(hit, suspicious) for hit in found] for found in News(*articles).articles("", 20)]
    inquiry = understand(question, NOW.date())
    findings = find(inquiry, list(read(hits)), inquiry.subjects)
    assert findings is not None
    passages = [hit for article in hits for hit in article]
    evidence = Evidence(
        tuple(
            Passage(n, hit.text, hit.title, hit.url, hit.source, hit.published.day if hit.published else None)
            for n, hit in enumerate(passages, start=1)
        ),
        (),
        question,
        NOW,
    )
    return evidence, findings, language_of(question)


def marked(hit: Hit, suspicious: bool) -> Hit:
    return replace(hit, suspicious=suspicious)


def test_a_newer_figure_comes_first_with_its_quotation() -> None:
    (added,) = second_opinion("Alibaba Cloud revenue rose 18% in the March quarter of 2025 [2].", JUNE, MARCH)
    assert added.first
    assert added.line == (
        "Newer: Alibaba Cloud revenue: up 26% year on year, to 33.4 billion yuan (June quarter of 2025, reported "
        "29 August 2025)"
    )
    assert added.quotation == JUNE.text.partition("\n")[2]
    assert added.hit.title == "Cloud speeds up"


def test_what_the_leading_figure_replaced_is_named_behind_it() -> None:
    (added,) = second_opinion("Alibaba Cloud revenue rose 26% in the June quarter of 2025 [1].", JUNE, MARCH)
    assert not added.first
    assert added.line == (
        "Before that: Alibaba Cloud revenue: up 18% year on year, to 30.1 billion yuan (March quarter of 2025, "
        "reported 15 May 2025)"
    )
    assert added.hit.title == "Cloud grows"


def test_what_another_source_says_of_the_same_period_is_named() -> None:
    for answer, other in (("26% [1]", "up 24%"), ("24% [2]", "up 26%")):
        added = second_opinion(f"Alibaba Cloud revenue rose {answer}.", JUNE, OTHER)
        lines = [one.line for one in added]
        assert len(lines) == 1
        assert other in lines[0]


def test_another_source_is_named_beside_the_leading_figure() -> None:
    evidence, findings, language = known(QUESTION, JUNE, OTHER)
    lead, differing = findings.lead, findings.differing[0]
    assert lead.statement is not None
    n = next(one.n for one in evidence.passages if one.url == lead.sentence.hit.url)
    report = check(f"Alibaba Cloud revenue rose {lead.statement.figure.text} [{n}].", evidence)
    (added,) = beside(report, evidence, findings, language)
    assert added.line.startswith("Another source says: Alibaba Cloud revenue: up ")
    assert added.hit is differing.sentence.hit


@pytest.mark.parametrize(
    "answer",
    [
        "Alibaba Cloud revenue rose 26% in the June quarter of 2025 [1], after 18% in the March quarter of 2025 [2].",
        "Alibaba Cloud revenue rose to 33.4 billion yuan [1], from 30.1 billion yuan in the March quarter of 2025 [2].",
        "I found nothing on that.",
    ],
)
def test_what_the_answer_has_or_does_not_speak_of_is_not_added(answer: str) -> None:
    assert second_opinion(answer, JUNE, MARCH) == ()


def test_an_older_figure_beyond_those_that_are_named_as_replaced_is_told_of_the_newest_too() -> None:
    older = [
        Told(f"{year}-08-29", f"{year}\nAlibaba Cloud revenue rose {year - 2000}.5% in the June quarter of {year}.")
        for year in (2022, 2023, 2024)
    ]  # fmt: skip
    (added,) = second_opinion("Alibaba Cloud revenue rose 22.5% in the June quarter of 2022 [2].", JUNE, *older)
    assert added.first
    assert added.line.startswith("Newer: Alibaba Cloud revenue: up 26%")


def test_a_figure_of_another_matter_is_no_older_figure_of_the_same() -> None:
    group = Told("2025-05-15", "Group\nAlibaba's revenue rose 7% in the March quarter of 2025.")
    assert second_opinion("Alibaba's revenue rose 7% in the March quarter of 2025 [2].", JUNE, group) == ()


def test_a_chinese_answer_is_told_in_chinese() -> None:
    june = Told("2025-08-29", "阿里云提速\n阿里云2025年第二季度收入同比增长26%，达到334亿元。")
    march = Told("2025-05-15", "阿里云增长\n阿里云2025年第一季度收入同比增长18%，达到301亿元。")
    question = "阿里云收入增长了多少？"
    (newer,) = second_opinion("阿里云2025年第一季度收入增长18%[2]。", june, march, question=question)
    assert newer.line.startswith("更新的数据：")
    assert "26%" in newer.line
    (before,) = second_opinion("阿里云2025年第二季度收入增长26%[1]。", june, march, question=question)
    assert before.line.startswith("此前：")
    assert "18%" in before.line


def test_an_article_with_words_meant_for_a_model_is_not_put_before_a_reader() -> None:
    answer = "Alibaba Cloud revenue rose 18% in the March quarter of 2025 [2]."
    assert second_opinion(answer, JUNE, MARCH, suspicious=True) == ()


def test_what_does_not_pass_gives_nothing() -> None:
    evidence, findings, language = known(QUESTION, JUNE, MARCH)
    report = check("Alibaba Cloud revenue rose 62% in the June quarter of 2025 [1].", evidence)
    assert beside(report, evidence, findings, language) == ()


@given(
    st.permutations([JUNE, MARCH, OTHER]),
    st.lists(st.sampled_from(["26%", "18%", "24%", "33.4 billion yuan", "30.1 billion yuan"]), max_size=3),
)
def test_whatever_is_added_is_quoted_from_an_article_and_is_not_in_the_answer(
    articles: list[Told], told: list[str]
) -> None:
    evidence, findings, language = known(QUESTION, *articles)
    text = " ".join(f"Alibaba Cloud revenue: {figure}." for figure in told)
    report = check(text, evidence)
    held = [finding.words for sentence in report.sentences if sentence.passes for finding in sentence.findings]
    for one in beside(report, evidence, findings, language):
        assert one.quotation in one.hit.text
        assert one.line
        assert not any(f"up {figure}" in one.line for figure in held if not one.first)


def test_a_newer_report_that_is_open_to_reading_is_quoted_without_a_statement() -> None:
    evidence, findings, language = known(QUESTION, JUNE, MARCH)
    report = check("Alibaba Cloud revenue rose 18% in the March quarter of 2025 [2].", evidence)
    open_to_reading = replace(findings, lead=replace(findings.lead, statement=None))
    (added,) = beside(report, evidence, open_to_reading, language)
    assert (added.first, added.line) == (True, "Newer: reported 29 August 2025")
    cited = check("Alibaba Cloud revenue rose 26% in the June quarter of 2025 [1].", evidence)
    (before,) = beside(cited, evidence, open_to_reading, language)
    assert not before.first
