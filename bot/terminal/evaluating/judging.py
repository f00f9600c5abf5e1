"""Whether answers are right: what is expected of them stands in them, in whatever form it is written. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from bot.assistant.checking.amounts import Amount, Unit, amounts
from bot.model import Answer, Status
from bot.terminal.evaluating.questions import Asked

# A sum may be told without its currency ("rose to 33.4 billion").
_LIKE_NUMBERS = frozenset({Unit.NUMBER, Unit.MONEY})


@dataclass(frozen=True, slots=True)
class Judged:
    """How answers did: the share of questions answered with all that was expected, the abstentions' precision and
    recall, and the share of all questions that were answered; a figure is absent where no question asks for it.
    """

    questions: int
    answer_hit_rate: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    answered: float | None


def judge(questions: Sequence[Asked], answers: Sequence[Answer | None]) -> Judged:
    """Judge answers, None for a question that failed.

    It is a hit when all that is expected stands in the text, and an abstention when the status is ``unknown``.
    """
    pairs = list(zip(questions, answers, strict=True))
    hits = [is_hit(asked, answer) for asked, answer in pairs if asked.expect]
    abstained = [asked.unanswerable for asked, answer in pairs if _is(answer, Status.UNKNOWN)]
    unanswerable = [_is(answer, Status.UNKNOWN) for asked, answer in pairs if asked.unanswerable]
    answered = [_is(answer, Status.ANSWERED) for _, answer in pairs]
    return Judged(len(pairs), _share(hits), _share(abstained), _share(unanswerable), _share(answered))


def is_hit(asked: Asked, answer: Answer | None) -> bool:
    """Whether a question is answered with all that is expected."""
    return answer is not None and _is(answer, Status.ANSWERED) and all(says(answer.text, one) for one in asked.expect)


def says(text: str, part: str) -> bool:
    """Whether a text says what is expected: the words, in either case, or the same figure in another form.

    ``26%`` is said by "26 percent" and not by "126%"; ``33.4 billion yuan`` by 334亿元 and not by "$33.4bn".
    """
    if _stands(part.lower(), text.lower()):
        return True
    wanted = [amount for amount in amounts(part) if amount.text == part.strip()]
    return any(_same(one, other) for one, other in product(wanted, amounts(text)))


def _stands(part: str, text: str) -> bool:
    """Whether words stand in a text; a number not as a part of a longer one."""
    before = r"(?<![\d.,])" if part[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if part[-1:].isdigit() else ""
    return bool(re.search(before + re.escape(part) + after, text))


def _same(one: Amount, other: Amount) -> bool:
    if one.unit is not other.unit and not {one.unit, other.unit} <= _LIKE_NUMBERS:
        return False
    return one.value == other.value and (not one.currency or not other.currency or one.currency == other.currency)


def _is(answer: Answer | None, status: Status) -> bool:
    return answer is not None and answer.status is status


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 4) if found else None
