"""What an assistant did is told in figures, and read by a person without JSON."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.model import Answer, Citation, Question, Status, Usage
from bot.terminal.evaluating.asking import Reply
from bot.terminal.evaluating.holding import Held, hold, hold_all, quoted
from bot.terminal.evaluating.questions import Asked
from bot.terminal.evaluating.scoring import Cost, score
from bot.terminal.evaluating.telling import told

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
QUOTATION = "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2026."
CITED = Citation(1, "Cloud grows", "https://news.example/1", "Harbour Wire", date(2026, 8, 27), QUOTATION)
QUESTION = Question("how much did Alibaba Cloud grow?", NOW)
TRUE = Answer(Status.ANSWERED, "Alibaba Cloud's revenue rose 26% [1].", NOW, citations=[CITED], assistant="big-1")
MODEL = replace(TRUE, usage=Usage(1_000, 50))
FREE: Cost = lambda usage: None  # noqa: E731 (a value like the others)
ASKED = Asked(question=QUESTION.text, expect=["26%"])


def test_a_sentence_that_its_quotation_does_not_bear_out_is_counted_with_its_reason() -> None:
    false = replace(TRUE, text="Alibaba Cloud's revenue rose 62% [1].")
    held = hold_all([(TRUE, QUESTION), (false, QUESTION)], quoted)
    assert (held.sentences, held.blocked) == (2, 1)
    assert "62%" in held.reasons[0]


def test_what_stands_on_no_article_is_not_held_against_one() -> None:
    assert hold(replace(TRUE, citations=[]), QUESTION, quoted) == Held()
    assert hold(replace(TRUE, status=Status.UNKNOWN), QUESTION, quoted) == Held()


def test_what_tokens_cost_is_told_where_it_is_known() -> None:
    replies = [Reply(ASKED, MODEL, 900.0), Reply(ASKED, MODEL, 1_100.0)]
    known = score("big-1", replies, Held(2), lambda usage: usage.input_tokens / 1_000)
    assert known["tokens"] == {"input": 2_000, "output": 100}
    assert known["cost"] == 2.0
    assert "cost" not in score("big-1", replies, Held(2), FREE)


def test_what_was_answered_without_the_model_is_counted_apart() -> None:
    replies = [Reply(ASKED, MODEL, 1.0), Reply(ASKED, replace(MODEL, assistant="extractive"), 2.0)]
    assert score("big-1", replies, Held(2), FREE)["fell_back"] == 1
    assert "fell_back" not in score("extractive", replies, Held(2), FREE)


def test_a_person_reads_both_assistants_side_by_side_with_what_went_wrong() -> None:
    fine = score("extractive", [Reply(ASKED, TRUE, 20.0)], Held(1), FREE)
    held = Held(3, 1, ("In “It rose.”: nothing says so.",))
    failed = score("big-1", [Reply(ASKED, None, 5.0, "TimeoutError")], held, FREE)
    text = told({"file": "q.jsonl", "questions": 1, "answers": {"extractive": fine, "big-1": failed}})
    lines = text.splitlines()
    assert lines[0] == "1 questions of q.jsonl"
    assert [line.split()[-2:] for line in lines if line.startswith("answer hit rate")] == [["1.0000", "0.0000"]]
    assert f"  {QUESTION.text}: TimeoutError" in lines
    assert "  In “It rose.”: nothing says so." in lines


def test_of_many_failures_the_first_are_shown_and_the_others_counted() -> None:
    failed = [Reply(ASKED, None, 5.0, "TimeoutError")] * 20
    document = {"file": "q.jsonl", "questions": 20, "answers": {"big-1": score("big-1", failed, Held(), FREE)}}
    assert "  ... and 8 more, in the JSON (--json)" in told(document).splitlines()
