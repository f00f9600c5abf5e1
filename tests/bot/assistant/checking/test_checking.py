"""What a checked answer is told, claim by claim."""

import sys
import time
from datetime import date
from decimal import Decimal

import pytest

from bot.assistant.checking import Evidence, Measure, Passage, Result, Value, Verdict, check
from bot.model import Figure, Price
from tests.bot.assistant.checking.cases import ASKED, article
from tests.bot.assistant.checking.told import BAIDU, CLOUD, evidence, verdicts, wrong


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Alibaba Cloud grew 28% [1].", Verdict.NOT_FOUND),
        ("Alibaba Cloud grew 26% [2].", Verdict.WRONG_SOURCE),
        ("Alibaba Cloud grew 27% [1].", Verdict.WRONG_SUBJECT),
        ("Alibaba's revenue grew 26% [1].", Verdict.WRONG_SUBJECT),
        ("Alibaba Cloud grew 26% in the March quarter of 2026 [1].", Verdict.WRONG_PERIOD),
        ("Alibaba Cloud shrank 26% [1].", Verdict.WRONG_DIRECTION),
        ("Alibaba Cloud did not grow 26% [1].", Verdict.WRONG_DIRECTION),
        ("The report speaks of “a quantum leap in revenue” [1].", Verdict.ALTERED_QUOTATION),
        ("Alibaba Cloud grew 26% [3].", Verdict.UNKNOWN_REFERENCE),
        ("Alibaba Cloud grew 26% [1]. See news.example/9", Verdict.FOREIGN_LINK),
        ("Alibaba Cloud grew 26 percentage points [1].", Verdict.NOT_FOUND),
        ("Alibaba Cloud made US$33.4 billion [1].", Verdict.NOT_FOUND),
        ("Together they made 39.9 billion yuan [1][2].", Verdict.NOT_FOUND),
        ("Huawei Cloud grew as well [1].", Verdict.NOT_FOUND),
    ],
)
def test_each_way_to_be_wrong_has_its_name(answer: str, verdict: Verdict) -> None:
    assert verdict in verdicts(answer, evidence(CLOUD, BAIDU))


@pytest.mark.parametrize(
    "answer",
    [
        "Alibaba Cloud grew by twenty-six per cent [1].",
        "阿里云收入增长百分之二十六，至三百三十四亿元[1]。",
        "Alibaba Cloud's revenue was 33,400 million yuan [1].",
        "Alibaba Cloud grew more than a quarter [1].",
        "Alibaba Cloud (+26%) and Baidu AI Cloud (+27%) both grew [1][2].",
        "Alibaba Cloud and Baidu AI Cloud grew 26% and 27% respectively [1][2].",
        "Cloud revenue: 33.4 billion yuan at Alibaba [1], 6.5 billion yuan at Baidu [2].",
        "Alibaba Cloud grew 26%, it was reported on Thursday [1].",
        "Alibaba Cloud grew 26%, it was reported on 27 August [1].",
        "阿里云增长26%（8月27日报道）[1]。",
        "I don't know what profit Alibaba Cloud made; the articles do not say.",
        "In short:",
        "Both clouds are growing. I give no advice.",
        "## Key Takeaways",
        "Here's a quick comparison:",
        "Based on the articles provided, here is a summary.",
        "That said, past performance is no guarantee of future results.",
        "So Baidu was slightly ahead in percentage terms, while Alibaba is much larger in absolute terms.",
        "In other words, the gap between them is small. Let me know if you'd like more detail.",
        "需要注意的是，以上数据来自不同来源。如需更多信息，请告诉我。",
    ],
)
def test_true_words_pass_in_any_form(answer: str) -> None:
    assert check(answer, evidence(CLOUD, BAIDU)).reasons == ()


def test_a_wrong_source_names_the_right_one() -> None:
    (sentence,) = check("Alibaba Cloud grew 26% [2].", evidence(CLOUD, BAIDU)).sentences
    assert sentence.verdict is Verdict.WRONG_SOURCE
    assert sentence.supports == ("1",)
    assert "stands in [1], not in [2]" in sentence.findings[0].reason


def test_a_figure_without_reference_is_given_its_source_its_period_and_its_day() -> None:
    report = check("Alibaba Cloud grew 26%.", evidence(CLOUD, BAIDU))
    (finding,) = report.sentences[0].findings
    assert report.ok
    assert finding.supports == ("1",)
    assert finding.period is not None
    assert (finding.period.start, finding.period.end) == (date(2026, 4, 1), date(2026, 6, 30))
    assert finding.reported == date(2026, 8, 27)
    assert report.figures == (Figure("26%", 1),)


def test_an_older_figure_needs_to_be_called_so() -> None:
    earlier = "Alibaba Cloud's revenue rose 18% in the March quarter of 2026."
    told = evidence(CLOUD, earlier)
    assert verdicts("Alibaba Cloud grew 18% [2].", told) == {Verdict.WRONG_PERIOD}
    assert "is not the newest: [1] has 26%" in wrong("Alibaba Cloud grew 18% [2].", told)[0].reason
    for answer in (
        "Before that, Alibaba Cloud had grown 18% [2].",
        "Alibaba Cloud grew 18% in the March quarter of 2026 [2].",
        "此前阿里云增长18%[2]。",
    ):
        assert check(answer, told).ok


def test_reasons_are_sentences_for_the_model() -> None:
    report = check("Alibaba Cloud grew 28% [1]. It was good.", evidence(CLOUD))
    assert report.reasons == (
        "In “Alibaba Cloud grew 28% [1].”: 28% stands in no source, as it is or rounded as you say; "
        "give figures as they stand.",
    )


