"""The buttons below an answer: its quotations, what might be asked next, what may have been meant. Pure.

What comes back when one is pressed: ``q:<turn>`` for the quotations, ``f:<turn>:<n>`` for a follow-up and
``o:<turn>:<n>`` for an option, ``n`` being its place among those that were handed in, the first 0.
"""

import unicodedata
from collections.abc import Sequence

from bot.model import Answer, Status
from bot.telegram.cut import characters_end, has_words
from bot.telegram.draft import one_line
from bot.telegram.layout import width
from bot.telegram.reply import Button

_LONGEST = 40  # characters
_HEAD = 16
# What would turn the rest of a label round.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MOST_FOLLOW_UPS, _MOST_OPTIONS = 3, 8
# Two buttons stand side by side on a phone where neither is wider.
_NARROW = 16


def buttons(
    answer: Answer, turn: int, follow_ups: Sequence[str], *, quotations: bool = True
) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons for the answer of a turn; none where it is neither answered nor asks back.

    ``quotations`` is whether there are any that the message itself does not show.
    """
    if answer.status is Status.CLARIFY:
        return _rows(f"o:{turn}", answer.options[:_MOST_OPTIONS])
    if answer.status is not Status.ANSWERED:
        return ()
    shown = _quotations(answer, turn) if quotations else ()
    return (*shown, *_rows(f"f:{turn}", follow_ups[:_MOST_FOLLOW_UPS]))


def is_whole(text: str, rows: Sequence[Sequence[Button]]) -> bool:
    """Whether a button shows all of a text."""
    return any(button.text == one_line(text) for row in rows for button in row)


def _quotations(answer: Answer, turn: int) -> tuple[tuple[Button, ...], ...]:
    there = sum(has_words(citation.quotation) for citation in answer.citations)
    if not there:
        return ()
    english = "Show the quotation" if there == 1 else "Show the quotations"
    return ((Button("查看引文" if answer.language == "zh" else english, f"q:{turn}"),),)


def _rows(data: str, texts: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for n, text in enumerate(texts):
        if not (shown := _shortened(one_line(text))):
            continue
        button = Button(shown, f"{data}:{n}")
        if rows and len(rows[-1]) == 1 and _is_narrow(rows[-1][0]) and _is_narrow(button):
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _is_narrow(button: Button) -> bool:
    return width(button.text) <= _NARROW


def _shortened(text: str) -> str:
    """The text, its middle left out where it is long; a word that fills it, or Chinese, cut between characters."""
    text = "".join(char for char in text if unicodedata.category(char) != "Cc" and char not in _TURNING)
    if len(text) <= _LONGEST:
        return text
    head = text.rfind(" ", 0, _HEAD)
    tail = text.find(" ", len(text) - (_LONGEST - head))
    if head > 0 and tail > 0:
        # Questions differ at their ends: "How much did…the first quarter of 2025?"
        return f"{text[:head]}…{text[tail + 1 :]}"
    space = text.rfind(" ", 0, _LONGEST)
    end = space if space > _LONGEST // 2 else characters_end(text, 0, _LONGEST - 1)
    return f"{text[:end].rstrip(' ,，、')}…"
