"""Whatever a model's server does: the reader gets a true answer, the operator one line that says why."""

import logging
import time

import pytest

from bot.assistant.agent.writer import Bounds
from bot.model import Status
from tests.bot.assistant.agent.conftest import Desked
from tests.bot.assistant.agent.scribe import CLOUD, Said, answer_of, listen, standing
from tests.standins.openai import KEY, ModelServer, Pace
from tests.standins.openai_faults import (
    BAD_KEY,
    BROKEN,
    CUT,
    GATEWAY,
    HANGS,
    OVERLOADED,
    PAGE,
    QUOTA,
    Fault,
    Refusal,
    cut,
    ends,
    error_event,
    flood,
    stalls,
    trickles,
)
from tests.standins.openai_minds import SHAPES, Json, Looping, Messages, Mind, Saying, Shapeless, Silent, ToolCall
from tests.standins.openai_researcher import Researcher, truthful

HURRIED = Bounds(call_s=0.6, piece_s=0.4, turn_s=2.0, retries=0)
FAULTS = {
    "a wrong key": (BAD_KEY, "refuses the key (401)"),
    "no credit": (Fault(Refusal(402, "Pay first.")), "no credit (402)"),
    "a forbidden model": (Fault(Refusal(403, "You may not.")), "may not use the model (403)"),
    "no such model": (Fault(Refusal(404, "No such model.")), "no such model or address (404)"),
    "a talk too large": (Fault(Refusal(413, "Too large.")), "too long for the model (413)"),
    "too many requests": (flood(), "too many requests"),
    "the quota is spent": (QUOTA, "too many requests, or no credit (429)"),
    "broken": (BROKEN, "the server failed (500)"),
    "a gateway's page": (GATEWAY, "the server failed (502)"),
    "overloaded": (OVERLOADED, "the server failed (503)"),
    "it never answers": (HANGS, "in time"),
    "it stops writing": (stalls(6), "stopped writing for too long"),
    "it writes too slowly": (trickles(0.3), "no answer within 2 s"),
    "it hangs up at once": (CUT, "cannot be"),
    "it hangs up in the middle": (cut(8), "cannot be"),
    "it ends without an end": (ends(8), "a reply that was cut off"),
    "an error in the stream": (error_event(8), "cannot be read"),
    "a web page": (PAGE, ""),
}


async def told(desked: Desked, server: ModelServer, reasons: list[str], bounds: Bounds = HURRIED) -> Said:
    return await listen(desked.assistant(server, bounds, failed=reasons.append), CLOUD)


def is_true(said: Said) -> bool:
    """Whether it is the answer that needs no model, whole."""
    answer = answer_of(said)
    assert standing(said) == answer.text
    return answer.status is Status.ANSWERED and answer.assistant == "extractive" and "26%" in answer.text


def is_said_once(caplog: pytest.LogCaptureFixture, reasons: list[str]) -> bool:
    """Whether the log has one line on it, with the reason, and nothing of what was asked or of the key."""
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name.startswith("bot.")
    ]
    assert len(reasons) == 1
    assert "Alibaba" not in caplog.text
    assert KEY not in caplog.text
    return [line for line in lines if "the model gave no answer" in line] == lines and reasons[0] in lines[0]


