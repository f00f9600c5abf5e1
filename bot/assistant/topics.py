"""The words in which a sentence names what its figure is of: "Meituan's drone deliveries" of "... rose 58%". Pure."""

import re

from bot.assistant.lexicon import Name, lexicon
from knowledge.periods import without_periods
from knowledge.text import CHINESE, language_of

_LONGEST = {"en": 8, "zh": 18}  # words, characters
_WORD = re.compile(r"[A-Za-z][A-Za-z'’\-]*")
_SAID = re.compile(
    r"^.*\b(?:said|says|reported|announced|showed|shows|found|added|that)\b|^.*(?:表示|公布|显示|宣布|称|指出)[，,]?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:[\s,，;；:：、]+|(?:and|but|while|whereas|also|however|meanwhile|separately|in|on|for|during|over)\b"
    r"|同期|其中|此外|今年|去年|而|但)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,，]+|\b(?:had|has|have|was|were|is|are|also|then|again|in|on|for|the|its)|则|則|也|亦|的|按年|按季|同比|环比|约|在)+$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|they|its|their|this|that|which|who)\b|其|该|它", re.IGNORECASE)
_ZH_MOVE = re.compile(
    r"按年|按季|同比|[环環]比|增[长長]|上[涨漲]|上升|增加|下跌|下降|下滑|[减減]少|大[涨漲]|大跌|[涨漲]|跌|升|降|增|[为為]|[达達]"
)


def topic(before: str, name: Name | None, *, alone: bool) -> str | None:
    """Take the topic from what stands before a figure in its clause, or nothing where it is not plain.

    It is plain when a short phrase stands before the verb that moves the figure, names the company asked about (if one
    was), and points at nothing said elsewhere. A bare "net income" is the company's when ``alone``: the sentence names
    no other.
    """
    phrase = _before_move(before)
    if phrase is None:
        return None
    phrase = _SAID.sub("", phrase)
    phrase = _TRAILING.sub("", _LEADING.sub("", without_periods(phrase))).strip()
    phrase = _LEADING.sub("", phrase).removeprefix("The ").removeprefix("the ")
    language = language_of(phrase)
    phrase = phrase.replace(" ", "") if language == "zh" else phrase
    length = len(phrase) if language == "zh" else len(phrase.split())
    if not phrase or length > _LONGEST[language] or _POINTS.search(phrase) or any(map(str.isdigit, phrase)):
        return None
    return _whose(phrase, name, language, alone=alone)


def _whose(phrase: str, name: Name | None, language: str, *, alone: bool) -> str | None:
    """The phrase as one of the company asked about; nothing where it may be of another."""
    items = lexicon().items(phrase)
    if name is None:
        return phrase if len(items.subjects) <= 1 else None
    if items.subjects == (name.subject,):
        return phrase
    if not alone or items.names or items.words or not items.concepts:
        return None
    if language == "zh":
        return f"{name.zh}{phrase}"
    # "Net income" at the start of a sentence; "AI revenue" stays as it is.
    return f"{name.en}'s {phrase if phrase[1:2].isupper() else phrase[0].lower() + phrase[1:]}"


def _before_move(before: str) -> str | None:
    """What stands before the last verb of rising or falling, or nothing where there is none."""
    if re.search(f"[{CHINESE}]", before):
        matches = list(_ZH_MOVE.finditer(before))
        first = next(
            (m for m in matches if all(o.start() - m.start() < 6 for o in matches if o.start() >= m.start())), None
        )
        return before[: first.start()] if first else None
    words, known = lexicon(), lexicon().concepts
    moves = [
        match.start()
        for match in _WORD.finditer(before)
        if (concept := words.phrases.get((words.stem(match.group().lower()),))) and known[concept].moves
    ]
    return before[: moves[-1]] if moves else None
