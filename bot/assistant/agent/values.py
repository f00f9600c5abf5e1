"""The figures of an answer on prices, as values that a check can compare with. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.assistant.checking import Measure, Value
from bot.model import Answer, Figure, Price
from knowledge.figures import Kind, figures

_DOWN = ("down", "fell", "lower", "下跌", "跌")


def values_of(answer: Answer) -> tuple[Value, ...]:
    """What was reckoned, each with whom it is of and the days it spans."""
    return tuple(value for figure in answer.figures for value in _values(figure, answer.text))


def _values(figure: Figure, text: str) -> Iterator[Value]:
    found = next(iter(figures(figure.text)), None)
    if found is None or found.value is None or not figure.prices:
        return
    days = sorted(_day(price) for price in figure.prices)
    of = _one({price.symbol for price in figure.prices})
    if found.kind is Kind.PERCENT:
        value = -found.value if _falls(figure, text) else found.value
        yield Value(Measure.PERCENT, value, of=of, start=days[0], end=days[-1])
    elif found.kind is Kind.MONEY:
        yield Value(
            Measure.MONEY,
            found.value,
            unit=_one({price.currency for price in figure.prices}),
            of=of,
            start=days[0],
            end=days[-1],
        )
    else:
        yield Value(Measure.NUMBER, found.value, of=of, start=days[0], end=days[-1])


def _falls(figure: Figure, text: str) -> bool:
    """Whether the words before a percentage say that it went down."""
    at = text.find(figure.text)
    return any(word in text[max(0, at - 12) : at].lower() for word in _DOWN)


def _one(found: set[str]) -> str:
    """What is common to all prices of a figure; empty where they differ."""
    return next(iter(found)) if len(found) == 1 else ""


def _day(price: Price) -> date:
    return price.at.date() if isinstance(price.at, datetime) else price.at
