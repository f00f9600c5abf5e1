"""The words for what is not known, in English and Chinese: that nothing answers, and what was looked for. Pure."""

import re
import unicodedata
from datetime import date

from bot.assistant.inquiry import Inquiry
from bot.assistant.lexicon import lexicon
from bot.period_words import day, month, period
from knowledge.periods import without_periods
from knowledge.text import CHINESE, fold

_LONGEST_ECHO, _MOST_ECHOED, _MOST_NAMED = 24, 8, 4
_LATIN_OR_NUMBER = re.compile(r"[^\W_]+(?:[.,'’&+-][^\W_]+)*%?")
_CHINESE_RUN = re.compile(f"[{CHINESE}]{{2,}}")
# What the moves of shares are called, which do not grow.
_OF_SHARES = {("rise", "en"): "rise", ("rise", "zh"): "上涨", ("fall", "en"): "fall", ("fall", "zh"): "下跌"}
_OF_TIME = frozenset({"next", "coming", "soon", "ever", "again", "last"})
# Chinese words of asking and joining, which name nothing.
_ASKING_ZH = re.compile(
    r"请问|告诉我|是不是|有没有|会不会|能不能|可不可以|为什么|什么|怎么|多少|哪[一个家些里条]*|如何|是否|关于|以及|以后|之后|之前"
    r"|[的了吗呢吧呀啊是在有和与对被把将会能要谁几又也都很最到向从给让就才并且或而但这那一个上下年月日号里中间过着我你他她它们]"
)


def unknown(inquiry: Inquiry, articles: int, until: date | None, newest: date | None = None) -> str:
    """That nothing answers, and what was looked for.

    ``newest`` is the day of the newest article that would answer were it of the days asked for.
    """
    language = inquiry.language
    if articles == 0:
        return nothing_read(until, language)
    sought = _sought(inquiry)
    if language == "zh":
        span = f"截至{day(until, language)}的" if until else ""
        text = f"我不知道。在{span}{articles}篇文章里没有找到答案。查找的是：{'、'.join(sought)}。"
        return f"{text}相关的最新报道是{day(newest, language)}的。" if newest else text
    span = f" published by {day(until, language)}" if until else ""
    none = "The one article" if articles == 1 else f"None of the {articles} articles"
    answers = "does not answer this" if articles == 1 else "answers this"
    text = f"I don't know. {none}{span} I searched {answers}. I looked for: {', '.join(sought)}."
    return f"{text} The newest that I have on it is of {day(newest, language)}." if newest else text


def nothing_read(until: date | None, language: str) -> str:
    """That there is no article to answer from."""
    if language == "zh":
        return f"我不知道：没有截至{day(until, language)}的文章。" if until else "我不知道：还没有任何文章。"
    return (
        f"I don't know: I have no article published by {day(until, language)}."
        if until
        else ("I don't know: I have no articles yet.")
    )


def nothing_on(name: str, language: str) -> str:
    """That one of several subjects is not answered."""
    return f"没有找到关于{name}的答案。" if language == "zh" else f"I found nothing that answers this for {name}."


def nothing_of(window: tuple[date, date], language: str) -> str:
    """That no news is of the days asked for, before what is nearest to them."""
    days = days_of(window, language)
    if language == "zh":
        return f"没有{days}的相关报道，以下是时间上最接近的："
    return f"I have nothing on this of {days}; this is the nearest in time:"


def days_of(window: tuple[date, date], language: str) -> str:
    """Some days in words: a whole month by its name, else from the first to the last."""
    first, last = window
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and last.day >= 28:
        return month(first, language)
    joint = "至" if language == "zh" else " to "
    return joint.join(day(end, language) for end in dict.fromkeys(window))


def _sought(inquiry: Inquiry) -> list[str]:
    """What was looked for, cleaned and short: names and matters, days, then the question's own words and numbers."""
    concepts, language = lexicon().concepts, inquiry.language
    implied = {mention.name.concept for mention in inquiry.items.names}
    names = [getattr(mention.name, language) for mention in inquiry.items.names][:_MOST_NAMED]
    asked = [concept for concept in concepts.values() if concept.id in inquiry.items.concepts - implied]
    matters = [getattr(one, language) for one in asked if not (one.moves or one.weak)][:_MOST_NAMED]
    traded = "share" in inquiry.items.concepts or any(mention.name.traded for mention in inquiry.items.names)
    moves = [_OF_SHARES.get((one.id, language), getattr(one, language)) for one in asked if one.moves]
    sought = [*names, *matters, *(moves if traded else (getattr(one, language) for one in asked if one.moves))]
    if inquiry.period is not None:
        sought.append(period(inquiry.period, language))
    if inquiry.window is not None:
        sought.append(days_of(inquiry.window, language))
    if inquiry.order is not None:
        sought.append(f"第{'一二三四'[inquiry.order - 1]}季度" if language == "zh" else f"Q{inquiry.order}")
    found = list(dict.fromkeys([*sought, *map(_short, _own_words(inquiry))]))[:_MOST_ECHOED]
    return found or [_short(" ".join(_cleaned(inquiry.text).split()))]


def _own_words(inquiry: Inquiry) -> list[str]:
    """Words and numbers of the question that no lexicon knows, as they are written."""
    dated = inquiry.window is not None or inquiry.period is not None or inquiry.order is not None
    text = _cleaned(without_periods(inquiry.text))
    folded = fold(text)
    if len(folded) == len(text):
        for mention in reversed(lexicon().items(text).names):
            text = f"{text[: mention.start]} {text[mention.end :]}"
    words = [word.removesuffix("'s").removesuffix("’s") for word in _LATIN_OR_NUMBER.findall(_without_chinese(text))]
    known = lexicon()
    own = [
        word
        for word in words
        if word.lower() not in _OF_TIME
        and ((word[0].isdigit() and not dated) or (known.items(word).words & inquiry.items.words and len(word) > 1))
    ]
    left = known.without_chinese(fold(text)) if inquiry.language == "zh" else ""
    return [*own, *_CHINESE_RUN.findall(_ASKING_ZH.sub(" ", left))]


def _without_chinese(text: str) -> str:
    return re.sub(f"[{CHINESE}]", " ", text)


def _cleaned(text: str) -> str:
    """A text without control characters, marks of direction and other things unseen."""
    return "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST_ECHO else f"{word[:_LONGEST_ECHO]}…"
