"""What a model may say beside what is borne out: to the point, and nothing of its instructions. Pure."""

import re
from collections.abc import Set
from functools import lru_cache

from bot.assistant.agent.urging import urges
from bot.assistant.checking import Report, Sentence, Verdict
from bot.assistant.checking.speech import refuses
from bot.assistant.lexicon import Items
from bot.assistant.reading import items_of
from knowledge.figures import figures
from knowledge.text import CHINESE, fold, sentences

Runs = Set[tuple[str, ...]]

# So many words in a row are no chance; of Chinese, so many characters.
_LEAK, _LEAK_ZH = 6, 12
_SHORTEST_LINE = 3
# Words that a refusal may bring in beside those of the question; of Chinese, pairs of characters.
_MOST_NEW = {"en": 4, "zh": 8}
_TOKEN = re.compile(rf"[{CHINESE}]|[^\W_{CHINESE}]+")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_HAN = re.compile(rf"[{CHINESE}]")
_REFERENCE = re.compile(r"\s*[\[【]\s*P?\d+(?:\s*[,，、]\s*P?\d+)*\s*[\]】]")
_NAMED = (
    r"(?:[A-Z][\w.&'’-]*(?:\s[A-Z0-9][\w.&'’-]*){0,4}"
    r"|[\u4e00-\u9fff]{2,12})\s?[(（][^()（）]{0,30}\d[^()（）]{0,20}[)）]"
)
_LIST = re.compile(rf"\s*(?:[Ss]ources?|来源|出处)\s*[:：]\s*{_NAMED}(?:[,，;；、]\s*{_NAMED})*[.。]?\s*")
_LABEL = re.compile(r"\s*([^\s:：,，。|\"“][^:：,，。|\"“]{0,40})[:：](?!\d|//)")
# A clause before a colon is no name.
_VERB = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|will|can|fell|rose|grew|lost|won|came|went|held|kept|made"
    r"|said|\w+ed)\b"
)
_EXAMPLE = re.compile(r"^\s*(?:You|Reader):.*$", re.MULTILINE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|their|both|neither|all (?:two|three|four)|the (?:company|group|firm|unit|index|plant|deal))\b"
    r"|该|其|公司|集团|两者|三家",
    re.IGNORECASE,
)
# Stems with which an answer speaks of itself and its sources. Nothing can be told in them alone.
_TALK = frozenset(
    [
        "yes", "no", "not", "none", "noth", "both", "all", "two", "three", "four", "five", "here", "there",
        "below", "abov", "sourc", "articl", "passag", "answer", "question", "news", "figur", "number",
        "detail", "inform", "data", "result", "differ", "agre", "disagre", "same", "other", "part", "find",
        "found", "search", "look", "mention", "state", "tell", "told", "explain", "describ", "cover",
        "contain", "includ", "dont", "cant", "doesnt", "didnt", "couldnt", "isnt", "cannot", "could", "may",
        "might", "would", "myself", "me", "you", "mean", "which", "either", "neither", "sorri", "unfortun",
        "howev", "also", "only", "first", "second", "enough", "specif", "avail", "known", "unknown",
        "unclear", "advic", "advis", "recommend", "invest", "buy", "sell", "hold", "decis", "delay",
        "yahoo", "financ", "compar", "comparison", "latest", "newest", "list", "summari", "summaris",
        "overview", "short", "ani", "about", "than", "less", "more", "much", "mani", "most", "least", "why",
        "how", "when", "who", "what", "oper",
    ]
)  # fmt: skip
_TALK_ZH = frozenset(
    "我你您们不也没有无未都均并是否的了在里中和与或给出提到及说明提供建议投资文章资料报道来源材料答案问题回答结果抱歉目前"
    "找搜索任何相关信息数据以下如下上述其此两三家者对抵是否可能会能无法知道确定请问哪指什么个多少为何关于新闻披露构成作"
)


def to_the_point(text: str, report: Report, question: str, prompt: str) -> str:
    """The answer without sentences that nobody asked for: planted words that name nothing, and the prompt's own."""
    secret = runs_of_prompt(prompt)
    kept, end = "", 0
    for one in report.sentences:
        if wanted(one, question, secret):
            kept += text[end : one.start] + one.text
        end = one.end
    return kept.strip()


