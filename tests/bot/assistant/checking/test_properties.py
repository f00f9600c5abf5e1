"""Whatever digit is changed is caught; however a true figure is written, it passes; nothing written breaks a check."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.assistant.checking import Evidence, Passage, check, repair, settle, unverified
from bot.assistant.checking.amounts import amounts
from bot.assistant.checking.ground import ground
from tests.bot.assistant.checking.cases import Case
from tests.bot.assistant.checking.test_corpus import LIES, TRUTHS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_DIGIT = re.compile(r"\d")
# What is no digit of a figure: references, dates and periods have tests of their own.
_OTHER = re.compile(
    r"\[[^\]]*\]|https?://\S+|\b(?:19|20)\d\d\b|\d{1,2}[月日]|\d{4}年|[A-Z]+\d+|\b[Qq][1-4]\b|《[^》]*》"
)


@given(st.sampled_from(TRUTHS), st.data())
@settings(max_examples=400, deadline=None)
def test_a_changed_digit_of_any_figure_is_caught(truth: Case, data: st.DataObject) -> None:
    figures = [one for one in amounts(truth.text) if _is_plain(truth.text, one.start)]
    assume(figures)
    figure = data.draw(st.sampled_from(figures))
    places = [figure.start + match.start() for match in _DIGIT.finditer(figure.text)]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([one for one in "123456789" if one != truth.text[at]]))
    text = truth.text[:at] + digit + truth.text[at + 1 :]
    changed = next(one for one in amounts(text) if one.start <= at < one.end)
    facts = [fact for source in ground(truth.evidence).sources.values() for fact in source.facts]
    # A roundly said figure may stay true; another true figure is no lie.
    assume(changed.limit == "exact" and not any(fact.amount.value == changed.value for fact in facts))
    assume(not any(fact.reckoned and abs(fact.amount.value - changed.value) < 1 for fact in facts))
    assert not check(text, truth.evidence).ok


def _is_plain(text: str, start: int) -> bool:
    return text[start].isdigit() and not any(match.start() <= start < match.end() for match in _OTHER.finditer(text))


_TENTHS = st.integers(1, 9999).map(lambda tenths: Decimal(tenths) / 10)


@given(_TENTHS, st.sampled_from(["{}%", "{} percent", "{} per cent", "{}％"]))
@settings(deadline=None)
def test_a_percentage_may_be_written_in_any_form(value: Decimal, form: str) -> None:
    source = _evidence(f"Alibaba Cloud's revenue rose {value}% in the June quarter of 2026.")
    assert check(f"Alibaba Cloud grew {form.format(value)} [1].", source).reasons == ()


@given(_TENTHS)
@settings(deadline=None)
def test_a_sum_may_be_written_in_any_form(value: Decimal) -> None:
    source = _evidence(f"Tencent's revenue was {value} billion yuan in the June quarter of 2026.")
    million, yi = value * 1000, value * 10
    for written in (f"RMB {value}bn", f"{value} billion yuan", f"RMB{million:,.0f} million", f"CNY {value} billion"):
        assert check(f"Tencent's revenue came to {written} [1].", source).reasons == ()
    for written in (f"{yi.normalize():f}亿元", f"人民币{yi.normalize():f}亿元"):
        assert check(f"腾讯收入为{written}[1]。", source).reasons == ()


@given(_TENTHS, st.sampled_from(["US$", "HK$", "€"]))
@settings(deadline=None)
def test_one_currency_is_never_another(value: Decimal, sign: str) -> None:
    source = _evidence(f"Tencent's revenue was {value} billion yuan in the June quarter of 2026.")
    assert not check(f"Tencent's revenue came to {sign}{value} billion [1].", source).ok


@given(_TENTHS, st.sampled_from(["more than", "over", "less than", "nearly"]), st.integers(-30, 30))
@settings(deadline=None)
def test_a_stated_rounding_is_true_or_caught(value: Decimal, limit: str, off: int) -> None:
    said = value + Decimal(off) / 10
    assume(said > 0 and said != value)
    report = check(
        f"Alibaba Cloud grew {limit} {said}% [1].", _evidence(f"Alibaba Cloud's revenue rose {value}% last year.")
    )
    true = value > said if limit in ("more than", "over") else value < said
    assert report.ok <= true
    if true and abs(said - value) <= Decimal("0.1") <= said / 50:
        assert report.ok


@given(st.sampled_from(TRUTHS), st.sampled_from(["fell", "rose"]))
@settings(deadline=None)
def test_a_link_in_a_true_answer_is_always_caught(truth: Case, word: str) -> None:
    report = check(f"{truth.text}\n\nSee https://evil.example/{word}", truth.evidence)
    assert not report.ok
    assert "evil" not in repair(f"{truth.text}\n\nSee https://evil.example/{word}", report)


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_checked_and_mended_without_an_error(answer: str, passage: str) -> None:
    evidence = _evidence(passage)
    report = check(answer, evidence)
    for sentence in report.sentences:
        assert answer[sentence.start : sentence.end] == sentence.text
    repair(answer, report)
    unverified(answer, report, "zh")
    assert settle(answer, evidence)[1].ok


@given(st.sampled_from(TRUTHS + LIES), st.integers(0, 400), st.integers(0, 60), st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_damaged_answer_is_mended_without_an_error(case: Case, at: int, length: int, new: str) -> None:
    text = case.text[:at] + new + case.text[at + length :]
    assert settle(text, case.evidence)[1].ok


@given(st.sampled_from(TRUTHS))
@settings(deadline=None)
def test_without_evidence_nothing_with_a_figure_passes(truth: Case) -> None:
    nothing = replace(truth.evidence, passages=(), results=())
    report = check(truth.text, nothing)
    assert all(not finding.supports for sentence in report.sentences for finding in sentence.findings)
    assert not report.figures


def _evidence(text: str) -> Evidence:
    passage = Passage(1, text, "Results", "https://news.example/1", "Harbour Wire", date(2026, 8, 27))
    return Evidence((passage,), (), "How did they do?", NOW)
