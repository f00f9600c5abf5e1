"""The words of an answer that would have to come from somewhere, and those that speak of the answer itself. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.assistant.checking.answers import Statement
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.matters import topic_of
from bot.assistant.checking.times import times, without_times
from bot.assistant.lexicon import Items

REFUSES = re.compile(
    r"\b(?:I (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t|am unable|am not able|have no|found no|found"
    r" nothing|give no|know of no|won['’]t)"
    r"|(?:none|no one) of the|no (?:source|article|passage|report|figure|information|data|price)s?\b"
    r"|(?:articles?|sources?|passages?|reports?|evidence|newsroom|results?|figures?|they|it) (?:do|does|did)(?:"
    r" not|n['’]t) (?:say|give|mention|name|tell|cover|state|contain|include|answer|show|report|disclose|explain)"
    r"|not (?:investment|financial) advice|gives? no advice|nothing in the|(?:is|are|was|were) not (?:given|named"
    r"|mentioned|stated|disclosed|known|available|covered|among)"
    r"|neither (?:article|source|report|passage)|(?:there is|there are) no(?:thing)?\b|not enough (?:information"
    r"|evidence)|what do you mean|which (?:company|period) do you mean)"
    r"|我不知道|无法(?:提供|给出|回答|确定|判断)|不(?:提供|构成|作)(?:任何)?投资建议|没有(?:找到|提到|提及|说明|给出|披露|相关|答案|报道)|未(?:提及|提到|说明|给出|披露|找到)"
    r"|(?:文章|资料|报道|来源|材料)(?:中|里)?(?:都|均|并)?(?:没有|未)",
    re.IGNORECASE,
)
# Stems that speak of the answer, its sources and its limits.
_TALK = frozenset(
    [
        "here", "figur", "articl", "sourc", "report", "evid", "answer", "say", "said", "mention", "know", "compar",
        "comparison", "latest", "news", "newest", "question", "ask", "tell", "told", "show", "accord", "base",
        "passag", "inform", "detail", "find", "found", "note", "also", "howev", "meanwhil", "addit", "overal",
        "summari", "short", "brief", "point", "give", "given", "see", "below", "abov", "follow", "differ", "same",
        "other", "anoth", "both", "look", "thing", "what", "data", "result", "state", "list", "name", "number",
        "put", "explain", "descript", "context", "mean", "regard", "concern", "relat", "case", "fact", "exampl",
        "view", "help", "let", "pleas", "sure", "happi", "might", "could", "would", "should", "will", "can", "may",
        "number", "unclear", "clear", "cite", "public", "publish", "dated", "date", "today", "record", "refer",
        "advice", "invest", "recommend", "buy", "sell", "decid", "decis", "own", "financi", "advis", "risk",
        "consult", "profession", "takeaway", "key", "past", "perform", "guarante", "futur", "gap", "small", "smaller",
        "larg", "larger", "big", "bigger", "absolut", "term", "percentag", "ahead", "behind", "between", "size",
        "similar", "roughli", "overview", "conclus", "caveat", "limit", "unit", "word", "direct", "comparable",
    ]
)  # fmt: skip
_TALK_ZH = frozenset(
    "以下如下数据显示文章报道来源据称相关信息问题回答最新情况总结建议投资提供根据资料表示称其中此外另外同时目前截至".strip()
)


@lru_cache(maxsize=2_000)
def refuses(bare: str) -> bool:
    """Whether a sentence says that something is not known or not said, or that no advice is given."""
    return bool(REFUSES.search(bare))


def says(items: Items) -> frozenset[str]:
    """The matters and words of a text that are no talk of the answer itself."""
    return frozenset(
        item
        for item in topic_of(items)
        if not item.startswith("@") and item not in _TALK and not (not item.isascii() and set(item) <= _TALK_ZH)
    )


def content(items: Items, ground: Ground) -> frozenset[str]:
    """The matters and words of a sentence that would have to come from somewhere."""
    return says(items) - ground.asked.concepts - ground.asked.words


def plain(statement: Statement) -> str:
    """The words of a statement without its times, which are checked by themselves."""
    return without_times(statement.bare, times(statement.bare, None))


def cited_of(ground: Ground, cited: Sequence[str]) -> list[Source]:
    """The sources that are cited, or all where none is."""
    found = [ground.sources[label] for label in cited if label in ground.sources]
    return found or list(ground.sources.values())


def short(statement: Statement) -> str:
    """A statement as it is quoted to the model."""
    text = " ".join(statement.text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


_LONGEST = 120
