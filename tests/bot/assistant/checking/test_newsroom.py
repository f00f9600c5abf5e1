"""Every sentence of a newsroom passes as an answer; told of another company, or the other way round, none does."""

import re
from collections.abc import Iterator

import pytest

from bot.assistant.checking import Evidence, check
from bot.assistant.checking.amounts import amounts
from bot.assistant.checking.matters import mentions
from knowledge.text import sentences
from tests.bot.assistant.checking.cases import ASKED, article, slugs

_OTHERS = (("tencent", "Tencent"), ("alibaba", "Alibaba"))
_TURNED = (
    ("rose", "fell"), ("fell", "rose"), ("increased", "decreased"), ("dropped", "climbed"), ("jumped", "plunged"),
    ("增长", "下降"), ("下降", "增长"), ("climbed", "slid"), ("declined", "advanced"),
)  # fmt: skip
# Said a year later, "this year" is another one.
_OF_THEN = re.compile(r"今年|\bthis year\b")


def _evidence(at: int) -> Evidence:
    """An article, and the five that come after it."""
    names = slugs()
    return Evidence([article(names[(at + n) % len(names)], n + 1) for n in range(6)], (), "What happened?", ASKED)


def _sentences(evidence: Evidence) -> Iterator[str]:
    for sentence in sentences(evidence.passages[0].text):
        if not _OF_THEN.search(sentence):
            yield sentence.rstrip(".。")


@pytest.mark.parametrize("at", range(len(slugs())))
def test_what_an_article_says_may_be_said(at: int) -> None:
    evidence = _evidence(at)
    for sentence in _sentences(evidence):
        assert check(f"{sentence} [1].", evidence).reasons == ()


@pytest.mark.parametrize("cited", [" [1]", ""])
def test_a_whole_article_may_be_said(cited: str) -> None:
    for at in range(len(slugs())):
        evidence = _evidence(at)
        answer = " ".join(f"{sentence}{cited}." for sentence in _sentences(evidence))
        assert check(answer, evidence).reasons == ()


def test_no_figure_passes_as_another_companys() -> None:
    tried = 0
    for at in range(len(slugs())):
        evidence = _evidence(at)
        for sentence in _sentences(evidence):
            named = mentions(sentence)
            subjects = {mention.name.subject for mention in named}
            if not amounts(sentence) or len(subjects) != 1:
                continue
            other = next(name for subject, name in _OTHERS if subject not in subjects)
            told = f"{sentence[: named[0].start]}{other}{sentence[named[0].end :]}"
            if {mention.name.subject for mention in mentions(told)} == {other.lower()}:
                tried += 1
                assert not check(f"{told} [1].", evidence).ok, told
    assert tried > 50


def test_no_figure_passes_the_other_way_round() -> None:
    tried = 0
    for at in range(len(slugs())):
        evidence = _evidence(at)
        for sentence in _sentences(evidence):
            turned = next(
                (
                    re.sub(rf"\b{old}\b" if old.isascii() else old, new, sentence, count=1)
                    for old, new in _TURNED
                    if old in sentence
                ),
                sentence,
            )
            if turned != sentence and amounts(sentence):
                tried += 1
                assert not check(f"{turned} [1].", evidence).ok, turned
    assert tried > 30
