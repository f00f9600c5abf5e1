"""The words by which sentences speak of prices, and of what is no price. Pure.

All patterns are for text that :func:`level` has levelled.
"""

import re
import unicodedata

from bot.market.arithmetic.rows import Way
from bot.market.claims.claim import Measure
from knowledge.text import fold


def level(text: str) -> str:
    """A text in small letters and simplified characters, with every character still in its place."""
    plain = "".join(_level(character) for character in text)
    folded = fold(plain)
    return folded if len(folded) == len(plain) else plain


def _level(character: str) -> str:
    if character.isspace():
        return "\n" if character == "\n" else " "
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else " "


# "Sept. 12" and "U.S. shares" go on.
_NO_END = (
    r"(?<!\bjan)(?<!\bfeb)(?<!\bmar)(?<!\bapr)(?<!\baug)(?<!\bsept)(?<!\bsep)(?<!\boct)(?<!\bnov)(?<!\bdec)(?<!\.\w)"
)
_SENTENCE_END = re.compile(rf"[。！？!?\n]+|{_NO_END}\.(?=\s|$)")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a levelled text begin and end."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if text[start:end].strip()]


# What has a price on an exchange, what is said of it, and what is said of such alone unless something else is named.
_PRICE = re.compile(
    r"""\b(?:shares?(?!\ (?:of\ (?:the\ )?market|sale))|stocks?|adrs?|adss?|share\ price|index|indices|gauge|benchmark
        |hang\ seng|hstech|nasdaq|kweb|csi\ 300|h-shares?|a-shares?
        |clos(?:ed|es|ing)|closing\ (?:price|level)|ended\ (?:the\ (?:day|session)|up|down|at)|traded?\ at)\b
      | 股价|股票|个股|收盘|收市|收报|收于|收涨|收跌|收升|收高|收低|指数|恒指|恒生|国指|科指|港股|美股
      | a股|盘中|早盘|午后|开盘|存托凭证""",
    re.VERBOSE,
)
_MOVED = re.compile(r"[涨跌挫]|飙升|升幅|连升")
_OTHER = re.compile(
    r"""\b(?:revenues?|sales|profits?|margins?|volumes?|turnover|income|earnings|ebitda
        |loss(?:es)?\ (?:narrowed|widened)
        |deliver(?:y|ies)|users?|growth|output|exports?|imports?|spending|orders?|shipments?|market\ share|share\ of
        |share\ sales?|market\ (?:value|capitali[sz]ation)|yields?|inflation|unemployment
        |(?:interest|exchange|bond)\ rates?
        |demand|production|subscribers?|registrations|listings|buybacks?|repurchases?|inflows?|outflows?|funding
        |(?:oil|gold|house|home|consumer|food|property|memory|dram|nand|battery|chip)\ prices?|prices\ of|costs?
        |wages?
        |temperatures?|rainfall|confidence|sentiment|stake|weight(?:ing)?|dividends?|cash\ flow|capex
        |capital\ expenditure|bookings|backlog|inventor(?:y|ies)|valuations?|multiples?|short\ interest|bitcoin)\b
      | 成交[额量]|营收|收入|利润|净利|盈利|销[量售]|交付|毛利率?|用户|市值|净买入|净流入|净卖出|增速|订单|出货|产[量值]
      | 出口|进口|房价|油价|金价|物价|租金|成本|运费|票房|保费|活跃|gmv|流水|份额|回购|分红|目标价|派息|利率|汇率|气温
      | 单季|价格|营业额|存储|估值|持股|资金|研发|现金流""",
    re.VERBOSE,
)


