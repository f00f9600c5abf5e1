"""Traditional or simplified characters: our own lines in those of the question, quotations as they are. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Literal, cast

from bot.model import Answer, Figure, Turn
from knowledge.text import CHINESE

Script = Literal["traditional", "simplified"]
_CHINESE = re.compile(f"[{CHINESE}]")


def in_script_of(question: str, history: Sequence[Turn], answer: Answer) -> Answer:
    """An answer in Chinese with our own words in the characters of the question.

    Where the question tells none, those of the questions before it count, the latest first. What was quoted
    stays as it stands in its article.
    """
    if answer.language != "zh" or not _CHINESE.search(answer.text):
        return answer
    asked = chain([question], (turn.question for turn in reversed(history)))
    script: Script = next((found for text in asked if (found := script_of(text))), "simplified")
    convert = _converter(script)
    text = _outside(answer.text, [citation.quotation for citation in answer.citations], convert)
    figures = tuple(_written(figure, text, convert) for figure in answer.figures)
    options = tuple(convert(option) for option in answer.options)
    return replace(answer, text=text, figures=figures, options=options)


def script_of(text: str) -> Script | None:
    """Which characters a text is written in; nothing where all are those of both."""
    simplify, complicate = _converter("simplified"), _converter("traditional")
    characters = _CHINESE.findall(text)
    # A character that changes both ways, such as 后, stands for one of its own in either.
    traditional = sum(simplify(one) != one for one in characters)
    simplified = sum(complicate(one) != one for one in characters)
    if traditional == simplified:
        return None
    return "traditional" if traditional > simplified else "simplified"


def _outside(text: str, quotations: Sequence[str], convert: Callable[[str], str]) -> str:
    """A text converted but for the quotations in it."""
    whole = sorted({quotation for quotation in quotations if quotation}, key=len, reverse=True)
    if not whole:
        return convert(text)
    parts = re.split(f"({'|'.join(map(re.escape, whole))})", text)
    return "".join(part if at % 2 else convert(part) for at, part in enumerate(parts))


def _written(figure: Figure, text: str, convert: Callable[[str], str]) -> Figure:
    return figure if figure.text in text else replace(figure, text=convert(figure.text))


@lru_cache(maxsize=2)
def _converter(script: Script) -> Callable[[str], str]:
    from opencc import OpenCC

    return cast("Callable[[str], str]", OpenCC("s2hk" if script == "traditional" else "t2s").convert)
