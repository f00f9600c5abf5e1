from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from knowledge.ingest.pipeline import Pipeline
from knowledge.search.keywords import STOP_WORDS, KeywordIndex, query_words
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records
from knowledge.text import fold
from tests.knowledge.articles import clock, make_article
from tests.knowledge.search.conftest import Store

OPERATORS = [
    *[
        '"',
        "'",
        "*",
        "^",
        "-",
        "+",
        ":",
        "(",
        ")",
        "{",
        "}",
        "OR",
        "AND",
        "NOT",
        "NEAR(",
        "title:",
        "\0",
        ";--",
        "\ud83d",
    ],
    *["cloud", "阿里云", "收入", " "],
]


@pytest.fixture
def index(engine: Engine) -> KeywordIndex:
    return KeywordIndex(engine)


@pytest.fixture(scope="module")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeywordIndex]:
    """One article, for questions in great number."""
    engine = open_engine(Path(tmp_path_factory.mktemp("keywords")) / "newsroom.db")
    migrate(engine)
    Pipeline(Records(engine), None, None, clock).keep(make_article(body="Cloud sales rose. 阿里云收入增长。"))
    yield KeywordIndex(engine)
    engine.dispose()


def found(index: KeywordIndex, query: str) -> list[int]:
    return [id_ for id_, _ in index.best(query, 10)]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("Sales are growing quickly.", "sale grows"),
        ("The company raised its forecasts.", "forecasting"),
        ("阿里云收入增长26%。", "阿里云的收入"),
        ("2025年第二季度AI芯片出货。", "芯片"),
        ("2025年第二季度AI芯片出货。", "第二季度"),
        ("腾讯控股股价上涨。", "騰訊控股"),
        ("騰訊控股股價上漲。", "腾讯控股"),
        ("Café chains in Ｓｈａｎｇｈａｉ.", "cafe shanghai"),
        ("BABA closed at 9988.", "baba"),
    ],
)
def test_a_passage_is_found_however_its_words_are_written(
    store: Store, index: KeywordIndex, body: str, query: str
) -> None:
    store("other", "Nothing of the kind. 毫不相干。")
    store("wanted", body, title="Untitled")
    assert found(index, query) == [2]


def test_the_words_of_the_title_count_for_every_passage(store: Store, index: KeywordIndex) -> None:
    store("a", "Nothing of the kind.", title="Baidu")
    store("b", "Nothing of another kind.", title="Tencent")
    assert found(index, "baidu") == [1]


def test_rare_words_weigh_more_than_common_ones(store: Store, index: KeywordIndex) -> None:
    for name in ("a", "b", "c"):
        store(name, f"Shares of company {name} rose.", title="Shares")
    store("chips", "Shares of the maker of semiconductors rose.", title="Shares")
    ranked = index.best("shares semiconductors", 10)
    assert ranked[0][0] == 4
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert all(score > 0 for _, score in index.best("semiconductors", 10))


def test_no_more_than_asked_for_are_given(store: Store, index: KeywordIndex) -> None:
    for name in "abcde":
        store(name, f"Shares of {name} rose.")
    assert len(index.best("shares", 3)) == 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeywordIndex]:
    """Three hundred passages of few words, so that many score the same."""
    engine = open_engine(Path(tmp_path_factory.mktemp("keywords")) / "newsroom.db")
    migrate(engine)
    pipeline = Pipeline(Records(engine), None, None, clock)
    for at in range(300):
        words = ["cloud", "sales", "chips", "云", "收入"]
        pipeline.keep(
            make_article(f"n{at}", " ".join(words[(at * step) % 5] for step in range(1, 2 + at % 4)) + f" n{at}")
        )
    yield KeywordIndex(engine)
    engine.dispose()


@given(
    st.lists(st.sampled_from(["cloud", "sales", "chips", "收入", "n7", "about"]), min_size=1, max_size=4).map(" ".join),
    st.integers(1, 40),
    st.sets(st.integers(1, 310), max_size=300)
    | st.tuples(st.integers(1, 310), st.integers(0, 120)).map(
        lambda window: set(range(window[0], window[0] + window[1]))
    ),
)
def test_the_best_of_those_allowed_are_those_of_the_whole_ranking_that_are_allowed(
    many: KeywordIndex, query: str, k: int, allowed: set[int]
) -> None:
    whole = many.best(query, 1_000)
    expected = [item for item in whole if item[0] in allowed][:k]
    assert many.best_among(query, k, np.array(sorted(allowed), np.int64)) == expected


def test_passages_that_score_the_same_come_in_their_order(many: KeywordIndex) -> None:
    whole = many.best("cloud chips", 1_000)
    assert whole == sorted(whole, key=lambda item: (-item[1], item[0]))
    assert all(many.best("cloud chips", k) == whole[:k] for k in (1, 7, 50))


@pytest.mark.parametrize("query", ["", "  ", "the of and", "的", "???", '"', "是什么"])
def test_a_question_of_stop_words_alone_finds_nothing(store: Store, index: KeywordIndex, query: str) -> None:
    store("a", "The end of the story. 这是什么的故事。")
    assert index.best(query, 10) == []


@given(st.one_of(st.text(), st.lists(st.sampled_from(OPERATORS), max_size=12).map("".join)))
def test_no_question_makes_the_index_fail(small_index: KeywordIndex, query: str) -> None:
    assert len(small_index.best(query, 5)) <= 1


@pytest.mark.parametrize(
    "query", ['cloud" OR "x', "cloud AND nothing", "NOT cloud", "cloud -sales", "title: cloud", "clo*"]
)
def test_what_looks_like_an_operator_is_only_a_word(small_index: KeywordIndex, query: str) -> None:
    assert bool(small_index.best(query, 5)) is ("cloud" in query)


def test_a_question_without_end_is_cut() -> None:
    assert len(query_words(" ".join(f"word{number}" for number in range(5_000)))) < 100


def test_a_word_said_twice_is_looked_for_once() -> None:
    assert query_words("cloud Cloud CLOUD") == ["cloud"]


def test_the_stop_words_are_folded_as_what_they_are_compared_with() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS
