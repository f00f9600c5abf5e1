"""``rallybot ask``: one answer."""

import asyncio
import time
from datetime import date

from bot.app import make_assistant, now, open_prices
from bot.assistant import Assistant
from bot.errors import RallybotError
from bot.model import Answer, Question, Status
from bot.terminal.console import newsroom, print_json, print_line, start_answering
from bot.terminal.render import answer_document, answer_text


def ask(text: str, as_of: date | None, *, as_json: bool) -> None:
    """Answer one question and print it; raises when the newsroom cannot be asked."""
    settings = start_answering()
    with newsroom(settings) as news, open_prices(settings) as prices:
        began = time.perf_counter()
        answer = asyncio.run(whole_answer(make_assistant(settings, news, prices), Question(text, now(), as_of)))
        elapsed_ms = round((time.perf_counter() - began) * 1_000)
    if as_json:
        print_json(answer_document(text, answer, elapsed_ms, settings.tariff))
    elif answer.status is not Status.UNAVAILABLE:
        print_line(answer_text(answer))
    if answer.status is Status.UNAVAILABLE:
        raise RallybotError(answer.text)


async def whole_answer(assistant: Assistant, question: Question) -> Answer:
    """The answer to a question that stands alone, without its pieces."""
    async for piece in assistant.stream(question, ()):
        if isinstance(piece, Answer):
            return piece
    raise AssertionError("an assistant ends with its answer")