def wanted(sentence: Sentence, question: str, prompt_runs: Runs) -> bool:
    """Whether a sentence of a checked answer is to be said; ``prompt_runs`` are those of :func:`runs_of_prompt`.

    It is not when it is not borne out, tells of the prompt, urges or speaks to somebody; nor when it points at nothing
    that it stands on and brings in words of its own; nor when nothing in it is a company, a matter or a figure.
    """
    bare = _REFERENCE.sub("", sentence.text)
    refusing = refuses(bare)
    if (
        not sentence.passes
        or not prompt_runs.isdisjoint({*_runs(bare), _words(bare)})
        or urges(bare, answers_for_itself=refusing)
    ):
        return False
    asked, told = items_of(question), items_of(bare)
    if not refusing and _is_labelled(bare, asked):
        return False
    new = _new(told, asked)
    if refusing and not any(figures(bare)):
        return new <= _MOST_NEW["zh" if _HAN.search(bare) else "en"]
    if sentence.verdict is Verdict.SUPPORTED and _stands(sentence, told, asked):
        return _tells(bare, told)
    if sentence.verdict is Verdict.SUPPORTED and not (told.subjects or told.concepts or "|" in bare):
        # What day it is; the head of a table may be days alone.
        return False
    return new == 0 and any(letter.isalpha() for letter in bare)


@lru_cache(maxsize=8)
def runs_of_prompt(prompt: str) -> Runs:
    """The words that give a prompt away, for :func:`wanted`.

    What its worked examples say is there to be said, but not together with who says it.
    """
    examples = _EXAMPLE.findall(prompt)
    told = _runs(_EXAMPLE.sub("", prompt)) | {_words(line) for line in sentences(_EXAMPLE.sub("", prompt))}
    said = {run for line in examples for run in _runs(line) if run[0] in ("you", "reader")}
    return frozenset(run for run in told | said if len(run) >= _SHORTEST_LINE)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {
        run
        for length in (_LEAK, _LEAK_ZH)
        for run in (words[at : at + length] for at in range(len(words) - length + 1))
        # Six Chinese characters may be a common phrase.
        if length == _LEAK_ZH or not all(_HAN.match(word) for word in run)
    }


def _words(text: str) -> tuple[str, ...]:
    """The words of a text, without the number of a list."""
    words = _TOKEN.findall(fold(text))
    return tuple(words[1:] if words and words[0].isdecimal() else words)


def _stands(sentence: Sentence, told: Items, asked: Items) -> bool:
    """Whether a sentence says where it stands; or does stand somewhere, and is about what was asked."""
    if sentence.references:
        return True
    borne_out = any(finding.supports for finding in sentence.findings)
    return borne_out and bool(told.subjects or told.concepts & asked.concepts or _LIST.fullmatch(sentence.text))


def _tells(bare: str, told: Items) -> bool:
    """Whether a sentence that is borne out holds a matter, a figure, what was spoken of, or a company in one script."""
    named = bool(told.subjects) and not (_HAN.search(bare) and _SMALL_WORD.search(bare))
    return bool(named or told.concepts or any(figures(bare)) or _POINTS_BACK.search(bare) or _LIST.fullmatch(bare))


def _is_labelled(bare: str, asked: Items) -> bool:
    """Whether a sentence goes by a name before a colon that nobody asked for: a motto, a sponsor, a code."""
    label = _LABEL.match(bare)
    if label is None or _VERB.search(label[1]) or _LIST.fullmatch(bare):
        return False
    told = items_of(label[1])
    return not (told.subjects or told.concepts) and _new(told, asked) > 0


def _new(told: Items, asked: Items) -> int:
    """How many words a sentence brings in that neither the question nor the lexicon has, and that are no mere talk."""
    return sum(
        not (word in _TALK or word.isdecimal() or (not word.isascii() and set(word) <= _TALK_ZH))
        for word in told.words - asked.words
    )
