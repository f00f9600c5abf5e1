"""What a reader might ask next, given an answer: full questions that this bot understands. Pure."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from itertools import islice

from bot.assistant.followups import resolve
from bot.assistant.inquiry import Inquiry, Wants, understand
from bot.assistant.lexicon import Name, lexicon
from bot.assistant.prices.asking import Measure, PriceInquiry, price_inquiry
from bot.assistant.wording import before
from bot.market.model import Kind, Security
from bot.market.symbols import symbols
from bot.model import Answer, Status, Turn
from bot.period_words import period
from knowledge.periods import periods

_MOST = 3
# A move as prices are told: "up 2.1%", 下跌2.1%.
_MOVED = re.compile(r"\b(up|down) [\d,.]+%|(上涨|下跌)[\d,.]+%")
# Reasons are asked of what has just happened.
_JUST = timedelta(days=7)
_OF_NOW = frozenset({Measure.QUOTE, Measure.CHANGE, Measure.CLOSE})
_ASKING = {
    "en": {
        Measure.QUOTE: {Kind.SHARE: "{} share price", Kind.INDEX: "{} level", Kind.FUND: "{} price"},
        Measure.CHANGE: {Kind.SHARE: "{} shares this year", Kind.INDEX: "{} this year", Kind.FUND: "{} this year"},
        Measure.HIGHEST: dict.fromkeys((Kind.SHARE, Kind.INDEX, Kind.FUND), "{} 52-week high"),
    },
    "zh": {
        Measure.QUOTE: {Kind.SHARE: "{}股价", Kind.INDEX: "{}点位", Kind.FUND: "{}价格"},
        Measure.CHANGE: dict.fromkeys((Kind.SHARE, Kind.INDEX, Kind.FUND), "{}今年涨跌多少？"),
        Measure.HIGHEST: dict.fromkeys((Kind.SHARE, Kind.INDEX, Kind.FUND), "{}52周最高价"),
    },
}


def _any(_: str) -> bool:
    return True


def follow_ups(answer: Answer, question: str, answered: Callable[[str], bool] = _any) -> tuple[str, ...]:
    """Up to three questions, in the language of the answer, each of which stands alone; none where it is no answer.

    That prices are asked for is made sure of here. Whether the newsroom has an answer only it can say: ``answered`` is
    asked that of each question that would go to it, and may be slow.
    """
    if answer.status is not Status.ANSWERED:
        return ()
    asked = answer.resolved or question
    today = answer.as_of.astimezone(UTC).date()
    of_prices = price_inquiry(asked, today)
    if of_prices is None and answer.citations:
        found = _after_news(answer, understand(asked, today), today, answered)
    elif of_prices is not None and answer.prices and of_prices.names:
        found = _after_prices(answer, of_prices, today, answered)
    else:
        return ()
    return tuple(islice(dict.fromkeys(text[:1].upper() + text[1:] for text in found), _MOST))


def _after_news(answer: Answer, inquiry: Inquiry, today: date, answered: Callable[[str], bool]) -> Iterator[str]:
    yield from filter(answered, _of_before(answer, inquiry, today))
    yield from islice(filter(answered, _of_peers(answer, inquiry, today)), 1)
    for subject in inquiry.subjects:
        yield from _of_price(Measure.QUOTE, symbols().security(subject), answer.language, today)


def _after_prices(answer: Answer, inquiry: PriceInquiry, today: date, answered: Callable[[str], bool]) -> Iterator[str]:
    security, language = symbols().security(inquiry.names[0]), answer.language
    text = _why(answer, inquiry, security, today)
    if text and answered(text):
        yield text
    for measure in (Measure.CHANGE, Measure.HIGHEST, Measure.QUOTE):
        for text in _of_price(measure, security, language, today):
            if _days(price_inquiry(text, today)) != _days(inquiry):
                yield text


def _days(inquiry: PriceInquiry | None) -> tuple[object, ...]:
    return (inquiry.measure, inquiry.first, inquiry.last) if inquiry else ()


def _of_price(measure: Measure, security: Security, language: str, today: date) -> Iterator[str]:
    """The question for a measure, where there is one that prices answer."""
    if not security.listings or security.kind is Kind.RATE:
        return
    # Prices of such an index reach back some days.
    if measure is Measure.HIGHEST and security.proxy:
        return
    # A year may begin with days without trade.
    if measure is Measure.CHANGE and today - date(today.year, 1, 1) < _JUST:
        return
    text = _ASKING[language][measure][security.kind].format(security.zh if language == "zh" else security.en)
    understood = price_inquiry(text, today)
    if understood and (understood.text, understood.measure, understood.names) == (text, measure, (security.id,)):
        yield text


def _why(answer: Answer, inquiry: PriceInquiry, security: Security, today: date) -> str:
    """Why it rose, or fell, where the answer tells a move of these days that all its listings made."""
    past = inquiry.last is not None and today - inquiry.last > _JUST
    if past or inquiry.measure not in _OF_NOW or security.kind in {Kind.FUND, Kind.RATE} or len(inquiry.names) > 1:
        return ""
    heads = [paragraph.partition("\n")[0] for paragraph in answer.text.split("\n\n")]
    ways = {match[1] or match[2] for match in map(_MOVED.search, heads) if match}
    if len(ways) != 1:
        return ""
    [way] = ways
    if answer.language == "zh":
        return f"{security.zh}为什么{way}？"
    name = f"the {security.en}" if security.kind is Kind.INDEX else security.en
    return f"Why did {name} {'rise' if way == 'up' else 'fall'}?"


def _of_before(answer: Answer, inquiry: Inquiry, today: date) -> Iterator[str]:
    """The same of the period whose figure, as the answer says, its own has replaced; of the latest such."""
    if inquiry.period or inquiry.order or inquiry.window:
        return
    [prefix] = before([""], answer.language)
    lines = (line for line in answer.text.split("\n") if line.startswith(prefix))
    named = next((one for line in lines for one in periods(line) if one.months and one.year_given), None)
    if named is None:
        return
    words = period(named, answer.language)
    text = _followed(answer, inquiry, words if answer.language == "zh" else f"in the {words}")
    meant = understand(text, today)
    if meant.period and meant.period.same_days(named) and meant.subjects == inquiry.subjects:
        yield text


def _of_peers(answer: Answer, inquiry: Inquiry, today: date) -> Iterator[str]:
    """The same of other companies' clouds or models; first of those that are quoted as well."""
    if inquiry.wants is not Wants.FIGURE or len(inquiry.items.names) != 1:
        return
    quoted = lexicon().items(" ".join(citation.quotation for citation in answer.citations)).subjects
    for peer in sorted(_peers(inquiry.items.names[0].name), key=lambda one: one.subject not in quoted):
        label = peer.zh if answer.language == "zh" else peer.en
        text = _followed(answer, inquiry, f"{label}呢？" if answer.language == "zh" else f"and {label}?")
        if understand(text, today).subjects == (peer.subject,):
            yield text


def _peers(name: Name) -> list[Name]:
    if name.concept is None:
        return []
    of_others = (one for one in lexicon().names.values() if one.subject != name.subject)
    return [one for one in of_others if one.concept == name.concept]


def _followed(answer: Answer, inquiry: Inquiry, text: str) -> str:
    """What a reader would be asking who now wrote this."""
    return resolve(text, [Turn(inquiry.text, answer)])