@pytest.mark.parametrize("name", FAULTS)
async def test_a_server_that_fails_costs_no_answer_and_is_reported_once(
    desked: Desked, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    fault, reason = FAULTS[name]
    reasons: list[str] = []
    with ModelServer(Researcher(truthful)) as server:
        server.keeps_failing(fault)
        said = await told(desked, server, reasons)
    assert is_true(said)
    assert is_said_once(caplog, reasons)
    assert reason in reasons[0]


async def test_a_server_that_is_down_is_reported_with_its_setting(
    desked: Desked, caplog: pytest.LogCaptureFixture
) -> None:
    reasons: list[str] = []
    with ModelServer(Researcher(truthful)) as server:
        assistant = desked.assistant(server, HURRIED, failed=reasons.append)
        server.goes_down()
        said = await listen(assistant, CLOUD)
    assert is_true(said)
    assert is_said_once(caplog, reasons)
    assert reasons == ["the server cannot be reached: check OPENAI_BASE_URL"]


async def test_a_server_that_comes_back_is_asked_again(desked: Desked) -> None:
    reasons: list[str] = []
    with ModelServer(Researcher(truthful)) as server:
        assistant = desked.assistant(server, failed=reasons.append)
        server.goes_down()
        assert is_true(await listen(assistant, CLOUD))
        server.comes_back()
        assert answer_of(await listen(assistant, CLOUD)).assistant == "stand-in-1"
    assert len(reasons) == 1


async def test_a_slow_server_is_waited_for_so_long_and_no_longer(desked: Desked) -> None:
    reasons: list[str] = []
    with ModelServer(Researcher(truthful), pace=Pace(first=30)) as server:
        begun = time.monotonic()
        said = await told(desked, server, reasons, Bounds(call_s=5, piece_s=5, turn_s=1, retries=0))
        assert time.monotonic() - begun < 4
    assert is_true(said)
    assert reasons == ["no answer within 1 s"]


async def test_a_context_that_overflows_is_named_as_such(desked: Desked, caplog: pytest.LogCaptureFixture) -> None:
    reasons: list[str] = []
    with ModelServer(Researcher(truthful)) as server:
        server.context_tokens = 2_000
        said = await told(desked, server, reasons)
    assert is_true(said)
    assert is_said_once(caplog, reasons)
    assert "the talk was too long for it" in reasons[0]


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_model_that_answers_in_the_wrong_shape_is_answered_for(
    desked: Desked, shape: str, caplog: pytest.LogCaptureFixture
) -> None:
    reasons: list[str] = []
    with ModelServer(Shapeless(shape)) as server:
        said = await told(desked, server, reasons, Bounds(call_s=2, piece_s=2, turn_s=8, retries=0))
        assert len(server.calls) <= 12
    assert is_true(said)
    assert "Alibaba" not in caplog.text


class Stumbling:
    """Answers in a wrong shape at first, then as it should."""

    def __init__(self, shape: str) -> None:
        self._shape = Shapeless(shape)
        self._mind = Researcher(truthful)
        self._asked = 0

    def __call__(self, messages: Messages, tools: list[Json]) -> Saying:
        self._asked += 1
        if self._asked == 1:
            return self._shape(messages, tools)
        if self._asked == 2:
            # What it looked up by stumbling does not count.
            return Saying(calls=[ToolCall("search_news", {"query": CLOUD})])
        return self._mind([said for said in messages[:-1] if said["role"] != "tool"] + [*messages[-1:]], tools)


@pytest.mark.parametrize("shape", ["no_json", "unknown_tool", "wrong_types", "no_object", "wordless", "no_arguments"])
async def test_a_model_that_stumbles_once_is_heard_out(desked: Desked, shape: str) -> None:
    with ModelServer(Stumbling(shape)) as server:  # type: ignore[arg-type]
        said = await told(desked, server, [], Bounds(call_s=2, piece_s=2, turn_s=8, retries=0))
        assert server.violations == []
    assert answer_of(said).assistant == "stand-in-1"
    assert "26%" in standing(said)


@pytest.mark.parametrize(
    ("mind", "reason"),
    [(Looping(), "looking things up without an end"), (Silent(), "an empty reply")],
    ids=["looping", "silent"],
)
async def test_a_model_that_comes_to_no_answer_is_bounded(
    desked: Desked, mind: Mind, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    reasons: list[str] = []
    with ModelServer(mind) as server:
        said = await told(desked, server, reasons, Bounds(call_s=2, piece_s=2, turn_s=8, retries=0))
        assert len(server.calls) <= Bounds().calls
    assert is_true(said)
    assert is_said_once(caplog, reasons)
    assert reason in reasons[0]


async def test_an_answer_without_room_to_end_loses_the_sentence_that_it_was_cut_in(desked: Desked) -> None:
    def mind(messages: Messages, tools: list[Json]) -> Saying:
        said = Researcher(truthful)(messages, tools)
        return Saying(f"{said.text} Baidu lost", finish_reason="length") if said.text else said

    with ModelServer(mind) as server:  # type: ignore[arg-type]
        said = await told(desked, server, [])
    assert answer_of(said).assistant == "stand-in-1"
    assert "lost" not in standing(said)


async def test_a_failure_after_a_draft_that_was_sent_back_keeps_what_was_true_of_it(
    desked: Desked, caplog: pytest.LogCaptureFixture
) -> None:
    def mind(messages: Messages, tools: list[Json]) -> Saying:
        said = Researcher(truthful)(messages, tools)
        return Saying(f"{said.text} Tencent paid 9 billion yuan for a rocket [1].") if said.text else said

    reasons: list[str] = []
    with ModelServer(mind) as server:  # type: ignore[arg-type]
        server.fails(None, None, BROKEN, BROKEN)
        said = await told(desked, server, reasons)
    assert answer_of(said).assistant == "stand-in-1"
    assert "26%" in standing(said)
    assert "rocket" not in standing(said)
    assert reasons == ["the server failed (500)"]
    assert "the model did not mend its answer: the server failed (500)" in caplog.text
