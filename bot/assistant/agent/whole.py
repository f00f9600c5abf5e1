"""What a model's server gave, judged: whole and usable, worth another try, or why not, in the operator's words."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

logger = logging.getLogger(__name__)

_REASONS = {
    400: "the server takes the request for wrong (400): the model may not know tools, or the talk was too long for it",
    401: "the server refuses the key (401): check OPENAI_API_KEY",
    402: "the account has no credit (402)",
    403: "the key may not use the model (403): check OPENAI_API_KEY and OPENAI_MODEL",
    404: "no such model or address (404): check OPENAI_MODEL and OPENAI_BASE_URL",
    413: "the talk was too long for the model (413)",
    429: "too many requests, or no credit (429)",
}

# The first that fits; a timeout is a failed connection too.
_BY_NAME = {
    "APITimeoutError": "the server did not answer in time",
    "APIConnectionError": "the server cannot be reached: check OPENAI_BASE_URL",
    "GraphRecursionError": "the model went on looking things up without an end",
}


class UnusableError(Exception):
    """A reply without an end, without words, or not made of words; the message says which."""


class WholeReplies(AgentMiddleware[Any, Any, Any]):
    """Takes no reply of a model for one that was cut off or says nothing, and asks once more for one that is garbled.

    What is of no use the second time raises :class:`UnusableError`, or what the server's client raised.
    """

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Judge what comes back."""
        try:
            return _judged(await handler(request))
        except Exception as error:
            if not _is_worth_another_try(error):
                raise
            logger.info("a reply of the model is asked for again: %s", reason_of(error))
        return _judged(await handler(request))


def _judged(response: ModelResponse[Any]) -> ModelResponse[Any]:
    message = response.result[-1] if response.result else None
    if not isinstance(message, AIMessage):
        raise UnusableError("no reply")
    if not message.response_metadata.get("finish_reason"):
        raise UnusableError("a reply that was cut off")
    if not message.tool_calls and not said_by(message).strip():
        broken = bool(message.invalid_tool_calls)
        raise UnusableError("a call of a tool that cannot be read" if broken else "an empty reply")
    return response


def said_by(message: AIMessage) -> str:
    """The words of a reply, whether they come as one text or in blocks."""
    if isinstance(message.content, str):
        return message.content
    parts = [part if isinstance(part, str) else part.get("text", "") for part in message.content]
    return "".join(part for part in parts if isinstance(part, str))


def _is_worth_another_try(error: Exception) -> bool:
    """Whether the same request may do better at once: one cut off or garbled, not one that was refused or timed out.

    What the server refuses for a while, the client itself has tried again.
    """
    timed_out = isinstance(error, TimeoutError) or _is_called(error, "APITimeoutError")
    return getattr(error, "status_code", None) is None and not timed_out


def reason_of(error: BaseException) -> str:
    """Why there is no answer, without a word of what anybody wrote."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _REASONS.get(status, f"the server failed ({status})")
    if isinstance(error, UnusableError):
        return str(error)
    if isinstance(error, TimeoutError):
        return "the server stopped writing for too long"
    known = next((reason for name, reason in _BY_NAME.items() if _is_called(error, name)), "")
    return known or f"a reply that cannot be read ({type(error).__name__})"


def _is_called(error: BaseException, name: str) -> bool:
    """Whether it is an error of that name, or of a kind derived from it: the client's own are wrapped on their way."""
    return any(kind.__name__ == name for kind in type(error).__mro__)
