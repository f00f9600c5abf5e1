"""What an answer has cost: all calls of it, those that came to nothing too, whether the server says so or not."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata

from bot.assistant.agent.spending import Spending
from bot.assistant.agent.writer import WriterError
from bot.model import Answer, Question, Usage
from tests.bot.assistant.agent.conftest import Desked, ask
from tests.bot.assistant.agent.scribe import CLOUD, NOW, Scribe, answer_of, heard
from tests.standins.openai import ModelServer, Pace
from tests.standins.openai import Usage as Told
from tests.standins.openai_faults import BROKEN, cut
from tests.standins.openai_liars import liar
from tests.standins.openai_minds import Json, Messages, Saying, ToolCall
from tests.standins.openai_researcher import Researcher, truthful

TALK: list[AnyMessage] = [SystemMessage("Answer."), HumanMessage("How much did it grow? " * 20)]
LIE = "Alibaba Cloud's revenue rose 62% year on year in the June quarter of 2025 [1]."


def reply(text: str, name: str, told: tuple[int, int] | None = None) -> AIMessage:
    """A reply that has ended; with what it cost, where the server said so."""
    usage = UsageMetadata(input_tokens=told[0], output_tokens=told[1], total_tokens=sum(told)) if told else None
    return AIMessage(content=text, id=name, response_metadata={"finish_reason": "stop"}, usage_metadata=usage)


@given(st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 900)), min_size=1, max_size=6))
def test_what_calls_cost_is_added_up_as_the_server_tells_it(told: list[tuple[int, int]]) -> None:
    spending = Spending(TALK)
    said = [TALK[1], *(reply("It grew.", f"reply-{n}", each) for n, each in enumerate(told))]
    for end in range(2, len(said) + 1):
        assert spending.settle(said[:end])
    assert spending.usage == Usage(sum(each[0] for each in told), sum(each[1] for each in told))


@given(st.text(min_size=40, max_size=400))
def test_a_server_that_tells_no_cost_is_reckoned_with_by_the_letters(text: str) -> None:
    spending = Spending(TALK)
    assert spending.settle([TALK[1], reply(text, "one")])
    assert spending.usage.input_tokens > 100
    assert len(text) / 4 <= spending.usage.output_tokens <= len(text) + 1


def test_nothing_is_counted_twice() -> None:
    spending = Spending(TALK)
    said = [TALK[1], reply("It grew.", "one", (100, 10))]
    assert [spending.settle(said), spending.settle(said)] == [True, False]
    assert spending.usage == Usage(100, 10)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=20))
def test_a_reply_that_comes_to_nothing_costs_what_was_heard_of_it(words: list[str]) -> None:
    spending, before = Spending(TALK), 0
    for word in words:
        spending.hear(AIMessageChunk(content=word, id="lost"))
        assert spending.usage.output_tokens > before
        before = spending.usage.output_tokens
    assert spending.usage.input_tokens > 100


def test_a_reply_that_came_to_its_end_is_not_counted_as_lost_besides() -> None:
    spending = Spending(TALK)
    spending.hear(AIMessageChunk(content="It gr", id="lost"))
    spending.hear(AIMessageChunk(content="It grew", id="one"))
    lost = Spending(TALK)
    lost.hear(AIMessageChunk(content="It gr", id="lost"))
    spending.settle([TALK[1], reply("It grew.", "one", (100, 10))])
    assert spending.usage == lost.usage + Usage(100, 10)


async def test_an_answer_costs_all_its_calls_together(desked: Desked) -> None:
    with ModelServer(Researcher(truthful)) as server:
        answer = await ask(desked.assistant(server), CLOUD)
        assert len(server.calls) == 2
        assert answer.usage == Usage(server.usage.prompt_tokens, server.usage.completion_tokens)


async def test_an_answer_that_was_sent_back_costs_both_drafts(desked: Desked) -> None:
    with ModelServer(liar("changes_a_digit", gives_in=True)) as server:
        answer = await ask(desked.assistant(server), CLOUD)
        assert len(server.calls) == 3
        assert answer.usage == Usage(server.usage.prompt_tokens, server.usage.completion_tokens)


class Thrifty:
    """Searches and tells the truth, and says each time that it cost nothing."""

    def __init__(self) -> None:
        self._mind = Researcher(truthful)

    def __call__(self, messages: Messages, tools: list[Json]) -> Saying:
        said = self._mind(messages, tools)
        return Saying(said.text, said.calls, usage=Told())


async def test_a_server_that_says_it_cost_nothing_is_not_believed(desked: Desked) -> None:
    with ModelServer(Thrifty()) as server:  # type: ignore[arg-type]
        answer = await ask(desked.assistant(server), CLOUD)
    assert answer.usage.input_tokens > 2_000
    assert answer.usage.output_tokens > 20


async def test_what_was_spent_before_a_server_failed_is_counted_once(desked: Desked) -> None:
    with ModelServer(Researcher(truthful)) as server:
        server.fails(None, BROKEN, BROKEN, BROKEN)
        answer = await ask(desked.assistant(server), CLOUD)
        [searched] = [call for call in server.calls if call.said]
    assert answer.assistant == "extractive"
    assert answer.usage == Usage(searched.usage.prompt_tokens, searched.usage.completion_tokens)


async def test_a_reply_that_was_cut_off_and_asked_for_again_costs_both_times(desked: Desked) -> None:
    with ModelServer(Researcher(truthful)) as server:
        server.fails(None, cut(6))
        answer = await ask(desked.assistant(server), CLOUD)
        whole = [call for call in server.calls if call.said]
    assert answer.assistant == "stand-in-1"
    told = Usage(whole[0].usage.prompt_tokens, whole[0].usage.completion_tokens)
    told += Usage(whole[-1].usage.prompt_tokens, whole[-1].usage.completion_tokens)
    assert answer.usage.input_tokens > told.input_tokens + 1_000
    assert answer.usage.output_tokens > told.output_tokens


@pytest.mark.parametrize("spent", [Usage(), Usage(70, 7)])
def test_a_failure_says_what_it_cost(spent: Usage) -> None:
    said = heard(Scribe([WriterError("the server failed (500)", spent)]))
    assert answer_of(said).usage == spent


def test_a_second_draft_that_fails_costs_as_much_as_was_spent_on_it() -> None:
    said = heard(Scribe([LIE], [WriterError("the server failed (500)", Usage(70, 7))], cost=Usage(100, 10)))
    assert answer_of(said).usage == Usage(170, 17)


def test_the_cost_is_told_as_it_grows_and_never_above_what_it_is_in_the_end() -> None:
    said = heard(Scribe([LIE], [LIE], cost=Usage(100, 10)))
    told = [piece for piece in said if isinstance(piece, Usage)]
    assert told == [Usage(100, 10), Usage(200, 20)]
    assert answer_of(said).usage == told[-1]


async def test_who_hangs_up_in_the_middle_knows_what_was_spent_by_then(desked: Desked) -> None:
    spent = Usage()
    with ModelServer(Researcher(truthful), pace=Pace(0.05, 20)) as server:
        stream = desked.assistant(server).stream(Question(CLOUD, NOW), ())
        async for piece in stream:
            assert not isinstance(piece, Answer)
            if isinstance(piece, Usage):
                spent = piece
            if isinstance(piece, str):
                break
        await stream.aclose()  # type: ignore[attr-defined]
        searched, writing = server.calls
        async with asyncio.timeout(2):
            while not writing.timing.hung_up:  # noqa: ASYNC110 (the stand-in's thread)
                await asyncio.sleep(0.01)
    assert spent.input_tokens > searched.usage.prompt_tokens + 1_000
    assert spent.output_tokens > searched.usage.completion_tokens


async def test_tools_that_are_called_are_counted_among_what_a_model_wrote(desked: Desked) -> None:
    def mind(messages: Messages, tools: object) -> Saying:
        searched = any(said["role"] == "tool" for said in messages)
        call = ToolCall("search_news", {"query": "Alibaba Cloud growth " * 10})
        return Saying(LIE, usage=Told()) if searched else Saying(calls=[call], usage=Told())

    with ModelServer(mind) as server:
        answer = await ask(desked.assistant(server), CLOUD)
    assert answer.usage.output_tokens > 60
