"""What words mean: names and concepts in both languages, and misspelt names."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.lexicon import _stem, lexicon
from bot.assistant.spelling import respelt


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("BABA", ["alibaba"]),
        ("阿里雲", ["alibaba"]),
        ("$BABA and 9988", ["alibaba"]),
        ("Alibaba's shares", ["alibaba"]),
        ("meituans riders", ["meituan"]),
        ("JD.com, not JDB", ["jd"]),
        ("萝卜快跑和文心", ["baidu"]),
        ("Tencent and the Hang Seng Tech Index", ["tencent", "hstech"]),
        ("恒生指数", ["hsi"]),
        ("京东健康和京东", ["jd-health", "jd"]),
        ("JD Sports, posted on Weibo", []),
        ("the albabas", []),
    ],
)
def test_a_company_is_found_by_any_of_its_names(text: str, subjects: list[str]) -> None:
    assert list(lexicon().items(text).subjects) == subjects


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("revenue grew", "收入增长"),
        ("chief financial officer", "首席财务官"),
        ("robotaxi", "无人驾驶"),
        ("how cheap are shares", "估值 股票"),
        ("sales rose", "revenue climbed"),
    ],
)
def test_the_same_thing_in_other_words_is_the_same_concept(one: str, other: str) -> None:
    assert lexicon().items(one).concepts == lexicon().items(other).concepts != frozenset()


def test_up_is_a_rise_only_before_a_figure() -> None:
    assert "rise" in lexicon().items("up 5%").concepts
    assert "rise" not in lexicon().items("it took up to an hour").concepts


def test_every_concept_and_name_has_its_words_in_both_languages() -> None:
    for concept in lexicon().concepts.values():
        assert concept.en
        assert concept.zh
        assert concept.id in lexicon().items(concept.en_word).concepts | lexicon().items(concept.zh_word).concepts
    for name in lexicon().names.values():
        assert name.subject in lexicon().names


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("alibabba", "Alibaba"),
        ("tencnet", "Tencent"),
        ("baido", "Baidu"),
        ("hwo much revnue", "how much revenue"),
    ],
)
def test_a_misspelt_word_is_read_as_the_one_it_resembles(text: str, meant: str) -> None:
    assert respelt(text)[0] == meant


@pytest.mark.parametrize("text", ["Alibaba cloud growth", "who won the football", "meitu", "阿里云", "could", "form"])
def test_a_word_that_is_right_or_resembles_nothing_is_left(text: str) -> None:
    assert respelt(text) == (text, ())


@given(st.text(max_size=120))
def test_any_text_is_taken_apart(text: str) -> None:
    items = lexicon().items(text)
    assert not items.words & items.weak
    respelt(text)


def test_words_are_stemmed_alike_whatever_other_threads_do() -> None:
    words = ["hang", "putting", "rallies", "thursday", "prices", "selling", "quarters", "earnings"] * 200
    unremembered = _stem.__wrapped__
    right = [unremembered(word) for word in words]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: [unremembered(word) for word in words], range(8)))
    assert all(stems == right for stems in together)
