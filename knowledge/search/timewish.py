"""What a question says of time: the latest, windows of days, or nothing. Pure.

"Last week", "in September 2024", "since August", 上周, 9月以来 name a window of days of publication; "latest", 最近
want what is new. A quarter or a half whose results are told ("the September quarter", "second-quarter revenue",
三季度业绩) is what the news is about and not when it came out: it is no window.
"""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.search.spans import Window
from knowledge.search.timewords import MONTH
from knowledge.search.windows import windows
from knowledge.text import fold


@dataclass(frozen=True, slots=True)
class TimeWish:
    """``latest`` where the newest is wanted, ``windows`` the days of publication that are asked for, if any."""

    latest: bool = False
    windows: tuple[Window, ...] = ()

    @property
    def window(self) -> Window | None:
        """The one window; nothing where there is none, or more than one."""
        return self.windows[0] if len(self.windows) == 1 else None


# "The three months to June", "June quarter", "second-quarter results": what is told, not when.
_TOLD = re.compile(
    rf"""
    \b{MONTH}[\s-]+quarter\b (?:,?\ (?:of\ )?\d{{4}})?
  | \b(?:(?:three|six|nine|twelve)\ months|quarter)\ (?:to|ended|ending)
        (?:\ \d{{1,2}})?\ {MONTH} (?:\ \d{{1,2}})? ,?(?:\ \d{{4}})?
  | \b(?:(?:first|second|third|fourth)[\s-]+quarter|q[1-4]) (?:,?\ (?:of\ |in\ )?(?:\d{{4}}|this\ year|last\ year))?
  | \b(?:first|second)[\s-]+half(?:'s)?[\s-]+(?:results|revenues?|profits?|earnings|sales|margins?|loss(?:es)?)\b
  | \b(?:the\ )?(?:whole|full\ year|all|entirety)\ of\ \d{{4}} | \bfull[\s-]year\ \d{{4}} | \bfiscal\ (?:year\ )?\d{{4}}
  | \b\d{{4}}\ (?:annual|full[\s-]year)\ (?:results|report|earnings)

  | (?:\d{{4}}年?|今年|去年)? (?:第?[一二三四1-4]季度?|q[1-4]|[1-4]q)
  | (?:\d{{4}}年?|今年|去年)?全年 | \d{{4}}(?:财年|年报|年度业绩)
  | (?:\d{{4}}年|截至)? (?:3|6|9|12|三|六|九|十二)月 (?:当季|季度|底季度|底止|底止季度|(?:30|31)日止)
        的?(?:三个月|季度)?
  | [上下]半年的?(?:业绩|财报|营收|收入|利润|净利|毛利|净亏)
    """,
    re.VERBOSE,
)
_LATEST = re.compile(
    r"""
    \b(?: latest | newest | most\ recent(?:ly)? | right\ now | nowadays | these\ days | of\ late | at\ the\ moment
        | what(?:'s|’s|\ is)\ new | whats\ new | any\ news | so\ far | just\ (?:now|announced|reported)
        | up[\s-]to[\s-]date | (?:anything|something)\ new )\b
  | 最新|最近|近期|近来|近日|目前|现在|如今|眼下|当前|当下|刚刚|近况|新消息|有什么新|有何新
    """,
    re.VERBOSE,
)
# Of how things are today: no news of that day alone.
_AS_OF_TODAY = re.compile(r"\bstands?(?: as of)? today\b")
# In a long question these only describe.
_RECENT = re.compile(
    r"\b(?:recent(?:ly)? | current(?:ly)?(?!\ (?:account|assets|ratio|liabilities)) | lately | fresh | now)\b",
    re.VERBOSE,
)
_SHORT = 14  # words


def time_wish(query: str, today: date) -> TimeWish:
    """What a question, in English or Chinese, says of time; ``today`` is what "yesterday" counts from."""
    said = " ".join(fold(query).split())
    left = _TOLD.sub(" ", said)
    asked = _AS_OF_TODAY.sub(" now ", left)
    # Beside a quarter whose results are told, a bare year is that quarter's.
    found = windows(asked, today, bare_years=left == said)
    latest = asked != left or bool(_LATEST.search(asked) or (_RECENT.search(asked) and len(asked.split()) <= _SHORT))
    return TimeWish(latest=not found and latest, windows=found)
