"""``rallybot chat``: a conversation in the terminal."""

import asyncio
import sys
from collections.abc import Iterable, Iterator

from bot.app import make_assistant, now, open_prices
from bot.assistant import Assistant
from bot.model import Answer, Question, Restart, Turn
from bot.terminal.console import newsroom, note, print_line, print_text, start_answering
from bot.terminal.render import articles, source_lines

# What a follow-up may look back on.
_REMEMBERED = 6
_ENDINGS = frozenset({"/quit", "/exit", "quit", "exit", "退出"})
_HELP = """Ask about Chinese technology shares, in English or Chinese, and follow up: "and Baidu?", "why?".
/new forgets the conversation, /quit or Ctrl-D ends it. Every answer names its sources."""


def chat() -> None:
    """Talk until the input ends."""
    settings = start_answering()
    with newsroom(settings) as news, open_prices(settings) as prices:
        note(f"rallybot: {articles(news.count())}. Ask a question, /help for help, Ctrl-D to end.")
        converse(make_assistant(settings, news, prices), _lines())


def converse(assistant: Assistant, lines: Iterable[str]) -> None:
    """Answer line by line, each in the light of those before it, until one says that it is enough."""
    history: list[Turn] = []
    for text in lines:
        if text in _ENDINGS:
            return
        if text == "/new":
            history.clear()
            note("A new conversation.")
        elif text.startswith("/"):
            print_line(_HELP)
        else:
            history = [*history, asyncio.run(_answer(assistant, text, history))][-_REMEMBERED:]


def _lines() -> Iterator[str]:
    """Yield what is typed, without empty lines; ends with the input."""
    prompt = "\n> " if sys.stdin.isatty() else ""
    if prompt:
        import readline  # noqa: F401  (gives the prompt its history and its editing keys)
    while True:
        try:
            text = input(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            if prompt:
                print_line()
            return
        except UnicodeDecodeError:
            note("That was not UTF-8 text; please type it again.")
            continue
        if text:
            yield text


async def _answer(assistant: Assistant, text: str, history: list[Turn]) -> Turn:
    """Print an answer as it comes, then its sources."""
    async for piece in assistant.stream(Question(text, now()), history):
        if isinstance(piece, Answer):
            _close(piece)
            return Turn(piece.resolved or text, piece)
        if isinstance(piece, Restart):
            # What stands there cannot be taken back in a terminal: the answer is begun anew below it.
            print_line(" …")
        elif isinstance(piece, str):
            print_text(piece)
    raise AssertionError("an assistant ends with its answer")


def _close(answer: Answer) -> None:
    print_line()
    for option in answer.options:
        print_line(f"  - {option}")
    if answer.citations:
        print_line()
    for line in source_lines(answer):
        print_line(line)
    print_line()
