"""Understanding a question without a language model: whom it is about, what it wants, when. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.assistant.lexicon import Items, lexicon
from knowledge.figures import Kind
from knowledge.periods import Period, periods, without_periods
from knowledge.search.timewish import time_wish
from knowledge.text import fold, language_of


class Wants(StrEnum):
    """The kind of answer a question asks for."""

    FIGURE = "figure"
    DATE = "date"
    REASON = "reason"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, understood.

    ``kinds`` are the kinds of figure that would answer, the likeliest first. ``period`` is the quarter, year or day the
    answer is to be about; ``order`` the number of a quarter named without its year; ``window`` the days in which it is
    to have been published. ``future`` marks a question of what is to come, ``vague`` one that points at something never
    named ("how is it doing?"), ``counted`` one for a number of things ("how many parcels"), ``advice`` one for advice,
    which is no matter of fact, ``forecast`` one for what a price or a figure will be, ``latest`` one for what is new,
    ``current`` that or one for how things stand. ``open_window`` says that the window, a month by its name, may as well
    be the time that the news tells of: "orders in July" are counted in August.
    """

    text: str
    language: str
    items: Items
    wants: Wants
    kinds: tuple[Kind, ...]
    period: Period | None
    order: int | None
    window: tuple[date, date] | None
    future: bool
    vague: bool
    counted: bool = False
    advice: bool = False
    forecast: bool = False
    latest: bool = False
    current: bool = False
    open_window: bool = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """The companies and indices asked about."""
        return self.items.subjects

    @property
    def translated(self) -> str:
        """The names and matters asked about as the other language writes them: news of both is searched."""
        other = "en" if self.language == "zh" else "zh"
        concepts = lexicon().concepts
        names = [getattr(mention.name, other) for mention in self.items.names]
        matters = [getattr(concepts[concept], f"{other}_word") for concept in sorted(self.items.concepts)]
        return " ".join([*names, *matters])


_WHEN = r"\bwhen\b|\bwhat (?:date|day)\b|\bwhich day\b|\bsince when\b|什么时候|何时|哪天|哪一天|几时|几月"
_WANTS = (
    (
        Wants.REASON,
        r"\bwhy\b|\breasons?\b|\bwhat (?:drove|drives|is driving|caused|causes)\b|\bhow come\b"
        r"|为什么|为何|原因|怎么会|为啥",
    ),
    (Wants.DATE, _WHEN),
    (
        Wants.FIGURE,
        r"\bhow (?:much|many|fast|big|large|high|low|strong(?:ly)?|quickly|old|long|far)\b"
        r"|\bwhat (?:percent|percentage|share|rate|growth)\b|\bgrowth rate\b|\bby what\b"
        r"|\bhow did .*\b(?:grow|rise|fall)\b|多少|几成|增速|增幅|涨幅|跌幅|百分之几|多快|多大|几倍|几个|几家",
    ),
)
_FIGURE_MATTERS = frozenset({"revenue", "profit", "margin", "market-value", "dividend", "spending", "user", "staff"})
_SUMS = frozenset({"revenue", "profit", "market-value", "dividend", "spending", "buyback", "fine"})
_COUNT = re.compile(
    r"\bhow many\b|\bheadcount\b|多少(?:个|家|名|人|辆|台|件|单|款|用户|员工|骑手|参数)|几个|几家|\bhow old\b"
)
_MONEY = re.compile(
    r"\bhow much (?:money|cash)\b|多少钱|多少元|多少美元|\b(?:cost|costs|pay|paid|fined?|price|worth|valued?)\b"
)
_ASKS_WHAT = re.compile(r"\bwhat(?:'s| is| was| were| are| did| does| has)\b|是什么|怎样|^[^?？]{3,60}[?？]?$")
_OTHER_WORD = re.compile(
    r"\b(?:who|whom|whose|which|where|did|does|do|is|are|was|were|has|have|can|will|should)\b|谁|哪|吗"
)
_COMPARES = re.compile(
    r"\b(?:compare|compared|versus|vs|faster|slower|more|less|bigger|higher|lower|or)\b|相比|比较|对比|更"
)
_FUTURE = re.compile(
    r"\bwill\b|\bnext (?:year|quarter|month|week)\b|\bgoing to\b|\bforecast\b"
    r"|明年|下(?:个)?(?:季度|月|周)|将会|会是|会不会|会涨|会跌"
)
# What kind of thing is asked for need not be said again by what answers: "which stock", "how high".
_ANSWER_TYPE = re.compile(
    r"\b(?:which|what) (?:stocks?|shares?|compan(?:y|ies)|firms?|index|bank|game|app)\b"
    r"|\bhow (?:high|low|big|large|long|far|strong|fast|quickly)\b|哪(?:只|支|个|家|些)(?:股票|公司|指数)?",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\bshould (?:i|we|one) (?:buy|sell|hold|keep|invest in|get into|short|add|avoid)\b(?: more| my)?"
    r"|\bwould you (?:buy|sell|hold|invest in|recommend)\b(?: buying| selling)?"
    r"|\b(?:do|can) you (?:recommend|advise|suggest)\b(?: buying| selling| i buy| i sell| me to buy| me to sell)?"
    r"|\bis it (?:time|too late|wise|safe|smart) to (?:buy|sell|invest in|get into)\b"
    r"|\b(?:is|are) (?=.*\b(?:a good|a buy|worth buying|a sell)\b)"
    r"|\b(?:a good (?:buy|investment|time to (?:buy|sell|invest in))|a buy|worth buying)\b"
    r"|(?:你|您)?(?:会|建议我?|推荐我?)(?:买入|卖出|买|卖|持有|投资)"
    r"|(?:该不该|要不要|应不应该|应该|可以|能不能|可不可以|适合|值得|该)(?:买入|卖出|买|卖|持有|投资|入手|抄底)"
    r"|能买吗|值得买吗|(?:可以|能|该)(?:入手|上车)吗",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b|[\d一二三四五六七八九十]月"
)
_ZH_MONTH = re.compile(r"(?<!\d)\d{1,2}月(?:份|\d{1,2}[日号])?")
# How things are: news of long ago does not tell it without a word on its age.
_STANDING = re.compile(
    r"\bhow (?:is|are|'s)\b.*\bdoing\b|\bwhat(?:'s| is) (?:going on|happening|up)\b|怎么样|怎样了|近况|现状"
)
_ORDER = re.compile(
    r"\b(first|second|third|fourth|1st|2nd|3rd|4th) quarter\b|\bq([1-4])\b|(?<![上前下后])第?([一二三四])季度?"
)
_ORDER_OF = {"first": 1, "1st": 1, "一": 1, "second": 2, "2nd": 2, "二": 2, "third": 3, "3rd": 3, "三": 3}
_BY_MONTH = re.compile(r"\b(march|june|september|december) quarter\b|(3|6|9|12)月(?:当季|季度)")
_BY_MONTH_OF = {"march": 1, "3": 1, "june": 2, "6": 2, "september": 3, "9": 3, "december": 4, "12": 4}


