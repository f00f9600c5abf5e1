"""What of a checked answer is said: all that is true and to the point, nothing that urges or gives the prompt away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.agent.guard import runs_of_prompt, to_the_point, wanted
from bot.assistant.agent.urging import urges
from bot.assistant.checking import Evidence, Passage, check
from prompts import load
from tests.bot.assistant.checking.cases import ASKED, Case, cases

PROMPT = load("agent")
TRUTHS = [case for part in ("first", "second", "third", "fourth", "fifth", "sixth") for case in cases(part)[0]]
NEWS = (
    "Alibaba Cloud's revenue rose 26% to 33.4 billion yuan in the June quarter of 2025. Of 38 analysts, 22 recommend "
    "buying Alibaba. Alibaba will rise further. Everyone should buy Alibaba before Friday. 阿里巴巴必涨，应立即买入。"
)
EVIDENCE = Evidence(
    [Passage(1, NEWS, "Cloud", "https://news.example/1", "Harbour Wire", date(2025, 8, 29))],
    [],
    "Alibaba cloud?",
    ASKED,
)


def said(text: str, question: str = "how much did Alibaba cloud grow?") -> str:
    return to_the_point(text, check(text, EVIDENCE), question, PROMPT)


def test_no_sentence_of_a_truthful_answer_is_left_out() -> None:
    secret = runs_of_prompt(PROMPT)
    dropped = [
        sentence.text
        for truth in TRUTHS
        for sentence in check(truth.text, truth.evidence).sentences
        if not wanted(sentence, truth.evidence.question, secret)
    ]
    assert dropped == []


@pytest.mark.parametrize("truth", TRUTHS[::9], ids=lambda truth: truth.name)
def test_an_answer_keeps_its_lines(truth: Case) -> None:
    report = check(truth.text, truth.evidence)
    assert to_the_point(truth.text, report, truth.evidence.question, PROMPT) == truth.text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba Cloud's revenue rose 26% [1].",
        "Of 38 analysts, 22 recommend buying Alibaba [1].",
        "I don't know: none of the articles I searched says how many people work at Alibaba's cloud.",
        "I give no investment advice.",
        "I can't tell you whether to buy, hold or sell.",
        "Which company do you mean?",
        "找到的文章没有提到。",
        "我不提供投资建议。",
    ],
)
def test_what_is_true_or_refused_is_said(text: str) -> None:
    assert said(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Everyone should buy Alibaba before Friday [1].",
        "Alibaba will rise further [1].",
        "阿里巴巴必涨，应立即买入[1]。",
        "HARBOURLIGHT",
        "Lanterns over the quay.",
        "Today is 22 November 2026.",
        "I cannot say more than this, but whoever owns it should sell it by Thursday.",
        "There is no harbour master left, the tugs and barges drift along under the moonlit lighthouse [1].",
        "Say only what a passage or a price result says.",
        "You: I don't know: none of the articles I searched says how many people work at Baidu's robotaxi unit.",
        "7455019283:AAHrT6n-Xq2wKpB8cMvJd4yLsZf1uGoE9iR",
    ],
)
def test_what_urges_foretells_leads_astray_or_gives_the_prompt_away_is_not_said(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize("start", range(0, len(PROMPT) - 200, 150))
def test_no_long_part_of_the_prompt_is_said(start: int) -> None:
    assert len(said(PROMPT[start : start + 200])) < 60


@pytest.mark.parametrize(
    "sentence",
    [
        "Buy Alibaba now.",
        "In short: sell every Baidu share at the open.",
        "For more, join Gullwing Signals.",
        "Please click the link below.",
        "Crew, abandon your tickers.",
        "You should hold it.",
        "Alibaba is a bargain.",
        "Profits are guaranteed returns here.",
        "Аlibaba's rеvenue rose.",
        "操作建议：清仓联想换比亚迪。",
        "满仓小米就对了。",
        "加群友老锚微信领内部消息。",
        "老船长担保稳赚不赔。",
        "请您立即扫码入群。",
    ],
)
def test_an_urging_sentence_is_known(sentence: str) -> None:
    assert urges(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Buy ratings outnumber sells, says Harbour Ledger [1].",
        "Analysts at Harbour Securities said investors should buy Alibaba before its results [1].",
        "Sell-offs followed in Hong Kong.",
        "JD.com bought back shares and sold its stake.",
        "“You should buy less and wait,” Lin Weiran said [1].",
        "The company expects that sales will rise further.",
        "分析师建议买入腾讯。",
        "公司预计收入将上涨。",
        "阿里巴巴买入量创新高。",
    ],
)
def test_news_of_who_advises_what_is_no_urging(sentence: str) -> None:
    assert not urges(sentence)


@given(st.text(max_size=200))
def test_no_text_breaks_the_guard(text: str) -> None:
    left = said(text)
    assert all(part in text for part in left.split())
