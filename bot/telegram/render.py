"""From an answer to the messages that carry it: the answer first, then its figures, then its sources."""

import re
from collections.abc import Sequence

from telegram import MessageEntity

from bot.assistant.source_list import Source, source_list
from bot.model import Answer
from bot.telegram.buttons import buttons, is_whole
from bot.telegram.cut import cut, has_words
from bot.telegram.draft import Draft, clean, is_web_address, one_line
from bot.telegram.layout import layout, tucked
from bot.telegram.reply import Reply

# A preview is as tall as this many characters of text.
_SHORT = 300
_ASIDE = re.compile(r"(?:(?:I read “[^\n]*” as “[^\n]*”\.|我把“[^\n]*”理解为“[^\n]*”。)\n+)+")


def render(answer: Answer, turn: int | None = None, follow_ups: Sequence[str] = (), asked: str = "") -> list[Reply]:
    """Set an answer as as many messages as it takes, in order, with buttons below the last.

    ``turn`` is the number that comes back when a button is pressed (see :mod:`bot.telegram.buttons`); without it there
    are none. With it, quotations that say again what our own line says are behind one. ``follow_ups`` are questions
    that might come next. ``asked`` is a question that was chosen by a button: it stands above the answer.

    Raises:
        ValueError: the answer has no words, which no assistant may give.
    """
    text = clean(answer.text).strip()
    if not has_words(text):
        raise ValueError("an answer without words")
    draft, sources = Draft(), source_list(answer)
    if question := one_line(asked):
        draft.add(question, MessageEntity.ITALIC)
        draft.add("\n\n")
    shown = text if turn is None else tucked(text, answer)
    _set(draft, shown, answer)
    below = buttons(answer, turn, follow_ups, quotations=shown != text) if turn is not None else ()
    for option in answer.options:
        if option not in answer.text and not is_whole(option, below):
            draft.add(f"\n• {one_line(option)}")
    if sources:
        draft.add("\n")
    for source in sources:
        draft.add("\n")
        draft.cite(f"{_numbers(source)}.", source)
    return cut(draft.text, draft.spans, below, _preview(shown, sources))


def _set(draft: Draft, text: str, answer: Answer) -> None:
    """The answer's own text, its first line bold."""
    start = len(draft.text)
    for block in layout(text, answer):
        # Letters of fixed width cannot be bold.
        if len(draft.text) == start and block.kind != MessageEntity.PRE:
            at = _headline(block.text)
            draft.mark(start + at, start + at + len(block.text[at:].partition("\n")[0]), MessageEntity.BOLD)
        draft.add(block.text, block.kind)


def _headline(text: str) -> int:
    """Where the first line stands that answers: below what a misspelt word was read as."""
    aside = _ASIDE.match(text)
    return aside.end() if aside else 0


def _numbers(source: Source) -> str:
    """``1, 3`` of ``[1] [3]``."""
    return ", ".join(number.strip("[]") for number in source.numbers.split())


def _preview(text: str, sources: Sequence[Source]) -> str | None:
    """The address to be previewed: that of the only source of an answer that leaves room for it."""
    if len(sources) != 1 or len(text) >= _SHORT or not is_web_address(sources[0].url):
        return None
    return sources[0].url
