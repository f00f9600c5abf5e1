"""The language model: what it is asked, what it may call, and how long it may take."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ToolCallLimitMiddleware,
)
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from bot.assistant.agent.desk import Desk
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.spending import Spending
from bot.assistant.agent.tools import make_tools
from bot.assistant.agent.whole import WholeReplies, reason_of, said_by
from bot.model import Usage
from bot.period_words import day

logger = logging.getLogger(__name__)

# Steps of the agent between one call of the model and the next: its tools, and what bounds it.
_STEPS = 8


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model answers, at which server (OpenAI's without an address), and which one when that fails."""

    name: str
    api_key: str = field(repr=False)
    base_url: str | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one turn may take: calls of the model, look-ups, tokens it writes at a call, and seconds for a call,
    for a piece, for the whole.
    """

    calls: int = 6
    look_ups: int = 12
    tokens: int = 2_000
    call_s: float = 40.0
    piece_s: float = 20.0
    turn_s: float = 90.0
    retries: int = 1

    @classmethod
    def within(cls, seconds: float) -> "Bounds":
        """Bounds for a turn of so many seconds: half of it for a call, a third for the first or the next piece."""
        return cls(call_s=seconds / 2, piece_s=seconds / 3, turn_s=seconds)


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote in the end, what it has cost, and all that was said, look-ups included.

    ``cut`` says that it had no room to end.
    """

    text: str
    usage: Usage
    said: Sequence[AnyMessage] = ()
    cut: bool = False


class WriterError(Exception):
    """The model gave nothing that can be used; the message says why, without what anybody wrote.

    ``usage`` is what it cost all the same.
    """

    def __init__(self, reason: str, usage: Usage | None = None) -> None:
        super().__init__(reason)
        self.usage = usage or Usage()


class Writer:
    """Has a model look up and write. The model's server is reached only from here."""

    def __init__(
        self, choice: ModelChoice, desk: Desk, prompt: str, clock: Callable[[], datetime], bounds: Bounds
    ) -> None:
        """Prepare a model; ``prompt`` has the place ``{today}``, which is filled at each turn."""
        self._choice = choice
        self._prompt = prompt
        self._clock = clock
        self._bounds = bounds
        self._agent: Any = create_agent(
            self._model(choice.name), make_tools(desk), middleware=self._bounded(), context_schema=Notebook
        )

    @property
    def name(self) -> str:
        """The model's name."""
        return self._choice.name

    @property
    def prompt(self) -> str:
        """What the model is told to do."""
        return self._prompt

    async def write(self, messages: Sequence[AnyMessage], book: Notebook) -> AsyncIterator[str | Usage | Written]:
        """Yield what the model writes as its answer, piece by piece, and last the whole.

        An empty piece takes back those before it: they were no answer. A usage is what this has cost so far.

        Raises:
            WriterError: the server fails, takes too long, or the model writes nothing.
        """
        told = [self._instructed(), *messages]
        spending, writing = Spending(told), _Writing()
        try:
            async with asyncio.timeout(self._bounds.turn_s) as bound:
                async for mode, payload in self._run(told, book):
                    if mode == "values":
                        writing.said = payload["messages"][1:]
                        if spending.settle(writing.said):
                            yield spending.usage
                    elif isinstance(payload[0], AIMessage):
                        spending.hear(payload[0])
                        yield spending.usage
                        for piece in writing.pieces(payload[0]):
                            yield piece
        except Exception as error:
            late = isinstance(error, TimeoutError) and bound.expired()
            reason = f"no answer within {self._bounds.turn_s:.0f} s" if late else reason_of(error)
            raise WriterError(reason, spending.usage) from error
        last = writing.said[-1] if writing.said else None
        if not isinstance(last, AIMessage) or not last.response_metadata.get("finish_reason"):
            raise WriterError("the model went on looking things up without an end", spending.usage)
        cut = last.response_metadata["finish_reason"] not in ("stop", "tool_calls", "function_call")
        yield Written(said_by(last).strip(), spending.usage, writing.said, cut)

    def _run(self, told: Sequence[AnyMessage], book: Notebook) -> AsyncIterator[tuple[str, Any]]:
        stream: AsyncIterator[tuple[str, Any]] = self._agent.astream(
            {"messages": told},
            config={"recursion_limit": _STEPS * self._bounds.calls},
            context=book,
            stream_mode=["messages", "values"],
        )
        return stream

    def _bounded(self) -> list[Any]:
        """What stands around a call of the model, the outermost first."""
        fallback = self._choice.fallback
        return [
            ModelCallLimitMiddleware(run_limit=self._bounds.calls, exit_behavior="end"),
            ToolCallLimitMiddleware(run_limit=self._bounds.look_ups, exit_behavior="continue"),
            *([ModelFallbackMiddleware(self._model(fallback))] if fallback else []),
            WholeReplies(),
        ]

    def _instructed(self) -> SystemMessage:
        return SystemMessage(self._prompt.replace("{today}", day(self._clock().date(), "en")))

    def _model(self, name: str) -> ChatOpenAI:
        return ChatOpenAI(
            model=name,
            api_key=SecretStr(self._choice.api_key),
            base_url=self._choice.base_url,
            use_responses_api=False,
            streaming=True,
            stream_usage=True,
            timeout=self._bounds.call_s,
            stream_chunk_timeout=self._bounds.piece_s,
            max_retries=self._bounds.retries,
            max_completion_tokens=self._bounds.tokens,
        )


class _Writing:
    """What the model is writing: one reply after another, of which the last is the answer."""

    def __init__(self) -> None:
        self.said: Sequence[AnyMessage] = ()
        self._reply: str | None = None
        self._begun = False

    def pieces(self, message: AIMessage) -> list[str]:
        """What a chunk adds; an empty piece first where it begins another reply after one that had words."""
        piece = "" if _calls(message) else said_by(message)
        anew = message.id != self._reply
        self._reply = message.id
        taken_back = [""] if anew and self._begun else []
        self._begun = bool(piece) or (self._begun and not taken_back)
        return [*taken_back, piece] if piece else taken_back


def _calls(message: AIMessage) -> bool:
    return bool(message.tool_calls or (isinstance(message, AIMessageChunk) and message.tool_call_chunks))
