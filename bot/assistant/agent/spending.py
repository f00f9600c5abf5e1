"""What the calls of a turn have cost, reckoned where a server does not say."""

import math
import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage

from bot.model import Usage

# Letters of a token, as OpenAI's counts run on English; a Chinese character is about one.
_LETTERS = 4
_WIDE = re.compile(r"[\u2e80-\uffff]")
# What the names and the descriptions of the tools take beside the words, with every call.
_TOOLS = 600


class Spending:
    """Adds up the calls of one turn."""

    def __init__(self, told: Sequence[AnyMessage]) -> None:
        """Begin to count; ``told`` is what the first call begins with."""
        self._told = sum(map(_tokens, told))
        self._counted = len(told) - 1
        self._usage = Usage()
        self._heard: dict[str | None, Usage] = {}

    @property
    def usage(self) -> Usage:
        """The cost so far, of replies that came to nothing too."""
        return sum(self._heard.values(), self._usage)

    def hear(self, chunk: AIMessage) -> None:
        """Take account of a piece of a reply, for the case that no more comes of it."""
        before = self._heard.get(chunk.id) or Usage(self._told + _TOOLS)
        self._heard[chunk.id] = before + Usage(output_tokens=_tokens(chunk))

    def settle(self, said: Sequence[AnyMessage]) -> bool:
        """Count the calls answered since, and say whether there were any; ``said`` is all but the instructions."""
        new = said[self._counted :]
        self._counted = max(self._counted, len(said))
        answered = False
        for message in new:
            if isinstance(message, AIMessage) and message.response_metadata.get("finish_reason"):
                self._usage += self._cost(message)
                self._heard.pop(message.id, None)
                answered = True
            self._told += _tokens(message)
        return answered

    def _cost(self, message: AIMessage) -> Usage:
        spent = message.usage_metadata
        if spent and spent["total_tokens"]:
            return Usage(spent["input_tokens"], spent["output_tokens"])
        return Usage(self._told + _TOOLS, _tokens(message))


def _tokens(message: AnyMessage) -> int:
    """About how many tokens a message takes."""
    text = message.content if isinstance(message.content, str) else str(message.content)
    if isinstance(message, AIMessage) and message.tool_calls:
        text += str(message.tool_calls)
    wide = len(_WIDE.findall(text))
    return math.ceil((len(text) - wide) / _LETTERS) + wide
