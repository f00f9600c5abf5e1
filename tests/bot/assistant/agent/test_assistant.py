"""What a reader is told when a model answers: what is true, whatever the model says and however its server fails."""

import pytest

from bot.model import Status
from tests.bot.assistant.agent.conftest import Desked, ask
from tests.standins.openai import ModelServer
from tests.standins.openai_faults import BAD_KEY, BROKEN, GATEWAY, HANGS, OVERLOADED, PAGE, TOO_LONG, Fault, cut, flood
from tests.standins.openai_liars import LIARS, liar
from tests.standins.openai_minds import Looping, Silent
from tests.standins.openai_researcher import Researcher, truthful, truthful_in_other_words

CLOUD = "how much did Alibaba cloud grow?"
BAIDU = "how much did Baidu AI cloud grow?"


@pytest.mark.parametrize("write", [truthful, truthful_in_other_words])
async def test_what_a_truthful_model_says_is_said_with_its_source_and_quotation(desked: Desked, write: object) -> None:
    with ModelServer(Researcher(write)) as server:  # type: ignore[arg-type]
        answer = await ask(desked.assistant(server, looks_first=True), CLOUD)
        assert (len(server.calls), server.violations) == (1, [])
    assert (answer.status, answer.assistant) == (Status.ANSWERED, "stand-in-1")
    assert answer.text.endswith("[1].")
    assert [citation.n for citation in answer.citations] == [1]
    assert "26%" in answer.citations[0].quotation
    assert {figure.citation for figure in answer.figures} == {1}
    assert answer.usage.input_tokens > 0


@pytest.mark.parametrize("name", LIARS)
@pytest.mark.parametrize("question", [CLOUD, BAIDU])
async def test_no_lie_reaches_the_reader(desked: Desked, name: str, question: str) -> None:
    with ModelServer(liar(name)) as server:
        answer = await ask(desked.assistant(server, looks_first=True), question)
        lies = [call.said.lie for call in server.calls if call.said and call.said.lie]
    assert answer.status is Status.ANSWERED
    assert not [lie for lie in lies if lie in answer.text]


@pytest.mark.parametrize("name", ["invents_a_link", "adds_a_figure", "quotes_words_that_are_not_there"])
async def test_what_is_true_of_another_company_is_no_answer(desked: Desked, name: str) -> None:
    with ModelServer(liar(name)) as server:
        answer = await ask(desked.assistant(server), CLOUD)
    assert answer.text.startswith("Alibaba Cloud's revenue")


async def test_a_model_that_mends_its_answer_is_believed_the_second_time(desked: Desked) -> None:
    with ModelServer(liar("changes_a_digit", gives_in=True)) as server:
        answer = await ask(desked.assistant(server), CLOUD)
        assert len(server.calls) == 3
    assert answer.assistant == "stand-in-1"
    assert "26%" in answer.text


@pytest.mark.parametrize(
    "fault",
    [BAD_KEY, BROKEN, GATEWAY, OVERLOADED, TOO_LONG, PAGE, HANGS, flood(1), cut(3)],
    ids=lambda fault: str(getattr(fault, "status", fault))[:20],
)
async def test_a_server_that_fails_costs_the_reader_no_answer(
    desked: Desked, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    with ModelServer(Researcher(truthful)) as server:
        server.keeps_failing(fault)
        answer = await ask(desked.assistant(server), CLOUD)
    assert (answer.status, answer.assistant) == (Status.ANSWERED, "extractive")
    assert "the model gave no answer, answering without it" in caplog.text
    assert "Alibaba" not in caplog.text


async def test_a_server_that_is_not_there_costs_the_reader_no_answer(desked: Desked) -> None:
    with ModelServer(Researcher(truthful)) as server:
        assistant = desked.assistant(server)
        server.goes_down()
        assert (await ask(assistant, CLOUD)).assistant == "extractive"


@pytest.mark.parametrize("mind", [Looping(), Silent()], ids=["looping", "silent"])
async def test_a_model_without_an_answer_is_bounded_and_answered_for(desked: Desked, mind: object) -> None:
    with ModelServer(mind) as server:  # type: ignore[arg-type]
        answer = await ask(desked.assistant(server), CLOUD)
        assert len(server.calls) <= 12
    assert (answer.status, answer.assistant) == (Status.ANSWERED, "extractive")
