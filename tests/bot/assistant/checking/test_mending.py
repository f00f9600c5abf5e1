"""What is wrong is mended where it is known how, left out otherwise, or kept under a mark."""

import pytest

from bot.assistant.checking import check, repair, settle, unverified
from bot.assistant.checking.answers import take_apart
from tests.bot.assistant.checking.told import BAIDU, CLOUD, evidence

TOLD = evidence(CLOUD, BAIDU)


def mended(text: str) -> str:
    return repair(text, check(text, TOLD))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Alibaba Cloud grew 26% [2].", "Alibaba Cloud grew 26% [1]."),
        ("Alibaba Cloud grew 26% [7].", "Alibaba Cloud grew 26% [1]."),
        ("Alibaba Cloud grew 26%. Baidu AI Cloud grew 28%.", "Alibaba Cloud grew 26% [1]."),
        (
            "Alibaba Cloud grew 26% [2] and Baidu AI Cloud 27% [1].",
            "Alibaba Cloud grew 26% [1] and Baidu AI Cloud 27% [2].",
        ),
        ("阿里云增长26%[2]。百度智能云增长28%[2]。", "阿里云增长26%[1]。"),
        ("Alibaba Cloud grew 26% [1]. See https://evil.example/x.", "Alibaba Cloud grew 26% [1]."),
        ("Alibaba Cloud grew [26%](https://evil.example) [1].", "Alibaba Cloud grew 26% [1]."),
        ("- Alibaba Cloud grew 26% [1]\n- Baidu AI Cloud grew 28% [2]", "- Alibaba Cloud grew 26% [1]"),
        (
            "| Cloud | Growth |\n|---|---|\n| Alibaba Cloud | 26% [1] |\n| Baidu AI Cloud | 28% [2] |",
            "| Cloud | Growth |\n|---|---|\n| Alibaba Cloud | 26% [1] |",
        ),
        ("| Cloud | Growth |\n|---|---|\n| Baidu AI Cloud | 28% [2] |", ""),
        ("Here is what I found: Baidu AI Cloud grew 28% [2].", ""),
        ("In short:\n\nBaidu AI Cloud grew 28% [2].", ""),
        ("Baidu AI Cloud grew 28% [2]. I give no advice.", "I give no advice."),
    ],
)
def test_what_can_be_mended_is_and_the_rest_is_left_out(text: str, left: str) -> None:
    assert mended(text) == left


def test_what_is_not_verified_is_marked_in_the_language_of_the_answer() -> None:
    text = "Alibaba Cloud grew 26% [2]. Baidu AI Cloud grew 28% [2]. Visit https://evil.example."
    assert (
        unverified(text, check(text, TOLD), "en")
        == "Alibaba Cloud grew 26% [1]. Baidu AI Cloud grew 28% [2] (not verified)."
    )
    text = "百度智能云增长28%[2]。"
    assert unverified(text, check(text, TOLD), "zh") == "百度智能云增长28%[2]（未核实）。"


def test_a_sentence_that_pointed_at_one_that_is_gone_goes_too() -> None:
    text = "Alibaba Cloud grew 26% [1]. Baidu AI Cloud made 9 billion yuan [2]. It grew 27% [2]."
    left, report = settle(text, TOLD)
    assert left == "Alibaba Cloud grew 26% [1]."
    assert report.ok


def test_an_answer_is_taken_apart_with_its_references_quotations_and_lines() -> None:
    text = (
        "Revenue rose 26%. [1] “It is big. It is new,” said Lin [2-3].\n\n"
        "| a | 5% [P1] |\n|---|---|\n营收增长。[4]利润下降。"
    )
    parts = take_apart(text)
    assert [part.references for part in parts] == [("1",), ("2", "3"), ("P1",), ("4",), ()]
    assert [part.text for part in parts][1] == "“It is big. It is new,” said Lin [2-3]."
    assert parts[-1].text == "利润下降。"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a?b=c", "www.evil.example", "evil.example/path", "tg://resolve?domain=evil",
        "data:text/html,x",
        "mailto:a@evil.example", "@evilhandle", "[here](http://evil.example)", "![x](https://evil.example/i.png)",
        "<https://evil.example>", "<a href='https://evil.example'>x</a>",
        "[x](javascript:alert(1))", "someone@evil.example",
    ],
)  # fmt: skip
def test_no_foreign_address_stays(address: str) -> None:
    text = f"Alibaba Cloud grew 26% [1]. More: {address}"
    report = check(text, TOLD)
    assert not report.ok
    for left in (repair(text, report), unverified(text, report, "en")):
        assert "evil" not in left
        assert "Alibaba Cloud grew 26% [1]." in left


@pytest.mark.parametrize("words", ["JD.com", "Trip.com", "9988.HK", "https://news.example/1", "the U.S.", "e.g."])
def test_names_symbols_and_the_addresses_of_passages_are_no_foreign_links(words: str) -> None:
    told = evidence(f"{CLOUD} JD.com and Trip.com rose too.")
    report = check(f"I do not know about {words}.", told)
    assert report.ok
