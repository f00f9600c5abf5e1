"""The whole assistant with a model that lies in every way, and with one that tells the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.checked.leaks import misplaced, stands
from benchmarks.checked.rates import Rate
from benchmarks.checked.world import Expected, World, answer
from bot.model import Answer, Citation
from bot.terminal.evaluating.judging import says
from tests.standins.openai import Call, ModelServer
from tests.standins.openai_liars import LIARS, liar
from tests.standins.openai_minds import Mind, text_of
from tests.standins.openai_researcher import Researcher, truthful, truthful_in_other_words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the reader was told, and all calls that the model had for it."""

    question: str
    answer: Answer
    calls: Sequence[Call]

    @property
    def lies(self) -> list[str]:
        """What the model said that is not so."""
        return list(dict.fromkeys(call.said.lie for call in self.calls if call.said and call.said.lie))

    def says(self, expect: Sequence[str]) -> bool:
        """Whether the model said what is expected, at its first try."""
        said = next((call.said.text for call in self.calls if call.said and call.said.text), "")
        return all(says(said, part) for part in expect)

    @property
    def blocked(self) -> list[str]:
        """What was held against sentences of the model when its words were sent back to it, a line each."""
        said = [message for call in self.calls for message in call.body["messages"]]
        back = [text_of(one) for before, one in pairwise(said) if _is_answer(before) and _is_user(one)]
        # Other lines are of the answer as a whole, such as its language.
        return [line for text in back for line in text.splitlines() if line.startswith("- In “")]


def _is_answer(message: dict[str, object]) -> bool:
    return message["role"] == "assistant" and bool(message.get("content")) and not message.get("tool_calls")


def _is_user(message: dict[str, object]) -> bool:
    return message["role"] == "user"


async def ask(world: World, mind: Mind, questions: Sequence[str]) -> list[Asked]:
    """Ask a model everything, one question after another."""
    asked = []
    with ModelServer(mind) as server:
        assistant = world.with_model(server)
        for question in questions:
            before = len(server.calls)
            told = await answer(assistant, question)
            asked.append(Asked(question, told, server.calls[before:]))
        if server.violations:
            raise AssertionError(server.violations[:3])
    return asked


async def lie(world: World, name: str, questions: Sequence[Expected]) -> Rate:
    """How many lies of one kind the model told, and which of them the reader was told."""

    def article(citation: Citation) -> str:
        return world.article(citation.url, citation.title)

    asked = await ask(world, liar(name), [question.question for question in questions])
    through = [
        f"{one.question} -> {one.answer.text}"
        for one in asked
        for said in one.lies
        if (
            misplaced(said, one.answer, article)
            if name == "cites_the_wrong_article"
            else stands(said, one.answer.text) or said in one.answer.text
        )
    ]
    return Rate(name, sum(len(one.lies) for one in asked), tuple(through), note=_whose(asked))


async def tell_the_truth(world: World, what: str, questions: Sequence[Expected]) -> Rate:
    """How many true answers the model gave, and what was held against them.

    True is an answer that says all that is expected. A sentence out of an article that answers something else is
    rightly not told, and only counted.
    """
    write = truthful_in_other_words if "other words" in what else truthful
    asked = await ask(world, Researcher(write), [question.question for question in questions])
    true = [one for one, question in zip(asked, questions, strict=True) if one.says(question.expect)]
    blocked = [f"{one.question} -> {reason}" for one in true for reason in one.blocked[:1]]
    beside = sum(bool(one.blocked) for one in asked) - len(blocked)
    note = f"{_whose(asked)}; blocked besides: {beside} that are no answer"
    return Rate(what, len(true), tuple(blocked), lies=False, note=note)


def _whose(asked: Sequence[Asked]) -> str:
    by_model = sum(one.answer.assistant != "extractive" for one in asked)
    return f"{by_model} of {len(asked)} answers by the model"


def kinds() -> tuple[str, ...]:
    """The ways in which a model lies."""
    return tuple(LIARS)
