import json
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

import knowledge.ingest
from knowledge.ingest.subject import is_on_subject

HEADLINES = Path(__file__).parents[3] / "benchmarks" / "subject" / "headlines.jsonl"
DATA = tomllib.loads(Path(knowledge.ingest.__file__).with_name("subject.toml").read_text("utf-8"))
NAMES = [
    name
    for table in DATA["words"]
    if table["class"] == "subject" and not table.keys() & {"needs", "unless"}
    for name in (*table["en"], *table["zh"])
]
TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ELSEWHERE = "The harvest was good and the barns are full. "


def headlines() -> list[tuple[str, str, bool]]:
    rows = [json.loads(line) for line in HEADLINES.read_text("utf-8").splitlines()]
    return [(row["title"], row["summary"], row["on_subject"]) for row in rows]


def test_nearly_all_on_the_subject_is_kept_and_little_else() -> None:
    judged = [(is_on_subject(title, summary), on) for title, summary, on in headlines()]
    kept = [on for found, on in judged if found]
    assert len(judged) >= 300
    assert sum(kept) / sum(on for _, on in judged) >= 0.97
    assert sum(kept) / len(kept) >= 0.93


@pytest.mark.parametrize(
    "title",
    [
        "Alibaba to double spending on data centres",
        "BYD workers in Brazil end bus strike",
        "Washington tightens export controls on AI chips to China",
        "Hang Seng Tech Index falls 2%",
        "Antitrust: Beijing's market regulator looks at JD",
        "南向资金连续净买入",
        "證監會就平台企業境外上市發新規",
        "阿里雲收入加速",
        "中概股隔夜走高",
    ],
)
def test_a_title_that_names_the_subject_is_enough(title: str) -> None:
    assert is_on_subject(title, "")
    assert is_on_subject(title, ELSEWHERE * 100)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("JD Sports opens in Leeds", "The retailer's shares rose."),
        ("A JD is no longer what it was", "Law schools want a longer degree."),
        ("Alibaba and the forty thieves", "The panto runs until January."),
        ("Hang Seng Bank cuts its rate for homes", ""),
        ("China stocks up on grain", "The yuan was steady."),
        ("Beijing hosts a summit", "Ministers spoke of fish."),
        ("Union demands a higher Smic", "France pays less than Luxembourg."),
        ("A goal to remember", "The striker thanked the fans on Weibo."),
        ("小米粥的做法", "小火慢煮。"),
        ("北京东路改造", "工期三个月。"),
        ("这部电影让人联想起童年", "上映首日收入破亿。"),
        ("", ""),
    ],
)
def test_what_only_looks_like_the_subject_is_left(title: str, text: str) -> None:
    assert not is_on_subject(title, text)


def test_one_mention_at_the_far_end_is_passing() -> None:
    far = ELSEWHERE * 20
    assert not is_on_subject("Farming", far + "Tencent streamed the fair.")
    assert not is_on_subject("Farming", far + "Alibaba, Baidu and Tencent, the Chinese internet firms, sent guests.")


def test_a_mention_near_the_start_counts() -> None:
    assert is_on_subject("Farming", ELSEWHERE * 10 + "Tencent streamed the fair. " + ELSEWHERE * 20)


def test_two_sentences_at_the_far_end_count() -> None:
    assert is_on_subject("Farming", ELSEWHERE * 20 + "Tencent streamed the fair. It paid more than Alibaba.")


def test_the_data_names_only_what_it_has() -> None:
    classes = {table["class"] for table in DATA["words"]}
    assert all(set(table.get("needs", ())) <= classes for table in DATA["words"])
    assert all({pair["first"], pair["second"]} <= classes for pair in DATA["pair"])
    assert all(table.keys() <= {"class", "en", "zh", "needs", "unless"} for table in DATA["words"])
    for kind in classes:
        words = [word for table in DATA["words"] if table["class"] == kind for word in (*table["en"], *table["zh"])]
        assert len(words) == len(set(words)), kind


def test_an_ambiguous_name_counts_beside_what_makes_it_clear() -> None:
    assert is_on_subject("Nio delivers more", "The carmaker sold 40,000 electric cars.")
    assert not is_on_subject("Nio delivers more", "His third album has more songs.")


def test_every_name_is_found_in_any_case_width_and_kind_of_character() -> None:
    traditional = OpenCC("s2t").convert
    for name in NAMES:
        forms = {name, name.lower(), name.upper(), name.translate(TO_FULL_WIDTH), traditional(name)}
        assert [form for form in forms if not is_on_subject(f"({form})", "")] == []


def test_case_width_and_kind_of_character_change_no_judgement() -> None:
    traditional, simplified = OpenCC("s2t").convert, OpenCC("t2s").convert
    for title, summary, _ in headlines():
        said = is_on_subject(title, summary)
        for form in (str.upper, str.lower, traditional, simplified, lambda text: text.translate(TO_FULL_WIDTH)):
            assert is_on_subject(form(title), form(summary)) is said, (title, form)


@given(st.text(), st.text())
def test_no_text_is_too_odd_to_judge(title: str, text: str) -> None:
    assert is_on_subject(title, text) in {True, False}


@given(st.text(), st.sampled_from(NAMES), st.text())
def test_a_companys_name_puts_any_title_on_the_subject(title: str, name: str, text: str) -> None:
    assert is_on_subject(f"{title}: {name}", text)


def test_a_name_inside_a_longer_word_is_not_found() -> None:
    words = [f"zq{name.lower()}" for name in NAMES if name.isascii() and name.isalpha()]
    assert len(words) > 50
    assert [word for word in words if is_on_subject(word, "")] == []


def test_judging_is_quick() -> None:
    def seconds(title: str, text: str) -> float:
        def once() -> float:
            start = time.perf_counter()
            is_on_subject(title, text)
            return time.perf_counter() - start

        return min(once() for _ in range(20))

    is_on_subject("", "文")
    assert seconds("Farming", ELSEWHERE * 8) < 0.002
    assert seconds("Farming", ELSEWHERE * 2_500) < 0.05
    assert seconds("农业", "今年收成很好，仓库已满。" * 8_000) < 0.05
