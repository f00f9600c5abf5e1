"""Which measure of prices a question asks for. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from bot.assistant.prices.days import Days, Problem
from bot.assistant.prices.heard import Heard


class Measure(StrEnum):
    """What is asked of prices.

    ``HIGH`` and ``LOW`` are of one session, ``HIGHEST`` and ``LOWEST`` of a period. ``SINCE`` asks whether, or since
    when, the price is the highest (or, downwards, the lowest). ``VERSUS`` compares changes.
    """

    QUOTE = "quote"
    CLOSE = "close"
    OPEN = "open"
    HIGH = "high"
    LOW = "low"
    CHANGE = "change"
    VERSUS = "versus"
    HIGHEST = "highest"
    LOWEST = "lowest"
    SINCE = "since"
    DRAWDOWN = "drawdown"
    STREAK = "streak"
    BEST_WORST = "best_worst"
    VOLUME = "volume"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a question says, taken apart.

    ``names`` is how many securities it names. ``bare`` says that one of them is a ticker or an index; ``share``, that
    or the word "share": prices are meant, and not the business. ``today`` marks days that are today alone,
    ``elsewhere`` a security that is listed in more than one place.
    """

    heard: Heard
    days: Days
    names: int
    share: bool
    bare: bool
    today: bool
    elsewhere: bool = False

    def has(self, *tags: str) -> bool:
        """Whether any of them is said."""
        return self.heard.has(*tags)

    @property
    def past(self) -> bool:
        """Whether days before today are asked about."""
        return (self.days.first is not None or self.days.all) and not self.today


_MOVES = ("up", "down")
_OF_BUSINESS = ("up-in-business", "down-in-business")
_HIGHS, _LOWS = ("highest", "high"), ("lowest", "low")
_CURRENCIES = ("hk-dollar", "us-dollar", "yuan")
_OF_EXCHANGES = ("open", "close", "trading-day")
_LISTED_IN = ("hong-kong", "america", "mainland", "listed-in")
_PLACES = ("hong-kong", "america", "mainland", "market")
_NOT_THE_PRICE = (
    *_MOVES,
    "doing",
    "moving",
    "up-and-down",
    "percent",
    "trading-day",
    "session-day",
    "open",
    *_OF_BUSINESS,
)
_DATED = frozenset({Measure.HIGHEST, Measure.LOWEST, Measure.SINCE, Measure.BEST_WORST})
_OF_PERIODS = (
    (Measure.DRAWDOWN, ("drawdown", "below-high")),
    (Measure.BEST_WORST, ("best-day", "worst-day")),
    (Measure.STREAK, ("streak",)),
    (Measure.SINCE, ("since-when", "low-since-when")),
)


def measure_of(said: Spoken) -> Measure | None:
    """The measure asked for; nothing where it is no question of prices."""
    if said.has("never", "from-low") or said.heard.unknown:
        return None
    if said.names == 0:
        return _of_an_exchange(said)
    if said.days.problem is Problem.FUTURE or said.has("to-come"):
        return _of_the_future(said)
    if said.has("happened"):
        return _of_what_happened(said)
    measure = _of_a_period(said) or _of_a_session(said) or _of_a_move(said) or _of_the_price(said)
    # "When did it fall", and "more than" of one alone.
    undated = said.has("when") and measure not in _DATED
    alone = said.has("compared", "better") and measure in {Measure.QUOTE, Measure.CHANGE}
    return None if undated or alone else measure


def _of_what_happened(said: Spoken) -> Measure | None:
    """What happened to a share in days that are past, or to its price; to a company, only the news can tell."""
    if not said.has("share", "price") or said.has("when"):
        return None
    return Measure.CHANGE if said.past else Measure.QUOTE


def _of_an_exchange(said: Spoken) -> Measure | None:
    hours = said.has("session-day") or (said.has(*_OF_EXCHANGES) and said.has(*_PLACES))
    return Measure.CALENDAR if hours and not said.has("streak", *_MOVES) else None


