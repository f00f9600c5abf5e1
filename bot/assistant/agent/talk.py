"""A conversation as a model is given it: what was asked and answered before, and what that stood on."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage

from bot.assistant.agent.answer import without_references
from bot.assistant.agent.desk import LookUp, fenced
from bot.assistant.agent.notebook import Notebook
from bot.model import Status, Turn

# Turns that are remembered, letters of each answer, and passages that the last ones stood on.
_TURNS, _LETTERS, _PASSAGES = 4, 600, 6
_EARLIER = "Passages that your earlier answers stood on, to be referred to by their numbers:"


def talk(book: Notebook, history: Sequence[Turn], found: Sequence[LookUp] = ()) -> list[AnyMessage]:
    """The messages that lead to an answer: earlier turns, the question of ``book``, and what it ``found`` already.

    The passages that earlier answers stood on are taken down in the notebook, with numbers.
    """
    answered = [turn for turn in history[-_TURNS:] if turn.answer.status is Status.ANSWERED]
    said: list[AnyMessage] = []
    for turn in answered:
        told = without_references(turn.answer.text)
        said += [HumanMessage(turn.question), AIMessage(told[:_LETTERS])]
    citations = [citation for turn in reversed(answered) for citation in turn.answer.citations][:_PASSAGES]
    question = book.question.text
    if citations:
        passages = "\n\n".join(fenced(passage) for passage in book.recall(citations))
        question = f"{question}\n\n{_EARLIER}\n\n{passages}"
    return [*said, HumanMessage(question), *_looked_up(found)]


def _looked_up(found: Sequence[LookUp]) -> list[AnyMessage]:
    """Look-ups as if the model had asked for them itself."""
    if not found:
        return []
    calls = [ToolCall(name=one.tool, args=one.asked, id=f"first-{at}") for at, one in enumerate(found)]
    answers = [ToolMessage(one.answered, tool_call_id=f"first-{at}") for at, one in enumerate(found)]
    return [AIMessage("", tool_calls=calls), *answers]
