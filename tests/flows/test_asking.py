"""``rallybot ask`` and ``rallybot search``, as a person or a program calls them."""

import pytest

from tests.flows.command import Done, Rallybot

GROWTH = "how much did Alibaba cloud grow?"


@pytest.fixture(scope="module")
def growth(reader: Rallybot) -> Done:
    return reader("ask", "--json", GROWTH)


def test_the_first_question_is_answered_with_a_figure_a_quotation_and_a_date(growth: Done) -> None:
    answer = growth.document
    assert growth.status == 0
    assert (answer["question"], answer["status"], answer["assistant"]) == (GROWTH, "answered", "extractive")
    assert "26%" in answer["text"]
    [source] = [citation for citation in answer["citations"] if "26%" in citation["quotation"]]
    assert source["published"] == "2025-08-29"
    assert source["quotation"] in answer["text"]
    assert {"text": "26%", "from": {"citation": source["n"]}} in answer["figures"]


def test_standard_error_is_silent_when_all_is_well(growth: Done) -> None:
    assert growth.err == ""


def test_for_people_the_sources_stand_below_the_answer(reader: Rallybot, growth: Done) -> None:
    words = reader("ask", *GROWTH.split())
    assert words.status == 0
    assert words.out.startswith(growth.document["text"])
    assert words.out.rstrip().endswith("29 August 2025) starter:alibaba-cloud-june-quarter-2025")


def test_a_question_without_an_answer_says_so_and_is_no_failure(reader: Rallybot) -> None:
    done = reader("ask", "--json", "who won the football?")
    assert done.status == 0
    assert (done.document["status"], done.document["citations"], done.document["figures"]) == ("unknown", [], [])


@pytest.mark.parametrize("question", ["阿里云增长了多少？", "阿里雲增長了多少？"])
def test_a_chinese_question_has_a_chinese_answer(reader: Rallybot, question: str) -> None:
    answer = reader("ask", "--json", question).document
    assert (answer["question"], answer["status"]) == (question, "answered")
    assert "26%" in answer["text"]
    assert "同比" in answer["text"]
    assert "2025-08-29" in [citation["published"] for citation in answer["citations"]]


def test_before_the_report_nothing_is_known_of_it(reader: Rallybot) -> None:
    done = reader("ask", "--json", "--as-of", "2025-08-25", GROWTH)
    assert done.status == 0
    assert done.document["status"] == "unknown"
    assert done.document["as_of"] == "2025-08-25T23:59:59Z"
    assert "26%" not in done.out


@pytest.mark.parametrize("question", ["a" * 10_000, "   "])
def test_what_is_no_question_gets_a_sentence(reader: Rallybot, question: str) -> None:
    done = reader("ask", "--json", question)
    assert done.status == 0
    assert done.document["status"] == "clarify"
    assert len(done.document["text"]) < 200
    assert done.document["options"]


def test_two_passages_are_two_passages(reader: Rallybot) -> None:
    done = reader("search", "--json", "-k", "2", "Alibaba", "chips")
    assert (done.status, done.err) == (0, "")
    assert done.document["query"] == "Alibaba chips"
    first, second = done.document["passages"]
    assert (first["rank"], second["rank"]) == (1, 2)
    assert 1 >= first["score"] >= second["score"] >= 0
    assert first["url"] == "starter:alibaba-own-chips"
    assert first["published"] == "2025-09-17"
    assert "chips that it designed itself" in first["text"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ask"], "Missing argument 'QUESTION'"),
        (["ask", "--as-of", "yesterday", "why?"], "'yesterday' is not a day, such as 2025-08-29."),
        (["ask", "--as-of", "2025-02-30", "why?"], "'2025-02-30' is not a day, such as 2025-08-29."),
        (["ask", "--loudly", "why?"], "No such option: --loudly"),
        (["search", "-k", "0", "Alibaba"], "'-k'"),
        (["search", "-k", "many", "Alibaba"], "'-k'"),
        (["search", "  "], "there is nothing to look for: give one or more words."),
        (["ingest"], "Missing argument 'SOURCE'"),
        (["forget"], "Missing argument 'URL|SOURCE'"),
        (["summary"], "No such command 'summary'"),
    ],
)
def test_a_wrong_call_is_told_in_one_message(reader: Rallybot, arguments: list[str], complaint: str) -> None:
    done = reader(*arguments)
    assert (done.status, done.out) == (2, "")
    assert complaint in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    "command", ["ask", "chat", "ingest", "refresh", "feeds", "forget", "rebuild", "search", "run", "eval"]
)
def test_every_command_explains_itself_with_an_example(reader: Rallybot, command: str) -> None:
    done = reader(command, "--help")
    assert (done.status, done.err) == (0, "")
    assert f"Example: rallybot {command}" in done.out