def understand(text: str, today: date) -> Inquiry:
    """Take a question apart; ``today`` is what "yesterday" counts from."""
    folded = fold(text)
    advice = bool(_ADVICE.search(text))
    items = lexicon().items(_ADVICE.sub(" ", _ANSWER_TYPE.sub(" ", _ZH_MONTH.sub(" ", without_periods(text)))))
    named = list(periods(text))
    wish = time_wish(text, today)
    # "July to September" is what is told, whenever it is.
    months = bool(_MONTH.search(folded))
    of_span = months and not _MONTH.search(fold(without_periods(text)))
    window = None if named or of_span else wish.window
    future = bool(_FUTURE.search(folded))
    return Inquiry(
        text=text,
        language=language_of(text),
        items=items,
        wants=_wants(folded, items),
        kinds=_kinds(folded, items),
        period=named[0] if named else None,
        order=None if named else _order(folded),
        window=window,
        future=future,
        vague=not named and not window and _names_nothing(items),
        advice=advice,
        forecast=future and _is_measured(items) and not re.search(_WHEN, folded),
        latest=wish.latest,
        current=not named and not window and bool(wish.latest or _STANDING.search(folded)),
        open_window=window is not None and months,
        counted=language_of(text) == "en" and bool(_COUNT.search(folded)),
    )


def _wants(folded: str, items: Items) -> Wants:
    """What it wants; "Tencent games revenue" wants a figure though no word of it asks for one."""
    for wants, pattern in _WANTS:
        if re.search(pattern, folded):
            return wants
    matters = items.concepts & _FIGURE_MATTERS and "risk" not in items.concepts
    moves = _moves(items) and items.concepts & (_FIGURE_MATTERS | {"cloud", "share"})
    named = _ASKS_WHAT.search(folded) and not _OTHER_WORD.search(folded)
    asked = named or _COMPARES.search(folded) or re.search(r"\bwhat\b|什么", folded)
    return Wants.FIGURE if moves or (matters and asked) else Wants.ANY


def _names_nothing(items: Items) -> bool:
    """Whether it speaks of nothing by name: "how is it doing?", "why?", "did it rise?"."""
    concepts = lexicon().concepts
    matters = any(not (concepts[concept].moves or concepts[concept].weak) for concept in items.concepts)
    return not items.subjects and not items.words and not matters


def _is_measured(items: Items) -> bool:
    """Whether it speaks of what rises and falls: a metric, shares, an index."""
    traded = any(mention.name.traded for mention in items.names)
    return traded or _moves(items) or bool(items.concepts & (_FIGURE_MATTERS | _SUMS | {"share", "high", "low"}))


def _moves(items: Items) -> bool:
    concepts = lexicon().concepts
    return any(concepts[concept].moves for concept in items.concepts)


def _kinds(folded: str, items: Items) -> tuple[Kind, ...]:
    """The kinds of figure that answer, the likeliest first."""
    if _COUNT.search(folded):
        return (Kind.NUMBER,)
    if "margin" in items.concepts or re.search(r"\bpercent|\brate\b|百分之|增速|增幅|涨幅|跌幅", folded):
        return (Kind.PERCENT,)
    if _moves(items):
        return (Kind.PERCENT, Kind.MONEY, Kind.NUMBER)
    if _MONEY.search(folded) or items.concepts & _SUMS:
        return (Kind.MONEY, Kind.NUMBER) if items.concepts & {"user", "staff"} else (Kind.MONEY,)
    return (Kind.MONEY, Kind.NUMBER, Kind.PERCENT)


def _order(folded: str) -> int | None:
    if match := _BY_MONTH.search(folded):
        return _BY_MONTH_OF[match[1] or match[2]]
    if match := _ORDER.search(folded):
        word = match[1] or match[2] or match[3]
        return int(word) if word.isdecimal() else _ORDER_OF.get(word, 4)
    return None
