"""``rallybot eval``: search and answers measured by the real command."""

import os
from pathlib import Path

import pytest

from tests.flows.command import Rallybot, lines_of_json
from tests.standins.openai import KEY, MODEL, ModelServer
from tests.standins.openai_researcher import Researcher, truthful

NEWS = [
    {
        "title": "Tencent games",
        "url": "https://news.example/tencent",
        "published": "2025-11-13",
        "source": "Harbour Ledger",
        "body": "Tencent's games revenue rose 23% year on year to 63.6 billion yuan in the third quarter of 2025.",
    },
    {
        "title": "Xiaomi phones",
        "url": "https://news.example/xiaomi",
        "published": "2025-11-18",
        "source": "Harbour Ledger",
        "body": "Xiaomi phone shipments fell 1% year on year to 43 million in the third quarter of 2025.",
    },
]
QUESTIONS = [
    {"question": "how much did Tencent's games revenue grow?", "relevant": [NEWS[0]["url"]], "expect": ["23%"]},
    {"question": "how much did Xiaomi phone shipments fall?", "relevant": [NEWS[1]["url"]], "expect": ["1%"]},
    {"question": "who won the football?", "unanswerable": True},
]
RIGHT = {
    "questions": 3,
    "answer_hit_rate": 1.0,
    "abstention_precision": 1.0,
    "abstention_recall": 1.0,
    "answered": 0.6667,
}
MEASURES = ["hits_at_4", "hits_at_10", "mrr_at_10", "map_at_10", "ndcg_at_10"]


@pytest.fixture
def folder(rallybot: Rallybot) -> Path:
    folder = rallybot.folder / "set"
    folder.mkdir()
    lines_of_json(folder / "my-questions.jsonl", QUESTIONS)
    lines_of_json(folder / "my-newsroom.jsonl", NEWS)
    return folder


def test_a_folder_is_asked_of_its_own_news(rallybot: Rallybot, folder: Path) -> None:
    done = rallybot("eval", str(folder), "--answers", "--json")
    document = done.document
    assert done.status == 0
    assert (document["file"], document["questions"]) == (str(folder / "my-questions.jsonl"), 3)
    assert list(document["search"]) == ["embedder alone", "keywords alone", "rank fusion", "rallybot"]
    assert document["search"]["rallybot"] == dict.fromkeys(MEASURES, 1.0)
    assert 0 < document["milliseconds"]["p50"] <= document["milliseconds"]["p95"]
    assert list(document["answers"]) == ["extractive"]
    answers = document["answers"]["extractive"]
    assert answers.pop("milliseconds")["p50"] > 0
    assert answers.pop("sentences") >= 2
    assert answers == {**RIGHT, "blocked": 0, "failed": [], "blocked_because": []}
    [passage] = rallybot("search", "--json", "-k", "1", "Xiaomi phone shipments").document["passages"]
    assert passage["url"].startswith("starter:"), "the stored newsroom is left as it was"


def test_a_file_is_asked_of_the_stored_newsroom(rallybot: Rallybot, folder: Path) -> None:
    rallybot("ingest", str(folder / "my-newsroom.jsonl"))
    questions = folder / "my-questions.jsonl"
    table = rallybot("eval", str(questions), "--answers")
    assert table.status == 0
    lines = table.out.splitlines()
    assert lines[0] == f"3 questions of {questions}"
    assert f"{'rallybot':16}" + f"{1:>9.3f}" * 5 in lines
    assert f"{'answer hit rate':26}{'1.0000':>16}" in lines


def test_the_model_is_asked_too_once_it_is_said_what_that_means(rallybot: Rallybot, folder: Path) -> None:
    with ModelServer(Researcher(truthful)) as server:
        settings = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "OPENAI_MODEL": MODEL}
        done = rallybot("eval", str(folder), "--answers", "--json", **settings)
        calls = len(server.calls)
        without = rallybot("eval", str(folder), "--answers", "--no-model", "--json", **settings)
        assert server.violations == []
    assert f"Asking {MODEL} 3 questions, which costs tokens." in done.err
    answers = done.document["answers"]
    assert list(answers) == ["extractive", MODEL]
    assert (answers[MODEL]["answer_hit_rate"], answers[MODEL]["blocked"], answers[MODEL]["failed"]) == (1.0, 0, [])
    assert answers[MODEL]["tokens"]["input"] > 0
    assert list(without.document["answers"]) == ["extractive"]
    assert len(server.calls) == calls


def test_a_quick_look_asks_fewer(rallybot: Rallybot, folder: Path) -> None:
    document = rallybot("eval", str(folder), "--answers", "--limit", "2", "--json").document
    assert (document["questions"], document["answers"]["extractive"]["questions"]) == (2, 2)


def test_a_file_that_is_not_there_is_one_line(reader: Rallybot) -> None:
    done = reader("eval", "none.jsonl")
    assert (done.status, done.complaint) == (1, "none.jsonl cannot be read: no such file or directory")


@pytest.mark.slow
def test_joint_search_is_at_least_as_good_as_each_part_of_it(tmp_path: Path) -> None:
    data = os.environ.get("RALLYBOT_TEST_DATA")
    if not data or not Path(data, "retrieval").is_dir():
        pytest.skip("RALLYBOT_TEST_DATA holds no folder retrieval: search is not measured")
    done = Rallybot(tmp_path)("eval", str(Path(data, "retrieval").absolute()), "--json")
    assert done.status == 0
    systems = done.document["search"]
    ours = systems.pop("rallybot")
    for name, figures in systems.items():
        assert [measure for measure in MEASURES if ours[measure] < figures[measure]] == [], name
        assert ours["mrr_at_10"] > figures["mrr_at_10"], name
