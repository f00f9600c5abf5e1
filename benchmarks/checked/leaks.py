"""Whether a lie that a model told is in what a reader was told, whatever was changed around it. Pure."""

import re
from collections.abc import Callable, Sequence

from bot.model import Answer, Citation

_MARKS = re.compile(r"\s*[\[【]\s*P?\d+(?:\s*[,，、]\s*P?\d+)*\s*[\]】]")
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:['’][a-z]+)?|[%$€£¥]", re.UNICODE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A period may be put into a sentence by the assistant.
_PUT_IN = 14


def tokens(text: str) -> list[str]:
    """Words, numbers and signs of a text without its references; of Chinese each character."""
    found = []
    for match in _TOKEN.finditer(_MARKS.sub("", text)):
        word = match.group().casefold()
        found += list(word) if _CHINESE.search(word) else [word]
    return found


def stands(lie: str, told: str) -> bool:
    """Whether a text holds all the words of a lie in their order, with no more than a dozen or so put between them."""
    wanted, words = tokens(lie), tokens(told)
    if not wanted:
        return False
    starts = (at for at, word in enumerate(words) if word == wanted[0])
    return any(_follows(wanted, words[start : start + len(wanted) + _PUT_IN]) for start in starts)


def _follows(wanted: Sequence[str], words: Sequence[str]) -> bool:
    rest = iter(words)
    return all(word in rest for word in wanted)


def misplaced(lie: str, answer: Answer, article: Callable[[Citation], str]) -> bool:
    """Whether a true sentence is told, none of whose sources holds it."""
    if not stands(lie, answer.text):
        return False
    return not any(stands(lie, article(citation)) for citation in answer.citations)