def test_what_is_only_expected_is_no_fact() -> None:
    told = evidence("SMIC expects revenue to grow by 5% to 7% in the third quarter of 2026.")
    assert check("SMIC expects its revenue to grow 5% to 7% [1].", told).ok
    assert verdicts("SMIC's revenue grew 5% to 7% [1].", told) == {Verdict.WRONG_DIRECTION}


def test_a_reason_that_no_source_gives_is_caught() -> None:
    told = evidence(f"{CLOUD} Demand for AI drove the increase.")
    assert check("Alibaba Cloud grew 26% because of demand for AI [1].", told).ok
    assert verdicts("Alibaba Cloud grew 26% because of a weak currency [1].", told) == {Verdict.NOT_FOUND}


def test_the_words_of_the_question_may_be_said_again() -> None:
    told = evidence(CLOUD, question="Is Huawei Cloud bigger than Alibaba Cloud?")
    assert check("I have no figure for Huawei Cloud. Alibaba Cloud grew 26% [1].", told).ok


PRICES = Result(
    1,
    "Alibaba (BABA, NYSE): up 79.6% from the close of 31 December 2025 to that of 20 November 2026. "
    "The next holiday of the NYSE is 26 November 2026.",
    (
        Price("BABA", date(2025, 12, 31), Decimal("84.79"), "USD", "Yahoo Finance"),
        Price("BABA", date(2026, 11, 20), Decimal("152.30"), "USD", "Yahoo Finance"),
    ),
    (
        Value(Measure.PERCENT, Decimal("79.62"), of="BABA", start=date(2025, 12, 31), end=date(2026, 11, 20)),
        Value(Measure.DATE, date(2026, 11, 26)),
    ),
)


@pytest.mark.parametrize(
    ("answer", "ok"),
    [
        ("Alibaba closed at US$152.30 on 20 November 2026 [P1].", True),
        ("Alibaba closed at $152.3 on 20 November [P1].", True),
        ("Alibaba has gained 79.6% this year [P1].", True),
        ("Alibaba has gained about 80% this year [P1].", True),
        ("The next holiday is on 26 November [P1].", True),
        ("Alibaba closed at US$84.79 on 20 November 2026 [P1].", False),
        ("Alibaba closed at HK$152.30 on 20 November 2026 [P1].", False),
        ("Alibaba has lost 79.6% this year [P1].", False),
        ("Baidu has gained 79.6% this year [P1].", False),
        ("Alibaba has gained 79.6% since June 2026 [P1].", False),
        ("Alibaba's revenue has grown 79.6% this year [P1].", False),
        ("Alibaba has gained US$67.51 [P1].", False),
    ],
)
def test_prices_and_what_a_tool_reckoned_may_be_said(answer: str, ok: bool) -> None:
    assert check(answer, evidence(results=[PRICES])).ok is ok


def test_a_price_brings_its_rows() -> None:
    report = check("Alibaba closed at US$152.30 [P1].", evidence(results=[PRICES]))
    assert report.figures == (Figure("US$152.30", prices=(PRICES.prices[1],)),)


LONG = " ".join(
    (
        "Alibaba's cloud revenue rose 38.9% to 46.4 billion yuan in the June quarter of 2026 [1].",
        "Baidu AI Cloud grew 33.7% to 9.3 billion yuan in the second quarter [2].",
        "JD.com's net income fell 44.3% to 3.4 billion yuan while revenue rose 8.9% to 388.4 billion yuan [5].",
        "PDD's revenue rose 6.6% to 110.8 billion yuan, but operating profit declined 20.7% to 20.4 billion yuan [6].",
        "Tencent's capital expenditure jumped 71.3% to 32.8 billion yuan in the second quarter of 2026, the most",
        "in any quarter so far [7].",
        "Domestic games brought in 48.5 billion yuan and games abroad 23.7 billion yuan [7].",
        "Meituan's revenue went up 10.8% to 101.7 billion yuan, but it swung to an operating loss of 4.9 billion",
        "yuan [8].",
        "Xiaomi delivered 118,400 cars between April and June 2026, and the car business made an operating profit of",
        "1.3 billion yuan [9]. Bilibili's adjusted net profit was up 30.4% to 730 million yuan [11].",
        "SMIC's revenue was a record $2.71 billion, up 24.3% from a year earlier, and net profit climbed 58.1% to $213",
        "million [12]. “We would rather be early than cheap,” said Lin Weiran of Alibaba's data centres [1].",
        "PDD waived fees for small sellers [6].",
    )
)


def test_an_answer_is_checked_within_milliseconds(capsys: pytest.CaptureFixture[str]) -> None:
    slugs = (
        "alibaba-june-quarter-2026", "baidu-second-quarter-2026", "alibaba-march-quarter-2026",
        "baidu-first-quarter-2026", "jd-q2-2026", "pdd-q2-2026", "tencent-q2-2026", "meituan-q2-2026",
        "xiaomi-q2-2026", "netease-q1-2026", "bilibili-q2-2026", "smic-q2-2026",
    )  # fmt: skip
    passages: list[Passage] = [article(slug, n) for n, slug in enumerate(slugs, start=1)]
    told = Evidence(passages, (), "How fast did they grow?", ASKED)
    words = ("again", "strongly", "smartly", "indeed", "clearly", "quickly", "notably", "further", "steeply")
    answers = [LONG.replace("38.9%", f"38.9% {word}") + f" {word.capitalize()}, I give no advice." for word in words]
    assert check(answers[0], told).reasons == ()
    taken = []
    for answer in answers[1:]:
        begun = time.perf_counter()
        check(answer, told)
        taken.append(time.perf_counter() - begun)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(answers[0])} characters over {len(passages)} passages: {min(taken) * 1000:.1f} ms at best, "
            f"{sorted(taken)[len(taken) // 2] * 1000:.1f} ms in the middle\n"
        )
    assert min(taken) < 0.05
