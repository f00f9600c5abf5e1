"""A model that looks up what it was asked, and writes an answer from what it found, honestly or not.

A writer is handed the evidence, the question and a source of chance; the same three give the same answer.
"""

from collections.abc import Callable, Sequence
from random import Random

from tests.standins.openai_evidence import Fact, evidence_of, facts, passages, plain_answer, question_of
from tests.standins.openai_minds import Json, Messages, Saying, ToolCall, arguments_for, name_of

Write = Callable[[str, str, Random], Saying]


class Researcher:
    """Searches once with the user's question, then lets ``write`` compose the answer.

    ``looks=False`` never searches. A liar sent back insists, unless it ``gives_in`` and tells the truth.
    """

    def __init__(self, write: Write, *, seed: int = 0, looks: bool = True, gives_in: bool = False) -> None:
        self._write = write
        self._seed = seed
        self._looks = looks
        self._gives_in = gives_in

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        question = question_of(messages)
        looked_up = any(said["role"] == "tool" for said in messages)
        if self._looks and not looked_up and (tool := _searching(tools)):
            return Saying(calls=[ToolCall(name_of(tool), arguments_for(tool, question))])
        write = truthful if self._gives_in and _sent_back(messages) else self._write
        evidence = evidence_of(messages)
        return write(evidence, question, Random(f"{self._seed} {question} {evidence}"))


def _searching(tools: Sequence[Json]) -> Json | None:
    """The tool that searches: by its name, else by what it says of itself, else the first one."""
    for part in ("name", "description"):
        for tool in tools:
            if "search" in str(tool["function"].get(part, "")).lower():
                return tool
    return tools[0] if tools else None


def _sent_back(messages: Messages) -> bool:
    """Whether an answer was given in this turn already, and something was said to it."""
    last_tool = max((index for index, said in enumerate(messages) if said["role"] == "tool"), default=len(messages))
    return any(said["role"] == "assistant" and said.get("content") for said in messages[last_tool:])


def truthful(evidence: str, question: str, chance: Random) -> Saying:
    """The first sentence with the figure that was asked for, word for word, and where it stands.

    Where a sentence without a figure fits the question better, that one.
    """
    if plain := plain_answer(passages(evidence), question):
        return Saying(marked(plain[0], plain[1].label))
    fact = best(evidence, question)
    return Saying(marked(fact.sentence, fact.passage.label) if fact else nothing_found(question))


def truthful_in_other_words(evidence: str, question: str, chance: Random) -> Saying:
    """The same with the figure in another form that says as much: 26% as 26 percent, 33.4 billion as 33.4bn."""
    fact = best(evidence, question)
    if not fact:
        return Saying(nothing_found(question))
    text = fact.figure.text
    for form, other in _FORMS:
        if form in text:
            return Saying(marked(fact.with_figure(text.replace(form, other)), fact.passage.label))
    return truthful(evidence, question, chance)


_FORMS = ((" percent", "%"), (" per cent", "%"), ("%", " percent"), (" billion", "bn"), ("RMB ", "¥"))


def best(evidence: str, question: str) -> Fact | None:
    return next(iter(facts(passages(evidence), question)), None)


def marked(sentence: str, label: str) -> str:
    """A sentence with its citation before the full stop."""
    end = sentence[-1] if sentence[-1:] in ".!?。！？" else ""
    return f"{sentence.removesuffix(end)} [{label}]{end}"


def nothing_found(question: str) -> str:
    return "在找到的新闻里没有答案。" if is_chinese(question) else "The news that I found does not say."


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
