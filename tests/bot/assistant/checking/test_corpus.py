"""Truthful answers pass, lies are caught: the corpus, and the rates that are printed of it."""

import sys
from collections import Counter

import pytest

from bot.assistant.checking import Verdict, check, repair, settle, unverified
from tests.bot.assistant.checking.cases import Case, cases

PARTS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
TRUTHS = [case for part in PARTS for case in cases(part)[0]]
LIES = [case for part in PARTS for case in cases(part)[1]]


def _name(case: Case) -> str:
    return case.name


def test_there_are_enough_of_both() -> None:
    assert len(TRUTHS) >= 250
    assert len(LIES) >= 900


@pytest.mark.parametrize("case", TRUTHS, ids=_name)
def test_a_truthful_answer_passes(case: Case) -> None:
    assert check(case.text, case.evidence).reasons == ()


@pytest.mark.parametrize("case", LIES, ids=_name)
def test_a_lie_is_caught(case: Case) -> None:
    report = check(case.text, case.evidence)
    assert not report.ok
    assert report.reasons


def test_every_lie_is_caught_no_truth_is_blocked_and_the_rates_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    all_of, missed = Counter(lie.kind for lie in LIES), Counter[str]()
    for lie in LIES:
        missed[lie.kind] += check(lie.text, lie.evidence).ok
    blocked = sum(not check(truth.text, truth.evidence).ok for truth in TRUTHS)
    rates = ", ".join(f"{kind} {count - missed[kind]}/{count}" for kind, count in sorted(all_of.items()))
    with capsys.disabled():
        sys.stdout.write(
            f"\ntruths blocked: {blocked} of {len(TRUTHS)}; lies let through: {missed.total()} of {len(LIES)}"
        )
        sys.stdout.write(f"\n{rates}\n")
    assert missed.total() == 0
    assert blocked == 0


@pytest.mark.parametrize(
    ("kind", "verdicts"),
    [
        ("source", {Verdict.WRONG_SOURCE}),
        ("reference", {Verdict.UNKNOWN_REFERENCE}),
        ("link", {Verdict.FOREIGN_LINK}),
        ("quotation", {Verdict.ALTERED_QUOTATION}),
    ],
)
def test_what_is_wrong_is_called_by_its_name(kind: str, verdicts: set[Verdict]) -> None:
    lies = [lie for lie in LIES if lie.kind == kind]
    for lie in lies:
        report = check(lie.text, lie.evidence)
        found = {finding.verdict for sentence in report.sentences for finding in sentence.findings}
        # A sentence under a source that has nothing to do with it may be wrong in more than one way.
        assert found & verdicts or kind == "source", lie.text


@pytest.mark.parametrize("case", LIES, ids=_name)
def test_what_is_left_of_a_lie_is_true(case: Case) -> None:
    left, report = settle(case.text, case.evidence)
    assert report.ok
    assert check(left, case.evidence).ok


def test_no_link_of_a_lie_is_left_by_mending_or_marking() -> None:
    for lie in (lie for lie in LIES if lie.kind == "link"):
        report = check(lie.text, lie.evidence)
        for left in (repair(lie.text, report), unverified(lie.text, report, "en")):
            assert all(mark not in left for mark in ("://", "data:", "@", "pump-fund.", "evil.", "www."))


def test_a_true_answer_is_not_changed() -> None:
    for truth in TRUTHS:
        assert settle(truth.text, truth.evidence)[0] == truth.text