def _of_the_future(said: Spoken) -> Measure | None:
    """A price on a day to come is asked of prices, which say so; what they will do, of the newsroom."""
    if said.days.problem is not Problem.FUTURE:
        return None
    if said.has("close-price", "close"):
        return Measure.CLOSE
    if said.has(*_MOVES, *_OF_BUSINESS, "up-and-down", "doing", "compared", "better"):
        # "How much did it rise on" a day that is yet to come.
        mistaken = said.has("amount") and said.days.single and not said.has("to-come")
        return Measure.CHANGE if mistaken else None
    return Measure.QUOTE if said.has("price") or (said.has("amount") and said.share) else None


def _of_a_period(said: Spoken) -> Measure | None:
    """Measures that need many sessions."""
    plain = next((measure for measure, tags in _OF_PERIODS if said.has(*tags)), None)
    if plain or not said.has(*_HIGHS, *_LOWS):
        return plain or (Measure.VERSUS if _compares(said) else None)
    up = said.has(*_HIGHS)
    if said.has("intraday") or (said.days.single and not said.days.all):
        return Measure.HIGH if up else Measure.LOW
    if said.has("whether", "since") and not said.has("what", "when", "amount"):
        return Measure.SINCE
    return Measure.HIGHEST if up else Measure.LOWEST


def _compares(said: Spoken) -> bool:
    with_index = said.has("index", "market")
    if not said.has("compared", "better") or not (said.names > 1 or with_index):
        return False
    if said.share or said.has(*_MOVES):
        return True
    told = with_index or said.has("up-and-down", "doing", "price")
    dated = said.days.first is not None and said.has("compared")
    return (told or dated) and not said.days.reporting


def _of_a_session(said: Spoken) -> Measure | None:
    if said.has("volume"):
        return Measure.VOLUME
    if said.has("open-price"):
        return Measure.OPEN
    if said.has("index", "market", "trading-day", "session-day"):
        return None
    if said.has("open"):
        return None if said.has("when", "whether", "what") else Measure.OPEN
    if said.has(*_MOVES) and not said.has("when"):
        return None  # "Did it close higher?"
    return Measure.CLOSE if said.has("close-price", "close") else None


def _of_a_move(said: Spoken) -> Measure | None:
    """What the price did: an amount, or over days that are past, is a change; whether it is up now, the price tells."""
    moves = said.has(*_MOVES)
    if said.has(*_OF_BUSINESS, "moving") and not moves:
        if not (said.share or (said.has("moving") and said.has("amount"))):
            return None
        moves = True
    if {"up", "down"} <= said.heard.tags and not said.has("up-and-down", "amount"):
        return None  # "The crash and rebound of April" is a story.
    of_results = said.days.reporting and not said.share
    shown = said.has("up-and-down") and not of_results
    # "What did Meituan do last week?" asks for its doings.
    doing = said.has("doing") and not of_results and (said.share or not said.has("what"))
    counted = moves and said.has("amount", "percent", "up-and-down")
    if counted or (said.past and (moves or shown or doing)):
        return Measure.CHANGE
    current = said.today or said.share
    if said.has("up-and-down", "percent") and current and not moves:
        return Measure.CHANGE
    return Measure.QUOTE if moves or (doing and current) else None


def _of_the_price(said: Spoken) -> Measure | None:
    """The price itself, now or on a day; over a longer period, what it did."""
    if said.has(*_NOT_THE_PRICE) or (said.has("worth") and not said.has("share")) or _asks_what_it_is(said):
        return None
    priced = said.has("price", "amount", "worth", "at", *_CURRENCIES)
    if not said.past and _is_placed(said):
        return Measure.QUOTE
    if not said.past:
        return Measure.QUOTE if priced or said.share else None
    if said.days.single and (priced or (said.bare and said.has("what"))):
        return Measure.CLOSE
    return Measure.CHANGE if said.share or said.has("price") else None


def _is_placed(said: Spoken) -> bool:
    """Whether it is a name with no more than the place of its listing: "Alibaba in Hong Kong", 港股阿里.

    What is listed in one place alone may as well be at work there.
    """
    placed = said.has("listed-in") or (said.elsewhere and said.has("hong-kong", "america", "mainland"))
    return placed and said.heard.tags <= {*_LISTED_IN, "filler", "latest"}


def _asks_what_it_is(said: Spoken) -> bool:
    """Whether it is no more than "what is the Hang Seng Tech Index"."""
    return said.has("what") and said.heard.tags <= {"what", "filler", "whether"} and not (said.past or said.today)