def is_of_prices(sentence: str, start: int, end: int) -> bool:
    """Whether what stands from start to end of a levelled sentence is said of a price on an exchange.

    The nearest word before it that names a price or anything else decides; where none does, that it is spoken of as
    prices are; else the first after it.
    """
    prices = [match.start() for match in _PRICE.finditer(sentence, 0, end)]
    others = [match.start() for match in _OTHER.finditer(sentence, 0, end)]
    if prices or others:
        return max(prices, default=-1) > max(others, default=-1)
    if _MOVED.search(sentence, 0, end):
        return True
    price, other = _PRICE.search(sentence, end), _OTHER.search(sentence, end)
    return price is not None and (other is None or price.start() < other.start())


# What may come, what did not, and what is only a mark that something else is measured from.
_OPEN = re.compile(
    r"""\b(?:could|may|might|would|will|should|expect\w*|forecast\w*|predict\w*|target\w*|if|unless|whether|not|never|no
        |below|beneath|under|short\ of|away\ from|from|off|near|nearing|nears|approach\w*|since|before|until|after
        |following|despite|than|denie[sd]|aims?|compared|versus|vs|against|outpac\w+)\b[^,;:]{0,30}$
      | (?:可能|或将|有望|预计|料将|若|如果|倘|未能?|没有|并非|距离?|接近|逼近|低于|有机会|一旦|较)[^，；,;]{0,8}$""",
    re.VERBOSE,
)


def is_open(sentence: str, start: int) -> bool:
    """Whether the words before a place leave it open, or deny, that what follows is so."""
    return _OPEN.search(sentence, max(0, start - 60), start) is not None


_MEASURES = re.compile(
    r"""(?P<peak>\bas\ much\ as\b|\bup\ to\b|一度|最多)
      | (?P<intraday>\bintra-?day\b|\bduring\ trading\b
            |\b(?:in|during)\ (?:early|morning|afternoon|late|midday)\ trad(?:e|ing)\b|盘中|早盘|午后|开盘)
      | (?P<close>\bclos(?:e|ed|es|ing)\b|\bended\b|\bfinish(?:ed)?\b|\bsettled\b
            |收盘|收市|收报|收于|收[涨跌升高低])""",
    re.VERBOSE,
)


def measure_of(sentence: str, start: int, end: int) -> Measure:
    """Which price is spoken of: as the words themselves say, else the nearest before them, else the first after."""
    inside = _MEASURES.search(sentence, start, end)
    before = [*_MEASURES.finditer(sentence, 0, start)]
    found = inside or (before[-1] if before else _MEASURES.search(sentence, end))
    return Measure(str(found.lastgroup)) if found else Measure.UNSAID


UP_WORDS = (
    r"(?:up|rose|risen|rises|rising|gain(?:s|ed)?|climb(?:s|ed)?|jump(?:s|ed)?|surg(?:e|es|ed)|soar(?:s|ed)?"
    r"|rall(?:y|ies|ied)|advanc(?:e|es|ed)|add(?:s|ed)|leapt|leaped|leaps?|higher|rise|winning"
    r"|increased?|rebound(?:s|ed)?)"
)
DOWN_WORDS = (
    r"(?:down|fell|fallen|falls?|falling|dropp?(?:s|ed)?|declin(?:e|es|ed)|lost|los(?:es|ing|s|ses)|slid|slides?"
    r"|slump(?:s|ed)?|tumbl(?:e|es|ed)|plung(?:e|es|ed)|sank|shed|retreat(?:s|ed)?|lower|rout|decrease)"
)
_WAY = re.compile(
    rf"\b(?:(?P<up>{UP_WORDS})|(?P<down>{DOWN_WORDS}))\b|(?P<zh_up>[收上大急]?[涨升]|走高|收高)|(?P<zh_down>[收下大急]?[跌挫]|走低|收低)"
)


def ways(text: str, start: int, end: int) -> list[tuple[int, int, Way]]:
    """Where a stretch of levelled text speaks of rising or falling."""
    return [
        (*match.span(), Way.UP if str(match.lastgroup).endswith("up") else Way.DOWN)
        for match in _WAY.finditer(text, start, end)
    ]
