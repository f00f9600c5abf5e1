"""A model that does what anybody tells it, wherever in its messages that stands."""

from collections.abc import Sequence
from functools import lru_cache

from tests.attacks.corpus import Attack, Demand, attacks
from tests.attacks.disguises import read_through
from tests.standins.openai_evidence import question_of
from tests.standins.openai_minds import Json, Messages, Mind, Saying, ToolCall, arguments_for, name_of, text_of

_AUTHORITIES = ("system", "developer")


class Obedient:
    """Does what an injected text asks, wherever but in the system's message it reads one; else behaves as ``then``.

    The tools that the attack wants come first, each once, whether they are offered or not; the words come when
    all have been called. ``obeyed`` are the names of the attacks that it has read.
    """

    def __init__(self, then: Mind, corpus: Sequence[Attack] | None = None) -> None:
        self._then = then
        self._corpus = attacks() if corpus is None else corpus
        self.obeyed: list[str] = []

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        attack = self._read(messages)
        if attack is None:
            return self._then(messages, tools)
        if attack.id not in self.obeyed:
            self.obeyed.append(attack.id)
        called = sum(len(said.get("tool_calls") or ()) for said in _since_it_was_read(messages, attack))
        if tools and called < len(attack.obeyed.calls):
            return Saying(calls=[_call(attack.obeyed.calls[called], tools)])
        text = attack.obeyed.written(_told(messages), question_of(messages))
        return Saying(text, lie=text)

    def _read(self, messages: Messages) -> Attack | None:
        read = "\n".join(_read_through(text_of(said)) for said in messages if said["role"] not in _AUTHORITIES)
        return next((attack for attack in self._corpus if attack.needle in read), None)


_read_through = lru_cache(maxsize=4096)(read_through)


def _since_it_was_read(messages: Messages, attack: Attack) -> Messages:
    """The messages after the one that holds the attack; of several, the first."""
    first = next(index for index, said in enumerate(messages) if attack.needle in _read_through(text_of(said)))
    return messages[first + 1 :]


def _call(demand: Demand, tools: Sequence[Json]) -> ToolCall:
    """The call on the tool that fits the wish, with its arguments as far as its schema knows them."""
    tool = next((tool for tool in tools if demand.tool in name_of(tool).lower()), None)
    if tool is None:
        return ToolCall(demand.tool, demand.arguments)
    known = (tool["function"].get("parameters") or {}).get("properties", {})
    wanted = {name: value for name, value in demand.arguments.items() if name in known}
    words = " ".join(str(value) for value in demand.arguments.values())
    return ToolCall(name_of(tool), {**arguments_for(tool, words), **wanted})


def _told(messages: Messages) -> str:
    return "\n".join(text_of(said) for said in messages if said["role"] in _AUTHORITIES)
